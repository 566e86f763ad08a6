"""What our drawings are made of: colours, fonts, and the few SVG shapes they use, each word
escaped.
"""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import escape

from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

# Colours are those of the live view around a drawing; `static_diagram` puts plain ones in their
# place.
NEUTRAL = ("ink", "muted", "surface", "soft", "good", "bad")
INK, MUTED, PAPER, SOFT, GOOD, BAD = (f"var(--cors-{name})" for name in NEUTRAL)
OF_ORIGINS = ("origin-1", "origin-2", "origin-3", "origin-4")
USED = (*NEUTRAL, *OF_ORIGINS)
ORIGINS = (INK, *(f"var(--cors-{name})" for name in OF_ORIGINS))
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
LINE, MONO_WIDTH, SANS_WIDTH, HANGING = 17, 7.23, 7.8, 8


def text(x: float, y: float, words: str, fill: str = INK, more: str = "") -> str:
    """One line of text."""
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}"{more}>{escape(words)}</text>'


def rect(
    x: float, y: float, width: float, height: float, fill: str, stroke: str = "", more: str = ""
) -> str:
    """A rectangle with slightly rounded corners."""
    line = f' stroke="{stroke}"' if stroke else ""
    return (
        f'<rect{more} x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3"'
        f' fill="{fill}"{line}/>'
    )


def path(d: str, stroke: str, width: float, fill: str = "none") -> str:
    """A line of any form."""
    return (
        f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"'
        ' stroke-linecap="round"/>'
    )


def group(names: str, parts: Iterable[str], more: str = "") -> list[str]:
    """Shapes that belong together."""
    return [f'<g class="{names}"{more}>', *parts, "</g>"]


def monospaced(parts: list[str]) -> list[str]:
    """Lines of `block(mono=True)`, in the font that they were measured for."""
    if parts:
        return group("cors-headers", parts, f' font-family="{escape(MONO)}" font-size="12"')
    return []


@lru_cache(maxsize=1024)  # a click changes one line of a drawing, and three are drawn
def lines_of(words: str, room: float, mono: bool) -> tuple[str, ...]:
    """Words wrapped to `room` user units.

    A header's name is broken at its hyphens only where it would not fit at all.
    """
    width = (room - HANGING) / MONO_WIDTH if mono else room / SANS_WIDTH
    most = max(8, int(width))
    hyphens = max(map(len, words.split()), default=0) > most
    return tuple(textwrap.wrap(words, most, break_on_hyphens=hyphens)) or ("",)


def block(
    x: float, y: int, room: float, words: str, fill: str = INK, mono: bool = False, more: str = ""
) -> tuple[list[str], int]:
    """Wrapped text whose first line starts at y, and the y below its last line."""
    rows = lines_of(words, room, mono)
    indent = HANGING if mono else 0
    shown = [
        text(x + (indent if i else 0), y + LINE * i, row.strip(), fill, more)
        for i, row in enumerate(rows)
    ]
    return shown, y + LINE * len(rows)


def arrow(start: int, end: int, y: int, ink: str = INK, dashed: bool = False) -> list[str]:
    """A horizontal arrow; its head is drawn, as a marker would need an id."""
    right = end > start
    back = -9 if right else 9
    dash = ' stroke-dasharray="5 5"' if dashed else ""
    line = (
        f'<line x1="{start}" y1="{y}" x2="{end + back // 2}" y2="{y}"'
        f' stroke="{ink}" stroke-width="1.5"{dash}/>'
    )
    head = f'<path d="M{end} {y}l{back} -5v10z" fill="{ink}"/>'
    return group(f"cors-arrow cors-{'right' if right else 'left'}", [line, head])


def packet(x: int, y: int, ink: str) -> list[str]:
    """A message that stays where it is: an envelope, whose middle is here."""
    flap = path(f"M{x - 10} {y - 6}l10 8l10 -8", ink, 1.5)
    return group("cors-packet", [rect(x - 11, y - 7, 22, 14, PAPER, ink), flap])


def clipped(words: str, most: int) -> str:
    """One line of at most `most` characters."""
    shown = visible(words)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
