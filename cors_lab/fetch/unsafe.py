"""Which of a request's headers need the server's leave: the standard's rule, and where the engines
judge otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cors_lab.fetch import headers as names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fetch.headers import HeaderList, Pair
    from cors_lab.fetch.trace import Trace

MAX_SAFELISTED_SIZE = 1024
_INTEGER, _DECIMAL, _ANYTHING = (
    re.compile(text, re.ASCII | re.DOTALL) for text in (r"[0-9]+", r"[0-9]+(?:\.[0-9]+)?", ".*")
)
# What Chromium lets a page tell about the device and the network: names and values, as asked of
# Chromium 156.
CLIENT_HINTS = {
    "save-data": re.compile("on", re.IGNORECASE),
    "dpr": _DECIMAL,
    "device-memory": _DECIMAL,
    "downlink": _DECIMAL,
    "width": _INTEGER,
    "viewport-width": _INTEGER,
    "rtt": _INTEGER,
    "ect": re.compile("slow-2g|2g|3g|4g"),
    "intervention": _ANYTHING,
}
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_STRICT_CONTENT_TYPE = re.compile(
    rf"{_TOKEN}/{_TOKEN}(?:[\t ]*;[\t ]*{_TOKEN}(?:={_TOKEN})?)*[\t ]*;?[\t ]*"
)
_RANGE_OF_ANY_CASE = re.compile(r"bytes=[0-9]+-[0-9]*", re.ASCII | re.IGNORECASE)
_HUGE = re.compile(r"[0-9]{19,}", re.ASCII)


def cors_unsafe_request_header_names(headers: HeaderList, trace: Trace) -> list[str]:
    """The names a page may not send without asking, lower-case and sorted.
    https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
    """
    if not headers.pairs:
        return []
    unsafe: list[str] = []
    potentially_unsafe: list[str] = []
    size = 0
    for name, value in _judged(headers, trace):
        if _is_safelisted(name.lower(), value, trace):
            potentially_unsafe.append(name)
            size += len(value)
        else:
            unsafe.append(name)
    if size > MAX_SAFELISTED_SIZE and not trace.departs("safelisted-size-unbounded"):  # firefox
        unsafe += potentially_unsafe
    listed = names.sorted_lowercase_set(unsafe)
    # firefox: names a repeated header as often as it is set.
    if len(listed) < len(unsafe) and trace.departs("request-headers-named-twice"):
        return sorted(name.lower() for name in unsafe)
    return listed


def _judged(headers: HeaderList, trace: Trace) -> Iterable[Pair]:
    """What is judged: each header by itself."""
    if len({name.lower() for name, _ in headers}) == len(headers):
        return headers
    # chromium, webkit: a `Headers` object has joined them already.
    if trace.departs("repeated-headers-judged-joined"):
        return names.sort_and_combine(headers.pairs)
    return headers


def _is_safelisted(name: str, value: str, trace: Trace) -> bool:
    safe = names.is_safelisted_request_header(name, value)
    # chromium: client hints tell the server nothing that the page could not.
    if name in CLIENT_HINTS:
        return (
            len(value) <= 128
            and CLIENT_HINTS[name].fullmatch(value) is not None
            and trace.departs("client-hints-safelisted")
        )
    if name == "range":
        return _range_is_safelisted(value, safe, trace)
    if (
        safe
        and name in ("accept", "content-type")
        and not value.isascii()
        and trace.departs("non-ascii-bytes-unsafe")
    ):
        return False
    if (
        safe
        and name == "content-type"
        and not _STRICT_CONTENT_TYPE.fullmatch(value)
        and trace.departs("content-type-parsed-strictly")
    ):
        return False
    return safe


def _range_is_safelisted(value: str, safe: bool, trace: Trace) -> bool:
    if safe:
        return not (_HUGE.search(value) and trace.departs("range-numbers-bounded"))
    # webkit: "BYTES" will do.
    return (
        bool(_RANGE_OF_ANY_CASE.fullmatch(value))
        and value[:5] != "bytes"
        and trace.departs("range-unit-of-any-case")
    )
