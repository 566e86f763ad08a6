"""What the consoles print of a load: line by line along the steps of its trace.

Each engine has a table from the code of a step to a function that gives its lines; what CORS and
the network refuse is worded as for fetch, with the element's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cors_lab.messages.console.facts import Outcome, Told

    Facts = Mapping[str, Any]
    Lines = Callable[[Facts, Outcome], list[str]]


def put(template: str, facts: Facts, **more: object) -> str:
    """The template with a step's facts."""
    known = {**facts, **more}
    return re.sub(r"\{(\w+)\}", lambda field: str(known.get(field[1], "")), template)


def line(template: str) -> Lines:
    """One line with the step's facts, and the outcome's where the step has none."""

    def lines(facts: Facts, outcome: Outcome) -> list[str]:
        return [put(template, {**outcome._asdict(), **facts})]

    return lines


def walk(outcome: Outcome, table: Mapping[str, Lines], refused: Lines) -> list[str]:
    """The lines of each step in its order; `refused` words a failed one that is not in the
    table.
    """
    found: list[str] = []
    for told in outcome.told:
        found += _of_step(told, outcome, table, refused)
    return found


def _of_step(told: Told, outcome: Outcome, table: Mapping[str, Lines], refused: Lines) -> list[str]:
    if told.state == "passed":
        return []
    if told.code in table:
        return table[told.code](told.facts, outcome)
    return refused(told.facts, outcome) if told.state == "failed" else []


def thrown_text(facts: Facts) -> Any:
    """The error that a script has thrown, or with which its promise was rejected."""
    return facts["thrown"] if "thrown" in facts else facts["rejection"]
