"""A report in a notebook: the same words as in the terminal, and nothing that a server sent is
markup.
"""

from __future__ import annotations

import re

from cors_lab.tools.audit import audit
from tests.tools.audit.apps import PAGE, Server, allowing


def test_the_html_says_what_the_text_says() -> None:
    report = audit(allowing(lambda origin: True), "/me", page=PAGE)
    html, text = report._repr_html_(), " ".join(repr(report).split())
    for words in (
        "HIGH any-origin",
        "Any page that a user of yours opens.",
        "page that may read: https://app.example",
        "✗ 1 high.",
    ):
        assert words in html
        assert words in text
    assert "Access-Control-Allow-Origin: https://evil.example" in html
    assert len(re.findall("<details>", html)) == len(report.findings)


def test_nothing_of_a_server_is_markup() -> None:
    evil = ("Access-Control-Allow-Credentials", "<img src=x onerror=alert(1)>")
    server = Server(
        lambda *_: ("200 OK", [("Access-Control-Allow-Origin", PAGE), evil, ("Vary", "<script>")])
    )
    html = audit(server, "/<b>", page=PAGE, paths=("/<i>",))._repr_html_()
    assert "credentials-value" in html
    assert not re.search("<(img|script|b>[^<]*/me|i>)", html.replace("<b>", ""))
