import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cors_lab.views.diagram import NARROW, WIDE, sequence_diagram
from cors_lab.views.sequence import sequence
from tests.views.samples import BLOCKED, BLOCKED_PREFLIGHT, CACHED, EXECUTED, HOSTILE, PASSED, REDIRECTED, REFUSED, SAMPLES

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = {"wide": WIDE, "narrow": NARROW}
OURS = {SVG + tag for tag in ("svg", "title", "desc", "g", "rect", "line", "path", "circle", "text")}


def kinds(result):
    return [event.kind for event in sequence(result)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_drawing_is_the_golden_one(name, layout):
    """`CORS_LAB_GOLDEN=1 pytest tests/views` writes the files anew; look at them before keeping them."""
    drawn, file = sequence_diagram(SAMPLES[name], LAYOUTS[layout]), GOLDEN / f"{name}-{layout}.svg"
    if os.environ.get("CORS_LAB_GOLDEN"):
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_drawing_has_no_element_attribute_or_link_of_a_server(name):
    for element in ElementTree.fromstring(sequence_diagram(SAMPLES[name])).iter():
        assert element.tag in OURS
        assert not [attribute for attribute in element.attrib if attribute.startswith("on") or "href" in attribute or attribute == "id"]


def test_a_hostile_server_is_quoted_not_obeyed():
    root = ElementTree.fromstring(sequence_diagram(HOSTILE))
    assert "<img src=x onerror=alert(1)>" in root.find(f"{SVG}desc").text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SAMPLES)
def test_no_text_is_smaller_than_12_units_or_outside(name, layout):
    at = LAYOUTS[layout]
    root = ElementTree.fromstring(sequence_diagram(SAMPLES[name], at))
    height = int(root.get("height"))
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", root.get("font-size")))
        x, length = float(text.get("x")), len(text.text or "") * size * 0.6
        reach = {"end": (x - length, x), "middle": (x - length / 2, x + length / 2)}.get(text.get("text-anchor"), (x, x + length))
        assert size >= 12
        assert reach[0] >= -1
        assert reach[1] <= at.width + 1
        assert 0 < float(text.get("y")) < height


@pytest.mark.parametrize("name", SAMPLES)
def test_it_has_a_title_and_tells_the_whole_sequence_in_words(name):
    root = ElementTree.fromstring(sequence_diagram(SAMPLES[name]))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text.startswith("The page asks the browser: fetch ")


def test_a_blocked_response_stops_at_a_closed_gate_after_the_server_ran_the_request():
    assert kinds(BLOCKED) == kinds(EXECUTED) == ["call", "send", "ran", "answer", "closed", "reject"]


def test_a_blocked_preflight_keeps_the_request_from_being_sent():
    assert kinds(BLOCKED_PREFLIGHT) == ["call", "send", "answer", "closed", "unsent", "reject"]
    assert 'stroke-dasharray="5 5"' in sequence_diagram(BLOCKED_PREFLIGHT)
    assert "not sent: POST /notes" in sequence_diagram(BLOCKED_PREFLIGHT)


def test_a_passed_fetch_comes_back_to_the_page_through_open_gates():
    assert kinds(PASSED) == ["call", "send", "answer", "open", "send", "ran", "answer", "open", "return"]


def test_a_redirect_names_the_other_origin():
    events = sequence(REDIRECTED)
    assert ("Location", "https://other.example/notes?page=2") in events[3].headers


def test_a_refused_connection_sends_nothing():
    assert kinds(REFUSED) == ["call", "lost", "closed", "reject"]


def test_a_cached_preflight_is_told():
    assert [event.text for event in sequence(CACHED)][1] == "allowed by the preflight cache"


def test_headers_that_every_request_has_are_left_out():
    assert [name for name, _ in sequence(PASSED)[1].headers] == [
        "Origin",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
    ]
