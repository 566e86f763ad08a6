"""The records of one fetch: each check, each exchange, the error, and what JavaScript saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from cors_lab.messages.rules import DEPARTURE_WORDS, FAULTS, RULES, Rule, fix_sentence, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.fetch.trace import State
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

Kind = Literal["preflight", "request", "navigation", "websocket", "report"]


@dataclass(frozen=True, slots=True)
class Step:
    """One check of the standard, or one fact (state "noted"); its words are rendered when read.

    `stage` is "preflight" or "request"; `exchange` counts the exchanges on the wire before it;
    `error` is the error's id if it failed.
    """

    code: str
    state: State
    stage: str
    exchange: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def _rule(self) -> Rule:
        return RULES[self.code]

    @property
    def title(self) -> str:
        """The question that the check asks, or the fact in short."""
        return render(self._rule.title, self.facts)

    @property
    def why(self) -> str:
        """The reason, with the values that the browser saw."""
        if self.code == "engine-departs":
            return render(self._rule.noted, {"departure": DEPARTURE_WORDS[self.facts["departure"]]})
        if self.state == "failed":
            return render(FAULTS[self.error].why, self.facts)
        rule = self._rule
        return render(
            {"passed": rule.passed, "noted": rule.noted}.get(self.state, rule.not_reached),
            self.facts,
        )

    @property
    def fix(self) -> str:
        """What to change, and where; "" for a step that did not fail."""
        if self.state == "failed":
            return fix_sentence(self.error, self.facts)
        return ""

    @property
    def spec(self) -> str:
        """The place in the standard."""
        return self._rule.spec


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request on the wire and what came back: a response, or the failure that took its
    place.
    """

    kind: Kind
    request: HTTPRequest
    response: HTTPResponse | None
    failure: NetworkFailure | None = None


@dataclass(frozen=True, slots=True)
class FetchError:
    """Why the page could not read: our stable code, a sentence, Chromium's CorsError name or None,
    Firefox's reason key or None.
    """

    code: str
    message: str
    cors_error: str | None = None
    firefox_reason: str | None = None


@dataclass(frozen=True, slots=True)
class PageResponse:
    """A Response as JavaScript sees it: filtered headers (lower-case, sorted), and a body that an
    opaque response does not have.
    """

    type: str
    status: int
    status_text: str
    headers: list[tuple[str, str]]
    url: str
    redirected: bool
    body: bytes

    @property
    def ok(self) -> bool:
        """Is the status 200 to 299?"""
        return 200 <= self.status <= 299

    def observed(self) -> dict[str, Any]:
        """The same as a dict, of plain values."""
        return {
            "type": self.type,
            "status": self.status,
            "headers": [list(pair) for pair in self.headers],
            "url": self.url,
            "redirected": self.redirected,
            "body": self.text(),
        }

    def text(self) -> str:
        """The body as UTF-8 text, as `await response.text()` gives it."""
        return self.body.decode("utf-8-sig", "replace")


class Fetched(Protocol):
    """What a view reads of a fetch, whatever holds it."""

    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def origin(self) -> str: ...  # noqa: D102
    @property
    def engine(self) -> str: ...  # noqa: D102
    @property
    def response(self) -> PageResponse | None: ...  # noqa: D102
    @property
    def exchanges(self) -> tuple[Exchange, ...]: ...  # noqa: D102
    @property
    def steps(self) -> tuple[Step, ...]: ...  # noqa: D102
    @property
    def error(self) -> FetchError | None: ...  # noqa: D102
    @property
    def executed(self) -> bool: ...  # noqa: D102
    @property
    def verdict(self) -> str: ...  # noqa: D102
