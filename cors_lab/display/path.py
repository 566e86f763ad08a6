"""A path: boxes with arrows between them, as text, as JSON for the live view, and as HTML."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cors_lab.display.html import joined, marked
from cors_lab.display.palette import BORDER
from cors_lab.display.text import SIGNS, wrapped

if TYPE_CHECKING:
    from cors_lab.display.document import State

LIST = '<ol style="list-style:none;margin:0;padding:0 0 0 8px">\n{}\n</ol>'
BOX = (
    '<li style="margin:0 0 4px 0">{}<span style="border:1px solid {};border-radius:6px;'
    'padding:2px 8px">{} {}</span> {}</li>'
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A box of a path: its name, what happened there, and the lines on the arrow that leads to it.

    `control` is the control that says which of the path's `targets` it is, "" where none does.
    """

    name: str
    note: str
    arrow: tuple[str, ...] = ()
    state: State = "noted"
    control: str = ""

    def html(self) -> Markup:
        """As an item of the list: the arrow, then the box."""
        sign, border = SIGNS[self.state], BORDER[self.state]
        return Markup(BOX).format(self._arrow(), border, sign, self.name, marked(self.note))

    def _arrow(self) -> Markup:
        if not self.arrow:
            return Markup("")
        form = Markup('<div style="padding:2px 0 2px 16px">↓ {}</div>')
        return form.format(marked(" · ".join(self.arrow)))


@dataclass(frozen=True, slots=True)
class Path:
    """Boxes with arrows between them; a box with a control can be dragged onto one of `targets`."""

    title: str
    stops: tuple[Stop, ...]
    targets: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        stops = [asdict(stop) | {"sign": SIGNS[stop.state]} for stop in self.stops]
        return {"kind": "path", "title": self.title, "stops": stops, "targets": list(self.targets)}

    def text(self) -> list[str]:
        """As lines of at most 80 columns."""
        lines = [self.title]
        for stop in self.stops:
            if stop.arrow:
                lines += wrapped(" · ".join(stop.arrow), "    ↓ ", "      ")
            lines += wrapped(f"[{stop.name}] {stop.note}", f"  {SIGNS[stop.state]} ", "    ")
        return lines

    def html(self) -> Markup:
        """As an ordered list, a box an item."""
        items = joined(stop.html() for stop in self.stops)
        return Markup("<p><b>{}</b></p>\n" + LIST).format(self.title, items)
