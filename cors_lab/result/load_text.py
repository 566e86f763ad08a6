"""A load in plain text: what the element asked for, what the page may look into, and every step."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from cors_lab.display.text import visible, wrapped
from cors_lab.result.text import status_line, step_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.record import Exchange, FetchError, Step

STAGES = {"preflight": "Preflight", "request": "Request"}
# What a page can look into, where a load has it; and what it says where it may not.
HIDDEN = ("SecurityError", "Script error.", "null", "no sheet", "cues 0")
HAPPENED = {
    "load": "it loaded",
    "error": "it failed",
    "none": "no event came",
    "exception": "it was refused at once",
}


class Loaded(Protocol):
    """What this view reads of a load."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def origin(self) -> str: ...  # noqa: D102
    @property
    def engine(self) -> str: ...  # noqa: D102
    @property
    def seen(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def exchanges(self) -> tuple[Exchange, ...]: ...  # noqa: D102
    @property
    def steps(self) -> tuple[Step, ...]: ...  # noqa: D102
    @property
    def error(self) -> FetchError | None: ...  # noqa: D102
    @property
    def executed(self) -> bool: ...  # noqa: D102


def sign(load: Loaded) -> str:
    """✓ where it loaded, ✗ where it did not."""
    return (
        "✗" if load.error is not None or load.seen.get("event") in ("error", "exception") else "✓"
    )


def verdict(load: Loaded) -> str:
    """The outcome in one sentence."""
    if load.error is not None:
        return load.error.message
    happened = HAPPENED.get(str(load.seen.get("event")), "it was sent")
    return f"{load.kind}: {happened}."


def looks_inside(load: Loaded) -> str:
    """May the page look into it? "" where there is nothing to look into."""
    readable = load.seen.get("readable")
    if readable is None:
        return ""
    return f"no ({readable})" if readable in HIDDEN else f"yes ({readable})"


def answer_pairs(load: Loaded) -> list[tuple[str, str]]:
    """The questions about a load, with their answers."""
    sent = any(exchange.kind != "report" for exchange in load.exchanges)
    pairs = [
        ("Was it sent?", "yes" if sent else "no"),
        ("Did the server run it?", "yes" if load.executed else "no"),
    ]
    if "event" in load.seen:
        pairs.append(("Event", str(load.seen["event"])))
    inside = looks_inside(load)
    return [*pairs, ("May the page look inside?", inside)] if inside else pairs


def _seen_lines(load: Loaded) -> list[str]:
    shown = {name: value for name, value in load.seen.items() if name not in ("event", "readable")}
    lines = []
    for name, value in shown.items():
        lines += wrapped(visible(str(value)), f"  {name}: ", "    ")
    return ["", "The page sees", *lines] if lines else []


def _exchange_lines(load: Loaded) -> list[str]:
    lines = []
    for exchange in load.exchanges:
        request = exchange.request
        asked = f"{visible(request.method)} {visible(request.url)}"
        lines += wrapped(f"{asked} → {status_line(exchange)}", "  ", "    ")
    return ["", "Network", *lines] if lines else []


def _error_lines(load: Loaded) -> list[str]:
    step = next((step for step in reversed(load.steps) if step.state == "failed"), None)
    if step is None or load.error is None:
        return []
    parts = [("Error", load.error.code), ("Why", step.why), ("Fix", step.fix)]
    return [
        "",
        *(
            line
            for name, words in parts
            if words
            for line in wrapped(visible(words, 1000), f"{name}: ", "  ")
        ),
    ]


def render_load(load: Loaded) -> str:
    """The whole load as plain text of at most 80 columns."""
    asked = f"{visible(load.kind)} {visible(load.url)}"
    lines = wrapped(visible(verdict(load), 1000), f"{sign(load)} ", "  ")
    lines += wrapped(f"{asked} · page {visible(load.origin)} · {visible(load.engine)}", "  ")
    pairs = [f"{question} {visible(answer)}" for question, answer in answer_pairs(load)]
    lines += ["", *wrapped(" · ".join(pairs), "  ")]
    lines += _seen_lines(load) + _exchange_lines(load)
    for stage, steps in groupby(load.steps, key=lambda step: step.stage):
        lines += ["", STAGES.get(stage, visible(stage))]
        lines += [line for step in steps for line in step_lines(step)]
    return "\n".join(lines + _error_lines(load))
