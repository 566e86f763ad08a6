"""The words of an explanation: each error in one clause, what is known of refusals that are not
simulated, and of notices. Prose only.
"""

from __future__ import annotations

from dataclasses import dataclass

from cors_lab.tools.explain.not_cors import NEIGHBOURS
from cors_lab.tools.explain.other_programs import PROGRAMS

_ALLOW_ORIGIN = {
    "allow-origin-missing": "@ has no Access-Control-Allow-Origin header",
    "allow-origin-multiple": "Access-Control-Allow-Origin in @ holds more than one value",
    "allow-origin-invalid": "Access-Control-Allow-Origin in @ is no origin at all",
    "allow-origin-mismatch": (
        "Access-Control-Allow-Origin in @ names another origin than the page's"
    ),
    "allow-origin-wildcard": (
        "Access-Control-Allow-Origin in @ is *, which does not go with credentials"
    ),
    "allow-credentials": "@ does not say Access-Control-Allow-Credentials: true",
}
CLAUSES: dict[str, str] = {
    **{code: clause.replace("@", "the response") for code, clause in _ALLOW_ORIGIN.items()},
    **{
        f"preflight-{code}": clause.replace("@", "the answer to the preflight")
        for code, clause in _ALLOW_ORIGIN.items()
    },
    "preflight-status": "the preflight (OPTIONS) was not answered with a status from 200 to 299",
    "preflight-redirect": "the preflight (OPTIONS) was answered with a redirect",
    "allow-methods-invalid": "Access-Control-Allow-Methods is not a list of methods",
    "allow-headers-invalid": "Access-Control-Allow-Headers is not a list of header names",
    "method-not-allowed": "the answer to the preflight does not allow the method",
    "header-not-allowed": "the answer to the preflight does not allow a header",
    "unexpected-proxy-authentication": "the server answered 407, which only a proxy may",
    "mode-same-origin": 'the page asked for mode "same-origin", and the URL has another origin',
    "no-cors-redirect-mode": "a no-cors request must follow redirects, and the page forbade it",
    "cors-scheme": "CORS works with http and https only, and the URL has another scheme",
    "scheme-unsupported": "the browser cannot fetch a URL of this scheme",
    "bad-port": "the port belongs to another protocol",
    "mixed-content": "the page came over https, and the URL is plain http",
    "resource-policy": "Cross-Origin-Resource-Policy keeps other sites out",
    "only-if-cached": "the page allowed only the cache, and there is nothing in it",
    "redirect-mode-error": "the server redirected, and the page asked for no redirects",
    "content-disposition-multiple": "the response has several Content-Disposition headers",
    "redirect-location-invalid": "the redirect's Location is not one URL",
    "redirect-location-scheme": "the redirect leads to a URL that is neither http nor https",
    "redirect-limit": "there were more than 20 redirects",
    "redirect-userinfo": "the redirect leads to a URL with a user name in it",
    "keepalive-limit": "too much keepalive data was under way",
    "integrity-mismatch": "the body does not have the hash that the page expects",
    "connection-refused": "no server listens there",
    "connection-closed": "the server closed the connection without an answer",
    "timeout": "no answer came in time",
    "name-not-resolved": "the host name has no address",
    "tls": "there is no secure connection (TLS) that the browser trusts",
    "bad-response": "what came back is not HTTP",
    "response-too-large": "the answer's headers are too large",
    "network-unreachable": "there is no way to that network",
    "body-reset": "the connection broke in the middle of the body",
    "body-timeout": "the body did not come to its end in time",
    "body-too-large": "the body is too large",
    "body-garbage": "the body is not encoded as its headers say",
    "body-incomplete": "the body ended too early",
    # of event streams and sockets
    "eventsource-charset": "the event stream is not in UTF-8",
    "eventsource-status": "the event stream was answered with an error",
    "eventsource-type": "the answer to EventSource is no event stream",
    "websocket-accept": "the answer does not fit the browser's key (Sec-WebSocket-Accept)",
    "websocket-connection": "the answer's Connection header is not Upgrade",
    "websocket-extensions": "the server chose extensions that the browser did not offer",
    "websocket-protocol-answered": "the server chose none of the offered sub-protocols",
    "websocket-protocol-offered": "the server chose a sub-protocol that was not offered",
    "websocket-status": "the server did not open a web socket",
    "websocket-upgrade": "the answer's Upgrade header is not websocket",
    "local-network-access": "the page needs the user's permission for the local network",
    "local-network-secure": "a page without https may not reach the local network",
    "preload-spoils": "a preload without CORS spoils the load with CORS",
    # of elements, workers and frames
    "csp-blocked": "the page's own Content Security Policy does not allow it",
    "opaque-response": "the element asked without CORS, and the answer may not be embedded so",
    "nosniff-script": "the script has another type, and the server forbids guessing (nosniff)",
    "nosniff-style": "the style sheet has another type, and the server forbids guessing (nosniff)",
    "script-type": "the script has the type of an image, a sound, a film or a table",
    "module-type": "the module has a type that is not JavaScript",
    "style-type": "the style sheet has a type that is not text/css",
    "worker-type": "the worker's script has a type that is not JavaScript",
    "worker-embedder-policy": "the worker's script has no Cross-Origin-Embedder-Policy",
    "status-ok": "the answer is an error",
    "image-decodes": "the answer is no image",
    "media-decodes": "the answer is nothing that a browser can play",
    "track-parses": "the answer is no WebVTT",
    "font-decodes": "the answer is no font",
    "frame-embedder-policy": "the framed document has no Cross-Origin-Embedder-Policy",
    "frame-ancestors": "the framed document does not let this page frame it",
    "frame-options": "the document forbids the page to frame it (X-Frame-Options)",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """The words for what is not simulated, or stops no fetch: in a clause, why, what to do; the
    engines' names for it.
    """

    clause: str
    why: str
    fix: str = ""
    cors_error: str | None = None
    firefox_reason: str | None = None


REMARKS: dict[str, Remark] = {
    "local-network-access": Remark(
        "a public page may not reach this machine or network without the user's permission",
        "This is Local Network Access, asked before any CORS header is read: a page from the"
        " internet wants an address that only this machine or network can reach.",
        "Allow it in the browser's prompt or site settings, or open the page itself from"
        " http://localhost. No header helps.",
        cors_error="LocalNetworkAccessPermissionDenied",
    ),
    "blocked-by-client": Remark(
        "a browser extension stopped the request",
        "The request was stopped inside the browser, most often by an ad blocker; the server was"
        " never asked.",
        "Try a private window without extensions, or allow this URL in the blocker. This is not"
        " about CORS.",
    ),
    "opaque-response-blocking": Remark(
        "the browser withheld an answer of the wrong type from a no-cors request",
        "Opaque Response Blocking: an <img>, <script> or no-cors fetch got an answer that is"
        " neither image, script nor the like.",
        "See what the URL really answers (often an error page). If the page has to read it, let it"
        " ask in mode cors.",
    ),
    "origin-not-added": Remark(
        "the browser could not send Origin",
        "Without Origin the server cannot agree; something (an extension, most likely) keeps the"
        " header from being set.",
        "Try without extensions.",
        firefox_reason="CORSOriginHeaderNotAdded",
    ),
    "cors-disabled": Remark(
        "CORS is switched off in this browser",
        "The preference content.cors.disable is true: every cross-origin fetch fails.",
        "In about:config, set content.cors.disable to false.",
        firefox_reason="CORSDisabled",
    ),
    "cookie": Remark(
        "this is about a cookie, not about CORS",
        "The browser refuses the cookie, or warns that it soon will; the fetch itself goes on.",
        "To be sent across sites, a cookie needs `Set-Cookie: name=value; SameSite=None; Secure`"
        " (and Partitioned, where third-party cookies are blocked).",
    ),
    "referrer-policy": Remark(
        "this is about the Referer header, not about CORS",
        "The page's referrer policy would tell another site too much; the browser uses its default."
        " The fetch goes on.",
    ),
    "wildcard-authorization": Remark(
        "a warning: * will soon not cover Authorization",
        "Access-Control-Allow-Headers is *, and the request carries Authorization, which the"
        " standard wants listed by name.",
        "On the server, in the answer to OPTIONS, send: `Access-Control-Allow-Headers:"
        " Authorization` with the others it takes.",
        firefox_reason="CORSAllowHeaderFromPreflightDeprecation",
    ),
    "error-status": Remark(
        "the page can read this answer; it is an error status",
        "The browser reports every status from 400 on. CORS has let it pass.",
        "Look at the server's log.",
    ),
    "notice": Remark("this stops no fetch", "The browser comments on something besides CORS."),
    **{code: Remark(*words) for code, words in {**NEIGHBOURS, **PROGRAMS}.items()},
}
# A line seldom tells all that the rules' sentence on why is about: the first of these that needs
# nothing untold is said instead.
_CORS_CHECK = {
    "allow-origin-missing": (
        (
            "The server answered {status}, but @ has no Access-Control-Allow-Origin, so the page"
            " may not read it."
        ),
        (
            "The server answered, but @ has no Access-Control-Allow-Origin, so {reader} may not"
            " read it."
        ),
        (
            "The server answered, but @ has no Access-Control-Allow-Origin, so the page may not"
            " read it."
        ),
    ),
    "allow-origin-multiple": (
        "Access-Control-Allow-Origin may hold one origin; the server sent `{value}`.",
        "Access-Control-Allow-Origin may hold one origin; the server sent several.",
    ),
    "allow-origin-invalid": (
        "Access-Control-Allow-Origin is not an origin at all: an origin is scheme, host and port.",
    ),
    "allow-origin-mismatch": (
        (
            "Access-Control-Allow-Origin is `{value}`, which is not the page's origin. "
            "The two must be equal, letter for letter: scheme, host, port, case, and no "
            "slash at the end."
        ),
        (
            "Access-Control-Allow-Origin names another origin than the page's. The two "
            "must be equal, letter for letter: scheme, host, port, case, and no slash at "
            "the end."
        ),
    ),
    "allow-credentials": (
        (
            "The request includes credentials, so the server must answer"
            " Access-Control-Allow-Credentials: true, in lower case. It did not."
        ),
    ),
}
_OF_PREFLIGHT = {
    "allow-origin-missing": (
        (
            "The answer to the preflight (OPTIONS) has no Access-Control-Allow-Origin, so the"
            " browser did not send the request itself."
        ),
    ),
}
LESS: dict[str, tuple[str, ...]] = {
    **{
        code: tuple(one.replace("@", "its response") for one in words)
        for code, words in _CORS_CHECK.items()
    },
    **{f"preflight-{code}": _OF_PREFLIGHT.get(code, words) for code, words in _CORS_CHECK.items()},
    "local-network-secure": (
        "A page over plain http asked a server of the local network, and only a secure page may.",
    ),
    "preflight-status": (
        (
            "Only a status from 200 to 299 says that the server knows CORS. This line does not tell"
            " the status; the Network panel does."
        ),
    ),
    "preflight-redirect": (
        (
            "The server answered the preflight (OPTIONS) with a redirect, and a preflight is never"
            " redirected."
        ),
    ),
    "allow-methods-invalid": (
        (
            "The value of Access-Control-Allow-Methods is not a list of method names with commas"
            " between them."
        ),
    ),
    "allow-headers-invalid": (
        (
            "The value of Access-Control-Allow-Headers is not a list of header names with commas"
            " between them."
        ),
    ),
    "method-not-allowed": (
        (
            "The page wants to send {method}, and the answer to the preflight does not list it."
            " Case counts, and * means any method only without credentials."
        ),
        (
            "The page wants to send a method that the answer to the preflight does not list. Case"
            " counts, and * means any method only without credentials."
        ),
    ),
    "header-not-allowed": (
        (
            "The page wants to send the header {name}, and the answer to the preflight does not"
            " list it. * means any header only without credentials, and never Authorization."
        ),
        (
            "The page wants to send a header that the answer to the preflight does not list. *"
            " means any header only without credentials, and never Authorization."
        ),
    ),
    "mode-same-origin": (
        'The page asked for mode "same-origin", and the URL does not have the page\'s origin.',
    ),
    "no-cors-redirect-mode": (
        "A no-cors request to another origin must follow redirects, and this one does not.",
    ),
    "cors-scheme": ("CORS is made of HTTP headers, and nothing but http and https has those.",),
    "scheme-unsupported": ("The browser cannot fetch URLs of this kind.",),
    "bad-port": ("Browsers never speak HTTP on a port that another protocol owns.",),
    "mixed-content": (
        (
            "The page came over https, and the URL is not protected: the browser does not even send"
            " the request."
        ),
    ),
    "resource-policy": (
        "The Cross-Origin-Resource-Policy of the response does not let this page's site in.",
    ),
    "redirect-mode-error": (
        'The server answered with a redirect, and the page asked for redirect: "error".',
    ),
    "content-disposition-multiple": (
        (
            "Several Content-Disposition headers that differ make the browser refuse the whole"
            " response."
        ),
    ),
    "redirect-location-invalid": (
        "The Location header of the redirect does not hold exactly one URL.",
    ),
    "redirect-location-scheme": ("A fetch may be redirected to http and https URLs only.",),
    "redirect-limit": (
        "The browser followed 20 redirects and was sent on once more. It looks like a loop.",
    ),
    "redirect-userinfo": (
        (
            "The redirect leads to a URL which has a user name in it. Across origins that "
            "could leak a password, so CORS refuses it."
        ),
    ),
    "integrity-mismatch": ("The body is not what the page's author saw.",),
    "connection-refused": (
        (
            "No program accepts connections at that address and port: it has not been started, or"
            " has another port."
        ),
    ),
    "connection-closed": (
        "The server took the connection and broke it off before a whole answer had come.",
    ),
    "timeout": ("The browser gave up waiting for the server.",),
    "name-not-resolved": ("DNS knows no address for the name in the URL.",),
    "tls": (
        (
            "The certificate is self-signed, expired or made out to another host; or the server"
            " does not speak TLS on that port."
        ),
    ),
    "bad-response": ("The bytes that came back do not begin like an HTTP answer.",),
    "response-too-large": ("Browsers take about 256 KiB of headers, and these are more.",),
    "network-unreachable": (
        "The machine is offline, or the address is in a network that it has no way to.",
    ),
}
# What Chromium's word for a failed TLS connection tells.
TLS_WORDS = {
    "ERR_CERT_COMMON_NAME_INVALID": "its certificate is made out to another host",
    "ERR_CERT_DATE_INVALID": "its certificate has expired, or is not valid yet",
    "ERR_CERT_AUTHORITY_INVALID": (
        "its certificate is self-signed, or from an authority that the browser does not know"
    ),
    "ERR_SSL_PROTOCOL_ERROR": (
        "the server does not speak TLS on that port, or no version of it that the browser takes"
    ),
}
# What stands in advice for what a line does not tell.
UNTOLD = {
    "origin": "the page's origin",
    "method": "PUT, PATCH, DELETE",
    "name": "the header's name",
    "location": "the final URL",
}
OTHER_CAUSES = {
    "connection-refused": (
        "Firefox prints the same when an extension (an ad blocker, say) or Content Security Policy"
        " stops the request."
    ),
}


def clause(code: str) -> str:
    """The error, notice or remark in one clause, without a full stop."""
    return CLAUSES.get(code) or (REMARKS[code].clause if code in REMARKS else code)


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
