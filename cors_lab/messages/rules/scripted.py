"""The words for policies, XMLHttpRequest, event streams, web sockets, beacons and forms."""

from __future__ import annotations

from cors_lab.messages.rules.checks import Rule
from cors_lab.messages.rules.faults import Fault

HTML = "https://html.spec.whatwg.org/#"
XHR = "https://xhr.spec.whatwg.org/#"
SOCKETS = "https://websockets.spec.whatwg.org/#"
ESTABLISH = f"{SOCKETS}concept-websocket-establish"

SCRIPTED_RULES: dict[str, Rule] = {
    "request-not-upgraded": Rule(
        "Is the request sent over https instead?",
        "https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm",
        noted="No: {url} is an address of this machine, which is trusted as it is.",
    ),
    "csp-unheard": Rule(
        "Who hears of this report-only policy?",
        "https://w3c.github.io/webappsec-csp/#cspro-header",
        noted="Nobody: `{policy}` of {origin} blocks nothing, and has no report-uri or report-to.",
    ),
    # XMLHttpRequest
    "xhr-header-refused": Rule(
        "May the page set this header?",
        f"{XHR}the-setrequestheader()-method",
        noted="No: only the browser sets {name}. The call is ignored without an exception.",
    ),
    "xhr-header-hidden": Rule(
        "May the page read this header?",
        f"{XHR}the-getresponseheader()-method",
        noted="No: getResponseHeader gives null for {name}. The server does not list it in "
        "Access-Control-Expose-Headers.",
    ),
    "xhr-sync": Rule(
        "Is the request synchronous?",
        f"{XHR}synchronous-flag",
        noted="Yes: the page stands still until the answer is there. Browsers warn of it.",
    ),
    "xhr-sync-setter": Rule(
        "May a synchronous request have this?",
        f"{XHR}the-timeout-attribute",
        noted="No: a page may not set {attribute} on a synchronous request.",
    ),
    "authentication-answered": Rule(
        "Has the browser a user name and a password for this server?",
        "https://fetch.spec.whatwg.org/#http-network-or-cache-fetch",
        noted="Yes: the server answered 401 with `{challenge}`, and the URL names {user}. The "
        "browser asks again, with Authorization: Basic.",
    ),
    "authentication-remembered": Rule(
        "Has this profile logged in to this directory before?",
        "https://fetch.spec.whatwg.org/#http-network-or-cache-fetch",
        noted="Yes: the Authorization that opened a URL beside {url} is sent along unasked.",
    ),
    # EventSource
    "eventsource-status": Rule(
        "Is the status of the stream 200?",
        f"{HTML}sse-processing-model",
        passed="It is {status}.",
        error="eventsource-status",
    ),
    "eventsource-type": Rule(
        "Is the Content-Type text/event-stream?",
        f"{HTML}sse-processing-model",
        passed="It is {value}.",
        error="eventsource-type",
    ),
    "eventsource-charset": Rule(
        "Is the stream in UTF-8?",
        f"{HTML}sse-processing-model",
        error="eventsource-charset",
    ),
    "eventsource-charset-ignored": Rule(
        "Is the stream in UTF-8?",
        f"{HTML}event-stream-interpretation",
        noted="It says {charset}, but every event stream is read as UTF-8.",
    ),
    "eventsource-reconnects": Rule(
        "Does it connect again?",
        f"{HTML}reestablish-the-connection",
        noted="Yes: the connection ended, so the browser tries again after {retry} ms.",
    ),
    "eventsource-failed": Rule(
        "Does it connect again?",
        f"{HTML}fail-the-connection",
        noted="No: the stream at {url} is closed for good. The page gets an error event.",
    ),
    # WebSocket
    "websocket-status": Rule(
        "Did the server switch to the web socket protocol?",
        ESTABLISH,
        passed="It answered {status}.",
        error="websocket-status",
    ),
    "websocket-upgrade": Rule(
        "Does Upgrade say websocket?",
        ESTABLISH,
        passed="It does.",
        error="websocket-upgrade",
    ),
    "websocket-connection": Rule(
        "Does Connection say Upgrade?",
        ESTABLISH,
        passed="It does.",
        error="websocket-connection",
    ),
    "websocket-accept": Rule(
        "Is Sec-WebSocket-Accept made from the browser's key?",
        ESTABLISH,
        passed="It is {value}, as it must be.",
        error="websocket-accept",
    ),
    "websocket-extensions": Rule(
        "Did the browser offer these extensions?",
        ESTABLISH,
        passed="The server chose none that was not offered.",
        error="websocket-extensions",
    ),
    "websocket-protocol-answered": Rule(
        "Did the server choose a sub-protocol?",
        ESTABLISH,
        passed="It chose none. The page goes on without one.",
        error="websocket-protocol-answered",
    ),
    "websocket-protocol-offered": Rule(
        "Is the chosen sub-protocol one that the page offered?",
        ESTABLISH,
        passed="The server chose {answered}.",
        error="websocket-protocol-offered",
    ),
    "websocket-failed": Rule(
        "What does the page hear?",
        f"{SOCKETS}feedback-from-the-protocol",
        noted="An error event and, for {socket}, a close with code 1006. A page is never told "
        "why a "
        "handshake failed.",
    ),
    "mixed-content-refused": Rule(
        "May a page loaded over https open this socket?",
        "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch",
        noted="No: {url} is not encrypted. The constructor throws a SecurityError.",
    ),
}

SCRIPTED_FAULTS: dict[str, Fault] = {
    "eventsource-status": Fault(
        "The server answered {status}. An event stream must be answered with 200, so the stream is "
        "closed and not opened again.",
        "On the server, answer a stream's URL with 200, or 204 to tell the browser to stop.",
    ),
    "eventsource-type": Fault(
        "The response's Content-Type is {value}, so it is no event stream.",
        "On the server, send with the stream: `Content-Type: text/event-stream`.",
    ),
    "eventsource-charset": Fault(
        "The stream's charset is {charset}. This browser takes event streams in UTF-8 only.",
        "On the server, send the stream as UTF-8: `Content-Type: text/event-stream`.",
    ),
    "websocket-status": Fault(
        "The server answered {status}, not 101. So it did not open a web socket.",
        "On the server, serve web sockets at this URL, for this Origin; and let the proxy before "
        "it pass the Upgrade header on.",
    ),
    "websocket-upgrade": Fault(
        "The server answered 101, but its Upgrade header is {value}.",
        "On the server or the proxy before it, send with the 101: `Upgrade: websocket`.",
    ),
    "websocket-connection": Fault(
        "The server answered 101, but its Connection header is {value}.",
        "On the server or the proxy before it, send with the 101: `Connection: Upgrade`.",
    ),
    "websocket-accept": Fault(
        "Sec-WebSocket-Accept is {value}; for the browser's key it must be {expected}.",
        "On the server, compute it from the Sec-WebSocket-Key of this very request. A cache or a "
        "proxy that answers in its place cannot know it.",
    ),
    "websocket-extensions": Fault(
        "The server chose extensions that the browser did not offer: {names}.",
        "On the server, choose only from the request's Sec-WebSocket-Extensions.",
    ),
    "websocket-protocol-answered": Fault(
        "The page offered sub-protocols ({offered}), and the server chose none of them.",
        "On the server, answer with one of them in Sec-WebSocket-Protocol; or open the "
        "socket in the "
        "the page without sub-protocols.",
    ),
    "websocket-protocol-offered": Fault(
        "The server chose the sub-protocol {answered}, which the page did not offer ({offered}).",
        "On the server, choose one of those in the request's Sec-WebSocket-Protocol, or none.",
    ),
}

SCRIPTED_DEPARTURES: dict[str, str] = {
    "objects-not-upgraded": "an insecure object is blocked before it could be upgraded.",
    "upgraded-socket-shows-url": "the page sees the URL that its web socket was upgraded to.",
    "mixed-frame-stays": "a frame whose insecure content is blocked stays blank, without an event.",
    "upload-ends-with-response": "the end of an upload is told with the response, or never.",
    "cors-answers-authentication": (
        "the user name and the password of a URL answer a 401 of another origin too."
    ),
    "preflight-site-of-its-own": "a preflight that a redirect has led home says same-origin.",
    "form-origin-nulled-on-redirect": "a form that is sent on to another origin has Origin: null.",
    "origin-when-cross-origin-forgets-redirects": (
        "after a redirect back to the page's origin the whole URL is the Referer again."
    ),
    "sandboxed-beacon-has-origin": "a beacon of a sandboxed frame has the origin of its URL.",
    "mode-before-csp-on-redirect": (
        "a redirect out of the origin that a request must not leave is refused before any policy "
        "is asked."
    ),
    "insecure-navigations-ask-for-upgrade": "only a navigation by http asks for an upgrade.",
    "sockets-without-fetch-metadata": "a web socket's handshake has no Sec-Fetch headers.",
    "sockets-have-destination": (
        "a web socket's destination is websocket; in the standard it is empty."
    ),
    "sync-without-fetch-metadata": "a synchronous XMLHttpRequest has no Sec-Fetch headers.",
    "upload-listener-needs-body": (
        "listeners on an upload ask for a preflight only if there is a body."
    ),
    "upload-listener-ignored-if-sync": (
        "listeners on an upload count for nothing in a synchronous request."
    ),
    "upload-error-without-body": (
        "listeners on an upload hear of a failure even if there was no body."
    ),
    "upload-progress-after-redirect": "a body that a redirect sends again makes progress again.",
    "empty-body-no-progress": (
        "an empty response makes no progress event; in the standard it makes one."
    ),
    "failed-buffer-is-empty": (
        "a failed request for an arraybuffer reads as an empty one; in the standard as null."
    ),
    "sync-error-events": (
        "a failed synchronous request fires its events before it throws; in the standard it "
        "only throws."
    ),
    "csp-before-loadstart": "what the page's policy blocks fires no loadstart.",
    "eventsource-least-retry": "it waits at least half a second before it connects again.",
    "eventsource-closed-if-dropped": (
        "a stream from another origin that breaks off is closed for good."
    ),
    "eventsource-http-only": (
        "only http and https URLs can be streams; in the standard a data: URL can."
    ),
    "eventsource-utf-8-only": (
        "a stream whose charset is not UTF-8 is refused; in the standard the charset is ignored."
    ),
    "websocket-mixed-throws": (
        "an insecure socket on a secure page throws; in the standard the connection fails."
    ),
    "websocket-error-without-close": (
        "a socket that may not be opened fires error and never close."
    ),
    "websocket-csp-throws": (
        "a socket that the page's policy blocks throws; in the standard the connection fails."
    ),
    "websocket-csp-no-close": "a socket that the page's policy blocks fires error and never close.",
    "websocket-follows-redirects": (
        "it follows redirects of the handshake; in the standard they fail it."
    ),
    "websocket-protocol-optional": (
        "it opens although the server chose none of the sub-protocols offered."
    ),
    "websocket-protocol-unasked": (
        "it opens although the server chose a sub-protocol that nobody offered."
    ),
    "websocket-protocol-any-case": "it does not look at the case of the sub-protocol chosen.",
    "form-action-throws": (
        "submitting a form that the page's policy forbids throws; in the standard nothing happens."
    ),
    "beacon-csp-returns-false": (
        "sendBeacon returns false if the page's policy blocks it; in the standard true."
    ),
    "beacon-preflight-names-type": (
        "after a redirect to GET the preflight still names Content-Type."
    ),
    "mode-before-csp": (
        "a request that must stay in its origin is refused before any policy is asked."
    ),
}
