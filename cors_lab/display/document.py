"""What an experiment shows: a sentence and blocks under it, each with a form as JSON for the live
view, as text, and as HTML.
"""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from cors_lab.display.html import PRE, details, joined, marked, safe_link
from cors_lab.display.palette import BORDER
from cors_lab.display.text import SIGNS, WIDTH, WORDS, visible, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 2000  # characters of one sentence or line
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
    """A list of what was looked at, in order; the live view may draw it as "doors"."""

    title: str
    items: tuple[Item, ...]
    look: str = ""

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        items = [
            asdict(item) | {"word": item.said, "sign": SIGNS[item.state]} for item in self.items
        ]
        return {"kind": "checks", "title": self.title, "items": items, "look": self.look}

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
    """Rows under a head; the first cell of a row names it.

    The live view may draw the first three rows as "chips" too.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    look: str = ""

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """How something came out: a sign, one sentence, and in small print what it is about."""

    sign: str
    state: State
    sentence: str
    about: str = ""
    spaced: bool = False

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        return {"kind": "verdict", **asdict(self)}

    def text(self, width: int = WIDTH) -> list[str]:
        """As lines of at most `width` columns."""
        lines = folded(self.sentence, width, f"{self.sign} ", "  ")
        return lines + (folded(self.about, width, "  ") if self.about else [])

    def html(self) -> Markup:
        """As semantic HTML."""
        margin = 20 if self.spaced else 8
        style = (
            f"margin:{margin}px 0 0 0;padding:4px 12px;border-left:4px solid {BORDER[self.state]}"
        )
        form = '<p style="{}"><b>{} {}</b><br>{}</p>'
        return Markup(form).format(
            style, self.sign, marked(self.sentence), visible(self.about, 1000)
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A label and what it says, in a paragraph; without a label, a bold sentence."""

    label: str
    words: str

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        return {"kind": "said", "label": self.label, "words": visible(self.words, LONGEST)}

    def text(self, width: int = WIDTH) -> list[str]:
        """As lines of at most `width` columns."""
        if not self.label:
            return folded(self.words, width)
        return folded(f"{self.label}: {self.words}", width, "", "  ")

    def html(self) -> Markup:
        """As semantic HTML."""
        if not self.label:
            return Markup("<p><b>{}</b></p>").format(visible(self.words, 1000))
        form = '<p style="margin:4px 0"><b>{}:</b> {}</p>'
        return Markup(form).format(self.label, marked(self.words))


@dataclass(frozen=True, slots=True)
class Points:
    """A list with a title; `closed` is folded where folding can be."""

    title: str
    items: tuple[str, ...]
    closed: bool = False

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        items = [visible(item, LONGEST) for item in self.items]
        return {"kind": "points", "title": self.title, "items": items, "closed": self.closed}

    def text(self, width: int = WIDTH) -> list[str]:
        """As lines of at most `width` columns."""
        lines = folded(self.title, width) if self.title else []
        for item in self.items:
            lines += folded(item, width, "- ", "  ")
        return lines

    def html(self) -> Markup:
        """As semantic HTML."""
        items = joined(Markup("<li>{}</li>").format(marked(item)) for item in self.items)
        found = Markup('<ul style="margin:0">\n{}\n</ul>').format(items)
        if self.closed:
            return details(self.title, found)
        if not self.title:
            return found
        return Markup('<p style="margin:4px 0"><b>{}</b></p>\n{}').format(self.title, found)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines to copy as they are, under a heading that says where they go."""

    title: str
    lines: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        text = "\n".join(visible(line, LONGEST) for line in self.lines)
        return {"kind": "lines", "title": f"{self.title}:", "text": text}

    def text(self, width: int = WIDTH) -> list[str]:
        """As lines; only the heading is broken."""
        return [
            *folded(f"{self.title}:", width),
            *(f"    {visible(line, LONGEST)}" for line in self.lines),
        ]

    def html(self) -> Markup:
        """As semantic HTML."""
        block = '<p style="margin:8px 0 0 0"><b>{}:</b></p>\n<pre style="{}">{}</pre>'
        text = "\n".join(visible(line, LONGEST) for line in self.lines)
        return Markup(block).format(marked(self.title), PRE, text)


@dataclass(frozen=True, slots=True)
class Fold:
    """What is folded where folding can be; as text, a sentence that says how to have it."""

    title: str
    blocks: tuple[Text | Lines | Fold, ...]
    instead: str = ""

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        blocks = [block.data() for block in self.blocks]
        return {"kind": "fold", "title": self.title, "blocks": blocks}

    def text(self, width: int = WIDTH) -> list[str]:
        """The sentence alone."""
        return folded(self.instead, width, "  ") if self.instead else []

    def html(self) -> Markup:
        """As folded HTML, each block of it folded too."""
        if not self.blocks:
            return Markup("")
        inner = joined(_closed(block) for block in self.blocks)
        return details(
            self.title, Markup('<div style="padding-left:16px">\n{}\n</div>').format(inner)
        )


def _closed(block: Text | Lines | Fold) -> Markup:
    if isinstance(block, Text):
        shown = "\n".join(visible(line, LONGEST) for line in block.lines.splitlines())
        return details(block.title, Markup('<pre style="{}">{}</pre>').format(PRE, shown))
    return block.html()


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called, a line each, and the address of its definition."""

    lines: tuple[str, ...]
    link: str = ""

    def data(self) -> dict[str, Any]:
        """As the live view takes it; a link that is not https is left out."""
        link = self.link if self.link.startswith("https://") else ""
        return {
            "kind": "names",
            "lines": [visible(line, 1000) for line in self.lines],
            "link": link,
        }

    def text(self, width: int = WIDTH) -> list[str]:
        """As lines of at most `width` columns."""
        lines = [part for line in self.lines for part in folded(line, width, "", "  ")]
        return [*lines, f"  {self.link}"] if self.link else lines

    def html(self) -> Markup:
        """As semantic HTML."""
        parts: list[str | Markup] = [visible(line) for line in self.lines]
        if self.link:
            parts.append(safe_link(self.link))
        return Markup('<p style="margin:4px 0">{}</p>').format(Markup("<br>").join(parts))


Block = Checks | Text | Table
Node = Block | Verdict | Said | Points | Lines | Fold | Names


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in groups: a group is what belongs together, as all that is said of one finding."""

    groups: tuple[tuple[Node, ...], ...]

    def data(self) -> dict[str, Any]:
        """As the live view takes it."""
        return {"groups": [[block.data() for block in group] for group in self.groups]}

    def text(self, width: int = WIDTH) -> str:
        """As plain text of at most `width` columns; what is folded is a sentence."""
        return "\n\n".join("\n".join(_group(group, width)) for group in self.groups)

    def html(self) -> str:
        """As semantic HTML; of many groups those after the first few are folded."""
        shown = [joined(part for part in map(_html, group) if part) for group in self.groups]
        return str(Markup("<div>\n{}\n</div>").format(joined(part for part in shown if part)))


def _html(block: Node) -> Markup:
    return block.html()


def _group(group: tuple[Node, ...], width: int) -> list[str]:
    """The blocks with a blank line between; a sentence in place of what is folded follows at
    once.
    """
    lines: list[str] = []
    for block in group:
        shown = block.text() if isinstance(block, (Checks, Text, Table)) else block.text(width)
        if lines and shown and not isinstance(block, Fold):
            lines.append("")
        lines += shown
    return lines


def folded(words: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` columns; names are not broken at their hyphens, only URLs that fit
    on no line are.
    """
    indent = first if rest is None else rest
    shown = visible(words, LONGEST)
    return textwrap.wrap(
        shown, width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    ) or [first.rstrip()]


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
