"""The experiment of lesson 03: send, and compare what JavaScript saw with what the server's log
has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Table, View
from cors_lab.result.answers import could_read, outcome, ran, sent
from cors_lab.server.policy import Policy, PolicyFront
from servers import shop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

TEA, JSON = "tea", {"Content-Type": "application/json"}
KINDS: dict[str, dict[str, Any]] = {
    "POST of plain text": {"method": "POST", "body": TEA},
    "POST as an HTML form sends it": {
        "method": "POST",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        "body": "item=tea",
    },
    "POST of JSON": {"method": "POST", "headers": JSON, "body": '{"item": "tea"}'},
    "POST of plain text, mode: no-cors": {"method": "POST", "body": TEA, "mode": "no-cors"},
    "POST of JSON, mode: no-cors": {
        "method": "POST",
        "headers": JSON,
        "body": '{"item": "tea"}',
        "mode": "no-cors",
    },
    "GET": {},
}
APP, API = "https://app.example", "https://api.example"
CUP, CUPS = "☕", 12
SAYS = {
    "nothing about CORS": Policy(),
    "Allow-Origin, on every answer": Policy(allow_origin=APP),
    "all headers, on OPTIONS alone": Policy(
        allow_origin=APP, allow_methods="POST", allow_headers="Content-Type", on_response=False
    ),
    "all headers, on every answer": Policy(
        allow_origin=APP, allow_methods="POST", allow_headers="Content-Type"
    ),
}
CONTROLS = (
    Control("kind", "The page sends", "select", tuple((name, name) for name in KINDS)),
    Control("says", "The server says", "select", tuple((name, name) for name in SAYS)),
    Control("send", "Send", "button"),
)
HEAD = ("Attempt", "The server says", "Preflight", "Request", "Server ran it", "JavaScript saw")
KEPT = 8


def side_effects() -> Experiment:
    """The counter, with a shop and a browser of its own; nothing is sent before a click."""
    values = {"kind": next(iter(KINDS)), "says": next(iter(SAYS)), "send": 0}
    return Experiment("Side-effect counter", CONTROLS, Counter(), values)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One order: what was sent, what the server said about CORS, and what happened."""

    kind: str
    says: str
    result: FetchResult


@dataclass(slots=True)
class Counter:
    """What the counter remembers: how often the button was pressed, and the attempts."""

    shop: PolicyFront = field(default_factory=shop.create_app)
    pressed: int = 0
    attempts: list[Attempt] = field(default_factory=list)

    def __call__(self, values: Mapping[str, Any]) -> View:
        """Send, if the button was pressed since; then count."""
        if values["send"] > self.pressed:
            self.pressed = values["send"]
            self._order(str(values["kind"]), str(values["says"]))
        if not self.attempts:
            return View("not-reached", "Nothing has been sent yet.")
        last = self.attempts[-1].result
        rows = tuple(_row(number, one) for number, one in enumerate(self.attempts, start=1))
        blocks = (
            Table("Counted", ("Who counts", "What"), self._counts()),
            Table("The last attempts", HEAD, rows[-KEPT:]),
        )
        taken = self._taken()
        cups = f" {CUP * min(taken, CUPS)}" if taken else ""
        orders = "order" if taken == 1 else "orders"
        sentence = f"JavaScript saw {_saw(last)}. The server has taken {taken} {orders}.{cups}"
        return View(outcome(last), sentence, blocks)  # type: ignore[arg-type]  # the states of a view

    def _order(self, kind: str, says: str) -> None:
        """One fetch from a fresh browser: each attempt counts for itself."""
        self.shop.policy = SAYS[says]
        page = Browser(hosts={API: self.shop}).open(APP)
        self.attempts.append(Attempt(kind, says, page.fetch(f"{API}/orders", **KINDS[kind])))

    def _counts(self) -> tuple[tuple[str, str], ...]:
        results = [one.result for one in self.attempts]
        read = sum(could_read(result) == "yes" for result in results)
        return (
            ("The page called `fetch`", _times(len(results))),
            ("The server ran it", _times(sum(result.executed for result in results))),
            ("JavaScript got to read", _times(read)),
        )

    def _taken(self) -> int:
        """How many orders are in the shop's own book; the book is the witness, not the browser."""
        return len(Client(self.shop).get("/orders").get_json())


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _row(number: int, one: Attempt) -> tuple[str, ...]:
    result = one.result
    return (
        f"{number}. {one.kind}",
        one.says,
        sent(result, preflight=True),
        sent(result, preflight=False),
        ran(result),
        _saw(result),
    )


def _saw(result: FetchResult) -> str:
    """What the promise gave."""
    if result.response is None:
        return "a `TypeError`"
    if could_read(result) != "yes":
        return "an opaque response: status 0, no body"
    return f"status {result.response.status} and the body"
