"""The author's headers on their way out: where the engines send other ones, or spell them another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.ranges import canonical_range

if TYPE_CHECKING:
    from cors_lab.fetch.headers import Pair
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace

SINGLE_VALUED = ("content-type", "user-agent", "authorization", "if-modified-since", "if-unmodified-since", "from", "max-forwards")


def wire_headers(request: Request, trace: Trace) -> list[Pair]:
    """The author's headers as they go out: as they are, but for what the engines do to some of them."""
    pairs = [pair for pair in request.headers if pair[0].lower() not in request.withheld] if request.withheld else request.headers.pairs
    # firefox: of what has one value, a second one is not sent.
    if len(pairs) > 1 and "first-value-sent" in trace.departures:
        twice = {name for name in SINGLE_VALUED if len(request.headers.values(name)) > 1}
        if twice and trace.departs("first-value-sent"):
            pairs = [pair for number, pair in enumerate(pairs) if pair[0].lower() not in twice or not _is_repeated(pairs, number)]
    # chromium: its cache parses the `Range` of a GET and writes it anew.
    if request.method == "GET" and "range" in request.headers:
        pairs = [(name, _canonical_range(value, trace) if name.lower() == "range" else value) for name, value in pairs]
    # webkit: a header is text there, and goes out as UTF-8.
    if "headers-sent-as-utf-8" in trace.departures and not all(value.isascii() for _, value in pairs):
        trace.departs("headers-sent-as-utf-8")
        return [(name, value.encode("utf-8").decode("latin-1")) for name, value in pairs]
    return pairs


def _is_repeated(pairs: list[Pair], number: int) -> bool:
    return any(pair[0].lower() == pairs[number][0].lower() for pair in pairs[:number])


def _canonical_range(value: str, trace: Trace) -> str:
    canonical = canonical_range(value)
    return canonical if canonical not in (None, value) and trace.departs("range-rewritten") else value
