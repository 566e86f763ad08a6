"""The experiment of lesson 10: a clock to turn, two caches of a browser, and a CDN in front."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.lessons.n10_two_caches.priced import (
    ADMIN,
    API,
    APP,
    NAMED,
    SAYS,
    answered_by,
    prices,
    saw,
)
from cors_lab.display.document import Table, View
from cors_lab.result.answers import outcome
from cors_lab.server.loopback import serve
from servers.cdn import Cdn, lifetime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from cors_lab.result.result import FetchResult

AGES = (("not sent", ""), ("0", "0"), ("600 (ten minutes)", "600"), ("86400 (a day)", "86400"))
LIVES = ("no-store", "max-age=60", "max-age=3600")
ENGINES = (("Chromium", "chromium"), ("Firefox", "firefox"), ("WebKit", "webkit"))
# Buttons: what each is called, the method (img: a load without CORS), and the page.
ACTS: dict[str, tuple[str, str, str]] = {
    "img": ("app.example: an <img> loads the prices", "img", APP),
    "app": ("app.example fetches the prices", "GET", APP),
    "admin": ("admin.example fetches the prices", "GET", ADMIN),
    "delete": ("app.example deletes a price", "DELETE", APP),
}
WAITS: dict[str, tuple[str, int]] = {
    "wait5": ("+5 seconds", 5),
    "wait600": ("+10 minutes", 600),
    "wait7200": ("+2 hours", 7200),
    "wait86400": ("+1 day", 86400),
}
CLEAR = "clear"
SERVER, PRESS, CLOCK = "The server and the way to it", "Somebody asks", "The clock"
CONTROLS = (
    Control("engine", "Browser", "select", ENGINES, SERVER),
    Control("says", "Allow-Origin", "select", tuple((one, one) for one in SAYS), SERVER),
    Control("lives", "Cache-Control", "select", tuple((one, one) for one in LIVES), SERVER),
    Control("max_age", "Max-Age (preflight)", "select", AGES, SERVER),
    Control("allows_delete", "The server allows DELETE", "check", group=SERVER),
    Control("with_cdn", "A CDN in front", "check", group=SERVER),
    *(Control(name, words, "button", group=PRESS) for name, (words, _, _) in ACTS.items()),
    *(Control(name, words, "button", group=CLOCK) for name, (words, _) in WAITS.items()),
    Control(CLEAR, "Empty the browser's caches", "button", group=CLOCK),
)
SETTINGS = ("says", "lives", "max_age", "allows_delete")
COPIES = ("URL", "Access-Control-Allow-Origin", "Vary", "Seconds left")
KEPT = 8


def time_machine(*, press: tuple[str, ...] = (), **values: Any) -> Experiment:
    """The machine, with a real server and a real CDN behind it; `press` are buttons to begin with.

    Raises ValueError for a name that no control has.
    """
    start = {
        "engine": "chromium",
        "says": NAMED,
        "lives": "max-age=3600",
        "max_age": "86400",
        "allows_delete": True,
        "with_cdn": False,
        **dict.fromkeys((*ACTS, *WAITS, CLEAR), 0),
    }
    machine = Experiment("Time machine", CONTROLS, Machine(), start).set(**values)
    for button in press:
        machine.set(**{button: machine.values.get(button, 0) + 1})
    return machine


@dataclass(slots=True)
class Machine:
    """What the machine remembers: the profile, the CDN, the buttons, and what has happened."""

    api: Flask = field(init=False)
    cdn: Cdn = field(init=False)
    urls: dict[bool, str] = field(init=False)
    browser: Browser = field(init=False)
    pressed: dict[str, int] = field(default_factory=dict)
    happened: list[tuple[str, ...]] = field(default_factory=list)
    seconds: int = 0
    last: tuple[Any, str] = ("not-reached", "Nothing has happened yet. Press a button.")

    def __post_init__(self) -> None:
        self.browser = _fresh("chromium")
        self.api = prices()
        self.cdn = Cdn(self.api, self._now)
        direct = serve(self.api, name="https://time-machine.example", now=self._now)
        behind = serve(self.cdn, name="https://cdn.time-machine.example", now=self._now)
        self.urls = {False: direct.url, True: behind.url}

    def _now(self) -> float:
        return self.browser.now

    def __call__(self, values: Mapping[str, Any]) -> View:
        """Do what was pressed, and show all three memories."""
        self._settle(values)
        for name in (*ACTS, *WAITS, CLEAR):
            if values[name] > self.pressed.get(name, 0):
                self.pressed[name] = values[name]
                self._press(name)
        happened = ("When", "What", "Answered by", "JavaScript gets")
        preflights = ("URL", "Page", "Allowed", "Seconds left")
        blocks = (
            Table("What has happened", happened, tuple(self.happened[-KEPT:])),
            Table("The browser's preflight cache", preflights, self._preflights()),
            Table("The browser's HTTP cache", COPIES, self._copies()),
            Table("The CDN's copies, for everyone", COPIES, self._shared()),
        )
        return View(*self.last, tuple(block for block in blocks if block.rows))

    def _settle(self, values: Mapping[str, Any]) -> None:
        """Another engine begins with an empty profile; other settings hold for the next request."""
        if values["engine"] != self.browser.engine:
            self.browser = _fresh(str(values["engine"]))
            self.cdn.copies.clear()
            self.happened.clear()
            self.seconds = 0
        self.browser.hosts[API] = self.urls[bool(values["with_cdn"])]
        for name in SETTINGS:
            self.api.config[name.upper()] = values[name]

    def _press(self, name: str) -> None:
        if name in ACTS:
            self._act(*ACTS[name])
        elif name == CLEAR:
            self.browser.clear()
            self.last = ("noted", "The browser has forgotten everything. The CDN has not.")
        else:
            words, seconds = WAITS[name]
            self.browser.advance(seconds)
            self.seconds += seconds
            self.last = ("noted", f"The clock is turned: {words}.")

    def _act(self, words: str, method: str, origin: str) -> None:
        page = self.browser.open(origin)
        if method == "img":
            result = page.fetch(f"{API}/prices", mode="no-cors")
        elif method == "DELETE":
            result = page.fetch(f"{API}/prices/1", "DELETE")
        else:
            result = page.fetch(f"{API}/prices")
        self.last = (outcome(result), _sentence(result, words))
        self.happened.append((_when(self.seconds), words, answered_by(result), saw(result)))

    def _preflights(self) -> tuple[tuple[str, ...], ...]:
        rows = []
        for entry in self.browser.preflight_cache:
            left = entry.max_age(self.browser.now)
            if left > 0:
                allowed = str(entry.method or entry.header_name)
                rows.append((f"`{entry.url}`", entry.origin, allowed, str(round(left))))
        return tuple(rows)

    def _copies(self) -> tuple[tuple[str, ...], ...]:
        now, rows = self.browser.now, []
        for stored in self.browser.http_cache:
            if stored.is_fresh(now):
                left = stored.freshness_lifetime - stored.current_age(now)
                rows.append(_copy(stored.url, dict(stored.response.headers), left))
        return tuple(rows)

    def _shared(self) -> tuple[tuple[str, ...], ...]:
        rows = []
        for stored, response in self.cdn.copies.values():
            left = lifetime(response) - (self.cdn.now() - stored)
            if left > 0:
                rows.append(_copy(f"{API}/prices", dict(response.headers), left))
        return tuple(rows)


def _fresh(engine: str) -> Browser:
    """A fresh profile, its clock a quarter past a full second.

    `Date` has whole seconds, so what is left of a copy is the same number on each run.
    """
    browser = Browser(engine)
    browser.advance(1.25 - browser.now % 1)
    return browser


def _copy(url: str, headers: Mapping[str, str], left: float) -> tuple[str, ...]:
    allowed = headers.get("Access-Control-Allow-Origin", "")
    vary = headers.get("Vary", "")
    return (f"`{url}`", _code(allowed), _code(vary), str(round(left)))


def _code(value: str) -> str:
    return f"`{value}`" if value else "none"


def _sentence(result: FetchResult, words: str) -> str:
    who = answered_by(result)
    if result.response is None:
        return f"{result.verdict} Answered by: {who}."
    return f"{words}: {saw(result)}. Answered by: {who}."


def _when(seconds: int) -> str:
    """`after 2 h 10 min`, or `at first`."""
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return f"after {' '.join(parts)}" if parts else "at first"
