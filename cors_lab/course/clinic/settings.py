"""The settings of a layer or of a page, as text: a line `name = value` each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 300


def as_text(head: str, values: Mapping[str, str]) -> str:
    """The text of these settings, under a comment that says whose they are."""
    return "\n".join([f"# {head}", *(f"{name} = {value}" for name, value in values.items()), ""])


def parsed(text: str, names: Mapping[str, str]) -> dict[str, str]:
    """The values in this text; those that are left out stay as in `names`.

    Raises ValueError, in one sentence, for a line that sets nothing, or nothing that exists.
    """
    found = dict(names)
    for line in text.splitlines():
        name, equals, value = (part.strip() for part in line.partition("="))
        if not name or name.startswith("#"):
            continue
        if not equals or name not in names:
            shown = line.strip()[:60]
            raise ValueError(f"`{shown}` sets nothing: the settings are {', '.join(names)}.")
        found[name] = value[:LONGEST]
    return found
