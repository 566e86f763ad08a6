"""Each origin of one fetch has one colour and one sign, the same in every view."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import parse_origin
from cors_lab.result.sequence import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cors_lab.result.record import Exchange, Fetched

# A sign of its own for each, so that they can be told apart without colour: page, server, others.
ORIGIN_SIGNS = ("", "●", "■", "▲", "◆")
MOST = len(ORIGIN_SIGNS) - 1
NAMING = frozenset({"origin", "access-control-allow-origin"})


class Origins(NamedTuple):
    """The origins in the order in which they came into play; the first is the page's."""

    names: tuple[str, ...]

    def number(self, value: str) -> int:
        """1 for the page's origin, 2 for the server's, 3 and 4 for others; 0 for no origin."""
        if value not in self.names:
            return 0
        return min(self.names.index(value) + 1, MOST)

    def sign(self, value: str) -> str:
        """The sign that stands before this origin, "" for what is no origin here."""
        return ORIGIN_SIGNS[self.number(value)]


def origins_of(result: Fetched) -> Origins:
    """The origins of the page, of the servers it was sent to, and those that an answer named."""
    found = [result.origin, origin_of(result.url)]
    for exchange in result.exchanges:
        found += _origins_in(exchange)
    return Origins(tuple(dict.fromkeys(found)))


def _origins_in(exchange: Exchange) -> Iterator[str]:
    yield origin_of(exchange.request.url)
    yield from _named(exchange.request.headers)
    if exchange.response is not None:
        yield from _named(exchange.response.headers)


def _named(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in headers:
        if name.lower() in NAMING and parse_origin(value) is not None:
            yield value
