"""One fetch as a film of its diagram: frame by frame, what is shown, what is told now, and the one
sentence that tells it. Pure.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.display.text import visible
from cors_lab.result.diagram import LAYOUTS, sequence_diagram
from cors_lab.result.sequence import NEVER, Event, Kind, sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cors_lab.result.record import Step
    from cors_lab.result.result import FetchResult

WORDS_A_SECOND = 3.5
SHORTEST, LONGEST = 1.8, 9.0
DECISIONS: frozenset[Kind] = frozenset({"decide", "cached", "open", "closed"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. The numbers are those of the diagram's events, from 0; what is neither shown nor
    faint is not to be seen yet.

    `faint` are the events that never happened, `now` is the one that `sentence` tells (None: the
    whole picture), and `seconds` is how long it takes to read.
    """

    shown: tuple[int, ...]
    faint: tuple[int, ...]
    now: int | None
    sentence: str
    seconds: float


def frames(result: FetchResult, events: Sequence[Event] | None = None) -> tuple[Frame, ...]:
    """A frame for each event of `sequence(result)`, and one at the end with all of them."""
    told_by = sequence(result) if events is None else events
    told = [(number, sentence(event, result)) for number, event in enumerate(told_by)]
    last = (len(told_by), visible(result.verdict, 1000))
    return tuple(_frame(told_by, number, words) for number, words in [*told, last])


def _frame(events: Sequence[Event], number: int, words: str) -> Frame:
    seen = [(place, event.kind in NEVER) for place, event in enumerate(events[: number + 1])]
    shown, faint = (
        tuple(place for place, never in seen if never is kind) for kind in (False, True)
    )
    reading = min(max(SHORTEST, len(words.split()) / WORDS_A_SECOND), LONGEST)
    return Frame(shown, faint, number if number < len(events) else None, words, round(reading, 1))


def film(result: FetchResult) -> dict[str, Any]:
    """The JSON value that the player shows: the frames, where to begin, and the diagrams."""
    events = sequence(result)
    return {
        "frames": [asdict(frame) for frame in frames(result, events)],
        "start": first_decision(events),
        "diagrams": {name: sequence_diagram(result, at, events) for name, at in LAYOUTS.items()},
    }


def first_decision(events: Sequence[Event]) -> int:
    """The frame that playing begins with: what comes before it goes without saying."""
    numbers = (number for number, event in enumerate(events) if event.kind in DECISIONS)
    return next(numbers, 0)


def sentence(event: Event, result: FetchResult) -> str:
    """One event in one or two sentences, for those who listen and for those who look."""
    return TELL[event.kind](event, result)


def _call(event: Event, result: FetchResult) -> str:
    if event.text.startswith("visit"):
        return (
            f"The browser goes to {visible(result.url)}, as if it had been typed into the address"
            " bar."
        )
    return (
        f"The page {visible(result.origin)} calls fetch(): {visible(result.method)}"
        f" {visible(result.url)}."
    )


def _said(step: Step | None) -> str:
    if step:
        return visible(f"{step.title or step.code} {step.why}", 1000).strip()
    return ""


def _send(event: Event, _: FetchResult) -> str:
    if event.text.endswith("(preflight)"):
        first = "asks the server first"
    else:
        first = "sends"
    return f"The browser {first}{':' if first != 'sends' else ''} {event.text}{_with(event)}."


def _with(event: Event) -> str:
    if event.headers:
        return f", with {'; '.join(f'{name}: {value}' for name, value in event.headers)}"
    return ""


def _answer(event: Event, _: FetchResult) -> str:
    if event.missing:
        missing = f", {'but ' if event.headers else ''}with no {event.missing}"
    else:
        missing = ""
    return f"The server answers {event.text}{_with(event)}{missing}."


def _open(event: Event, _: FetchResult) -> str:
    return f"The gate opens: {event.text}."


def _closed(event: Event, _: FetchResult) -> str:
    return f"The browser stops here. {visible(event.step.why, 1000) if event.step else ''}".strip()


def _ran(event: Event, _: FetchResult) -> str:
    return (
        f"{event.text[:1].upper()}{event.text[1:]}: what that does is done now, whatever the page"
        " will get to see."
    )


def _unsent(event: Event, _: FetchResult) -> str:
    target = event.text.removeprefix("redirect to ")
    if target == event.text:
        return f"{event.text} is never sent."
    return f"The redirect to {target} is never followed."


def _withheld(event: Event, _: FetchResult) -> str:
    return f"The page never gets {event.text}: it stays in the browser."


def _return(event: Event, _: FetchResult) -> str:
    return f"fetch() fulfils: the page gets a {event.text.replace(': ', ' of type ', 1)}."


TELL: dict[Kind, Callable[[Event, FetchResult], str]] = {
    "call": _call,
    "decide": lambda event, _: _said(event.step),
    "cached": lambda event, _: _said(event.step),
    "send": _send,
    "lost": lambda event, _: f"No response: {event.text}.",
    "ran": _ran,
    "answer": _answer,
    "open": _open,
    "closed": _closed,
    "hop": lambda event, _: visible(event.step.why, 1000) if event.step else event.text,
    "veil": lambda event, _: f"The browser hides {event.text} from the page.",
    "unsent": _unsent,
    "withheld": _withheld,
    "return": _return,
    "reject": lambda _, __: (
        "fetch() rejects with a TypeError, which does not say why; only the console does."
    ),
}
