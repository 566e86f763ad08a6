"""Judging what is no server: letters, texts, or the arguments of one fetch. Every key is computed,
none is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.facts import FACTS
from cors_lab.course.exercises.model import LETTERS, Finding
from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cors_lab.result.result import FetchResult


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a letter stands for: `asks()` computes whether it belongs, `why` says why (it
    must fit what was computed).
    """

    text: str
    asks: Callable[[], bool | FetchResult]
    why: str
    holds: Callable[[Any], bool] = bool

    def computed(self) -> tuple[bool, FetchResult | None]:
        """Does it belong, and the fetch that shows it, if it is one that does."""
        value = self.asks()
        return self.holds(value), None if isinstance(value, bool) else value


def letters_judge(
    items: Sequence[Item], belongs: str, does_not: str
) -> Callable[[str], Iterator[Finding]]:
    """A judge of letters: `belongs` and `does_not` finish the sentence "C (text) ..."."""

    def judge(answer: str) -> Iterator[Finding]:
        chosen = {letter for letter in answer.upper() if letter.isalpha()}
        if not chosen:
            yield Finding(
                False,
                "There are no letters yet.",
                fix='Write those that you mean into the quotes: `answer = "AC"`, for example.',
            )
        if strange := sorted(chosen - set(LETTERS[: len(items)])):
            yield Finding(
                False, f"There is no {strange[0]}; the letters are A to {LETTERS[len(items) - 1]}."
            )
        for letter, item in zip(LETTERS, items, strict=False):
            truth, trace = item.computed()
            sentence = f"{letter}, {item.text}, {belongs if truth else does_not}"
            if (letter in chosen) == truth:
                yield Finding(True, f"{sentence}.")
            else:
                yield Finding(
                    False,
                    f"{sentence}, and you {'left it out' if truth else 'chose it'}.",
                    item.why,
                    trace=trace,
                )

    return judge


def letters_of(items: Sequence[Item]) -> str:
    """The right letters."""
    return "".join(
        letter for letter, item in zip(LETTERS, items, strict=False) if item.computed()[0]
    )


def texts_judge(
    questions: Sequence[str], compute: Callable[[str], str], slips: Slips
) -> Callable[[Mapping[str, str]], Iterator[Finding]]:
    """A judge of a dict from question to text; `slips` tell a wrong answer that it knows from one
    that it does not.
    """

    def judge(answer: Mapping[str, str]) -> Iterator[Finding]:
        for question in questions:
            given = answer.get(question)
            if not isinstance(given, str) or not given.strip():
                yield Finding(
                    False,
                    f"There is no text for `{question}` yet.",
                    fix=f'Write it as a text: `"{question}": "..."`.',
                )
                return
            if given == compute(question):
                yield Finding(True, f"`{question}`: `{given}`.")
            else:
                why = next(
                    (words for slip, words in slips if slip(question, given, compute(question))), ""
                )
                yield Finding(False, f"`{question}`: not `{given}`.", why)

    return judge


Slips = tuple[tuple["Callable[[str, str, str], bool]", str], ...]
"""Each a condition on (question, what was given, what is right), and what to say."""


def request_judge(
    send: Callable[[Mapping[str, Any]], FetchResult],
    wanted: Sequence[tuple[Callable[[FetchResult], bool], str, str, str]],
) -> Callable[[Mapping[str, Any]], Iterator[Finding]]:
    """A judge of the arguments of one fetch; `wanted` are (condition, when it holds, when it does
    not, why).
    """

    def judge(answer: Mapping[str, Any]) -> Iterator[Finding]:
        try:
            result = send(answer)
        except (TypeError, ValueError) as error:
            yield Finding(False, "`fetch()` does not take these arguments.", str(error))
            return
        for holds, good, bad, why in wanted:
            yield Finding(True, good) if holds(result) else Finding(False, bad, why, trace=result)

    return judge


def function_judge(
    name: str, calls: Sequence[tuple[tuple[Any, ...], str]], ask: Callable[..., FetchResult]
) -> Callable[[Callable[..., Any]], Iterator[Finding]]:
    """A judge of a function that says whether a page may read: each of `calls` is (arguments, why),
    and the browser is asked with them.
    """

    def judge(answer: Callable[..., Any]) -> Iterator[Finding]:
        for arguments, why in calls:
            result = ask(*arguments)
            wanted, given = FACTS["read"](result), answer(*arguments)
            call = f"`{name}({', '.join(map(repr, arguments))})`"
            if not isinstance(given, bool):
                fix = "Does each way through your function end with a `return` of one of the two?"
                yield Finding(
                    False,
                    f"{call} gives {visible(repr(given), 60)}, which is neither True nor False.",
                    fix=fix,
                )
            elif given is wanted:
                yield Finding(True, f"{call} is {wanted}.")
            else:
                yield Finding(
                    False, f"{call} is {given}, and a browser says {wanted}.", why, trace=result
                )

    return judge
