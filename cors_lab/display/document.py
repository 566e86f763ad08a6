"""What an experiment shows: a sentence and blocks under it, each with a form as JSON for the live
view, as text, and as HTML.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from cors_lab.display.html import PRE, joined, marked
from cors_lab.display.palette import BORDER
from cors_lab.display.text import SIGNS, WORDS, visible, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT = "text-align:left;vertical-align:top"  # a page that was exported sets numbers, not words
State = Literal["passed", "failed", "noted", "not-reached"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: what was looked at, how it came out (`word` if the usual one does not
    fit), and why.
    """

    title: str
    state: State
    why: str = ""
    word: str = ""

    @property
    def said(self) -> str:
        """The state in a word."""
        return self.word or WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Checks:
    """A list of what was looked at, in order."""

    title: str
    items: tuple[Item, ...]

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        items = [
            asdict(item) | {"word": item.said, "sign": SIGNS[item.state]} for item in self.items
        ]
        return {"kind": "checks", "title": self.title, "items": items}

    def text(self) -> list[str]:
        """As lines of at most 80 columns."""
        lines = [self.title]
        for item in self.items:
            lines += wrapped(f"{item.title} ({item.said})", f"  {SIGNS[item.state]} ", "    ")
            lines += wrapped(item.why, "    ") if item.why else []
        return lines

    def html(self) -> Markup:
        """As semantic HTML."""
        form = '<li style="margin:0 0 6px 0">{} {} <i>({})</i>{}</li>'
        why = [
            Markup("<br>{}").format(marked(item.why)) if item.why else Markup("")
            for item in self.items
        ]
        items = joined(
            Markup(form).format(SIGNS[item.state], marked(item.title), item.said, because)
            for item, because in zip(self.items, why, strict=True)
        )
        return Markup(
            '<p><b>{}</b></p>\n<ul style="list-style:none;margin:0;padding:0 0 0 8px">\n{}\n</ul>'
        ).format(self.title, items)


@dataclass(frozen=True, slots=True)
class Text:
    """Lines as they are: a message on the wire, code."""

    title: str
    lines: str

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        return {"kind": "text", "title": self.title, "text": self.lines}

    def text(self) -> list[str]:
        """As lines."""
        return [self.title, *(f"    {line}".rstrip() for line in self.lines.splitlines())]

    def html(self) -> Markup:
        """As semantic HTML."""
        return Markup('<p><b>{}</b></p>\n<pre style="{}">{}</pre>').format(
            self.title, PRE, self.lines
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first cell of a row names it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        return {"kind": "table", **asdict(self)}

    def text(self) -> list[str]:
        """As lines, a row each, with the head's words in front of the cells."""
        lines = [self.title]
        for first, *rest in self.rows:
            cells = " · ".join(
                f"{head}: {cell}" for head, cell in zip(self.head[1:], rest, strict=True)
            )
            lines += wrapped(f"{first} · {cells}", "  ", "    ")
        return lines

    def html(self) -> Markup:
        """As a table with headers."""
        head = Markup("").join(
            Markup('<th scope="col" style="{}">{}</th>').format(LEFT, title) for title in self.head
        )
        form = "<table>\n<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>"  # noqa: E501
        return Markup(form).format(self.title, head, joined(_row(*row) for row in self.rows))


def _row(first: str, *rest: str) -> Markup:
    cells = Markup("").join(
        Markup('<td style="{}">{}</td>').format(LEFT, marked(cell)) for cell in rest
    )
    return Markup('<tr><th scope="row" style="{}">{}</th>{}</tr>').format(
        LEFT, marked(first), cells
    )


Block = Checks | Text | Table


@dataclass(frozen=True, slots=True)
class View:
    """One sentence with its state, and the blocks under it."""

    state: State
    sentence: str
    blocks: Sequence[Block] = ()

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        blocks = [block.data() for block in self.blocks]
        return {
            "state": self.state,
            "sign": SIGNS[self.state],
            "sentence": visible(self.sentence, 1000),
            "blocks": blocks,
        }

    def text(self) -> list[str]:
        """As lines of at most 80 columns."""
        lines = wrapped(visible(self.sentence, 1000), f"{SIGNS[self.state]} ", "  ")
        return [*lines, *(line for block in self.blocks for line in ["", *block.text()])]

    def html(self) -> Markup:
        """As semantic HTML."""
        head = '<p style="margin:0;padding:4px 12px;border-left:4px solid {}"><b>{} {}</b></p>'
        sentence = Markup(head).format(BORDER[self.state], SIGNS[self.state], marked(self.sentence))
        return joined([sentence, *(block.html() for block in self.blocks)])
