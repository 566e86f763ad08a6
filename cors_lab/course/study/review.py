"""Review: what is due today, one thing after another, until the day's pile is empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.record import log
from cors_lab.course.record.record import Record, where
from cors_lab.course.study.deck import deck
from cors_lab.course.study.schedule import RATINGS, Schedule
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display import esm
from cors_lab.display.document import Table
from cors_lab.display.html import beside, details, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import wrapped

HERE = Path(__file__).parent
EMPTY = (
    "Nothing is due yet. The cards of a lesson come here when you have answered something in it, "
    "and so do the questions that you missed and the mistakes in your exercises."
)
FINISHED = "All done for today. Your coffee may still be warm."
SHOWN = 20  # in the static form


class Review(anywidget.AnyWidget):
    """The things that are due, each with a front, a back, and four buttons.

    Every answer is an entry in the record's log, from which the rest is computed.
    """

    _esm = esm.joined_esm(esm.DOM, HERE / "review.js")
    _css = styled(HERE / "review.css")

    view = traitlets.Dict().tag(sync=True)
    act = traitlets.List(traitlets.Any()).tag(sync=True)

    def __init__(self, record: Record, lesson: str = "") -> None:
        self.record = record
        self.lesson = lesson
        self.reviewed: list[str] = []
        record.refresh()
        super().__init__(view=self.now())
        self.observe(self._on_act, "act")

    def schedule(self) -> Schedule:
        """When everything is due, as of now."""
        return Schedule.of(self.record.entries(log.REVIEW), self.record.clock())

    def rate(self, rating: int) -> None:
        """Rate what is shown: 1 again, 2 hard, 3 good, 4 easy. Raises ValueError for another."""
        if rating not in (1, 2, 3, 4):
            raise ValueError(f"rating: give 1, 2, 3 or 4, not {rating!r}.")
        if key := self.view.get("key"):
            entry = self.record.add(log.REVIEW, key, rating=rating)
            self.reviewed.append(entry.key)
        self.view = self.now()

    def undo(self) -> None:
        """Take the last rating back."""
        if self.reviewed:
            key = self.reviewed.pop()
            self.record.add(log.UNDO, key.rpartition(" ")[2], of=key)
        self.view = self.now()

    def now(self) -> dict[str, Any]:
        """What the view shows."""
        items, schedule = deck(self.record, self.lesson), self.schedule()
        due = schedule.due(items)
        shown: dict[str, Any] = {
            "left": len(due),
            "done": len(self.reviewed),
            "notice": self.record.taken_notice(),
            "undo": bool(self.reviewed),
            "forecast": [list(row) for row in schedule.forecast(items)],
            "where": where(),
        }
        if not due:
            return shown | {"key": "", "empty": FINISHED if schedule.cards else EMPTY}
        item = due[0]
        face, lesson = item.face(), CONTENTS.get(item.lesson)
        return shown | {
            "key": item.key,
            "kind": item.kind,
            "lesson": lesson.name if lesson else item.lesson,
            "front": face.front,
            "back": face.back,
            "choices": list(face.choices),
            "right": face.right,
            "ratings": [
                list(pair) for pair in zip(RATINGS, schedule.intervals(item.key), strict=True)
            ],
        }

    def _on_act(self, _: object) -> None:
        """What the view asks for: [count, "rate", rating, key] or [count, "undo"]."""
        match self.act:
            case [_, "rate", 1 | 2 | 3 | 4 as rating, key] if key == self.view.get("key"):
                self.rate(rating)
            case [_, "undo", *_]:
                self.undo()
            case _:
                self.view = self.now()

    def __repr__(self) -> str:
        """The static form: what is due, without the answers."""
        due = self.schedule().due(deck(self.record, self.lesson))
        if not due:
            return "\n".join(wrapped(f"Review: {self.view.get('empty') or EMPTY}"))
        lines = [f"Review: {len(due)} due today"]
        for number, item in enumerate(due[:SHOWN], start=1):
            lines += wrapped(f"{number}. {item.face().front}", "  ", "     ")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), str(self._static()))

    def _static(self) -> Markup:
        items, schedule = deck(self.record, self.lesson), self.schedule()
        due = schedule.due(items)
        if not due:
            return Markup("<p><b>Review:</b> {}</p>").format(self.view.get("empty") or EMPTY)
        faces = [item.face() for item in due[:SHOWN]]
        listed = joined(
            Markup("<li>{}</li>").format(
                details(marked(face.front), Markup("<p>{}</p>").format(marked(face.back)))
            )
            for face in faces
        )
        rows = tuple((day, str(count)) for day, count in schedule.forecast(items))
        head = Markup("<p><b>Review:</b> {} due today</p>\n<ol>\n{}\n</ol>\n{}")
        table = Table("What comes when", ("Day", "Due"), rows).html()
        return Markup("<div>\n{}\n</div>").format(head.format(len(due), listed, table))
