"""data: URLs: the response is in the address."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from cors_lab.fetch.mime import parse_mime_type

if TYPE_CHECKING:
    from cors_lab.fetch.url import URL


def data_url(url: URL) -> tuple[str, bytes] | None:
    """MIME type and body of a data: URL, None for failure.
    https://fetch.spec.whatwg.org/#data-url-processor
    """
    kind, comma, body = url.without_fragment.removeprefix("data:").partition(",")
    if not comma:
        return None
    kind, data = kind.strip("\t\n\f\r "), unquote_to_bytes(body)
    match = re.search(r"; *base64$", kind, re.IGNORECASE)
    if match:
        kind = kind[: match.start()]
        text = re.sub(rb"[\t\n\f\r ]", b"", data)
        if len(text) % 4 == 0:
            text = text[
                : -text.endswith(b"==") * 2 or -(text.endswith(b"=") and len(text) % 4 == 0) or None
            ]
        else:
            text = text
        if len(text) % 4 == 1 or re.search(rb"[^A-Za-z0-9+/]", text):
            return None
        data = base64.b64decode(text + b"=" * (-len(text) % 4))
    if kind.startswith(";"):
        kind = f"text/plain{kind}"
    mime_type = parse_mime_type(kind)
    return (mime_type.serialized if mime_type else "text/plain;charset=US-ASCII"), data
