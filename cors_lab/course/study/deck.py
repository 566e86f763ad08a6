"""What can be reviewed: the cards of the lessons that were begun, questions that were missed, and
mistakes that were made in exercises.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from zlib import crc32

from cors_lab.course.beats.question import LETTERS, Asked, computed
from cors_lab.course.clinic.diagnosis import CHECKS, codes
from cors_lab.course.clinic.model import PLACES
from cors_lab.course.clinic.play import NAMES, symptoms
from cors_lab.course.clinic.ward import WARD, drawn, is_seed
from cors_lab.course.lessons import CARDS, EXERCISES, PREDICTIONS, QUESTIONS
from cors_lab.course.record import log, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cors_lab.course.beats.question import Question
    from cors_lab.course.record.record import Record

CARD, QUESTION, MISTAKE = "Card", "A question you missed", "A mistake you made"
DIAGNOSIS = "A case you misread"
MOST_MISTAKES = 3  # of one exercise


@dataclass(frozen=True, slots=True)
class Face:
    """What is on both sides: a front, options to choose from (`right` is the index of the one that
    holds), and the back.
    """

    front: str
    back: str
    choices: tuple[str, ...] = ()
    right: int = -1


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to review: its key, by which reviews are kept, its lesson, its kind, and `face()`,
    which computes both sides.
    """

    key: str
    lesson: str
    kind: str
    face: Callable[[], Face]


def cards_of(lesson: str) -> Iterator[Item]:
    """The cards of a lesson: their keys are their places, so that their words may change."""
    for number, (front, back) in enumerate(CARDS.get(lesson, ()), start=1):
        yield Item(f"{lesson}-card-{number}", lesson, CARD, partial(Face, front, back))


def deck(record: Record, lesson: str = "") -> list[Item]:
    """All that there is to review, in the order of the lessons; of one lesson (two digits) all
    cards, begun or not.
    """
    begun = store.begun(record.done) | {lesson}
    items = [item for number in CARDS if number in begun for item in cards_of(number)]
    items += [*_missed(record), *_mistakes(record), *_misread(record)]
    found = [item for item in items if lesson in ("", item.lesson)]
    return sorted(found, key=lambda item: item.lesson)


def _missed(record: Record) -> Iterator[Item]:
    questions = [*PREDICTIONS.values(), *(one for part in QUESTIONS.values() for one in part)]
    first = record.done["predictions"] | record.done["recall"]
    for question in questions:
        if first.get(question.id) is False:
            face = partial(_question_face, question)
            yield Item(question.id, question.lesson, QUESTION, face)


def _question_face(question: Question) -> Face:
    asked = Asked.of(question)
    why = asked.options[asked.right][2]
    back = f"{LETTERS[asked.right]}. {why} What happened: {computed(asked.value)}"
    choices = tuple(text for _, _, text in asked.lettered())
    return Face(question.text, back, choices, asked.right)


def _mistakes(record: Record) -> Iterator[Item]:
    """The sentences that failed first in the tries at an exercise, those with a reason or a fix."""
    found: dict[str, dict[str, log.Entry]] = {}
    for entry in record.entries(log.TRY):
        said = str(entry.value.get("said", ""))
        if entry.id in EXERCISES and said and _reason(entry):
            found.setdefault(entry.id, {}).setdefault(said, entry)
    for id, by_sentence in found.items():
        for said, entry in list(by_sentence.items())[-MOST_MISTAKES:]:
            key = f"{id}/{crc32(said.encode()):08x}"
            yield Item(key, id[:2], MISTAKE, partial(_mistake_face, entry))


def _reason(entry: log.Entry) -> str:
    why, fix = (str(entry.value.get(name, "")) for name in ("why", "fix"))
    return " ".join(part for part in (why, fix and f"Fix: {fix}") if part)


def _mistake_face(entry: log.Entry) -> Face:
    exercise = EXERCISES[entry.id]
    front = (
        f"In the exercise *{exercise.title}* a try of yours failed: {entry.value['said']} "
        "Why, and what fixes it?"
    )
    return Face(front, _reason(entry))


def _misread(record: Record) -> Iterator[Item]:
    """The cases of the clinic whose last diagnosis was wrong, as they were drawn."""
    last = {entry.id: entry for entry in record.entries(log.CLINIC)}
    for id, entry in last.items():
        seed, number = entry.value.get("seed"), id.removeprefix("16-case-")
        if not number.isdigit() or int(number) not in WARD or not is_seed(seed):
            continue
        if entry.value.get("right") is False:
            yield Item(id, "16", DIAGNOSIS, partial(_case_face, int(number), seed))


def _case_face(number: int, seed: int) -> Face:
    sick = drawn(number, seed)
    shown = symptoms(sick)
    console = " ".join(shown.console[sick.engine]) or "nothing"
    rows = "; ".join(f"{asked}: {status}" for asked, _, status in shown.rows) or "nothing"
    front = (
        f"{sick.story} The console of {NAMES[sick.engine]} says: {console} "
        f"The Network panel: {rows}. Which check failed, and where?"
    )
    right = codes(number, seed)[0]
    place = PLACES[sick.places[0]]
    return Face(front, f"{CHECKS.get(right, right)}. The place: {place}. ({sick.title})")
