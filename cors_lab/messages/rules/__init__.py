"""The words for every code that `fetch/` records: what was asked, why the answer was yes or no, and
what to change. Prose only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cors_lab.messages.rules import checks, departures, faults, words
from cors_lab.messages.rules.checks import Rule
from cors_lab.messages.rules.faults import NULL_ORIGIN, Fault
from cors_lab.messages.rules.load_departures import LOAD_ARGUMENTS, LOAD_DEPARTURE_WORDS
from cors_lab.messages.rules.loads import LOAD_FAULTS, LOAD_RULES
from cors_lab.messages.rules.scripted import (
    SCRIPTED_DEPARTURES,
    SCRIPTED_FAULTS,
    SCRIPTED_RULES,
)
from cors_lab.messages.rules.words import COOKIE_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ARGUMENTS",
    "COOKIE_REASONS",
    "DEPARTURE_WORDS",
    "FAULTS",
    "RULES",
    "Fault",
    "Rule",
    "argument_sentence",
    "fix_sentence",
    "render",
]

RULES: dict[str, Rule] = checks.RULES | LOAD_RULES | SCRIPTED_RULES
FAULTS: dict[str, Fault] = faults.FAULTS | LOAD_FAULTS | SCRIPTED_FAULTS
DEPARTURE_WORDS: dict[str, str] = (
    departures.DEPARTURE_WORDS | LOAD_DEPARTURE_WORDS | SCRIPTED_DEPARTURES
)
ARGUMENTS: dict[tuple[str, str] | str, str] = words.ARGUMENTS | LOAD_ARGUMENTS
LONGEST = 200


def render(template: str, facts: Mapping[str, Any]) -> str:
    """The template with its facts; a missing one is "…", control characters become visible, long
    values are cut. Never raises.
    """
    return re.sub(r"\{(\w+)\}", lambda field: _shown(field[1], _fact(field[1], facts)), template)


def _fact(name: str, facts: Mapping[str, Any]) -> Any:
    """The fact of this name; `reader` is who would read: an origin of null is no name for
    anybody.
    """
    if name == "reader":
        if facts.get("origin") == "null":
            return "a page whose origin is null"
        return facts.get("origin", "…")
    return facts.get(name, "…")


def _shown(name: str, value: Any) -> str:
    if value is None or value == [] or value == ():
        return "nothing"
    if name == "reason":
        value = COOKIE_REASONS.get(str(value), value)
    if isinstance(value, float):
        value = f"{value:g}"
    if isinstance(value, (list, tuple)):
        text = ", ".join(map(str, value))
    else:
        text = str(value)
    text = text.replace("`", "\\x60")  # else a value could end our mark for code, and go on as us
    visible = "".join(
        character if character.isprintable() else ascii(character)[1:-1]
        for character in text[: LONGEST + 1]
    )
    return (f"{visible[: LONGEST - 1]}…" if len(visible) > LONGEST else visible) or "(empty)"


def fix_sentence(error: str, facts: Mapping[str, Any]) -> str:
    """What to change. A page whose origin is null is never told to have null allowed: every site
    can make itself that.
    """
    to_null = facts.get("origin") == "null" and "{origin}" in FAULTS[error].fix
    return render(NULL_ORIGIN if to_null else FAULTS[error].fix, facts)


def argument_sentence(argument: str, code: str, value: object) -> str:
    """Why `fetch()` throws for this argument, and what to do."""
    template = ARGUMENTS.get((argument, code)) or ARGUMENTS.get(
        code, "{argument}: '{value}' is not possible here."
    )
    return render(template, {"argument": argument, "value": value})
