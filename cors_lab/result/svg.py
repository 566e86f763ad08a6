"""What our drawings are made of: colours, fonts, and the few SVG shapes they use, each word
escaped.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from markupsafe import escape

from cors_lab.display.palette import LIGHT
from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

# Colours are the page's own where it defines them (the live views do, per theme); alone, the
# drawing stands on a card of its own, as an <img> of it cannot know the theme around it.
USED = ("ink", "muted", "surface", "good", "bad")
INK, MUTED, PAPER, GOOD, BAD = (f"var(--cors-{name},{LIGHT[name]})" for name in USED)
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
LINE, MONO_WIDTH, SANS_WIDTH = 17, 7.25, 7.8


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


def lines_of(words: str, room: float, mono: bool) -> list[str]:
    """Words wrapped to `room` user units; a header's name is broken at its hyphens only where it
    would not fit at all.
    """
    most = max(8, int(room / (MONO_WIDTH if mono else SANS_WIDTH)))
    hyphens = max(map(len, words.split()), default=0) > most
    return textwrap.wrap(
        words, most, subsequent_indent="  " if mono else "", break_on_hyphens=hyphens
    ) or [""]


def block(
    x: float,
    y: int,
    room: float,
    words: str,
    fill: str = INK,
    mono: bool = False,
    more: str = "",
    ground: bool = False,
) -> tuple[list[str], int]:
    """Wrapped text whose first line starts at y, on a `ground` that hides what it crosses; and the
    y below its last line.
    """
    rows = lines_of(words, room, mono)
    wide = max(map(len, rows)) * SANS_WIDTH + 4
    if ground:
        under = [rect(x - 2, y - 12, wide, LINE * len(rows), PAPER, more=' class="cors-ground"')]
    else:
        under = []
    shown = [
        text(x + 14 * (mono and i > 0), y + LINE * i, row.strip(), fill, more)
        for i, row in enumerate(rows)
    ]
    return [*under, *shown], y + LINE * len(rows)


def arrow(start: int, end: int, y: int, ink: str = INK, dashed: bool = False) -> list[str]:
    """A horizontal arrow; its head is drawn, as a marker would need an id."""
    right = end > start
    back = -9 if right else 9
    dash = ' stroke-dasharray="5 5"' if dashed else ""
    line = (
        f'<line x1="{start}" y1="{y}" x2="{end + back // 2}" y2="{y}" stroke="{ink}"'
        f' stroke-width="1.5"{dash}/>'
    )
    return group(
        f"cors-arrow cors-{'right' if right else 'left'}",
        [line, f'<path d="M{end} {y}l{back} -5v10z" fill="{ink}"/>'],
    )


def clipped(words: str, most: int) -> str:
    """One line of at most `most` characters."""
    shown = visible(words)
    if len(shown) <= most:
        return shown
    return f"{shown[: most - 1]}…"
