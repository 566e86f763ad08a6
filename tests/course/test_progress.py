"""Progress: kept between kernels, merged, never lost, and never in the way of a lesson."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cors_lab.course import check, lesson, progress
from cors_lab.course.lessons import EXERCISES, PREDICTIONS, QUESTIONS
from cors_lab.course.lessons.n04_preflight_or_not.challenge import KEY
from cors_lab.course.notebook import predict, quiz, server_editor
from cors_lab.course.record import record as kept
from cors_lab.course.record.old_keys import OLD_KEYS
from cors_lab.course.record.record import VARIABLE, record

TWO_READERS = """
import sys
from cors_lab.course.record.record import record
for number in range(40):
    record("exercises", f"{sys.argv[1]}-{number}", True)
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file for progress, and a kernel that knows of none."""
    path = tmp_path / "data" / "progress.json"
    monkeypatch.setenv(VARIABLE, str(path))
    anew(monkeypatch)
    return path


def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a kernel that has just started."""
    kept.current.cache_clear()


def solve(id: str) -> None:
    names: dict[str, object] = {}
    exec(EXERCISES[id].solution(), names)
    check(id, names[EXERCISES[id].name])


def row(number: str) -> str:
    return next(line for line in repr(progress()).splitlines() if line.startswith(number))


def words(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("  ") if cell.strip()][1:]


def test_what_was_solved_predicted_and_answered_is_there_in_the_next_kernel(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson("02")
    solve("02-one-header")
    wrong = predict("02-two-in-one")
    wrong.answer(next(letter for letter in "ABC" if letter != "ABC"[wrong.asked.right]))
    recall = quiz("02")
    recall.answer(1, "ABC"[recall.questions[0].right])
    recall.answer(2, "AB"[1 - recall.questions[1].right])
    anew(monkeypatch)
    assert words(row("02")) == ["1 of 3", "0 of 1", "1 of 3"]
    assert words(row("01")) == ["0 of 2", "0 of 1", "0 of 3"]


def test_what_was_right_once_stays_right(file: Path) -> None:
    solve("02-one-header")
    check("02-one-header", None)
    assert words(row("02"))[0] == "1 of 3"


def test_nothing_is_written_before_anything_was_done(file: Path) -> None:
    progress(), lesson("01")
    assert not file.parent.exists()


@pytest.mark.slow
def test_two_notebooks_at_once_lose_nothing(file: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", TWO_READERS, name]) for name in ("one", "two")]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(json.loads(file.read_text())["done"]["exercises"]) == 80


def test_an_open_notebook_sees_what_another_has_done(file: Path) -> None:
    record("exercises", "02-one-header", True)
    done = {
        "version": 1,
        "done": {"exercises": {"02-two-origins": True}, "predictions": {}, "recall": {}},
    }
    file.write_text(json.dumps(done))
    assert words(row("02"))[0] == "2 of 3"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"done": 3}',
        "\udcff",
    ],
)
def test_a_damaged_file_is_set_aside_and_it_is_said_so(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, errors="surrogateescape")
    shown = " ".join(repr(progress()).split())
    assert (
        "The file of your progress was damaged. It was set aside as "
        "progress.damaged.json, and a new one was begun."
    ) in shown
    assert (file.parent / "progress.damaged.json").read_text(errors="surrogateescape") == text
    solve("02-one-header")
    assert "was damaged" not in repr(progress())
    assert words(row("02"))[0] == "1 of 3"


def test_a_second_damaged_file_does_not_overwrite_the_first(file: Path) -> None:
    file.parent.mkdir()
    for text in ("one", "two"):
        file.write_text(text)
        progress()
    assert {path.read_text() for path in file.parent.glob("*damaged*")} == {"one", "two"}


def test_a_file_that_cannot_be_written_ends_no_lesson(file: Path) -> None:
    file.parent.write_text("in the way")  # a file where the folder should be
    solve("02-one-header")
    shown = " ".join(repr(progress()).split())
    assert "The file of your progress cannot be read or written" in shown
    assert words(row("02"))[0] == "1 of 3"


def test_whoever_reads_at_any_time_finds_a_whole_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record("exercises", "02-one-header", True)
    before = file.read_text()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cors_lab.course.record.store.os.fsync", full)
    record("exercises", "02-two-origins", True)
    assert file.read_text() == before
    assert {path.name for path in file.parent.iterdir()} == {"progress.json", "progress.json.lock"}


def test_progress_is_exported_and_restored_where_nothing_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew(monkeypatch)  # CORS_LAB_PROGRESS is off in tests
    solve("02-one-header")
    taken = tmp_path / "progress.json"
    assert "Exported to progress.json." in repr(progress(export=taken))
    anew(monkeypatch)
    assert words(row("02"))[0] == "0 of 3"
    assert "Restored what was in progress.json." in repr(progress(restore=taken))
    assert words(row("02"))[0] == "1 of 3"


def test_restoring_adds_to_what_is_there(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve("02-one-header")
    progress(export=tmp_path / "taken.json")
    progress(forget=True)
    solve("02-two-origins")
    progress(restore=tmp_path / "taken.json")
    anew(monkeypatch)
    assert words(row("02"))[0] == "2 of 3"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there.json cannot be read (No such file"),
        ("{}", "there.json has no progress in it"),
        ("\udcff", "has no progress"),
    ],
)
def test_a_file_that_holds_no_progress_is_named(
    tmp_path: Path, text: str | None, said: str
) -> None:
    path = tmp_path / "there.json"
    if text is not None:
        path.write_text(text, errors="surrogateescape")
    assert said in " ".join(repr(progress(restore=path)).split())


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "Nothing was exported: taken.json cannot be written (No such file" in " ".join(
        repr(progress(export=tmp_path / "nowhere" / "taken.json")).split()
    )


def test_forgetting_begins_anew(file: Path) -> None:
    solve("02-one-header")
    progress(forget=True)
    assert words(row("02"))[0] == "0 of 3"
    assert not file.exists()


def test_the_table_is_one_for_screen_readers(file: Path) -> None:
    html = progress()._repr_html_()
    assert html.count('<th scope="col"') == 4
    assert re.search(r'<th scope="row"[^>]*>01 Origin, site, and the same-origin policy</th>', html)
    assert "progress.json.</p>" in html


def test_a_header_follows_each_answer_and_its_static_form_knows_nobody(file: Path) -> None:
    header = lesson(2)
    static = header._repr_mimebundle_()[0]["text/html"]
    solve("02-one-header")
    assert ["Exercises solved", "1 of 3"] in header.pairs
    assert header._repr_mimebundle_()[0]["text/html"] == static
    assert "1 of 3" not in static + repr(header)


@pytest.mark.parametrize("number", [99, "x"])
def test_a_lesson_that_there_is_not_is_named(number: object) -> None:
    with pytest.raises(ValueError, match="there is no lesson"):
        lesson(number)  # type: ignore[arg-type]


def test_on_binder_it_is_said_that_nothing_lasts(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    assert "On Binder nothing lasts." in repr(progress())


def test_an_old_file_still_counts(file: Path) -> None:
    old = {
        "exercises": {"02-one-header": True},
        "predictions": {next(key for key in OLD_KEYS if OLD_KEYS[key] == "02-two-in-one"): True},
        "recall": {next(key for key in OLD_KEYS if OLD_KEYS[key] == "02-curl"): True},
    }
    file.parent.mkdir()
    file.write_text(json.dumps({"version": 1, "done": old}))
    assert words(row("02")) == ["1 of 3", "1 of 1", "1 of 3"]


def test_every_old_key_leads_to_something_that_there_is() -> None:
    questions = {one.id for part in QUESTIONS.values() for one in part}
    assert set(OLD_KEYS.values()) <= questions | set(PREDICTIONS) | {KEY}


def test_one_lesson_is_forgotten_and_the_others_stay(file: Path) -> None:
    solve("02-one-header")
    solve("05-max-age")
    assert "lesson 02 was forgotten" in " ".join(repr(progress(forget=2)).split())
    assert words(row("02"))[0] == "0 of 3"
    assert words(row("05"))[0] == "1 of 2"
    with pytest.raises(ValueError, match="there is no lesson 77"):
        progress(forget=77)


def test_a_first_answer_comes_back_and_stays_the_first(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = predict("02-two-in-one")
    first.answer("A")
    first.answer("B")
    recall = quiz("02")
    recall.answer(1, "A")
    recall.answer(1, "B")
    anew(monkeypatch)
    again = predict("02-two-in-one")
    assert again.chosen == 0
    assert again.reply["word"]
    assert quiz("02").given[0] == 0
    assert json.loads(file.read_text())["done"]["answers"]["02-two-in-one"]


def test_code_that_was_typed_comes_back(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server_editor().set(code="from servers import practice\napp = practice.create_app()\n# mine")
    anew(monkeypatch)
    assert server_editor().values["code"].endswith("# mine")


def test_a_folder_has_a_file_for_each_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    anew(monkeypatch)
    header = lesson("02")
    assert header.asks_name
    header.name = "Ada Lovelace"
    assert not header.asks_name
    solve("02-one-header")
    assert (tmp_path / "progress-ada-lovelace.json").exists()
    monkeypatch.setenv("CORS_LAB_NAME", "Grace")
    anew(monkeypatch)
    assert words(row("02"))[0] == "0 of 3"
    assert not lesson("02").asks_name


def test_a_name_without_a_letter_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    anew(monkeypatch)
    header = lesson("02")
    header.name = "../.."
    assert "at least one letter or digit" in header.notice
    assert header.asks_name
