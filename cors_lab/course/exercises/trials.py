"""Judging a server step by step: each trial has a sentence, and the first that fails ends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.app_judge import EMBEDDER, visiting
from cors_lab.course.exercises.model import Finding
from cors_lab.fetch.wire import NetworkFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Page
    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.result import FetchResult


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try: `sentence` says what is so when it works, `find` gives what does not."""

    sentence: str
    find: Callable[[], Finding | None]


def trials_judge(
    trials: Callable[[Visit], Iterable[Trial]],
) -> Callable[[WSGIApplication], Iterator[Finding]]:
    """A judge that tries these in order; those behind the first that fails are not looked at."""

    def judge(app: WSGIApplication) -> Iterator[Finding]:
        with visiting(app) as visit:
            yield from in_order(visit, trials(visit))

    return judge


def in_order(visit: Visit, trials: Iterable[Trial]) -> Iterator[Finding]:
    """A finding for each trial; those behind the first that fails are not looked at."""
    failed = False
    for trial in trials:
        if failed:
            yield Finding(False, trial.sentence, reached=False)
            continue
        finding = trial.find()
        if finding is not None and visit.crashes and finding.trace is not None:
            finding = visit.crash("one of the requests", finding.trace)
        failed = finding is not None
        yield finding or Finding(True, trial.sentence)


def opened(browser: Browser, origin: str) -> Page:
    """A page of this origin; "null" is a sandboxed frame of a stranger."""
    if origin == "null":
        return browser.open("null", embedder=EMBEDDER)
    return browser.open(origin)


def sent_cookie(result: FetchResult) -> bool:
    """Did the last request carry a cookie?"""
    if not result.exchanges:
        return False
    return any(name == "Cookie" for name, _ in result.exchanges[-1].request.headers)


def status_of(result: FetchResult) -> int | None:
    """The status that the page reads, or None where it reads nothing."""
    return result.response.status if result.response is not None else None


class Nowhere:
    """A network with no other hosts in it: where a server redirects to is never looked up."""

    def send(self, request: HTTPRequest, target: str | None) -> NetworkFailure:
        """Nothing answers."""
        return NetworkFailure("name-not-resolved", "there is no such host in this exercise")


def browser_at(hosts: Mapping[str, Any], engine: str = "chromium", login: str = "") -> Browser:
    """A fresh profile whose network has these hosts and no others; logged in at this URL first."""
    browser = Browser(engine, hosts=hosts, transport=Nowhere())
    if login:
        browser.visit(login)
    return browser
