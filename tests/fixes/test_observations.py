"""What exchanges show: whatever a server sends is looked at, and nothing breaks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.fixes.observation_signs import SIGNS
from cors_lab.fixes.observation_words import STATUSES
from cors_lab.fixes.observations import difference, observe
from cors_lab.result.record import Exchange
from cors_lab.tools.redact.text import mask_text

PAGE = "https://app.example"
NAMES = ("Location", "Age", "X-Cache", "Server", "Retry-After", "WWW-Authenticate", "Vary")
values = st.text(st.characters(max_codepoint=255), max_size=60)
headers = st.lists(st.tuples(st.sampled_from((*NAMES, "Access-Control-Allow-Origin")), values))


def exchange(status=200, sent=(), body=b"", kind="request", url="https://api.example/notes"):
    method = "OPTIONS" if kind == "preflight" else "GET"
    request = HTTPRequest(kind, method, url, (("Origin", PAGE),))
    return Exchange(kind, request, HTTPResponse(status, tuple(sent), body))


def codes(*exchanges):
    return [each.code for each in observe(exchanges, PAGE)]


@given(
    st.integers(100, 999),
    headers,
    st.binary(max_size=200),
    st.sampled_from(["preflight", "request"]),
)
def test_nothing_that_a_server_sends_breaks_it(status, sent, body, kind):
    for each in observe([exchange(status, sent, body, kind)], PAGE):
        assert each.code
        assert each.seen


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("https://a.example/x", "https://a.example/x/", "slash"),
        ("https://a.example/x/", "https://a.example/x", "slash"),
        ("http://a.example/x", "https://a.example/x/", "https"),
        ("https://a.example/x", "http://a.example/x/", "http-downgrade"),
        ("https://a.example/x", "https://www.a.example/x", "host"),
        ("https://a.example/x", "https://b.example/y", "moved"),
    ],
)
def test_how_a_redirect_differs(one, other, code):
    first, second = parse_url(one), parse_url(other)
    assert first is not None
    assert second is not None
    assert difference(first, second)[0] == code


def test_a_fresh_answer_is_no_old_copy():
    assert codes(exchange(sent=[("Age", "0"), ("X-Cache", "Miss from cloudfront")])) == []
    assert codes(exchange(sent=[("CF-Cache-Status", "DYNAMIC")])) == []


def test_an_old_copy_with_the_header_is_not_blamed():
    sent = [("Age", "90"), ("Access-Control-Allow-Origin", "*")]
    assert codes(exchange(sent=sent)) == []


def test_no_answer_shows_nothing():
    request = exchange().request
    assert observe([Exchange("request", request, None, NetworkFailure("timeout"))], PAGE) == ()
    assert observe([], PAGE) == ()


def test_a_compressed_body_is_not_read():
    sent = [("Content-Encoding", "gzip")]
    assert codes(exchange(403, sent, b"CORS is not enabled for this bucket")) == ["forbidden"]


@pytest.mark.parametrize("junk", [b"<title>", b"{" * 50, b"CSRF ", b"Invalid ", b"\0", b"a" * 9])
def test_a_large_body_takes_no_time(junk):
    started = time.process_time()
    observe([exchange(403, (), junk * (200_000 // len(junk)))], PAGE)
    assert time.process_time() - started < 1.0  # some 2 ms; the rest is for a busy machine


def test_masking_leaves_our_own_words_alone():
    told = [sign.seen for sign in SIGNS] + [seen for *_, seen, _ in STATUSES]
    assert [words for words in told if mask_text(words) != words] == []
