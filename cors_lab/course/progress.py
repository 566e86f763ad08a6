"""What was predicted, solved and answered, kept between lessons in the user's data folder, or in memory alone.

The environment variable CORS_LAB_PROGRESS names another file; `off` keeps progress in memory, where each kernel begins anew.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from platformdirs import user_data_path

from cors_lab.course import store
from cors_lab.course.exercises import EXERCISES
from cors_lab.views.html import joined

if TYPE_CHECKING:
    from cors_lab.course.store import Done

VARIABLE = "CORS_LAB_PROGRESS"
OFF = "off"
FIRST = "00"
COLUMNS = ("Lesson", "Exercises solved", "Predictions right", "Recall right")
CANNOT = 'The file of your progress cannot be written, so it lasts as long as this kernel: `progress(export="progress.json")` saves it.'

_memory: Done = store.nothing()
_state = {"lesson": FIRST, "notice": ""}


def path() -> Path | None:
    """Where progress is kept; None: in memory."""
    named = os.environ.get(VARIABLE, "")
    if named.lower() == OFF:
        return None
    return Path(named) if named else user_data_path("cors-lab", appauthor=False) / "progress.json"


def record(kind: str, key: str, right: bool) -> None:
    """Keep one thing: `kind` is "exercises", "predictions" or "recall". Never raises: a full disk must not end a lesson."""
    full = key if kind == "exercises" else f"{_state['lesson']} {key}"
    _keep(store.nothing() | {kind: {full: right}})


def _keep(more: Done) -> None:
    global _memory
    _memory = store.merged(_memory, more)
    file = path()
    if file is None:
        return
    try:
        _memory, notice = store.add(file, _memory)
    except OSError:
        notice = CANNOT
    _state["notice"] = notice or _state["notice"]


def progress(*, export: str | os.PathLike[str] | None = None, restore: str | os.PathLike[str] | None = None) -> Progress:
    """The table of what was done; `export` also writes it to a file, `restore` merges such a file into it.

    Raises ValueError for a file to restore that has no progress in it, and FileNotFoundError where there is none.
    """
    if restore is not None:
        try:
            _keep(store.parsed(Path(restore).read_text(encoding="utf-8")))
        except (store.DamagedError, UnicodeDecodeError):
            raise ValueError(f"restore: there is no progress in {os.fspath(restore)!r}; give a file that `export` has written.") from None
    elif _kept():
        _keep(store.nothing())
    if export is not None:
        store.write(Path(export).absolute(), store.text_of(_memory))
    notice, _state["notice"] = _state["notice"], ""
    return Progress(_memory, notice)


def _kept() -> bool:
    file = path()
    return file is not None and file.exists()


def lesson(number: int | str) -> Header:
    """The line of progress at the top of a lesson; what is answered from now on in this kernel counts for it."""
    _state["lesson"] = f"{number:02}" if isinstance(number, int) else number.zfill(2)
    return Header(_state["lesson"], progress().row(_state["lesson"]))


@dataclass(frozen=True, slots=True, repr=False)
class Progress:
    """What was done, and a sentence where something is amiss with the file."""

    done: Done
    notice: str = ""

    def row(self, lesson: str) -> tuple[str, str, str]:
        """`2 of 3`, `1 of 2 answered`, ... of this lesson."""
        ids = [id for id, exercise in EXERCISES.items() if exercise.lesson == lesson]
        solved = sum(self.done["exercises"].get(id, False) for id in ids)
        answered = [[right for key, right in self.done[kind].items() if key.startswith(f"{lesson} ")] for kind in ("predictions", "recall")]
        return (f"{solved} of {len(ids)}" if ids else "none here", *(_share(rights) for rights in answered))  # type: ignore[return-value]

    def _rows(self) -> list[tuple[str, ...]]:
        known = {exercise.lesson for exercise in EXERCISES.values()} | {FIRST}
        answered = {key.partition(" ")[0] for kind in ("predictions", "recall") for key in self.done[kind]}
        return [(number, *self.row(number)) for number in sorted(known | answered)]

    def __repr__(self) -> str:
        rows = [COLUMNS, *self._rows()]
        lines = ["  ".join(cell.ljust(len(title)) for cell, title in zip(row, COLUMNS, strict=True)).rstrip() for row in rows]
        return "\n".join([*([self.notice] if self.notice else []), *lines])

    def _repr_html_(self) -> str:
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(title) for title in COLUMNS)
        rows = joined(
            Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, Markup("").join(Markup("<td>{}</td>").format(cell) for cell in rest))
            for first, *rest in self._rows()
        )
        notice = Markup("<p>{}</p>\n").format(self.notice) if self.notice else Markup("")
        table = "{}<table>\n<caption>Your progress</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>"
        return str(Markup(table).format(notice, head, rows))


def _share(rights: list[bool]) -> str:
    return f"{sum(rights)} of {len(rights)} answered" if rights else "none yet"


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """The line at the top of a lesson."""

    number: str
    row: tuple[str, str, str]

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip((title.lower() for title in COLUMNS[1:]), self.row, strict=True))

    def __repr__(self) -> str:
        return " · ".join([f"Lesson {self.number}", *(f"{title}: {cell}" for title, cell in self._pairs())])

    def _repr_html_(self) -> str:
        pairs = Markup(" · ").join(Markup("{}: <b>{}</b>").format(*pair) for pair in self._pairs())
        return str(Markup("<p>Lesson <b>{}</b> · {}</p>").format(self.number, pairs))
