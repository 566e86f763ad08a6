"""A learner's code: run so that it can neither hang nor break the lesson, with what it raised in
one sentence.
"""

from __future__ import annotations

import ctypes
import io
import linecache
import logging
import re
import sys
import threading
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ON_PURPOSE = "broken on purpose"  # what the practice server's broken route raises
ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
STOPS = 20


class TookTooLongError(Exception):
    """The code did not come back in time; the argument is the name of the function it was in, or
    "".
    """


class Stopped(BaseException):  # no error: `except Exception` must not catch it
    """Raised inside a learner's code that has had its time."""


def bounded(work: Callable[[], Any], seconds: float) -> Any:
    """What `work()` returns or raises, if it does so within these seconds; else it is stopped, and
    TookTooLongError raised.
    """
    ended: list[tuple[Any, BaseException | None]] = []

    def run() -> None:
        try:
            ended.append((work(), None))
        except (
            BaseException
        ) as error:  # exit() in a learner's code must not end the thread in silence
            ended.append((None, error))

    thread = threading.Thread(target=run, name="a learner's code", daemon=True)
    try:
        thread.start()
    except (
        RuntimeError
    ):  # where Python runs inside a browser there are no threads: then without a bound
        return work()
    thread.join(seconds)
    if thread.is_alive():
        place = _place(thread)
        _stop(thread)
        raise TookTooLongError(place)
    value, error = ended[0]
    if error is not None:
        raise error
    return value


def _stop(thread: threading.Thread) -> None:
    """End a thread that loops; one that waits in C code cannot be ended, and stays until Python
    ends.
    """
    for _ in range(STOPS):
        if thread.is_alive() and thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped)
            )
            thread.join(0.01)


def _place(thread: threading.Thread) -> str:
    """The learner's function that this thread is in."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None and not _of_a_cell(frame.f_code.co_filename):
        frame = frame.f_back
    if frame:
        return frame.f_code.co_name
    return ""


def _of_a_cell(filename: str) -> bool:
    """A notebook's cells are compiled under the name of a file that does not exist."""
    return not filename.startswith("<frozen") and not Path(filename).is_file()


def what_was_raised(error: BaseException) -> str:
    """`ZeroDivisionError: division by zero (in allow, line 3: return 1 / 0)`, without addresses."""
    words = f"{type(error).__name__}: {error}".rstrip(": ")
    return visible(ADDRESS.sub("0x…", words) + _where(error.__traceback__))


def _where(trace: TracebackType | None) -> str:
    frames = [frame for frame in traceback.extract_tb(trace) if _of_a_cell(frame.filename)]
    if not frames:
        return ""
    line = linecache.getline(frames[-1].filename, frames[-1].lineno or 0).strip()
    if frames[-1].name == "<module>":
        name = ""
    else:
        name = f"in {frames[-1].name}, "
    return f" ({name}line {frames[-1].lineno}{': ' if line else ''}{line})"


class Crashes(logging.Handler):
    """Collects the exceptions that a Flask app logs, which its client sees as a bare 500 only."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the exception, unless it is the one that the practice server is made to raise."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self.keep(error)

    def keep(self, error: BaseException) -> None:
        """One more, unless it was meant."""
        if ON_PURPOSE not in str(error):
            self.found.append(error)


@contextmanager
def watched(app: WSGIApplication) -> Iterator[tuple[WSGIApplication, list[BaseException]]]:
    """The app, quiet and unable to raise, and the list in which its exceptions gather."""
    crashes = Crashes()
    logger = getattr(app, "logger", None)
    if isinstance(logger, logging.Logger):
        logger = logger
    else:
        logger = logging.getLogger(__name__)
    before = logger.propagate
    logger.addHandler(crashes)
    logger.propagate = False
    try:
        yield _quiet(app, crashes), crashes.found
    finally:
        logger.propagate = before
        logger.removeHandler(crashes)


def _quiet(app: WSGIApplication, crashes: Crashes) -> WSGIApplication:
    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.errors"] = io.StringIO()
        try:
            return [b"".join(app(environ, start_response))]
        except Exception as error:
            crashes.keep(error)
            start_response(
                "500 INTERNAL SERVER ERROR", [("Content-Type", "text/plain")], sys.exc_info()
            )
            return [b"Internal Server Error"]

    return call
