"""What a page reads of an XMLHttpRequest's response.

https://xhr.spec.whatwg.org/#xmlhttprequest-response
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import (
    FORBIDDEN_RESPONSE_HEADERS,
    SAFELISTED_RESPONSE_HEADERS,
    sort_and_combine,
)
from cors_lab.fetch.mime import parse_mime_type

if TYPE_CHECKING:
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

TEXT_TYPES = ("", "text")


def nothing(kind: str, probe: tuple[str, ...], trace: Trace) -> dict[str, Any]:
    """What a page reads of a network error."""
    empty: Any = "" if kind in TEXT_TYPES else None
    # firefox: an empty buffer.
    if kind == "arraybuffer" and trace.departs("failed-buffer-is-empty"):
        empty = "bytes 0"
    found: dict[str, Any] = {
        "status": 0,
        "statusText": "",
        "getAllResponseHeaders": "",
        "responseURL": "",
        "response": empty,
    }
    return found | ({"probe": dict.fromkeys(probe)} if probe else {})


def read(response: Response, kind: str, probe: tuple[str, ...], trace: Trace) -> dict[str, Any]:
    """What the page reads: https://xhr.spec.whatwg.org/#xmlhttprequest-response"""
    lines = sort_and_combine(response.headers.pairs)
    found: dict[str, Any] = {
        "status": response.status,
        "statusText": response.status_text,
        "getAllResponseHeaders": "".join(f"{name}: {value}\r\n" for name, value in lines),
        "responseURL": response.url.without_fragment if response.url else "",
        "response": _response_object(response, kind),
    }
    if probe:
        found["probe"] = {name: _probed(response, name, trace) for name in probe}
    return found


def _probed(response: Response, name: str, trace: Trace) -> str | None:
    value = response.headers.get(name)
    exposed = {known.lower() for known in (response.internal or response).exposed}
    low = name.lower()
    seen = low in SAFELISTED_RESPONSE_HEADERS or low in exposed
    hidden = low in FORBIDDEN_RESPONSE_HEADERS or not seen
    if value is None and response.type == "cors" and hidden:
        trace.note("xhr-header-hidden", name=name)
    return value


def _response_object(response: Response, kind: str) -> Any:
    body, mime = response.body, parse_mime_type(response.headers.get("Content-Type") or "")
    if kind in TEXT_TYPES:
        return body.decode("utf-8-sig", "replace")
    if kind == "json":
        return _json(body)
    if kind == "arraybuffer":
        return f"bytes {len(body)}"
    if kind == "blob":
        return f"blob {len(body)} {mime.serialized if mime else 'text/xml'}"
    return _document(response, mime.essence if mime else "text/xml")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except ValueError:
        return None


def _document(response: Response, essence: str) -> str | None:
    if not response.body:
        return None
    if essence == "text/html":
        return "document HTML"
    is_xml = essence in ("text/xml", "application/xml") or essence.endswith("+xml")
    return "document XML" if is_xml else None
