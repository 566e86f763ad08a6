"""A learner's answer that raises, hangs, ends Python or has the wrong type: `check` comes back with
a sentence.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from fastapi import FastAPI
from flask import Flask

from cors_lab import serve
from cors_lab.course import check, hint, solution, task
from cors_lab.course.exercises import judging as checking
from cors_lab.course.exercises.sandbox import TookTooLongError, bounded

BROKEN = 'from flask import Flask\napp = Flask("notes")\n@app.get("/notes")\ndef notes():\n'


def app_of(body: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(f"{BROKEN}    {body}", "<cell>", "exec"), names)
    return names["app"]


def said(answer: Any, id: str = "02-one-header") -> str:
    return " ".join(repr(check(id, answer)).split())


def test_an_exception_in_a_view_is_one_sentence() -> None:
    words = said(app_of("return 1 / 0"))
    assert (
        "Your app raised an exception at `GET /notes`. Why: ZeroDivisionError: division "
        "by zero (in notes, line 5"
    ) in words
    assert "Traceback" not in words


def test_an_exception_leaves_nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    said(app_of("return 1 / 0"))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_loop_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SECONDS", 0.3)
    assert (
        "Your code did not come back within 0.3 seconds. Why: It was in `notes` when it "
        "was stopped."
    ) in said(app_of("while True: pass"))


@pytest.mark.parametrize(
    "body", ["while True: pass", "while True:\n        try: 1 / 0\n        except Exception: pass"]
)
def test_a_loop_that_was_stopped_burns_no_more_time(
    monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(checking, "SECONDS", 0.3)
    before = set(threading.enumerate())
    said(app_of(body))
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


def test_code_that_waits_is_given_up() -> None:
    never = threading.Event()
    with pytest.raises(TookTooLongError):
        bounded(never.wait, 0.1)
    never.set()


def test_without_threads_it_is_checked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    assert check("01-same-site", "ACF").passed


def test_exit_does_not_end_the_kernel() -> None:
    assert "Your code wants to end Python" in said(app_of("raise SystemExit"))


@pytest.mark.parametrize(
    ("id", "answer", "words"),
    [
        ("02-one-header", None, "it is nothing (None). Fix: Hand in the Flask app itself"),
        ("02-one-header", Flask, "it is the class Flask. Fix: Hand in the Flask app itself"),
        ("02-one-header", "app", "it is a str."),
        ("02-one-header", lambda: [], "That is a function such as a view."),
        ("02-one-header", FastAPI(), "FastAPI and Starlette make ASGI apps"),
        ("02-cors-check", None, "it is nothing (None). Fix: Hand in the function itself"),
        ("01-same-site", 3, 'it is an int. Fix: Hand in letters as a string, such as `"ACE"`.'),
        ("01-same-site", {"A": True}, "it is a dict."),
        (
            "01-origins",
            ["https://app.example"],
            "it is a list. Fix: Hand in a dict with a string for each entry",
        ),
        ("04-no-preflight", "POST", "Hand in a dict of arguments"),
    ],
)
def test_the_wrong_type_is_named_with_what_to_hand_in(id: str, answer: Any, words: str) -> None:
    assert words in said(answer, id)


@pytest.mark.parametrize("letters", ["ACF", "fca", "A, C, F", ["A", "C", "F"], {"A", "C", "F"}])
def test_letters_may_be_written_in_any_way(letters: Any) -> None:
    assert check("01-same-site", letters).passed


def test_a_server_that_runs_already_is_taken_for_its_app() -> None:
    names: dict[str, Any] = {}
    exec(solution("02-one-header").code, names)
    with serve(names["my_app"], name="https://mine.example") as server:
        assert check("02-one-header", server).passed


def test_what_answers_no_http_is_a_sentence_too() -> None:
    words = said(lambda environ, start_response: 7)
    assert "Your app raised an exception at `GET /notes`." in words


def test_hints_unfold_one_at_a_time() -> None:
    feedback = [check("02-one-header", app_of("return []")) for _ in range(4)]
    assert [len(shown.hints) for shown in feedback] == [0, 1, 2, 3]
    assert feedback[2]._repr_html_().count("<summary>Hint") == 2
    assert [len(hint("02-two-origins").hints) for _ in range(4)] == [1, 2, 3, 3]
    assert 'solution("02-two-origins")' in repr(hint("02-two-origins"))


def test_the_trace_is_at_hand() -> None:
    feedback = check("02-one-header", app_of("return []"))
    assert feedback.trace is not None
    assert feedback.trace.error.code == "allow-origin-missing"
    assert "<summary>The trace of that fetch</summary>" in feedback._repr_html_()


def test_an_unknown_exercise_is_named_with_its_neighbour() -> None:
    with pytest.raises(ValueError, match="did you mean '02-one-header'"):
        task("02-one-haeder")
    with pytest.raises(ValueError, match="there is no exercise 7"):
        check(7, None)  # type: ignore[arg-type]
