"""One audit from the first question to the report."""

from __future__ import annotations

from typing import Any

from cors_lab.fetch.url import parse_url
from cors_lab.tools.audit.origins import (
    origin_findings,
    preflight_origin_findings,
    wildcard_findings,
)
from cors_lab.tools.audit.prober import (
    COOKIE,
    MOST_BYTES,
    Asker,
    paths_of,
    refuse_what_cannot_go_out,
)
from cors_lab.tools.audit.protocol import CHECKS
from cors_lab.tools.audit.report import Report
from cors_lab.tools.audit.survey import Survey, guess_page, named_page
from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.errors import CannotAsk, network_sentence
from cors_lab.tools.check.exchange import InProcess
from cors_lab.tools.check.network import socket_transport
from cors_lab.tools.check.question import http_url

ALL = (origin_findings, wildcard_findings, preflight_origin_findings, *CHECKS)


def audit(
    app: Any,
    path: str = "/",
    *,
    page: str | None = None,
    paths: tuple[str, ...] = (),
    url: str | None = None,
    unsafe_methods: bool = False,
    rate: float = 10.0,
    cookie: str = COOKIE,
    timeout: float = 5.0,
    verify: bool | str = True,
) -> Report:
    """Audit the URL of a server, or a WSGI or ASGI app in this process; CannotAsk where nothing
    answers.

    `page` is the origin that may read (guessed without it). Only `path` and `paths` of this one
    server are asked, at most `rate` times a second, with GET, HEAD and OPTIONS, and as a user with
    this `cookie`; `unsafe_methods` sends POST, PUT, PATCH and DELETE too.
    """
    asked = http_url(
        app if isinstance(app, str) else url or f"https://localhost/{path.removeprefix('/')}"
    )
    if isinstance(app, str):
        with socket_transport(timeout, verify, MOST_BYTES) as network:
            return run(Asker(asked, network, rate, unsafe_methods, cookie), page, paths)
    with app_transport(app, asked.origin.serialized, "app", timeout) as transport:
        return run(Asker(asked, transport, 0, unsafe_methods, cookie), page, paths)


def run(asker: Asker, page: str | None, more: tuple[str, ...] = ()) -> Report:
    """Ask all there is to ask; CannotAsk for a page that is none, a path without its slash, and a
    server that does not answer.
    """
    paths = tuple(paths_of(asker.url, more))
    if wrong := next((path for path in paths if not path.startswith("/")), None):
        raise CannotAsk("arguments", f"--path {wrong!r}: write it from the root, such as /notes.")
    refuse_what_cannot_go_out(asker)
    survey = Survey(asker, *_page(asker, page), paths[0], paths)
    first = survey.allowed
    if first.result is not None and (
        problem := network_sentence(first.result, isinstance(asker.transport, InProcess))
    ):
        raise CannotAsk(first.code, problem)
    if (
        not survey.named
        and (named := named_page(survey.read(survey.stranger).allow_origin))
        and named != survey.stranger
    ):
        survey.page, survey.named = named, True
    findings = [finding for check in ALL for finding in check(survey)]
    findings.sort(key=lambda finding: finding.rank)
    return Report(
        asker.url.href, survey.page, page is None, tuple(findings), tuple(asker.exchanges)
    )


def _page(asker: Asker, page: str | None) -> tuple[str, bool]:
    if page is None:
        return guess_page(asker.url), False
    url = parse_url(page)
    if url is None or not url.is_http:
        raise CannotAsk(
            "arguments", f"page: {page!r} is not an origin: write it like https://app.example."
        )
    if url.origin == asker.url.origin:
        raise CannotAsk(
            "arguments",
            f"page: {page} is the server's own origin, where CORS has no say; name the page's.",
        )
    return url.origin.serialized, True
