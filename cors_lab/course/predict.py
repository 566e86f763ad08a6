"""The beat *Predict*: say what will happen, then see what did. The right answer is computed from the run, so that no key can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.views.html import render_html
from cors_lab.views.text import answers, render_text, visible, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cors_lab.result import FetchResult

HERE = Path(__file__).parent
LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its text, the condition under which it is right (a function of the FetchResult), and what to say to who chose it."""

    text: str
    holds: Callable[[FetchResult], bool]
    why: str


class Predict(anywidget.AnyWidget):
    """A question about a run that has been made and not yet shown; it is shown after the answer.

    `options` are 2 to 8 (text, condition, why). Raises ValueError unless the condition of exactly one holds for `result`.
    """

    _esm = HERE / "predict.js"
    _css = HERE / "predict.css"

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Int(None, allow_none=True).tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)

    def __init__(self, question: str, result: FetchResult, options: Sequence[tuple[str, Callable[[FetchResult], bool], str]]) -> None:
        self.result = result
        self.options = [Option(*option) for option in options]
        self.right = _right(self.options, result)
        super().__init__(question=question, choices=[option.text for option in self.options])
        self.observe(self._on_choice, "chosen")

    def _on_choice(self, _: object) -> None:
        self.reply = self._reply(self.chosen) if self.chosen is not None else {}

    def _reply(self, chosen: int) -> dict[str, Any]:
        if not 0 <= chosen < len(self.options):
            return {}
        right = chosen == self.right
        return {
            "right": right,
            "word": "Right." if right else f"Not so: it was {LETTERS[self.right]}.",
            "why": self.options[chosen].why,
            "answers": [list(pair) for pair in answers(self.result)],
            "verdict": visible(self.result.verdict, 1000),
        }

    def __repr__(self) -> str:
        """The static form: the question and its options, without the answer."""
        lines = wrapped(f"Predict: {self.question}", "", "  ")
        for letter, option in zip(LETTERS, self.options, strict=False):
            lines += wrapped(f"{letter}) {option.text}", "  ", "     ")
        return "\n".join(lines)

    def _static_html(self) -> str:
        options = Markup("").join(
            Markup("<li>{}<details><summary>Is it this?</summary><p><b>{}</b> {}</p></details></li>").format(
                option.text, "Yes." if index == self.right else "No.", option.why
            )
            for index, option in enumerate(self.options)
        )
        shown = Markup("<details><summary>What happened</summary>{}</details>").format(Markup(render_html(self.result)))
        return str(Markup("<p><b>Predict:</b> {}</p><ol type='A'>{}</ol>{}").format(self.question, options, shown))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self._static_html()}, metadata

    def solution(self) -> str:
        """The right option and the run, in plain text."""
        option = self.options[self.right]
        return f"{LETTERS[self.right]}) {option.text}\n{option.why}\n\n{render_text(self.result)}"


def _right(options: Sequence[Option], result: FetchResult) -> int:
    if not 2 <= len(options) <= len(LETTERS):
        raise ValueError(f"options: a prediction has 2 to {len(LETTERS)} options, not {len(options)}.")
    right = [index for index, option in enumerate(options) if option.holds(result)]
    if len(right) != 1:
        found = " and ".join(repr(options[index].text) for index in right) or "none"
        raise ValueError(f"options: exactly one must hold for what happened ({result.verdict}), but those that do are: {found}.")
    return right[0]
