"""A teacher's view of a class: right numbers, nothing from a file that runs, names that stay."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cors_lab.course.beats.question import Asked
from cors_lab.course.lessons import EXERCISES, PREDICTIONS
from cors_lab.course.record import log, store
from cors_lab.course.teacher.reading import read
from cors_lab.tools.cli import main

MORNING = datetime(2026, 12, 1, 9, tzinfo=UTC)


def pupil(chance: random.Random, depth: int) -> store.Done:
    """What someone did who came as far as lesson `depth`."""
    done, at = store.nothing(), MORNING
    for id, question in PREDICTIONS.items():
        if int(id[:2]) > depth:
            continue
        asked = Asked.of(question)
        chosen = chance.randrange(len(asked.options))
        at += timedelta(minutes=chance.randrange(1, 20))
        done["predictions"][id] = chosen == asked.right
        done["answers"][id] = asked.options[chosen][0]
        done["log"][log.Entry(at, log.ANSWER, id, {}).key] = {}
    for id in EXERCISES:
        if int(id[:2]) > depth:
            continue
        at += timedelta(minutes=3)
        solved = chance.random() < 0.7
        done["exercises"][id] = solved
        value = {"right": solved, "text": ""} | (
            {} if solved else {"said": "The page reads nothing."}
        )
        done["log"][log.Entry(at, log.TRY, id, {}).key] = value
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty learners, and three files that are none."""
    chance = random.Random(3)
    place = tmp_path_factory.mktemp("class")
    for number in range(30):
        done = pupil(chance, chance.randrange(0, 11))
        (place / f"learner-{number:02}.json").write_text(store.text_of(done), encoding="utf-8")
    (place / "half.json").write_text('{"version": 2, "done": {"exer', encoding="utf-8")
    (place / "later.json").write_text('{"version": 99, "done": {}}', encoding="utf-8")
    (place / "homework.docx").write_bytes(b"PK")
    return place


def run(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["class", *map(str, arguments)])
    return found.exit_code, found.output


def test_the_table_counts_what_was_done(folder: Path) -> None:
    code, said = run(folder)
    assert code == 0
    assert sum(line.startswith("learner-") for line in said.splitlines()) == 30
    done = json.loads((folder / "learner-07.json").read_text())["done"]
    row = next(line for line in said.splitlines() if line.startswith("learner-07"))
    assert f"{sum(done['exercises'].values())} of {len(EXERCISES)}" in row
    assert "2026-12-01" in row


def test_what_was_missed_is_grouped(folder: Path) -> None:
    said = " ".join(run(folder)[1].split())
    assert "Missed most at the first answer" in said
    assert "x The page reads nothing." in said


def test_broken_and_foreign_files_are_named_and_skipped(folder: Path) -> None:
    said = " ".join(run(folder)[1].split())
    assert "half.json: it is damaged, or has no progress in it." in said
    assert "later.json: it is from a later version" in said
    assert "homework.docx: it is no .json file." in said


def test_page_and_table_are_written_and_names_can_be_left_out(folder: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "class.html", tmp_path / "class.csv"
    code, _ = run(folder, "--anonymous", "--html", page, "--csv", table)
    assert code == 0
    assert "learner-" not in page.read_text(encoding="utf-8") + table.read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert (len(rows), rows[1][0]) == (31, "Learner 1")


def test_hostile_names_and_answers_are_text(tmp_path: Path) -> None:
    place = tmp_path / "class"
    place.mkdir()
    id = next(iter(PREDICTIONS))
    done = store.nothing() | {"predictions": {id: False}, "answers": {id: "<script>x</script>"}}
    (place / "=cmd|' <img src=x>.json").write_text(store.text_of(done), encoding="utf-8")
    run(place, "--html", tmp_path / "x.html", "--csv", tmp_path / "x.csv")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "'=cmd" in (tmp_path / "x.csv").read_text(encoding="utf-8")


def test_an_empty_folder_and_none_are_sentences(tmp_path: Path) -> None:
    assert "no file of progress here" in run(tmp_path)[1]
    code, said = run(tmp_path / "nowhere")
    assert (code, "cannot be read" in said) == (2, True)
    assert run(tmp_path, "--html", tmp_path / "no" / "x.html")[0] == 2


def test_time_is_that_between_entries_that_are_near(tmp_path: Path) -> None:
    done = store.nothing()
    done["log"][log.Entry(MORNING, log.EXAM, "16-exam", {}).key] = {"right": 8, "cases": 10}
    for minutes in (0, 5, 9, 90):
        at = MORNING + timedelta(minutes=minutes)
        done["log"][log.Entry(at, log.ANSWER, "01-x", {}).key] = {}
    (tmp_path / "ada.json").write_text(store.text_of(done), encoding="utf-8")
    assert read(tmp_path)[0][0].minutes == 9
    said = run(tmp_path)[1]
    assert "8 of 10" in said
    assert said.splitlines()[1].split()[:2] == ["ada", "16"]


def test_handouts_have_no_answers_and_their_twins_do(tmp_path: Path) -> None:
    arguments = ["handouts", str(tmp_path / "paper"), "--lesson", "02", "--solutions"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    files = sorted(path.name for path in (tmp_path / "paper").iterdir())
    assert files == [
        "02-the-one-header-answers.html",
        "02-the-one-header.html",
        "cheat-sheet.html",
    ]
    sheet = (tmp_path / "paper" / files[1]).read_text(encoding="utf-8")
    answers = (tmp_path / "paper" / files[0]).read_text(encoding="utf-8")
    assert "What happened" not in sheet
    assert "The same fix in Express" in answers
    assert "break-inside: avoid" in sheet
    assert CliRunner().invoke(main, ["handouts", str(tmp_path), "--lesson", "77"]).exit_code == 2
