"""The line at the top of a lesson: what it is, and how far the learner has come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.record import person, record
from cors_lab.course.study.progress import COLUMNS, so_far
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display.esm import DOM, joined_esm
from cors_lab.display.html import beside
from cors_lab.display.palette import styled

if TYPE_CHECKING:
    from cors_lab.course.study.progress import Ids

HERE = Path(__file__).parent
STATIC = (
    "Your progress shows here once this cell has run; progress() shows it for all lessons. "
    'Does a cell say "model not found"? Choose Run > Run All Cells: your answers come back.'
)


class Header(anywidget.AnyWidget):
    """Progress in one lesson, live: it changes with each answer. The static form knows no one's."""

    _esm = joined_esm(DOM, HERE / "header.js")
    _css = styled(HERE / "header.css")

    title = traitlets.Unicode().tag(sync=True)
    minutes = traitlets.Int().tag(sync=True)
    pairs = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    asks_name = traitlets.Bool(False).tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)

    def __init__(self, number: str, ids: Ids) -> None:
        self.lesson = CONTENTS[number]
        self.ids = ids
        title = f"Lesson {self.lesson.name}"
        super().__init__(title=title, minutes=self.lesson.minutes, name=person.name())
        record.begin(self.refresh)
        self.refresh()
        self.observe(self._on_name, "name")

    def refresh(self) -> None:
        """Show what has been done by now."""
        now = so_far(self.ids)
        row = now.row(self.lesson.number)
        self.pairs = [list(pair) for pair in zip(COLUMNS[1:], row, strict=True)]
        self.notice = now.notice
        self.asks_name = record.is_shared() and not person.name()

    def _on_name(self, _: object) -> None:
        try:
            person.call(self.name)
        except (OSError, ValueError) as error:
            self.notice = f"That name cannot be kept. {error}"
            return
        record.begin(self.refresh)
        self.refresh()

    def __repr__(self) -> str:
        """The static form: which lesson, how long, and where the progress is."""
        return f"Lesson {self.lesson.name} · about {self.lesson.minutes} minutes\n{STATIC}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        form = Markup("<p><b>Lesson {}</b> · about {} minutes<br>{}</p>")
        static = form.format(self.lesson.name, self.lesson.minutes, STATIC)
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), str(static))
