"""The sequence diagram of one fetch, as SVG text: page, browser and server as lifelines, the failed
check as a gate that stays shut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from cors_lab.display.palette import in_the_dark
from cors_lab.display.text import SIGNS, visible
from cors_lab.result.sequence import NEVER, STATUS, Event, Kind, describe, origin_of, sequence
from cors_lab.result.svg import (
    BAD,
    GOOD,
    INK,
    MUTED,
    PAPER,
    SANS,
    USED,
    arrow,
    block,
    clipped,
    group,
    monospaced,
    path,
    rect,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.result.result import FetchResult

    Drawn = tuple[list[str], int]

BOLD, MIDDLE = ' font-weight="600"', ' text-anchor="middle"'
VARIABLE = re.compile(r"var\(--[a-z-]+,(#[0-9a-f]{6})\)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the three lifelines stand, in user units, how wide their heads are, and the y of the
    first event.
    """

    width: int
    page: int
    browser: int
    server: int
    heads: tuple[int, int, int]
    top: int

    @property
    def roomy(self) -> bool:
        """Have the heads room for an origin?"""
        return min(self.heads) > 100


WIDE, NARROW = (
    Layout(760, 92, 300, 672, (168, 168, 168), 70),
    Layout(352, 30, 92, 336, (46, 60, 60), 84),
)
PAD = 9


def between(
    at: Layout, y: int, words: str, fill: str = INK, mono: bool = False, more: str = ""
) -> Drawn:
    """Wrapped text between the lifelines of browser and server."""
    return block(at.browser + PAD + 3, y, at.server - at.browser - 2 * PAD, words, fill, mono, more)


def draw_headers(event: Event, at: Layout, y: int) -> Drawn:
    """The header lines that matter, one under the other; the one that was blamed has a sign, and if
    it is missing, it says so.
    """
    out: list[str] = []
    for name, value in event.headers:
        guilty = name.lower() == event.blamed.lower()
        if guilty:
            words = f"{SIGNS['failed']} {name}: {value}"
        else:
            words = f"{name}: {value}"
        more, y = between(
            at, y, words, BAD if guilty else MUTED, mono=True, more=BOLD if guilty else ""
        )
        out += more
    if event.missing:
        more, y = between(at, y, f"{SIGNS['failed']} no {event.missing}", BAD, mono=True, more=BOLD)
        out += more
    return monospaced(out), y


def draw_message(event: Event, at: Layout, y: int) -> Drawn:
    """Browser to server or back: title, arrow, headers, and the time in which the server is busy
    with it.
    """
    out = event.kind == "send"
    if out:
        ends = (at.browser + 7, at.server - 7)
    else:
        ends = (at.server - 7, at.browser + 7)
    title, line = between(at, y + 14, event.text, BAD if event.blamed == STATUS else INK, more=BOLD)
    headers, end = draw_headers(event, at, line + 12)
    top, tall = (line - 6, end - line + 6) if out else (y - 8, line - y + 2)
    return [
        rect(at.server - 5, top, 10, tall, PAPER, INK),
        *title,
        *arrow(*ends, line - 6),
        *headers,
    ], end


def draw_ran(event: Event, at: Layout, y: int) -> Drawn:
    """The server ran the request: a filled mark on its lifeline."""
    words = text(at.server - 14, y + 10, event.text, INK, ' text-anchor="end" font-style="italic"')
    return [rect(at.server - 5, y - 8, 10, 28, INK), words], y + 18


def draw_lost(event: Event, at: Layout, y: int) -> Drawn:
    """No response: an arrow that ends in a cross."""
    middle = (at.browser + at.server) // 2
    words, line = between(at, y + 14, event.text, more=BOLD)
    cross = path(f"M{middle - 6} {line - 12}l12 12m0 -12l-12 12", BAD, 2.5)
    return [*words, path(f"M{at.browser + 7} {line - 6}H{middle}", INK, 1.5), cross], line + 10


def draw_gate(event: Event, at: Layout, y: int) -> Drawn:
    """The browser's checks: a gate across its lifeline, with a bar where it stayed shut, and a tick
    where it opened.
    """
    shut, x, middle = event.kind == "closed", at.browser, y + 18
    ink = BAD if shut else GOOD
    posts = [rect(x + side - 2, middle - 12, 4, 24, ink) for side in (-28, 28)]
    if shut:
        bar = [rect(x - 28, middle - 4, 56, 8, ink)]
    else:
        bar = [path(f"M{x - 28} {middle - 10}l10 -8m46 8l-10 -8", ink, 3)]
    ring = (
        f'<circle cx="{x}" cy="{middle}" r="10" fill="{ink if shut else PAPER}" stroke="{ink}"'
        ' stroke-width="2"/>'
    )
    sign = path(
        f"M{x - 4} {middle - 4}l8 8m0 -8l-8 8" if shut else f"M{x - 5} {middle}l4 4l6 -8",
        PAPER if shut else ink,
        2.2,
    )
    words, end = block(
        x + 38, middle + 5, at.server - x - 50, event.text, more=BOLD if shut else ""
    )
    return [*posts, *bar, ring, sign, *words], max(end, middle + 24)


def draw_mark(event: Event, at: Layout, y: int) -> Drawn:
    """What the browser decides, remembers, follows or hides: a mark of its own on the lifeline."""
    x, middle = at.browser, y + 12
    mark = MARKS[event.kind]
    words, end = block(
        x + 18, middle + 5, at.server - x - 32, WORDS_BEFORE.get(event.kind, "") + event.text
    )
    return [
        f'<circle cx="{x}" cy="{middle}" r="10" fill="{PAPER}"/>',
        path(f"M{x} {middle}{mark}", INK, 1.5, PAPER),
        *words,
    ], end + 4


# A diamond, a drum, an arrow that turns, a crossed-out eye; each from the middle of its place.
MARKS: dict[Kind, str] = {
    "decide": "m0 -9l9 9l-9 9l-9 -9z",
    "cached": "m-8 -6c0 -4 16 -4 16 0v12c0 4 -16 4 -16 0zc0 4 16 4 16 0",
    "hop": "m-7 8v-9c0 -6 11 -6 11 0v6m-4 -4l4 5l4 -5",
    "veil": "m-9 0c5 -7 13 -7 18 0c-5 7 -13 7 -18 0zm2 8l14 -16",
}
WORDS_BEFORE: dict[Kind, str] = {"veil": "hidden from the page: "}


def draw_hop(event: Event, at: Layout, y: int) -> Drawn:
    """A redirect that is followed; where it leads to another origin, the server's lifeline gets its
    name.
    """
    drawn, end = draw_mark(event, at, y)
    url = event.text.removeprefix("redirected to ")
    if url.startswith("/"):
        return drawn, end
    name = clipped(origin_of(url), at.width // 10)
    wide, right = len(name) * 6.8 + 16, at.width - 2
    chip = [
        rect(right - wide, end, wide, 22, PAPER, MUTED),
        text(right - wide / 2, end + 15, name, INK, ' font-size="12"' + MIDDLE),
    ]
    return [*drawn, *chip], end + 26


def draw_never(event: Event, at: Layout, y: int) -> Drawn:
    """What never happened: faint and dashed."""
    if event.kind == "unsent":
        words, line = between(at, y + 14, f"never sent: {event.text}", MUTED)
        return [
            *words,
            *arrow(at.browser + 7, at.server - 7, line - 6, MUTED, dashed=True),
        ], line + 10
    return draw_page(event, at, y)


def draw_page(event: Event, at: Layout, y: int) -> Drawn:
    """Between the page and the browser: the call, and what JavaScript gets; its words may run on
    over the browser's lifeline.
    """
    faint = event.kind in NEVER
    if event.kind == "call":
        ends = (at.page + 2, at.browser - 7)
    else:
        ends = (at.browser - 7, at.page + 2)
    if faint:
        ink = MUTED
    else:
        ink = BAD if event.kind == "reject" else INK
    said = f"never handed over: {event.text}" if faint else event.text
    words, line = block(
        at.page + 10,
        y + 14,
        at.width - at.page - 20,
        said,
        ink,
        more="" if faint else BOLD,
        ground=True,
    )
    return [*words, *arrow(*ends, line - 6, ink, faint)], line + 10


DRAW: dict[Kind, Callable[[Event, Layout, int], Drawn]] = {
    "call": draw_page,
    "decide": draw_mark,
    "cached": draw_mark,
    "send": draw_message,
    "lost": draw_lost,
    "ran": draw_ran,
    "answer": draw_message,
    "open": draw_gate,
    "closed": draw_gate,
    "hop": draw_hop,
    "veil": draw_mark,
    "unsent": draw_never,
    "withheld": draw_never,
    "return": draw_page,
    "reject": draw_page,
}


def draw_heads(result: FetchResult, at: Layout, bottom: int) -> list[str]:
    """The three lifelines with their heads, and under their names who they are."""
    names = (
        (at.page, "Page", result.origin),
        (at.browser, "Browser", result.engine),
        (at.server, "Server", origin_of(result.url)),
    )
    tall, size = (46, "") if at.roomy else (26, ' font-size="12"')
    out = [path(f"M{x} {tall + 4}V{bottom}", MUTED, 1.2) for x, _, _ in names]
    for (x, name, who), wide in zip(names, at.heads, strict=True):
        left = min(max(x - wide / 2, 2), at.width - 2 - wide)
        out += [
            rect(left, 4, wide, tall, PAPER, MUTED),
            text(left + wide / 2, 22, name, INK, f'{MIDDLE} font-weight="700"{size}'),
        ]
        out += (
            [text(left + wide / 2, 41, clipped(who, wide // 7), MUTED, f'{MIDDLE} font-size="12"')]
            if at.roomy
            else []
        )
    if at.roomy:
        return out
    return out + draw_origins(result, at)


def draw_origins(result: FetchResult, at: Layout) -> list[str]:
    """The origins of page and server, where the heads have no room for them."""
    out, most = [], (at.width - 20) // 7
    for y, anchor, who in ((46, "start", result.origin), (62, "end", origin_of(result.url))):
        words = clipped(who, most)
        wide, x = len(words) * 7, 4 if anchor == "start" else at.width - 4
        out.append(rect(x if anchor == "start" else x - wide, y - 12, wide, 16, PAPER))
        out.append(text(x, y, words, MUTED, f' font-size="12" text-anchor="{anchor}"'))
    return out


def draw_events(events: list[Event], at: Layout) -> Drawn:
    """Each event as a group of its own, on a band that is as tall as it is, so that a player can
    show them one by one.
    """
    out, y = [], at.top
    for event in events:
        drawn, end = DRAW[event.kind](event, at, y)
        band = (
            f'<rect class="cors-band" x="0" y="{y - 6}" width="{at.width}" height="{end + 2 - y}"'
            ' fill="none"/>'
        )
        out += group(f"cors-event cors-{event.kind}", [band, *drawn])
        y = end + 8
    return out, y


def sequence_diagram(result: FetchResult, at: Layout = WIDE) -> str:
    """The SVG text: no ids, scripts, links or style elements, every word escaped; `at=NARROW` is
    drawn for 320 to 480 pixels.

    Its colours are the CSS variables of the page around it, and without them dark ink on a light
    card.
    """
    events = sequence(result)
    body, bottom = draw_events(events, at)
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at.width} {bottom}"'
            f' width="{at.width}" height="{bottom}" role="img"'
        ),
        f' font-family="{escape(SANS)}" font-size="13">',
        f"<title>{escape(visible(result.verdict, 1000))}</title>",
        f"<desc>{escape('. '.join(describe(event) for event in events))}.</desc>",
        rect(0, 0, at.width, bottom, PAPER),
    ]
    return "\n".join([*lines, *draw_heads(result, at, bottom - 8), *body, "</svg>"]) + "\n"


def static_diagram(result: FetchResult, at: Layout = WIDE) -> str:
    """The same as an image of its own (image/svg+xml), dark where the reader prefers that: its
    colours are plain, not CSS variables.
    """
    head, title, rest = VARIABLE.sub(r"\1", sequence_diagram(result, at)).partition("<title>")
    return f"{head}<style>{in_the_dark(*USED)}</style>\n{title}{rest}"
