"""The beat *Fix*: an answer is judged, and whatever a learner hands in, the reply is a sentence."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.accepted import accepted
from cors_lab.course.exercises.flask_cors_options import misspelt_option
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.sandbox import TookTooLongError, bounded, what_was_raised

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 5.0  # for a whole check, which takes a few tenths of one
LOOP = "Look for a loop that never ends, or for something that waits."


def judged(exercise: Exercise, answer: Any, source: str = "") -> list[Finding]:
    """What was found, in order; a learner's code that raises or hangs is one of the findings.

    `source` is the code of the cell, where it is known.
    """
    answer, refusal = accepted(exercise, answer)
    if refusal:
        return [refusal]
    found: list[Finding] = []
    try:
        bounded(lambda: _collect(exercise, answer, found), SECONDS)
    except TookTooLongError as error:
        place = f"in `{error.args[0]}`" if error.args[0] else "in your code"
        why = f"It was {place} when it was stopped. {LOOP}"
        sentence = f"Your code did not come back within {SECONDS:g} seconds."
        found.append(Finding(False, sentence, why))
    except Exception as error:
        found.append(Finding(False, "Your code raised an exception.", what_was_raised(error)))
    except SystemExit:
        sentence = "Your code wants to end Python, with `exit()` or the like."
        found.append(Finding(False, sentence, fix="Take that call out."))
    return _explained(found, misspelt_option(source))


def _explained(found: list[Finding], slip: str) -> list[Finding]:
    """The same findings; the first that does not work is told by this slip, if there is one."""
    at = next((index for index, one in enumerate(found) if one.reached and not one.works), None)
    if slip and at is not None:
        found[at] = replace(found[at], why=slip, fix="")
    return found


def _collect(exercise: Exercise, answer: Any, found: list[Finding]) -> None:
    findings: Iterator[Finding] = exercise.judge(answer)
    with closing(findings):  # type: ignore[type-var]  # each judge is a generator
        found.extend(findings)
