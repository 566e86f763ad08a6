"""The clinic: each case shows what it should, its repair holds, answers can be judged again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cors_lab.course import clinic, exam
from cors_lab.course.clinic.diagnosis import CHECKS, CHOOSE, codes, diagnose, example
from cors_lab.course.clinic.judge import repaired
from cors_lab.course.clinic.model import PLACES
from cors_lab.course.clinic.open_elsewhere import as_pytest
from cors_lab.course.clinic.play import symptoms
from cors_lab.course.clinic.replay import replay, replay_exam
from cors_lab.course.clinic.ward import WARD, drawn, exam_cases
from cors_lab.course.record import log
from cors_lab.course.record.record import current
from cors_lab.tools.audit.prober import Asker
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.exchange import ask
from cors_lab.tools.check.question import Question, http_url
from cors_lab.tools.explain import explain
from tests.clinic.cases import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.clinic.model import Sick

SEEDS = range(10)
by_case = pytest.mark.parametrize("number", WARD)
# Cases that none of our tools names from the symptoms, each with its reason.
NOT_DIAGNOSED = {
    ("webkit", "connection-refused"): "WebKit says nothing of a connection that fails",
    ("webkit", "name-not-resolved"): "WebKit says nothing of a host without an address",
    ("webkit", "mixed-content"): "WebKit says nothing of mixed content, and nothing is sent",
}
# What explain, check and audit call it, where they have another name for it.
ALSO = {
    "csp-blocked": {"content-security-policy"},
    "hidden-headers": {"header-unknown"},
    "stranger-reads": {
        "any-origin",
        "prefix",
        "suffix",
        "contains",
        "any-subdomain",
        "http-origin",
    },
}


@by_case
@pytest.mark.slow
def test_seeds_vary_a_case(number: int) -> None:
    shown = {str(symptoms(drawn(number, seed))[1:]) for seed in range(24)}
    assert len(shown) >= 8


@by_case
@pytest.mark.slow
def test_ten_seeds_are_diagnosed_from_their_symptoms(number: int) -> None:
    for seed in SEEDS:
        sick, right = drawn(number, seed), codes(number, seed)
        assert right[0] in CHECKS
        wanted = set(right) | ALSO.get(right[0], set())
        named = any(wanted & found for found in said_by_tools(sick))
        assert named is ((sick.engine, right[0]) not in NOT_DIAGNOSED), (seed, right)


def said_by_tools(sick: Sick) -> Iterator[set[str]]:
    """What explain says of the console and of the HAR, then check and audit of the server."""
    shown, scene = symptoms(sick), sick.scene(sick.starter)
    page = None if scene.page == "null" else scene.page
    if lines := shown.console[sick.engine]:
        first = explain("\n".join(lines), page=page).findings[0]
        yield {first.code, *first.codes}
    if shown.har["log"]["entries"]:
        findings = explain(shown.har, page=page, engine=sick.engine).findings
        yield {code for one in findings for code in (one.code, one.verdict, *one.codes)}
    origin = http_url(scene.url).origin.serialized
    if origin in scene.hosts:
        with app_transport(scene.hosts[origin], origin) as transport:
            asked = Question(scene.url, scene.page, engine=sick.engine)
            yield {note.code for note in ask(asked, transport, permission=True).notes}
            yield {one.id for one in run(Asker(http_url(scene.url), transport), page).findings}


def test_a_case_fails_as_its_namesake_did_in_real_browsers() -> None:
    for number in WARD:
        recorded = {case.code for case in CASES if case.number == number}
        drawn_codes = {codes(number, seed)[0] for seed in SEEDS}
        shared = recorded & drawn_codes
        assert shared or any(drawn(number, seed).sign or number in (19, 23, 24) for seed in SEEDS)


@by_case
@pytest.mark.slow
def test_the_reference_repair_holds_and_the_starter_does_not(number: int) -> None:
    for seed in range(4):
        sick = drawn(number, seed)
        failed = [one for one in repaired(sick, sick.solution) if not one.works]
        assert not failed, (seed, failed)
        assert not all(one.works for one in repaired(sick, sick.starter)), seed


def test_wrong_repairs_fail_in_their_own_words() -> None:
    def said(number: int, text: str) -> str:
        failed = [one for one in repaired(drawn(number, 1), text) if not one.works]
        return " ".join(f"{one.sentence} {one.why}" for one in failed)

    sick = drawn(1, 1)
    star = '\n@app.after_request\ndef f(r):\n    r.headers["Access-Control-Allow-Origin"] = {}\n'
    star += "    return r\n"
    assert "every page" in said(1, sick.starter + star.format('"*"')).lower()
    reflect = star.format('request.headers.get("Origin", "")')
    assert "`https://stranger.test`" in said(1, sick.starter + reflect)
    assert "is still blocked" in said(1, sick.starter)
    assert "never closed" in said(1, "app = (")
    assert "makes no `app`" in said(1, "x = 1")
    assert "sets nothing" in said(9, "nonsense")
    assert "another answer" in said(1, sick.solution.replace(repr(sick.wanted.body)[1:-1], "x"))
    assert "did not come" in said(1, "import os\nos._exit(0)")


@pytest.mark.slow
def test_the_same_seed_is_the_same_case_in_another_process() -> None:
    code = (
        "from cors_lab.course.clinic.ward import drawn, exam_cases\n"
        "from cors_lab.course.clinic.play import symptoms\n"
        "print([str(symptoms(drawn(n, 7))) for n in range(1, 26)], exam_cases(3))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 1000


def test_a_wrong_diagnosis_is_answered_with_what_one_would_have_seen() -> None:
    sick = drawn(1, 3)
    said = diagnose(sick, "preflight-status", "proxy")
    assert not said.right
    assert "For that, the console would say" in said.told[0]
    assert "on its way" in said.told[1]
    assert [check for check in CHECKS if example(check, 3) is None] == []


def test_places_are_known() -> None:
    assert {place for number in WARD for place in drawn(number, 1).places} <= set(PLACES)


def answered(number: int, seed: int, **other: Any) -> dict[str, Any]:
    sick = drawn(number, seed)
    right = {"check": codes(number, seed)[0], "place": sick.places[0], "repair": sick.solution}
    return {**right, **other}


@pytest.mark.slow
def test_an_exam_can_be_judged_again() -> None:
    cases = exam_cases(5)
    assert len({number for number, _ in cases}) == 10
    places = {place for number, seed in cases for place in drawn(number, seed).places}
    assert places == set(PLACES)
    answers = [answered(number, seed) for number, seed in cases]
    assert all(one.works for one in replay_exam({"seed": 5, "answers": answers}))
    answers[3] = {}
    found = replay_exam({"seed": 5, "answers": answers})
    assert [index for index, one in enumerate(found) if not one.works] == [3]


def test_forged_answers_do_not_hold() -> None:
    assert not replay(1, 2, answered(1, 2, check="opaque")).works
    assert not replay(1, 2, answered(1, 2, repair=drawn(1, 2).starter)).works
    assert "import" in replay(1, 2, answered(1, 2, repair="import os\napp = 1")).why
    assert not replay(99, 2, {}).works
    assert not replay_exam({"seed": "x"})[0].works


def test_practice_counts_wrong_words_failed_repairs_and_hints() -> None:
    ward = clinic(7, 9)
    ward.diagnose("opaque", "page").hint().repair(ward.view["repair"])
    assert [works for works, _ in ward.view["told"]] == [False, False]
    assert ward.view["points"] == 0
    ward.diagnose("allow-origin-multiple", "proxy").repair("add_allow_origin = off")
    assert ward.view["points"] == 10 - 1 - 1 - 2
    assert "discharged" in ward.view["healed"]
    ward.repair("add_allow_origin = off")
    kept = [(entry.id, entry.value["right"]) for entry in current().entries(log.CLINIC)]
    assert kept == [("16-case-09", False), ("16-case-09", True)]


def test_the_case_is_not_named_before_it_is_solved() -> None:
    ward = clinic(11)
    assert ward.view["title"] == "Seed 11"
    ward.next()
    assert ward.view["title"].startswith("Seed ")


@pytest.mark.slow
def test_an_exam_takes_the_first_word_gives_no_hint_and_is_kept() -> None:
    paper = exam(3)
    number, seed = paper.round.stay.number, paper.round.stay.seed
    paper.repair("before any diagnosis").hint()
    assert paper.view["title"] == "Exam 3 · case 1 of 10"
    assert paper.view["hints"] == []
    paper.diagnose("opaque", "page").diagnose(codes(number, seed)[0], "server")
    assert paper.view["told"] == []
    paper.repair(paper.round.stay.sick.starter)
    while not paper.round.finished:
        stay = paper.round.stay
        paper.diagnose(codes(stay.number, stay.seed)[0], stay.sick.places[0])
        paper.repair(stay.sick.solution)
    (entry,) = current().entries(log.EXAM)
    assert (entry.value["right"], entry.value["cases"]) == (9, 10)
    assert [one.works for one in replay_exam(entry.value)] == [False, *[True] * 9]
    assert "9 of 10 cases" in repr(paper)


def test_what_no_view_would_send_changes_nothing() -> None:
    ward = clinic(2, 5)
    for act in ([1, "diagnose"], [2, "repair", 7], [3, "else"], ["x"]):
        ward.act = act
    assert ward.view["tried"] == []
    with pytest.raises(ValueError, match="there are cases 1 to 25"):
        clinic(1, 26)


@pytest.mark.parametrize("seed", ["x", -1, True, 1.5, 10**9 + 1])
def test_a_seed_that_no_certificate_could_hold_is_refused(seed: Any) -> None:
    for begin in (clinic, exam):
        with pytest.raises(ValueError, match="seed: give a whole number from 0 to 1000000000"):
            begin(seed)


def test_a_case_goes_elsewhere(tmp_path: Path) -> None:
    ward = clinic(4, 10)
    names: dict[str, Any] = {}
    exec(ward.cell().replace("play(drawn", "result = play(drawn"), names)
    assert not names["result"].fulfilled
    file = tmp_path / "test_case.py"
    assert "Written" in ward.pytest_file(file).sentence
    assert "is there already" in ward.pytest_file(file).sentence
    assert "cannot be written" in ward.pytest_file(tmp_path / "no" / "test.py").sentence
    assert "no file can have that name" in ward.pytest_file("\0").sentence
    exec(file.read_text(), names)
    with pytest.raises(AssertionError):
        names["test_the_page_reads_and_no_stranger_does"]()
    assert "Access-Control-Allow-Origin" in repr(ward.bench())


@pytest.mark.parametrize("end", ['"""\n', "\\", '"', "\r\n", "'", "\x00"])
def test_whatever_was_typed_goes_elsewhere_as_it_is(end: str) -> None:
    sick = drawn(4, 10)
    text = sick.starter + end
    names: dict[str, Any] = {}
    exec(as_pytest(sick, text), names)
    assert names["REPAIR"] == text


def test_curl_says_what_curl_says() -> None:
    said = {symptoms(drawn(23, seed)).curl.rpartition("\n")[2] for seed in range(12)}
    assert "curl: (6) Could not resolve host: apj.example" in said
    refused = "curl: (7) Failed to connect to api.example port 9999 after 0 ms: "
    assert f"{refused}Couldn't connect to server" in said


def test_nothing_chosen_costs_nothing() -> None:
    ward, paper = clinic(4, 10), exam(3)
    for check, place in (("", ""), ("opaque", ""), ("", "page"), ("else", "page")):
        ward.diagnose(check, place)
        paper.diagnose(check, place)
        assert (ward.round.stay.misses, paper.round.stay.misses) == (0, 0)
        assert ward.view["told"] == paper.view["told"] == [[False, CHOOSE]]
    assert not paper.view["said"]
    assert current().entries(log.CLINIC) == []


def test_a_hint_after_all_is_solved_costs_nothing() -> None:
    ward = clinic(4, 10)
    stay = ward.round.stay
    ward.diagnose(codes(stay.number, stay.seed)[0], stay.sick.places[0]).repair(stay.sick.solution)
    ward.hint()
    assert (stay.points, ward.view["hints"], ward.view["more"]) == (10, [], False)


def test_the_static_form_escapes_and_shows_the_symptoms() -> None:
    form = clinic(7, 9)._repr_mimebundle_()[0]
    assert "Console of Firefox" in form["text/html"]
    assert "blocked by CORS policy" in form["text/plain"]


@pytest.mark.slow
def test_the_least_repair_of_a_library_is_enough() -> None:
    for seed in range(12):
        sick = drawn(11, seed)
        (name,) = sick.scene(sick.starter).arguments["headers"]
        least = sick.starter.replace('["Content-Type"])', f'["Content-Type", "{name}"])')
        least = least.replace('= "Content-Type"', f'= "Content-Type, {name}"')
        assert least != sick.starter
        assert all(one.works for one in repaired(sick, least)), seed


def test_a_repair_for_one_page_only_is_none_where_two_may_read() -> None:
    sick = drawn(10, 2)
    _, other = sick.wanted.allowed
    alone = sick.solution.replace(f', "{other}"', "")
    (failed,) = [one for one in repaired(sick, alone) if not one.works]
    assert f"`{other}` is still blocked" in failed.sentence
