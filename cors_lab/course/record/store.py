"""Progress on disk: one small JSON file, written whole or not at all, that two notebooks may use at
once.
"""

from __future__ import annotations

import glob
import json
import os
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cors_lab.course.record.old_keys import by_id

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KINDS = ("exercises", "predictions", "recall")
VERSION = 1
ANSWERS, DRAFTS = "answers", "drafts"
TEMPORARY = ".tmp"
OLD = 600  # seconds after which a temporary file is a leftover
PATIENCE = 5.0  # seconds to wait for the lock
NEWER = (
    "{name} was written by a later version of cors-lab. It stays as it is, and what you do now "
    "lasts as long as this kernel runs. Update cors-lab to go on with it."
)
MAX_DRAFT = 64 * 1024  # characters
Done = dict[str, dict[str, Any]]
"""By kind and id: was it right (True or False)? Under "answers" and "drafts", by id: the text."""


class DamagedError(Exception):
    """The text is no progress of ours."""


class NewerError(Exception):
    """The text is from a later version of this program, which may keep what this one does not."""


def nothing() -> Done:
    """Progress at the beginning."""
    return {kind: {} for kind in (*KINDS, ANSWERS, DRAFTS)}


def merged(a: Done, b: Done) -> Done:
    """All that is in either.

    What was right in one stays right, so that no order of merging loses anything; of answers the
    first stays, of drafts the last.
    """
    both = {kind: _either(a[kind], b[kind]) for kind in KINDS}
    both[ANSWERS] = {**b[ANSWERS], **a[ANSWERS]}
    both[DRAFTS] = {**a[DRAFTS], **b[DRAFTS]}
    return both


def _either(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    return {id: a.get(id, False) or b.get(id, False) for id in sorted({**a, **b})}


def parsed(text: str) -> Done:
    """The progress in this text. Raises DamagedError where there is none, and NewerError."""
    try:
        whole = json.loads(text)
        if isinstance(whole, dict) and _is_newer(whole.get("version")):
            raise NewerError
        done = whole["done"]
        found = {kind: done.get(kind, {}) for kind in nothing()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError from error
    if not all(_is_of(found[kind], bool if kind in KINDS else str) for kind in found):
        raise DamagedError
    return by_id(found)


def _is_newer(version: object) -> bool:
    return isinstance(version, int) and version > VERSION


def _is_of(part: object, kind: type) -> bool:
    """Is this a dict whose values are all of this kind?"""
    return isinstance(part, dict) and all(isinstance(value, kind) for value in part.values())


def text_of(done: Done) -> str:
    """The text that `parsed` reads."""
    return json.dumps({"version": VERSION, "done": done}, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> tuple[Done, str]:
    """What is in the file, and a sentence where it was damaged: then it is set aside under another
    name.
    """
    try:
        return parsed(path.read_text(encoding="utf-8")), ""
    except FileNotFoundError:
        return nothing(), ""
    except (DamagedError, UnicodeDecodeError):
        aside = _free(path)
        path.replace(aside)
        return (
            nothing(),
            (
                f"The file of your progress was damaged. It was set aside as {aside.name}, and a"
                " new one was begun."
            ),
        )


def is_newer(path: Path) -> bool:
    """Is the file from a later version of this program?"""
    try:
        parsed(path.read_text(encoding="utf-8"))
    except NewerError:
        return True
    except (OSError, ValueError, DamagedError):
        return False
    return False


def add(path: Path, more: Done) -> tuple[Done, str]:
    """Merge into the file: what it then has, and a sentence where the old one was damaged.

    A file of a later version stays as it is. Raises OSError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_name(path.name + ".lock")):
        _remove_leftovers(path)
        try:
            before, sentence = read(path)
        except NewerError:
            return more, NEWER.format(name=path.name)
        done = merged(before, more)
        if done != before or sentence:
            write(path, text_of(done))
        return done, sentence


def write(path: Path, text: str) -> None:
    """Write the file whole: whoever reads it at any time finds the old text or the new one."""
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
