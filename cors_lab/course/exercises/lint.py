"""The security lint: what a server that works may still get wrong, tried with the origins that an
attacker would try.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cors_lab.course.exercises.model import Finding
from cors_lab.fetch.headers import get_decode_and_split, values
from cors_lab.fixes.mistakes.probes import BY_ID, EVIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.result import FetchResult

# Of the audit's probes those that a learner's server may reasonably be asked to withstand. The
# widest hole comes first.
TRIED = (
    "any-origin",
    "null-origin",
    "contains",
    "prefix",
    "suffix",
    "unescaped-dot",
    "http-origin",
    "any-port",
    "any-subdomain",
)
NO_VARY = (
    "The answer depends on `Origin`, and a cache does not know: it may give one page the answer"
    " that names another."
)
ONLY_SOMETIMES = (
    "`Vary: Origin` is sent with one answer and not with the other, and a cache may meet either"
    " first."
)


class Fetches(Protocol):
    """Makes one fetch from a page of this origin, in a fresh profile."""

    def __call__(self, origin: str, path: str, *, credentials: str) -> FetchResult:
        """The result."""
        ...


@dataclass(frozen=True, slots=True)
class Lint:
    """Asks for `path` as pages that must not read it would; `allowed` is the origin that may.

    With credentials "include" the path is private: then `*` is found fault with too.
    `vary_where_refused`: must the answer to a stranger say `Vary: Origin` too, which a cache may
    meet first?
    """

    allowed: str
    path: str
    credentials: str = "include"
    vary_where_refused: bool = True

    def findings(self, fetch: Fetches) -> Iterator[Finding]:
        """One finding that does not work for the first hole, or one that says there is none."""
        yield next(
            self._holes(fetch),
            Finding(
                True,
                "The security lint finds no hole: no strange origin gets through, and caches are"
                " told.",
            ),
        )

    def _holes(self, fetch: Fetches) -> Iterator[Finding]:
        for probe in map(BY_ID.__getitem__, TRIED):
            origin = probe.origins(self.allowed)[0]
            result = fetch(origin, self.path, credentials=self.credentials)
            if result.fulfilled and _allow_origin(result) != "*":
                if self.credentials == "include":
                    cookie = " with the user's cookie"
                else:
                    cookie = ""
                sentence = f"It works, and that is the bug: `{origin}` reads `{self.path}`{cookie}."
                yield Finding(False, sentence, probe.why, probe.fix, result)
        pair = [
            fetch(origin, self.path, credentials=self.credentials)
            for origin in (self.allowed, EVIL)
        ]
        yield from self._star(pair[0])
        yield from self._vary(*pair)

    def _star(self, result: FetchResult) -> Iterator[Finding]:
        if self.credentials == "include" and _allow_origin(result) == "*":
            why = (
                "`*` says that every page may read what is private. Only the browser's refusal to"
                " combine it with cookies stands in the way."
            )
            yield Finding(
                False,
                f"`GET {self.path}` is private, and its answer says `*`.",
                why,
                "Name the origin that may read it.",
                result,
            )

    def _vary(self, allowed: FetchResult, refused: FetchResult) -> Iterator[Finding]:
        if _allow_origin(allowed) == _allow_origin(refused):
            return
        said = [_varies(allowed), _varies(refused) or not self.vary_where_refused]
        if not all(said):
            if _varies(allowed) or _varies(refused):
                why = ONLY_SOMETIMES
            else:
                why = NO_VARY
            trace = refused if said[0] else allowed
            yield Finding(
                False,
                "`Vary: Origin` is missing.",
                why,
                "Add `Vary: Origin` to every answer, whoever asks.",
                trace,
            )


def _headers(result: FetchResult, name: str) -> list[str]:
    if result.exchanges:
        response = result.exchanges[-1].response
    else:
        response = None
    if response:
        return values(response.headers, name)
    return []


def _allow_origin(result: FetchResult) -> str:
    return ", ".join(_headers(result, "Access-Control-Allow-Origin"))


def _varies(result: FetchResult) -> bool:
    members = {
        member.strip().lower()
        for line in _headers(result, "Vary")
        for member in get_decode_and_split(line)
    }
    return bool(members & {"origin", "*"})
