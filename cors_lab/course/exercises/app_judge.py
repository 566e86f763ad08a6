"""Judging a server: cases of pages and requests, asked of the app by a simulated browser."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.facts import Option
from cors_lab.course.exercises.header_slips import last_value, slip
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.sandbox import watched, what_was_raised
from cors_lab.course.exercises.strangers import STRANGER
from cors_lab.display.text import visible
from cors_lab.result.answers import could_read, failed_step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Page
    from cors_lab.course.exercises.lint import Lint
    from cors_lab.result.result import FetchResult

API = "https://api.example"
JSON = {"Content-Type": "application/json"}
EMBEDDER = "https://evil.example"
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
# Exceptions of Flask that say little to someone who has just made the mistake.
FIXES = (
    (
        "'NoneType' object is not callable",
        "A function under `@my_app.after_request` has to end with `return response`.",
    ),
    (
        "Working outside of request context",
        "`request` can be used only inside a view or a hook.",
    ),
)
# What a case wants, and how it is told: when it is so, and when it is not.
TOLD = {
    "read": ("`{page}` reads {request}.", "`{page}` should read {request}, but does not."),
    "not read": (
        "`{page}` does not get to read {request}.",
        "`{page}` must not read {request}, but it does.",
    ),
}
KEEP_THE_VIEW = (
    "Keep the views as they were: a header is added to their answers, it does not replace them."
)
EVERY_PAGE = "The answer says `*`, which allows every page on the web."
ECHO = "The answer sends back whatever `Origin` asks: it allows any page on the web."


@dataclass(frozen=True, slots=True)
class Case:
    """One fetch and what should happen.

    `want` is facts as in a prediction's option, `arguments` those of page.fetch. Where the page
    reads, `status` (None: any) and `body` (a part of it) must be right too: the read of an error
    page is no read. `because` has what to say instead of the verdict, by error code; `told`
    replaces the two sentences.
    """

    page: str
    path: str
    want: str = "read"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, str] | None = None
    status: int | None = 200
    body: str = ""

    @property
    def request(self) -> str:
        """`GET /notes`, and what is special about it."""
        words = f"`{self.arguments.get('method', 'GET')} {self.path}`"
        if kind := dict(self.arguments.get("headers") or {}).get("Content-Type"):
            words += f" ({kind})"
        if self.arguments.get("credentials") == "include":
            words += " with its cookie"
        return words

    def sentence(self, works: bool) -> str:
        """How it is told."""
        good, bad = self.told or TOLD[self.want]
        told = good if works else bad
        return told.format(page=self.page, request=self.request)

    def not_reached(self) -> Finding:
        """The case, where something before it failed."""
        return Finding(False, self.sentence(True), reached=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """The app under the eyes of a browser, and the exceptions it has raised so far."""

    app: WSGIApplication
    crashes: list[BaseException]
    whole: Any = None  # the app as it was handed in

    def page(self, origin: str, login: bool = False) -> Page:
        """A page of this origin in a fresh profile; "null" is a sandboxed frame of a stranger."""
        browser = Browser(hosts={API: self.app})
        if login:
            browser.visit(f"{API}/login")
        if origin == "null":
            return browser.open("null", embedder=EMBEDDER)
        return browser.open(origin)

    def fetch(self, origin: str, path: str, **arguments: Any) -> FetchResult:
        """One fetch in a fresh profile, logged in if it is with credentials."""
        login = arguments.get("credentials") == "include"
        return self.page(origin, login).fetch(f"{API}{path}", **arguments)

    def find(self, case: Case) -> Finding:
        """What happened in this case."""
        result = self.fetch(case.page, case.path, **case.arguments)
        if self.crashes:
            return self.crash(case.request, result)
        if not Option("", case.want, "").holds(result):
            return self._failed(case, result)
        if other := _another_answer(case, result):
            return Finding(False, other, _why_another(result), KEEP_THE_VIEW, result)
        return Finding(True, case.sentence(True))

    def _failed(self, case: Case, result: FetchResult) -> Finding:
        """Why it is not as it should be, in the most telling words that are known."""
        code = result.error.code if result.error else ""
        step = failed_step(result)
        slipped = slip(result)
        why = slipped or case.because.get(code)
        if not why and could_read(result) == "yes":
            why = self._why_readable(case, result)
        told = slipped or code in case.because or step is None
        fix = "" if told or step is None else step.fix
        return Finding(False, case.sentence(False), why or result.verdict, fix, result)

    def _why_readable(self, case: Case, result: FetchResult) -> str:
        """Why a page that must not read does."""
        if last_value(result, ALLOW_ORIGIN) == "*":
            return EVERY_PAGE
        other = self.fetch(STRANGER, case.path, **case.arguments)
        if could_read(other) == "yes":
            return ECHO
        return f"The answer names `{case.page}`."

    def crash(self, request: str, result: FetchResult) -> Finding:
        """The app raised: nothing else is worth saying."""
        why = what_was_raised(self.crashes[0])
        fix = next((words for part, words in FIXES if part in why), "")
        return Finding(False, f"Your app raised an exception at {request}.", why, fix, result)


def _another_answer(case: Case, result: FetchResult) -> str:
    """A sentence where the page reads something, but not what it should."""
    response = result.response
    if case.want != "read" or response is None:
        return ""
    if case.status is not None and response.status != case.status:
        return (
            f"`{case.page}` reads an answer to {case.request}, but its status is "
            f"{response.status} and not {case.status}."
        )
    if case.body not in response.text():
        return (
            f"`{case.page}` reads an answer to {case.request}, but `{case.body}` is no longer "
            "in it."
        )
    return ""


def _why_another(result: FetchResult) -> str:
    text = result.response.text() if result.response else ""
    said = f"It says `{visible(text, 60).strip()}`. " if text.strip() else ""
    return f"{said}The header is right, and the answer itself is another one."


@contextmanager
def visiting(app: WSGIApplication) -> Iterator[Visit]:
    """The app, watched."""
    with watched(app) as (quiet, crashes):
        yield Visit(quiet, crashes, app)


def app_judge(
    *cases: Case,
    lint: Lint | None = None,
    more: Callable[[Visit], Iterator[Finding]] | None = None,
) -> Callable[[WSGIApplication], Iterator[Finding]]:
    """A judge that tries the cases in order, then `more`, then the security lint.

    After the first that fails, the others are told as not looked at yet.
    """

    def judge(app: WSGIApplication) -> Iterator[Finding]:
        with visiting(app) as visit:
            failed = yield from _tried(visit, cases)
            if not failed and more is not None:
                failed = yield from _handed_on(more(visit))
            if not failed and lint is not None:
                yield from lint.findings(visit.fetch)

    return judge


def _tried(visit: Visit, cases: tuple[Case, ...]) -> Generator[Finding, None, bool]:
    """A finding for each case; returns whether one failed."""
    failed = False
    for case in cases:
        finding = case.not_reached() if failed else visit.find(case)
        failed = failed or not finding.works
        yield finding
    return failed


def _handed_on(findings: Iterator[Finding]) -> Generator[Finding, None, bool]:
    """These findings up to the first that does not work; returns whether one did not."""
    for finding in findings:
        yield finding
        if not finding.works:
            return True
    return False
