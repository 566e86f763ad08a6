"""The record of one fetch: which checks passed, which one failed, what was noted. Codes and facts
only; the words are in `rules.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from cors_lab.fetch.wire import NetworkFailure

if TYPE_CHECKING:
    from collections.abc import Set

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

MOST_UNSEEN = 65_536  # bytes kept of a body that no page sees: one fetch may have 21 such answers

State = Literal["passed", "failed", "noted", "not-reached"]


class NetworkError(Exception):
    """A network error, with the code of the check that failed.
    https://fetch.spec.whatwg.org/#concept-network-error
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(
    slots=True
)  # neither frozen nor a tuple: made at every step of a fetch, which is twice as fast so
class Record:
    """One line of a trace: `exchange` is the number of exchanges on the wire before it, `stage` is
    "preflight" or "request".
    """

    code: str
    state: State
    stage: str
    exchange: int
    facts: dict[str, Any]


class Trace:
    """Narration is the condition itself: `check` records what was tested and stops the fetch where
    it is false.
    """

    __slots__ = ("departed", "departures", "exchange", "exchanges", "records", "stage")

    def __init__(self, departures: Set[str] = frozenset()) -> None:
        self.departures = departures
        self.departed: set[str] = set()
        self.records: list[Record] = []
        self.exchanges: list[tuple[HTTPRequest, HTTPResponse | NetworkFailure]] = []
        self.exchange = 0
        self.stage = "request"

    def check(self, code: str, condition: bool, **facts: Any) -> None:
        """Record a check; a false condition is a network error."""
        self.records.append(
            Record(code, "passed" if condition else "failed", self.stage, self.exchange, facts)
        )
        if not condition:
            raise NetworkError(code)

    def fail(self, code: str, **facts: Any) -> NoReturn:
        """Record a failed check whose condition is known to be false."""
        self.records.append(Record(code, "failed", self.stage, self.exchange, facts))
        raise NetworkError(code)

    def note(self, code: str, **facts: Any) -> None:
        """Record a fact that decides nothing by itself."""
        self.records.append(Record(code, "noted", self.stage, self.exchange, facts))

    def departs(self, departure: str) -> bool:
        """Does this engine leave the standard here? Asked only where it makes a difference, so that
        the learner is told.
        """
        if departure not in self.departures:
            return False
        if departure not in self.departed:
            self.departed.add(departure)
            self.note("engine-departs", departure=departure)
        return True

    def exchanged(self, request: HTTPRequest, answer: HTTPResponse | NetworkFailure) -> None:
        """Record one exchange that reached the wire, without the bulk of a body that no page
        sees.
        """
        self.exchanges.append((request, _to_keep(request, answer)))
        self.exchange += 1


def _to_keep(
    request: HTTPRequest, answer: HTTPResponse | NetworkFailure
) -> HTTPResponse | NetworkFailure:
    """The answer as it is kept: of a preflight's or a redirect's body the beginning."""
    if isinstance(answer, NetworkFailure) or len(answer.body) <= MOST_UNSEEN:
        return answer
    if request.kind == "preflight" or 300 <= answer.status <= 399:
        return replace(answer, body=answer.body[:MOST_UNSEEN])
    return answer


class SilentTrace(Trace):
    """A trace that records nothing and gives the same verdicts: for sweeps over many policies."""

    __slots__ = ()

    def check(self, code: str, condition: bool, **facts: Any) -> None:
        """Only decide."""
        if not condition:
            raise NetworkError(code)

    def fail(self, code: str, **facts: Any) -> NoReturn:
        """Only stop."""
        raise NetworkError(code)

    def note(self, code: str, **facts: Any) -> None:
        """Record nothing."""
