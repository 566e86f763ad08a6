"""The experiment of lesson 03: send, and compare what JavaScript saw with what the server's log
has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Table, View
from cors_lab.result.answers import outcome, ran, sent
from cors_lab.server.policy import Policy, PolicyFront

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.browser.browser import Page
    from cors_lab.result.result import FetchResult
    from cors_lab.server.loopback import Server

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
APP = "https://app.example"
SAYS = {
    "nothing of CORS": Policy(),
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
HEAD = ("Attempt", "Preflight", "Request", "Server ran it", "JavaScript saw")
KEPT = 8


def side_effects(page: Page, server: Server, path: str = "/orders") -> Experiment:
    """The counter, of a server whose app is a PolicyFront; nothing is sent before a click. Raises
    TypeError for another app.
    """
    if not isinstance(server.app, PolicyFront):
        raise TypeError(
            "server: the counter needs a server with a policy, such as serve(shop.create_app(),"
            " name=...)."
        )
    values = {"kind": next(iter(KINDS)), "says": next(iter(SAYS)), "send": 0}
    return Experiment("Side-effect counter", CONTROLS, Counter(page, server, path), values)


@dataclass(slots=True)
class Counter:
    """What the counter remembers: how often the button was pressed, and the last attempts."""

    page: Page
    server: Server
    path: str
    pressed: int = 0
    taken: int = 0
    attempts: list[tuple[str, FetchResult]] = field(default_factory=list)

    def __call__(self, values: Mapping[str, Any]) -> View:
        """Send, if the button was pressed since; then count."""
        if values["send"] > self.pressed:
            self.pressed = values["send"]
            before = self._logged()
            self.attempts.append(
                (str(values["kind"]), self._sent(KINDS[values["kind"]], SAYS[values["says"]]))
            )
            self.taken += self._logged() - before
        if not self.attempts:
            return View("not-reached", "Nothing has been sent yet.")
        last = self.attempts[-1][1]
        rows = [_row(number, *attempt) for number, attempt in enumerate(self.attempts, start=1)]
        blocks = (
            Table("Counted", ("Who counts", "What"), self._counts()),
            Table("The last attempts", HEAD, tuple(rows[-KEPT:])),
        )
        sentence = (
            f"JavaScript saw {_saw(last)}. The server has taken {self.taken}"
            f" order{'' if self.taken == 1 else 's'}."
        )
        return View(outcome(last), sentence, blocks)  # type: ignore[arg-type]  # the states of a view

    def _sent(self, arguments: Mapping[str, Any], policy: Policy) -> FetchResult:
        front = self.server.app
        assert isinstance(front, PolicyFront)
        before, front.policy = front.policy, policy
        try:
            self.page.browser.preflight_cache.clear()  # each attempt counts for itself
            return self.page.fetch(f"{self.server.origin}{self.path}", **arguments)
        finally:
            front.policy = before

    def _counts(self) -> tuple[tuple[str, str], ...]:
        results = [result for _, result in self.attempts]
        read = sum(outcome(result) == "passed" for result in results)
        return (
            ("The page called `fetch`", _times(len(results))),
            ("The server ran it", _times(sum(result.executed for result in results))),
            ("JavaScript got to read", _times(read)),
        )

    def _logged(self) -> int:
        """How many orders the server's log has; the log is the witness, not the browser."""
        return sum(entry.method == "POST" and entry.status == 201 for entry in self.server.log)


def _times(number: int) -> str:
    return {1: "once"}.get(number, f"{number} times")


def _row(number: int, kind: str, result: FetchResult) -> tuple[str, ...]:
    return (
        f"{number}. {kind}",
        sent(result, preflight=True),
        sent(result, preflight=False),
        ran(result),
        _saw(result),
    )


def _saw(result: FetchResult) -> str:
    """What the promise gave."""
    if result.response is None:
        return "a `TypeError`"
    if outcome(result) != "passed":
        return "an opaque response: status 0, no body"
    return f"status {result.response.status} and the body"
