"""What WebKit prints."""

from __future__ import annotations

from cors_lab.messages.console.facts import (
    Outcome,
    disallowed,
    fill,
    on_loopback,
    origin_of,
    scheme_of,
)

_WEBKIT_NOT_ALLOWED = (
    "Origin {sent_origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}"
)
WEBKIT = {
    "allow-origin-missing": _WEBKIT_NOT_ALLOWED,
    "allow-origin-multiple": _WEBKIT_NOT_ALLOWED,
    "allow-origin-invalid": _WEBKIT_NOT_ALLOWED,
    "allow-origin-mismatch": _WEBKIT_NOT_ALLOWED,
    "allow-origin-wildcard": (
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
    ),
    "allow-credentials": (
        'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".'
    ),
    "status": "Preflight response is not successful. Status code: {status}",
    "allow-methods-invalid": (
        "Header Access-Control-Allow-Methods has an invalid value: {allow_methods}"
    ),
    "allow-headers-invalid": (
        "Header Access-Control-Allow-Headers has an invalid value: {allow_headers}"
    ),
    "method-not-allowed": "Method {method} is not allowed by Access-Control-Allow-Methods.",
    "header-not-allowed": (
        "Request header field {bad_header} is not allowed by Access-Control-Allow-Headers."
    ),
    "redirect-mode-error": "Not allowed to follow a redirection while loading {url}",
    "redirect-limit": "Load cannot follow more than 20 redirections",
    "resource-policy": (
        "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy"
        " response header."
    ),
    "mixed-content": (
        "[blocked] The page at {page_url} requested insecure content from {url}. This content was"
        " blocked and must{more}"
    ),
    "mode-same-origin": (
        "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must"
        " match."
    ),
    "integrity-mismatch": (
        "Failed integrity metadata check. {first_url}. Failed integrity metadata check. Content"
        " length: {content}, Expected content length: {expected_size}, Expected metadata:"
        " {integrity}"
    ),
    "ftp": "FTP URLs are disabled",
    "connection-closed": "Connection terminated unexpectedly",
    "connection-refused": "Could not connect to {host}: Connection refused",
    "timeout": "Socket I/O timed out",
    "tls": "Unacceptable TLS certificate",
}
WEBKIT_NETWORK = (
    "connection-closed",
    "connection-refused",
    "timeout",
    "tls",
)  # it tells of these only where they stop a preflight
WEBKIT_SEVERAL = "Access-Control-Allow-Origin cannot contain more than one origin."
WEBKIT_REDIRECTION = (
    "Cross-origin redirection to {redirects_to} denied by Cross-Origin Resource Sharing policy: "
)
WEBKIT_SCHEME = (
    WEBKIT_REDIRECTION
    + "not allowed to follow a cross-origin CORS redirection with non CORS scheme"
)
WEBKIT_USERINFO = WEBKIT_REDIRECTION + "redirection URL {location} has credentials"
WEBKIT_CANNOT_LOAD = "Fetch API cannot load {url} due to access control checks."
WEBKIT_INVALID = "Fetch API cannot load {url}."
WEBKIT_COMMON = {
    name.lower(): name
    for name in (
        "Accept Accept-Charset Accept-Language Accept-Encoding Accept-Ranges"
        " Access-Control-Allow-Credentials Access-Control-Allow-Headers"
        " Access-Control-Allow-Methods Access-Control-Allow-Origin Access-Control-Expose-Headers"
        " Access-Control-Max-Age Age Authorization Cache-Control Content-Disposition"
        " Content-Encoding Content-Language Content-Length Content-Location Content-Security-Policy"
        " Content-Security-Policy-Report-Only Content-Type Content-Range"
        " Cross-Origin-Embedder-Policy Cross-Origin-Opener-Policy Cross-Origin-Resource-Policy"
        " Default-Style ETag Expires If-Match If-Modified-Since If-None-Match If-Range"
        " If-Unmodified-Since Last-Event-ID Last-Modified Link Location Ping-From Ping-To Pragma"
        " Proxy-Authorization Purpose Range Referrer-Policy Refresh Server-Timing Service-Worker"
        " SourceMap Strict-Transport-Security Timing-Allow-Origin Upgrade-Insecure-Requests"
        " User-Agent Vary X-Content-Type-Options X-DNS-Prefetch-Control X-Frame-Options X-SourceMap"
        " X-XSS-Protection"
    ).split()
}


def webkit_lines(outcome: Outcome) -> list[str]:
    """WebKitGTK 2.50."""
    reason = webkit_refused(outcome)
    if reason is None:
        if _is_invalid_data(outcome):
            return [fill(WEBKIT_INVALID, outcome)]
        return []
    refused = {"mixed-content": outcome.previous_url, "integrity-mismatch": outcome.first_url}.get(
        outcome.error, outcome.url
    )
    return [reason, fill(WEBKIT_CANNOT_LOAD, outcome, url=refused)]


def webkit_refused(outcome: Outcome) -> str | None:
    """The line that says why; None where there is none."""
    line = _webkit_reason(outcome)
    if line is None:
        return None
    bad_header = next(iter(disallowed(outcome, _webkit_order(outcome))), "")
    host = origin_of(outcome.url).partition("://")[2]
    # Where the server is on loopback, the sentence ends in the middle.
    if outcome.error == "mixed-content" and on_loopback(outcome.url):
        more = ""
    else:
        more = " be served over HTTPS."
    content = outcome.body_size or "(no content)"
    return fill(line, outcome, bad_header=bad_header, host=host, more=more, content=content)


def _is_invalid_data(outcome: Outcome) -> bool:
    refused = (
        outcome.mode == "no-cors" and outcome.redirect != "follow"
    )  # before anybody looks at the URL
    return (
        scheme_of(outcome.url) == "data"
        and outcome.error in ("cors-scheme", "scheme-unsupported")
        and not refused
    )


def _webkit_reason(outcome: Outcome) -> str | None:
    """The template of the first line; None where WebKit says nothing."""
    error = outcome.error.removeprefix("preflight-")
    if outcome.error.startswith("redirect-location") or error == "redirect-userinfo":
        return _webkit_location(outcome)
    if outcome.stage == "preflight":
        return _webkit_preflight(outcome, error)
    if error in ("mixed-content", "mode-same-origin") and not outcome.redirected:
        return None
    if error in ("cors-scheme", "scheme-unsupported"):
        mixed = scheme_of(outcome.page_url) == "https"
        if scheme_of(outcome.url) == "ftp" and outcome.mode == "no-cors" and not mixed:
            return WEBKIT["ftp"]
        return None
    if error in WEBKIT_NETWORK:
        return None
    reason = _webkit_check(outcome, error)
    denied = error.startswith("allow-") or error == "resource-policy"
    if reason and denied and outcome.redirects_to:
        return WEBKIT_REDIRECTION + reason
    return reason


def _webkit_check(outcome: Outcome, error: str) -> str | None:
    if error.startswith("allow-origin-m") and "," in outcome.allow_origin:
        return WEBKIT_SEVERAL
    return WEBKIT.get(error)


def _webkit_preflight(outcome: Outcome, error: str) -> str | None:
    answered_badly = outcome.status and not 200 <= outcome.status <= 299
    if answered_badly:
        return WEBKIT["status"]
    return _webkit_check(outcome, error)


def _webkit_location(outcome: Outcome) -> str | None:
    if scheme_of(outcome.redirects_to) == "ftp":
        return WEBKIT["ftp"]
    if outcome.mode != "cors" or not outcome.cross_origin or not outcome.redirects_to:
        return None
    if outcome.error == "redirect-userinfo":
        return WEBKIT_USERINFO
    return WEBKIT_SCHEME


def _webkit_order(outcome: Outcome) -> tuple[str, ...]:
    """The unsafe names as WebKit goes through them: those it knows first, in its spelling, then the
    others as the author wrote them.
    """
    names = list({name.lower(): name for name in reversed(outcome.author_names)}.values())[::-1]
    unsafe = [name for name in names if name.lower() in outcome.unsafe_names]
    known = [WEBKIT_COMMON[name.lower()] for name in unsafe if name.lower() in WEBKIT_COMMON]
    return (*known, *(name for name in unsafe if name.lower() not in WEBKIT_COMMON))
