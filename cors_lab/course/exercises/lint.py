"""The security lint: what a server that works may still let strangers do. It says what it
looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import STRANGER, Stranger, strangers
from cors_lab.fetch.headers import get_decode_and_split, values
from cors_lab.result.answers import could_read, sent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cors_lab.result.result import FetchResult

MODES = ("same-origin", "include")
ANYONE = (
    "The answer says `*`: every page on the web may read it.",
    "Name the origin that may read it.",
)
NO_VARY = (
    "The answer depends on `Origin`, and a cache does not know: it may give one page the answer "
    "that names another."
)
ONLY_SOMETIMES = (
    "`Vary: Origin` is sent with one answer and not with the other, and a cache may meet either "
    "first."
)
ADD_VARY = "Add `Vary: Origin` to every answer, whoever asks."


class Fetches(Protocol):
    """Makes one fetch from a page of this origin, in a fresh profile."""

    def __call__(self, origin: str, path: str, **arguments: Any) -> FetchResult:
        """The result."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One route and how it is asked: `arguments` are those of page.fetch."""

    path: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"`{self.arguments.get('method', 'GET')} {self.path}`"


@dataclass(frozen=True, slots=True)
class Lint:
    """Asks everything as pages that must not get through; `allowed` are the origins that may.

    Each of `asks` is tried with the user's cookies and without. `caches`: must answers that depend
    on Origin say so? `vary_where_refused`: must the answer to a stranger say `Vary: Origin` too,
    which a cache may meet first?
    """

    allowed: Sequence[str]
    asks: Sequence[Ask]
    vary_where_refused: bool = True
    caches: bool = True

    def findings(self, fetch: Fetches) -> Iterator[Finding]:
        """The first hole, or what was looked at without finding one; then what caches are told."""
        hole = next(self._holes(fetch), None)
        if hole is not None:
            yield hole
            return
        yield Finding(True, self._looked_at())
        if self.caches:
            yield from self._vary(fetch)

    def _looked_at(self) -> str:
        *first, last = dict.fromkeys(map(str, self.asks))
        routes = f"{', '.join(first)} and {last}" if first else last
        count = len(strangers(self.allowed))
        return (
            f"The security lint asked for {routes} as {count} strange origins (cut short, only "
            "ending or beginning alike, http, another port, `null` ...), with the user's cookies "
            "and without. None got through."
        )

    def _holes(self, fetch: Fetches) -> Iterator[Finding]:
        for stranger in strangers(self.allowed):
            for ask in self.asks:
                for mode in MODES:
                    result = fetch(
                        stranger.origin, ask.path, **{**ask.arguments, "credentials": mode}
                    )
                    if done := _done(result, stranger, ask, mode):
                        yield _hole(done, result, stranger)

    def _vary(self, fetch: Fetches) -> Iterator[Finding]:
        """One finding for each route whose answer depends on Origin, until one does not say so."""
        depending = False
        for ask in self.asks:
            if ask.arguments.get("method", "GET") != "GET":
                continue
            allowed, refused = (
                fetch(origin, ask.path, **{**ask.arguments, "credentials": "include"})
                for origin in (self.allowed[0], STRANGER)
            )
            if _allow_origin(allowed) == _allow_origin(refused):
                continue
            depending = True
            if finding := self._silent(ask, allowed, refused):
                yield finding
                return
        if depending:
            where = "every answer" if self.vary_where_refused else "the answers that allow a page"
            yield Finding(True, f"`Vary: Origin` is on {where}.")

    def _silent(self, ask: Ask, allowed: FetchResult, refused: FetchResult) -> Finding | None:
        """What is wrong where a cache is not told, or nothing."""
        told = _varies(allowed), _varies(refused) or not self.vary_where_refused
        if all(told):
            return None
        why = ONLY_SOMETIMES if _varies(allowed) or _varies(refused) else NO_VARY
        trace = refused if told[0] else allowed
        return Finding(False, f"`Vary: Origin` is missing on {ask}.", why, ADD_VARY, trace)


def _done(result: FetchResult, stranger: Stranger, ask: Ask, mode: str) -> str:
    """What a stranger got that it must not get, as a sentence, or ""."""
    cookie = " with the user's cookies" if mode == "include" else ""
    if result.executed and sent(result, preflight=True).startswith("sent"):
        return f"`{stranger.origin}` can make the server run {ask}{cookie}"
    if could_read(result) == "yes":
        return f"`{stranger.origin}` reads {ask}{cookie}"
    return ""


def _hole(done: str, result: FetchResult, stranger: Stranger) -> Finding:
    why, fix = (stranger.why, stranger.fix)
    if _allow_origin(result) == "*":
        why, fix = ANYONE
    return Finding(False, f"It works, and that is the bug: {done}.", why, fix, result)


def _headers(result: FetchResult, name: str) -> list[str]:
    response = result.exchanges[-1].response if result.exchanges else None
    return values(response.headers, name) if response else []


def _allow_origin(result: FetchResult) -> str:
    return ", ".join(_headers(result, "Access-Control-Allow-Origin"))


def _varies(result: FetchResult) -> bool:
    lines = _headers(result, "Vary")
    members = {name.strip().lower() for line in lines for name in get_decode_and_split(line)}
    return bool(members & {"origin", "*"})
