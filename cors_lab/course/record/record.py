"""What was predicted, solved, answered and reviewed: kept in the learner's file, or in memory.

The environment variable CORS_LAB_PROGRESS names another file, or a folder in which each learner has
one (see `person`); `off` keeps progress in memory, where each kernel starts over.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from cors_lab.course.record import log, person, store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

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
class Record:
    """All that is known of what this learner did, a notice for them, and who wants to hear.

    `unsaved` is what the file does not have yet. A kernel has one record: `current()`.
    """

    done: Done = field(default_factory=store.nothing)
    unsaved: Done = field(default_factory=store.nothing)
    notice: str = ""
    unwritten: bool = False
    watchers: list[Callable[[], None]] = field(default_factory=list)
    clock: Callable[[], datetime] = log.now

    def keep(self, more: Done) -> None:
        """Merge this into what is known, and into the file; then tell those who watch.

        Never raises: a full disk must not end a lesson.
        """
        self.unsaved = store.merged(self.unsaved, more)
        self.done = store.merged(self.done, more)
        file = path()
        notice = ""
        try:
            if file is not None and (file.exists() or any(self.done.values())):
                self.done, notice = store.add(file, self.unsaved, self.done)
                if not notice.endswith(store.NEWER_ENDS):
                    self.unsaved = store.nothing()
        except (OSError, ValueError):  # ValueError: a name that no file can have
            notice = CANNOT
        self.unwritten = notice == CANNOT
        self.notice = notice or self.notice
        for changed in self.watchers:
            changed()

    def add(self, kind: str, id: str, more: Done | None = None, /, **value: Any) -> log.Entry:
        """Add an entry to the log, and `more` with it; the entry."""
        at = self.clock()
        while (entry := log.Entry(at, kind, id, value)).key in self.done[store.LOG]:
            at += timedelta(microseconds=1)
        self.keep((more or store.nothing()) | {store.LOG: {entry.key: value}})
        return entry

    def entries(self, *kinds: str) -> list[log.Entry]:
        """The entries of the log, in order, without what was taken back."""
        return log.entries(self.done[store.LOG], *kinds)

    def refresh(self) -> None:
        """Look into the file again: another notebook may have written to it."""
        self.keep(store.nothing())

    def forget(self, lesson: str = "") -> None:
        """Forget everything, or what belongs to one lesson (two digits). Raises OSError."""
        file = path()
        if file is not None and store.is_newer(file):
            raise PermissionError(store.NEWER.format(name=file.name))
        kept = store.nothing()
        if lesson:
            kept = {kind: _without(part, lesson) for kind, part in self.done.items()}
        self.done, self.unsaved = kept, store.nothing()
        if file is not None and file.exists():
            if any(kept.values()):
                store.write(file, store.text_of(kept))
            else:
                file.unlink()
        for changed in self.watchers:
            changed()

    def taken_notice(self) -> str:
        """The notice, which is told once."""
        notice, self.notice = self.notice, ""
        return notice


@cache
def current() -> Record:
    """The record of this kernel."""
    return Record()


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
    if kind == "exercises":
        current().keep(more)
    else:
        current().add(log.ANSWER, id, more, kind=kind, right=right, text=answer)


def first_answer(id: str) -> str:
    """The first answer to this question, "" where there is none."""
    current().refresh()
    return str(current().done[store.ANSWERS].get(id, ""))


def draft_of(id: str) -> str:
    """The code that was last typed into the experiment of this id, "" where there is none."""
    current().refresh()
    return str(current().done[store.DRAFTS].get(id, ""))


def keep_draft(id: str, text: str) -> None:
    """Keep what was typed into an experiment; too long a text is not kept."""
    if len(text) <= store.MAX_DRAFT:
        current().keep(store.nothing() | {store.DRAFTS: {id: text}})


def _without(part: dict[str, Any], lesson: str) -> dict[str, Any]:
    """The part without the entries of this lesson: their ids, or the ids in their keys, begin with
    its number.
    """
    return {
        key: value
        for key, value in part.items()
        if f"{key.rpartition(' ')[2]}-"[:3] != f"{lesson}-"
    }


def begin(changed: Callable[[], None]) -> None:
    """`changed()` is called after each answer from now on."""
    current().watchers.clear()
    current().refresh()
    current().watchers.append(changed)


def where() -> str:
    """Where progress is kept, and for how long, in a sentence."""
    file = path()
    if file is None:
        return f"Progress is kept as long as this kernel runs. {SAVE}"
    if current().unwritten:
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
