"""The words for every error: why the browser said no, what to change and where, and the names that
engines have for it.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """The words for one error: why, what to change, Chromium's CorsError and Firefox's reason (None
    where it has no name for it).
    """

    why: str
    fix: str
    cors_error: str | None = None
    firefox_reason: str | None = None


_ANSWERS = {"": "its response", "preflight-": "its answer to the preflight (OPTIONS)"}
# A preflight is read by no page: what it keeps from being sent, the verdict says.
_SO = {"": ", so {reader} may not read it", "preflight-": ""}
_CORS_CHECK = (
    (
        "allow-origin-missing",
        ("The server answered {status}, but @ has no Access-Control-Allow-Origin§."),
        "On the server, add to @: `Access-Control-Allow-Origin: {origin}` (with `Vary: "
        "Origin` if it depends on who asks). Error "
        "answers need it too.",
        "MissingAllowOriginHeader",
        "CORSMissingAllowOrigin2",
    ),
    (
        "allow-origin-multiple",
        (
            "Access-Control-Allow-Origin may hold one origin; the server sent `{value}` "
            "(header lines: {lines})."
        ),
        "On the server, choose per request: if the Origin it received is on your list, "
        "put that one into @: "
        "`Access-Control-Allow-Origin: {origin}`, "
        "and `Vary: Origin`. If a proxy adds the header as well, let only one of the two do it.",
        "MultipleAllowOriginValues",
        "CORSMultipleAllowOriginNotAllowed",
    ),
    (
        "allow-origin-invalid",
        (
            "Access-Control-Allow-Origin is `{value}`, which is not an origin at all: an "
            "origin is scheme, host and port."
        ),
        (
            "On the server, send in @ exactly: `Access-Control-Allow-Origin: {origin}`. Not "
            "`null`: any sandboxed frame can claim to be that."
        ),
        "InvalidAllowOriginValue",
        "CORSAllowOriginNotMatchingOrigin",
    ),
    (
        "allow-origin-mismatch",
        (
            "Access-Control-Allow-Origin is `{value}`, but the browser sent Origin "
            "`{origin}`. The two must be equal, letter for letter: scheme, host, port, case, "
            "and no slash at the end."
        ),
        (
            "On the server, if this page may read it, send in @: "
            "`Access-Control-Allow-Origin: {origin}`. Check Origin against a list first: "
            "echoing any origin lets every site in."
        ),
        "AllowOriginMismatch",
        "CORSAllowOriginNotMatchingOrigin",
    ),
    (
        "allow-origin-wildcard",
        (
            "Access-Control-Allow-Origin is `*`, but the request includes credentials, and "
            "then the server must name the origin that it trusts."
        ),
        "On the server, send in @: `Access-Control-Allow-Origin: {origin}` and `Vary: "
        "Origin`, for origins on a list only (echoing any "
        "origin here "
        'hands out your users\' data). Or, on the page, leave out credentials: "include" '
        "if no cookie is needed.",
        "WildcardOriginNotAllowed",
        "CORSNotSupportingCredentials",
    ),
    (
        "allow-credentials",
        "The request includes credentials, so the server must answer "
        "Access-Control-Allow-Credentials: true, in lower case. It sent: "
        "{value}.",
        "On the server, add to @: `Access-Control-Allow-Credentials: true`, only for "
        "origins you trust. "
        'Or, on the page, leave out credentials: "include".',
        "InvalidAllowCredentials",
        "CORSMissingAllowCredentials",
    ),
)

# A server that allows null would let in any sandboxed frame.
NULL_ORIGIN = (
    "The browser sends Origin: null here, for a sandboxed frame, a data: or file: page, or after a"
    " redirect through another origin. Do not allow null on the server: any site can send it. Give"
    " the page an origin of its own (serve it from http://localhost), or let the page ask the final"
    " URL; only what is public may answer `Access-Control-Allow-Origin: *`."
)

FAULTS: dict[str, Fault] = {
    prefix + row[0]: Fault(
        row[1].replace("@", answer).replace("§", _SO[prefix]),
        row[2].replace("@", answer),
        (prefix and "Preflight") + row[3],
        row[4],
    )
    for prefix, answer in _ANSWERS.items()
    for row in _CORS_CHECK
} | {
    "unexpected-proxy-authentication": Fault(
        "The server answered {status}, which only a proxy may send, and there is no proxy.",
        "On the server, answer 401 instead of 407, or 403. This is not about CORS.",
    ),
    "preflight-status": Fault(
        (
            "The server answered the preflight (OPTIONS) with {status}. Only 200 to 299 "
            "counts as a yes."
        ),
        "On the server, answer OPTIONS with `204 No Content` and the "
        "Access-Control-Allow-* headers, before any login check: "
        "a preflight never carries cookies or Authorization.",
        "PreflightInvalidStatus",
        "CORSPreflightDidNotSucceed3",
    ),
    "preflight-redirect": Fault(
        (
            "The server answered the preflight (OPTIONS) with a redirect, {status} to "
            "{location}. A preflight is never redirected."
        ),
        "On the page, ask {location} directly (often it is only a trailing slash, or http "
        "instead of https). "
        "Or, on the server, answer OPTIONS with 204 at the old address too.",
        "PreflightDisallowedRedirect",
        "CORSExternalRedirectNotAllowed",
    ),
    "allow-methods-invalid": Fault(
        "Access-Control-Allow-Methods is `{value}`, which is not a list of method names.",
        "On the server, in the answer to OPTIONS, write names with commas between them "
        "and nothing else: `Access-Control-Allow-Methods: "
        "GET, PUT, DELETE`.",
        "InvalidAllowMethodsPreflightResponse",
        "CORSInvalidAllowMethod",
    ),
    "allow-headers-invalid": Fault(
        "Access-Control-Allow-Headers is `{value}`, which is not a list of header names.",
        "On the server, in the answer to OPTIONS, write names with commas between them "
        "and nothing else: "
        "`Access-Control-Allow-Headers: Content-Type, Authorization`.",
        "InvalidAllowHeadersPreflightResponse",
        "CORSInvalidAllowHeader",
    ),
    "method-not-allowed": Fault(
        "The page wants to send {method}; the preflight's answer allows {allowed} "
        "(credentials: {credentials}). "
        "Case counts, and * means any method only without credentials.",
        "On the server, in the answer to OPTIONS, send: `Access-Control-Allow-Methods: "
        "{method}` with the other methods it offers. "
        "If only the case differs (patch), write it in capitals on the page.",
        "MethodDisallowedByPreflightResponse",
        "CORSMethodNotFound",
    ),
    "header-not-allowed": Fault(
        "The page wants to send the header {name}; the preflight's answer allows "
        "{allowed} (credentials: {credentials}). "
        "* means any header only without credentials, and never Authorization.",
        "On the server, in the answer to OPTIONS, send: `Access-Control-Allow-Headers: "
        "{name}` with the others it takes. "
        "Or, on the page, do not send {name} (an Access-Control-Allow-* header is the "
        "server's to send).",
        "HeaderDisallowedByPreflightResponse",
        "CORSMissingAllowHeaderFromPreflight2",
    ),
    "mode-same-origin": Fault(
        'The page asked for mode "same-origin", and the URL does not have its origin, {origin}.',
        (
            'On the page, leave the mode out (it is "cors" then) and let the server allow '
            "{origin}; or ask a URL of the page's own server."
        ),
        "DisallowedByMode",
    ),
    "no-cors-redirect-mode": Fault(
        (
            "A no-cors request to another origin must follow redirects; this one has "
            'redirect: "{redirect}".'
        ),
        'On the page, leave redirect out, or use mode "cors".',
        "NoCorsRedirectModeNotFollow",
    ),
    "cors-scheme": Fault(
        (
            "CORS works with http and https; this URL begins with {scheme}:, which cannot "
            "answer with headers."
        ),
        "Serve the file from a small web server and, on the page, ask its http:// or https:// URL.",
        "CorsDisabledScheme",
        "CORSRequestNotHttp",
    ),
    "scheme-unsupported": Fault(
        "The browser cannot fetch a {scheme}: URL.", "On the page, ask an http:// or https:// URL."
    ),
    "bad-port": Fault(
        "Port {port} belongs to another protocol, and browsers never speak HTTP there.",
        (
            "Start the server on another port, for example 5000 or 8000, and, on the page, "
            "ask that one."
        ),
    ),
    "mixed-content": Fault(
        (
            "The page came over https, and {url} is not protected: the browser does not even "
            "send the request."
        ),
        (
            "Offer the server over https and, on the page, ask its https:// URL. No CORS "
            "header helps here."
        ),
    ),
    "resource-policy": Fault(
        (
            "The server sent Cross-Origin-Resource-Policy: {value}, and this page is not "
            "covered by it."
        ),
        (
            "If other sites may load it, on the server, send in the response: "
            "`Cross-Origin-Resource-Policy: cross-origin`."
        ),
    ),
    "only-if-cached": Fault(
        'cache: "only-if-cached" forbids asking the server, and there is nothing in the cache.',
        'On the page, use cache: "default" or "force-cache".',
    ),
    "redirect-mode-error": Fault(
        'The server answered with a redirect ({status}), and the page asked for redirect: "error".',
        "On the page, ask the final URL, or leave redirect out to follow.",
    ),
    "content-disposition-multiple": Fault(
        (
            "The response has several Content-Disposition headers that differ (`{value}`), "
            "and this browser takes it for none at all."
        ),
        (
            "On the server, send Content-Disposition once; often the app and a proxy in front "
            "of it both add one."
        ),
        None,
        "CORSDidNotSucceed2",
    ),
    "redirect-location-invalid": Fault(
        "The redirect's Location is `{value}`: not one URL.",
        (
            "On the server, send exactly one Location with a URL, for example: `Location: "
            "https://api.example/notes`."
        ),
    ),
    "redirect-location-scheme": Fault(
        (
            "The redirect leads to `{value}`, and a fetch may be redirected to http and https "
            "only, not to {scheme}:."
        ),
        "On the server, send a Location that begins with https://.",
    ),
    "redirect-limit": Fault(
        "The browser followed {limit} redirects and then got one more. It looks like a loop.",
        (
            "On the server, find the two rules that redirect to each other (often one "
            "adds a slash and the other removes it)."
        ),
    ),
    "redirect-userinfo": Fault(
        (
            "The redirect leads to {url}, which has a user name in it. Across origins "
            "that could leak a password, so CORS refuses it."
        ),
        (
            "On the server, take user name and password out of Location; if the API needs "
            "them, let the page send Authorization."
        ),
        "RedirectContainsCredentials",
    ),
    "keepalive-limit": Fault(
        "The keepalive requests under way would be more than {limit} bytes.",
        "On the page, send less, or leave keepalive out.",
    ),
    "integrity-mismatch": Fault(
        (
            "The body does not have the hash in integrity: it has changed since the page's "
            "author took that hash."
        ),
        (
            "If the change is intended, put the new hash into integrity on the page. If "
            "not, find out who changed the file."
        ),
    ),
    "connection-refused": Fault(
        "The connection was refused: {detail}.",
        (
            "Start the server, and compare the port in the URL with the one it prints. This "
            "is not about CORS."
        ),
        None,
        "CORSDidNotSucceed2",
    ),
    "connection-closed": Fault(
        "The connection ended too early: {detail}.",
        (
            "Look at the server's log: it may have crashed, or it speaks https while the "
            "page says http. This is not about CORS."
        ),
        None,
        "CORSDidNotSucceed2",
    ),
    "timeout": Fault(
        "The browser stopped waiting: {detail}.",
        "On the server, find out what takes so long. This is not about CORS.",
        None,
        "CORSDidNotSucceed2",
    ),
    "name-not-resolved": Fault(
        "The host was not found: {detail}.",
        "Look for a typo in the URL on the page. This is not about CORS.",
        None,
        "CORSDidNotSucceed2",
    ),
    "tls": Fault(
        "There is no secure connection (TLS) that the browser trusts: {detail}.",
        (
            "On the server, speak TLS on that port, with a certificate that is valid for this "
            "host. No CORS header helps here."
        ),
        None,
        "CORSDidNotSucceed2",
    ),
    "bad-response": Fault(
        "What came back is not HTTP: {detail}.",
        (
            "Check which program listens on that port. It may be another one, or it "
            "speaks https while the page says http."
        ),
        None,
        "CORSDidNotSucceed2",
    ),
    "response-too-large": Fault(
        "The response is larger than a browser accepts: {detail}.",
        "On the server, send fewer or shorter headers.",
        None,
        "CORSDidNotSucceed2",
    ),
    "network-unreachable": Fault(
        "The server cannot be reached: {detail}.",
        "Check the connection and the address in the URL. This is not about CORS.",
        None,
        "CORSDidNotSucceed2",
    ),
    "body-reset": Fault(
        "The connection broke in the middle of the body.",
        "Look at the server's log. The CORS headers were fine.",
    ),
    "body-timeout": Fault(
        "The body was not complete in time.",
        "On the server, find out what takes so long. The CORS headers were fine.",
    ),
    "body-too-large": Fault(
        "The body is larger than this browser reads.",
        "On the server, send less at a time. The CORS headers were fine.",
    ),
    "body-garbage": Fault(
        "The body is not encoded as its headers say.",
        (
            "On the server, make Content-Encoding and Transfer-Encoding tell the truth. The "
            "CORS headers were fine."
        ),
    ),
    "body-incomplete": Fault(
        "The body ended before its announced end.",
        (
            "On the server, send a Content-Length that is the length of the body. The CORS "
            "headers were fine."
        ),
    ),
}

# What to say of a cookie, after "was not sent:" or "was not stored:".
