"""The security lint: what a server that works may still get wrong, tried with the origins that an attacker would try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cors_lab.course.exercises.model import Finding
from cors_lab.fetch.headers import get_decode_and_split, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result import FetchResult

EVIL = "https://evil.example"
# An origin made of the allowed one's scheme and host, why it gets through, and what to do. The widest hole comes first.
PROBES = (
    ("https://evil.example", "Whatever Origin asks is sent back: any page on the web is allowed.", "Send back an Origin only if it is in a list that you wrote."),
    ("null", "The origin `null` is allowed, and any page can have it: a sandboxed frame is enough.", "Take `null` off the list."),
    ("https://x-{host}.evil.example", "An origin is allowed that only contains the name: anyone can register such a host.", "Compare whole origins, not a part: `origin in allowed`, where `allowed` is a set."),
    ("https://{host}.evil.example", "An origin is allowed that only begins like yours: the pattern has no end.", "Compare whole origins; with a pattern, use `re.fullmatch`."),
    ("https://evil{host}", "An origin is allowed that only ends like yours: the pattern has no beginning.", "Compare whole origins; with a pattern, use `re.fullmatch`, and write the scheme and the whole host."),
    ("https://{dotless}", "The dot in your pattern stands for any character, so another host fits.", "Compare whole origins; in a pattern, write `\\.` for a dot."),
    ("http://{host}", "The same host without TLS is allowed: whoever sits on the network can be that page.", "Write the scheme `https://` in each allowed origin."),
    ("https://{host}:8443", "Any port of the host is allowed: another server on it is another origin.", "Compare whole origins, port included."),
    ("https://x.{host}", "Any subdomain is allowed: the weakest of them decides.", "List the subdomains that you mean."),
)  # fmt: skip
NO_VARY = "The answer depends on `Origin`, and a cache does not know: it may give one page the answer that names another."
ONLY_SOMETIMES = "`Vary: Origin` is sent with one answer and not with the other, and a cache may meet either first."


class Fetches(Protocol):
    """Makes one fetch from a page of this origin, in a fresh profile."""

    def __call__(self, origin: str, path: str, *, credentials: str) -> FetchResult:
        """The result."""
        ...


@dataclass(frozen=True, slots=True)
class Lint:
    """Asks for `path` as pages that must not read it would; `allowed` is the origin that may.

    With credentials "include" the path is private: then `*` is found fault with too. `vary_where_refused`: must the answer to a
    stranger say `Vary: Origin` too, which a cache may meet first?
    """

    allowed: str
    path: str
    credentials: str = "include"
    vary_where_refused: bool = True

    def findings(self, fetch: Fetches) -> Iterator[Finding]:
        """One finding that does not work for the first hole, or one that says there is none."""
        yield next(
            self._holes(fetch), Finding(True, "The security lint finds no hole: no strange origin gets through, and caches are told.")
        )

    def _holes(self, fetch: Fetches) -> Iterator[Finding]:
        for pattern, why, fix in PROBES:
            result = fetch(self._probe(pattern), self.path, credentials=self.credentials)
            if result.fulfilled and _allow_origin(result) != "*":
                cookie = " with the user's cookie" if self.credentials == "include" else ""
                yield Finding(
                    False, f"It works, and that is the bug: `{self._probe(pattern)}` reads `{self.path}`{cookie}.", why, fix, result
                )
        pair = [fetch(origin, self.path, credentials=self.credentials) for origin in (self.allowed, EVIL)]
        yield from self._star(pair[0])
        yield from self._vary(*pair)

    def _probe(self, pattern: str) -> str:
        host = self.allowed.partition("://")[2]
        return pattern.format(host=host, dotless=host.replace(".", "x", 1))

    def _star(self, result: FetchResult) -> Iterator[Finding]:
        if self.credentials == "include" and _allow_origin(result) == "*":
            why = "`*` says that every page may read what is private. Only the browser's refusal to combine it with cookies stands in the way."
            yield Finding(
                False, f"`GET {self.path}` is private, and its answer says `*`.", why, "Name the origin that may read it.", result
            )

    def _vary(self, allowed: FetchResult, refused: FetchResult) -> Iterator[Finding]:
        if _allow_origin(allowed) == _allow_origin(refused):
            return
        said = [_varies(allowed), _varies(refused) or not self.vary_where_refused]
        if not all(said):
            why = ONLY_SOMETIMES if _varies(allowed) or _varies(refused) else NO_VARY
            trace = refused if said[0] else allowed
            yield Finding(False, "`Vary: Origin` is missing.", why, "Add `Vary: Origin` to every answer, whoever asks.", trace)


def _headers(result: FetchResult, name: str) -> list[str]:
    response = result.exchanges[-1].response if result.exchanges else None
    return values(response.headers, name) if response else []


def _allow_origin(result: FetchResult) -> str:
    return ", ".join(_headers(result, "Access-Control-Allow-Origin"))


def _varies(result: FetchResult) -> bool:
    members = {member.strip().lower() for line in _headers(result, "Vary") for member in get_decode_and_split(line)}
    return bool(members & {"origin", "*"})
