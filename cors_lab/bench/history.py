"""The runs of one session: what each was, and what is different between two of them, in the
settings and in the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.bench.controls import FIELDS, Group
from cors_lab.display.text import visible
from cors_lab.server.policy import ECHO, SAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cors_lab.bench.state import State

MOST_RUNS = 50
WORDS = {
    None: "not sent",
    True: "yes",
    False: "no",
    ECHO: "echo",
    SAME: "as the response",
    "": "nothing",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its number from 1, the state that opens it again, every control's value, what came
    of it, and how it came about.
    """

    number: int
    state: State
    values: State
    view: Mapping[str, Any]
    error: str
    label: str


def title(name: str) -> str:
    """A control's label."""
    return FIELDS[name].label


def words(name: str, value: Any, groups: Iterable[Group] = ()) -> str:
    """A control's value as its choice is labelled, or as it is written."""
    wanted = _comparable(value)
    fields = [field for group in groups for field in group.fields if field.name == name] or [
        FIELDS[name]
    ]
    found = next((one.shown for one in fields[0].choices if _comparable(one.value) == wanted), None)
    if found is not None:
        return found
    if isinstance(value, list | tuple):
        if value:
            return visible(" · ".join(map(str, value)))
        return "none"
    if isinstance(value, str | bool | None):
        return WORDS.get(value, visible(value))
    return visible(value)


def _comparable(value: Any) -> Any:
    """So that a list from JSON is the tuple of the table."""
    if isinstance(value, list):
        return tuple(value)
    return value


def differences(before: State, after: State) -> list[str]:
    """The names of the controls that differ, in the table's order."""
    return [name for name in FIELDS if _comparable(before[name]) != _comparable(after[name])]


def label(before: State | None, after: State, waited: float, spans: str) -> str:
    """How a run came about: which controls were changed since the last one, or that it was sent
    again.
    """
    if before is None:
        return "the first run"
    changed = [f"{title(name)}: {words(name, after[name])}" for name in differences(before, after)]
    later = [f"{spans} later"] if waited else []
    return visible(
        ", ".join([*later, *(changed[:3] or ["sent again"]), *(["…"] if len(changed) > 3 else [])]),
        160,
    )


def listed(run: Run) -> dict[str, Any]:
    """A run as the list shows it."""
    return {
        "number": run.number,
        "sign": run.view["sign"],
        "state": run.view["state"],
        "label": run.label,
        "verdict": run.view["verdict"],
    }


def compared(old: Run, new: Run) -> dict[str, Any]:
    """What differs from one run to another: rows of (what, before, after), first of the settings,
    then of the outcome.
    """
    settings = [
        [title(name), words(name, old.values[name]), words(name, new.values[name])]
        for name in differences(old.values, new.values)
    ]
    outcome = [
        [question, answer, now]
        for (question, answer), (_, now) in zip(_outcome(old), _outcome(new), strict=True)
        if answer != now
    ]
    return {"old": old.number, "new": new.number, "settings": settings, "outcome": outcome}


def _outcome(run: Run) -> list[tuple[str, str]]:
    answers = run.view["answers"] or [
        (question, "nothing was sent")
        for question in ("preflight", "request", "server ran it", "page could read it")
    ]
    return [*answers, ("error", run.error or "none"), ("verdict", run.view["verdict"])]
