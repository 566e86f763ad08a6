"""A learner's code: run so that it can neither hang nor break the lesson, with what it raised in
one sentence.

Where the system can fork (Linux, macOS), the code runs in a child process with limits of time and
memory, which the kernel ends whatever the code does. Elsewhere (Windows, the browser edition) it
runs in a thread of this process: then a loop in Python is ended, but not a call that never comes
back, and memory has no limit.
"""

from __future__ import annotations

import ctypes
import faulthandler
import io
import linecache
import logging
import os
import pickle
import re
import select
import signal
import struct
import sys
import tempfile
import threading
import traceback
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ON_PURPOSE = "broken on purpose"  # what the practice server's broken route raises
ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
STOPS = 20
MOST_MEMORY = 512 * 1024 * 1024  # bytes that a learner's code may take, above what the kernel has
MOST_BODY = 8 * 1024 * 1024  # bytes of one answer of a learner's app
MOST_PRINTED = 10_000  # characters
GRACE = 0.2  # seconds from the note of where the code is to its end
FRAME = struct.Struct("!Q")
PLACE = re.compile(r'File "(?P<file>[^"\n]*)", line [0-9]+ in (?P<name>\S+)')


class TookTooLongError(Exception):
    """The code did not come back in time; the argument is the name of the function it was in,
    or "".
    """


class RaisedError(Exception):
    """The code raised an exception; the argument is that in one sentence, `kind` the name of
    its class.
    """

    def __init__(self, sentence: str, kind: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind


class EndedError(Exception):
    """The code ended the process it ran in, or asked Python to end."""


class TooMuchMemoryError(Exception):
    """The code took more memory than it may."""


class Stopped(BaseException):  # no error: `except Exception` must not catch it
    """Raised inside a learner's code that has had its time."""


class _Ended(NamedTuple):
    """How the code ended: "done", or the name of what it raised and a sentence."""

    how: str
    kind: str = ""
    sentence: str = ""


def bounded(work: Callable[[], Any], seconds: float) -> Any:
    """What `work()` returns, if it does so within these seconds.

    Raises TookTooLongError, RaisedError, EndedError or TooMuchMemoryError. What it returns has to
    be picklable.
    """
    found: list[Any] = []
    collect(lambda: iter((work(),)), seconds, found.append)
    return found[0]


class _PlainUnpickler(pickle.Unpickler):
    """Reads plain values and the note of how the child ended, and no object of another class."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "_Ended"):
            return _Ended
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def plain(frame: bytes) -> Any:
    """What the child of a stranger's code sent: numbers, strings and tuples only."""
    return _PlainUnpickler(io.BytesIO(frame)).load()


def collect(
    work: Callable[[], Iterable[Any]],
    seconds: float,
    keep: Callable[[Any], None],
    read: Callable[[bytes], Any] = pickle.loads,
) -> None:
    """Hand each thing that `work()` yields to `keep`, for as many seconds. Raises as `bounded`
    does. `read` turns what the child sends into values.
    """
    if hasattr(os, "fork") and sys.platform != "emscripten":
        _in_child(work, seconds, keep, read)
    else:
        _in_thread(work, seconds, keep)


# In a child process


def _in_child(
    work: Callable[[], Iterable[Any]],
    seconds: float,
    keep: Callable[[Any], None],
    read: Callable[[bytes], Any],
) -> None:
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as places, os.fdopen(reading, "rb", buffering=0) as pipe:
        with warnings.catch_warnings():
            # Python warns that other threads may hold locks; the child uses none of theirs, and has
            # a time limit.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            pipe.close()
            _be_the_child(work, seconds, writing, places.fileno())
        os.close(writing)
        try:
            ended = _received(pipe, monotonic() + seconds + GRACE, keep, read)
        finally:
            status = _reaped(child)
        if ended is None:
            _raise_for(status, places)
        else:
            _raise(ended)


def _be_the_child(
    work: Callable[[], Iterable[Any]], seconds: float, writing: int, places: int
) -> None:
    """Run the work, send what it yields, and never come back."""
    try:
        printed = sys.stdout = sys.stderr = io.StringIO()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for output in (1, 2):  # what C code writes, such as a last word of Python itself
            os.dup2(nowhere, output)
        _limit_memory_and_time(seconds)
        faulthandler.dump_traceback_later(seconds, file=places)

        def send(kind: str, value: Any) -> None:
            text = printed.getvalue()
            printed.seek(0)
            printed.truncate()
            frame = pickle.dumps((kind, value, text[:MOST_PRINTED]))
            _write_all(writing, FRAME.pack(len(frame)) + frame)

        send("ended", _ended(work, lambda value: send("found", value)))
    except BaseException:
        os._exit(1)
    finally:
        os._exit(0)


def _limit_memory_and_time(seconds: float) -> None:
    import resource

    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with suppress(OSError, ValueError):  # should the parent be gone, the child still ends
        most = int(seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_all(writing: int, data: bytes) -> None:
    while data:
        data = data[os.write(writing, data) :]


def _received(
    pipe: io.FileIO, deadline: float, keep: Callable[[Any], None], read: Callable[[bytes], Any]
) -> _Ended | None:
    """How it ended, as the child says; None where the child says nothing more, or not in time."""
    while (head := _read(pipe, FRAME.size, deadline)) is not None:
        frame = _read(pipe, FRAME.unpack(head)[0], deadline)
        if frame is None:
            return None
        kind, value, printed = read(frame)
        if printed:
            sys.stdout.write(printed)
        if kind == "ended":
            return value  # type: ignore[no-any-return]
        keep(value)
    return None


def _read(pipe: io.FileIO, count: int, deadline: float) -> bytes | None:
    """So many bytes; None at the end of the pipe, and after the deadline."""
    data = bytearray()
    while len(data) < count:
        left = deadline - monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return None
        piece = pipe.read(min(count - len(data), 65536))
        if not piece:
            return None
        data += piece
    return bytes(data)


def _reaped(child: int) -> int:
    """The exit status of the child, which is ended if it is still there; 0 where another has
    asked for it.
    """
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    try:
        return os.waitpid(child, 0)[1]
    except ChildProcessError:
        return 0


def _raise_for(status: int, places: Any) -> None:
    """The child has gone, or was ended, without a word."""
    places.seek(0)
    noted = places.read(65536).decode("utf-8", "replace")
    if noted or (
        os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU)
    ):
        raise TookTooLongError(_learners(noted))
    raise EndedError


def _learners(noted: str) -> str:
    """The first function of the learner in this note of where each thread is."""
    found = (match for match in PLACE.finditer(noted) if _of_a_cell(match["file"]))
    return next((match["name"] for match in found), "").removeprefix("<module>")


def _ended(work: Callable[[], Iterable[Any]], keep: Callable[[Any], None]) -> _Ended:
    """Run the work to its end, whatever that is."""
    try:
        for value in work():
            keep(value)
    except MemoryError:
        return _Ended("memory")
    except (SystemExit, KeyboardInterrupt):
        return _Ended("ended")
    except SyntaxError as error:
        return _Ended("raised", "SyntaxError", f"{error.msg}, line {error.lineno}")
    except Stopped:
        return _Ended("stopped")
    except BaseException as error:
        return _Ended("raised", type(error).__name__, what_was_raised(error))
    return _Ended("done")


def _raise(ended: _Ended) -> None:
    if ended.how == "memory":
        raise TooMuchMemoryError
    if ended.how == "ended":
        raise EndedError
    if ended.how == "raised":
        raise RaisedError(ended.sentence, ended.kind)


# In a thread


def _in_thread(
    work: Callable[[], Iterable[Any]], seconds: float, keep: Callable[[Any], None]
) -> None:
    endings: list[_Ended] = []
    thread = threading.Thread(
        target=lambda: endings.append(_ended(work, keep)), name="a learner's code", daemon=True
    )
    try:
        thread.start()
    except (
        RuntimeError
    ):  # where Python runs inside a browser there are no threads: then without a time limit
        _raise(_ended(work, keep))
        return
    thread.join(seconds)
    if thread.is_alive():
        place = _place(thread)
        _stop(thread)
        raise TookTooLongError(place)
    _raise(endings[0])


def _stop(thread: threading.Thread) -> None:
    """End a thread that loops; one that waits in C code cannot be ended, and stays until
    Python ends.
    """
    for _ in range(STOPS):
        if thread.is_alive() and thread.ident is not None:
            stopped = ctypes.py_object(Stopped)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), stopped)
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


# What it raised


def what_was_raised(error: BaseException) -> str:
    """`ZeroDivisionError: division by zero (in allow, line 3: return 1 / 0)`, without addresses."""
    try:
        said = str(error)
    except Exception:  # a class of the learner's, whose __str__ raises
        said = "it has no words: its __str__ raises"
    words = f"{type(error).__name__}: {said}".rstrip(": ")
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
        if ON_PURPOSE not in what_was_raised(error):
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


class EndlessBodyError(Exception):
    """An answer's body has more bytes than any lesson needs."""


def _quiet(app: WSGIApplication, crashes: Crashes) -> WSGIApplication:
    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.errors"] = io.StringIO()
        try:
            return [_body(app(environ, start_response))]
        except Exception as error:
            crashes.keep(error)
            start_response(
                "500 INTERNAL SERVER ERROR", [("Content-Type", "text/plain")], sys.exc_info()
            )
            return [b"Internal Server Error"]

    return call


def _body(pieces: Iterable[bytes]) -> bytes:
    """The whole body; EndlessBodyError where it has no end in sight."""
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
            if len(body) > MOST_BODY:
                raise EndlessBodyError(
                    f"the body has more than {MOST_BODY // 1024 // 1024} MiB, and goes on"
                )
    finally:
        getattr(pieces, "close", lambda: None)()
    return bytes(body)
