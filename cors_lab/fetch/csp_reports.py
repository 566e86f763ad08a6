"""Sending violation reports to a policy's `report-uri`.

https://w3c.github.io/webappsec-csp/#report-violation
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.request import Request
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Generator

    from cors_lab.fetch.params import FetchParams
    from cors_lab.fetch.request import Client
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

    Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, None]

MOST_REPORTS = 20


def send_reports(params: FetchParams, client: Client) -> Network:
    """Post each violation that the trace has noted to where its policy wants it told.

    `params` is that of the load, whose request it replaces.
    """
    trace = params.trace
    wanted = [
        (record.facts, target)
        for record in trace.records
        if record.code == "csp-violation"
        for target in record.facts["report_to"]
        for _ in range(record.facts["events"])
    ]
    for facts, target in wanted[:MOST_REPORTS]:
        url = parse_url(target, client.url)
        if url is not None and url.is_http:
            yield from _send(params, client, url, facts)


def _send(params: FetchParams, client: Client, url: URL, facts: dict[str, Any]) -> Network:
    trace = params.trace
    request = Request(
        [url],
        client,
        client.origin,
        "POST",
        mode="no-cors",
        credentials="same-origin",
        redirect="error",
        keepalive=True,
        destination="report",
        initiator="report",
    )
    request.body = json.dumps({"csp-report": _body(client, facts, trace)}).encode()
    request.headers.append("Content-Type", "application/csp-report")
    # firefox: a report has no Referer.
    if trace.departs("csp-reports-without-referrer"):
        request.referrer = "no-referrer"
    # webkit: a report has no destination of its own, and the origin null.
    if trace.departs("csp-reports-unnamed"):
        request.destination = ""
    params.request, params.kind = request, "report"
    try:
        yield from fetch(params)
    except NetworkError:
        return


def _body(client: Client, facts: dict[str, Any], trace: Trace) -> dict[str, Any]:
    """https://w3c.github.io/webappsec-csp/#deprecated-serialize-violation"""
    body = {
        "document-uri": client.url.without_fragment,
        "referrer": _referrer(client),
        "violated-directive": facts["directive"],
        "effective-directive": facts["directive"],
        "original-policy": facts["policy"],
        "disposition": facts["disposition"],
        "blocked-uri": facts["blocked"],
        "status-code": 200,
    }
    # webkit: tells neither the disposition nor the status.
    if trace.departs("csp-reports-short"):
        del body["disposition"]
        body["status-code"] = 0
    return body


def _referrer(client: Client) -> str:
    """`document.referrer`: of a framed page, the page around it, as far as its policy lets see."""
    top = client.top_level
    if top == client.url:
        return ""
    return top.without_fragment if top.origin == client.origin else f"{top.origin.serialized}/"
