"""Write a file for a learner: whole or not at all, and what is wrong with it in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.record import store

if TYPE_CHECKING:
    from pathlib import Path


def saved(file: Path, text: str, said: str) -> tuple[str, str]:
    """Write the text; a sentence (`said` with {name}, or what is wrong) and its state.

    Never raises for a file.
    """
    try:
        store.write(file.absolute(), text)
    except OSError as error:
        return f"Nothing was written: {file.name} cannot be written ({error.strerror}).", "failed"
    except ValueError:  # a NUL byte
        return "Nothing was written: no file can have that name.", "failed"
    return said.replace("{name}", file.name), "noted"
