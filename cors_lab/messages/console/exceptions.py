"""The exceptions that the engines throw at a page's call: their names and their own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

C, F, W = "chromium", "firefox", "webkit"
_F_SYNTAX = "SyntaxError: An invalid or illegal string was specified"
_W_SYNTAX = "SyntaxError: The string did not match the expected pattern."
_INSECURE = "SecurityError: The operation is insecure."
_OPEN = "Failed to execute 'open' on 'XMLHttpRequest': "
_HEADER = "SyntaxError: Failed to execute 'setRequestHeader' on 'XMLHttpRequest': "
_SYNC_F = "synchronous XMLHttpRequests do not support timeout and responseType"
_SYNC_W = "InvalidAccessError: The object does not support the operation or argument."
_SOCKET = "Failed to construct 'WebSocket': "
_BEACON = "TypeError: Failed to execute 'sendBeacon' on 'Navigator': "


def _syntax(chromium: str) -> dict[str, str]:
    return {C: f"SyntaxError: {chromium}", F: _F_SYNTAX, W: _W_SYNTAX}


# Each code as the engines word it; an engine without words of its own gives the bare name.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "xhr-method-invalid": _syntax(_OPEN + "'{method}' is not a valid HTTP method."),
    "xhr-method-forbidden": {
        C: "SecurityError: " + _OPEN + "'{method}' HTTP method is unsupported.",
        F: _INSECURE,
        W: _INSECURE,
    },
    "xhr-url-invalid": _syntax(_OPEN + "Invalid URL"),
    "xhr-header-name": {
        C: _HEADER + "'{header}' is not a valid HTTP header field name.",
        F: _F_SYNTAX,
        W: _W_SYNTAX,
    },
    "xhr-header-value": {
        C: _HEADER + "'{value}' is not a valid HTTP header field value.",
        F: _F_SYNTAX,
        W: _W_SYNTAX,
    },
    "xhr-sync-timeout": {
        C: "InvalidAccessError: Failed to set the 'timeout' property on 'XMLHttpRequest': "
        "Timeouts cannot be set for synchronous requests made from a document.",
        F: f"InvalidAccessError: XMLHttpRequest.timeout setter: {_SYNC_F}",
        W: _SYNC_W,
    },
    "xhr-sync-response-type": {
        C: "InvalidAccessError: Failed to set the 'responseType' property on 'XMLHttpRequest': "
        "The response type cannot be changed for synchronous requests made from a document.",
        F: f"InvalidAccessError: XMLHttpRequest.responseType setter: {_SYNC_F}",
        W: _SYNC_W,
    },
    "xhr-network-error": {
        C: "NetworkError: Failed to execute 'send' on 'XMLHttpRequest': Failed to load '{url}'.",
        F: "NetworkError: A network error occurred.",
        W: "NetworkError:  A network error occurred.",
    },
    "eventsource-url-invalid": _syntax(
        "Failed to construct 'EventSource': Cannot open an EventSource to '{url}'. "
        "The URL is invalid."
    ),
    "websocket-url-invalid": _syntax(_SOCKET + "The URL '{url}' is invalid."),
    "websocket-scheme": _syntax(
        _SOCKET + "The URL's scheme must be either 'http', 'https', 'ws', or 'wss'. "
        "'{scheme}' is not allowed."
    ),
    "websocket-fragment": _syntax(
        _SOCKET + "The URL contains a fragment identifier ('{fragment}'). "
        "Fragment identifiers are not allowed in WebSocket URLs."
    ),
    "websocket-protocol-invalid": _syntax(_SOCKET + "The subprotocol '{protocol}' is invalid."),
    "websocket-protocol-repeated": _syntax(_SOCKET + "The subprotocol '{protocol}' is duplicated."),
    "websocket-mixed-content": {
        C: "SecurityError: " + _SOCKET + "An insecure WebSocket connection may not be initiated "
        "from a page loaded over HTTPS.",
        F: _INSECURE,
        W: _INSECURE,
    },
    "websocket-csp": {C: "SecurityError", F: "NS_ERROR_CONTENT_BLOCKED: ", W: _INSECURE},
    "beacon-scheme": {
        C: _BEACON + "Beacons are only supported over HTTP(S).",
        F: "TypeError: Navigator.sendBeacon: Beacon URL {url} must be either http:// or https://.",
        W: "TypeError: Beacons can only be sent over HTTP(S)",
    },
    "beacon-url-invalid": {
        C: _BEACON + "The URL argument is ill-formed or unsupported.",
        F: "TypeError: Navigator.sendBeacon: {url} is not a valid URL.",
        W: "TypeError: This URL is invalid",
    },
    "form-csp": {
        F: '[Exception... "<no message>"  nsresult: "0x805a0061 (<unknown>)"  '
        'location: "{script}"  data: no]',
    },
}


def exception_words(name: str, code: str, engine: str, facts: Mapping[str, Any]) -> str:
    """What the page's `catch` would print: the name and, of a real engine, its message."""
    template = EXCEPTIONS.get(code, {}).get(engine)
    if template is None:
        return name
    return re.sub(r"\{(\w+)\}", lambda field: str(facts.get(field[1], field[0])), template)
