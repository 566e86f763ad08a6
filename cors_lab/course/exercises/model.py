"""What an exercise is: a task, a judge that turns an answer into findings, and hints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cors_lab.result.result import FetchResult

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAMES = {"app": "my_app", "function": "may_read"}
OTHER_NAME = "my_answer"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: `sentence` says what works or what does not.

    `why` and `fix` go with what does not work, `trace` is the fetch that shows it. With `reached`
    False it was not looked at, because something before it failed.
    """

    works: bool
    sentence: str
    why: str = ""
    fix: str = ""
    trace: FetchResult | None = None
    reached: bool = True

    @property
    def state(self) -> str:
        """`passed`, `failed` or `not-reached`, as the views have it."""
        if not self.reached:
            return "not-reached"
        return "passed" if self.works else "failed"


@dataclass(frozen=True, slots=True)
class Exercise:
    """A task that checks itself.

    `accepts` names what the learner hands in: "app", "function", "letters", "text", "texts" or
    "request". `judge(answer)` yields a Finding for each thing that it looks at. `choices` are what
    the letters stand for. In `starter` and in the text of `solution()` the answer is the variable
    `name`.
    `express` is the same fix for Express, where there is a server to fix.
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
    express: str = ""

    @property
    def name(self) -> str:
        """The variable that is handed in."""
        return NAMES.get(self.accepts, OTHER_NAME)

    @property
    def lesson(self) -> str:
        """The lesson's number, two digits."""
        return self.id.partition("-")[0]
