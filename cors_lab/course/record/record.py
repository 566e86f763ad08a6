"""What was predicted, solved and answered: kept in the learner's file, or in memory alone.

The environment variable CORS_LAB_PROGRESS names another file, or a folder in which each learner has
one (see `person`); `off` keeps progress in memory, where each kernel starts over.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from cors_lab.course.record import person, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.course.record.store import Done

VARIABLE = "CORS_LAB_PROGRESS"
OFF = "off"
SAVE = (
    '`progress(export="progress.json")` writes a file to keep, '
    '`progress(restore="progress.json")` takes it back.'
)
CANNOT = (
    "The file of your progress cannot be read or written, so it lasts as long as this kernel runs. "
    f"{SAVE}"
)


@dataclass(slots=True)
class Session:
    """What this kernel knows: all that was done, a notice for the learner, and who wants to
    hear.
    """

    done: Done = field(default_factory=store.nothing)
    notice: str = ""
    unwritten: bool = False
    watchers: list[Callable[[], None]] = field(default_factory=list)


SESSION = Session()


def path() -> Path | None:
    """Where progress is kept; None: in memory."""
    named = os.environ.get(VARIABLE, "")
    if named.lower() == OFF:
        return None
    if not named:
        return _usual_path()
    if person.is_folder(named):
        return person.file_in(Path(named))
    return Path(named)


def _usual_path() -> Path | None:
    try:
        return user_data_path("cors-lab", appauthor=False) / "progress.json"
    except (RuntimeError, KeyError):  # no HOME, and no entry for this user: as in some containers
        return None


def record(kind: str, id: str, right: bool, answer: str = "") -> None:
    """Keep one thing: `kind` is "exercises", "predictions" or "recall".

    Of predictions and recall the first answer counts. Never raises: a full disk must not end a
    lesson.
    """
    more = store.nothing() | {kind: {id: right}}
    if answer:
        more[store.ANSWERS] = {id: answer}
    keep(more)


def first_answer(id: str) -> str:
    """The first answer to this question, "" where there is none."""
    keep(store.nothing())
    return str(SESSION.done[store.ANSWERS].get(id, ""))


def draft_of(id: str) -> str:
    """The code that was last typed into the experiment of this id, "" where there is none."""
    keep(store.nothing())
    return str(SESSION.done[store.DRAFTS].get(id, ""))


def keep_draft(id: str, text: str) -> None:
    """Keep what was typed into an experiment; too long a text is not kept."""
    if len(text) <= store.MAX_DRAFT:
        keep(store.nothing() | {store.DRAFTS: {id: text}})


def keep(more: Done) -> None:
    """Merge this into what is known, and into the file; then tell those who watch."""
    SESSION.done = store.merged(SESSION.done, more)
    file = path()
    notice = ""
    try:
        if file is not None and (file.exists() or any(SESSION.done.values())):
            SESSION.done, notice = store.add(file, SESSION.done)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        notice = CANNOT
    SESSION.unwritten = notice == CANNOT
    SESSION.notice = notice or SESSION.notice
    for changed in SESSION.watchers:
        changed()


def forget(lesson: str = "") -> None:
    """Forget everything, or what belongs to one lesson (two digits). Raises OSError."""
    file = path()
    if file is not None and store.is_newer(file):
        raise PermissionError(store.NEWER.format(name=file.name))
    kept = store.nothing()
    if lesson:
        kept = {kind: _without(part, lesson) for kind, part in SESSION.done.items()}
    SESSION.done = kept
    if file is not None and file.exists():
        if any(kept.values()):
            store.write(file, store.text_of(kept))
        else:
            file.unlink()
    for changed in SESSION.watchers:
        changed()


def _without(part: dict[str, Any], lesson: str) -> dict[str, Any]:
    return {id: value for id, value in part.items() if not id.startswith(f"{lesson}-")}


def begin(changed: Callable[[], None]) -> None:
    """`changed()` is called after each answer from now on."""
    SESSION.watchers.clear()
    keep(store.nothing())
    SESSION.watchers.append(changed)


def taken_notice() -> str:
    """The notice, which is told once."""
    notice, SESSION.notice = SESSION.notice, ""
    return notice


def where() -> str:
    """Where progress is kept, and for how long, in a sentence."""
    file = path()
    if file is None:
        return f"Progress is kept as long as this kernel runs. {SAVE}"
    if SESSION.unwritten:
        return f"Progress lasts as long as this kernel runs. {SAVE}"
    if "BINDER_SERVICE_HOST" in os.environ or "BINDER_LAUNCH_HOST" in os.environ:
        return f"On Binder nothing lasts. Before you go: {SAVE}"
    return f"Progress is kept in {_short(file)}."


def _short(file: Path) -> str:
    try:
        home = Path.home()
    except RuntimeError:
        return str(file)
    if file.is_relative_to(home):
        return f"~/{file.relative_to(home).as_posix()}"
    return str(file)


def is_shared() -> bool:
    """Do several people keep their progress in one folder here?"""
    named = os.environ.get(VARIABLE, "")
    return bool(named) and named.lower() != OFF and person.is_folder(named)
