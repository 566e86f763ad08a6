"""The beat *Predict*: say what will happen, then see what did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cors_lab.course.beats.question import Asked, Question
from cors_lab.course.beats.static_question import question_html, question_text
from cors_lab.course.record.record import first_answer, record
from cors_lab.display import esm
from cors_lab.display.html import beside
from cors_lab.display.palette import styled
from cors_lab.result.text import render_text

HERE = Path(__file__).parent
KIND = "predictions"


class Prediction(anywidget.AnyWidget):
    """One question, asked before the run is shown. Raises ValueError unless one option holds."""

    _esm = esm.joined_esm(esm.DOM, HERE / "waiting.js", HERE / "question.js", HERE / "predict.js")
    _css = styled(HERE / "predict.css")

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Int(None, allow_none=True).tag(sync=True)
    tries = traitlets.Int(0).tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question) -> None:
        self.asked = Asked.of(question)
        self.first = self._remembered()
        super().__init__(
            question=question.text,
            choices=[text for _, _, text in self.asked.lettered()],
            chosen=self.first,
        )
        if self.first is not None:
            self.reply = self.asked.reply(self.first, self.first)
        self.observe(self._on_try, "tries")

    def _remembered(self) -> int | None:
        """The option of an earlier session, if it is still offered."""
        text = first_answer(self.asked.question.id)
        return next((index for index, _, one in self.asked.lettered() if one == text), None)

    def answer(self, letter: str) -> None:
        """Choose by letter, as a click would."""
        self.chosen, self.tries = self.asked.chosen(letter), self.tries + 1

    def _on_try(self, _: object) -> None:
        if self.chosen is None or not 0 <= self.chosen < len(self.asked.options):
            self.reply = {}
            return
        if self.first is None:
            self.first = self.chosen
            text = self.asked.options[self.first][0]
            record(KIND, self.asked.question.id, self.first == self.asked.right, text)
        self.reply = self.asked.reply(self.chosen, self.first)

    def __repr__(self) -> str:
        """The static form: the question and its options, without the answer."""
        return question_text("Predict", self.asked)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        form = str(question_html("Predict", self.asked, "What happened"))
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), form)

    def solution(self) -> str:
        """The right option and the run, in plain text."""
        text, _, why = self.asked.options[self.asked.right]
        letter = self.asked.letters[self.asked.right]
        return f"{letter}) {text}\n{why}\n\n{render_text(self.asked.value)}"
