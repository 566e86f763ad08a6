"""A question whose key is computed: what a prediction and a quiz are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from cors_lab.course.beats.facts import Option
from cors_lab.display.text import visible
from cors_lab.result.answers import answers, verdict_sign
from cors_lab.result.live import step_view
from cors_lab.result.result import FetchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LETTERS = "ABCD"
YES = {True: "yes", False: "no"}
RIGHT = ("Right.", "Exactly.", "Yes!", "Spot on.", "Well seen.")
JOY = (
    "The bouncer nods.",
    "The console stays quiet.",
    "A packet somewhere is proud of you.",
    "Your coffee is still warm, too.",
    "Nobody had to open a forum for that.",
)
KEPT = "Your first answer is the one that counts. Choose another option to read why it is wrong."


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its stable `id`, by which progress is kept, so that its words may change.

    `options` are 2 to 4 of (text, outcome, why), in any order: their places are shuffled by the id.
    `run()` gives a FetchResult, for which an outcome is facts such as "ran, not read" or a
    function, or any other value, for which it is a function or the value itself. It makes its own
    server and browser, so that asking changes nothing.
    """

    id: str
    text: str
    options: tuple[tuple[str, Any, str], ...]
    run: Callable[[], Any]

    @property
    def lesson(self) -> str:
        """The lesson's number, two digits."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the library has answered: `options` in their places, `right` among them."""

    question: Question
    options: tuple[tuple[str, Any, str], ...]
    value: Any
    right: int

    @classmethod
    def of(cls, question: Question) -> Asked:
        """Ask the library now. Raises ValueError unless exactly one option is what it says."""
        if not callable(question.run):
            raise TypeError(f"run: give a function for {question.id}, not {question.run!r}.")
        if not 2 <= len(question.options) <= len(LETTERS):
            count = len(question.options)
            raise ValueError(f"options: {question.id} needs 2 to {len(LETTERS)}, not {count}.")
        value = question.run()
        options = placed(question)
        right = [index for index, option in enumerate(options) if _holds(option, value)]
        if len(right) != 1:
            found = " and ".join(repr(options[index][0]) for index in right) or "none"
            raise ValueError(
                f"options: exactly one of {question.id} must hold for {computed(value)!r}, but "
                f"those that do are: {found}."
            )
        return cls(question, options, value, right[0])

    @property
    def letters(self) -> str:
        """The letters of its options."""
        return LETTERS[: len(self.options)]

    def chosen(self, letter: str) -> int:
        """The index of the option with this letter. Raises ValueError for any other."""
        if letter not in tuple(self.letters):
            names = ", ".join(self.letters)
            raise ValueError(f"letter: {self.question.id} has {names}, not {letter!r}.")
        return self.letters.index(letter)

    def lettered(self) -> list[tuple[int, str, str]]:
        """Index, letter and text of each option."""
        pairs = zip(self.letters, self.options, strict=True)
        return [(index, letter, option[0]) for index, (letter, option) in enumerate(pairs)]

    def reply(self, chosen: int, first: int) -> dict[str, Any]:
        """What is said to someone who chose this option, and whose first choice was `first`."""
        fetched = isinstance(self.value, FetchResult)
        reply = {
            "right": chosen == self.right,
            "word": self._word(chosen),
            "why": self.options[chosen][2],
            "verdict": computed(self.value),
            "answers": [],
            "steps": [],
            "note": self._note(chosen, first),
        }
        if fetched:
            reply["verdict"] = f"{verdict_sign(self.value)} {computed(self.value)}"
            reply["answers"] = [list(pair) for pair in answers(self.value)]
            reply["steps"] = [step_view(step) for step in self.value.steps]
        return reply

    def _word(self, chosen: int) -> str:
        if chosen == self.right:
            return one_of(RIGHT, self.question.id)
        return f"Not quite. The answer is {LETTERS[self.right]}."

    def _note(self, chosen: int, first: int) -> str:
        if chosen != first:
            return f"Your first answer was {LETTERS[first]}, and it is the one that counts."
        if chosen == self.right:
            return one_of(JOY, self.question.id)
        return KEPT


def placed(question: Question) -> tuple[tuple[str, Any, str], ...]:
    """The options in an order that depends on nothing but the question's id and their number."""
    order = sorted(
        range(len(question.options)), key=lambda index: crc32(f"{question.id}/{index}".encode())
    )
    return tuple(question.options[index] for index in order)


def one_of(lines: Sequence[str], id: str) -> str:
    """One of these lines, always the same for the same id."""
    return lines[crc32(id.encode()) % len(lines)]


def computed(value: Any) -> str:
    """What the run came to, in a sentence."""
    if isinstance(value, FetchResult):
        return visible(value.verdict, 1000)
    if isinstance(value, bool):
        return f"computed: {YES[value]}."
    return f"computed: `{visible(value)}`."


def _holds(option: tuple[str, Any, str], value: Any) -> bool:
    text, wanted, why = option
    if isinstance(value, FetchResult):
        return Option(text, wanted, why).holds(value)
    return bool(wanted(value)) if callable(wanted) else wanted == value
