"""What a cell of a lesson calls: the one module that lessons import, as `cors_lab.course`."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.ask import cors_lines, fetch_from, page_for, seen, wire
from cors_lab.course.beats.predict import Prediction
from cors_lab.course.beats.recall import Cards, Quiz
from cors_lab.course.beats.show import reveal, show
from cors_lab.course.certificate.claims import QUESTION_OF
from cors_lab.course.certificate.write import written
from cors_lab.course.clinic.rounds import Round
from cors_lab.course.clinic.widget import Clinic
from cors_lab.course.exercises.cell_guard import cell_sources, guard_cells
from cors_lab.course.exercises.feedback import Feedback, Hints, Listing, Notice
from cors_lab.course.exercises.handed_in import answer_text, hints_shown, log_try, stuck
from cors_lab.course.exercises.judging import judged
from cors_lab.course.lessons import CARDS, EXERCISES, PREDICTIONS, QUESTIONS
from cors_lab.course.lessons.n01_origin_and_site.addresses import (
    origin,
    same_origin,
    same_site,
    site,
)
from cors_lab.course.lessons.n01_origin_and_site.origin_ruler import origin_ruler
from cors_lab.course.lessons.n02_the_one_header.allow_origin_dial import allow_origin_dial
from cors_lab.course.lessons.n03_the_request_went_out.side_effects import side_effects
from cors_lab.course.lessons.n04_preflight_or_not.challenge import KEY
from cors_lab.course.lessons.n04_preflight_or_not.preflight_or_not import preflight_or_not
from cors_lab.course.lessons.n05_anatomy_of_a_preflight.curl import curl
from cors_lab.course.lessons.n05_anatomy_of_a_preflight.four_gates import four_gates
from cors_lab.course.lessons.n06_the_server_side.other_frameworks import elsewhere
from cors_lab.course.lessons.n06_the_server_side.server_editor import server_editor
from cors_lab.course.lessons.n07_credentials.cookie_matrix import cookie_matrix
from cors_lab.course.lessons.n08_what_javascript_sees.x_ray import x_ray
from cors_lab.course.lessons.n09_redirects.redirect_map import redirect_map
from cors_lab.course.lessons.n10_two_caches.clocks import how_long
from cors_lab.course.lessons.n10_two_caches.time_machine import time_machine
from cors_lab.course.lessons.n12_secure_by_design.guards import vault_with
from cors_lab.course.lessons.n12_secure_by_design.red_team import red_team
from cors_lab.course.lessons.n14_between_app_and_browser.builds import deployed
from cors_lab.course.lessons.n14_between_app_and_browser.chain import chain
from cors_lab.course.lessons.n14_between_app_and_browser.fronts import behind_nginx
from cors_lab.course.lessons.n14_between_app_and_browser.in_front import in_front
from cors_lab.course.record import log
from cors_lab.course.record.files import saved
from cors_lab.course.record.record import current
from cors_lab.course.study import challenge, notes
from cors_lab.course.study.anki import export
from cors_lab.course.study.cheat_sheet import CheatSheet, sheet_page
from cors_lab.course.study.cheat_sheet import cheat_sheet as computed_sheet
from cors_lab.course.study.deck import deck
from cors_lab.course.study.decks import KINDS
from cors_lab.course.study.header import Header
from cors_lab.course.study.map import DecisionMap
from cors_lab.course.study.progress import Ids, Progress, lesson_number, table
from cors_lab.course.study.review import Review
from cors_lab.course.study.timeline import Timeline
from cors_lab.course.syllabus import CONTENTS

if TYPE_CHECKING:
    import os

    from cors_lab.course.exercises.model import Exercise

__all__ = [
    "SpeedChallenge",
    "allow_origin_dial",
    "behind_nginx",
    "bookmark",
    "cards",
    "certificate",
    "chain",
    "cheat_sheet",
    "check",
    "clinic",
    "cookie_matrix",
    "cors_lines",
    "curl",
    "decision_map",
    "deployed",
    "elsewhere",
    "exam",
    "fetch_from",
    "four_gates",
    "hint",
    "how_long",
    "in_front",
    "lesson",
    "note",
    "origin",
    "origin_ruler",
    "page_for",
    "predict",
    "preflight_or_not",
    "progress",
    "quiz",
    "red_team",
    "redirect_map",
    "reveal",
    "review",
    "same_origin",
    "same_site",
    "seen",
    "server_editor",
    "show",
    "side_effects",
    "site",
    "solution",
    "task",
    "time_machine",
    "timeline",
    "vault_with",
    "wire",
    "x_ray",
]


def lesson(number: int | str) -> Header:
    """The header of a lesson, by its number. Raises ValueError for one that does not exist."""
    name = lesson_number(number)
    guard_cells(EXERCISES)
    return Header(name, _ids())


def predict(id: str) -> Prediction:
    """A prediction, by its id. Raises ValueError for an unknown one."""
    return Prediction(PREDICTIONS[_known("prediction", id, PREDICTIONS)])


def task(id: str) -> Listing:
    """What is wanted, and the code to begin with. Raises ValueError for an unknown id."""
    exercise = _exercise(id)
    return Listing(exercise, exercise.task, "The code to begin with", exercise.starter)


def check(id: str, answer: Any) -> Feedback:
    """Try the learner's answer: what works, what does not and why.

    `answer` is a Flask app (or another WSGI app, or the Server of `serve`), a function, letters, a
    dict of strings, or a dict of the arguments of page.fetch, as the exercise says. Never raises
    for the answer, and ends within eight seconds. Raises ValueError for an unknown id.
    """
    exercise = _exercise(id)
    cells = cell_sources()
    feedback = Feedback(exercise, tuple(judged(exercise, answer, cells[-1] if cells else "")))
    log_try(exercise, feedback, answer_text(exercise, answer, cells))
    if feedback.passed:
        return feedback
    offered = max(stuck(id), hints_shown(id))
    return Feedback(exercise, feedback.findings, exercise.hints[:offered])


def hint(id: str) -> Hints:
    """One hint more than the last time. Raises ValueError for an unknown id."""
    exercise = _exercise(id)
    count = min(hints_shown(id) + 1, len(exercise.hints))
    if count > hints_shown(id):
        current().add(log.HINT, id)
    return Hints(exercise, exercise.hints[:count], count < len(exercise.hints))


def solution(id: str) -> Listing:
    """An answer that works, and the same for Express. Raises ValueError for an unknown id."""
    exercise = _exercise(id)
    current().add(log.SOLUTION, id)
    return Listing(exercise, "An answer that works:", "", exercise.solution())


def quiz(number: int | str) -> Quiz:
    """The questions of a lesson, by its number. Raises ValueError where there are none."""
    return Quiz(QUESTIONS[_with("questions", number, QUESTIONS)])


def SpeedChallenge(kind: str = "preflight") -> challenge.SpeedChallenge:  # a widget
    """A challenge against the clock or without: "preflight", "readable", "site" or "engine".

    Raises ValueError for another kind.
    """
    return challenge.SpeedChallenge(KINDS[_known("challenge", kind, KINDS)], current())


def cards(number: int | str) -> Cards:
    """The cards of a lesson, by its number. Raises ValueError where there are none."""
    return Cards(CARDS[_with("cards", number, CARDS)])


def progress(
    *,
    export: str | os.PathLike[str] | None = None,
    restore: str | os.PathLike[str] | None = None,
    forget: bool | int | str = False,
) -> Progress:
    """The table of what was done.

    `export` also writes it to a file, `restore` merges such a file into it; `forget` starts over:
    True for everything, or the number of a lesson. Never raises for a file: what is amiss with it
    stands above the table. Raises ValueError for a lesson that does not exist.
    """
    return table(_ids(), export=export, restore=restore, forget=forget)


def note(number: int | str, text: str | None = None) -> Notice:
    """Keep a note of your own for a lesson, or show it; an empty text removes it.

    `progress()` shows all notes. Raises ValueError for a lesson that does not exist.
    """
    name = lesson_number(number)
    kept = notes.note(current(), name, text)
    return Notice(kept or f"There is no note on lesson {name}.", "noted")


def bookmark(id: str, remove: bool = False) -> Notice:
    """Keep a bookmark on an exercise, a question or a lesson, by its id or number.

    `progress()` shows them. Raises ValueError for an unknown id.
    """
    known = {**EXERCISES, **QUESTION_OF, **CONTENTS}
    notes.bookmark(current(), _known("exercise, question or lesson", id, known), not remove)
    return Notice(f"Bookmarks: {', '.join(notes.bookmarks(current())) or 'none'}.", "noted")


def decision_map() -> DecisionMap:
    """From "fetch failed" to the check that decides, and the index of all lessons."""
    return DecisionMap()


def cheat_sheet(file: str | os.PathLike[str] | None = None) -> CheatSheet | Notice:
    """What to send so that it works, and what an error means, all computed now.

    `file` is written as a page to print, if one is given. Never raises for a file.
    """
    if file is None:
        return computed_sheet()
    return Notice(*saved(Path(file), sheet_page(), "The cheat sheet is in {name}: print it."))


def timeline() -> Timeline:
    """How the rules came to be, each entry with its source."""
    return Timeline()


def review(
    number: int | str | None = None, *, anki: str | os.PathLike[str] | None = None
) -> Review | Notice:
    """What is due today: cards of the lessons that were begun, missed questions, mistakes.

    `number` is a lesson whose cards all count. `anki` writes everything to a file for Anki instead:
    `.apkg` (with the extra `anki`) or `.txt`. Raises ValueError for a lesson that does not exist.
    """
    lesson = "" if number is None else lesson_number(number)
    if anki is None:
        return Review(current(), lesson)
    current().refresh()
    return Notice(export(deck(current(), lesson), Path(anki)), "noted")


def certificate(file: str | os.PathLike[str], name: str = "") -> Notice:
    """Write a certificate: one HTML file with your answers in it, which `cors-lab verify` judges.

    `name` is the one on it, by default the name of your file of progress. Never raises for a file.
    """
    return written(current(), Path(file), name)


def clinic(seed: int | None = None, case: int | None = None) -> Clinic:
    """A sick server to diagnose and to repair: the one of this seed, and of this case (1 to 25).

    Without them they are drawn, and shown. Raises ValueError for a case that does not exist.
    """
    return Clinic(Round.practice(current(), seed, case))


def exam(seed: int | None = None) -> Clinic:
    """Ten cases of the clinic, without hints; the first answer to each counts, and is kept."""
    return Clinic(Round.of_exam(current(), seed))


def _ids() -> Ids:
    """All that there is to do, by lesson and kind."""
    return {
        number: {
            "exercises": tuple(id for id, one in EXERCISES.items() if one.lesson == number),
            "predictions": tuple(id for id, one in PREDICTIONS.items() if one.lesson == number),
            "recall": tuple(
                [question.id for question in QUESTIONS.get(number, ())]
                + [key for key in (KEY,) if key.startswith(number)]
            ),
        }
        for number in CONTENTS
    }


def _exercise(id: str) -> Exercise:
    return EXERCISES[_known("exercise", id, EXERCISES)]


def _known(kind: str, id: str, known: dict[str, Any]) -> str:
    if isinstance(id, str) and id in known:
        return id
    near = get_close_matches(str(id), known, 1, 0.4)
    rather = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
    raise ValueError(f"id: there is no {kind} {id!r}; {rather}")


def _with(kind: str, number: int | str, known: dict[str, Any]) -> str:
    name = f"{number:02}" if isinstance(number, int) else str(number).zfill(2)
    if name not in known:
        lessons = ", ".join(known)
        raise ValueError(f"number: lesson {number!r} has no {kind}; those that do are {lessons}.")
    return name
