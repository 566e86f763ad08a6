"""The film of a fetch and the static form of its player, with no browser."""

import base64
import json
import re

import pytest

from cors_lab.result.frames import film, frames
from cors_lab.result.player import Player
from cors_lab.result.sequence import sequence
from tests.result.fetched import FETCHED
from tests.result.samples import HOSTILE, SAMPLES

RESULTS = {**SAMPLES, **FETCHED}
by_name = pytest.mark.parametrize("name", RESULTS)


def told(name):
    return [frame.sentence for frame in frames(RESULTS[name])]


@by_name
def test_a_frame_for_each_event_and_the_whole_picture_with_the_verdict_at_the_end(name):
    result, events = RESULTS[name], sequence(RESULTS[name])
    shots = frames(result)
    assert [shot.now for shot in shots] == [*range(len(events)), None]
    assert sorted(shots[-1].shown + shots[-1].faint) == list(range(len(events)))


@by_name
def test_nothing_is_seen_before_it_is_told_and_nothing_vanishes(name):
    for number, shot in enumerate(frames(RESULTS[name])[:-1]):
        assert sorted(shot.shown + shot.faint) == list(range(number + 1))


def test_what_never_happened_is_faint():
    last = frames(FETCHED["header-refused"])[-1]
    assert [sequence(FETCHED["header-refused"])[number].kind for number in last.faint] == ["unsent"]


@pytest.mark.parametrize("name", FETCHED)
def test_each_sentence_is_one_line_that_begins_and_ends_as_sentences_do(name):
    for words in told(name):
        assert words.isprintable()
        assert words.endswith((".", ")"))
        assert words[0].isupper() or words.startswith(("fetch()", "patch "))


@by_name
def test_a_frame_stays_as_long_as_it_takes_to_read(name):
    shots = frames(RESULTS[name])
    assert all(1.8 <= shot.seconds <= 9 for shot in shots)
    longest, shortest = (
        pick(shots, key=lambda shot: len(shot.sentence.split())) for pick in (max, min)
    )
    assert longest.seconds >= shortest.seconds


def test_it_tells_a_blocked_read_from_the_call_to_the_type_error():
    assert told("missing") == [
        "The page https://app.example calls fetch(): GET https://api.example/notes.",
        FETCHED["missing"].steps[3].title + " " + FETCHED["missing"].steps[3].why,
        "The browser sends GET /notes, with Origin: https://app.example.",
        "The server ran GET: what that does is done now, whatever the page will get to see.",
        "The server answers 200 OK, with no Access-Control-Allow-Origin.",
        f"The browser stops here. {FETCHED['missing'].verdict}",
        "The page never gets 200 OK: it stays in the browser.",
        "fetch() rejects with a TypeError, which does not say why; only the console does.",
        FETCHED["missing"].verdict,
    ]


def test_it_tells_a_preflight_as_a_question():
    assert told("header-refused")[2].startswith(
        "The browser asks the server first: OPTIONS /notes (preflight), with "
    )
    assert told("header-refused")[-3] == "POST /notes is never sent."
    assert (
        told("redirect-error")[-3]
        == "The redirect to https://other.example/notes is never followed."
    )
    assert (
        told("no-cors")[-2] == "fetch() fulfils: the page gets a Response of type opaque, status 0."
    )


def test_the_film_is_json_and_small_enough_to_be_sent_after_every_click():
    for result in FETCHED.values():
        assert len(json.dumps(film(result))) < 40 * 1024


@by_name
def test_its_static_form_is_deterministic_and_has_the_picture_its_words_and_no_script(name):
    first, again = (Player(RESULTS[name])._repr_mimebundle_()[0] for _ in range(2))
    html = first["text/html"]
    assert (html, first["text/plain"]) == (again["text/html"], again["text/plain"])
    assert html.count("<li>") == len(sequence(RESULTS[name]))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "b", "img", "ol", "li", "code"}
    picture = base64.b64decode(
        re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)[1]
    ).decode()
    assert picture.startswith("<svg ")
    assert "var(" not in picture
    assert not re.search(r"127\.0\.0\.1:\d|0x[0-9a-f]{6}", first["text/plain"])


def test_the_stored_output_of_a_real_result_is_small():
    assert all(
        len(json.dumps(Player(result)._repr_mimebundle_()[0])) < 40 * 1024
        for result in FETCHED.values()
    )


def test_its_outline_in_plain_text():
    lines = repr(Player(FETCHED["missing"])).splitlines()
    assert lines[0].startswith("✗ The server answered 200")
    assert (
        "   1. The page https://app.example calls fetch(): GET https://api.example/notes." in lines
    )
    assert all(len(line) <= 80 for line in lines)


def test_a_hostile_server_is_quoted_in_the_static_form():
    assert "<img src=x" not in Player(HOSTILE)._static_html()
    assert "&lt;img src=x onerror=alert(1)&gt;" in Player(HOSTILE)._static_html()


def test_another_result_can_take_its_place():
    player = Player(FETCHED["missing"])
    player.result = FETCHED["preflighted"]
    assert player.film == film(FETCHED["preflighted"])
    assert "asks the server first" in repr(player)


def test_what_is_no_result_is_refused_in_a_sentence():
    with pytest.raises(
        TypeError, match=r"result must be what page\.fetch\(\.\.\.\) gives, not 'blocked'"
    ):
        Player("blocked")
