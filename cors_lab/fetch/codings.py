"""Undo the content codings of a body, within bounds. https://fetch.spec.whatwg.org/#handle-content-codings"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from cors_lab.fetch.response import HTTPResponse

MAX_BODY = 32 * 1024 * 1024
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def handle_content_codings(response: HTTPResponse) -> tuple[bytes, str | None]:
    """The decoded body (at most 32 MiB) and the code of what went wrong, or None. A coding that we did not ask for is left as it is."""
    value = get(response.headers, "Content-Encoding")
    if value is None or not response.body:
        return response.body, response.body_error
    body, error = response.body, response.body_error
    for coding in reversed([text.strip("\t ").lower() for text in value.split(",")]):
        if coding in _WINDOW_BITS:
            body, failed = _inflate(body, _WINDOW_BITS[coding])
            error = error or failed
    return body, error


def _inflate(data: bytes, window_bits: int) -> tuple[bytes, str | None]:
    decoder = zlib.decompressobj(window_bits)
    try:
        body = decoder.decompress(data, MAX_BODY)
    except zlib.error:
        if window_bits == 15:
            return _inflate(data, -15)  # "deflate" without the zlib wrapper, which browsers accept
        return b"", "body-garbage"
    if decoder.unconsumed_tail:
        return body, "body-too-large"
    return body, None if decoder.eof else "body-incomplete"
