"""The beat *Recall*: three questions whose keys are computed, and three cards to turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.beats.facts import Option
from cors_lab.course.beats.predict import HERE, LETTERS
from cors_lab.course.study.progress import record
from cors_lab.display.esm import DOM, joined_esm
from cors_lab.display.html import beside, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import SIGNS, visible, wrapped
from cors_lab.result.answers import answers, outcome
from cors_lab.result.html import render_html
from cors_lab.result.live import step_view
from cors_lab.result.result import FetchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

YES = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its options as (text, outcome, why), and `value`: the FetchResult, or whatever
    else the library computed.
    """

    text: str
    options: tuple[tuple[str, Any, str], ...]
    value: Any
    right: int

    @classmethod
    def of(
        cls, text: str, options: Sequence[tuple[str, Any, str]], run: Callable[[], Any]
    ) -> Question:
        """Ask the library now. Raises ValueError unless exactly one option is what it says,
        TypeError where `run` cannot be called.
        """
        if not callable(run):
            raise TypeError(
                "run: give a function, such as lambda: page.fetch(url) or lambda: same_site(a, b);"
                f" this is {run!r}."
            )
        if not 2 <= len(options) <= len(LETTERS):
            raise ValueError(
                f"options: a question has 2 to {len(LETTERS)} options, not {len(options)}."
            )
        value = run()
        right = [index for index, option in enumerate(options) if _holds(option, value)]
        if len(right) != 1:
            found = " and ".join(repr(options[index][0]) for index in right) or "none"
            raise ValueError(
                f"options: exactly one must hold for {_computed(value)!r} ({text}), but those that"
                f" do are: {found}."
            )
        return cls(text, tuple(options), value, right[0])

    def reply(self, chosen: int) -> dict[str, Any]:
        """What is said to who chose this option, in the form of a prediction's reply."""
        right, run = chosen == self.right, isinstance(self.value, FetchResult)
        if right:
            word = "Right."
        else:
            word = f"Not so: it was {LETTERS[self.right]}."
        return {
            "right": right,
            "word": word,
            "why": self.options[chosen][2],
            "verdict": (
                f"{SIGNS[outcome(self.value)]} {visible(self.value.verdict, 1000)}"
                if run
                else _computed(self.value)
            ),
            "answers": [list(pair) for pair in answers(self.value)] if run else [],
            "steps": [step_view(step) for step in self.value.steps] if run else [],
            "note": "",
        }

    def lettered(self) -> list[tuple[int, str, str]]:
        """Index, letter and text of each option."""
        return [
            (index, letter, option[0])
            for index, (letter, option) in enumerate(zip(LETTERS, self.options, strict=False))
        ]


def _holds(option: tuple[str, Any, str], value: Any) -> bool:
    text, wanted, why = option
    if isinstance(value, FetchResult):
        return Option(text, wanted, why).holds(value)
    if callable(wanted):
        return bool(wanted(value))
    return bool(wanted == value)


def _computed(value: Any) -> str:
    if isinstance(value, FetchResult):
        return value.verdict
    return f"the library computes: {YES[value] if isinstance(value, bool) else visible(value)}"


class Quiz(anywidget.AnyWidget):
    """Questions as in a prediction: each (text, options, run), each option (text, outcome, why).

    `run()` gives a FetchResult, for which an outcome is facts or a function, or any other value,
    for which it is a function or the value itself. Raises ValueError unless exactly one option of
    each question holds.
    """

    _esm = joined_esm(DOM, HERE / "question.js", HERE / "quiz.js")
    _css = styled(HERE / "predict.css")

    asked = traitlets.List(traitlets.Dict()).tag(sync=True)
    given = traitlets.List(traitlets.Any()).tag(sync=True)
    replies = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(
        self, questions: Sequence[tuple[str, Sequence[tuple[str, Any, str]], Callable[[], Any]]]
    ) -> None:
        self.questions = [Question.of(*question) for question in questions]
        asked = [
            {"question": question.text, "choices": [option[0] for option in question.options]}
            for question in self.questions
        ]
        super().__init__(asked=asked, given=[None for _ in asked], replies=[{} for _ in asked])
        self.observe(self._on_given, "given")

    def answer(self, number: int, letter: str) -> None:
        """Answer question 1, 2 ... by letter, as a click would."""
        if not 1 <= number <= len(self.questions):
            raise ValueError(
                f"number: this quiz has questions 1 to {len(self.questions)}, not {number!r}."
            )
        letters = tuple(LETTERS[: len(self.questions[number - 1].options)])
        if letter not in letters:
            raise ValueError(f"letter: question {number} has {', '.join(letters)}, not {letter!r}.")
        self.given = [*self.given[: number - 1], letters.index(letter), *self.given[number:]]

    def _on_given(self, change: Any) -> None:
        replies = [
            self._reply(index, chosen)
            for index, chosen in enumerate(self.given[: len(self.questions)])
        ]
        for question, old, new in zip(self.questions, self.replies, replies, strict=False):
            if new and new != old:
                record("recall", question.text, new["right"])
        self.replies = replies

    def _reply(self, index: int, chosen: object) -> dict[str, Any]:
        question = self.questions[index]
        if isinstance(chosen, int) and 0 <= chosen < len(question.options):
            return question.reply(chosen)
        return {}

    def __repr__(self) -> str:
        """The static form: the questions and their options, without the answers."""
        lines: list[str] = []
        for number, question in enumerate(self.questions, start=1):
            lines += wrapped(f"Question {number}: {question.text}", "", "  ")
            for _, letter, text in question.lettered():
                lines += wrapped(f"{letter}) {text}", "  ", "     ")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        static = joined(
            _static(number, question) for number, question in enumerate(self.questions, start=1)
        )
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), f"<div>\n{static}\n</div>")


def _static(number: int, question: Question) -> Markup:
    item = Markup(
        "<li>{}) {}<details><summary>Is it {}?</summary><p><b>{}</b> {}</p></details></li>"
    )
    options = Markup("").join(
        item.format(
            letter,
            marked(text),
            letter,
            "Yes." if index == question.right else "No.",
            marked(question.options[index][2]),
        )
        for index, letter, text in question.lettered()
    )
    run = isinstance(question.value, FetchResult)
    if run:
        shown = Markup(render_html(question.value))
    else:
        shown = Markup("<p>{}</p>").format(_computed(question.value).capitalize())
    form = (
        '<p><b>Question {}:</b> {}</p>\n<ul style="list-style:none;margin:0;padding:0 0 0'
        ' 8px">{}</ul>\n{}'
    )
    return Markup(form).format(
        number,
        question.text,
        options,
        Markup("<details><summary>The answer</summary>{}</details>").format(shown),
    )


class Cards(anywidget.AnyWidget):
    """Cards to turn: each (front, back); `code` in backticks is shown as code. Raises ValueError
    where there is none, or half of one.
    """

    _esm = joined_esm(DOM, HERE / "cards.js")
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
            lines += wrapped(f"Card {number}: {front}", "", "  ") + wrapped(back, "  ", "  ")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        card = Markup("<details><summary><b>Card {}:</b> {}</summary><p>{}</p></details>")
        static = joined(
            card.format(number, marked(front), marked(back))
            for number, (front, back) in enumerate(self.cards, start=1)
        )
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), f"<div>\n{static}\n</div>")
