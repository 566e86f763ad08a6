"""A learner's code can neither end, fill nor hold up the kernel, and whatever it does is told
in a sentence.
"""

from __future__ import annotations

import builtins
import itertools
import os
import re
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from cors_lab.course.exercises import sandbox
from cors_lab.course.exercises.sandbox import (
    EndedError,
    RaisedError,
    TookTooLongError,
    TooMuchMemoryError,
    bounded,
    collect,
    watched,
    what_was_raised,
)

SECONDS = 0.5
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def descriptors() -> int:
    """How many this process has open."""
    return len(list(Path("/dev/fd").iterdir()))


def children() -> list[str]:
    """The processes that this one has started; a browser of other tests may be among them."""
    tasks = Path("/proc/self/task").glob("*/children")
    return sorted(child for task in tasks for child in task.read_text().split())


def forever() -> None:
    while True:
        pass


def grows() -> None:
    kept = []
    while True:
        kept.append(bytearray(1_000_000))


def breaks_python() -> int:
    builtins.len = None  # type: ignore[assignment]
    return len("abc")


class Silent(Exception):
    def __str__(self) -> str:
        raise ValueError


class Base(BaseException):
    pass


def raises(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    "work",
    [
        forever,
        lambda: 9**9**9,
        lambda: sum(range(10**12)),
        lambda: re.match("(a+)+$", "a" * 50 + "b"),
    ],
    ids=["a loop", "a power", "a sum", "a pattern"],
)
@pytest.mark.slow
def test_what_never_comes_back_is_ended(work: Callable[[], Any]) -> None:
    begun = monotonic()
    with pytest.raises(TookTooLongError):
        bounded(work, SECONDS)
    assert monotonic() - begun < SECONDS + 5


def test_memory_has_a_limit() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TooMuchMemoryError):
        bounded(grows, 10)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


@pytest.mark.parametrize(
    "work",
    [
        lambda: os._exit(3),
        os.abort,
        raises(SystemExit()),
        raises(KeyboardInterrupt()),
        breaks_python,
    ],
    ids=["_exit", "abort", "exit", "interrupt", "no len"],
)
def test_what_ends_python_ends_only_the_child(work: Callable[[], Any]) -> None:
    with pytest.raises((EndedError, RaisedError)):
        bounded(work, 5)
    assert len("abc") == 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Silent(), "Silent: it has no words: its __str__ raises"),
        (Base("x"), "Base: x"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
    ],
)
def test_what_is_raised_is_a_sentence(error: BaseException, said: str) -> None:
    with pytest.raises(RaisedError, match=re.escape(said)):
        bounded(raises(error), 5)


def test_what_was_found_before_the_end_is_kept() -> None:
    def work() -> Iterator[int]:
        yield from (1, 2)
        forever()

    found: list[int] = []
    with pytest.raises(TookTooLongError):
        collect(work, SECONDS, found.append)
    assert found == [1, 2]


def test_what_it_prints_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert bounded(lambda: print("hello") or 7, 5) == 7
    assert capsys.readouterr().out == "hello\n"


def test_an_endless_body_is_an_exception_of_the_app() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        return itertools.repeat(bytes(65_536))

    with watched(app) as (quiet, crashes):
        list(quiet({}, lambda *_: lambda data: None))
    assert "the body has more than 8 MiB" in what_was_raised(crashes[0])


def test_no_child_and_no_descriptor_is_left() -> None:
    bounded(lambda: 1, 5)
    before = descriptors(), children()
    for _ in range(20):
        bounded(lambda: 1, 5)
    assert (descriptors(), children()) == before


def test_without_a_fork_it_runs_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sandbox.os, "fork")
    assert bounded(lambda: 7, 5) == 7
    with pytest.raises(TookTooLongError):
        bounded(forever, 0.2)
    with pytest.raises(RaisedError, match="Base: x"):
        bounded(raises(Base("x")), 5)
    with pytest.raises(EndedError):
        bounded(raises(SystemExit()), 5)
