"""The line at the top of a lesson: what it is and, where a kernel runs, how far the learner has
come.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.exercises.cell_guard import guard_cells
from cors_lab.course.study.progress import COLUMNS, begin, so_far
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display.esm import DOM, joined_esm
from cors_lab.display.html import beside
from cors_lab.display.palette import styled

HERE = Path(__file__).parent
STATIC = (
    "Your progress in it shows here once this cell has run; progress() shows that of all lessons."
)


def lesson(number: int | str) -> Header:
    """The header of a lesson, by its number; what is answered from now on counts for it. Raises
    ValueError where there is none.
    """
    if isinstance(number, int):
        name = f"{number:02}"
    else:
        name = str(number).zfill(2)
    if name not in CONTENTS:
        raise ValueError(
            f"number: there is no lesson {number!r}; the lessons are {', '.join(CONTENTS)}."
        )
    guard_cells()
    return Header(name)


class Header(anywidget.AnyWidget):
    """Progress in one lesson, live: it changes with each answer. The static form knows of nobody's
    progress.
    """

    _esm = joined_esm(DOM, HERE / "header.js")
    _css = styled(HERE / "header.css")

    title = traitlets.Unicode().tag(sync=True)
    pairs = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)

    def __init__(self, number: str) -> None:
        self.lesson = CONTENTS[number]
        super().__init__(title=f"Lesson {self.lesson.name}")
        begin(number, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what has been done by now."""
        now = so_far()
        self.pairs = [
            list(pair) for pair in zip(COLUMNS[1:], now.row(self.lesson.number), strict=True)
        ]
        self.notice = now.notice

    def __repr__(self) -> str:
        """The static form: which lesson, how long, and where the progress is."""
        return f"Lesson {self.lesson.name} · about {self.lesson.minutes} minutes\n{STATIC}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        form = Markup("<p><b>Lesson {}</b> · about {} minutes<br>{}</p>").format(
            self.lesson.name, self.lesson.minutes, STATIC
        )
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), str(form))
