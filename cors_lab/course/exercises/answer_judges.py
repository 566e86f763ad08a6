"""Judging what is no server: letters, strings, or the arguments of one fetch. Keys are computed."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.facts import FACTS
from cors_lab.course.exercises.model import LETTERS, Finding
from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cors_lab.result.result import FetchResult

BETWEEN = re.compile(r"\b(and|or|und|et|y)\b", re.IGNORECASE)  # "A, C and F"
FEW = 2  # more strange letters than that are words
NO_LETTERS = "There are no letters yet."
WRITE_LETTERS = 'Write the letters that you mean into the quotes: `my_answer = "AC"`, for example.'
TRUE_OR_FALSE = (
    "Return True or False on every way through the function. Where you return `a and b`, put "
    "`bool(...)` around it: Python gives back one of the two values, which may be None."
)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a letter stands for.

    `asks` computes whether it belongs, `why` says why (it must fit what was computed).
    """

    text: str
    asks: Callable[[], bool | FetchResult]
    why: str
    holds: Callable[[Any], bool] = bool

    def computed(self) -> tuple[bool, FetchResult | None]:
        """Does it belong, and the fetch that shows it, if it is one that does."""
        value = self.asks()
        trace = None if isinstance(value, bool) else value
        return self.holds(value), trace


def letters_judge(
    items: Sequence[Item], belongs: str, does_not: str
) -> Callable[[str], Iterator[Finding]]:
    """A judge of letters: `belongs` and `does_not` finish the sentence "C (text) ..."."""

    def judge(answer: str) -> Iterator[Finding]:
        chosen = {letter for letter in BETWEEN.sub(" ", answer).upper() if letter.isalpha()}
        if not chosen:
            yield Finding(False, NO_LETTERS, fix=WRITE_LETTERS)
            return
        last = LETTERS[len(items) - 1]
        strange = sorted(chosen - set(LETTERS[: len(items)]))
        if len(strange) > FEW:
            yield Finding(False, f"That is more than letters from A to {last}.", fix=WRITE_LETTERS)
            return
        for letter in strange:
            yield Finding(False, f"There is no {letter}; the letters are A to {last}.")
        for letter, item in zip(LETTERS, items, strict=False):
            yield _letter(letter, item, letter in chosen, (belongs, does_not))

    return judge


def _letter(letter: str, item: Item, chosen: bool, told: tuple[str, str]) -> Finding:
    """What one letter came to."""
    truth, trace = item.computed()
    belongs, does_not = told
    sentence = f"{letter}, {item.text}, {belongs if truth else does_not}"
    if chosen == truth:
        return Finding(True, f"{sentence}.")
    slip = "you left it out" if truth else "you chose it"
    return Finding(False, f"{sentence}, and {slip}.", item.why, trace=trace)


def letters_of(items: Sequence[Item]) -> str:
    """The right letters."""
    right = zip(LETTERS, items, strict=False)
    return "".join(letter for letter, item in right if item.computed()[0])


Slips = tuple[tuple["Callable[[str, str, str], bool]", str], ...]
"""Each a condition on (question, what was given, what is right), and what to say."""


def texts_judge(
    questions: Sequence[str], compute: Callable[[str], str], slips: Slips
) -> Callable[[Mapping[str, str]], Iterator[Finding]]:
    """A judge of a dict from question to string; `slips` are the wrong answers that it knows."""

    def judge(answer: Mapping[str, str]) -> Iterator[Finding]:
        if not any(answer.get(question) for question in questions):
            fix = f'Write each answer between its quotes: `"{questions[0]}": "..."`.'
            yield Finding(False, "Nothing is filled in yet.", fix=fix)
            return
        for question in questions:
            yield _text(question, answer.get(question), compute(question), slips)

    return judge


def _text(question: str, given: object, right: str, slips: Slips) -> Finding:
    """What one entry came to."""
    if not isinstance(given, str):
        fix = f'Write it as a string, in quotes: `"{question}": "..."`.'
        return Finding(False, f"There is no string for `{question}` yet.", fix=fix)
    if not given.strip():
        fix = "There is one for every URL, even for one whose origin is opaque."
        return Finding(False, f"`{question}` has no answer yet.", fix=fix)
    if given == right:
        return Finding(True, f"The origin of `{question}` is `{given}`.")
    why = next((words for slip, words in slips if slip(question, given, right)), "")
    return Finding(False, f"The origin of `{question}` is not `{given}`.", why)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a fetch should show: how it is told when it holds, and when it does not."""

    holds: Callable[[FetchResult], bool]
    good: str
    bad: str | Callable[[FetchResult], str]
    why: str | Callable[[FetchResult], str]

    def finding(self, result: FetchResult) -> Finding:
        """What the fetch came to in this respect."""
        if self.holds(result):
            return Finding(True, self.good)
        return Finding(False, _said(self.bad, result), _said(self.why, result), trace=result)

    def not_reached(self) -> Finding:
        """The same, where something before it failed."""
        return Finding(False, self.good, reached=False)


def _said(words: str | Callable[[FetchResult], str], result: FetchResult) -> str:
    return words(result) if callable(words) else words


def request_judge(
    send: Callable[[Mapping[str, Any]], FetchResult], wanted: Sequence[Wanted]
) -> Callable[[Mapping[str, Any]], Iterator[Finding]]:
    """A judge of the arguments of one fetch."""

    def judge(answer: Mapping[str, Any]) -> Iterator[Finding]:
        try:
            result = send(answer)
        except (TypeError, ValueError) as error:
            yield Finding(False, "`fetch()` does not take these arguments.", str(error))
            return
        failed = False
        for one in wanted:
            finding = one.not_reached() if failed else one.finding(result)
            failed = failed or not finding.works
            yield finding

    return judge


def function_judge(
    name: str, calls: Sequence[tuple[tuple[Any, ...], str]], ask: Callable[..., FetchResult]
) -> Callable[[Callable[..., Any]], Iterator[Finding]]:
    """A judge of a function that says whether a page may read.

    Each of `calls` is (arguments, why); the browser is asked with the same arguments.
    """

    def judge(answer: Callable[..., Any]) -> Iterator[Finding]:
        if inspect.iscoroutinefunction(answer):
            fix = "Write it as a plain function, without `async`."
            yield Finding(False, "This function has to be awaited.", fix=fix)
            return
        for arguments, why in calls:
            finding = _called(name, answer, arguments, ask(*arguments), why)
            yield finding
            if finding.fix:  # it returns no truth value: the other calls would say the same
                return

    return judge


def _called(
    name: str,
    answer: Callable[..., Any],
    arguments: tuple[Any, ...],
    result: FetchResult,
    why: str,
) -> Finding:
    """What one call came to, beside what the browser says."""
    wanted, given = FACTS["read"](result), answer(*arguments)
    call = f"`{name}({', '.join(map(repr, arguments))})`"
    if not isinstance(given, bool):
        said = visible(repr(given), 60)
        sentence = f"{call} gives {said}, which is neither True nor False."
        return Finding(False, sentence, fix=TRUE_OR_FALSE)
    if given is wanted:
        return Finding(True, f"{call} is {wanted}.")
    return Finding(False, f"{call} is {given}, and a browser says {wanted}.", why, trace=result)
