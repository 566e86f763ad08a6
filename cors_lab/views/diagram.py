"""The sequence diagram of one fetch, as SVG text: page, browser and server as lifelines, the failed check as a gate that stays shut."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from cors_lab.views.sequence import Event, Kind, describe, sequence
from cors_lab.views.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.result import FetchResult

# Colours are the page's own where it defines them (the bench does, per theme); alone, the drawing is dark ink on its own light card,
# because an <img> of it cannot know the theme around it.
INK, MUTED, PAPER = "var(--cors-ink,#1f2328)", "var(--cors-muted,#57606a)", "var(--cors-surface,#ffffff)"
GOOD, BAD = "var(--cors-good,#1a7f37)", "var(--cors-bad,#c4302b)"
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
LINE, PAD, MONO_WIDTH, SANS_WIDTH = 17, 12, 7.3, 7.8


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the three lifelines stand, in user units, and the y of the first event."""

    width: int
    page: int
    browser: int
    server: int
    top: int


WIDE, NARROW = Layout(700, 66, 236, 634, 58), Layout(360, 24, 108, 336, 74)
Drawn = tuple[list[str], int]


def text(x: float, y: float, words: str, fill: str = INK, more: str = "") -> str:
    """One line of text."""
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}"{more}>{escape(words)}</text>'


def block(x: float, y: int, room: float, words: str, fill: str = INK, mono: bool = False, more: str = "") -> Drawn:
    """Wrapped text whose first line starts at y; the second value is the y below its last line."""
    style = f'{more} font-family="{escape(MONO)}" font-size="12"' if mono else more
    wide = MONO_WIDTH if mono else SANS_WIDTH
    rows = textwrap.wrap(words, max(8, int(room / wide)), subsequent_indent="  " if mono else "") or [""]
    out = [text(x + 14 * (mono and i > 0), y + LINE * i, row.strip(), fill, style) for i, row in enumerate(rows)]
    return out, y + LINE * len(rows)


def arrow(start: int, end: int, y: int, ink: str = INK, dashed: bool = False) -> list[str]:
    """A horizontal arrow; its head is drawn, as a marker would need an id."""
    back = -9 if end > start else 9
    dash = ' stroke-dasharray="5 5"' if dashed else ""
    return [
        f'<line x1="{start}" y1="{y}" x2="{end + back // 2}" y2="{y}" stroke="{ink}" stroke-width="1.5"{dash}/>',
        f'<path d="M{end} {y}l{back} -5v10z" fill="{ink}"/>',
    ]


def headers_below(event: Event, at: Layout, y: int) -> Drawn:
    """The header lines that matter, one under the other."""
    out: list[str] = []
    for name, value in event.headers:
        more, y = block(at.browser + PAD, y, at.server - at.browser - 2 * PAD, f"{name}: {value}", MUTED, mono=True)
        out += more
    return out, y


def draw_message(event: Event, at: Layout, y: int) -> Drawn:
    """Browser to server or back: title, arrow, headers."""
    ends = (at.browser + 7, at.server - 7) if event.kind == "send" else (at.server - 7, at.browser + 7)
    title, line = block(at.browser + PAD, y + 14, at.server - at.browser - 2 * PAD, event.text, more=' font-weight="600"')
    headers, end = headers_below(event, at, line + 12)
    top, tall = (line - 6, end - line + 6) if event.kind == "send" else (y - 8, line - y + 2)
    busy = f'<rect x="{at.server - 5}" y="{top}" width="10" height="{tall}" rx="2" fill="{PAPER}" stroke="{INK}"/>'
    return [busy, *title, *arrow(*ends, line - 6), *headers], end


def draw_ran(event: Event, at: Layout, y: int) -> Drawn:
    """The server ran the request: a filled mark on its lifeline."""
    mark = f'<rect x="{at.server - 5}" y="{y - 8}" width="10" height="28" rx="2" fill="{INK}"/>'
    return [mark, text(at.server - 14, y + 10, event.text, INK, ' text-anchor="end" font-style="italic"')], y + 18


def draw_lost(event: Event, at: Layout, y: int) -> Drawn:
    """No response: an arrow that ends in a cross."""
    middle = (at.browser + at.server) // 2
    words, line = block(at.browser + PAD, y + 14, at.server - at.browser - 2 * PAD, event.text)
    cross = f'<path d="M{middle - 6} {line - 12}l12 12m0 -12l-12 12" stroke="{BAD}" stroke-width="2.5"/>'
    return [*words, f'<line x1="{at.browser + 7}" y1="{line - 6}" x2="{middle}" y2="{line - 6}" stroke="{INK}"/>', cross], line + 10


def draw_gate(event: Event, at: Layout, y: int) -> Drawn:
    """A check on the browser's lifeline: a bar across it that stays shut, or a ring with a tick."""
    shut, x, middle = event.kind == "closed", at.browser, y + 14
    ink, sign = (BAD, f"M{x - 4} {middle - 4}l8 8m0 -8l-8 8") if shut else (GOOD, f"M{x - 4} {middle}l3 4l6 -8")
    bar = [f'<rect x="{x - 30}" y="{middle - 3}" width="60" height="6" rx="2" fill="{ink}"/>'] if shut else []
    ring = f'<circle cx="{x}" cy="{middle}" r="10" fill="{ink if shut else PAPER}" stroke="{ink}" stroke-width="2"/>'
    tick = f'<path d="{sign}" fill="none" stroke="{PAPER if shut else ink}" stroke-width="2.2" stroke-linecap="round"/>'
    indent = 40 if shut else 18
    words, end = block(x + indent, middle + 5, at.server - x - indent - 14, event.text, more=' font-weight="600"' if shut else "")
    return [*bar, ring, tick, *words], end + 8


def draw_unsent(event: Event, at: Layout, y: int) -> Drawn:
    """What never happened: faint and dashed."""
    words, line = block(at.browser + PAD, y + 14, at.server - at.browser - 2 * PAD, f"not sent: {event.text}", MUTED)
    return [*words, *arrow(at.browser + 7, at.server - 7, line - 6, MUTED, dashed=True)], line + 10


def draw_page(event: Event, at: Layout, y: int) -> Drawn:
    """Between the page and the browser: the call, and what JavaScript gets."""
    ends = (at.page, at.browser - 7) if event.kind == "call" else (at.browser - 7, at.page)
    ink = BAD if event.kind == "reject" else INK
    words, line = block(at.page + 8, y + 14, at.browser - at.page - 10, event.text, more=' font-weight="600"')
    return [*words, *arrow(*ends, line - 6, ink)], line + 10


DRAW: dict[Kind, Callable[[Event, Layout, int], Drawn]] = {
    "call": draw_page,
    "send": draw_message,
    "lost": draw_lost,
    "ran": draw_ran,
    "answer": draw_message,
    "open": draw_gate,
    "closed": draw_gate,
    "unsent": draw_unsent,
    "return": draw_page,
    "reject": draw_page,
}


def draw_heads(result: FetchResult, at: Layout, bottom: int) -> list[str]:
    """The three lifelines with their names, and the origins of page and server."""
    columns = ((at.page, "Page"), (at.browser, "Browser"), (at.server, "Server"))
    out = [f'<path d="M{x} {at.top - 12}V{bottom}" stroke="{MUTED}" stroke-width="1.5" stroke-dasharray="1 5"/>' for x, _ in columns]
    out += [text(min(x, at.width - 28), 18, name, INK, ' text-anchor="middle" font-weight="700" font-size="14"') for x, name in columns]
    names = ((6, 37, "start", result.origin), (at.width - 6, at.top - 21, "end", server_origin(result)))
    room = at.width // 10
    return out + [text(x, y, clipped(name, room), MUTED, f' font-size="12" text-anchor="{end}"') for x, y, end, name in names]


def clipped(words: str, most: int) -> str:
    """One line of at most `most` characters."""
    shown = visible(words)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def server_origin(result: FetchResult) -> str:
    """The origin part of the URL that was asked for."""
    return "/".join(result.url.split("/")[:3])


def draw_events(events: list[Event], at: Layout) -> Drawn:
    """Each event as a group of its own, so that a player can show them one by one."""
    out, y = [], at.top
    for event in events:
        drawn, y = DRAW[event.kind](event, at, y)
        out += [f'<g class="cors-event cors-{event.kind}">', *drawn, "</g>"]
        y += 8
    return out, y


def sequence_diagram(result: FetchResult, at: Layout = WIDE) -> str:
    """The SVG text: no ids, scripts, links or style elements, every word escaped; `at=NARROW` is drawn for 320 to 480 pixels."""
    events = sequence(result)
    body, bottom = draw_events(events, at)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at.width} {bottom}" width="{at.width}" height="{bottom}" role="img"',
        f' font-family="{escape(SANS)}" font-size="13">',
        f"<title>{escape(visible(result.verdict, 1000))}</title>",
        f"<desc>{escape('. '.join(describe(event) for event in events))}.</desc>",
        f'<rect width="{at.width}" height="{bottom}" fill="{PAPER}"/>',
    ]
    return "\n".join([*lines, *draw_heads(result, at, bottom - 8), *body, "</svg>"]) + "\n"
