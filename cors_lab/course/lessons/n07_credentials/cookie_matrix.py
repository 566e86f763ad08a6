"""The experiment of lesson 07: a cookie, a page and an API, and what three engines do with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Checks, Item, Table, Text, View
from cors_lab.server.loopback import serve
from cors_lab.server.policy import Policy, PolicyFront
from servers import login_api

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from cors_lab.result.result import FetchResult

ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}
BY_PAGE, BY_USER = "the page logs in, by fetch", "the user has logged in at the API's own page"
# What the learner chooses: the page, the API, the domain that the API could give the cookie to.
PLACES: dict[str, tuple[str, str, str]] = {
    "two sites: app.example and api.example": (
        "https://app.example",
        "https://api.example",
        "api.example",
    ),
    "one site: app.example.com and api.example.com": (
        "https://app.example.com",
        "https://api.example.com",
        "example.com",
    ),
    "one origin: api.example": ("https://api.example", "https://api.example", "api.example"),
    "localhost:3000 and localhost:5000": (
        "http://localhost:3000",
        "http://localhost:5000",
        "localhost",
    ),
    "127.0.0.1:3000 and localhost:5000": (
        "http://127.0.0.1:3000",
        "http://localhost:5000",
        "localhost",
    ),
    "http: and https: of example.com": (
        "http://app.example.com",
        "https://api.example.com",
        "example.com",
    ),
}
MODES = ("omit", "same-origin", "include")
SAME_SITE = ("not set", "Lax", "Strict", "None")
FLAGS = (("secure", "Secure"), ("http_only", "HttpOnly"), ("partitioned", "Partitioned"))
REQUEST, COOKIE = "The request", "The cookie"
CONTROLS = (
    Control("place", "Page and API", "select", tuple((name, name) for name in PLACES), REQUEST),
    Control("credentials", "credentials", "select", tuple((m, m) for m in MODES), REQUEST),
    Control("login", "The login", "select", ((BY_PAGE, BY_PAGE), (BY_USER, BY_USER)), REQUEST),
    Control("same_site", "SameSite", "select", tuple((word, word) for word in SAME_SITE), COOKIE),
    *(Control(name, label, "check", group=COOKIE) for name, label in FLAGS),
    Control("domain", "Domain", "check", group=COOKIE),
)
HEAD = ("Engine", "Kept at the login?", "Sent with GET /me?", "Answer", "The rule that decided")
NEVER_ASKED = "`credentials`: without `include`, no cookie goes to another origin or comes from one"


def cookie_matrix(**values: Any) -> Experiment:
    """The matrix, with a real server behind it. Raises ValueError for an unknown name."""
    start = {
        "place": next(iter(PLACES)),
        "credentials": "include",
        "login": BY_PAGE,
        "same_site": "not set",
        "secure": False,
        "http_only": True,
        "partitioned": False,
        "domain": False,
    }
    account = login_api.create_app()
    front = PolicyFront(account)
    server = serve(front, name="https://cookie-matrix.example")
    look = Matrix(account, front, server.url)
    return Experiment("Cookie matrix", CONTROLS, look, start).set(**values)


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the matrix does: one login and one request, as each of three browsers."""

    account: Flask
    front: PolicyFront
    url: str

    def __call__(self, values: Mapping[str, Any]) -> View:
        """The verdict, a row for each engine, and who can read the cookie by script."""
        page, api, domain = PLACES[values["place"]]
        line = set_cookie(values, domain)
        self.account.config["COOKIE"] = line
        self.front.policy = Policy(allow_origin=page, allow_credentials=True)
        runs = [self._run(engine, page, api, values) for engine in ENGINES]
        blocks = (
            Text("The answer to the login says", f"Set-Cookie: {line}"),
            Table("In three engines", HEAD, tuple(run.row() for run in runs)),
            Checks("Who can read it by script?", tuple(run.scripts(page, api) for run in runs)),
        )
        return View(*_verdict(runs, page, api), blocks)

    def _run(self, engine: str, page: str, api: str, values: Mapping[str, Any]) -> Run:
        browser = Browser(engine, hosts={api: self.url})
        document, credentials = browser.open(page), str(values["credentials"])
        if values["login"] == BY_USER:
            login = browser.visit(f"{api}/login")
        else:
            login = document.fetch(f"{api}/login", "POST", credentials=credentials)
        return Run(browser, login, document.fetch(f"{api}/me", credentials=credentials))


@dataclass(frozen=True, slots=True)
class Run:
    """One engine's login and request."""

    browser: Browser
    login: FetchResult
    me: FetchResult

    @property
    def name(self) -> str:
        """The engine, as people write it."""
        return ENGINES[self.browser.engine]

    @property
    def sent(self) -> bool:
        """Did the request carry the cookie?"""
        return any(name == "Cookie" for name, _ in self.me.exchanges[0].request.headers)

    def row(self) -> tuple[str, ...]:
        """As a row of the table."""
        response = self.me.exchanges[0].response
        answer = str(response.status) if response else "none"
        kept = _yes(len(self.browser.cookies) > 0)
        return (self.name, kept, _yes(self.sent), answer, self._rule())

    def _rule(self) -> str:
        told = _told(self.login, "cookie-refused") or _told(self.me, "cookie-withheld")
        if told:
            return told
        if not self.sent:
            return NEVER_ASKED
        [cookie] = self.browser.cookies
        if cookie.partition:
            return f"none against it: kept in the drawer of pages under {cookie.partition}"
        return "none against it"

    def scripts(self, page: str, api: str) -> Item:
        """Does a script of the page, or of the API's own pages, see it in `document.cookie`?"""
        origins = dict.fromkeys((page, api))
        found = [f"`{origin}`" for origin in origins if self.browser.open(origin).cookie]
        if not found:
            return Item(f"{self.name}: no script", "passed", word="hidden")
        pages = " or ".join(found)
        return Item(f"{self.name}: a script in a page of {pages}", "failed", word="readable")


def set_cookie(values: Mapping[str, Any], domain: str) -> str:
    """The line of Set-Cookie that the controls describe."""
    parts = ["session=ada", "Path=/"]
    if values["domain"]:
        parts.append(f"Domain={domain}")
    parts += [label for name, label in FLAGS if values[name]]
    if values["same_site"] != "not set":
        parts.append(f"SameSite={values['same_site']}")
    return "; ".join(parts)


def _verdict(runs: list[Run], page: str, api: str) -> tuple[Any, str]:
    names = [run.name for run in runs if run.sent]
    if len(names) == len(runs):
        return "passed", f"The login works in all three engines: `{page}` sends it to `{api}`."
    if not names:
        return "failed", "The login works in no engine: `/me` never sees the cookie."
    return "noted", f"The login works in {' and '.join(names)} only."


def _told(result: FetchResult, code: str) -> str:
    return "; ".join(step.why for step in result.steps if step.code == code)


def _yes(true: bool) -> str:
    return "yes" if true else "no"
