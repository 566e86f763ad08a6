"""The sequence diagram of one fetch, as SVG text.

Page and browser are one window, whose wall is the browser's lifeline: what the browser decides
stands inside it, what is on the wire outside. A check that failed is a gate that stays shut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from cors_lab.display.palette import LIGHT, in_the_dark
from cors_lab.display.text import SIGNS, visible
from cors_lab.result.origins import ORIGIN_SIGNS, Origins, origins_of
from cors_lab.result.sequence import STATUS, Event, Kind, describe, origin_of, sequence
from cors_lab.result.svg import (
    BAD,
    GOOD,
    INK,
    MUTED,
    ORIGINS,
    PAPER,
    SANS,
    SOFT,
    USED,
    arrow,
    block,
    clipped,
    group,
    monospaced,
    packet,
    path,
    rect,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cors_lab.result.record import Fetched

    Drawn = tuple[list[str], int]

BOLD, MIDDLE, END = ' font-weight="600"', ' text-anchor="middle"', ' text-anchor="end"'
SMALL = ' font-size="12"'
VARIABLE = re.compile(r"var\(--cors-([a-z0-9-]+)\)")
ENGINE_NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the lifelines are, in user units: as far from one to the next."""

    width: int
    page: int
    browser: int
    server: int


WIDE, MEDIUM, NARROW = (
    Layout(720, 22, 360, 698),
    Layout(540, 16, 270, 524),
    Layout(374, 10, 187, 364),
)
LAYOUTS = {"wide": WIDE, "medium": MEDIUM, "narrow": NARROW}
PAD, TOP, HEAD = 12, 84, 62


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every part of one drawing needs: the layout, and the origins with their colours."""

    at: Layout
    origins: Origins
    page: str
    server: str

    def ink(self, origin: str) -> str:
        """The colour of an origin; plain ink for what is none."""
        return ORIGINS[self.origins.number(origin)]

    @property
    def inside(self) -> int:
        """The room for words between page and browser."""
        return self.at.browser - self.at.page - 2 * PAD

    @property
    def outside(self) -> int:
        """The room for words between browser and server."""
        return self.at.server - self.at.browser - 17


def wired(
    to: Drawing, y: int, words: str, fill: str = INK, mono: bool = False, more: str = ""
) -> Drawn:
    """Wrapped text on the wire, between browser and server."""
    return block(to.at.browser + 9, y, to.outside, words, fill, mono, more)


def decided(to: Drawing, y: int, words: str, fill: str = INK, more: str = "") -> Drawn:
    """Wrapped text inside the window that ends at the browser's mark."""
    return block(to.at.browser - 20, y, to.inside - 8, words, fill, more=more + END)


def draw_headers(event: Event, to: Drawing, y: int) -> Drawn:
    """The header lines that matter, one under the other.

    An origin has its colour and sign; the line that was blamed has a cross, and if it is missing,
    that is said.
    """
    out: list[str] = []
    for name, value in event.headers:
        more, y = draw_header(event, to, y, name, value)
        out += more
    if event.missing:
        more, y = wired(to, y, f"{SIGNS['failed']} no {event.missing}", BAD, mono=True, more=BOLD)
        out += more
    return monospaced(out), y


def draw_header(event: Event, to: Drawing, y: int, name: str, value: str) -> Drawn:
    """One header line."""
    sign = to.origins.sign(value)
    words = f"{name}: {sign}\N{NO-BREAK SPACE}{value}" if sign else f"{name}: {value}"
    if name.lower() == event.blamed.lower():
        return wired(to, y, f"{SIGNS['failed']} {words}", BAD, mono=True, more=BOLD)
    return wired(to, y, words, to.ink(value) if sign else MUTED, mono=True)


def draw_message(event: Event, to: Drawing, y: int) -> Drawn:
    """Browser to server or back: title, arrow, headers, and how long the server is busy."""
    out, at = event.kind == "send", to.at
    ends = (at.browser + 4, at.server - 7) if out else (at.server - 7, at.browser + 4)
    fill = BAD if event.blamed == STATUS else INK
    title, line = wired(to, y + 14, event.text, fill, more=BOLD)
    headers, end = draw_headers(event, to, line + 14)
    top, tall = (line - 6, end - line + 6) if out else (y - 8, line - y + 2)
    ink = to.ink(to.page if out else to.server)
    busy = rect(at.server - 5, top, 10, tall, PAPER, to.ink(to.server))
    return [busy, *title, *arrow(*ends, line - 6, ink), *headers], end


def draw_ran(event: Event, to: Drawing, y: int) -> Drawn:
    """The server ran the request: a filled mark on its lifeline."""
    words = text(to.at.server - 14, y + 10, event.text, INK, f'{END} font-style="italic"')
    return [rect(to.at.server - 5, y - 8, 10, 28, to.ink(to.server)), words], y + 18


def draw_lost(event: Event, to: Drawing, y: int) -> Drawn:
    """No response: an arrow that ends in a cross."""
    middle = (to.at.browser + to.at.server) // 2
    words, line = wired(to, y + 14, event.text, more=BOLD)
    cross = path(f"M{middle - 6} {line - 12}l12 12m0 -12l-12 12", BAD, 2.5)
    return [*words, path(f"M{to.at.browser + 4} {line - 6}H{middle}", INK, 1.5), cross], line + 10


def draw_gate(event: Event, to: Drawing, y: int) -> Drawn:
    """The browser's checks: a gate in the wall, open with a tick, or shut by a bar."""
    shut, x = event.kind == "closed", to.at.browser
    words, end = decided(to, y + 18, event.text, more=BOLD if shut else "")
    middle = y + 14
    if shut:
        return [*draw_bar(x, middle), *words], max(end, middle + 22)
    leaf = path(f"M{x} {middle - 16}l14 -6M{x} {middle + 16}l14 6", GOOD, 3)
    gap = rect(x - 4, middle - 16, 8, 32, SOFT)
    ring = (
        f'<circle cx="{x}" cy="{middle}" r="10" fill="{PAPER}" stroke="{GOOD}" stroke-width="2"/>'
    )
    tick = path(f"M{x - 5} {middle}l4 4l6 -8", GOOD, 2.2)
    return [gap, leaf, ring, tick, *words], max(end, middle + 24)


def draw_bar(x: int, middle: int) -> list[str]:
    """A gate that stays shut."""
    bar = rect(x - 5, middle - 20, 10, 40, BAD)
    ring = f'<circle cx="{x}" cy="{middle}" r="11" fill="{BAD}" stroke="{BAD}" stroke-width="2"/>'
    return [bar, ring, path(f"M{x - 4} {middle - 4}l8 8m0 -8l-8 8", PAPER, 2.4)]


def draw_mark(event: Event, to: Drawing, y: int) -> Drawn:
    """What the browser decides, remembers, follows or hides: a mark of its own on the wall."""
    x, middle = to.at.browser, y + 12
    words, end = decided(to, y + 17, WORDS_BEFORE.get(event.kind, "") + event.text)
    disc = f'<circle cx="{x}" cy="{middle}" r="11" fill="{PAPER}"/>'
    return [disc, path(f"M{x} {middle}{MARKS[event.kind]}", INK, 1.5, PAPER), *words], end + 4


# A diamond, a drum, an arrow that turns, a crossed-out eye; each from the middle of its place.
MARKS: dict[Kind, str] = {
    "decide": "m0 -9l9 9l-9 9l-9 -9z",
    "cached": "m-8 -6c0 -4 16 -4 16 0v12c0 4 -16 4 -16 0zc0 4 16 4 16 0",
    "hop": "m-7 8v-9c0 -6 11 -6 11 0v6m-4 -4l4 5l4 -5",
    "veil": "m-9 0c5 -7 13 -7 18 0c-5 7 -13 7 -18 0zm2 8l14 -16",
}
WORDS_BEFORE: dict[Kind, str] = {"veil": "hidden from the page: "}


def draw_hop(event: Event, to: Drawing, y: int) -> Drawn:
    """A redirect that is followed; one to another origin gives the server's lifeline its name."""
    drawn, end = draw_mark(event, to, y)
    url = event.text.removeprefix("redirected to ")
    if url.startswith("/"):
        return drawn, end
    origin = origin_of(url)
    name = clipped(f"{to.origins.sign(origin)} {origin}".strip(), to.outside // 7)
    wide, right = len(name) * 7 + 12, to.at.width - 2
    chip = rect(right - wide, y + 2, wide, 22, PAPER, to.ink(origin))
    words = text(right - wide / 2, y + 17, name, to.ink(origin), SMALL + MIDDLE)
    return [*drawn, chip, words], max(end, y + 30)


def draw_unsent(event: Event, to: Drawing, y: int) -> Drawn:
    """A request that was never sent: its packet stays inside the window."""
    words, line = wired(to, y + 14, f"never sent: {event.text}", MUTED)
    line = max(line, y + 34)
    ends = (to.at.browser + 8, to.at.server - 7)
    kept = packet(to.at.browser - 34, line - 6, to.ink(to.page))
    return [*words, *arrow(*ends, line - 6, MUTED, dashed=True), *kept], line + 10


def draw_withheld(event: Event, to: Drawing, y: int) -> Drawn:
    """An answer that the page never gets: its packet stops inside the window."""
    words, line = inner(to, y, f"never handed over: {event.text}", MUTED)
    stop = to.at.browser - 40
    lane = arrow(stop - 18, to.at.page + 3, line - 6, MUTED, dashed=True)
    end = path(f"M{stop - 12} {line - 15}v18", BAD, 3)
    return [*words, *lane, end, *packet(stop, line - 6, to.ink(to.server))], line + 12


def draw_page(event: Event, to: Drawing, y: int) -> Drawn:
    """Between the page and the browser: the call, and what JavaScript gets."""
    at, call = to.at, event.kind == "call"
    ends = (at.page + 3, at.browser - 5) if call else (at.browser - 5, at.page + 3)
    bad = event.kind == "reject"
    words, line = inner(to, y, event.text, BAD if bad else INK, BOLD)
    ink = BAD if bad else to.ink(to.page if call else to.server)
    return [*words, *arrow(*ends, line - 6, ink)], line + 10


def inner(to: Drawing, y: int, words: str, fill: str, more: str = "") -> Drawn:
    """Wrapped text inside the window that begins at the page."""
    return block(to.at.page + PAD, y + 14, to.inside, words, fill, more=more)


DRAW: dict[Kind, Callable[[Event, Drawing, int], Drawn]] = {
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
    "unsent": draw_unsent,
    "withheld": draw_withheld,
    "return": draw_page,
    "reject": draw_page,
}


def draw_window(result: Fetched, to: Drawing, bottom: int) -> list[str]:
    """The browser's window with the page in it, the server, and their lifelines."""
    at = to.at
    engine = ENGINE_NAMES.get(result.engine, result.engine)
    page, server = to.ink(to.page), to.ink(to.server)
    buttons = [f'<circle cx="{x}" cy="17" r="3.5" fill="{MUTED}"/>' for x in (14, 25, 36)]
    return [
        rect(2, 4, at.browser - 2, bottom - 4, SOFT, MUTED),
        *buttons,
        path(f"M3 29H{at.browser - 2}", MUTED, 0.8),
        text(48, 21, f"Browser: {engine}", INK, BOLD + SMALL),
        *named(at.page - 6, to.page, "Page", page, to, to.inside),
        path(f"M{at.page} {HEAD + 8}V{bottom - 4}", page, 2),
        path(f"M{at.browser} 4V{bottom}", INK, 4),
        text(at.width - 4, 21, "Server", INK, BOLD + SMALL + END),
        *named(at.width - 4, to.server, "", server, to, to.outside, END),
        path(f"M{at.server} {HEAD + 8}V{bottom - 4}", server, 2),
    ]


def named(
    x: int, origin: str, role: str, ink: str, to: Drawing, room: int, more: str = ""
) -> list[str]:
    """Who a lifeline is, in the colour and with the sign of its origin."""
    sign = ORIGIN_SIGNS[to.origins.number(origin)]
    shown = clipped(f"{sign} {origin}", room // 7)
    lines = [text(x, HEAD, shown, ink, BOLD + SMALL + more)]
    if role:
        lines.append(text(x, HEAD - 16, role, INK, BOLD + SMALL + more))
    return lines


def draw_events(events: Sequence[Event], to: Drawing) -> Drawn:
    """Each event as a group of its own, on a band that is as tall as it is.

    So a player can show them one by one.
    """
    out, y = [], TOP
    for event in events:
        drawn, end = DRAW[event.kind](event, to, y)
        size = f'width="{to.at.width}" height="{end + 2 - y}"'
        band = f'<rect class="cors-band" x="0" y="{y - 6}" {size} fill="none"/>'
        out += group(f"cors-event cors-{event.kind}", [band, *drawn])
        y = end + 8
    return out, y


def sequence_diagram(
    result: Fetched, at: Layout = WIDE, events: Sequence[Event] | None = None
) -> str:
    """The SVG text: no ids, scripts, links or style elements, every word escaped.

    `at=NARROW` is drawn for 320 to 480 pixels. Its colours are the CSS variables of the page around
    it. `events` are those of `sequence(result)`, where
    they are known already.
    """
    told = sequence(result) if events is None else events
    to = Drawing(at, origins_of(result), result.origin, origin_of(result.url))
    body, bottom = draw_events(told, to)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at.width} {bottom}"',
        f' width="{at.width}" height="{bottom}" role="img"',
        f' font-family="{escape(SANS)}" font-size="13">',
        f"<title>{escape(visible(result.verdict, 1000))}</title>",
        f"<desc>{escape('. '.join(describe(event) for event in told))}.</desc>",
        rect(0, 0, at.width, bottom, PAPER),
    ]
    return "\n".join([*lines, *draw_window(result, to, bottom - 4), *body, "</svg>"]) + "\n"


def static_diagram(result: Fetched, at: Layout = WIDE) -> str:
    """The same as an image of its own (image/svg+xml), dark where the reader prefers that.

    Its colours are plain, not CSS variables.
    """
    plain = VARIABLE.sub(lambda found: LIGHT[found[1]], sequence_diagram(result, at))
    head, title, rest = plain.partition("<title>")
    return f"{head}<style>{in_the_dark(*USED)}</style>\n{title}{rest}"
