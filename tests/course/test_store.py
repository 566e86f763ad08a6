"""The file of progress survives whatever a machine does to it, and never holds up or ends a
lesson.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import time
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from cors_lab.course import SpeedChallenge, certificate, hint, note, review
from cors_lab.course import progress as progress_table
from cors_lab.course.record import record, store
from cors_lab.course.record.log import KINDS
from cors_lab.course.study import progress
from cors_lab.tools.cli import main

DONE = store.nothing() | {"exercises": {"01-origin": True}}
NEWER = json.dumps({"version": 99, "done": {"exercises": {"01-x": True}, "badges": {"gold": 1}}})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "progress.json"
    monkeypatch.setenv("CORS_LAB_PROGRESS", str(path))
    record.current.cache_clear()
    return path


def test_a_file_of_a_later_version_stays_as_it_is(file: Path) -> None:
    file.write_text(NEWER, encoding="utf-8")
    record.record("exercises", "02-b", True)
    assert file.read_text(encoding="utf-8") == NEWER
    assert record.current().done["exercises"] == {"02-b": True}
    assert "written by a later version" in record.current().taken_notice()
    with pytest.raises(PermissionError):
        record.current().forget()
    assert file.read_text(encoding="utf-8") == NEWER
    assert "later version" in progress._restored(file)


def test_a_user_without_a_home_keeps_progress_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home(*_: object, **__: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("CORS_LAB_PROGRESS", raising=False)
    record.current.cache_clear()
    monkeypatch.setattr(record, "user_data_path", no_home)
    record.record("exercises", "01-a", True)
    assert record.current().done["exercises"] == {"01-a": True}
    assert "as long as this kernel runs" in record.where()


def test_where_there_is_no_home_the_path_is_shown_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setattr(record.Path, "home", no_home)
    assert str(file) in record.where()


def test_a_lock_that_another_holds_is_waited_for_a_while_only(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    with (file.parent / "progress.json.lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        begun = time.monotonic()
        store.add(file, DONE)
        assert time.monotonic() - begun < 5
    assert store.read(file)[0]["exercises"] == {"01-origin": True}


def test_what_killed_writers_left_is_removed(file: Path) -> None:
    old, new = file.with_name("progress.json.a.tmp"), file.with_name("progress.json.b.tmp")
    for left in (old, new):
        left.write_text("x", encoding="utf-8")
    os.utime(old, (1, 1))
    store.add(file, DONE)
    assert (old.exists(), new.exists()) == (False, True)


def test_half_a_surrogate_pair_is_kept(file: Path) -> None:
    record.record("exercises", "01-\ud800", True)
    assert store.read(file) == (store.nothing() | {"exercises": {"01-\ud800": True}}, "")


def test_a_thousand_damaged_files_are_no_end(file: Path) -> None:
    file.write_text("{", encoding="utf-8")
    for number in range(1000):
        name = f"progress.damaged{number or ''}.json"
        file.with_name(name).write_text("{", encoding="utf-8")
    assert "was set aside as progress.damaged1000.json" in store.read(file)[1]


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_a_sentence(file: Path, name: str) -> None:
    assert "Nothing was exported" in progress._exported(Path(name))
    assert "Nothing was restored" in progress._restored(Path(name))


def test_a_file_that_cannot_be_written_is_told_as_such(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("", encoding="utf-8")
    monkeypatch.setenv("CORS_LAB_PROGRESS", str(file / "progress.json"))
    record.record("exercises", "01-a", True)
    assert record.current().taken_notice() == record.CANNOT
    assert "Progress is kept in" not in record.where()
    assert record.current().done["exercises"] == {"01-a": True}


@pytest.mark.slow
def test_two_hundred_kills_and_two_writers_lose_nothing(file: Path) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for run in range(200):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            for number in count():
                id = f"{run:02}-{number}"
                key = f"2026-12-01T09:30:00.{number:06}Z review {id}"
                done = {"exercises": {id: True}, "log": {key: {"rating": 3}}}
                store.add(file, store.nothing() | done)
                os.write(writing, f"{id}\n".encode())
        os.close(writing)
        store.add(file, store.nothing() | {"recall": {f"99-{run}": True}})
        time.sleep(chance.random() * 0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as told:
            acknowledged |= set(told.read().decode().split())
        acknowledged.add(f"99-{run}")
    done, sentence = store.read(file)
    known = {*done["exercises"], *done["recall"]}
    assert acknowledged - {*done["recall"]} <= {key.split()[-1] for key in done["log"]}
    assert sentence == ""
    assert acknowledged <= known
    for left in file.parent.glob("*.tmp"):
        os.utime(left, (1, 1))
    store.add(file, DONE)
    assert list(file.parent.glob("*.tmp")) == []


def test_what_was_read_of_a_file_edited_by_hand_is_kept_and_the_rest_set_aside(file: Path) -> None:
    edited = {
        "version": 2,
        "done": {
            "exercises": {"02-a": True, "02-b": "yes"},
            "log": {"2026-12-01T09:30:00.000000Z review 02/1": {"rating": 3}, "yesterday": {}},
        },
    }
    file.write_text(json.dumps(edited), encoding="utf-8")
    record.record("exercises", "03-a", True)
    assert "set aside as progress.damaged.json" in record.current().taken_notice()
    assert json.loads(file.with_name("progress.damaged.json").read_text()) == edited
    done = store.read(file)[0]
    assert done["exercises"] == {"02-a": True, "03-a": True}
    assert len(done["log"]) == 1
    record.record("exercises", "03-b", True)
    assert record.current().taken_notice() == ""


def test_a_draft_of_another_kernel_is_not_overwritten_by_an_older_one(file: Path) -> None:
    record.keep_draft("06-editor", "old")
    store.add(file, store.nothing() | {"drafts": {"06-editor": "new"}})
    record.record("exercises", "02-a", True)
    assert store.read(file)[0]["drafts"] == {"06-editor": "new"}


def test_a_log_of_two_kernels_has_the_entries_of_both(file: Path) -> None:
    one, other = record.Record(), record.Record()
    for number in range(20):
        (one, other)[number % 2].add("review", f"02/{number}", rating=3)
    log = store.read(file)[0]["log"]
    assert len(log) == 20
    assert list(log) == sorted(log)


JUNK = (None, True, 7, -1.5, 1e400, "x", "<b>", [], [1], {}, {"a": 1}, "2026")
NAMES = ("right", "text", "said", "why", "fix", "rating", "of", "seconds", "passed", "on", "again")


def test_a_log_full_of_junk_breaks_nothing(file: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    log = {}
    for kind in sorted(KINDS):
        for number, id in enumerate(("02-one-header", "02-card-1", "04-note", "readable", "x")):
            value = {name: chance.choice(JUNK) for name in NAMES}
            log[f"{chance.choice((2000, 2026, 9999))}-12-31T23:59:{number:02}.0Z {kind} {id}"] = (
                value
            )
    done = {"exercises": {"02-one-header": True}, "recall": {"02-slash": False}, "log": log}
    file.write_text(json.dumps({"version": 2, "done": done}), encoding="utf-8")
    shown = [
        review(),
        progress_table(),
        SpeedChallenge("readable"),
        note("04"),
        hint("02-one-header"),
    ]
    shown[0].rate(3)
    for each in shown:
        assert repr(each)
    certificate(tmp_path / "x.html", "Ada")
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "x.html")]).exit_code in (0, 1)
    assert CliRunner().invoke(main, ["class", str(file.parent)]).exit_code == 0
