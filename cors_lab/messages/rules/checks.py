"""The words for every code that `fetch/` records: what was asked, and why the answer was yes."""

from __future__ import annotations

from typing import NamedTuple

FETCH = "https://fetch.spec.whatwg.org/#"
STOPPED = "The browser stopped before this check."


class Rule(NamedTuple):
    """The words for one code: title, the standard's anchor, a template per state, and the error's
    id when the check fails.
    """

    title: str
    spec: str
    passed: str = ""
    noted: str = ""
    not_reached: str = STOPPED
    error: str = ""


RULES: dict[str, Rule] = {
    # Main fetch
    "port-allowed": Rule(
        "Is the port free for HTTP?",
        f"{FETCH}port-blocking",
        passed="Port {port} is not on the list of ports that belong to other protocols.",
        error="bad-port",
    ),
    "not-mixed-content": Rule(
        "May a page loaded over https ask this URL?",
        "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch",
        passed="{url} is as secure as the page itself.",
        error="mixed-content",
    ),
    "same-origin": Rule(
        "Same origin?",
        f"{FETCH}concept-main-fetch",
        noted="{url} has the page's own origin, so CORS does not apply.",
    ),
    "cross-origin": Rule(
        "Same origin?",
        f"{FETCH}concept-main-fetch",
        noted=(
            "{url} has a different origin from the page, {origin}. From here on, the page "
            "may read only what the server allows."
        ),
    ),
    "mode-allows-cross-origin": Rule(
        "Does the mode allow another origin?",
        f"{FETCH}concept-request-mode",
        passed="The request's mode allows other origins than {origin}.",
        error="mode-same-origin",
    ),
    "no-cors-follows-redirects": Rule(
        "Does the no-cors request follow redirects?",
        f"{FETCH}concept-main-fetch",
        passed=(
            "Its redirect mode is {redirect}, the only one that no-cors may have across origins."
        ),
        error="no-cors-redirect-mode",
    ),
    "cors-scheme": Rule(
        "Is it a scheme that can speak CORS?",
        f"{FETCH}http-scheme",
        passed="{scheme} is HTTP, and CORS consists of HTTP headers.",
        error="cors-scheme",
    ),
    "scheme-supported": Rule(
        "Can the browser fetch this scheme?",
        f"{FETCH}concept-scheme-fetch",
        passed="{scheme} URLs can be fetched without a server.",
        error="scheme-unsupported",
    ),
    "preflight-needed": Rule(
        "Does the browser have to ask first?",
        f"{FETCH}concept-main-fetch",
        noted=(
            "Yes. An HTML form could not send this (method {method}; headers to ask for: "
            "{headers}), so a preflight goes first."
        ),
    ),
    "preflight-not-needed": Rule(
        "Does the browser have to ask first?",
        f"{FETCH}concept-main-fetch",
        noted=(
            "No. A form could send a {method} like this, so it is sent at once. Only "
            "reading the response needs permission."
        ),
    ),
    "keepalive-limit": Rule(
        "Is the keepalive body small enough?",
        f"{FETCH}http-network-or-cache-fetch",
        passed="It is within the {limit} bytes that may still be in flight after a page is closed.",
        error="keepalive-limit",
    ),
    "integrity-match": Rule(
        "Does the body match its integrity hash?",
        f"{FETCH}concept-request-integrity-metadata",
        passed="The body has the hash that the page asked for.",
        error="integrity-mismatch",
    ),
    # HTTP fetch and redirects
    "resource-policy": Rule(
        "Does the server allow other sites to load this at all?",
        f"{FETCH}cross-origin-resource-policy-header",
        passed="Cross-Origin-Resource-Policy is {value}, and the page is within it.",
        error="resource-policy",
    ),
    "in-http-cache": Rule(
        "Is it in the cache?",
        f"{FETCH}concept-request-cache-mode",
        passed="The cache mode allows the browser to ask the server.",
        error="only-if-cached",
    ),
    "redirect-allowed": Rule(
        "May this request be redirected?",
        f"{FETCH}concept-http-fetch",
        passed="The answer is a redirect ({status}), and the redirect mode is not error.",
        error="redirect-mode-error",
    ),
    "redirect-manual": Rule(
        "Follow the redirect?",
        f"{FETCH}concept-filtered-response-opaque-redirect",
        noted=(
            'The page asked for redirect: "manual": it gets an opaqueredirect response, with '
            "status 0 and no headers."
        ),
    ),
    "content-disposition-multiple": Rule(
        "Is there one Content-Disposition?",
        f"{FETCH}concept-http-network-fetch",
        error="content-disposition-multiple",
    ),
    "location-valid": Rule(
        "Is Location a URL?",
        f"{FETCH}concept-response-location-url",
        passed="Location is {value}.",
        error="redirect-location-invalid",
    ),
    "location-http": Rule(
        "Does Location lead to http or https?",
        f"{FETCH}concept-http-redirect-fetch",
        passed="Its scheme is {scheme}.",
        error="redirect-location-scheme",
    ),
    "redirect-count": Rule(
        "Is the number of redirects within the limit?",
        f"{FETCH}concept-request-redirect-count",
        passed="There were fewer than {limit} redirects so far.",
        error="redirect-limit",
    ),
    "location-without-userinfo": Rule(
        "Is Location free of a user name and password?",
        f"{FETCH}concept-http-redirect-fetch",
        passed="The request stays within the page's origin, where {url} may carry them.",
        error="redirect-userinfo",
    ),
    "redirect-followed": Rule(
        "Redirect",
        f"{FETCH}concept-http-redirect-fetch",
        noted="The server answered {status}: the browser goes on to {url}.",
    ),
    "redirect-changes-method": Rule(
        "Does the redirect change the method?",
        f"{FETCH}concept-http-redirect-fetch",
        noted=(
            "A {status} turns {method} into GET, without the body and the headers that describe it."
        ),
    ),
    "redirect-drops-authorization": Rule(
        "Does the browser keep Authorization?",
        f"{FETCH}concept-http-redirect-fetch",
        noted=(
            "No: {url} has a different origin, and a secret for one server is not sent to the next."
        ),
    ),
    "origin-tainted": Rule(
        "Which origin does the next server see?",
        f"{FETCH}concept-request-tainted-origin",
        noted=(
            "Origin: null. A redirect went through a third origin, so the browser no "
            "longer vouches for {origin}."
        ),
    ),
    # CORS check
    "allow-origin-present": Rule(
        "Is there an Access-Control-Allow-Origin header?",
        f"{FETCH}concept-cors-check",
        passed="The response has one.",
        error="allow-origin-missing",
    ),
    "allow-origin-wildcard": Rule(
        "Is any origin allowed?",
        f"{FETCH}concept-cors-check",
        noted=(
            "Yes: Access-Control-Allow-Origin is *, and the request does not include credentials."
        ),
    ),
    "allow-origin-match": Rule(
        "Does Access-Control-Allow-Origin name this origin?",
        f"{FETCH}concept-cors-check",
        passed="It is {value}, exactly the page's origin as the browser sent it.",
    ),
    "allow-credentials": Rule(
        "Does the server agree to credentials?",
        f"{FETCH}http-access-control-allow-credentials",
        passed="Access-Control-Allow-Credentials is {value}.",
        error="allow-credentials",
    ),
    # Preflight
    "preflight-cached": Rule(
        "Was this asked before?",
        f"{FETCH}concept-cache-match",
        noted=(
            "Yes: an earlier preflight already allowed {method} with these headers from "
            "{origin}, so no new one is sent."
        ),
    ),
    "preflight-status": Rule(
        "Did the preflight get a status from 200 to 299?",
        f"{FETCH}cors-preflight-fetch-0",
        passed="The server answered the preflight with {status}.",
    ),
    "allow-methods-valid": Rule(
        "Is Access-Control-Allow-Methods well formed?",
        f"{FETCH}http-access-control-allow-methods",
        passed="It lists: {value}.",
        error="allow-methods-invalid",
    ),
    "allow-headers-valid": Rule(
        "Is Access-Control-Allow-Headers well formed?",
        f"{FETCH}http-access-control-allow-headers",
        passed="It lists: {value}.",
        error="allow-headers-invalid",
    ),
    "method-safelisted": Rule(
        "Is the method allowed?",
        f"{FETCH}simple-method",
        noted="{method} needs no entry: GET, HEAD and POST are always allowed.",
    ),
    "method-allowed": Rule(
        "Is the method allowed?",
        f"{FETCH}cors-preflight-fetch-0",
        passed="Access-Control-Allow-Methods covers {method}.",
        error="method-not-allowed",
    ),
    "header-allowed": Rule(
        "Is each unsafe header allowed?",
        f"{FETCH}cors-preflight-fetch-0",
        passed="Access-Control-Allow-Headers covers {name}.",
        error="header-not-allowed",
    ),
    "referrer-policy-ignored": Rule(
        "Does the page's referrer policy count?",
        f"{FETCH}concept-main-fetch",
        noted="{policy} would tell another site too much, so the default policy applies to {url}.",
    ),
    "unexpected-proxy-authentication": Rule(
        "Does a proxy ask for a password?",
        f"{FETCH}http-network-or-cache-fetch",
        error="unexpected-proxy-authentication",
    ),
    "preflight-stored": Rule(
        "How long is this permission remembered?",
        f"{FETCH}http-access-control-max-age",
        noted="The browser keeps it for {max_age} seconds and does not ask again until then.",
    ),
    "preflight-not-stored": Rule(
        "How long is this permission remembered?",
        f"{FETCH}http-access-control-max-age",
        noted="Not at all: the next request like this asks again.",
    ),
    # What is added and kept
    "request-header-forbidden": Rule(
        "May the page set this header?",
        f"{FETCH}forbidden-request-header",
        noted=("{name} is a forbidden header: the browser silently drops it."),
    ),
    "request-header-no-cors": Rule(
        "May a no-cors request carry this header?",
        f"{FETCH}no-cors-safelisted-request-header",
        noted="{name} was dropped: a no-cors request keeps only what an HTML form could send.",
    ),
    "cookies-sent": Rule("Were cookies sent?", f"{FETCH}cookie-header", noted="Sent: {names}."),
    "cookie-withheld": Rule(
        "Was this cookie sent?", f"{FETCH}cookie-header", noted="{name} was not sent: {reason}."
    ),
    "cookie-stored": Rule(
        "Was this cookie stored?", f"{FETCH}set-cookie-header", noted="The browser stores {name}."
    ),
    "cookie-refused": Rule(
        "Was this cookie stored?",
        f"{FETCH}set-cookie-header",
        noted="{name} was not stored: {reason}.",
    ),
    "http-cache-hit": Rule(
        "Was the response in the HTTP cache?",
        f"{FETCH}http-network-or-cache-fetch",
        noted=(
            "Yes, {age} seconds old: nothing was sent, and the checks below use the stored headers."
        ),
    ),
    "http-cache-validated": Rule(
        "Is the cached response still good?",
        f"{FETCH}http-network-or-cache-fetch",
        noted="The server answered 304: the cached response is used again.",
    ),
    "engine-departs": Rule(
        "Does this engine follow the standard here?",
        f"{FETCH}fetching",
        noted="This browser departs from the standard here: {departure}",
    ),
    # The outcome in one sentence (the title)
    "verdict-basic": Rule(
        "The page can read the whole response, status {status}: it is the page's own origin.",
        f"{FETCH}concept-filtered-response-basic",
    ),
    "verdict-cors": Rule(
        "The page can read the {what}, status {status}: the server allowed {allowed}.",
        f"{FETCH}concept-filtered-response-cors",
    ),
    "verdict-opaque": Rule(
        (
            "The request was sent, but the page can read nothing of the answer: it is opaque "
            "(mode no-cors)."
        ),
        f"{FETCH}concept-filtered-response-opaque",
    ),
    "verdict-opaqueredirect": Rule(
        (
            "The server answered with a redirect, and all that the page sees is that it "
            'did (redirect: "manual").'
        ),
        f"{FETCH}concept-filtered-response-opaque-redirect",
    ),
    # The network
    "connection-refused": Rule(
        "Is a server there?", f"{FETCH}concept-http-network-fetch", error="connection-refused"
    ),
    "connection-closed": Rule(
        "Did the server answer?", f"{FETCH}concept-http-network-fetch", error="connection-closed"
    ),
    "timeout": Rule(
        "Did the response arrive in time?", f"{FETCH}concept-http-network-fetch", error="timeout"
    ),
    "name-not-resolved": Rule(
        "Does the host exist?", f"{FETCH}resolve-an-origin", error="name-not-resolved"
    ),
    "tls": Rule("Is the connection secure?", f"{FETCH}concept-connection-obtain", error="tls"),
    "bad-response": Rule(
        "Is the answer HTTP?", f"{FETCH}concept-http-network-fetch", error="bad-response"
    ),
    "response-too-large": Rule(
        "Is the response within the size limit?",
        f"{FETCH}concept-http-network-fetch",
        error="response-too-large",
    ),
    "network-unreachable": Rule(
        "Can the network be reached?",
        f"{FETCH}concept-connection-obtain",
        error="network-unreachable",
    ),
    "body-reset": Rule(
        "Did the whole body arrive?", f"{FETCH}concept-http-network-fetch", error="body-reset"
    ),
    "body-timeout": Rule(
        "Did the body arrive in time?", f"{FETCH}concept-http-network-fetch", error="body-timeout"
    ),
    "body-too-large": Rule(
        "Is the body within the size limit?",
        f"{FETCH}concept-http-network-fetch",
        error="body-too-large",
    ),
    "body-garbage": Rule(
        "Can the body be decoded?", f"{FETCH}handle-content-codings", error="body-garbage"
    ),
    "body-incomplete": Rule(
        "Is the body complete?", f"{FETCH}concept-http-network-fetch", error="body-incomplete"
    ),
}

# One row for the response itself and for the answer to a preflight: (id, why, fix, Chromium's name,
# Firefox's reason); @ is which answer.
