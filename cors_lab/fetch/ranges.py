"""Byte ranges, as far as a browser's cache reads them.
https://www.rfc-editor.org/rfc/rfc9110#section-14
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.fetch.numbers import whole_number

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPResponse

# No two runs of white space side by side: where both may be empty, trying all splits takes n².
_RANGE = re.compile(
    r"\s*bytes\s*=\s*(?:([0-9]+)\s*)?-\s*(?:([0-9]+)\s*)?", re.ASCII | re.IGNORECASE
)


def canonical_range(value: str) -> str | None:
    """One range in its shortest form: "bytes=0-5", "bytes=5-", "bytes=-5"; None for anything
    else.
    """
    match = _RANGE.fullmatch(value)
    if match:
        return f"bytes={match[1] or ''}-{match[2] or ''}"
    return None


def is_single_range(value: str) -> bool:
    """Is it one range, with an end that is not before its start?"""
    match = _RANGE.fullmatch(value)
    return (
        match is not None
        and any(match.groups())
        and not (all(match.groups()) and whole_number(match[1]) > whole_number(match[2]))
    )


def partial_content(response: HTTPResponse, value: str) -> HTTPResponse:
    """The part of a whole response (status 200) that a single range asks for; the response itself
    where it has no such part.
    """
    match, size = _RANGE.fullmatch(value), len(response.body)
    if match is None or response.status != 200:
        return response
    first, last = match[1] or "", match[2] or ""
    if first:
        start = whole_number(first)
    else:
        start = max(0, size - whole_number(last))
    if start >= size:
        return response
    if first and last:
        end = min(whole_number(last), size - 1)
    else:
        end = size - 1
    kept = tuple(
        (name, text) for name, text in response.headers if name.lower() != "content-length"
    )
    headers = (
        *kept,
        ("Content-Range", f"bytes {start}-{end}/{size}"),
        ("Content-Length", str(end - start + 1)),
    )
    return replace(
        response,
        status=206,
        status_text="Partial Content",
        headers=headers,
        body=response.body[start : end + 1],
    )
