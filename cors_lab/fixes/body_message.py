"""The message that the body of an error answer holds, in a few words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPResponse

MOST = 4096  # bytes of a body that are looked at
LONGEST = 160  # characters of a message
KEYS = ("message", "error_description", "detail", "title", "error", "reason", "msg")
TAGS = re.compile(r"<(Message|title|h1)\b[^<>]{0,200}>([^<]{1,400})<", re.IGNORECASE)


def body_text(response: HTTPResponse | None) -> str:
    """The beginning of the body as text; "" where it is compressed or no text."""
    if response is None or get(response.headers, "Content-Encoding"):
        return ""
    text = response.body[:MOST].decode("utf-8", "replace")
    return "" if "\0" in text else text


def message_in(response: HTTPResponse | None) -> str:
    """The message of a JSON, XML, HTML or plain text error, on one line; "" where none is found."""
    text = body_text(response).strip()
    if text[:1] in ("{", "["):
        found = _of_json(text)
    elif text.startswith("<"):
        tag = TAGS.search(text)
        found = tag[2] if tag else ""
    else:
        found = text.partition("\n")[0]
    line = " ".join(found.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def title_of(response: HTTPResponse | None) -> str:
    """The title of an HTML page, on one line; "" where it has none."""
    found = re.search(r"<title\b[^<>]{0,200}>([^<]{1,400})<", body_text(response), re.IGNORECASE)
    return " ".join(found[1].split())[:LONGEST] if found else ""


def _of_json(text: str) -> str:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    for _ in range(3):  # an error is often {"error": {"message": …}}, or a list of one
        if isinstance(data, list):
            data = data[0] if data else None
        if isinstance(data, str):
            return data
        if not isinstance(data, dict):
            return ""
        data = next((data[key] for key in KEYS if data.get(key)), None)
    return data if isinstance(data, str) else ""
