"""The table of what was predicted, solved and answered, by lesson."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.course.record import record, store
from cors_lab.course.study.notes import bookmarks, days, notes, where_you_were
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display.document import Table
from cors_lab.display.html import marked
from cors_lab.display.text import wrapped

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    from cors_lab.course.record.store import Done

COLUMNS = ("Lesson", "Exercises solved", "Predictions right", "Questions right")
KINDS = ("exercises", "predictions", "recall")
Ids = dict[str, dict[str, tuple[str, ...]]]
"""By lesson and kind: the ids of all that there is to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Progress:
    """What was done of all that there is, and a sentence where something is amiss with the file."""

    done: Done
    ids: Mapping[str, Mapping[str, Sequence[str]]]
    notice: str = ""
    more: tuple[str, ...] = ()

    def row(self, lesson: str) -> tuple[str, str, str]:
        """Of this lesson: exercises, predictions, questions, each as `2 of 3` or in words."""
        solved, predicted, recalled = (self._share(lesson, kind) for kind in KINDS)
        return solved, predicted, recalled

    def _share(self, lesson: str, kind: str) -> str:
        ids = self.ids.get(lesson, {}).get(kind, ())
        if not ids:
            return "none here"
        return f"{sum(self.done[kind].get(id, False) for id in ids)} of {len(ids)}"

    def _rows(self) -> list[tuple[str, ...]]:
        return [(lesson.name, *self.row(lesson.number)) for lesson in CONTENTS.values()]

    def __repr__(self) -> str:
        rows = [COLUMNS, *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        notice = wrapped(self.notice) if self.notice else []
        lines = [*notice, *(_line(row, widths) for row in rows), *wrapped(record.where())]
        return "\n".join([*lines, *(line for one in self.more for line in wrapped(one))])

    def _repr_html_(self) -> str:
        parts = [
            Markup("<p>{}</p>").format(marked(self.notice)) if self.notice else Markup(""),
            Table("Your progress", COLUMNS, tuple(self._rows())).html(),
            Markup("<p>{}</p>").format(marked(record.where())),
            *(Markup("<p>{}</p>").format(marked(one)) for one in self.more),
        ]
        return "\n".join(part for part in parts if part)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()


def table(
    ids: Ids,
    *,
    export: str | os.PathLike[str] | None = None,
    restore: str | os.PathLike[str] | None = None,
    forget: bool | int | str = False,
) -> Progress:
    """The table; `export` also writes it to a file, `restore` merges such a file into it.

    `forget` is True for everything, or the number of a lesson. Never raises for a file: what is
    amiss with it stands above the table. Raises ValueError for a lesson that does not exist.
    """
    said = [_forgotten(forget)] if forget is not False else []
    if restore is not None:
        said.append(_restored(Path(restore)))
    else:
        record.current().refresh()
    if export is not None:
        said.append(_exported(Path(export)))
    notice = " ".join(filter(None, [record.current().taken_notice(), *said]))
    return Progress(record.current().done, ids, notice, tuple(_more()))


def _more() -> Iterator[str]:
    """Where the learner was, days, bookmarks and notes, a sentence each; nothing before any."""
    kept = record.current()
    yield from filter(None, (where_you_were(kept), days(kept)))
    if marked_ids := bookmarks(kept):
        yield f"Bookmarks: {', '.join(marked_ids)}."
    for lesson, text in notes(kept).items():
        yield f"Your note on lesson {lesson}: {text}"


def so_far(ids: Ids) -> Progress:
    """What is known in this kernel, without another look at the file."""
    return Progress(record.current().done, ids, record.current().notice)


def _forgotten(what: bool | int | str) -> str:
    number = "" if what is True else lesson_number(what)
    try:
        record.current().forget(number)
    except OSError:
        return record.CANNOT
    if not number:
        return "All progress was forgotten."
    return f"What you did in lesson {number} was forgotten. Run its cells again to start over."


def lesson_number(number: int | str) -> str:
    """Two digits. Raises ValueError for a lesson that does not exist."""
    if isinstance(number, int):
        name = f"{number:02}"
    else:
        name = str(number).zfill(2)
    if name not in CONTENTS:
        known = ", ".join(CONTENTS)
        raise ValueError(f"number: there is no lesson {number!r}; the lessons are {known}.")
    return name


def _restored(file: Path) -> str:
    try:
        found = store.parsed(file.read_text(encoding="utf-8"))
        record.current().keep(found.done)
    except store.NewerError:
        return f"Nothing was restored: {file.name} is from a later version of cors-lab. Update it."
    except (store.DamagedError, UnicodeDecodeError):
        return (
            f"Nothing was restored: {file.name} has no progress in it. Give a file that "
            "`progress(export=...)` has written."
        )
    except OSError as error:
        return f"Nothing was restored: {file.name} cannot be read ({error.strerror})."
    except ValueError:  # a NUL byte
        return "Nothing was restored: no file can have that name."
    if found.partly:
        return f"Restored what could be read in {file.name}; other parts of it could not."
    return f"Restored what was in {file.name}."


def _exported(file: Path) -> str:
    try:
        store.write(file.absolute(), store.text_of(record.current().done))
    except OSError as error:
        return f"Nothing was exported: {file.name} cannot be written ({error.strerror})."
    except ValueError:  # a NUL byte
        return "Nothing was exported: no file can have that name."
    return f"Exported to {file.name}."
