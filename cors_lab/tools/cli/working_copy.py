"""A learner's own copy of the course: laid once, brought up to date, and never overwritten."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parents[2]
CHECKOUT = PACKAGE.parent
CARRIED = PACKAGE / "_course"  # where a wheel carries the course
MANIFEST = ".cors-lab.json"
FIRST_LESSON = "00-start-here.ipynb"
NEW_EDITION = ".new-edition"
PARTS = (
    ("notebooks", "*.ipynb", ""),
    ("notebooks/images", "*", "images"),
    ("servers", "*.py", "servers"),
)


class CannotLay(Exception):
    """The course cannot be laid there: one sentence that says why and what to do."""


class Laid(NamedTuple):
    """What happened: the folder, how many files are new, what has a new edition."""

    folder: Path
    written: int
    kept: tuple[str, ...]


def course_root() -> Path:
    """The folder that holds `notebooks/` and `servers/`: this checkout, or what the wheel carries.

    Raises CannotLay where neither has the lessons.
    """
    for root in (CHECKOUT, CARRIED):
        if (root / "notebooks" / FIRST_LESSON).is_file():
            return root
    raise CannotLay(
        f"the lessons were not found: there is no {CHECKOUT / 'notebooks' / FIRST_LESSON}. Install"
        " CORS Lab again, or run `pip install -e .` in a full copy of the project."
    )


def lay(folder: Path, root: Path) -> Laid:
    """Copy the course into `folder`.

    A file that the learner changed stays. If the course has a newer edition of it, that is put
    beside it. Raises CannotLay where the folder cannot be used.
    """
    if folder.exists() and not folder.is_dir():
        raise CannotLay(
            f"{folder} is a file, not a folder. Name a folder: `cors-lab open my-course`."
        )
    try:
        return _lay(folder, root)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotLay(
            f"the course cannot be copied to {folder} ({reason}). Name a folder that you can write"
            " to: `cors-lab open ~/cors-lab-course`."
        ) from error


def _lay(folder: Path, root: Path) -> Laid:
    folder.mkdir(parents=True, exist_ok=True)
    known = _manifest(folder)
    written = 0
    kept = []
    for source, name in _files(root):
        target = folder / name
        digest = _digest(source)
        if not target.exists() or (known.get(name) == _digest(target) != digest):
            _copy(source, target)
            written += 1
        elif _digest(target) != digest and known.get(name) != digest:
            kept.append(name)
            _put_beside(source, target, known)
        known[name] = digest
    (folder / MANIFEST).write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    return Laid(folder, written, tuple(kept))


def _put_beside(source: Path, target: Path, known: dict[str, str]) -> None:
    """Put the new edition under a name of its own, which no file of the learner's has."""
    number = 1
    while True:
        mark = NEW_EDITION if number == 1 else f"{NEW_EDITION}-{number}"
        beside = target.with_name(f"{target.stem}{mark}{target.suffix}")
        if not beside.exists() or known.get(beside.name) == _digest(beside):
            break
        number += 1
    _copy(source, beside)
    known[beside.name] = _digest(source)


def _files(root: Path) -> list[tuple[Path, str]]:
    """The files of the course, each with its name in the copy."""
    found = []
    for part, pattern, place in PARTS:
        for source in sorted((root / part).glob(pattern)):
            if source.is_file():
                found.append((source, f"{place}/{source.name}".lstrip("/")))
    return found


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")  # a copy that breaks off leaves no half lesson
    shutil.copyfile(source, part)
    part.replace(target)


def _manifest(folder: Path) -> dict[str, str]:
    """What was laid here, by name; nothing where the file is missing or damaged."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: digest for name, digest in found.items() if isinstance(digest, str)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def last_lesson(folder: Path) -> str:
    """The lesson that the learner saved last; the first one where nothing was saved."""
    known = _manifest(folder)
    touched = [
        (path.stat().st_mtime, path.name)
        for path in folder.glob("*.ipynb")
        if path.name in known and _digest(path) != known[path.name]
    ]
    return max(touched)[1] if touched else FIRST_LESSON
