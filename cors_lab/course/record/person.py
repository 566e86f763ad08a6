"""Whose progress it is, where several people share one computer.

CORS_LAB_PROGRESS then names a folder (one that exists, or ends with a slash), in which each person
has a file. The name is asked for once: `cors-lab open` asks, or the header of a lesson does, and it
is kept in the folder of that person's notebooks.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

VARIABLE = "CORS_LAB_NAME"
FILE = ".cors-lab-name"
UNNAMED = "progress-unnamed.json"
MAX_NAME = 40


def is_folder(named: str) -> bool:
    """Does this value of CORS_LAB_PROGRESS name a folder?"""
    return named.endswith(("/", os.sep)) or Path(named).is_dir()


def name() -> str:
    """The learner's name, "" where it is not known."""
    if named := os.environ.get(VARIABLE, "").strip():
        return named
    try:
        return Path(FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def call(named: str, folder: Path | None = None) -> str:
    """Keep the name in the folder of notebooks; the name as it is kept.

    Raises ValueError for one that has no letter or digit, OSError where it cannot be written.
    """
    kept = " ".join(named.split())[:MAX_NAME]
    if not slug(kept):
        raise ValueError("name: give a name with at least one letter or digit.")
    file = (folder or Path()) / FILE
    file.write_text(f"{kept}\n", encoding="utf-8")
    return kept


def slug(named: str) -> str:
    """The name as a part of a file's name: letters and digits, with hyphens between them."""
    return "-".join(re.findall(r"[^\W_]+", named.lower()))


def file_in(folder: Path) -> Path:
    """The file of this person in a shared folder."""
    known = slug(name())
    return folder / (f"progress-{known}.json" if known else UNNAMED)
