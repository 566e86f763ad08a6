"""Progress on disk: one small JSON file, written whole or not at all, that two notebooks may use at
once.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.course.record import log
from cors_lab.course.record.old_keys import by_id

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KINDS = ("exercises", "predictions", "recall")
VERSION = 2  # 1 had no log
ANSWERS, DRAFTS, LOG = "answers", "drafts", "log"
TEMPORARY = ".tmp"
OLD = 600  # seconds after which a temporary file is a leftover
PATIENCE = 5.0  # seconds to wait for the lock
NEWER = (
    "{name} was written by a later version of cors-lab. It stays as it is, and what you do now "
    "lasts as long as this kernel runs. Update cors-lab to go on with it."
)
NEWER_ENDS = "Update cors-lab to go on with it."
MAX_DRAFT = 64 * 1024  # characters
SET_ASIDE = (
    "The file of your progress was damaged. It was set aside as {name}, and a new one was begun."
)
PARTLY = (
    "Parts of the file of your progress could not be read. A copy of it was set aside as {name}, "
    "and all that could be read was kept."
)
Done = dict[str, dict[str, Any]]
"""By kind and id: was it right (True or False)? Under "answers" and "drafts", by id: the text.
Under "log", by key: the value of an entry (see `log`)."""


class DamagedError(Exception):
    """The text is no progress of ours."""


class NewerError(Exception):
    """The text is from a later version of this program, which may keep what this one does not."""


class Parsed(NamedTuple):
    """The progress in a text, and whether parts of the text could not be read."""

    done: Done
    partly: bool


def nothing() -> Done:
    """Progress at the beginning."""
    return {kind: {} for kind in (*KINDS, ANSWERS, DRAFTS, LOG)}


def merged(a: Done, b: Done) -> Done:
    """All that is in either.

    What was right in one stays right, so that no order of merging loses anything; of answers the
    first stays, of drafts the last. An entry of the log is never changed, so both logs are kept.
    """
    both = {kind: _either(a[kind], b[kind]) for kind in KINDS}
    both[ANSWERS] = {**b[ANSWERS], **a[ANSWERS]}
    both[DRAFTS] = {**a[DRAFTS], **b[DRAFTS]}
    both[LOG] = {**b[LOG], **a[LOG]}
    return both


def begun(done: Done) -> set[str]:
    """The lessons (two digits) in which something was answered, tried, reviewed or diagnosed."""
    logged = log.entries(done[LOG], log.REVIEW, log.EXAM, log.CLINIC)
    ids = [id for kind in KINDS for id in done[kind]] + [entry.id for entry in logged]
    return {id[:2] for id in ids}


def _either(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    return {id: a.get(id, False) or b.get(id, False) for id in sorted({**a, **b})}


def parsed(text: str) -> Parsed:
    """The progress in this text. Raises DamagedError where there is none, and NewerError."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedError from error
    if isinstance(whole, dict) and _is_newer(whole.get("version")):
        raise NewerError
    if not isinstance(whole, dict) or not isinstance(whole.get("done"), dict):
        raise DamagedError
    parts = {kind: whole["done"].get(kind, {}) for kind in nothing()}
    found = {kind: _readable(kind, part) for kind, part in parts.items()}
    return Parsed(by_id(found), found != parts)


def _is_newer(version: object) -> bool:
    return isinstance(version, int) and version > VERSION


def _readable(kind: str, part: object) -> dict[str, Any]:
    """The entries of this part that are of the right type."""
    wanted: type = str
    if kind in KINDS:
        wanted = bool
    elif kind == LOG:
        wanted = dict
    if not isinstance(part, dict):
        return {}
    return {
        id: value
        for id, value in part.items()
        if isinstance(value, wanted) and (kind != LOG or log.is_key(id))
    }


def text_of(done: Done) -> str:
    """The text that `parsed` reads."""
    sorted_log = dict(sorted(done[LOG].items()))
    whole = {"version": VERSION, "done": {**done, LOG: sorted_log}}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> tuple[Done, str]:
    """What is in the file, and a sentence where it was damaged: then it is set aside under another
    name.
    """
    try:
        found = parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return nothing(), ""
    except (DamagedError, UnicodeDecodeError):
        aside = _free(path)
        path.replace(aside)
        return nothing(), SET_ASIDE.format(name=aside.name)
    if not found.partly:
        return found.done, ""
    aside = _free(path)
    shutil.copyfile(path, aside)
    return found.done, PARTLY.format(name=aside.name)


def is_newer(path: Path) -> bool:
    """Is the file from a later version of this program?"""
    try:
        parsed(path.read_text(encoding="utf-8"))
    except NewerError:
        return True
    except (OSError, ValueError, DamagedError):
        return False
    return False


def add(path: Path, more: Done, known: Done | None = None) -> tuple[Done, str]:
    """Merge into the file: what it then has, and a sentence where the old one was damaged.

    `known` is all that this kernel knows. Its drafts are written only where the file has nothing:
    another kernel may have newer ones. A file of a later version stays as it is. Raises OSError
    where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_name(path.name + ".lock")):
        _remove_leftovers(path)
        try:
            before, sentence = read(path)
        except NewerError:
            return merged(known or nothing(), more), NEWER.format(name=path.name)
        if known is not None:
            without_drafts = known | {DRAFTS: {}}
            more = merged(without_drafts if any(before.values()) else known, more)
        done = merged(before, more)
        if done != before or sentence:
            write(path, text_of(done))
        return done, sentence


def write(path: Path, text: str) -> None:
    """Write the file whole: anyone who reads it at any time finds the old text or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=TEMPORARY)
    try:
        # JSON reads the escape of what is no UTF-8, half a surrogate pair, back as it was.
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_leftovers(path: Path) -> None:
    """Remove what writers left behind that were killed; one that still writes is not so old."""
    with suppress(OSError):
        for left in path.parent.glob(f"{glob.escape(path.name)}.*{TEMPORARY}"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > OLD:
                    left.unlink()


def _free(path: Path) -> Path:
    names = (
        path.with_name(f"{path.stem}.damaged{number or ''}{path.suffix}") for number in count()
    )
    return next(name for name in names if not name.exists())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time; the system gives the lock back when its holder ends, however it
    ends.
    """
    with path.open("a+b") as file:
        _lock(file)
        yield


def _lock(file: Any) -> None:
    """Wait for the lock, but not for ever: a kernel that was stopped keeps it as long as it likes.

    A thread waits, since the system gives a lock to those who wait in turn, and not to those who
    ask again and again. Without the lock, merging alone loses next to nothing.
    """
    waiting = threading.Thread(target=_wait_for_lock, args=(file,), daemon=True)
    try:
        waiting.start()
    except RuntimeError:  # where Python runs inside a browser there are no threads, and no others
        return
    waiting.join(PATIENCE)


def _wait_for_lock(file: Any) -> None:
    with suppress(OSError, ValueError):  # some network folders have no locks
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
