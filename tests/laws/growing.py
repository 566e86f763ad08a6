"""How the work of a function grows with its input, measured so that a busy machine does not
matter.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import thread_time
from typing import Any

KIB = 1024
SIZES = (16 * KIB, 32 * KIB, 64 * KIB)
FIRST = 2 * KIB
MOST = 2.6  # by which the work may grow when the input doubles; linear work doubles
QUICK = 0.02  # seconds of CPU for 64 KiB: however it grows, it is no danger
SLOW = 0.5  # seconds of CPU for the first size: too slow by far
Work = Callable[[str], Any]


def seconds(work: Work, text: str, tries: int = 1) -> float:
    """The least CPU time of this thread that the work took on this text."""
    times = []
    for _ in range(tries):
        begun = thread_time()
        work(text)
        times.append(thread_time() - begun)
    return min(times)


def grows_too_fast(work: Work, make: Callable[[int], str]) -> str:
    """Why the work grows faster than its input, in a sentence; "" where it does not.

    It does where each of two doublings multiplies it by more than MOST. CPU time of this thread
    alone is counted, and the least of several tries, so that a busy machine does not matter.
    """
    gc.disable()
    try:
        if seconds(work, make(FIRST)) > SLOW:
            return "2 KiB take more than half a second"
        if seconds(work, make(SIZES[0])) < QUICK / 16 or seconds(work, make(SIZES[-1])) < QUICK:
            return ""
        for tries in (1, 3):
            times = [seconds(work, make(size), tries) for size in SIZES]
            first, second = times[1] / times[0], times[2] / times[1]
            if min(first, second) <= MOST:
                return ""
    finally:
        gc.enable()
    told = ", ".join(f"{1000 * time:.0f} ms" for time in times)
    return f"16, 32 and 64 KiB take {told}: {first:.1f} and {second:.1f} times as long"


def repeated(piece: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    """Texts of a size, made of this piece."""
    return lambda size: head + piece * (size // max(1, len(piece))) + tail


def pieces_of(pattern: re.Pattern[str] | re.Pattern[bytes]) -> list[str]:
    """Texts that a pattern's own grammar is made of: what each repetition repeats, each
    branch, each beginning.
    """
    source = pattern.pattern
    if isinstance(source, bytes):
        text = source.decode("latin-1")
    else:
        text = source
    flags = pattern.flags & ~re.UNICODE & ~re.ASCII & ~re.DEBUG
    tree = parser.parse(text, flags)
    found = dict.fromkeys(piece for piece in _pieces(tree) if 0 < len(piece) <= 200)
    whole = "".join(_sample(item) for item in tree)
    heads = [whole[:length] for length in range(1, min(len(whole), 12))]
    return [*found, *dict.fromkeys(piece for piece in (whole, *heads) if piece)]


def _pieces(tree: Any) -> Iterator[str]:
    for position, (kind, value) in enumerate(tree):
        before = "".join(_sample(item) for item in tree[max(0, position - 2) : position])
        for inner in _inside(kind, value):
            sample = "".join(_sample(item) for item in inner)
            yield sample
            yield before + sample
            yield from _pieces(inner)


def _inside(kind: Any, value: Any) -> list[Any]:
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind is sre.ATOMIC_GROUP:
        return [value]
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if kind is sre.BRANCH:
        return list(value[1])
    return []


def _sample(item: Any) -> str:
    """A text that this part of a pattern matches, or nearly."""
    kind, value = item
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.NOT_LITERAL:
        if value != ord("a"):
            return "a"
        return "b"
    if kind is sre.ANY:
        return "a"
    if kind is sre.IN:
        return _member(value)
    inner = _inside(kind, value)
    if kind in (sre.ASSERT, sre.ASSERT_NOT) or not inner:
        return ""
    sample = "".join(_sample(part) for part in inner[0])
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return sample * min(max(1, value[0]), 40)
    return sample


def _member(members: Any) -> str:
    negated = members[0][0] is sre.NEGATE
    if negated:
        for letter in "a1 -/:\"'":
            if re.fullmatch(r"[a-z0-9]", letter) and not _lists(members[1:], letter):
                return letter
        return "a"
    kind, value = members[0]
    if kind is sre.RANGE:
        return chr(value[0])
    if kind is sre.LITERAL:
        return chr(value)
    return {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}.get(
        value, "a"
    )


def _lists(members: Any, letter: str) -> bool:
    return any(kind is sre.LITERAL and value == ord(letter) for kind, value in members)
