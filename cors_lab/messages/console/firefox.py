"""What Firefox prints."""

from __future__ import annotations

import re

from cors_lab.messages.console.facts import (
    BEFORE_SENDING,
    CookieNote,
    Outcome,
    disallowed,
    fill,
    listed,
    on_loopback,
    origin_of,
    scheme_of,
)
from cors_lab.messages.console.metadata import firefox_notes

FIREFOX_BLOCKED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at"
    " {url}. (Reason: "
)
FIREFOX = {
    "CORSDidNotSucceed2": FIREFOX_BLOCKED + "CORS request did not succeed). Status code: (null).",
    "CORSRequestNotHttp": FIREFOX_BLOCKED + "CORS request not http).",
    "CORSMultipleAllowOriginNotAllowed": (
        FIREFOX_BLOCKED + "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed)."
    ),
    "CORSMissingAllowOrigin2": (
        FIREFOX_BLOCKED
        + "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: {status}."
    ),
    "CORSNotSupportingCredentials": (
        FIREFOX_BLOCKED.replace("{url}", "‘{url}’")
        + "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’)."
    ),
    "CORSAllowOriginNotMatchingOrigin": (
        FIREFOX_BLOCKED + "CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’)."
    ),
    "CORSMissingAllowCredentials": (
        FIREFOX_BLOCKED + "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’)."
    ),
    "CORSExternalRedirectNotAllowed": (
        FIREFOX_BLOCKED + "CORS request external redirect not allowed)."
    ),
    "CORSPreflightDidNotSucceed3": (
        FIREFOX_BLOCKED + "CORS preflight response did not succeed). Status code: {status}."
    ),
    "CORSInvalidAllowMethod": (
        FIREFOX_BLOCKED + "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Methods’)."
    ),
    "CORSMethodNotFound": (
        FIREFOX_BLOCKED + "Did not find method in CORS header ‘Access-Control-Allow-Methods’)."
    ),
    "CORSInvalidAllowHeader": (
        FIREFOX_BLOCKED + "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Headers’)."
    ),
    "CORSMissingAllowHeaderFromPreflight2": (
        FIREFOX_BLOCKED
        + "header ‘{value}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from"
        " CORS preflight response)."
    ),
    "CORSAllowHeaderFromPreflightDeprecation": (
        "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote"
        " resource at {url} soon. (Reason: When the `Access-Control-Allow-Headers` is `*`, the"
        " `Authorization` header is not covered. To include the `Authorization` header, it must be"
        " explicitly listed in CORS header `Access-Control-Allow-Headers`)."
    ),
}
FIREFOX_OTHER = {
    "mixed-content": "Blocked loading mixed active content “{url}”",
    "mode-same-origin": "Security Error: Content at {principal} may not load data from {url}.",
    "resource-policy": (
        "The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header (or"
        " lack thereof). See"
        " https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#"
    ),
}
FIREFOX_REDIRECTS = {
    "file": "Security Error: Content at {url} may not load or link to {redirects_to}.",
    "blob": "Security Error: Content at {url} may not load data from {redirects_to}.",
}
FIREFOX_COOKIES = {
    "cookie-samesite-none-insecure": (
        "Cookie “{name}” rejected because it has the “SameSite=None” attribute "
        "but is missing the “secure” attribute."
    ),
    "cookie-samesite-cross-site": (
        "Cookie “{name}” has been rejected because it is in a cross-site context "
        "and its “SameSite” is “Lax” or “Strict”."
    ),
    "cookie-samesite-redirect": (
        "Cookie “{name}” with the “SameSite” attribute value “Lax” or “Strict” was omitted "
        "because of a cross-site redirect."
    ),
    "cookie-secure-from-http": (
        "Cookie “{name}” has been rejected because a non-HTTPS cookie can’t be set as “secure”."
    ),
    "cookie-domain-mismatch": "Cookie “{name}” has been rejected for invalid domain.",
    "cookie-public-suffix": "Cookie “{name}” has been rejected for invalid domain.",
}
FIREFOX_COOKIES |= dict.fromkeys(
    ("cookie-prefix-host", "cookie-prefix-secure", "cookie-prefix-http"),
    "Cookie “{name}” has been rejected for invalid prefix.",
)
FIREFOX_COOKIES |= {
    "cookie-partitioned-insecure": (
        "Cookie “{name}” has been rejected because it has the “Partitioned” attribute "
        "but is missing the “secure” attribute."
    ),
    "cookie-name-empty": "Cookie “” has been rejected for invalid characters in the name.",
    "cookie-empty": "Cookie with an empty name and an empty value has been rejected.",
}
FIREFOX_INTEGRITY = (
    "None of the “{algorithm}” hashes in the integrity attribute match the content of the"
    " subresource at “{first_url}”. The computed hash is “{digest}”."
)
FIREFOX_INELIGIBLE = (
    "“{first_url}” is not eligible for integrity checks since it’s neither CORS-enabled nor"
    " same-origin."
)
FIREFOX_REFERRER = (
    "Referrer Policy: Ignoring the less restricted referrer policy “{policy}” for the cross-site"
    " request: {url}"
)
FIREFOX_SNIFF = (
    "X-Content-Type-Options header warning: value was “{value}”; did you mean to send “nosniff”?"
)
FIREFOX_FILE = "Security Error: Content at {principal} may not load or link to {url}."
FIREFOX_BOGUS_SAME_SITE = (
    "Invalid “SameSite“ value for cookie “{name}”. The supported values are: “Lax“, “Strict“,"
    " “None“."
)
FIREFOX_BOGUS_MAX_AGE = "Invalid “max-age“ value for cookie “{name}”. The attribute is ignored."
FIREFOX_CHIPS = (
    "Cookie “{name}” will soon be rejected because it is foreign and does not have the"
    " “Partitioned“ attribute."
)
FIREFOX_KEYS = {
    "allow-origin-missing": "CORSMissingAllowOrigin2",
    "allow-origin-multiple": "CORSAllowOriginNotMatchingOrigin",
    "allow-origin-invalid": "CORSAllowOriginNotMatchingOrigin",
    "allow-origin-mismatch": "CORSAllowOriginNotMatchingOrigin",
    "allow-origin-wildcard": "CORSNotSupportingCredentials",
    "allow-credentials": "CORSMissingAllowCredentials",
}
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SAFELISTED = ("GET", "HEAD", "POST")
SILENT_SCHEMES = frozenset(
    {"javascript", "data", "blob", "chrome", "file", "ws", "wss", "view-source"}
)
SILENT = frozenset(
    {"redirect-mode-error", "integrity-mismatch", "keepalive-limit"}
)  # as far as CORS goes
DID_NOT_SUCCEED = ("CORSDidNotSucceed2", "")


def firefox_lines(outcome: Outcome) -> list[str]:
    """Firefox ESR 153."""
    # A redirect that is not followed is the old URL's failure.
    if outcome.redirected and outcome.error in BEFORE_SENDING:
        failing = outcome._replace(url=outcome.previous_url)
    else:
        failing = outcome
    lines = [
        fill(FIREFOX[key], failing, value=_as_utf8(value))
        for key, value in _firefox_blocked(outcome)
    ]
    ignored = [
        fill(FIREFOX_REFERRER, outcome, policy=policy, url=url)
        for policy, url in outcome.ignored_referrer_policies
    ]
    ignored += [
        fill(FIREFOX_SNIFF, outcome, value=_as_utf8(value))
        for value in outcome.content_type_options
    ]
    ignored += firefox_notes(outcome.integrity, outcome.readable)
    cookies = [line for cookie in outcome.cookies for line in _firefox_cookie(cookie)]
    other = _firefox_other(outcome)
    return (
        ignored
        + (
            cookies + other
            if outcome.redirected and outcome.error == "mixed-content"
            else other + cookies
        )
        + lines
    )


def firefox_reason(outcome: Outcome) -> str | None:
    """The key of the first reason that Firefox gives, None where it gives none."""
    if outcome.error == "redirect-location-scheme" and _firefox_redirect_to_scheme(outcome):
        if scheme_of(outcome.redirects_to) in FIREFOX_REDIRECTS:
            return None
        return "CORSRequestNotHttp"
    return next((key for key, _ in _firefox_blocked(outcome)), None)


def _as_utf8(value: str) -> str:
    return value.encode("latin-1", "replace").decode("utf-8", "replace")


def _firefox_other(outcome: Outcome) -> list[str]:
    if outcome.wildcard_authorization:
        return [
            fill(
                FIREFOX["CORSAllowHeaderFromPreflightDeprecation"],
                outcome,
                url=outcome.wildcard_authorization,
            )
        ]
    if outcome.origin != "null":
        principal = outcome.page_url
    else:
        principal = f"moz-nullprincipal:{{uuid}}?{origin_of(outcome.top_url)}"
    if _may_not_link(outcome):
        return [fill(FIREFOX_FILE, outcome, principal=principal)]
    if outcome.error == "integrity-mismatch":
        algorithm, _, digest = outcome.computed_integrity.partition("-")
        return [
            fill(
                FIREFOX_INTEGRITY if outcome.readable else FIREFOX_INELIGIBLE,
                outcome,
                algorithm=algorithm,
                digest=digest,
            )
        ]
    if _mode_comes_first(outcome):
        error = "mode-same-origin"
    else:
        if _is_mixed_at_bad_port(outcome):
            error = "mixed-content"
        else:
            error = outcome.error
    if _redirects_to_mixed_content(outcome):
        return [fill(FIREFOX_OTHER["mixed-content"], outcome, url=outcome.redirects_to)]
    if error == "mode-same-origin" and scheme_of(outcome.url) == "blob":
        return []
    if error == "mixed-content" and outcome.mode == "no-cors" and outcome.redirect != "follow":
        return []
    if error in FIREFOX_OTHER:
        return [fill(FIREFOX_OTHER[error], outcome, principal=principal)]
    if outcome.error == "redirect-location-scheme":
        return _firefox_redirect_to_scheme(outcome)
    return []


def _may_not_link(outcome: Outcome) -> bool:
    scheme = scheme_of(outcome.url)
    if (
        outcome.error == "scheme-unsupported"
        and outcome.mode == "no-cors"
        and outcome.redirect == "follow"
    ):
        return scheme in ("file", "view-source")
    return (
        outcome.error == "cors-scheme"
        and scheme in ("file", "view-source", "about")
        and outcome.url != "about:blank"
    )


def _mode_comes_first(outcome: Outcome) -> bool:
    """Firefox looks at the mode before it looks at the port and at mixed content."""
    elsewhere = origin_of(outcome.url) != outcome.origin
    return (
        outcome.error in BEFORE_SENDING
        and outcome.mode == "same-origin"
        and elsewhere
        and not outcome.redirected
    )


def _is_mixed_at_bad_port(outcome: Outcome) -> bool:
    """And at mixed content before it looks at the port."""
    mixed = (
        scheme_of(outcome.page_url) == "https"
        and scheme_of(outcome.url) == "http"
        and not on_loopback(outcome.url)
    )
    return outcome.error == "bad-port" and mixed and not outcome.redirected


def _redirects_to_mixed_content(outcome: Outcome) -> bool:
    """Firefox looks where it is redirected to before it refuses the redirect of a preflight, or
    what CORS does not allow.
    """
    mixed = (
        scheme_of(outcome.page_url) == "https"
        and scheme_of(outcome.redirects_to) == "http"
        and not on_loopback(outcome.redirects_to)
    )
    return (
        mixed
        and outcome.redirect == "follow"
        and (outcome.error == "preflight-redirect" or outcome.error in FIREFOX_KEYS)
    )


def _firefox_redirect_to_scheme(outcome: Outcome) -> list[str]:
    scheme = scheme_of(outcome.redirects_to)
    if scheme in FIREFOX_REDIRECTS:
        return [fill(FIREFOX_REDIRECTS[scheme], outcome)]
    speaks = outcome.mode == "cors" and scheme not in SILENT_SCHEMES
    if speaks:
        return [fill(FIREFOX["CORSRequestNotHttp"], outcome, url=outcome.redirects_to)]
    return []


def _firefox_blocked(outcome: Outcome) -> list[tuple[str, str]]:
    """(reason, value) of each line about CORS."""
    error = outcome.error.removeprefix("preflight-")
    if not outcome.error:
        return []
    if outcome.mode != "cors" or error in SILENT or error.startswith("body-"):
        return []
    if error in FIREFOX_KEYS:
        return _firefox_cors_check(outcome, error)
    if outcome.stage == "preflight":
        return _firefox_preflight(outcome)
    if error == "cors-scheme":
        if scheme_of(outcome.url) in SILENT_SCHEMES:
            return []
        return [("CORSRequestNotHttp", "")]
    return _firefox_failed(outcome)


def _firefox_cors_check(outcome: Outcome, error: str) -> list[tuple[str, str]]:
    if outcome.allow_origin_lines > 1:
        key = "CORSMultipleAllowOriginNotAllowed"
    else:
        key = FIREFOX_KEYS[error]
    preflight = outcome.stage == "preflight"
    if _redirects_to_mixed_content(outcome):
        return [DID_NOT_SUCCEED]
    follow_ups = preflight + (bool(outcome.redirects_to) and outcome.redirect == "follow")
    return [(key, outcome.allow_origin)] + [DID_NOT_SUCCEED] * follow_ups


def _firefox_preflight(outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.error in ("preflight-status", "preflight-redirect"):
        if _redirects_to_mixed_content(outcome):
            return [DID_NOT_SUCCEED, DID_NOT_SUCCEED]
        refused = bool(outcome.redirects_to) and outcome.redirect == "follow"
        return [("CORSExternalRedirectNotAllowed", "")] * refused + [
            ("CORSPreflightDidNotSucceed3", ""),
            DID_NOT_SUCCEED,
        ]
    refusal = _firefox_refusal(outcome)
    return [refusal or DID_NOT_SUCCEED, DID_NOT_SUCCEED]


def _firefox_refusal(outcome: Outcome) -> tuple[str, str] | None:
    """What a preflight does not allow; Firefox reads Allow-Headers only after it has found the
    method.
    """
    methods, headers = listed(outcome.allow_methods), listed(outcome.allow_headers)
    bad_method, bad_header = _not_a_token(methods), _not_a_token(headers)
    if outcome.error not in (
        "allow-methods-invalid",
        "allow-headers-invalid",
        "method-not-allowed",
        "header-not-allowed",
    ):
        return None
    if bad_method:
        return "CORSInvalidAllowMethod", bad_method
    if not (
        outcome.method in SAFELISTED
        or outcome.method in methods
        or ("*" in methods and not outcome.credentials)
    ):
        return "CORSMethodNotFound", ""
    if bad_header:
        return "CORSInvalidAllowHeader", bad_header
    return "CORSMissingAllowHeaderFromPreflight2", next(
        iter(disallowed(outcome, outcome.unsafe_names)), ""
    )


def _not_a_token(items: list[str]) -> str:
    return next((item for item in items if not TOKEN.fullmatch(item)), "")


def _firefox_failed(outcome: Outcome) -> list[tuple[str, str]]:
    """Lines for a load that failed on the network or at a redirect."""
    if outcome.error == "mixed-content":
        if outcome.redirected and outcome.cross_origin:
            return [DID_NOT_SUCCEED]
        return []
    if outcome.error == "connection-closed" and outcome.preflighted:
        return [("CORSMultipleAllowOriginNotAllowed", "")]
    if outcome.cross_origin:
        return [DID_NOT_SUCCEED]
    return []


def _firefox_cookie(cookie: CookieNote) -> list[str]:
    if cookie.reason in FIREFOX_COOKIES:
        lines = [FIREFOX_COOKIES[cookie.reason]]
    else:
        lines = []
    if cookie.reason in ("cookie-stored", "cookie-deleted"):
        notes = (
            (cookie.bogus_same_site, FIREFOX_BOGUS_SAME_SITE),
            (cookie.bogus_max_age, FIREFOX_BOGUS_MAX_AGE),
            (cookie.foreign and not cookie.partitioned, FIREFOX_CHIPS),
        )
        lines = [line for holds, line in notes if holds]
    return [line.replace("{name}", _as_utf8(cookie.name)) for line in lines]
