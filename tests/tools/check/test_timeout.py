"""An app in this process that hangs: one sentence that says where, exit code 2, and whoever asked
goes on.
"""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from cors_lab.browser.transport import time_limit as bounded
from cors_lab.browser.transport.time_limit import TooLate, within
from cors_lab.testing import assert_readable
from cors_lab.tools.audit import audit
from cors_lab.tools.check.apps import app_transport, load_app
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import ask
from cors_lab.tools.check.question import Question
from tests.tools.check import live
from tests.tools.check.live import PAGE, answering, cors_lab

NEVER = threading.Event()
OPEN = ("Access-Control-Allow-Origin", PAGE)


def hanging(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    NEVER.wait()
    return []


def swallowing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    with contextlib.suppress(Exception):
        NEVER.wait()
    start_response("200 OK", [OPEN])
    return []


def busy(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    while True:
        pass


def half(environ: dict[str, Any], start_response: Any) -> Any:
    start_response("200 OK", [OPEN])
    yield b"half"
    NEVER.wait()


@pytest.fixture(params=["alarm", "thread"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of ending it: that of the main thread, and that of others and of Windows."""
    if request.param == "thread":
        monkeypatch.delattr(bounded.signal, "SIGALRM")
    return str(request.param)


@pytest.mark.parametrize("app", [hanging, swallowing, half])
def test_check_says_so_and_ends_with_2(app: Any, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "app", app, raising=False)
    result = cors_lab(
        "check", "--app", "tests.tools.check.live:app", "/", "--page", PAGE, "--timeout", "0.05"
    )
    text = " ".join(result.output.split())
    assert result.exit_code == 2
    assert (
        "Could not ask: the app did not answer (no answer within 0.05 seconds; the app "
        "was at test_timeout.py, line "
    ) in text
    assert f", in {app.__name__})" in text
    assert "--timeout SECONDS" in text


def test_a_loop_that_computes_is_ended_too() -> None:
    with app_transport(busy, "https://api.example", timeout=0.05) as transport:
        answer = ask(Question(url="https://api.example/", page=PAGE), transport)
    assert answer.exit_code == 2
    assert "in busy" in answer.problem


def test_assert_readable_fails_with_the_place(way: str) -> None:
    with pytest.raises(
        AssertionError, match=r"the app was at test_timeout\.py, line \d+, in hanging"
    ):
        assert_readable(hanging, page=PAGE, timeout=0.05)


def test_an_audit_cannot_ask(way: str) -> None:
    with pytest.raises(CannotAsk, match="the app did not answer"):
        audit(hanging, page=PAGE, timeout=0.05)


def test_the_app_runs_in_the_callers_thread_where_there_is_an_alarm() -> None:
    connection = sqlite3.connect(
        ":memory:"
    )  # refuses to be used in another thread, as a test's transaction does

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        connection.execute("select 1")
        start_response("200 OK", [OPEN])
        return []

    assert_readable(app, page=PAGE, status=200)
    connection.close()


def test_anothers_alarm_still_comes() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 30)
    try:
        assert_readable(answering(OPEN), page=PAGE)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        signal.raise_signal(signal.SIGALRM)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rung == [1]


def test_what_it_comes_to_and_what_it_raises_get_out(way: str) -> None:
    def leaves() -> None:
        sys.exit(7)

    assert within(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)
    with pytest.raises(SystemExit):
        within(5, leaves)
    with pytest.raises(TooLate):
        within(0.02, NEVER.wait)


def test_a_module_that_starts_its_server_when_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "unguarded.py").write_text(
        "import threading\napp = None\nthreading.Event().wait()\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(CannotAsk) as failure:
        load_app("unguarded:app", timeout=0.2)
    assert "it was at unguarded.py, line 3" in failure.value.sentence
    assert "put that under `if __name__ ==" in failure.value.sentence


def test_the_process_ends_although_a_thread_hangs() -> None:
    code = (
        "import threading\nfrom cors_lab.browser.transport.time_limit import TooLate, within\n"
        "def main():\n    try:\n        within(0.05, threading.Event().wait)\n    except "
        "TooLate as late:\n        print('late', late)\n"
        "thread = threading.Thread(target=main)\nthread.start()\nthread.join()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.startswith("late ")


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_time_at_all_is_a_bad_argument(seconds: float) -> None:
    with pytest.raises(ValueError, match="leaves no time"):
        assert_readable(answering(OPEN), page=PAGE, timeout=seconds)
