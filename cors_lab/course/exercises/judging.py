"""The beat *Fix*: an answer is judged, and whatever a learner hands in, the reply is a sentence."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.accepted import accepted
from cors_lab.course.exercises.flask_cors_options import misspelt_option
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.sandbox import (
    EndedError,
    RaisedError,
    TookTooLongError,
    TooMuchMemoryError,
    collect,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 8.0  # for a whole check: tenths of one, and several on a machine that is busy
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
        collect(lambda: _findings(exercise, answer), SECONDS, found.append)
    except TookTooLongError as error:
        if error.args[0]:
            place = f"in `{error.args[0]}`"
        else:
            place = "in your code"
        why = f"It was {place} when it was stopped. {LOOP}"
        sentence = f"Your code did not come back within {SECONDS:g} seconds."
        found.append(Finding(False, sentence, why))
    except TooMuchMemoryError:
        sentence = "Your code needs more memory than an answer may take."
        why = "Look for a list or a string that grows without an end."
        found.append(Finding(False, sentence, why))
    except EndedError:
        sentence = "Your code wants to end Python, with `exit()` or the like."
        found.append(Finding(False, sentence, fix="Take that call out."))
    except RaisedError as error:
        found.append(Finding(False, "Your code raised an exception.", str(error)))
    return _explained(found, misspelt_option(source))


def _explained(found: list[Finding], slip: str) -> list[Finding]:
    """The same findings; the first that does not work is told by this slip, if there is one."""
    at = next((index for index, one in enumerate(found) if one.reached and not one.works), None)
    if slip and at is not None:
        found[at] = replace(found[at], why=slip, fix="")
    return found


def _findings(exercise: Exercise, answer: Any) -> Iterator[Finding]:
    with closing(exercise.judge(answer)) as findings:  # type: ignore[type-var]  # a generator
        yield from findings
