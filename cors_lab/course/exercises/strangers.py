"""The origins that must not get through, made of those that may: what the security lint asks as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.fetch.url import parse_origin
from cors_lab.fixes.mistakes.probes import BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STRANGER = "https://stranger.test"  # it shares no letter with an origin of a lesson but the scheme
WHOLE = "Compare whole origins: `origin in allowed`, where `allowed` is a set that you wrote."
# Of the audit's probes those that a learner's server may reasonably be asked to withstand.
TRIED = (
    "null-origin",
    "contains",
    "prefix",
    "suffix",
    "unescaped-dot",
    "http-origin",
    "any-port",
    "any-subdomain",
    "localhost",
)


@dataclass(frozen=True, slots=True)
class Stranger:
    """An origin that must not get through, and what it means if it does."""

    origin: str
    why: str
    fix: str


def strangers(allowed: Sequence[str]) -> tuple[Stranger, ...]:
    """Every strange origin for these, the widest hole first; none of those that may is among
    them.
    """
    found = [Stranger(STRANGER, BY_ID["any-origin"].why, BY_ID["any-origin"].fix)]
    for origin in allowed:
        found += _same_ending(origin)
        found += _cut_short(origin)
        found += _probed(origin)
    by_origin = {stranger.origin: stranger for stranger in reversed(found)}
    return tuple(
        by_origin[origin]
        for origin in dict.fromkeys(stranger.origin for stranger in found)
        if origin not in allowed and (origin == "null" or parse_origin(origin) is not None)
    )


def _same_ending(allowed: str) -> Iterator[Stranger]:
    """Another host under the same top-level name, such as `.example`."""
    own = parse_origin(allowed)
    ending = own.host.rpartition(".")[2] if own else ""
    why = f"Every host that ends with `.{ending}` gets through, and anyone can register one."
    yield Stranger(f"https://evil.{ending}", why, WHOLE)


def _cut_short(allowed: str) -> Iterator[Stranger]:
    """A part of the origin: a real host, if somebody registers it."""
    why = (
        "A part of the allowed origin is enough. Python's `in` looks for a part when its right "
        "side is a string, so `https://shop.co` gets through where `https://shop.com` may."
    )
    for cut in (allowed[:-1], allowed.rpartition(".")[0]):
        yield Stranger(cut, why, WHOLE)


def _probed(allowed: str) -> Iterator[Stranger]:
    for name in TRIED:
        probe = BY_ID[name]
        for origin in probe.origins(allowed)[:2]:
            yield Stranger(origin, probe.why, probe.fix)
