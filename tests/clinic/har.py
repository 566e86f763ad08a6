"""The HAR file that Chromium's Network tab would export for one answer of the clinic."""

from __future__ import annotations

import re
from typing import Any

from cors_lab.checking.asking import Answer, would_send
from cors_lab.fetch.request import HTTPRequest
from cors_lab.fetch.response import HTTPResponse
from cors_lab.result import Exchange


def har_of(answer: Answer) -> dict[str, Any]:
    """A request comes before its preflight, as Chromium issues it; what was blocked says net::ERR_FAILED, what never left has no answer."""
    blocked = answer.result is not None and not answer.result.fulfilled
    error = _net_error(answer) if blocked else ""
    entries: list[dict[str, Any]] = []
    preflight: Exchange | None = None
    for number, exchange in enumerate(answer.exchanges):
        if exchange.kind == "preflight":
            preflight = exchange
            continue
        last = number == len(answer.exchanges) - 1
        entries += _pair(exchange.request, exchange.response, preflight, error if last else "")
        preflight = None
    if preflight is not None or not entries:  # stopped before the request itself
        planned = would_send(answer.question) or (HTTPRequest("request", answer.question.method, answer.question.url, ()),)
        entries += _pair(planned[-1], None, preflight, error)
    for number, entry in enumerate(entries):
        entry["startedDateTime"] = f"2026-01-01T12:00:00.{number:03}Z"
    page = {"id": "page_1", "title": f"{answer.question.page}/" if answer.question.page != "null" else "about:srcdoc", "pageTimings": {}}
    return {"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [page], "entries": entries}}


def _net_error(answer: Answer) -> str:
    """Chromium's word for the failure, as it stands in its console."""
    said = re.search(r"net::\w+", " ".join(answer.result.console("chromium"))) if answer.result else None
    return said[0] if said else "net::ERR_FAILED"


def _pair(request: HTTPRequest, response: HTTPResponse | None, preflight: Exchange | None, error: str) -> list[dict[str, Any]]:
    asked = [_entry(request, response, "fetch", error)]
    return asked + ([_entry(preflight.request, preflight.response, "preflight", "")] if preflight else [])


def _entry(request: HTTPRequest, response: HTTPResponse | None, kind: str, error: str) -> dict[str, Any]:
    answered = {"status": response.status, "statusText": response.status_text, "headers": _headers(response.headers)} if response else {}
    return {
        "_resourceType": kind, "pageref": "page_1", "time": 1,
        "request": {"method": request.method, "url": request.url, "httpVersion": "HTTP/1.1", "headers": _headers(request.headers)},
        "response": {"status": 0, "statusText": "", "headers": [], **answered, **({"_error": error} if error else {})},
    }  # fmt: skip


def _headers(pairs: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
