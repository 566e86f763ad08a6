"""A cell that checks an exercise, guarded: what goes wrong before `check` becomes one sentence."""

from __future__ import annotations

import _thread
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from cors_lab.course.exercises.feedback import Feedback, Notice
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.sandbox import what_was_raised
from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 10.0  # for a whole cell; `check` inside it has eight
CALLS = re.compile(r"""\b(check|hint|solution|task)\(\s*(["'])(?P<id>[^"'\n]*)\2""")
SPELLING = (
    "Look at that line and at the end of the one before it: often a bracket, a quote, a colon or "
    "a comma is missing."
)
QUOTES = 'Is `{name}` meant as text? Then write it in quotes: `"{name}"`.'
NOT_RUN = "`{name}` is made in a cell further up: run that one first (Run > Run All Above)."
LOOP = "Look for a loop that never ends, or for something that waits."


@dataclass(slots=True)
class Guard:
    """Watches the cells of one IPython shell; only those that check an exercise are touched."""

    shell: Any
    exercises: Mapping[str, Exercise]
    seconds: float = SECONDS
    timer: threading.Timer | None = None
    late: bool = False

    def install(self) -> None:
        """Begin to watch."""
        self.shell.events.register("pre_run_cell", self.before)
        self.shell.events.register("post_run_cell", self.after)

    def before(self, info: Any) -> None:
        """A cell begins: until its end its exceptions are ours, if it is about an exercise."""
        found = CALLS.search(info.raw_cell or "")
        if found is None:
            return
        id, self.late = found["id"], False

        def say(shell: Any, kind: Any, error: BaseException, *rest: Any, **named: Any) -> None:
            self.say(id, error)

        self.shell.set_custom_exc((Exception, KeyboardInterrupt), say)
        self.timer = threading.Timer(self.seconds, self.stop)
        self.timer.daemon = True
        with suppress(RuntimeError):  # where Python runs inside a browser there are no threads
            self.timer.start()

    def after(self, result: Any) -> None:
        """It has ended."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
            self.shell.set_custom_exc((), None)

    def stop(self) -> None:
        """Do what the stop button does: a cell that has ended meanwhile is not touched by it."""
        self.late = True
        _thread.interrupt_main()

    def say(self, id: str, error: BaseException) -> None:
        """Show the one sentence."""
        shown: Feedback | Notice = Notice(visible(error))
        if id in self.exercises:
            shown = Feedback(self.exercises[id], (self.finding(error),))
        display(shown)  # type: ignore[no-untyped-call]

    def finding(self, error: BaseException) -> Finding:
        """What went wrong, in words."""
        if isinstance(error, SyntaxError):
            line = error.text.strip() if error.text else ""
            shown = f": `{visible(line)}`" if line else ""
            said = f"Python cannot read line {error.lineno} of this cell{shown}"
            return Finding(False, said, f"{visible(error.msg)}.", SPELLING)
        if isinstance(error, KeyboardInterrupt):
            return self._stopped()
        said = "This cell raised an exception before it could be checked."
        return Finding(False, said, what_was_raised(error), _fix(error))

    def _stopped(self) -> Finding:
        if not self.late:
            return Finding(False, "You stopped this cell before it could be checked.")
        said = f"This cell did not end within {self.seconds:g} seconds, so it was stopped."
        return Finding(False, said, LOOP)


def _fix(error: BaseException) -> str:
    """What to do about a name that does not exist: quotes, or the cell above."""
    name = getattr(error, "name", None)
    if not isinstance(error, NameError) or not name:
        return ""
    looks_like_letters = len(name) <= 10 and name.isalpha() and name.upper() == name
    if looks_like_letters or (len(name) <= 6 and set(name.lower()) <= set("abcdefghij")):
        return QUOTES.format(name=name)
    return NOT_RUN.format(name=name)


def guard_cells(exercises: Mapping[str, Exercise], seconds: float = SECONDS) -> None:
    """Guard the cells of this notebook, once; outside IPython there are none."""
    shell = get_ipython()
    if shell is None:
        return
    watching = [getattr(call, "__self__", None) for call in shell.events.callbacks["pre_run_cell"]]
    if not any(isinstance(one, Guard) for one in watching):
        Guard(shell, exercises, seconds).install()


def cell_sources() -> list[str]:
    """The code of the cells that were run, as it was typed, the one that runs now last; none
    outside IPython.
    """
    shell = get_ipython()
    history = getattr(getattr(shell, "history_manager", None), "input_hist_raw", None)
    return [str(cell) for cell in history or ()]
