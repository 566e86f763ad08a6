"""What an exercise is: a task, a judge that turns an answer into findings, and hints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cors_lab.result.result import FetchResult

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: `sentence` says what works or what does not, `why` and `fix` go
    with what does not.
    """

    works: bool
    sentence: str
    why: str = ""
    fix: str = ""
    trace: FetchResult | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """A task that checks itself.

    `accepts` names what the learner hands in: "app", "function", "letters", "texts" or "request".
    `judge(answer)` yields a Finding for each thing it tries; the first that does not work is the
    last one asked for. `choices` are what the letters stand for. In `starter` and the text of
    `solution()` the answer is the variable `name`.
    """

    id: str
    title: str
    task: str
    accepts: str
    judge: Callable[[Any], Iterator[Finding]]
    hints: tuple[str, ...]
    starter: str
    solution: Callable[[], str]
    choices: tuple[str, ...] = ()
    praise: str = ""

    @property
    def name(self) -> str:
        """The variable that is handed in."""
        return {"app": "app", "function": "may_read"}.get(self.accepts, "answer")

    @property
    def lesson(self) -> str:
        """The lesson's number, two digits."""
        return self.id.partition("-")[0]
