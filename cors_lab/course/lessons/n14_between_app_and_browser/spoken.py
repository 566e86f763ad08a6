"""Which layer spoke: what each did with a message, read from what its neighbours heard."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.display.document import Table
from cors_lab.display.path import Path, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cors_lab.course.lessons.n14_between_app_and_browser.onward import Heard
    from cors_lab.result.record import Exchange
    from cors_lab.result.result import FetchResult

# No layers of the chain: where the gateway sends people to, and what serves the page itself.
ELSEWHERE, FILES = "login page", "file host"
LAYERS = ("dev proxy", "CDN", "gateway", "nginx", "app")
ALLOW = "access-control-allow-origin"
TOLD = ("access-control-", "vary", "server", "location", "age", "via", "x-cache")
TITLE = "Who set which header"
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the browser on its way, as each layer heard it, the nearest first."""

    page: str
    exchange: Exchange
    heard: tuple[Heard, ...]

    @property
    def speaker(self) -> str:
        """The layer that made the answer: the last that was asked and did not pass it on."""
        answered = [one.layer for one in self.heard if one.status is not None]
        return answered[-1] if answered else "no layer"

    @property
    def is_page(self) -> bool:
        """Is the answer the page, where data was asked for?"""
        return bool(self.heard) and ("Server", "files") in self.heard[-1].answered

    def added(self) -> Iterator[tuple[Line, str]]:
        """Each line of the answer that has to do with CORS or with the speaker, and who set it."""
        left = Counter(_told(self.heard[0].answered)) if self.heard else Counter()
        for one in reversed([heard for heard in self.heard if heard.status is not None]):
            own = Counter(_told(one.answered)) & left
            left -= own
            # Sorted: nginx itself sends its lines in an order of its own.
            for line in sorted(own.elements()):
                yield line, one.layer

    def path(self, result: FetchResult) -> Path:
        """The page, and a box for each layer."""
        last = self.exchange is result.exchanges[-1]
        asked = self.exchange.request
        stops = [Stop(self.page, "asks")]
        path = asked.url.partition("://")[2].partition("/")[2]
        lines: tuple[str, ...] = (f"`{asked.method} /{path}`", _sent_origin(self.heard))
        reached = {one.layer: at for at, one in enumerate(self.heard)}
        state: Any = "passed"
        if last and (result.response is None or self.is_page):
            state = "failed"
        setters = [layer for (name, _), layer in self.added() if name.lower() == ALLOW]
        speakers = {self.speaker, *setters} if len(setters) > 1 else {self.speaker}
        for layer in self._route():
            if layer in reached:
                note = self._did(reached[layer])
                shown: Any = state if layer in speakers else "noted"
                stops.append(Stop(layer, note, lines, shown))
            else:
                stops.append(Stop(layer, "is never asked", (), "not-reached"))
            lines = ()
        what = "preflight" if self.exchange.kind == "preflight" else "request"
        return Path(f"The {what}, layer by layer", tuple(stops))

    def _route(self) -> tuple[str, ...]:
        """The layers that it may meet, the nearest first."""
        first = self.heard[0].layer
        return LAYERS[LAYERS.index(first) :] if first in LAYERS else (first,)

    def _did(self, at: int) -> str:
        """What one layer did with the message."""
        one = self.heard[at]
        behind = self.heard[at + 1] if at + 1 < len(self.heard) else None
        if one.status is None:
            return "does not answer"
        if behind is None or behind.status is None:
            kept = " from its copy" if one.layer == "CDN" and _told(one.answered, ("age",)) else ""
            if self.is_page:
                kept = " with the page itself, HTML"
            return f"answers {one.status}{kept}{_with(_told(one.answered, (ALLOW,)))}"
        did = [*_changes(one, behind)]
        return "; ".join(did) or "passes it on"


def on_the_way(result: FetchResult, log: Sequence[Heard], page: str) -> list[Message]:
    """The messages of the browser, each with what the layers heard of it."""
    first = {log[0].layer, ELSEWHERE} if log else set()
    starts = [at for at, one in enumerate(log) if one.layer in first]
    ends = [*starts[1:], len(log)][: len(starts)]
    parts = [tuple(log[at:end]) for at, end in zip(starts, ends, strict=True)]
    pairs = zip(result.exchanges, parts, strict=False)
    return [Message(page, exchange, part) for exchange, part in pairs]


def verdict(result: FetchResult, messages: Sequence[Message]) -> str:
    """The browser's verdict, and which layer the last answer is from."""
    if not messages:
        return result.verdict
    last = messages[-1]
    told = f"{result.verdict} The answer is from: {last.speaker}."
    setters = [layer for (name, _), layer in last.added() if name.lower() == ALLOW]
    if last.is_page:
        told += " But it is the page itself, HTML, and not what was asked for."
    if len(setters) > 1:
        told += f" Access-Control-Allow-Origin is from {' and from '.join(setters)}."
    return told


def who_said(messages: Sequence[Message]) -> Table | None:
    """The lines of each answer, and the layer that set each."""
    rows = [
        (f"`{name}: {value}`", layer, _kind(message))
        for message in messages
        for (name, value), layer in message.added()
    ]
    if not rows:
        return None
    head = ("Header line", "Set by", "In the answer to")
    if len(messages) == 1:
        return Table(TITLE, head[:2], tuple(row[:2] for row in rows))
    return Table(TITLE, head, tuple(rows))


def _kind(message: Message) -> str:
    return "the preflight" if message.exchange.kind == "preflight" else "the request"


def _told(headers: Sequence[Line], names: tuple[str, ...] = TOLD) -> list[Line]:
    """The lines that matter here; the version of a server's program is left out."""
    found = []
    for name, value in headers:
        if name.lower().startswith(names):
            shown = value.partition("/")[0] if name.lower() == "server" else value
            found.append((name, shown))
    return found


def _changes(one: Heard, behind: Heard) -> Iterator[str]:
    asked = {name.lower() for name, _ in one.asked}
    if "origin" in asked and "origin" not in {name.lower() for name, _ in behind.asked}:
        yield "takes `Origin` off the request"
    before, after = Counter(_cors(behind.answered)), Counter(_cors(one.answered))
    for name, value in (after - before).elements():
        yield f"adds `{name}: {value}`"
    for name, _ in (before - after).elements():
        yield f"takes `{name}` off the answer"
    if one.status != behind.status:
        yield f"makes {one.status} of {behind.status}"


def _cors(headers: Sequence[Line]) -> list[Line]:
    return _told(headers, ("access-control-", "vary"))


def _with(lines: Sequence[Line]) -> str:
    return "".join(f", `{name}: {value}`" for name, value in lines)


def _sent_origin(heard: Sequence[Heard]) -> str:
    sent = {name.lower(): value for name, value in heard[0].asked} if heard else {}
    return f"`Origin: {sent['origin']}`" if "origin" in sent else "no `Origin`"
