"""The beat *Recall*: three questions whose keys are computed, and three cards to turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.beats.question import Asked, Question
from cors_lab.course.beats.static_question import question_html, question_text
from cors_lab.course.record.record import first_answer, record
from cors_lab.display import esm
from cors_lab.display.html import beside, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
KIND = "recall"


class Quiz(anywidget.AnyWidget):
    """Questions, each as in a prediction. Raises ValueError unless one option of each holds."""

    _esm = esm.joined_esm(esm.DOM, HERE / "waiting.js", HERE / "question.js", HERE / "quiz.js")
    _css = styled(HERE / "predict.css")

    asked = traitlets.List(traitlets.Dict()).tag(sync=True)
    given = traitlets.List(traitlets.Any()).tag(sync=True)
    replies = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = [Asked.of(question) for question in questions]
        self.first = [_remembered(question) for question in self.questions]
        super().__init__(
            asked=[_as_shown(question) for question in self.questions],
            given=list(self.first),
            replies=self._replies(self.first),
        )
        self.observe(self._on_given, "given")

    def answer(self, number: int, letter: str) -> None:
        """Answer question 1, 2 ... by letter, as a click would."""
        if not 1 <= number <= len(self.questions):
            last = len(self.questions)
            raise ValueError(f"number: this quiz has questions 1 to {last}, not {number!r}.")
        chosen = self.questions[number - 1].chosen(letter)
        self.given = [*self.given[: number - 1], chosen, *self.given[number:]]

    def _on_given(self, change: Any) -> None:
        given = self.given[: len(self.questions)]
        for index, chosen in enumerate(given):
            if self.first[index] is None and self._offered(index, chosen):
                self.first[index] = chosen
                self._record(index, chosen)
        self.replies = self._replies(given)

    def _record(self, index: int, chosen: Any) -> None:
        asked = self.questions[index]
        record(KIND, asked.question.id, chosen == asked.right, asked.options[chosen][0])

    def _offered(self, index: int, chosen: object) -> bool:
        return isinstance(chosen, int) and 0 <= chosen < len(self.questions[index].options)

    def _replies(self, given: Sequence[Any]) -> list[dict[str, Any]]:
        return [self._reply(index, chosen) for index, chosen in enumerate(given)]

    def _reply(self, index: int, chosen: Any) -> dict[str, Any]:
        first = self.first[index]
        if first is None or not self._offered(index, chosen):
            return {}
        return self.questions[index].reply(chosen, first)

    def __repr__(self) -> str:
        """The static form: the questions and their options, without the answers."""
        numbered = enumerate(self.questions, start=1)
        return "\n".join(question_text(f"Question {number}", asked) for number, asked in numbered)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        numbered = enumerate(self.questions, start=1)
        static = joined(
            question_html(f"Question {number}", asked, "The answer") for number, asked in numbered
        )
        form = f"<div>\n{static}\n</div>"
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), form)


def _as_shown(asked: Asked) -> dict[str, Any]:
    choices = [text for _, _, text in asked.lettered()]
    return {"question": asked.question.text, "choices": choices}


def _remembered(asked: Asked) -> int | None:
    """The option of an earlier session, if it is still offered."""
    text = first_answer(asked.question.id)
    return next((index for index, _, one in asked.lettered() if one == text), None)


class Cards(anywidget.AnyWidget):
    """Cards to turn: each (front, back); `code` in backticks is shown as code.

    Raises ValueError where there is none, or half of one.
    """

    _esm = esm.joined_esm(esm.DOM, HERE / "cards.js")
    _css = styled(HERE / "cards.css")

    cards = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)

    def __init__(self, cards: Sequence[tuple[str, str]]) -> None:
        if not cards or any(len(card) != 2 for card in cards):
            raise ValueError("cards: give pairs of front and back, at least one.")
        super().__init__(cards=[list(card) for card in cards])

    def __repr__(self) -> str:
        """The static form: both sides of every card."""
        lines: list[str] = []
        for number, (front, back) in enumerate(self.cards, start=1):
            lines += wrapped(f"Card {number}: {front}", "", "  ")
            lines += wrapped(back, "  ", "  ")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        static = joined(_card(number, *card) for number, card in enumerate(self.cards, start=1))
        form = f"<div>\n{static}\n</div>"
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), form)


def _card(number: int, front: str, back: str) -> Markup:
    card = "<details><summary><b>Card {}:</b> {}</summary><p>{}</p></details>"
    return Markup(card).format(number, marked(front), marked(back))
