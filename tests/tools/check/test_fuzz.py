"""Whatever is typed: a question, or one sentence on why it is none."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.tools.audit.prober import Asker
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.apps import load_app
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import ask, resolved, would_send
from cors_lab.tools.check.question import Question, header_pairs, http_url
from cors_lab.tools.check.report import data, render_answer
from tests.tools.audit.apps import Server

TEXT = st.text(max_size=30)
URLS = st.one_of(
    TEXT,
    TEXT.map("https://api.example/{}".format),
    TEXT.map("http://{}/".format),
    st.sampled_from(["https://api.example", "http://[::1]:5000/x"]),
)
PAGES = st.one_of(
    URLS, st.sampled_from(["null", "https://app.example", "https://app.example/notes?x"])
)
METHODS = st.one_of(TEXT, st.sampled_from("GET PUT patch HEAD TRACE POST".split()))
ENGINES = ["chromium", "firefox", "webkit", "standard", "z"]
WORDS = {
    "method": METHODS,
    "body": st.none() | TEXT,
    "engine": st.sampled_from(ENGINES),
    "mode": st.sampled_from(["cors", "no-cors", "y"]),
    "credentials": st.sampled_from(["omit", "same-origin", "include", "x"]),
    "cookies": st.lists(TEXT, max_size=2).map(tuple),
    "headers": st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
}
READERS: tuple[Callable[[str], object], ...] = (
    lambda text: header_pairs([text]),
    lambda text: resolved((text,)),
    lambda text: load_app(f"nowhere{text}"),
    http_url,
)


def refused(ask: Callable[[], object]) -> str:
    """The sentence on why it cannot be asked; "" where it can."""
    try:
        ask()
    except CannotAsk as error:
        return error.sentence or "no sentence at all\n"
    return ""


@given(url=URLS, page=PAGES, words=st.fixed_dictionaries({}, optional=WORDS))
@example(
    url="https://api.example/", page="null", words={"cookies": ("a=b; Path=/x; SameSite=None",)}
)
@example(url="http://a b/", page="https://app.example", words={})
@settings(deadline=None, max_examples=300)
def test_a_question_or_a_sentence(url: str, page: str, words: dict[str, Any]) -> None:
    question = Question(url=url, page=page, **words)
    if sentence := refused(lambda: would_send(question)):
        assert "\n" not in sentence
        return
    planned, answer = (
        would_send(question),
        ask(question, WSGITransport(Server(lambda *_: ("200 OK", [])))),
    )
    assert max(map(len, render_answer(answer, planned).splitlines())) <= 80
    assert data(answer, planned)["verdict"] in ("readable", "blocked", "could-not-ask")


@given(text=st.one_of(TEXT, TEXT.map("{}: x".format), TEXT.map("api.example:443:{}".format)))
@example("\n")
@example("\x1b[2J:1:x")
@settings(deadline=None)
def test_headers_addresses_and_apps(text: str) -> None:
    assert [
        sentence for read in READERS if "\n" in (sentence := refused(functools.partial(read, text)))
    ] == []


@given(
    value=st.text(st.characters(max_codepoint=255, blacklist_characters="\r\n\0"), max_size=20),
    status=st.integers(200, 599),
)
@settings(deadline=None, max_examples=60)
@pytest.mark.slow
def test_an_audit_of_a_server_that_says_anything(value: str, status: int) -> None:
    headers = [
        (f"Access-Control-{name}", value)
        for name in (
            "Allow-Origin",
            "Allow-Credentials",
            "Allow-Methods",
            "Allow-Headers",
            "Max-Age",
        )
    ]
    headers += [("Vary", value), ("Location", value), ("Cache-Control", value), ("Allow", value)]
    server = WSGITransport(Server(lambda *_: (f"{status} X", headers)))
    report = run(Asker(http_url("https://api.example/me"), server), None)
    assert max(map(len, repr(report).splitlines())) <= 80
