"""Judge the answers of a certificate again."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.course.beats.question import Asked
from cors_lab.course.certificate.claims import QUESTION_OF
from cors_lab.course.certificate.plain_code import objection
from cors_lab.course.certificate.refusals import refuse_from_now_on
from cors_lab.course.clinic.replay import replay_exam
from cors_lab.course.exercises.accepted import accepted
from cors_lab.course.exercises.judging import SECONDS
from cors_lab.course.exercises.sandbox import (
    EndedError,
    RaisedError,
    TookTooLongError,
    TooMuchMemoryError,
    collect,
    plain,
)
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.record.record import OFF, VARIABLE
from cors_lab.display.text import visible
from cors_lab.tools.cli.working_copy import course_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.exercises.model import Exercise

HOLDS, FAILS, NOT_RUN = "holds", "fails", "not run"


class Outcome(NamedTuple):
    """What came out for one answer: its id, `holds`, `fails` or `not run`, and why."""

    id: str
    state: str
    why: str = ""


def exercise_outcome(claim: dict[str, Any]) -> Outcome:
    """Run the answer's code in a child process, and let the exercise judge what it makes."""
    id, text = str(claim.get("id")), str(claim.get("text"))
    exercise = EXERCISES.get(id)
    if exercise is None:
        return Outcome(id, FAILS, "there is no such exercise in this edition of the course")
    if why := objection(text):
        return Outcome(id, NOT_RUN, f"{why}, which no answer needs; read it yourself")
    found: list[tuple[bool, str]] = []
    try:
        collect(partial(_judged, exercise, text), SECONDS, found.append, plain)
    except TookTooLongError:
        return Outcome(id, FAILS, f"it did not come back within {SECONDS:g} seconds")
    except TooMuchMemoryError:
        return Outcome(id, FAILS, "it needs more memory than an answer may take")
    except EndedError:
        return Outcome(id, FAILS, "it ended Python")
    except RaisedError as error:
        return Outcome(id, FAILS, f"it raised an exception: {visible(error)}")
    wrong = [sentence for works, sentence in found if not works]
    if wrong or not found:
        return Outcome(id, FAILS, wrong[0] if wrong else "it was not judged")
    return Outcome(id, HOLDS)


def _judged(exercise: Exercise, text: str) -> Iterator[tuple[bool, str]]:
    """What the judge finds, as plain values. Only for a child process."""
    os.environ[VARIABLE] = OFF
    sys.path.append(str(course_root()))
    code = compile(text, f"<answer {exercise.id}>", "exec")
    refuse_from_now_on()
    names: dict[str, Any] = {"__name__": "answer"}
    exec(code, names)
    if exercise.name not in names:
        yield False, f"it makes no `{exercise.name}`"
        return
    answer, refusal = accepted(exercise, names[exercise.name])
    if refusal:
        yield False, f"{refusal.sentence} {refusal.fix}"
        return
    for finding in exercise.judge(answer):
        yield bool(finding.works), str(finding.sentence)


def question_outcome(claim: dict[str, Any]) -> Outcome:
    """Compute the key of the question, and compare."""
    id = str(claim.get("id"))
    question = QUESTION_OF.get(id)
    if question is None:
        return Outcome(id, FAILS, "there is no such question in this edition of the course")
    asked = Asked.of(question)
    chosen = [index for index, _, text in asked.lettered() if text == claim.get("text")]
    if not chosen:
        return Outcome(id, NOT_RUN, "its options have other words in this edition of the course")
    if claim.get("right") is not (chosen[0] == asked.right):
        was = "wrong" if claim.get("right") else "right"
        return Outcome(id, FAILS, f"the answer is {was}, and the certificate says otherwise")
    return Outcome(id, HOLDS)


def exam_outcome(claim: dict[str, Any]) -> Outcome:
    """Judge the ten cases of an exam again: as many have to be right as the certificate says."""
    id = str(claim.get("id"))
    findings = replay_exam(claim)
    right = sum(finding.works for finding in findings)
    if (claim.get("right"), claim.get("cases")) == (right, len(findings)):
        return Outcome(id, HOLDS, f"{right} of {len(findings)} cases")
    wrong = next((finding.sentence for finding in findings if not finding.works), "")
    return Outcome(id, FAILS, f"{right} of {len(findings)} cases hold. {wrong}".rstrip())
