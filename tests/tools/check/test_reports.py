"""Servers from public reports: what each answers, and what the advice has to say about it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.tools.check.exchange import Answer, ask
from cors_lab.tools.check.question import Question
from cors_lab.tools.check.report import data, render_answer

Wire = HTTPResponse | NetworkFailure
LINES = Path(__file__).with_name("reports.jsonl").read_text(encoding="utf-8").splitlines()
REPORTS = [json.loads(line) for line in LINES]
REDIRECTS = (301, 302, 307, 308)
by_id = pytest.mark.parametrize("report", REPORTS, ids=[report["id"] for report in REPORTS])


class Server:
    """Answers by the first rule whose method and end of the URL fit; a redirect not to itself."""

    def __init__(self, rules: list[dict[str, Any]]) -> None:
        self.rules = rules

    def send(self, request: HTTPRequest, target: str | None = None) -> Wire:
        for rule in self.rules:
            headers = tuple((name, value) for name, value in rule["headers"])
            if rule.get("method", request.method) == request.method and _fits(rule, request.url):
                body = rule.get("body", "").encode()
                return HTTPResponse(rule["status"], headers, body)
        return NetworkFailure("connection-refused", "no rule")


def _fits(rule: dict[str, Any], url: str) -> bool:
    place = rule.get("url", "")
    if place.startswith("/"):
        return url.endswith(place)
    to_itself = rule["status"] in REDIRECTS and ["Location", url] in rule["headers"]
    return place in url and not to_itself


def answered(report: dict[str, Any]) -> Answer:
    call = report["call"]
    headers = tuple((name, value) for name, value in call.get("headers", ()))
    question = Question(**{**call, "headers": headers})
    return ask(question, Server(report["server"]), permission=True)


def told(answer: Answer) -> str:
    """The report without what went over the wire, on one line."""
    text = render_answer(answer, hinted=True)
    return " ".join(re.sub(r"^  [<>].*$", "", text, flags=re.MULTILINE).split())


@by_id
def test_the_advice_names_the_cause_and_what_to_do(report):
    text = told(answered(report))
    missing = [
        pattern
        for pattern in report["must"]
        if not re.search(pattern.replace(r"[^\n]*", ".{0,120}"), text, re.IGNORECASE)
    ]
    never = report.get("never", ())
    said = [pattern for pattern in never if re.search(pattern, text, re.IGNORECASE)]
    assert (missing, said) == ([], [])


@by_id
def test_code_and_console_agree(report):
    said = data(answered(report))
    if said["code"] is None:
        return
    console = " ".join(said["console"])
    is_redirect = said["code"] == "preflight-redirect"
    assert is_redirect == (said["corsError"] == "PreflightDisallowedRedirect")
    assert is_redirect == ("Redirect is not allowed for a preflight request" in console)
    assert said["code"] in [gate["code"] for gate in said["fails"]]
    assert said["sentence"].startswith(said["why"])


@by_id
def test_headers_that_are_told_let_the_page_read(report):
    """They are set on the same answers; what was not seen answers 200."""
    before = answered(report)
    said = data(before)
    if not said["headers"]:
        assert not said["fixTried"]
        return
    assert said["fixTried"]
    first = "In the answer to the preflight"
    lines = {paste["where"].startswith(first): paste for paste in said["headers"]}
    seen = {exchange.kind for exchange in before.exchanges}
    again = ask(before.question, Fixed(report, lines, seen), permission=True)
    assert again.verdict == "readable", render_answer(again)


class Fixed(Server):
    """The same server, with the headers that the advice names set on its answers."""

    def __init__(
        self, report: dict[str, Any], lines: dict[bool, dict[str, Any]], seen: set[str]
    ) -> None:
        super().__init__(report["server"])
        self.lines, self.seen = lines, seen

    def send(self, request: HTTPRequest, target: str | None = None) -> Wire:
        answer = super().send(request, target)
        if isinstance(answer, NetworkFailure) or request.kind not in self.seen:
            answer = HTTPResponse(200)
        paste = self.lines.get(request.kind == "preflight", {"where": "", "lines": []})
        new = [tuple(line.split(": ", 1)) for line in paste["lines"]]
        names = {name.lower() for name, _ in new}
        kept = [pair for pair in answer.headers if pair[0].lower() not in names]
        status = 204 if "status 204" in paste["where"] else answer.status
        return HTTPResponse(status, (*kept, *new))
