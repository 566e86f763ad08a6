"""Wherever a secret stands, in what is asked or in what is answered, nothing that is shown has
it.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.tools.audit.prober import Asker
from cors_lab.tools.audit.report import data as audit_data
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.exchange import ask, would_send
from cors_lab.tools.check.question import Question, http_url
from cors_lab.tools.check.report import data, render_answer
from tests.tools.audit.apps import PAGE, Server

SECRET = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=12, max_size=40
).map("Zq9{}".format)
PARAMETERS = st.sampled_from(
    "token access_token api_key password client_secret sig code session jwt".split()
)
LINES = [
    "Authorization: Bearer {}",
    "Authorization: Basic {}",
    "X-Api-Key: {}",
    "X-Auth-Token: {}",
    "X-CSRF-Token: {}",
    "Cookie: sid={}",
]
ASKED = st.sampled_from(LINES)
ANSWERED = st.sampled_from(
    [
        "Set-Cookie: sid={}; Path=/",
        "X-Session-Token: {}",
        "Location: https://api.example/next?token={}",
        "Location: /next#access_token={}",
        "Location: next?token={}",
        "Location: https://me:{}@login.example/",
        "Link: <https://api.example/?api_key={}>; rel=next",
        "Access-Control-Allow-Origin: https://a.example/?token={}",
    ]
)
STATUS = st.sampled_from(["200 OK", "302 Found", "401 Unauthorized", "500 Oops"])


@given(
    secret=SECRET,
    name=PARAMETERS,
    asked=ASKED,
    answered=ANSWERED,
    status=STATUS,
    readable=st.booleans(),
    method=st.sampled_from(["GET", "PUT"]),
)
@settings(deadline=None, max_examples=150)
@pytest.mark.slow
def test_nothing_shows_a_secret(
    secret: str, name: str, asked: str, answered: str, status: str, readable: bool, method: str
) -> None:
    header, value = answered.format(secret).split(": ", 1)
    allow = [
        ("Access-Control-Allow-Origin", PAGE),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "PUT"),
    ]
    allow += [
        ("Access-Control-Allow-Headers", "Authorization, X-Api-Key, X-Auth-Token, X-CSRF-Token")
    ]
    server = WSGITransport(
        Server(
            lambda *_: (
                status if _[0] != "OPTIONS" else "200 OK",
                [(header, value), *(allow if readable else [])],
            )
        )
    )
    line = tuple(asked.format(secret).split(": ", 1))
    question = Question(
        url=f"https://api.example/me?{name}={secret}",
        page=PAGE,
        method=method,
        headers=(line,),
        credentials="include",  # type: ignore[arg-type]
        cookies=(f"sid={secret}; SameSite=None; Secure",),
    )
    planned = would_send(question)
    answers = [ask(question, server), ask(question, server, permission=True)]
    shown = [
        text
        for answer in answers
        for text in (render_answer(answer, planned), json.dumps(data(answer, planned)))
    ]
    report = run(
        Asker(http_url(question.url), server, cookie=f"sid={secret}", headers=(line,)), PAGE
    )  # type: ignore[arg-type]
    shown += [repr(report), report._repr_html_(), json.dumps(audit_data(report))]
    assert [text for text in shown if secret in "".join(text.split())] == []
