"""The beat *Fix*: exercises that check themselves. Whatever a learner hands in, the answer is a
sentence.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.feedback import Feedback, Hints, Listing
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.sandbox import TookTooLongError, bounded, what_was_raised
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.study.progress import record
from cors_lab.server.loopback import Server

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 5.0  # for a whole check, which takes a few hundredths of one
_failures: Counter[str] = Counter()
_unfolded: Counter[str] = Counter()


def task(id: str) -> Listing:
    """What is wanted, and the code to begin with."""
    exercise = _exercise(id)
    return Listing(exercise, exercise.task, "The code to begin with", exercise.starter)


def check(id: str, answer: Any) -> Feedback:
    """Try the learner's answer: what works, the first thing that does not, and a hint more after
    each failure.

    `answer` is a Flask app (or another WSGI app, or the Server of `serve`), a function, letters, a
    dict of texts, or a dict of the arguments of page.fetch, as the exercise says. Never raises for
    the answer, and ends within five seconds.
    Raises ValueError for an unknown id.
    """
    exercise = _exercise(id)
    answer, refusal = _accepted(exercise, answer)
    findings = [refusal] if refusal else _findings(exercise, answer)
    passed = all(finding.works for finding in findings)
    record("exercises", id, passed)
    _failures[id] = 0 if passed else _failures[id] + 1
    offered = max(_failures[id], _unfolded[id])
    return Feedback(exercise, tuple(findings), () if passed else exercise.hints[:offered])


def hint(id: str) -> Hints:
    """One hint more than the last time."""
    exercise = _exercise(id)
    _unfolded[id] = min(_unfolded[id] + 1, len(exercise.hints))
    return Hints(exercise, exercise.hints[: _unfolded[id]], _unfolded[id] < len(exercise.hints))


def solution(id: str) -> Listing:
    """An answer that works."""
    exercise = _exercise(id)
    return Listing(exercise, "An answer that works:", "", exercise.solution())


def _exercise(id: str) -> Exercise:
    if not isinstance(id, str) or id not in EXERCISES:
        near = get_close_matches(str(id), EXERCISES, 1, 0.4)
        if near:
            rather = f"did you mean {near[0]!r}?"
        else:
            rather = f"there are {', '.join(EXERCISES)}."
        raise ValueError(f"id: there is no exercise {id!r}; {rather}")
    return EXERCISES[id]


def _findings(exercise: Exercise, answer: Any) -> list[Finding]:
    """Findings up to the first that does not work; a learner's code that raises or hangs is one of
    those.
    """
    found: list[Finding] = []
    try:
        bounded(lambda: _collect(exercise, answer, found), SECONDS)
    except TookTooLongError as error:
        if error.args[0]:
            place = f"in `{error.args[0]}`"
        else:
            place = "in your code"
        why = (
            f"It was {place} when it was stopped. Look for a loop that never ends, or for something"
            " that waits."
        )
        found.append(
            Finding(False, f"Your code did not come back within {SECONDS:g} seconds.", why)
        )
    except Exception as error:
        found.append(Finding(False, "Your code raised an exception.", what_was_raised(error)))
    except SystemExit:
        found.append(
            Finding(
                False,
                "Your code wants to end Python, with `exit()` or the like.",
                fix="Leave that call out.",
            )
        )
    return found


def _collect(exercise: Exercise, answer: Any, found: list[Finding]) -> None:
    with closing(exercise.judge(answer)) as findings:  # type: ignore[type-var]  # each judge is a generator
        for finding in findings:
            found.append(finding)
            if not finding.works:
                return


def _accepted(exercise: Exercise, answer: Any) -> tuple[Any, Finding | None]:
    """The answer as the judge wants it, or what is wrong with its type."""
    value, sentence = READERS[exercise.accepts](answer)
    if not sentence:
        return value, None
    if inspect.isclass(answer):
        kind = f"the class {answer.__name__}"
    else:
        kind = type(answer).__name__
    return None, Finding(
        False,
        f"This cannot be checked: it is {'nothing (None)' if answer is None else kind}.",
        fix=sentence,
    )


def _app(answer: Any) -> tuple[Any, str]:
    app = answer.app if isinstance(answer, Server) else answer
    if not callable(app) or inspect.isclass(app):
        return None, "Hand in the Flask app itself: `app = Flask(...)`, and then `app`."
    if not _takes(app, 2):
        if inspect.isroutine(app):
            return (
                None,
                "That is a function such as a view. Hand in the Flask app that it belongs to.",
            )
        return (
            None,
            (
                "It cannot be called as a WSGI app is (those of FastAPI and Starlette are ASGI)."
                " Hand in a Flask app."
            ),
        )
    return app, ""


def _function(answer: Any) -> tuple[Any, str]:
    if not callable(answer) or inspect.isclass(answer):
        return None, "Hand in the function itself, without calling it: its name and no brackets."
    if _takes(answer, 3):
        return (answer, "")
    return (None, "Hand in a function that takes three arguments, as the starter's does.")


def _takes(function: Callable[..., Any], arguments: int) -> bool:
    try:
        inspect.signature(function).bind(*[None] * arguments)
    except (TypeError, ValueError):
        return False
    return True


def _letters(answer: Any) -> tuple[Any, str]:
    if (
        not isinstance(answer, str)
        and isinstance(answer, Iterable)
        and not isinstance(answer, Mapping)
    ):
        answer = "".join(part for part in answer if isinstance(part, str))
    if isinstance(answer, str):
        return (answer, "")
    return (None, 'Hand in letters as a text, such as `"ACE"`.')


def _mapping(sentence: str) -> Callable[[Any], tuple[Any, str]]:
    return lambda answer: (answer, "") if isinstance(answer, Mapping) else (None, sentence)


READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "app": _app,
    "function": _function,
    "letters": _letters,
    "texts": _mapping("Hand in a dict with a text for each entry, as the starter has it."),
    "request": _mapping(
        'Hand in a dict of arguments, such as `{"method": "POST", "body": "Buy milk"}`.'
    ),
}
