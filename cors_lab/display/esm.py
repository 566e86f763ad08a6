"""Several ES modules as the one text that anywidget takes."""

from __future__ import annotations

import re
from pathlib import Path

DOM = Path(__file__).with_name("dom.js")
IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"[./]+/[^"]+";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


def joined_esm(*paths: Path) -> str:
    """The modules in this order, those that are imported first, without the imports among them and
    without any export but the default one.

    So a top-level name belongs to one module only, and an import keeps its name. Raises ValueError
    for an import with `as`.
    """
    return "\n".join(
        EXPORT.sub("", IMPORT.sub(_nothing, path.read_text(encoding="utf-8"))) for path in paths
    )


def _nothing(found: re.Match[str]) -> str:
    if " as " in found[1]:
        raise ValueError(f"An import that renames cannot be joined: {found[0].strip()}")
    return ""
