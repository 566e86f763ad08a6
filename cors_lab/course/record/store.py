"""Progress on disk: one small JSON file, written whole or not at all, that two notebooks may use at
once.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
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
ANSWERS, DRAFTS = "answers", "drafts"
MAX_DRAFT = 64 * 1024  # characters
Done = dict[str, dict[str, Any]]
"""By kind and id: was it right (True or False)? Under "answers" and "drafts", by id: the text."""


class DamagedError(Exception):
    """The text is no progress of ours."""


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
    """The progress in this text. Raises DamagedError where there is none."""
    try:
        done = json.loads(text)["done"]
        found = {kind: done.get(kind, {}) for kind in nothing()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError from error
    if not all(_is_of(found[kind], bool if kind in KINDS else str) for kind in found):
        raise DamagedError
    return by_id(found)


def _is_of(part: object, kind: type) -> bool:
    """Is this a dict whose values are all of this kind?"""
    return isinstance(part, dict) and all(isinstance(value, kind) for value in part.values())


def text_of(done: Done) -> str:
    """The text that `parsed` reads."""
    return json.dumps({"version": 1, "done": done}, indent=1, ensure_ascii=False) + "\n"


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


def add(path: Path, more: Done) -> tuple[Done, str]:
    """Merge into the file: what it then has, and a sentence where the old one was damaged. Raises
    OSError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_name(path.name + ".lock")):
        before, sentence = read(path)
        done = merged(before, more)
        if done != before or sentence:
            write(path, text_of(done))
        return done, sentence


def write(path: Path, text: str) -> None:
    """Write the file whole: whoever reads it at any time finds the old text or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _free(path: Path) -> Path:
    names = (
        path.with_name(f"{path.stem}.damaged{number or ''}{path.suffix}") for number in range(1000)
    )
    return next(name for name in names if not name.exists())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time; the system gives the lock back when its holder ends, however it
    ends.
    """
    with path.open("a+b") as file:
        with suppress(
            OSError
        ):  # some network folders have no locks: merging alone loses next to nothing
            _lock(file)
        yield


def _lock(file: Any) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
