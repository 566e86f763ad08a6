"""The decision map: from "fetch failed" to the check, and the index of all lessons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.lessons import EXERCISES
from cors_lab.course.study.cheat_sheet import FAILS
from cors_lab.course.study.decisions import CASES, MAP, End, Question
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display import esm
from cors_lab.display.html import beside, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
INDEX = "All lessons and their exercises"
CALLED = {line.when: line for line in FAILS}


class DecisionMap(anywidget.AnyWidget):
    """The map as boxes that open, each a button; the static form is a nested list with links."""

    _esm = esm.joined_esm(esm.DOM, HERE / "map.js")
    _css = styled(HERE / "map.css")

    tree = traitlets.Dict().tag(sync=True)
    index = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self) -> None:
        super().__init__(tree=_data(MAP), index=[_entry(number) for number in CONTENTS])

    def __repr__(self) -> str:
        """The static form: the whole map, indented."""
        lines = ["Decision map", *_lines(MAP, "  "), INDEX]
        for entry in self.index:
            lines += wrapped(f"{entry['name']}: {', '.join(entry['exercises'])}", "  ", "    ")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        form = Markup(
            "<div>\n<p><b>Decision map</b></p>\n{}\n<p><b>{}</b></p>\n<ul>{}</ul>\n</div>"
        )
        index = joined(_index_item(entry) for entry in self.index)
        static = form.format(_list(MAP), INDEX, index)
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), str(static))


def _called(end: End) -> str:
    """Chromium's name for it, asked of the simulated browser."""
    if end.line not in CALLED:
        return ""
    error = CALLED[end.line].result().error
    return f"Chromium calls it `{error.cors_error}`." if error and error.cors_error else ""


def _cases(end: End) -> str:
    return "; ".join(f"{number} {CASES[number]}" for number in end.cases)


def _links(end: End) -> list[dict[str, str]]:
    known = [CONTENTS[number] for number in end.lessons if number in CONTENTS]
    return [{"name": lesson.name, "file": lesson.file} for lesson in known]


def _data(node: Question | End) -> dict[str, Any]:
    """As the live view takes it."""
    if isinstance(node, Question):
        answers = [[answer, _data(after)] for answer, after in node.answers]
        return {"question": node.text, "answers": answers}
    return {
        "title": node.title,
        "do": node.do,
        "called": _called(node),
        "checks": list(node.codes),
        "cases": _cases(node),
        "lessons": _links(node),
    }


def _entry(number: str) -> dict[str, Any]:
    lesson = CONTENTS[number]
    exercises = [one.id for one in EXERCISES.values() if one.lesson == number]
    return {"name": lesson.name, "file": lesson.file, "exercises": exercises or ["no exercise"]}


def _facts(end: End) -> Iterator[tuple[str, str]]:
    if called := _called(end):
        yield "In the console", called
    if end.codes:
        yield "Checks", ", ".join(f"`{code}`" for code in end.codes)
    if end.cases:
        yield "Cases of the clinic", _cases(end)


def _lines(node: Question | End, indent: str) -> list[str]:
    if isinstance(node, Question):
        lines = wrapped(node.text, indent, indent)
        for answer, after in node.answers:
            lines += [
                *wrapped(f"- {answer}", indent, f"{indent}  "),
                *_lines(after, f"{indent}    "),
            ]
        return lines
    lines = wrapped(f"{node.title}. {node.do}", indent, indent)
    for label, words in _facts(node):
        lines += wrapped(f"{label}: {words}", indent, f"{indent}  ")
    names = ", ".join(link["name"] for link in _links(node))
    return [*lines, *(wrapped(f"Lessons: {names}", indent, f"{indent}  ") if names else [])]


def _list(node: Question | End) -> Markup:
    if isinstance(node, Question):
        items = joined(
            Markup("<li>{}\n{}</li>").format(marked(answer), _list(after))
            for answer, after in node.answers
        )
        return Markup("<p>{}</p>\n<ul>\n{}\n</ul>").format(marked(node.text), items)
    facts = joined(
        Markup("<br>{}: {}").format(label, marked(words)) for label, words in _facts(node)
    )
    links = Markup(", ").join(_link(link) for link in _links(node))
    form = Markup("<p><b>{}.</b> {}{}{}</p>")
    lessons = Markup("<br>Lessons: {}").format(links) if links else Markup("")
    return form.format(marked(node.title), marked(node.do), facts, lessons)


def _link(link: dict[str, str]) -> Markup:
    return Markup('<a href="{}">{}</a>').format(link["file"], link["name"])


def _index_item(entry: dict[str, Any]) -> Markup:
    return Markup("<li>{}: {}</li>").format(_link(entry), ", ".join(entry["exercises"]))
