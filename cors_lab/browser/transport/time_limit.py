"""Work of somebody else's code in this process, bounded in time: an app that hangs must not hang
whoever asks it.
"""

from __future__ import annotations

import contextvars
import signal
import sys
import sysconfig
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

T = TypeVar("T")
NOT_THEIRS = (
    "site-packages",
    "dist-packages",
    sysconfig.get_paths()["stdlib"],
    "<frozen",
    __file__,
)


class TooLate(BaseException):
    """The work did not end in time; the argument is where it was. No `except Exception` of the
    work's own may swallow it.
    """


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` comes to; TooLate after so many seconds.

    In the main thread an alarm interrupts it where it stands. Elsewhere, and on Windows, which has
    no alarm, it runs in a daemon thread with the same context, which nothing can end: it is left
    behind, and keeps nothing from ending.
    """
    if sys.platform == "emscripten":  # Python in a browser: no alarm and no thread, so no limit
        return work()
    if hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread():
        return _with_alarm(seconds, work)
    return _in_thread(seconds, work)


def _with_alarm(seconds: float, work: Callable[[], T]) -> T:
    def late(_: int, frame: FrameType | None) -> None:
        raise TooLate(where(frame))

    before = signal.signal(signal.SIGALRM, late)
    left, interval = signal.setitimer(
        signal.ITIMER_REAL, seconds
    )  # another's alarm, a test runner's say, is put off
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, interval)


def _in_thread(seconds: float, work: Callable[[], T]) -> T:
    done: list[T] = []
    raised: list[BaseException] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            done.append(context.run(work))
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="an app in process", daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not done:
        raise TooLate(where(sys._current_frames().get(thread.ident or 0)))
    return done[0]


def where(frame: Any) -> str:
    """The line of the work's own code that this frame is at or was called from: "main.py, line 12,
    in notes".
    """
    innermost = frame
    while frame is not None and any(part in frame.f_code.co_filename for part in NOT_THEIRS):
        frame = frame.f_back
    at = frame or innermost
    if at is None:
        return "nobody knows where"
    return (
        f"{at.f_code.co_filename.replace(chr(92), '/').rpartition('/')[2]}, line {at.f_lineno}, in"
        f" {at.f_code.co_name}"
    )
