import re
from html.parser import HTMLParser

import pytest

from cors_lab.result.html import render_html
from tests.result.samples import (
    BLOCKED,
    BLOCKED_PREFLIGHT,
    HOSTILE,
    PASSED,
    REDIRECTED,
    REFUSED,
    SAMPLES,
)

OURS = {
    "div",
    "p",
    "b",
    "i",
    "br",
    "a",
    "details",
    "summary",
    "ul",
    "ol",
    "li",
    "pre",
    "code",
    "img",
}
VOID = {"br", "img"}


class Elements(HTMLParser):
    """Every element and attribute that a browser would make of the text, and whether all of them
    were closed.
    """

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.words = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_html_has_only_elements_and_attributes_that_survive_a_sanitizer(name):
    elements = Elements(render_html(SAMPLES[name]))
    assert {tag for tag, _ in elements.found} <= OURS
    assert {attribute for _, attributes in elements.found for attribute in attributes} <= {
        "style",
        "href",
        "src",
        "alt",
    }
    assert elements.open == []


def test_what_a_server_sends_stays_text():
    elements = Elements(render_html(HOSTILE))
    assert {attributes["href"] for tag, attributes in elements.found if tag == "a"} == {
        'https://x"onmouseover=alert(5) x="'
    }
    words = "".join(elements.words)
    for place in (
        "Location: <img",
        "Set-Cookie: <img",
        "X-<img",
        "Access-Control-Allow-<img",
        "302 <img",
        "\n\n<img",
        "Fix: <img",
    ):
        assert place in words, place


def test_a_link_that_is_not_https_stays_text():
    hrefs = re.findall('href="([^"]*)"', render_html(HOSTILE))
    assert all(href.startswith("https://") for href in hrefs)


def test_verdict_answers_and_failed_check_come_before_anything_folded():
    short, _, folded = render_html(BLOCKED).partition("<details>")
    assert BLOCKED.verdict in short
    assert "server ran it: <b>yes</b> · page could read it: <b>no</b>" in short
    assert "Fix:</b> Send <code>Access-Control-Allow-Origin: https://app.example</code>" in short
    assert "Allow origin match <i>(not reached)</i>" in folded


def test_the_wire_shows_both_lines_of_a_repeated_header():
    assert "\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Origin: *\n" in render_html(
        REDIRECTED
    )


def test_volatile_values_are_left_out_and_it_says_so():
    html = render_html(PASSED)
    assert "\nServer: …\nDate: …\n" in html
    assert "\nContent-Length: 17\n" in html
    assert "change from run to run" in html


def test_the_sequence_in_words_names_what_was_never_sent():
    assert "<li>Never sent: POST /notes</li>" in render_html(BLOCKED_PREFLIGHT)


def test_a_refused_connection_is_said_in_words_without_an_address():
    assert "no response: connection refused" in render_html(REFUSED)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_html_is_small(name):
    assert len(render_html(SAMPLES[name]).encode()) < 34_000
