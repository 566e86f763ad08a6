"""A class in numbers: who is where, what was missed most, and the wrong answers in groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.course.lessons import EXERCISES, PREDICTIONS, QUESTIONS
from cors_lab.course.record import log, store
from cors_lab.course.syllabus import CONTENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cors_lab.course.teacher.reading import Pupil, Skipped

ASKED = {
    **PREDICTIONS,
    **{question.id: question for part in QUESTIONS.values() for question in part},
}
MOST_MISSED = 10
MOST_WORDS = 5  # of wrong answers to one thing
ROW = ("Learner", "Lesson", "Exercises", "Questions", "Exam", "Hints", "Minutes", "Last day")


class Missed(NamedTuple):
    """A question or an exercise: how many failed of how many tried, and the wrong answers in
    groups, with how many learners gave each.
    """

    id: str
    text: str
    failed: int
    tried: int
    answers: tuple[tuple[str, int], ...]


class Summary(NamedTuple):
    """The table of learners, what was missed most, where exercises fail, and skipped files."""

    rows: tuple[tuple[str, ...], ...]
    questions: tuple[Missed, ...]
    exercises: tuple[Missed, ...]
    lessons: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]


def summary(
    pupils: Sequence[Pupil], skipped: Sequence[Skipped], anonymous: bool = False
) -> Summary:
    """All that is shown of a class; with `anonymous` the names are numbers."""
    names = [f"Learner {number}" for number in range(1, len(pupils) + 1)]
    if not anonymous:
        names = [pupil.name for pupil in pupils]
    rows = [_row(name, pupil) for name, pupil in zip(names, pupils, strict=True)]
    reached = Counter(_lesson(pupil) for pupil in pupils)
    return Summary(
        tuple(rows),
        _most(_question(id, pupils) for id in ASKED),
        _most(_exercise(id, pupils) for id in EXERCISES),
        tuple(
            (CONTENTS[number].name, str(reached[number])) for number in CONTENTS if reached[number]
        ),
        tuple(skipped),
    )


def _row(name: str, pupil: Pupil) -> tuple[str, ...]:
    answered = [id for id in ASKED if id in pupil.done["predictions"] | pupil.done["recall"]]
    right = pupil.right("predictions", answered) + pupil.right("recall", answered)
    hints = sum(entry.kind in (log.HINT, log.SOLUTION) for entry in pupil.entries)
    return (
        name,
        _lesson(pupil) or "not begun",
        f"{pupil.right('exercises', list(EXERCISES))} of {len(EXERCISES)}",
        f"{right} of {len(answered)}",
        _exam(pupil),
        str(hints),
        str(pupil.minutes),
        pupil.last_day or "unknown",
    )


def _exam(pupil: Pupil) -> str:
    """The best exam of the clinic, `none` without one."""
    exams = [entry.value.get("right") for entry in pupil.entries if entry.kind == log.EXAM]
    right = [number for number in exams if isinstance(number, int)]
    return f"{max(right)} of 10" if right else "none"


def _lesson(pupil: Pupil) -> str:
    """The last lesson, in the order of the course, in which something was done."""
    begun = store.begun(pupil.done)
    return max((number for number in CONTENTS if number in begun), default="")


def _most(missed: Iterable[Missed]) -> tuple[Missed, ...]:
    """Those that failed most often first; none that never failed."""
    found = [one for one in missed if one.failed]
    found.sort(key=lambda one: (-one.failed / one.tried, -one.tried, one.id))
    return tuple(found[:MOST_MISSED])


def _question(id: str, pupils: Sequence[Pupil]) -> Missed:
    wrong: Counter[str] = Counter()
    tried = 0
    for pupil in pupils:
        first = pupil.done["predictions"] | pupil.done["recall"]
        tried += id in first
        if first.get(id) is False:
            wrong[str(pupil.done[store.ANSWERS].get(id, "(not kept)"))] += 1
    groups = tuple(wrong.most_common(MOST_WORDS))
    return Missed(id, ASKED[id].text, wrong.total(), tried, groups)


def _exercise(id: str, pupils: Sequence[Pupil]) -> Missed:
    """Failed: tried, and not solved yet. Each sentence counts once for a learner."""
    said: defaultdict[str, set[int]] = defaultdict(set)
    tried = failed = 0
    for number, pupil in enumerate(pupils):
        tries = [entry for entry in pupil.entries if (entry.kind, entry.id) == (log.TRY, id)]
        known = id in pupil.done["exercises"]
        tried += known
        failed += known and not pupil.done["exercises"][id]
        for entry in tries:
            if entry.value.get("said"):
                said[str(entry.value["said"])].add(number)
    groups = Counter({sentence: len(who) for sentence, who in said.items()})
    return Missed(id, EXERCISES[id].title, failed, tried, tuple(groups.most_common(MOST_WORDS)))
