import os
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cors_lab.browser.browser import Browser
from cors_lab.display.palette import DARK, LIGHT
from cors_lab.result.diagram import LAYOUTS, sequence_diagram, static_diagram
from cors_lab.result.sequence import describe, sequence
from cors_lab.result.svg import USED
from cors_lab.server.policy import Policy
from servers.notes_api import create_app
from tests.result.fetched import FETCHED
from tests.result.samples import (
    API,
    BLOCKED,
    BLOCKED_PREFLIGHT,
    CACHED,
    EXECUTED,
    HOSTILE,
    OPAQUE,
    PASSED,
    REFUSED,
    SAMPLES,
    TIMED_OUT,
)

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
RESULTS = {**SAMPLES, **FETCHED}
OURS = {
    SVG + tag for tag in ("svg", "title", "desc", "g", "rect", "line", "path", "circle", "text")
}
DASHED = 'stroke-dasharray="5 5"'
by_name = pytest.mark.parametrize("name", RESULTS)
by_layout = pytest.mark.parametrize("layout", LAYOUTS)


def kinds(result):
    return [event.kind for event in sequence(result)]


def told(result, kind):
    return [describe(event) for event in sequence(result) if event.kind == kind]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(*colours):
    """The contrast ratio of two colours. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


@by_layout
@by_name
def test_the_drawing_is_the_golden_one(name, layout):
    """`CORS_LAB_GOLDEN=1 pytest tests/result` writes the files anew; look at them before keeping
    them.
    """
    drawn, file = sequence_diagram(RESULTS[name], LAYOUTS[layout]), GOLDEN / f"{name}-{layout}.svg"
    if os.environ.get("CORS_LAB_GOLDEN"):
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


def test_there_is_no_golden_file_without_a_result():
    assert {path.stem.rpartition("-")[0] for path in GOLDEN.iterdir()} == set(RESULTS)


@by_name
def test_the_drawing_has_no_element_attribute_or_link_of_a_server(name):
    for element in ElementTree.fromstring(sequence_diagram(RESULTS[name])).iter():
        assert element.tag in OURS
        assert not [
            attribute
            for attribute in element.attrib
            if attribute.startswith("on") or "href" in attribute or attribute == "id"
        ]


def test_a_hostile_server_is_quoted_not_obeyed():
    root = ElementTree.fromstring(sequence_diagram(HOSTILE))
    assert "<img src=x onerror=alert(1)>" in root.find(f"{SVG}desc").text


@by_layout
@by_name
def test_no_text_is_smaller_than_12_units_or_outside(name, layout):
    at = LAYOUTS[layout]
    root = ElementTree.fromstring(sequence_diagram(RESULTS[name], at))
    height = int(root.get("height"))
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", root.get("font-size")))
        x, length = float(text.get("x")), len(text.text or "") * size * 0.6
        reach = {"end": (x - length, x), "middle": (x - length / 2, x + length / 2)}.get(
            text.get("text-anchor"), (x, x + length)
        )
        assert size >= 12
        assert reach[0] >= -1
        assert reach[1] <= at.width + 1
        assert 0 < float(text.get("y")) < height


@by_layout
@by_name
def test_events_stand_one_under_the_other_and_none_overlaps_the_next(name, layout):
    root = ElementTree.fromstring(sequence_diagram(RESULTS[name], LAYOUTS[layout]))
    bands = [group[0] for group in root.findall(f"{SVG}g")]
    spans = [
        (float(band.get("y")), float(band.get("y")) + float(band.get("height"))) for band in bands
    ]
    assert len(spans) == len(sequence(RESULTS[name]))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@by_layout
def test_the_lifelines_are_as_far_from_one_to_the_next(layout):
    at = LAYOUTS[layout]
    assert at.browser - at.page == at.server - at.browser


@by_layout
@by_name
def test_no_words_cross_the_wall_of_the_window(name, layout):
    at = LAYOUTS[layout]
    root = ElementTree.fromstring(sequence_diagram(RESULTS[name], at))
    for text in root.iter(f"{SVG}text"):
        x, length = float(text.get("x")), len(text.text or "") * 6
        left = {"end": x - length, "middle": x - length / 2}.get(text.get("text-anchor"), x)
        assert left + length <= at.browser or left >= at.browser, text.text


@by_name
def test_it_has_a_title_and_tells_the_whole_sequence_in_words(name):
    root = ElementTree.fromstring(sequence_diagram(RESULTS[name]))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text.startswith("The page asks the browser: fetch ")


@by_name
def test_the_drawing_alone_has_plain_colours_that_a_reader_without_css_variables_knows(name):
    alone = static_diagram(RESULTS[name])
    assert "var(" not in alone
    assert 'fill="#1f2328"' in alone
    assert '[fill="#1f2328"] { fill: #e6edf3; }' in alone.partition("prefers-color-scheme: dark")[2]


@pytest.mark.parametrize("name", USED)
@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_its_own_colours_can_be_read_on_its_own_card_and_in_its_window(colours, name):
    if name not in {"surface", "soft"}:
        assert contrast(colours[name], colours["surface"]) >= 4.5
        assert contrast(colours[name], colours["soft"]) >= 4.5


def test_a_blocked_response_stops_at_a_closed_gate_after_the_server_ran_the_request():
    assert (
        kinds(BLOCKED)
        == kinds(EXECUTED)
        == ["call", "send", "ran", "answer", "closed", "withheld", "reject"]
    )


def test_an_answer_that_the_page_never_gets_is_drawn_faint():
    drawing = sequence_diagram(EXECUTED)
    assert "never handed over: 201 CREATED" in drawing
    assert DASHED in drawing
    assert DASHED not in sequence_diagram(PASSED)


def test_a_header_that_is_missing_is_shown_where_it_should_be():
    assert told(FETCHED["missing"], "answer") == [
        "Server to browser: 200 OK (no Access-Control-Allow-Origin)"
    ]
    assert "✗ no Access-Control-Allow-Origin" in sequence_diagram(FETCHED["missing"])
    assert "✗ no Access-Control-Allow-Headers" in sequence_diagram(FETCHED["header-refused"])


def test_every_line_of_a_header_that_failed_is_marked_and_no_other():
    for name, lines in {
        "two-lines": 2,
        "wildcard-credentials": 1,
        "method-refused": 1,
        "missing": 1,
        "preflighted": 0,
    }.items():
        assert (
            sequence_diagram(FETCHED[name]).count("✗") - describe_signs(FETCHED[name]) == lines
        ), name
    assert "✗ Access-Control-Allow-Methods: PATCH" in sequence_diagram(FETCHED["method-refused"])


def describe_signs(result):
    return sum(line.count("✗") for line in map(describe, sequence(result)))


def test_a_blocked_preflight_keeps_the_request_from_being_sent():
    assert kinds(BLOCKED_PREFLIGHT) == ["call", "send", "answer", "closed", "unsent", "reject"]
    assert DASHED in sequence_diagram(BLOCKED_PREFLIGHT)
    assert "never sent: POST /notes" in sequence_diagram(BLOCKED_PREFLIGHT)
    assert told(FETCHED["method-refused"], "unsent") == ["Never sent: patch /notes/1"]


def test_a_passed_fetch_comes_back_to_the_page_through_open_gates():
    assert kinds(PASSED) == [
        "call",
        "send",
        "answer",
        "open",
        "send",
        "ran",
        "answer",
        "open",
        "return",
    ]


def test_it_says_whether_and_why_the_browser_asks_first():
    assert told(FETCHED["missing"], "decide") == ["The browser decides: no preflight needed"]
    assert told(FETCHED["preflighted"], "decide") == [
        "The browser decides: must be allowed first: header content-type"
    ]
    assert told(FETCHED["method-refused"], "decide") == [
        "The browser decides: must be allowed first: method patch"
    ]
    uploads = (
        Browser(hosts={API: create_app(Policy())})
        .open("https://app.example")
        .fetch(f"{API}/notes", use_cors_preflight=True)
    )
    assert told(uploads, "decide") == [
        "The browser decides: must be allowed first: the upload is watched"
    ]


def test_a_followed_redirect_names_the_other_origin_and_that_ours_is_no_longer_told():
    followed = FETCHED["followed"]
    assert kinds(followed)[4:9] == ["answer", "open", "hop", "decide", "send"]
    assert told(followed, "hop") == [
        "The browser follows a redirect: redirected to https://other.example/notes"
    ]
    assert told(followed, "decide")[1] == "The browser decides: from here on, Origin: null"
    assert told(followed, "send")[1] == "Browser to server: GET /notes (Origin: null)"


def test_a_redirect_that_may_not_be_followed_is_never_sent_and_one_by_hand_is_hidden():
    assert told(FETCHED["redirect-error"], "unsent") == [
        "Never sent: redirect to https://other.example/notes"
    ]
    assert kinds(FETCHED["redirect-manual"])[-3:] == ["open", "veil", "return"]


def test_a_refused_connection_sends_nothing_and_is_no_matter_of_a_gate():
    assert kinds(REFUSED) == ["call", "lost", "reject"]
    assert kinds(TIMED_OUT) == ["call", "send", "lost", "reject"]


def test_what_never_leaves_the_browser_stops_at_its_own_gate():
    assert kinds(FETCHED["same-origin-mode"]) == ["call", "closed", "unsent", "reject"]


def test_a_cached_preflight_is_told():
    assert told(CACHED, "cached") == ["From the browser's memory: allowed by the preflight cache"]
    assert kinds(FETCHED["preflight-cached"])[1:4] == ["decide", "cached", "send"]


def test_a_stored_response_is_judged_too_and_may_be_withheld():
    assert kinds(FETCHED["stored"]) == ["call", "decide", "cached", "open", "return"]
    assert kinds(FETCHED["stored-blocked"]) == [
        "call",
        "decide",
        "cached",
        "closed",
        "withheld",
        "reject",
    ]


def test_a_stored_response_that_the_server_calls_good_is_told():
    assert kinds(FETCHED["validated"]) == [
        "call",
        "decide",
        "send",
        "ran",
        "answer",
        "cached",
        "open",
        "return",
    ]
    assert told(FETCHED["validated"], "answer") == [
        "Server to browser: 304 NOT MODIFIED (Access-Control-Allow-Origin: https://app.example)"
    ]


def test_an_opaque_response_passes_no_gate_but_is_hidden():
    assert kinds(OPAQUE)[-2:] == kinds(FETCHED["no-cors"])[-2:] == ["veil", "return"]


def test_headers_that_every_request_has_are_left_out():
    assert [name for name, _ in sequence(PASSED)[1].headers] == [
        "Origin",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
    ]
