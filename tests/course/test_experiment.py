"""An experiment: what it computes at a change, what it says of nonsense, and its form to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from cors_lab.course import elsewhere, four_gates, preflight_or_not, server_editor
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Checks, Item, Table, Text, View

CONTROLS = (
    Control("number", "Number", "text"),
    Control("loud", "Loud", "check"),
    Control("code", "Code", "code"),
)


def look(values: Mapping[str, Any]) -> View:
    number = int(values["number"])
    blocks = (
        Checks(
            "Looked at",
            (
                Item("`even`", "passed" if number % 2 == 0 else "failed", "By two."),
                Item("big", "not-reached"),
            ),
        ),
        Text("As it is", "line 1\n<b>line 2</b>"),
        Table("Rows", ("name", "value"), (("double", f"`{2 * number}`"),)),
    )
    return View("passed", f"It is {number}.", blocks)


@pytest.fixture
def experiment() -> Experiment:
    return Experiment("Numbers", CONTROLS, look, {"number": "3", "loud": False, "code": "x = 1"})


def test_a_change_is_looked_at_and_shown(experiment: Experiment) -> None:
    experiment.set(number="4")
    assert experiment.view["sentence"] == "It is 4."
    assert experiment.view["blocks"][0]["items"][0]["word"] == "passed"
    assert experiment.view["blocks"][2]["rows"] == (("double", "`8`"),)


def test_the_same_answer_again_is_sent_again(experiment: Experiment) -> None:
    seen: list[Any] = []
    experiment.observe(lambda change: seen.append(change.new), "view")
    experiment.set(loud=True)
    experiment.set(loud=False)
    assert [view["sentence"] for view in seen] == ["It is 3."] * 2


def test_what_makes_no_sense_is_a_sentence(experiment: Experiment) -> None:
    experiment.set(number="<many>")
    assert experiment.view["state"] == "failed"
    assert experiment.view["sentence"].startswith("That cannot be tried. Invalid literal for int()")
    assert "&lt;many&gt;" in experiment._repr_mimebundle_()[0]["text/html"]


def test_text_form(experiment: Experiment) -> None:
    assert repr(experiment) == (
        "Numbers\n  Number: 3\n  Loud: no\n\nCode\n    x = 1\n\n✓ It is 3.\n\n"
        "Looked at\n  ✗ `even` (failed)\n    By two.\n  ○ big (not reached)\n\n"
        "As it is\n    line 1\n    <b>line 2</b>\n\nRows\n  double · value: `6`"
    )


def test_html_form_escapes_and_says_states_in_words(experiment: Experiment) -> None:
    html = experiment._repr_mimebundle_()[0]["text/html"]
    assert "<b>line 2" not in html
    assert "✗ <code>even</code> <i>(failed)</i>" in html
    assert re.search(r'<th scope="row"[^>]*>double</th><td[^>]*><code>6</code></td>', html)


def test_names_that_do_not_exist_are_named(experiment: Experiment) -> None:
    with pytest.raises(
        ValueError, match="there is no 'nubmer'; the controls are number, loud, code"
    ):
        experiment.set(nubmer="1")
    with pytest.raises(ValueError, match="'loud' must be both a control and a value"):
        Experiment("Numbers", CONTROLS, look, {"number": "3", "code": ""})


# --- preflight or not


def test_the_classifier_names_each_cause_once() -> None:
    shown = preflight_or_not(
        "PUT", "Content-Type: application/json\nX-Demo: 1\nX-Demo: 2\nAccept: text/html"
    )
    assert (
        shown.view["sentence"]
        == "A preflight goes first, because of Method `PUT`, `Content-Type`, `X-Demo`."
    )
    assert "Access-Control-Request-Headers: content-type,x-demo" in repr(shown)


def test_the_classifier_lets_a_plain_request_go() -> None:
    shown = preflight_or_not("GET", "Accept: text/html\n\n")
    assert shown.view["state"] == "passed"
    assert "OPTIONS" not in repr(shown)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"headers": "Accept: x\nnonsense"},
            "Line 2 of the headers has no colon: write it like `X-Demo: 1`.",
        ),
        ({"headers": "X Demo: 1"}, "X Demo"),
        ({"method": "TRACE"}, "forbidden method"),
        ({"engine": "netscape"}, "netscape"),
    ],
)
def test_the_classifier_answers_nonsense_in_a_sentence(
    values: dict[str, Any], sentence: str
) -> None:
    shown = preflight_or_not().set(**values)
    assert shown.view["state"] == "failed"
    assert sentence in shown.view["sentence"]


# --- the four gates


@pytest.mark.parametrize(
    ("answer", "gate", "states"),
    [
        ({}, "Gate 1: origin is shut. The PUT is never sent.", "f...."),
        ({"allow_origin": "https://app.example/"}, "Gate 1: origin is shut.", "f...."),
        ({"allow_origin": "*", "preflight_status": 404}, "Gate 2: status is shut.", "pf..."),
        ({"allow_origin": "*"}, "Gate 3: method is shut.", "ppf.."),
        (
            {"allow_origin": "*", "allow_methods": "put, patch, delete"},
            "Gate 3: method is shut.",
            "ppf..",
        ),
        ({"allow_origin": "*", "allow_methods": "*"}, "Gate 4: headers is shut.", "pppf."),
        (
            {"allow_origin": "*", "allow_methods": "*", "allow_headers": "*"},
            "All four gates are open: the PUT is sent.",
            "ppppp",
        ),
        ({"allow_origin": "*", "credentials": "include"}, "Gate 1: origin is shut.", "f...."),
        ({"method": "GET", "header": ""}, "No preflight: this GET goes out at once.", ""),
    ],
)
def test_the_gates_light_in_order(answer: dict[str, Any], gate: str, states: str) -> None:
    view = four_gates(**answer).view
    assert view["sentence"].startswith(gate)
    letters = {"passed": "p", "failed": "f", "noted": "n", "not-reached": "."}
    items = [
        item for block in view["blocks"] if block["kind"] == "checks" for item in block["items"]
    ]
    assert "".join(letters[item["state"]] for item in items) == states


# --- the server editor


@pytest.mark.parametrize(
    ("server", "sentence", "lint"),
    [
        ("nothing about CORS", "reads 0 of 7 answers as it should, a stranger 0 of 3.", "passed"),
        ("headers on OPTIONS only", "reads 0 of 7", "passed"),
        ("by hand", "reads 7 of 7 answers as it should, a stranger 0 of 3.", "passed"),
        (
            "Flask-CORS, as it comes",
            "reads 5 of 7 answers as it should, a stranger 2 of 3.",
            "failed",
        ),
        ("Flask-CORS, told what we mean", "reads 7 of 7", "passed"),
        ("Flask-CORS that trusts everyone", "a stranger 3 of 3.", "failed"),
        ("a guard that is in the way", "reads 6 of 7 answers as it should", "passed"),
    ],
)
@pytest.mark.slow
def test_each_server_of_the_editor(server: str, sentence: str, lint: str) -> None:
    view = server_editor(server).view
    assert sentence in view["sentence"]
    assert view["blocks"][1]["items"][0]["state"] == lint
    assert (view["state"] == "passed") == (server in ("by hand", "Flask-CORS, told what we mean"))


def test_in_the_tutorials_server_the_post_runs_unread() -> None:
    rows = server_editor("headers on OPTIONS only").view["blocks"][0]["rows"]
    assert ("`POST /notes` with JSON", "sent", "yes", "no") in [tuple(row) for row in rows]


def test_letting_preflights_pass_fixes_the_guard() -> None:
    editor = server_editor("a guard that is in the way")
    code = editor.values["code"].replace(
        "if request.path", 'if request.method != "OPTIONS" and request.path'
    )
    assert editor.set(code=code).view["sentence"].startswith("`https://app.example` reads 7 of 7")


def test_a_wrong_status_is_no_success() -> None:
    code = (
        "from servers import practice\napp = practice.create_app()\n@app.before_request\n"
        'def all(): return "hi", 200, {"Access-Control-Allow-Origin": "https://app.example"}'
    )
    rows = server_editor().set(code=code).view["blocks"][0]["rows"]
    assert [row[-1] for row in rows if "/broken" in row[0]] == ["yes, but 200 instead of 500"]


def test_a_stranger_who_reads_is_a_failure_though_all_else_is_well() -> None:
    editor = server_editor("by hand")
    code = editor.values["code"].replace(
        "    return response",
        (
            '    else:\n        response.headers["Access-Control-Allow-Origin"] = "*"\n    '
            "return response"
        ),
    )
    view = editor.set(code=code).view
    assert (
        view["sentence"]
        == "`https://app.example` reads 7 of 7 answers as it should, a stranger 1 of 3."
    )
    assert view["state"] == "failed"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "app = 1 / 0",
            "That cannot be tried. The code raised ZeroDivisionError: division by zero",
        ),
        ("def", "That cannot be tried. This is not Python yet: invalid syntax, line 1."),
        ("while True: pass", "That cannot be tried. The code did not end within 5 seconds"),
        ("exit()", "That cannot be tried. The code wants to end Python"),
        ("x = 1", "There is no `app`"),
        (
            "from flask import Flask\napp = Flask('a')\n@app.after_request\ndef f(r): pass",
            "The app raised an exception: TypeError",
        ),
    ],
)
@pytest.mark.slow
def test_a_learners_code_gets_one_sentence(code: str, sentence: str) -> None:
    view = server_editor().set(code=code).view
    assert view["state"] == "failed"
    assert view["sentence"].startswith(sentence)


def test_a_server_that_the_editor_does_not_have() -> None:
    with pytest.raises(ValueError, match="there is no 'by foot'; there are 'nothing about CORS'"):
        server_editor("by foot")


# --- elsewhere


@pytest.mark.parametrize(
    ("framework", "part"),
    [
        ("Flask-CORS", 'origins=["https://app.example"]'),
        ("FastAPI / Starlette", "CORSMiddleware"),
        ("Django (django-cors-headers)", "corsheaders"),
        ("Express (cors)", 'origin: "https://app.example"'),
        ("nginx", "add_header Access-Control-Allow-Origin"),
    ],
)
def test_the_same_in_other_frameworks(framework: str, part: str) -> None:
    assert part in elsewhere(framework).view["blocks"][0]["text"]


def test_a_value_that_cannot_be_a_header_is_a_sentence() -> None:
    view = elsewhere().set(allow_headers="Content-Type\nX: 1").view
    assert view["state"] == "failed"
    assert "line break" in view["sentence"]
