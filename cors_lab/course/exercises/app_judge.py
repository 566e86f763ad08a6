"""Judging a server: cases of pages and requests, asked by a simulated browser of the app in this
process.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.facts import Option
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.sandbox import watched, what_was_raised
from cors_lab.display.text import visible
from cors_lab.result.answers import failed_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Page
    from cors_lab.course.exercises.lint import Lint
    from cors_lab.result.result import FetchResult

API = "https://api.example"
JSON = {"Content-Type": "application/json"}
NAMES = {
    f"access-control-{name}": f"Access-Control-{name.title()}"
    for name in (
        "allow-origin",
        "allow-credentials",
        "allow-methods",
        "allow-headers",
        "max-age",
        "expose-headers",
    )
} | {"vary": "Vary"}
# Exceptions of Flask that say little to who has made the mistake.
MENDED = (
    (
        "'NoneType' object is not callable",
        "A function under `@app.after_request` has to end with `return response`.",
    ),
    ("Working outside of request context", "`request` can be used only inside a view or a hook."),
)
# What a case wants, and how it is told: when it is so, and when it is not.
TOLD = {
    "read": ("`{page}` reads {request}.", "`{page}` should read {request}, but does not."),
    "not read": (
        "`{page}` does not get to read {request}.",
        "`{page}` must not read {request}, but it does.",
    ),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One fetch and what should come of it: `want` is facts as in a prediction's option,
    `arguments` those of page.fetch.

    `because` has what to say instead of the verdict, by error code ("" where the page could read);
    `told` replaces the two sentences.
    """

    page: str
    path: str
    want: str = "read"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, str] | None = None

    @property
    def request(self) -> str:
        """`GET /notes`, and what is special about it."""
        words = f"`{self.arguments.get('method', 'GET')} {self.path}`"
        kind = dict(self.arguments.get("headers") or {}).get("Content-Type")
        if self.arguments.get("credentials") == "include":
            cookie = " with its cookie"
        else:
            cookie = ""
        return words + (f" ({kind})" if kind else "") + cookie

    def sentence(self, works: bool) -> str:
        """How it is told."""
        good, bad = self.told or TOLD[self.want]
        return (good if works else bad).format(page=self.page, request=self.request)


@dataclass(frozen=True, slots=True)
class Visit:
    """The app under the eyes of a browser, and the exceptions it has raised so far."""

    app: WSGIApplication
    crashes: list[BaseException]

    def page(self, origin: str, login: bool = False) -> Page:
        """A page of this origin in a fresh profile, logged in at the API or not; "null" is a
        sandboxed frame of a stranger.
        """
        browser = Browser(hosts={API: self.app})
        if login:
            browser.visit(f"{API}/login")
        if origin == "null":
            return browser.open("null", embedder="https://evil.example")
        return browser.open(origin)

    def fetch(self, origin: str, path: str, **arguments: Any) -> FetchResult:
        """One fetch in a fresh profile, logged in if it is with credentials."""
        return self.page(origin, login=arguments.get("credentials") == "include").fetch(
            f"{API}{path}", **arguments
        )

    def find(self, case: Case) -> Finding:
        """What came of this case."""
        result = self.fetch(case.page, case.path, **case.arguments)
        if self.crashes:
            return self.crash(case.request, result)
        if Option("", case.want, "").holds(result):
            return Finding(True, case.sentence(True))
        code = result.error.code if result.error else ""
        step = failed_step(result)
        why = misspelt(result) or case.because.get(code) or result.verdict
        return Finding(
            False,
            case.sentence(False),
            why,
            "" if code in case.because or step is None else step.fix,
            result,
        )

    def crash(self, request: str, result: FetchResult) -> Finding:
        """The app raised: nothing else is worth saying."""
        why = what_was_raised(self.crashes[0])
        fix = next((words for part, words in MENDED if part in why), "")
        return Finding(False, f"Your app raised an exception at {request}.", why, fix, result)


@contextmanager
def visiting(app: WSGIApplication) -> Iterator[Visit]:
    """The app, watched."""
    with watched(app) as (quiet, crashes):
        yield Visit(quiet, crashes)


def app_judge(
    *cases: Case, lint: Lint | None = None, more: Callable[[Visit], Iterator[Finding]] | None = None
) -> Callable[[WSGIApplication], Iterator[Finding]]:
    """A judge that tries the cases in order, then `more`, then the security lint."""

    def judge(app: WSGIApplication) -> Iterator[Finding]:
        with visiting(app) as visit:
            for case in cases:
                yield visit.find(case)
            if more is not None:
                yield from more(visit)
            if lint is not None:
                yield from lint.findings(visit.fetch)

    return judge


def misspelt(result: FetchResult) -> str:
    """A sentence about a header of the last answer that is nearly one of CORS, or ""."""
    if result.exchanges:
        response = result.exchanges[-1].response
    else:
        response = None
    for name, _ in response.headers if response else ():
        near = get_close_matches(name.lower().replace("_", "-"), NAMES, 1, 0.85)
        if near and name.lower() not in NAMES:
            return (
                f"The answer has a header `{visible(name)}`, which browsers do not know; the one"
                f" they know is `{NAMES[near[0]]}`."
            )
    return ""
