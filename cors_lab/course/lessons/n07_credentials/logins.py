"""Judging a server with a login: what its own page can do, and what no stranger may."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.app_judge import EMBEDDER, JSON
from cors_lab.course.exercises.header_slips import slip
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import STRANGER, strangers
from cors_lab.course.exercises.trials import Trial, opened, sent_cookie, status_of
from cors_lab.fetch.headers import values
from cors_lab.result.answers import failed_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}
NEW, FORGED = "ada@new.example", "eve@evil.example"
SIBLING = "https://news.example.com"
UNANSWERED = {
    401: "The request did not bring the cookie, so the answer is 401.",
    403: "Your guard refuses this page with 403: its origin is not among those that may POST.",
}
NO_GUARD = (
    "The cookie goes along with a request from any page, and CORS does not stop a POST that needs "
    "no preflight. Only the guard does."
)
VARY = (
    "The answer depends on `Origin`, and a cache does not know: it may give one page the answer "
    "that names another."
)
IN_EACH_PROFILE = "Whoever asks, with a login or without, gets Ada's account."


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the page, which must be answered 200 and be readable."""

    path: str
    does: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


LOGIN = Step(
    "/login", "logs in with a `POST` of JSON", {"method": "POST", "headers": JSON, "body": "{}"}
)
SIMPLE_LOGIN = Step("/login", "logs in", {"method": "POST"})
READ = Step("/me", "reads `GET /me`")
CHANGE = Step(
    "/me/email",
    "changes the address with a `POST` of JSON",
    {"method": "POST", "headers": JSON, "body": f'"{NEW}"'},
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the API and its page live; `visit` watches the app."""

    visit: Visit
    api: str
    page: str

    def browser(self, engine: str = "chromium") -> Browser:
        """A fresh profile, for which the app answers at the API, at a sibling, and over http."""
        hosts = (self.api, self.api.replace("https:", "http:"), SIBLING)
        return Browser(engine, hosts=dict.fromkeys(hosts, self.visit.app))

    def run(
        self, step: Step, browser: Browser, origin: str, credentials: str = "include"
    ) -> FetchResult:
        """One step by a page of this origin."""
        url = f"{self.api}{step.path}"
        return opened(browser, origin).fetch(url, credentials=credentials, **step.arguments)

    def logged_in(self, engine: str = "chromium") -> Browser:
        """A profile in which the page has logged in, and its user at the API's own page too."""
        browser = self.browser(engine)
        self.run(SIMPLE_LOGIN, browser, self.page)
        browser.visit(f"{self.api}/login")
        return browser

    def own(self, *steps: Step, engine: str = "chromium") -> Trial:
        """The page does these steps, one after the other, in one profile."""
        where = "" if engine == "chromium" else f" in {ENGINES[engine]}"
        does = ", ".join(step.does for step in steps)
        return Trial(f"`{self.page}` {does}{where}.", partial(self._own, steps, engine, where))

    def _own(self, steps: tuple[Step, ...], engine: str, where: str) -> Finding | None:
        browser, seen = self.browser(engine), []
        for step in steps:
            seen.append(self.run(step, browser, self.page))
            if status_of(seen[-1]) != 200:
                bad = f"The step where `{self.page}` {step.does}{where} does not work."
                return Finding(False, bad, *_reasons(seen), trace=seen[-1])
        if steps[-1] is CHANGE and NEW not in _text(seen[-1]):
            return Finding(False, "The new address was not saved.", trace=seen[-1])
        return None

    def own_pages(self) -> Trial:
        """The API's own page goes on working."""
        sentence = f"A page of `{self.api}` itself still reads and changes the address."
        return Trial(sentence, self._own_pages)

    def _own_pages(self) -> Finding | None:
        browser = self.logged_in()
        for step in (READ, CHANGE):
            result = self.run(step, browser, self.api)
            if status_of(result) != 200:
                bad = f"A page of `{self.api}` itself no longer {step.does}."
                return Finding(False, bad, UNANSWERED.get(status_of(result) or 0, ""), "", result)
        return None

    def needs_login(self) -> Trial:
        """Without the cookie, the page reads 401."""
        return Trial("Without the cookie, `/me` answers 401.", self._needs_login)

    def _needs_login(self) -> Finding | None:
        result = self.run(READ, self.browser(), self.page)
        if status_of(result) == 401:
            return None
        bad = "Without the cookie, the page should read the status 401 of `/me`."
        why = IN_EACH_PROFILE if status_of(result) == 200 else result.verdict
        return Finding(False, bad, why, trace=result)

    def hidden_from_scripts(self) -> Trial:
        """`document.cookie` does not show it."""
        return Trial("No script can read the cookie.", self._hidden_from_scripts)

    def _hidden_from_scripts(self) -> Finding | None:
        cookie = self.logged_in().open(self.api).cookie
        if not cookie:
            return None
        why = f"`document.cookie` gives `{cookie}` to every script that slips into the API's pages."
        return Finding(False, "A script can read the cookie.", why, "Add `HttpOnly`.")

    def strangers_read_nothing(self) -> Trial:
        """Ada is logged in, and every strange origin tries to read."""
        count = len(strangers([self.page]))
        words = f"None of {count} strange origins reads `/me`, with Ada's cookie or without."
        return Trial(words, self._strangers)

    def _strangers(self) -> Finding | None:
        browser = self.logged_in()
        for stranger in strangers([self.page]):
            for credentials in ("include", "same-origin"):
                result = self.run(READ, browser, stranger.origin, credentials)
                if result.response is not None:
                    bad = f"It works, and that is the bug: `{stranger.origin}` reads `/me`."
                    return Finding(False, bad, stranger.why, stranger.fix, result)
        return None

    def strangers_change_nothing(self) -> Trial:
        """Every strange origin sends what a form could send; Ada's address stays what it is."""
        return Trial("None of them changes her address: the guard still stands.", self._forgers)

    def _forgers(self) -> Finding | None:
        browser = self.logged_in()
        for stranger in strangers([self.page, self.api]):
            page = opened(browser, stranger.origin)
            url = f"{self.api}/me/email"
            sent = page.fetch(url, "POST", body=FORGED, mode="no-cors", credentials="include")
            if FORGED in _text(self.run(READ, browser, self.page)):
                bad = f"`{stranger.origin}` sent a form, and Ada's address is now `{FORGED}`."
                return Finding(False, bad, self._why_forged(stranger.origin), GUARD, sent)
        return None

    def _why_forged(self, origin: str) -> str:
        if origin == STRANGER:
            return NO_GUARD
        known = strangers([self.page, self.api])
        return next(one.why for one in known if one.origin == origin)

    def varies(self) -> Trial:
        """If the answer depends on who asks, it says so."""
        return Trial("Caches are told whether the answer depends on `Origin`.", self._varies)

    def _varies(self) -> Finding | None:
        pair = [self.run(READ, self.browser(), origin) for origin in (self.page, STRANGER)]
        allowed = [header(result, "Access-Control-Allow-Origin") for result in pair]
        told = ["origin" in header(result, "Vary").lower() for result in pair]
        if allowed[0] == allowed[1] or all(told):
            return None
        fix = "Add `Vary: Origin` to every answer, whoever asks."
        return Finding(False, "`Vary: Origin` is missing.", VARY, fix, pair[0])


GUARD = "Refuse a POST unless its whole `Origin` is one of those that you trust."


def _text(result: FetchResult) -> str:
    return result.response.text() if result.response is not None else ""


def header(result: FetchResult, name: str) -> str:
    """The value of a header of the last answer on the wire, or ""."""
    response = result.exchanges[-1].response if result.exchanges else None
    return ", ".join(values(response.headers, name)) if response else ""


def _reasons(seen: list[FetchResult]) -> tuple[str, str]:
    """Why the last of these did not work, and the fix: what is told of a cookie counts most."""
    result = seen[-1]
    if result.response is None:
        step = failed_step(result)
        return slip(result) or result.verdict, step.fix if step else ""
    told = [_about_cookies(one) for one in seen]
    return next(filter(None, told), "") or UNANSWERED.get(result.response.status, ""), ""


def _about_cookies(result: FetchResult) -> str:
    codes = ("cookie-refused", "cookie-withheld")
    return next((step.why for step in result.steps if step.code in codes), "")


def from_another_origin(visit: Visit) -> Iterator[Trial]:
    """The API at https://api.example, which only https://app.example may use."""
    place = Place(visit, "https://api.example", "https://app.example")
    yield place.own(LOGIN, READ, CHANGE)
    yield place.own_pages()
    yield place.needs_login()
    yield place.hidden_from_scripts()
    yield place.strangers_read_nothing()
    yield place.strangers_change_nothing()
    yield place.varies()


def at_home(visit: Visit) -> Iterator[Trial]:
    """The API at https://api.example.com, which only https://app.example.com may use."""
    place = Place(visit, "https://api.example.com", "https://app.example.com")
    for engine in ENGINES:
        yield place.own(SIMPLE_LOGIN, READ, engine=engine)
    yield place.needs_login()
    yield place.hidden_from_scripts()
    yield Trial("The cookie does not go over plain http.", partial(_only_over_https, place))
    for engine, name in ENGINES.items():
        words = f"A request from another site does not carry the cookie in {name}."
        yield Trial(words, partial(_stays_home, place, engine))
    yield Trial("The cookie goes to no other host.", partial(_only_this_host, place))
    yield place.strangers_read_nothing()
    yield place.varies()


def _only_over_https(place: Place) -> Finding | None:
    page = place.logged_in().open(place.page.replace("https:", "http:"))
    url = f"{place.api.replace('https:', 'http:')}/me"
    result = page.fetch(url, mode="no-cors", credentials="include")
    if not sent_cookie(result):
        return None
    why = "Anyone in the same Wi-Fi can read what goes over plain http."
    return Finding(False, "The cookie goes over plain http.", why, "Add `Secure`.", result)


def _stays_home(place: Place, engine: str) -> Finding | None:
    browser = place.logged_in(engine)
    page = browser.open(EMBEDDER)
    result = page.fetch(f"{place.api}/me", mode="no-cors", credentials="include")
    if not sent_cookie(result):
        return None
    why = "The cookie still goes along with requests of any page. Nothing here needs that any more."
    if not any(cookie.same_site == "None" for cookie in browser.cookies):
        why = "The cookie has no SameSite. Chromium takes that for Lax; other engines do not."
    bad = f"In {ENGINES[engine]}, a request from `{EMBEDDER}` carries the cookie."
    return Finding(False, bad, why, "Say `SameSite=Lax`, or `Strict`.", result)


def _only_this_host(place: Place) -> Finding | None:
    page = place.logged_in().open(place.page)
    result = page.fetch(f"{SIBLING}/me", mode="no-cors", credentials="include")
    if not sent_cookie(result):
        return None
    why = "With `Domain`, every host of the domain gets the cookie: the weakest one can lose it."
    return Finding(False, f"`{SIBLING}` gets the cookie too.", why, "Leave out `Domain`.", result)
