"""The static form of questions: what a reader without a kernel sees, the answers folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.course.beats.question import computed
from cors_lab.display.html import marked
from cors_lab.display.text import wrapped
from cors_lab.result.html import render_html
from cors_lab.result.result import FetchResult

if TYPE_CHECKING:
    from cors_lab.course.beats.question import Asked

LIST = '<ul style="list-style:none;margin:0;padding:0 0 0 8px">{}</ul>'
ITEM = "<li>{}) {}<details><summary>Is it {}?</summary><p><b>{}</b> {}</p></details></li>"
FOLDED = "<details><summary>{}</summary>{}</details>"


def question_text(kind: str, asked: Asked) -> str:
    """The question and its options, without the answer, in lines of 80 columns."""
    lines = wrapped(f"{kind}: {asked.question.text}", "", "  ")
    for _, letter, text in asked.lettered():
        lines += wrapped(f"{letter}) {text}", "  ", "     ")
    return "\n".join(lines)


def question_html(kind: str, asked: Asked, summary: str) -> Markup:
    """The same with each option's reason folded under it, and what happened folded below."""
    # The letters are text: JupyterLab's sanitizer takes the type of a list away.
    items = Markup("").join(_item(asked, *option) for option in asked.lettered())
    if isinstance(asked.value, FetchResult):
        shown = Markup(render_html(asked.value, pictured=False))
    else:
        shown = Markup("<p>{}</p>").format(marked(computed(asked.value).capitalize()))
    parts = [
        Markup("<p><b>{}:</b> {}</p>").format(kind, marked(asked.question.text)),
        Markup(LIST).format(items),
        Markup(FOLDED).format(summary, shown),
    ]
    return Markup("\n").join(parts)


def _item(asked: Asked, index: int, letter: str, text: str) -> Markup:
    word = "Yes." if index == asked.right else "No."
    why = marked(asked.options[index][2])
    return Markup(ITEM).format(letter, marked(text), letter, word, why)
