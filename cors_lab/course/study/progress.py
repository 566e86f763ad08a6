"""What was predicted, solved and answered, kept between lessons in the user's data folder, or in
memory alone.

The environment variable CORS_LAB_PROGRESS names another file; `off` keeps progress in memory, where
each kernel begins anew.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from platformdirs import user_data_path

from cors_lab.course.lessons import EXERCISES
from cors_lab.course.record import store
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display.document import Table
from cors_lab.display.html import marked
from cors_lab.display.text import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.course.record.store import Done

VARIABLE = "CORS_LAB_PROGRESS"
OFF = "off"
FIRST = "00"
COLUMNS = ("Lesson", "Exercises solved", "Predictions right", "Questions right")
SAVE = (
    '`progress(export="progress.json")` writes a file to keep, `progress(restore="progress.json")`'
    " takes it back."
)
CANNOT = (
    "The file of your progress cannot be read or written, so it lasts as long as this kernel runs."
    f" {SAVE}"
)

_memory: Done = store.nothing()
_state = {"lesson": FIRST, "notice": ""}
_watchers: list[Callable[[], None]] = []


def path() -> Path | None:
    """Where progress is kept; None: in memory."""
    named = os.environ.get(VARIABLE, "")
    if named.lower() == OFF:
        return None
    if named:
        return Path(named)
    return user_data_path("cors-lab", appauthor=False) / "progress.json"


def record(kind: str, key: str, right: bool) -> None:
    """Keep one thing: `kind` is "exercises", "predictions" or "recall". Never raises: a full disk
    must not end a lesson.
    """
    full = key if kind == "exercises" else f"{_state['lesson']} {key}"
    _keep(store.nothing() | {kind: {full: right}})


def _keep(more: Done) -> None:
    global _memory
    _memory = store.merged(_memory, more)
    file = path()
    try:
        _memory, notice = (
            store.add(file, _memory)
            if file is not None and (file.exists() or any(_memory.values()))
            else (_memory, "")
        )
    except OSError:
        notice = CANNOT
    _state["notice"] = notice or _state["notice"]
    for changed in _watchers:
        changed()


def progress(
    *,
    export: str | os.PathLike[str] | None = None,
    restore: str | os.PathLike[str] | None = None,
    forget: bool = False,
) -> Progress:
    """The table of what was done; `export` also writes it to a file, `restore` merges such a file
    into it, `forget` begins anew.

    Never raises for a file: what is amiss with it stands above the table.
    """
    if forget:
        _forget()
    said = [_restored(Path(restore))] if restore is not None else []
    if restore is None:
        _keep(store.nothing())
    if export is not None:
        said.append(_exported(Path(export)))
    notice, _state["notice"] = _state["notice"], ""
    return Progress(_memory, " ".join(filter(None, [notice, *said])))


def _forget() -> None:
    global _memory
    _memory, file = store.nothing(), path()
    if file is not None:
        file.unlink(missing_ok=True)


def _restored(file: Path) -> str:
    try:
        _keep(store.parsed(file.read_text(encoding="utf-8")))
    except (store.DamagedError, UnicodeDecodeError):
        return (
            f"Nothing was restored: {file.name} has no progress in it. Give a file that"
            " `progress(export=...)` has written."
        )
    except OSError as error:
        return f"Nothing was restored: {file.name} cannot be read ({error.strerror})."
    return f"Restored what was in {file.name}."


def _exported(file: Path) -> str:
    try:
        store.write(file.absolute(), store.text_of(_memory))
    except OSError as error:
        return f"Nothing was exported: {file.name} cannot be written ({error.strerror})."
    return f"Exported to {file.name}."


def so_far() -> Progress:
    """What is known in this kernel, without another look at the file."""
    return Progress(_memory, _state["notice"])


def begin(number: str, changed: Callable[[], None]) -> None:
    """What is answered from now on in this kernel counts for this lesson; `changed()` is called
    after each answer.
    """
    _state["lesson"] = number
    _watchers.clear()
    _keep(store.nothing())
    _watchers.append(changed)


def where() -> str:
    """Where progress is kept, and for how long, in a sentence."""
    file = path()
    if file is None:
        return f"Progress is kept as long as this kernel runs. {SAVE}"
    if "BINDER_SERVICE_HOST" in os.environ or "BINDER_LAUNCH_HOST" in os.environ:
        return f"On Binder nothing lasts. Before you leave: {SAVE}"
    return f"Progress is kept in {_short(file)}."


def _short(file: Path) -> str:
    if file.is_relative_to(Path.home()):
        return f"~/{file.relative_to(Path.home()).as_posix()}"
    return str(file)


@dataclass(frozen=True, slots=True, repr=False)
class Progress:
    """What was done, and a sentence where something is amiss with the file."""

    done: Done
    notice: str = ""

    def row(self, lesson: str) -> tuple[str, str, str]:
        """Of this lesson: exercises, predictions, questions, each as `2 of 3` or in a word."""
        ids = [id for id, exercise in EXERCISES.items() if exercise.lesson == lesson]
        solved = sum(self.done["exercises"].get(id, False) for id in ids)
        answered = [
            [right for key, right in self.done[kind].items() if key.startswith(f"{lesson} ")]
            for kind in ("predictions", "recall")
        ]
        return (
            f"{solved} of {len(ids)}" if ids else "none here",
            *(_share(rights) for rights in answered),
        )  # type: ignore[return-value]

    def _rows(self) -> list[tuple[str, ...]]:
        return [(lesson.name, *self.row(lesson.number)) for lesson in CONTENTS.values()]

    def __repr__(self) -> str:
        rows = [COLUMNS, *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join(
            [*wrapped(self.notice), *lines, *wrapped(where())]
            if self.notice
            else [*lines, *wrapped(where())]
        )

    def _repr_html_(self) -> str:
        table = Table("Your progress", COLUMNS, tuple(self._rows())).html()
        if self.notice:
            notice = Markup("<p>{}</p>\n").format(marked(self.notice))
        else:
            notice = Markup("")
        return str(Markup("{}{}\n<p>{}</p>").format(notice, table, marked(where())))


def _share(rights: list[bool]) -> str:
    if rights:
        return f"{sum(rights)} of {len(rights)}"
    return "none yet"
