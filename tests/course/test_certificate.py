"""A certificate holds where its answers do; a forged one names the first answer that does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cors_lab.course import certificate, check, exam, hint, notebook, predict
from cors_lab.course.certificate.page import DATA, claims_in, page
from cors_lab.course.certificate.plain_code import objection
from cors_lab.course.certificate.replay import exercise_outcome
from cors_lab.course.clinic.diagnosis import codes
from cors_lab.course.lessons import EXERCISES
from cors_lab.tools.cli import main


def hand_in(monkeypatch: pytest.MonkeyPatch, id: str, code: str) -> None:
    """Run a cell with this code and its check."""
    names: dict[str, object] = {}
    name = EXERCISES[id].name
    monkeypatch.setattr(notebook, "cell_sources", lambda: [f'{code}\ncheck("{id}", {name})'])
    exec(code, names)
    check(id, names[name])


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate of someone who solved two exercises and answered a question."""
    check("01-same-site", "Z")
    hint("01-same-site")
    hand_in(monkeypatch, "01-same-site", EXERCISES["01-same-site"].solution())
    hand_in(monkeypatch, "02-one-header", EXERCISES["02-one-header"].solution())
    asked = predict("02-two-in-one")
    asked.answer("ABC"[asked.asked.right])
    said = repr(certificate(tmp_path / "ada.html", "Ada </script><b>Lovelace"))
    assert "exercises 2, questions 1, exams 0." in " ".join(said.split())
    return tmp_path / "ada.html"


def verified(path: Path, *options: str) -> tuple[int, str]:
    run = CliRunner().invoke(main, ["verify", str(path), *options])
    return run.exit_code, " ".join(run.output.split())


def forged(path: Path, change: object) -> Path:
    """The same certificate with other claims, its page made to fit."""
    claims = claims_in(path.read_text(encoding="utf-8"))
    change(claims)
    path.write_text(page(claims), encoding="utf-8")
    return path


def test_answers_that_hold_verify(made: Path) -> None:
    code, said = verified(made)
    assert code == 0, said
    assert "3 of 3 answers hold." in said
    data = json.loads(CliRunner().invoke(main, ["verify", str(made), "--json"]).output)
    assert data["holds"] is True


def test_it_says_tries_and_hints_and_escapes_the_name(made: Path) -> None:
    text = made.read_text(encoding="utf-8")
    assert "<b>Lovelace" not in text
    claim = claims_in(text)["exercises"][0]
    assert (claim["id"], claim["tries"], claim["hints"]) == ("01-same-site", 2, 1)
    assert "http://" not in text.split(f'id="{DATA}"')[0].split("</style>")[0]  # self-contained


def test_a_wrong_answer_is_named(made: Path) -> None:
    starter = EXERCISES["02-one-header"].starter
    code, said = verified(forged(made, lambda claims: claims["exercises"][1].update(text=starter)))
    assert code == 1
    assert "2 of 3 answers hold. The first that does not: 02-one-header." in said


def test_a_first_answer_that_is_called_right_and_is_not_is_named(made: Path) -> None:
    code, said = verified(forged(made, lambda claims: claims["questions"][0].update(right=False)))
    assert code == 1
    assert "The first that does not: 02-two-in-one." in said


def test_an_answer_that_is_listed_twice_does_not_count_twice(made: Path) -> None:
    code, said = verified(
        forged(made, lambda claims: claims["exercises"].append(claims["exercises"][0]))
    )
    assert (code, "it is listed twice" in said) == (1, True)


def test_a_page_that_was_changed_by_hand_is_not_trusted(made: Path) -> None:
    text = made.read_text(encoding="utf-8").replace("solved 2 of", "solved 29 of")
    made.write_text(text, encoding="utf-8")
    code, said = verified(made)
    assert code == 1
    assert "The page says something else than its answers do" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no answers of a CORS Lab certificate"),
        (f'<script id="{DATA}">{{"format"', "cut short or damaged"),
        (f'<script id="{DATA}">{{}}</script>', "no answers"),
        (
            f'<script id="{DATA}">{{"format": "cors-lab certificate", "version": 9}}</script>',
            "later version",
        ),
        (
            f'<script id="{DATA}">{{"format": "cors-lab certificate", "version": 1}}</script>',
            "not in the form",
        ),
    ],
)
def test_what_is_no_certificate_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.html"
    path.write_text(text, encoding="utf-8")
    code, output = verified(path)
    assert (code, said in output) == (2, True)


def test_a_certificate_with_too_many_exams_is_not_judged(made: Path) -> None:
    claims = claims_in(made.read_text(encoding="utf-8"))
    claims["exams"] = [{"at": "2026-12-01", "id": "16-exam"}] * 21
    made.write_text(page(claims), encoding="utf-8")
    assert verified(made)[0] == 2


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    assert verified(tmp_path / "no.html")[0] == 2
    (tmp_path / "latin").write_bytes(b"\xff\xfe\x00")
    assert verified(tmp_path / "latin")[0] == 2


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "from flask.app import os",
        "from flask import sys",
        "x = ().__class__.__bases__",
        "open('x', 'w')",
        "getattr(str, 'x')",
        "import re\nre.fullmatch = None",
        "from cors_lab.course import progress",
        "from cors_lab.course.exercises import app_judge",
        "from flask import *",
        "from flask import render_template_string",
        "from werkzeug.utils import import_string",
        "import werkzeug\nwerkzeug.utils.import_string('os')",
        "import operator",
        "from string import Formatter",
        "import typing",
        "import json\njson.codecs",
        "__import__('os')",
        "print(__builtins__)",
        "(",
        "x = 1\n" * 5000,
    ],
)
def test_code_that_no_answer_needs_is_not_run(code: str) -> None:
    assert objection(code)
    assert exercise_outcome({"id": "02-one-header", "text": code}).state == "not run"


def test_code_that_is_run_opens_no_port() -> None:
    code = "from flask import Flask\nmy_app = Flask('x')\nmy_app.run(port=0)\n"
    outcome = exercise_outcome({"id": "02-one-header", "text": code})
    assert outcome.state == "fails"
    assert "may not call" in outcome.why


@pytest.mark.parametrize("id", ["01-same-site", "02-cors-check", "02-one-header", "06-by-hand"])
def test_solutions_hold_and_starters_do_not(id: str) -> None:
    exercise = EXERCISES[id]
    assert exercise_outcome({"id": id, "text": exercise.solution()}).state == "holds"
    assert exercise_outcome({"id": id, "text": exercise.starter}).state == "fails"


def test_an_app_of_an_earlier_cell_is_kept_with_its_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    from cors_lab.course.exercises.handed_in import answer_text

    exercise = EXERCISES["02-one-header"]
    cells = [
        "%time\nfrom flask import Flask\nmine = Flask('x')",
        "1 + 1",
        "check('02-one-header', mine)",
    ]
    text = answer_text(exercise, object(), cells)
    assert text == "from flask import Flask\nmine = Flask('x')\nmy_app = mine\n"
    helped = ["from flask import Flask", "def name():\n    return 'x'", "mine = Flask(name())"]
    text = answer_text(exercise, object(), [*helped, "2", "check('02-one-header', mine)"])
    assert text == "\n".join([*helped, "my_app = mine\n"])
    assert answer_text(exercise, object(), ["check('02-one-header', gone)"]) == ""


def test_without_a_name_or_an_answer_nothing_is_written(tmp_path: Path) -> None:
    assert "there is no answer yet" in repr(certificate(tmp_path / "x.html", "Ada"))
    assert "say whose it is" in repr(certificate(tmp_path / "x.html"))
    assert not list(tmp_path.iterdir())


def pass_the_exam(seed: int) -> None:
    """Take an exam, every answer right."""
    paper = exam(seed)
    while not paper.round.finished:
        stay = paper.round.stay
        paper.diagnose(codes(stay.number, stay.seed)[0], stay.sick.places[0])
        paper.repair(stay.sick.solution)


@pytest.mark.slow
def test_an_exam_that_was_taken_is_judged_again(made: Path) -> None:
    pass_the_exam(7)
    certificate(made, "Ada")
    text = made.read_text(encoding="utf-8")
    assert ": 10 of 10 cases</li>" in text
    code, said = verified(made)
    assert code == 0, said
    assert "16-exam holds: 10 of 10 cases" in said
    claims = claims_in(text)
    claims["exams"][0]["answers"][3]["place"] = "nowhere"
    made.write_text(page(claims), encoding="utf-8")
    code, said = verified(made)
    assert code == 1
    assert "9 of 10 cases hold. Case" in said
    assert "The first that does not: 16-exam." in said
