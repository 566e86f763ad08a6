"""An exception that no one expected: one sentence for the user, and a file for a bug report."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from importlib.metadata import version
from pathlib import Path

from cors_lab.display.text import visible
from cors_lab.tools.redact.text import mask_text

NOTED = (
    "Error: cors-lab failed where it should not have ({kind}). Please report it with the file "
    "{path}; secrets are masked in it, but look it over first."
)
NOT_NOTED = "Error: cors-lab failed where it should not have ({kind}). Please report what you did."


def sentence(error: Exception) -> str:
    """What to print; the details are in a file that it names, if one can be written."""
    kind = visible(type(error).__name__)
    try:
        path = _written(error)
    except OSError:
        return NOT_NOTED.format(kind=kind)
    return NOTED.format(kind=kind, path=path)


def _written(error: Exception) -> Path:
    handle, name = tempfile.mkstemp(prefix="cors-lab-", suffix=".log")
    told = "".join(traceback.format_exception(error))
    about = (
        f"cors-lab {version('cors-lab')}, Python {platform.python_version()}, {platform.system()}"
    )
    text = f"{about}\n\n{mask_text(told)}"
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return Path(name)
