"""Values under their names, instead of a bare tuple; folded where they follow a prediction."""

from __future__ import annotations

from dataclasses import dataclass
from pprint import pformat
from typing import Any

from markupsafe import Markup

from cors_lab.display.html import PRE, details
from cors_lab.display.text import visible

WIDTH = 76
SUMMARY = "Have you answered? Open this."


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Named values: text as it is, lists a line each, everything else as Python writes it."""

    values: tuple[tuple[str, Any], ...]
    folded: bool = False

    def __repr__(self) -> str:
        width = max(len(name) for name, _ in self.values)
        lines = []
        for name, value in self.values:
            first, *rest = lines_of(value)
            lines.append(f"{name:{width}}  {first}".rstrip())
            lines += [f"{'':{width}}  {line}" for line in rest]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        form = Markup('<pre style="{}">{}</pre>').format(PRE, repr(self))
        return str(details(SUMMARY, form) if self.folded else form)


def lines_of(value: Any) -> list[str]:
    """A value in lines, at least one."""
    if isinstance(value, str):
        return [visible(line, 1000) for line in value.splitlines()] or ['""']
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list) and value:
        return [line for part in value for line in lines_of(part)]
    if isinstance(value, list):
        return ["none"]
    return pformat(value, width=WIDTH, sort_dicts=False).splitlines()


def show(**values: Any) -> Shown:
    """Show values under their names. Raises TypeError without any."""
    return _shown(values)


def reveal(**values: Any) -> Shown:
    """The same, folded, for what follows a prediction. Raises TypeError without any."""
    return _shown(values, folded=True)


def _shown(values: dict[str, Any], folded: bool = False) -> Shown:
    if not values:
        raise TypeError("values: name what is to be shown, such as `show(status=200)`.")
    named = ((name.replace("_", " "), value) for name, value in values.items())
    return Shown(tuple(named), folded)
