"""One audit from the first question to the report."""

from __future__ import annotations

from typing import Any

from cors_lab.browser.browser import OF_FILES
from cors_lab.fetch.url import APP_SCHEMES, parse_origin, parse_url
from cors_lab.tools.audit.answers import (
    answer_findings,
    page_findings,
    unsafe_findings,
    vary_findings,
)
from cors_lab.tools.audit.causes import without_repetition
from cors_lab.tools.audit.origins import (
    origin_findings,
    page_origin_findings,
    preflight_origin_findings,
    wildcard_findings,
)
from cors_lab.tools.audit.preflights import (
    permission_findings,
    preflight_cache_findings,
    preflight_findings,
)
from cors_lab.tools.audit.prober import (
    COOKIE,
    MOST_BYTES,
    Asker,
    is_app_origin,
    paths_of,
    refuse_what_cannot_go_out,
)
from cors_lab.tools.audit.report import Report
from cors_lab.tools.audit.settings import engine_findings, header_findings
from cors_lab.tools.audit.survey import Survey, guess_page, named_page
from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.errors import CannotAsk, network_sentence
from cors_lab.tools.check.exchange import InProcess
from cors_lab.tools.check.network import socket_transport
from cors_lab.tools.check.question import http_url
from cors_lab.tools.redact.text import mask_url

ALL = (
    origin_findings,
    page_origin_findings,
    wildcard_findings,
    preflight_origin_findings,
    page_findings,
    header_findings,
    engine_findings,
    preflight_findings,
    permission_findings,
    preflight_cache_findings,
    vary_findings,
    answer_findings,
    unsafe_findings,
)
NOTHING_ASKED = "Could not ask: no browser sends this request, so there is nothing to audit. {why}"


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

    `page` is the origin that may read (guessed without it): an origin, "null", or that of an app's
    page, such as
    `capacitor://localhost`. Only `path` and `paths` of this one server are asked, at most `rate`
    times a second, with GET, HEAD and OPTIONS, and as a user with this `cookie`; `unsafe_methods`
    sends POST, PUT, PATCH and DELETE too.
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
    """Ask all there is to ask.

    Raises CannotAsk for a page that is none, a path without its slash, and a server that cannot be
    asked.
    """
    paths = tuple(paths_of(asker.url, more))
    for path in paths:
        if not path.startswith("/"):
            raise CannotAsk(
                "arguments", f"--path {mask_url(path)!r}: write it from the root, such as /notes."
            )
    refuse_what_cannot_go_out(asker)
    survey = Survey(asker, *_page(asker, page), paths[0], paths)
    _first_question(survey)
    if not survey.named:
        named = named_page(survey.read(survey.stranger).allow_origin)
        if named and named != survey.stranger:
            survey.page, survey.named = named, True
    found = without_repetition(finding for check in ALL for finding in check(survey))
    found.sort(key=lambda finding: finding.rank)
    return Report(asker.url.href, survey.page, page is None, tuple(found), tuple(asker.exchanges))


def _first_question(survey: Survey) -> None:
    """CannotAsk where the server does not answer the page, or where no browser would send
    anything.
    """
    first = survey.allowed
    if first.result is None:
        return
    problem = network_sentence(first.result, isinstance(survey.asker.transport, InProcess))
    if problem:
        raise CannotAsk(first.code, problem)
    if first.exchange is None and first.code == "bad-port":
        raise CannotAsk(first.code, NOTHING_ASKED.format(why=first.result.verdict))


def _page(asker: Asker, page: str | None) -> tuple[str, bool]:
    if page is None:
        return guess_page(asker.url), False
    if page.startswith(OF_FILES):  # a file has no origin of its own
        return "null", True
    known = parse_origin(page)
    if page == "null" or (known is not None and known.scheme in APP_SCHEMES):
        return page, True
    if is_app_origin(page):
        asker.app = page
        return page, True
    url = parse_url(page)
    if url is None or not url.is_http:
        shown = mask_url(page)
        raise CannotAsk(
            "arguments", f"page: {shown!r} is not an origin: write it like https://app.example."
        )
    if url.origin == asker.url.origin:
        shown = mask_url(page)
        raise CannotAsk(
            "arguments",
            f"page: {shown} is the server's own origin, where CORS has no say; name the page's.",
        )
    return url.origin.serialized, True
