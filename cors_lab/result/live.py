"""A fetch as the JSON value that a live view draws: pure, and words only, nothing that a server
could have shaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.display.text import SIGNS, WORDS, visible
from cors_lab.result.answers import answers, outcome, verdict_sign
from cors_lab.result.frames import film
from cors_lab.result.text import STAGES, call

if TYPE_CHECKING:
    from cors_lab.result.record import Step
    from cors_lab.result.result import FetchResult


def step_view(step: Step) -> dict[str, str]:
    """One step: its words, the standard's anchor, and where it stands."""
    words = {
        "title": visible(step.title or step.code),
        "why": visible(step.why, 1000),
        "fix": visible(step.fix, 1000),
        "spec": step.spec,
    }
    place = {"code": visible(step.code), "state": step.state, "stage": STAGES.get(step.stage, "")}
    return words | place | {"sign": SIGNS[step.state], "word": WORDS[step.state]}


def view_of(result: FetchResult) -> dict[str, Any]:
    """A result: verdict, the four answers, every step, and the film of it for the player."""
    state = outcome(result)
    return {
        "state": state,
        "sign": verdict_sign(result),
        "verdict": visible(result.verdict, 1000),
        "call": call(result),
        "answers": answers(result),
        "steps": [step_view(step) for step in result.steps],
        "film": film(result),
    }
