"""Read the files of progress that a class has handed in."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.course.record import log, store
from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cors_lab.course.record.store import Done

MOST_BYTES = 16 * 1024 * 1024
PAUSE = timedelta(minutes=10)  # a longer gap between two entries is no work
OURS = (".lock", store.TEMPORARY)  # what lies beside a file of progress
LONGEST_NAME = 60


class Pupil(NamedTuple):
    """One learner: the name (of the file), what was done, and its log in order."""

    name: str
    done: Done
    entries: tuple[log.Entry, ...]

    @property
    def last_day(self) -> str:
        """The day of the last entry, "" without any."""
        return self.entries[-1].at.date().isoformat() if self.entries else ""

    @property
    def minutes(self) -> int:
        """The time between entries that are at most ten minutes apart: at least so long."""
        gaps = [later.at - sooner.at for sooner, later in pairwise(self.entries)]
        worked = sum((gap for gap in gaps if gap <= PAUSE), timedelta())
        return round(worked.total_seconds() / 60)

    def right(self, kind: str, ids: Sequence[str]) -> int:
        """How many of these are right."""
        return sum(self.done[kind].get(id, False) for id in ids)


class Skipped(NamedTuple):
    """A file that is not counted, and why."""

    file: str
    why: str


def read(folder: Path) -> tuple[list[Pupil], list[Skipped]]:
    """The learners by name, and the files that were skipped. Raises OSError for the folder."""
    pupils, skipped = [], []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith(OURS):
            continue
        found = _one(path)
        if isinstance(found, Pupil):
            pupils.append(found)
        else:
            skipped.append(found)
    return sorted(pupils), skipped


def _one(path: Path) -> Pupil | Skipped:
    name = visible(path.name, LONGEST_NAME)
    if not path.is_file():
        return Skipped(name, "it is a folder, not a file")
    if path.suffix.lower() != ".json":
        return Skipped(name, "it is no .json file")
    try:
        if path.stat().st_size > MOST_BYTES:
            return Skipped(name, f"it has more than {MOST_BYTES // 1024 // 1024} MiB")
        found = store.parsed(path.read_text(encoding="utf-8"))
    except store.NewerError:
        return Skipped(name, "it is from a later version of cors-lab; update yours")
    except (store.DamagedError, UnicodeDecodeError):
        return Skipped(name, "it is damaged, or has no progress in it")
    except OSError as error:
        return Skipped(name, f"it cannot be read ({error.strerror})")
    shown = visible(path.stem.removeprefix("progress-"), LONGEST_NAME)
    return Pupil(shown, found.done, tuple(log.entries(found.done[store.LOG])))
