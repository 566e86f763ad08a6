"""What is given on the command line or kept off it: header lines and cookies from files and
from the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cors_lab.tools.check.errors import CannotAsk

if TYPE_CHECKING:
    from collections.abc import Iterable

VARIABLE = "CORS_LAB_HEADERS"
MOST = 64 * 1024  # bytes of a file of headers


def header_lines(given: Iterable[str]) -> tuple[str, ...]:
    """The header lines of CORS_LAB_HEADERS, then those given: a line, or @FILE with one on each
    line.

    Raises CannotAsk for a file that cannot be read.
    """
    lines = _lines(os.environ.get(VARIABLE, ""))
    for line in given:
        lines += _lines(secret("-H", line)) if line.startswith("@") else [line]
    return tuple(lines)


def secret(option: str, given: str) -> str:
    """The text itself, or what is in the file that @FILE names, without its last line break."""
    if not given.startswith("@"):
        return given
    path = Path(given[1:])
    try:
        with path.open("rb") as file:
            read = file.read(MOST + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError):
            why = error.strerror
        else:
            why = "its name has a NUL byte"
        raise CannotAsk(
            "arguments", f"{option} @{path.name}: the file cannot be read ({why})."
        ) from error
    if len(read) > MOST:
        raise CannotAsk(
            "arguments", f"{option} @{path.name}: the file has more than {MOST // 1024} KiB."
        )
    return read.decode("latin-1").rstrip("\r\n")


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
