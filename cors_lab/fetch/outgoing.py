"""The author's headers on their way out: where the engines send other ones, or spell them another
way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.ranges import canonical_range

if TYPE_CHECKING:
    from cors_lab.fetch.headers import Pair
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace

SINGLE_VALUED = frozenset(
    "authorization content-disposition content-type from if-modified-since if-unmodified-since"
    " location max-forwards user-agent".split()
)


def wire_headers(request: Request, trace: Trace) -> list[Pair]:
    """The author's headers as they go out: as they are, but for what the engines do to some of
    them.
    """
    if request.withheld:
        pairs = [pair for pair in request.headers if pair[0].lower() not in request.withheld]
    else:
        pairs = request.headers.pairs
    # The standard's text keeps them apart; its tests, as every engine, have them in one line.
    if len(pairs) > 1 and len({name.lower() for name, _ in pairs}) < len(pairs):
        pairs = _in_one_line(pairs, request.body is not None, trace)
    # chromium: its cache parses the `Range` of a GET and writes it anew.
    if request.method == "GET" and "range" in request.headers:
        pairs = [
            (name, _canonical_range(value, trace) if name.lower() == "range" else value)
            for name, value in pairs
        ]
    # webkit: a header is text there, and goes out as UTF-8.
    if "headers-sent-as-utf-8" in trace.departures and not all(
        value.isascii() for _, value in pairs
    ):
        trace.departs("headers-sent-as-utf-8")
        return [(name, _as_utf8(name, value)) for name, value in pairs]
    return pairs


def _as_utf8(name: str, value: str) -> str:
    # What the browser itself sets is in UTF-8 already.
    return value if name == "Last-Event-ID" else value.encode("utf-8").decode("latin-1")


def _in_one_line(pairs: list[Pair], has_body: bool, trace: Trace) -> list[Pair]:
    given: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for name, value in pairs:
        given.setdefault(name.lower(), []).append(value)
        spelled.setdefault(name.lower(), name)
    return [
        (spelled[low], values[0] if len(values) == 1 else _joined(low, values, has_body, trace))
        for low, values in given.items()
    ]


def _joined(name: str, values: list[str], has_body: bool, trace: Trace) -> str:
    # firefox: what has one value is sent with the last, but for the type of a body, which is the
    # first.
    if name in SINGLE_VALUED and "last-value-sent" in trace.departures:
        if name == "content-type" and has_body and trace.departs("first-value-sent"):
            return values[0]
        if trace.departs("last-value-sent"):
            return values[-1]
    # firefox: an empty value takes away what came before it.
    if "" in values and trace.departs("empty-value-restarts"):
        values = values[len(values) - 1 - values[::-1].index("") :]
        return ", ".join(filter(None, values))
    return ", ".join(values).strip(" ")


def _canonical_range(value: str, trace: Trace) -> str:
    canonical = canonical_range(value)
    if canonical not in (None, value) and trace.departs("range-rewritten"):
        return canonical
    return value
