"""What can come of a fetch, in the words of a prediction's options and of an exercise's cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.result.answers import could_read, sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.result.result import FetchResult

# The four questions of every CORS problem, as the facts that an outcome is made of.
FACTS: dict[str, Callable[[FetchResult], bool]] = {
    "preflight": lambda result: sent(result, preflight=True).startswith("sent"),
    "sent": lambda result: sent(result, preflight=False).startswith("sent"),
    "ran": lambda result: result.executed,
    "read": lambda result: could_read(result) == "yes",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its text, the outcome for which it is right, and what to say to who chose it.

    `outcome` is a function of the FetchResult, or facts with commas between them, each of
    "preflight", "sent", "ran", "read" or one of these after "not": `"ran, not read"`. Raises
    ValueError for any other fact.
    """

    text: str
    outcome: str | Callable[[FetchResult], bool]
    why: str

    def __post_init__(self) -> None:
        if unknown := sorted({name for name, _ in self._facts()} - set(FACTS)):
            raise ValueError(
                f"options: {unknown[0]!r} is no fact of a fetch; write {', '.join(FACTS)}, or 'not'"
                " before one of them."
            )

    def _facts(self) -> list[tuple[str, bool]]:
        if isinstance(self.outcome, str):
            said = [fact.strip() for fact in self.outcome.split(",")]
        else:
            said = []
        return [(fact.removeprefix("not "), not fact.startswith("not ")) for fact in said]

    def holds(self, result: FetchResult) -> bool:
        """Is this what happened?"""
        if callable(self.outcome):
            return bool(self.outcome(result))
        return all(FACTS[name](result) is wanted for name, wanted in self._facts())
