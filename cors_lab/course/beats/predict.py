"""The beat *Predict*: say what will happen, then see what did. The right answer is computed from
the run, so that no key can be wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.beats.facts import Option
from cors_lab.course.study.progress import record
from cors_lab.display.esm import DOM, joined_esm
from cors_lab.display.html import beside, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import SIGNS, visible, wrapped
from cors_lab.result.answers import answers, outcome
from cors_lab.result.html import render_html
from cors_lab.result.live import step_view
from cors_lab.result.result import FetchResult
from cors_lab.result.text import render_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parent
LETTERS = "ABCD"


class Predict(anywidget.AnyWidget):
    """A question about a fetch that `run()` makes at once and that is shown after the answer.

    `options` are 2 to 4 (text, outcome, why), see `Option`. Raises ValueError unless the outcome of
    exactly one is what happened.
    """

    _esm = joined_esm(DOM, HERE / "question.js", HERE / "predict.js")
    _css = styled(HERE / "predict.css")

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Int(None, allow_none=True).tag(sync=True)
    tries = traitlets.Int(0).tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        question: str,
        options: Sequence[tuple[str, str | Callable[[FetchResult], bool], str]],
        run: Callable[[], FetchResult],
    ) -> None:
        self.options = _checked(options)
        self.result = _made(run)
        self.right = _right(self.options, self.result)
        self._before: int | None = None
        super().__init__(question=question, choices=[option.text for option in self.options])
        self.observe(self._on_try, "tries")

    def answer(self, letter: str) -> None:
        """Choose by letter, as a click would."""
        if letter not in tuple(LETTERS[: len(self.options)]):
            raise ValueError(
                f"letter: this prediction has {', '.join(LETTERS[: len(self.options)])}, not"
                f" {letter!r}."
            )
        self.chosen, self.tries = LETTERS.index(letter), self.tries + 1

    def _on_try(self, _: object) -> None:
        if self.chosen is None or not 0 <= self.chosen < len(self.options):
            self.reply = {}
            return
        self.reply = self._reply(self.chosen)
        self._before = self.chosen
        record("predictions", self.question, self.chosen == self.right)

    def _reply(self, chosen: int) -> dict[str, Any]:
        right = chosen == self.right
        return {
            "right": right,
            "word": "Right." if right else f"Not so: it was {LETTERS[self.right]}.",
            "why": self.options[chosen].why,
            "verdict": f"{SIGNS[outcome(self.result)]} {visible(self.result.verdict, 1000)}",
            "answers": [list(pair) for pair in answers(self.result)],
            "steps": [step_view(step) for step in self.result.steps],
            "note": self._note(chosen),
        }

    def _note(self, chosen: int) -> str:
        if self._before is None:
            return "You may change your answer: choose another one and answer again."
        if chosen == self._before:
            before = "as before"
        else:
            before = f"instead of {LETTERS[self._before]}"
        return f"Answer {self.tries}: {LETTERS[chosen]}, {before}."

    def __repr__(self) -> str:
        """The static form: the question and its options, without the answer."""
        lines = wrapped(f"Predict: {self.question}", "", "  ")
        for letter, option in zip(LETTERS, self.options, strict=False):
            lines += wrapped(f"{letter}) {option.text}", "  ", "     ")
        return "\n".join(lines)

    def _static_html(self) -> str:
        # The letters are text: JupyterLab's sanitizer takes the type of a list away, and a reply
        # speaks of "C".
        item = Markup(
            "<li>{}) {}<details><summary>Is it {}?</summary><p><b>{}</b> {}</p></details></li>"
        )
        options = Markup("").join(
            item.format(
                letter,
                marked(option.text),
                letter,
                "Yes." if index == self.right else "No.",
                marked(option.why),
            )
            for index, (letter, option) in enumerate(zip(LETTERS, self.options, strict=False))
        )
        shown = Markup("<details><summary>What happened</summary>{}</details>").format(
            Markup(render_html(self.result))
        )
        form = (
            '<p><b>Predict:</b> {}</p>\n<ul style="list-style:none;margin:0;padding:0 0 0'
            ' 8px">{}</ul>\n{}'
        )
        return str(Markup(form).format(self.question, options, shown))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), self._static_html())

    def solution(self) -> str:
        """The right option and the run, in plain text."""
        option = self.options[self.right]
        return f"{LETTERS[self.right]}) {option.text}\n{option.why}\n\n{render_text(self.result)}"


def _checked(
    options: Sequence[tuple[str, str | Callable[[FetchResult], bool], str]],
) -> list[Option]:
    if not 2 <= len(options) <= len(LETTERS):
        raise ValueError(
            f"options: a prediction has 2 to {len(LETTERS)} options, not {len(options)}."
        )
    return [Option(*option) for option in options]


def _made(run: Callable[[], FetchResult]) -> FetchResult:
    result = run() if callable(run) else run
    if not callable(run) or not isinstance(result, FetchResult):
        raise TypeError(
            "run: give a function that fetches, such as lambda: page.fetch(url); this gave"
            f" {type(result).__name__}."
        )
    return result


def _right(options: Sequence[Option], result: FetchResult) -> int:
    right = [index for index, option in enumerate(options) if option.holds(result)]
    if len(right) != 1:
        found = " and ".join(repr(options[index].text) for index in right) or "none"
        raise ValueError(
            f"options: exactly one must hold for what happened ({result.verdict}), but those that"
            f" do are: {found}."
        )
    return right[0]
