"""A cell that checks an exercise, guarded: what goes wrong even before `check` is called becomes
one sentence instead of a traceback.
"""

from __future__ import annotations

import _thread
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from cors_lab.course.exercises.feedback import Feedback, Notice
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.sandbox import what_was_raised
from cors_lab.course.lessons import EXERCISES
from cors_lab.display.text import visible

SECONDS = 10.0  # for a whole cell; `check` inside it has five
CALLS = re.compile(r"""\b(check|hint|solution|task)\(\s*(["'])(?P<id>[^"'\n]*)\2""")
SPELLING = (
    "Look at that line and at the end of the one before it: often a bracket, a quote, a colon or a"
    " comma is missing."
)


@dataclass(slots=True)
class Guard:
    """Watches the cells of one IPython shell; other cells than those that check an exercise are not
    touched.
    """

    shell: Any
    seconds: float = SECONDS
    timer: threading.Timer | None = None
    late: bool = False

    def install(self) -> None:
        """Begin to watch."""
        self.shell.events.register("pre_run_cell", self.before)
        self.shell.events.register("post_run_cell", self.after)

    def before(self, info: Any) -> None:
        """A cell begins: from here to its end its exceptions are ours, if it has to do with an
        exercise.
        """
        found = CALLS.search(info.raw_cell or "")
        if found is None:
            return
        id, self.late = found["id"], False
        self.shell.set_custom_exc(
            (Exception, KeyboardInterrupt), lambda shell, kind, error, *_, **__: self.say(id, error)
        )
        self.timer = threading.Timer(self.seconds, self.stop)
        self.timer.daemon = True
        with suppress(
            RuntimeError
        ):  # where Python runs inside a browser there are no threads: then without a bound
            self.timer.start()

    def after(self, result: Any) -> None:
        """It has ended."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
            self.shell.set_custom_exc((), None)

    def stop(self) -> None:
        """What the stop button does: the kernel knows how to end a cell by it, and to ignore it
        when the cell has ended meanwhile.
        """
        self.late = True
        _thread.interrupt_main()

    def say(self, id: str, error: BaseException) -> None:
        """Show the one sentence."""
        known = id in EXERCISES
        display(
            Feedback(EXERCISES[id], (self.finding(error),)) if known else Notice(visible(error))
        )  # type: ignore[no-untyped-call]

    def finding(self, error: BaseException) -> Finding:
        """What went wrong, in words."""
        if isinstance(error, SyntaxError):
            if error.text and error.text.strip():
                line = f": `{visible(error.text.strip())}`"
            else:
                line = ""
            return Finding(
                False,
                f"Python cannot read line {error.lineno} of this cell{line}",
                f"{visible(error.msg)}.",
                SPELLING,
            )
        if isinstance(error, KeyboardInterrupt) and self.late:
            why = "Look for a loop that never ends, or for something that waits."
            return Finding(
                False,
                f"This cell did not end within {self.seconds:g} seconds, so it was stopped.",
                why,
            )
        if isinstance(error, KeyboardInterrupt):
            return Finding(False, "You have stopped this cell before it could be checked.")
        return Finding(
            False,
            "This cell raised an exception before it could be checked.",
            what_was_raised(error),
        )


def guard_cells(seconds: float = SECONDS) -> None:
    """Guard the cells of this notebook, once; outside IPython there are none."""
    shell = get_ipython()
    if shell is not None and not any(
        isinstance(getattr(call, "__self__", None), Guard)
        for call in shell.events.callbacks["pre_run_cell"]
    ):
        Guard(shell, seconds).install()
