"""What the consoles print of XMLHttpRequest, event streams and web sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.messages.console.chromium import secure_page
from cors_lab.messages.console.loads import line, put

if TYPE_CHECKING:
    from cors_lab.messages.console.facts import Outcome
    from cors_lab.messages.console.loads import Facts, Lines

C, F, W = "chromium", "firefox", "webkit"

# -- XMLHttpRequest ------------------------------------------------------------------------------

FIREFOX_SYNC = (
    "Synchronous XMLHttpRequest on the main thread is deprecated because of its detrimental "
    "effects to the end user’s experience. For more help https://xhr.spec.whatwg.org/#sync-warning"
)
_FIREFOX_SYNC_SETTER = (
    "Use of XMLHttpRequest’s {attribute} attribute is {longer}supported in the synchronous mode in "
    "window context."
)


def _firefox_setter(facts: Facts, outcome: Outcome) -> list[str]:
    longer = "no longer " if facts["attribute"] == "responseType" else "not "
    return [put(_FIREFOX_SYNC_SETTER, facts, longer=longer)]


# -- EventSource ---------------------------------------------------------------------------------

_MIME = (
    'EventSource\'s response has a MIME type ("{essence}") that is not "text/event-stream". '
    "Aborting the connection."
)
_CHROMIUM_CHARSET = (
    'EventSource\'s response has a charset ("{charset}") that is not UTF-8. Aborting the '
    "connection."
)
_WEBKIT_CHARSET = (
    'EventSource\'s response has a charset ("{charset}") that is not UTF-8. The response will be '
    "decoded as UTF-8."
)
_FIREFOX_STREAM = "Firefox can’t establish a connection to the server at {url}."


def _firefox_stream(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_FIREFOX_STREAM, facts)] * (2 if facts["answered"] else 1)


def _chromium_stream_type(facts: Facts, outcome: Outcome) -> list[str]:
    # What has no type is sniffed before it is looked at.
    return [put(_MIME, facts, essence=facts["essence"] or "text/plain")]


def _webkit_stream_type(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_MIME, facts, essence=facts["essence"] or "application/octet-stream")]


# -- WebSocket -----------------------------------------------------------------------------------

_SOCKET = "WebSocket connection to '{socket}' failed: "
_HANDSHAKE = _SOCKET + "Error during WebSocket handshake: "
_CONNECTING = _SOCKET + "Error in connection establishment: net::"
_CHROMIUM_SOCKET = {
    "websocket-status": _HANDSHAKE + "Unexpected response code: {status}",
    "websocket-upgrade": _HANDSHAKE + "'Upgrade' header is missing",
    "websocket-connection": _HANDSHAKE + "'Connection' header is missing",
    "websocket-accept": _HANDSHAKE + "Incorrect 'Sec-WebSocket-Accept' header value",
    "websocket-extensions": _HANDSHAKE
    + "Found an unsupported extension '{extensions}' in 'Sec-WebSocket-Extensions' header",
    "websocket-protocol-answered": _HANDSHAKE
    + "Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received",
    "connection-closed": _SOCKET + "Connection closed before receiving a handshake response",
    "connection-refused": _CONNECTING + "ERR_CONNECTION_REFUSED",
    "name-not-resolved": _CONNECTING + "ERR_NAME_NOT_RESOLVED",
    "timeout": _CONNECTING + "ERR_TIMED_OUT",
    "tls": _CONNECTING + "ERR_CERT_AUTHORITY_INVALID",
    "bad-response": _CONNECTING + "ERR_INVALID_HTTP_RESPONSE",
    "network-unreachable": _CONNECTING + "ERR_ADDRESS_UNREACHABLE",
    "port-allowed": _CONNECTING + "ERR_UNSAFE_PORT",
}
_CHROMIUM_LOGIN = _SOCKET + "HTTP Authentication failed; no valid credentials available"
_CHROMIUM_PROTOCOL = {
    "unasked": "Response must not include 'Sec-WebSocket-Protocol' header if not present in "
    "request: {protocol}",
    "several": "'Sec-WebSocket-Protocol' header must not appear more than once in a response",
    "other": "'Sec-WebSocket-Protocol' header value '{protocol}' in response does not match any of "
    "sent values",
}


def _chromium_socket(facts: Facts, outcome: Outcome) -> list[str]:
    reason = facts["reason"]
    if reason == "websocket-status" and facts["status"] in (401, 407):
        return [put(_CHROMIUM_LOGIN, facts)]
    if reason == "websocket-protocol-offered":
        if not facts["offered"]:
            kind = "unasked"
        elif "," in facts["protocol"]:
            kind = "several"
        else:
            kind = "other"
        return [put(_HANDSHAKE + _CHROMIUM_PROTOCOL[kind], facts)]
    return [put(_CHROMIUM_SOCKET.get(reason, _CONNECTING + "ERR_FAILED"), facts)]


def _firefox_socket(facts: Facts, outcome: Outcome) -> list[str]:
    return [put("Firefox can’t establish a connection to the server at {socket}.", facts)]


_WEBKIT_SOCKET = {
    "websocket-status": "The server did not accept the WebSocket handshake.",
    "websocket-upgrade": "The server did not accept the WebSocket handshake.",
    "websocket-connection": "The server did not accept the WebSocket handshake.",
    "websocket-accept": "Server returned incorrect “Sec-WebSocket-Accept” key",
    "websocket-extensions": "Server requested unsupported extension",
    "websocket-protocol-offered": "Server requested unsupported protocol",
    "connection-closed": "Connection terminated unexpectedly",
    "connection-refused": "Could not connect to {host}: Connection refused",
    "name-not-resolved": "Error resolving “{host}”: Name or service not known",
    "timeout": "Socket I/O timed out",
    "tls": "Unacceptable TLS certificate",
    "redirect-count": "Too many redirects",
}


def _webkit_socket(facts: Facts, outcome: Outcome) -> list[str]:
    text = _WEBKIT_SOCKET.get(facts["reason"], "Connection terminated unexpectedly")
    return [put(_SOCKET + text, facts)]


_CHROMIUM_MIXED_SOCKET = (
    "Mixed Content: The page at '{page_url}' was loaded over HTTPS, but attempted to connect to "
    "the insecure WebSocket endpoint '{url}'. This request has been blocked; this endpoint must be "
    "available over WSS."
)


def _nothing(facts: Facts, outcome: Outcome) -> list[str]:
    return []


_STREAMS: dict[str, Lines] = {
    "eventsource-status": _nothing,
    "eventsource-type": _nothing,
    "eventsource-charset": _nothing,
}

STREAM_LINES: dict[str, dict[str, Lines]] = {
    C: {
        **_STREAMS,
        "xhr-header-refused": line('Refused to set unsafe header "{name}"'),
        "xhr-header-hidden": line('Refused to get unsafe header "{name}"'),
        "eventsource-type": _chromium_stream_type,
        "eventsource-charset": line(_CHROMIUM_CHARSET),
        "websocket-failed": _chromium_socket,
        "mixed-content-refused": lambda facts, outcome: [
            put(_CHROMIUM_MIXED_SOCKET, facts, page_url=secure_page(outcome))
        ],
    },
    F: {
        **_STREAMS,
        "xhr-header-refused": line("Attempt to set a forbidden header was denied: {name}"),
        "xhr-sync": lambda facts, outcome: [FIREFOX_SYNC],
        "xhr-sync-setter": _firefox_setter,
        "eventsource-failed": _firefox_stream,
        "websocket-failed": _firefox_socket,
    },
    W: {
        **_STREAMS,
        "eventsource-type": _webkit_stream_type,
        "eventsource-charset-ignored": line(_WEBKIT_CHARSET),
        "websocket-failed": _webkit_socket,
    },
}
