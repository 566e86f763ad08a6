"""What a certificate says, as data: solved exercises with their answers, questions with the first
answer, exams of the clinic.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from cors_lab.course.lessons import EXERCISES, PREDICTIONS, QUESTIONS
from cors_lab.course.record import log, store

if TYPE_CHECKING:
    from cors_lab.course.record.record import Record

FORMAT = "cors-lab certificate"
VERSION = 1
MOST_EXAMS = 20  # the last ones: each takes seconds to judge
QUESTION_OF = {
    **PREDICTIONS,
    **{question.id: question for part in QUESTIONS.values() for question in part},
}
Claims = dict[str, Any]
"""format, version, edition, name, made, exercises, questions, exams."""


def edition() -> str:
    """The version of the package."""
    try:
        return version("cors-lab")
    except PackageNotFoundError:  # a checkout that was not installed
        return "unknown"


def claims(record: Record, name: str) -> Claims:
    """What this learner can claim now."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "edition": edition(),
        "name": name,
        "made": _day(record.clock()),
        "exercises": _exercises(record),
        "questions": _questions(record),
        "exams": [
            {"at": _day(entry.at), "id": entry.id, **entry.value}
            for entry in record.entries(log.EXAM)[-MOST_EXAMS:]
        ],
    }


def without_text(record: Record) -> list[str]:
    """The exercises that were solved, but whose answer was not kept."""
    solved = {id for id, right in record.done["exercises"].items() if right and id in EXERCISES}
    return sorted(solved - {claim["id"] for claim in _exercises(record)})


def _exercises(record: Record) -> list[dict[str, Any]]:
    """Each exercise with the first answer that was right, and what came before it."""
    tries: dict[str, int] = {}
    hints: dict[str, int] = {}
    solutions: set[str] = set()
    found: dict[str, dict[str, Any]] = {}
    for entry in record.entries(log.TRY, log.HINT, log.SOLUTION):
        id = entry.id
        if id in found or id not in EXERCISES:
            continue
        if entry.kind == log.HINT:
            hints[id] = hints.get(id, 0) + 1
        elif entry.kind == log.SOLUTION:
            solutions.add(id)
        else:
            tries[id] = tries.get(id, 0) + 1
            text = entry.value.get("text")
            if entry.value.get("right") is True and isinstance(text, str) and text:
                found[id] = {
                    "id": id,
                    "at": _day(entry.at),
                    "tries": tries[id],
                    "hints": hints.get(id, 0),
                    "solution": id in solutions,
                    "text": text,
                }
    return [found[id] for id in EXERCISES if id in found]


def _questions(record: Record) -> list[dict[str, Any]]:
    """Each prediction and question with the first answer to it."""
    first = record.done["predictions"] | record.done["recall"]
    days = {entry.id: _day(entry.at) for entry in reversed(record.entries(log.ANSWER))}
    answers = record.done[store.ANSWERS]
    return [
        {"id": id, "at": days.get(id, ""), "text": answers[id], "right": first.get(id) is True}
        for id in QUESTION_OF
        if id in answers and id in first
    ]


def _day(at: Any) -> str:
    return str(at.date().isoformat())
