"""What Chromium prints."""

from __future__ import annotations

from cors_lab.messages.console.facts import (
    BEFORE_SENDING,
    Outcome,
    disallowed,
    fill,
    kind_of,
    on_loopback,
    origin_of,
    scheme_of,
)
from cors_lab.messages.console.hash_order import in_chromium_order
from cors_lab.messages.console.metadata import chromium_notes

_VALID = " Have the server send the header with a valid value."
_PREFLIGHT = "Response to preflight request doesn't pass access control check: "
_CHROMIUM_CORS_CHECK = {
    "allow-origin-missing": (
        "No 'Access-Control-Allow-Origin' header is present on the requested resource."
    ),
    "allow-origin-multiple": (
        "The 'Access-Control-Allow-Origin' header contains multiple values '{allow_origin}', but"
        " only one is allowed." + _VALID
    ),
    "allow-origin-invalid": (
        "The 'Access-Control-Allow-Origin' header contains the invalid value '{allow_origin}'."
        + _VALID
    ),
    "allow-origin-mismatch": (
        "The 'Access-Control-Allow-Origin' header has a value '{allow_origin}' "
        "that is not equal to the supplied origin." + _VALID
    ),
    "allow-origin-wildcard": (
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the"
        " wildcard '*' when the request's credentials mode is 'include'."
    ),
    "allow-credentials": (
        "The value of the 'Access-Control-Allow-Credentials' header in the response is"
        " '{allow_credentials}' which must be 'true' when the request's credentials mode is"
        " 'include'."
    ),
}
CHROMIUM_POLICY = {
    **_CHROMIUM_CORS_CHECK,
    **{f"preflight-{error}": _PREFLIGHT + text for error, text in _CHROMIUM_CORS_CHECK.items()},
    "local-network-secure": (
        "The request client is not a secure context and the resource is in more-private address "
        "space `{address_space}`."
    ),
    "local-network-access": (
        "Permission was denied for this request to access the `{address_space}` address space."
    ),
    "preflight-status": _PREFLIGHT + "It does not have HTTP ok status.",
    "preflight-redirect": _PREFLIGHT + "Redirect is not allowed for a preflight request.",
    "allow-methods-invalid": (
        "Cannot parse Access-Control-Allow-Methods response header field in preflight response."
    ),
    "allow-headers-invalid": (
        "Cannot parse Access-Control-Allow-Headers response header field in preflight response."
    ),
    "method-not-allowed": (
        "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."
    ),
    "header-not-allowed": (
        "Request header field {bad_header} is not allowed by Access-Control-Allow-Headers in"
        " preflight response."
    ),
    "redirect-userinfo": (
        "Redirect location '' contains a username and password, which is disallowed for"
        " cross-origin requests."
    ),
    "redirect-location-scheme": (
        "Cross origin requests are only supported for protocol schemes: chrome,"
        " chrome-experimental-site-token-provider, chrome-extension, chrome-untrusted, data, http,"
        " https, isolated-app."
    ),
}
CHROMIUM_NET = {
    "bad-port": "ERR_UNSAFE_PORT",
    "redirect-limit": "ERR_TOO_MANY_REDIRECTS",
    "redirect-location-invalid": "ERR_INVALID_REDIRECT",
    "only-if-cached": "ERR_CACHE_MISS",
    "connection-refused": "ERR_CONNECTION_REFUSED",
    "connection-closed": "ERR_EMPTY_RESPONSE",
    "timeout": "ERR_TIMED_OUT",
    "name-not-resolved": "ERR_NAME_NOT_RESOLVED",
    "tls": "ERR_CERT_AUTHORITY_INVALID",
    "bad-response": "ERR_INVALID_HTTP_RESPONSE",
    "response-too-large": "ERR_RESPONSE_HEADERS_TOO_BIG",
    "network-unreachable": "ERR_ADDRESS_UNREACHABLE",
    "content-disposition-multiple": "ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_DISPOSITION",
    "unexpected-proxy-authentication": "ERR_UNEXPECTED_PROXY_AUTH",
    "body-reset": "ERR_CONNECTION_RESET",
    "body-timeout": "ERR_TIMED_OUT",
    "body-garbage": "ERR_CONTENT_DECODING_FAILED",
    "body-incomplete": "ERR_CONTENT_LENGTH_MISMATCH",
}
CHROMIUM_OTHER = {
    "mode-same-origin": (
        'Fetch API cannot load {url}. Request mode is "same-origin" '
        "but the URL's origin is not same as the request origin {origin}."
    ),
    "no-cors-redirect-mode": (
        'Fetch API cannot load {url}. Request mode is "no-cors" but the redirect mode is not'
        ' "follow".'
    ),
    "mixed-content": (
        "Mixed Content: The page at '{page_url}' was loaded over HTTPS, but requested an insecure"
        " {what} '{url}'. This request has been blocked; the content must be served over HTTPS."
    ),
}
# What an insecure request asks for, by who asks; "resource" where this does not say.
CHROMIUM_MIXED = {
    "script": "script",
    "module": "script",
    "import()": "script",
    "modulepreload": "script",
    "stylesheet": "stylesheet",
    "font": "font",
    "track": "Text Track",
    "iframe": "frame",
    "object": "plugin resource",
    "xhr": "XMLHttpRequest endpoint",
    "eventsource": "EventSource endpoint",
    "beacon": "Beacon endpoint",
    "form": "form action",
    "worker": "Worker script",
    "module-worker": "Worker script",
}
CHROMIUM_PRELOADED = {"style": "stylesheet", "font": "font", "script": "script"}
CHROMIUM_WARNED = (
    "Mixed Content: The page at '{page_url}' was loaded over HTTPS, but requested an insecure"
    " resource '{url}'. This content should also be served over HTTPS."
)
CHROMIUM_UNSAFE = (
    "Unsafe attempt to load URL {url} from frame with URL {page_url}. Domains, protocols and ports"
    " must match.\n"
)
_WITH_CREDENTIALS = (
    " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the "
    "withCredentials attribute."
)
CHROMIUM_ACCESS = (
    "Access to {kind} at '{url}'{redirected_from} from origin '{origin}' has been blocked by CORS"
    " policy: "
)
CHROMIUM_FAILED = "Failed to load resource: net::{net} [{url}]"
CHROMIUM_STATUS = (
    "Failed to load resource: the server responded with a status of {status} ({phrase}) [{url}]"
)
CHROMIUM_SCHEME = 'Fetch API cannot load {url}. URL scheme "{scheme}" is not supported.'
CHROMIUM_FILE = "Not allowed to load local resource: {url}"
CHROMIUM_INTEGRITY = (
    "Failed to find a valid digest in the 'integrity' attribute for resource '{url}' with computed"
    " {algorithm} integrity '{digest}'. The resource has been blocked."
)
CHROMIUM_INELIGIBLE = (
    "Subresource Integrity: The resource '{url}' has an integrity attribute, but the response is"
    " not eligible for integrity validation."
)
CHROMIUM_SRI_FAILED = "Fetch API cannot load {first_url}. SRI's integrity checks failed."
UNSAFE_TARGETS = frozenset(
    {"about", "blob", "chrome", "data", "devtools", "file", "filesystem", "view-source"}
)


def chromium_lines(outcome: Outcome) -> list[str]:
    """Chromium 156."""
    if outcome.insecure_allowed:
        warned = [
            fill(
                CHROMIUM_WARNED,
                outcome,
                url=outcome.url.partition("#")[0],
                page_url=secure_page(outcome),
            )
        ]
    else:
        warned = []
    return warned + chromium_refused(outcome)


def _mixed_kind(outcome: Outcome) -> str:
    if outcome.initiator == "preload":
        return CHROMIUM_PRELOADED.get(outcome.destination, "resource")
    return CHROMIUM_MIXED.get(outcome.initiator, "resource")


def secure_page(outcome: Outcome) -> str:
    """The page that mixed content is told of: the top-level one, if that is secure."""
    if scheme_of(outcome.top_url) == "https":
        return outcome.top_url
    return outcome.page_url


def _chromium_of_body(outcome: Outcome, error: str) -> list[str]:
    if not error and outcome.integrity:
        return chromium_notes(outcome.integrity)
    if error in CHROMIUM_NET:
        return [_failed(outcome, CHROMIUM_NET[error])]
    return []


def _chromium_mixed_content(outcome: Outcome) -> str:
    return fill(
        CHROMIUM_OTHER["mixed-content"],
        outcome,
        url=outcome.url.partition("#")[0],
        page_url=secure_page(outcome),
        what=_mixed_kind(outcome),
    )


def chromium_refused(outcome: Outcome) -> list[str]:
    """The lines for what a fetch failed of."""
    error = _before_the_network(outcome)
    if error == "integrity-mismatch":
        return (
            chromium_status(outcome)
            + chromium_notes(outcome.integrity)
            + _chromium_integrity(outcome)
        )
    if not error or error.startswith("body-"):
        return chromium_status(outcome) + _chromium_of_body(outcome, error)
    if error == "mixed-content":
        return [_chromium_mixed_content(outcome)]
    if error == "mode-same-origin" and outcome.redirected:
        return [fill(CHROMIUM_UNSAFE, outcome)]
    if error in CHROMIUM_OTHER:
        return [fill(CHROMIUM_OTHER[error], outcome)]
    if error in ("cors-scheme", "scheme-unsupported"):
        return [_chromium_scheme(outcome)]
    if error == "redirect-mode-error":
        return [_failed(outcome._replace(url=outcome.redirects_to), "ERR_FAILED")]
    if error == "redirect-location-scheme":
        return _chromium_redirect_to_scheme(outcome)
    if error == "resource-policy":
        return [_failed(outcome, f"ERR_BLOCKED_BY_RESPONSE.{_resource_policy(outcome)}")]
    if error == "redirect-location-invalid" and outcome.several_locations:
        return [_failed(outcome, "ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION")]
    # A redirect to a URL with a password is blocked without a word where CORS plays no part; so is
    # a large body with keepalive.
    if error == "keepalive-limit" or (error == "redirect-userinfo" and not outcome.cross_origin):
        return []
    if error in CHROMIUM_POLICY:
        return _chromium_blocked(outcome)
    return [_failed(outcome, CHROMIUM_NET.get(error, "ERR_FAILED"))]


def _before_the_network(outcome: Outcome) -> str:
    """Chromium looks at the mode before it looks at the port and at mixed content."""
    if (
        outcome.error not in BEFORE_SENDING
        or outcome.redirected
        or origin_of(outcome.url) == outcome.origin
    ):
        return outcome.error
    if outcome.mode == "same-origin":
        return "mode-same-origin"
    if outcome.mode == "no-cors" and outcome.redirect != "follow":
        return "no-cors-redirect-mode"
    mixed = (
        scheme_of(outcome.page_url) == "https"
        and scheme_of(outcome.url) == "http"
        and not on_loopback(outcome.url)
    )
    if mixed:
        return "mixed-content"
    return outcome.error


def chromium_status(outcome: Outcome) -> list[str]:
    """The line for an error status."""
    if outcome.status < 400 or outcome.navigation:
        return []
    return [fill(CHROMIUM_STATUS, outcome, phrase=outcome.status_text or _phrase(outcome.status))]


def _resource_policy(outcome: Outcome) -> str:
    name = {"same-origin": "NotSameOrigin"}.get(outcome.resource_policy, "NotSameSite")
    if outcome.resource_policy_by_embedder:
        return f"{name}AfterDefaultedTo{name.removeprefix('Not')}ByCoep"
    return name


def _chromium_integrity(outcome: Outcome) -> list[str]:
    algorithm, _, digest = outcome.computed_integrity.partition("-")
    if outcome.readable:
        text = CHROMIUM_INTEGRITY
    else:
        text = CHROMIUM_INELIGIBLE
    named = algorithm.upper().replace("SHA", "SHA-")
    return [fill(text, outcome, algorithm=named, digest=digest), fill(CHROMIUM_SRI_FAILED, outcome)]


def _phrase(status: int) -> str:
    from http import HTTPStatus

    if status in HTTPStatus._value2member_map_:
        return HTTPStatus(status).phrase
    return ""


def _failed(outcome: Outcome, net: str) -> str:
    return fill(CHROMIUM_FAILED, outcome, net=net)


def _chromium_blocked(outcome: Outcome) -> list[str]:
    if outcome.redirected:
        redirected_from = f" (redirected from '{outcome.first_url}')"
    else:
        redirected_from = ""
    secure = scheme_of(outcome.first_url) == "https" or on_loopback(outcome.first_url)
    refused = disallowed(outcome, outcome.unsafe_names)
    if len(refused) > 1:
        ordered = in_chromium_order(outcome.author_names, secure)
    else:
        ordered = refused
    bad_header = next((name for name in ordered if name in refused), next(iter(refused), ""))
    text = CHROMIUM_ACCESS + CHROMIUM_POLICY[chromium_error(outcome)]
    kind = kind_of(outcome)
    if kind != "fetch":
        text = text.removesuffix(_VALID)
    if kind == "XMLHttpRequest" and text.endswith("credentials mode is 'include'."):
        text += _WITH_CREDENTIALS
    line = fill(text, outcome, redirected_from=redirected_from, bad_header=bad_header, kind=kind)
    visible = "".join(char if " " <= char <= "~" else f"\\u{ord(char):04X}" for char in line)
    return [visible, _failed(outcome, "ERR_FAILED")]


def chromium_error(outcome: Outcome) -> str:
    """The id of the error that Chromium names: a redirected preflight fails by that alone, whatever
    else is wrong with its answer.
    """
    if outcome.stage == "preflight" and outcome.redirects_to:
        return "preflight-redirect"
    if outcome.error == "redirect-userinfo" and not outcome.cross_origin:
        return ""
    if outcome.error == "preflight-redirect":
        return "preflight-status"
    return outcome.error


def _chromium_scheme(outcome: Outcome) -> str:
    scheme = scheme_of(outcome.url)
    if scheme == "file":
        return fill(CHROMIUM_FILE, outcome)
    net = {"blob": "ERR_FILE_NOT_FOUND", "data": "ERR_INVALID_URL"}.get(scheme)
    if net:
        return _failed(outcome, net)
    return fill(CHROMIUM_SCHEME, outcome, scheme=scheme)


def _chromium_redirect_to_scheme(outcome: Outcome) -> list[str]:
    if scheme_of(outcome.redirects_to) in UNSAFE_TARGETS:
        return [_failed(outcome, "ERR_UNSAFE_REDIRECT")]
    there = outcome._replace(url=outcome.redirects_to, redirected=True)
    if outcome.mode == "cors":
        return _chromium_blocked(there)
    return [_failed(there, "ERR_UNKNOWN_URL_SCHEME")]
