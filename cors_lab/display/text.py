"""Plain text that anyone's words can go into: signs, wrapping, and how text from a server is
shown.
"""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


Pairs = tuple[tuple[str, str], ...]
WIDTH = 80
CLIP = 300
SIGNS = {"passed": "✓", "failed": "✗", "noted": "i", "not-reached": "○"}
WORDS = {"passed": "passed", "failed": "failed", "noted": "noted", "not-reached": "not reached"}
# Their values change with the time and the installed versions, so a stored output would differ on
# every machine.
VOLATILE = frozenset({"date", "server"})
ELIDED = "…"


def visible(text: object, limit: int = CLIP) -> str:
    """Text that a server could have chosen, on one line: control and format characters as escapes,
    clipped to `limit` characters.
    """
    whole = str(text)
    if len(whole) <= limit and whole.isprintable():  # nearly always, and ten times as fast
        return whole
    shown = "".join(
        c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode()
        for c in whole[:limit]
    )
    if len(whole) <= limit:
        return shown
    return f"{shown}… ({len(whole)} characters)"


def shown_headers(headers: Iterable[tuple[str, str]]) -> Pairs:
    """Header lines in wire order, duplicates kept, the values of `Date` and `Server` elided."""
    return tuple(
        (visible(name), ELIDED if name.lower() in VOLATILE else visible(value))
        for name, value in headers
    )


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most 80 columns; header names are not broken at their hyphens."""
    indent = first if rest is None else rest
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    ) or [first.rstrip()]


def duration(seconds: float) -> str:
    """`0 s`, `5 s`, `10 min`, `1 h 59 min`."""
    whole = round(seconds)
    days, rest = divmod(whole, 86400)
    hours, minutes, left = rest // 3600, rest % 3600 // 60, whole % 60
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    shown = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(shown[:2]) or "0 s"
