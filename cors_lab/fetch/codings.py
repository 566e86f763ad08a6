"""Undo the content codings of a body, within bounds.
https://fetch.spec.whatwg.org/#handle-content-codings
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPResponse

MAX_BODY = 32 * 1024 * 1024
# Of all layers together: a few KiB can be packed into thousands, each of which unpacks to
# megabytes.
MOST_DECODED = 2 * MAX_BODY
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
GZIP_FILES = ("application/gzip", "application/x-gzip")


def handle_content_codings(response: HTTPResponse, trace: Trace) -> tuple[bytes, str | None]:
    """The decoded body (at most 32 MiB) and the code of what went wrong, or None. Codings of which
    one is unknown are left as they are.
    """
    value = get(response.headers, "Content-Encoding")
    body, error = response.body, response.body_error
    if value is None or not body:
        return body, error
    room = MOST_DECODED
    for coding in reversed(_codings(value, response, trace)):
        body, failed = _inflate(body, _WINDOW_BITS[coding], room)
        error = error or failed
        room -= len(body)
        if room <= 0:
            return body, "body-too-large"
    # chromium, firefox, webkit: what ends too early is shown as far as it goes.
    if (
        error == "body-incomplete"
        and response.body_error is None
        and trace.departs("truncated-coding-shown")
    ):
        return body, None
    # webkit: what cannot be decoded is shown as it came.
    if (
        error == "body-garbage"
        and response.body_error is None
        and trace.departs("undecodable-body-shown")
    ):
        return response.body, None
    return body, error


def _codings(value: str, response: HTTPResponse, trace: Trace) -> list[str]:
    """The codings that are undone, in lower case: all, or none."""
    listed = [text.strip("\t ") for text in value.split(",")]
    # chromium: even one that is nothing at all.
    if "" in listed and any(listed) and trace.departs("empty-coding-is-unknown"):
        return []
    codings = [text.lower() for text in filter(None, listed)]
    # webkit: by its small letters.
    if any(text not in codings for text in filter(None, listed)) and trace.departs(
        "codings-in-small-letters"
    ):
        return []
    known = [coding for coding in codings if coding in _WINDOW_BITS]
    if len(known) < len(codings) and not (
        known and trace.departs("unknown-codings-skipped")
    ):  # firefox
        return []
    # webkit: a gzip file is not unpacked.
    kind = (get(response.headers, "Content-Type") or "").partition(";")[0].strip("\t ").lower()
    if (
        known in (["gzip"], ["x-gzip"])
        and kind in GZIP_FILES
        and trace.departs("gzip-files-stay-packed")
    ):
        return []
    return known


def _inflate(data: bytes, window_bits: int, room: int) -> tuple[bytes, str | None]:
    decoder = zlib.decompressobj(window_bits)
    try:
        body = decoder.decompress(data, min(room, MAX_BODY))
    except zlib.error:
        if window_bits == 15:
            return _inflate(
                data, -15, room
            )  # "deflate" without the zlib wrapper, which browsers accept
        return b"", "body-garbage"
    if decoder.unconsumed_tail:
        return body, "body-too-large"
    return body, None if decoder.eof else "body-incomplete"
