"""The experiment of lesson 14: a chain of servers from the page to the app, and which one spoke."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.lessons.n14_between_app_and_browser.fronts import nginx_for
from cors_lab.course.lessons.n14_between_app_and_browser.layers import (
    ADMIN,
    API,
    APP,
    DEV,
    LOGIN_PAGE,
    OPTIONS,
    OTHERS,
    SAYS,
    Settings,
    cdn,
    dev_proxy,
    file_host,
    gateway,
    login_page,
    the_app,
)
from cors_lab.course.lessons.n14_between_app_and_browser.onward import (
    NOT_RUNNING,
    Heard,
    Onward,
    Tap,
)
from cors_lab.course.lessons.n14_between_app_and_browser.spoken import (
    ELSEWHERE,
    FILES,
    on_the_way,
    verdict,
    who_said,
)
from cors_lab.display.document import View
from cors_lab.result.answers import outcome
from cors_lab.server.loopback import Server, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult
    from cors_lab.server.nginx import Nginx
    from servers.cdn import Cdn

DIRECT, OWN_API, PROXIED, FROM_DEV = "direct", "own api", "proxied", "past the proxy"
# What each way is called, the page's origin, and what its URLs begin with.
WAYS = {
    DIRECT: ("app.example asks api.example", APP, API),
    OWN_API: ("app.example asks its own /api", APP, f"{APP}/api"),
    PROXIED: ("localhost:3000 asks its own /api", DEV, f"{DEV}/api"),
    FROM_DEV: ("localhost:3000 asks api.example", DEV, API),
}
PAGES = tuple((words, way) for way, (words, _, _) in WAYS.items())
LONG = "x" * 4096
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "GET /notes": ("/notes", {}),
    "PUT /notes/1, JSON": (
        "/notes/1",
        {"method": "PUT", "headers": {"Content-Type": "application/json"}, "body": '"Tea"'},
    ),
    "POST /notes, 4 kB of text": ("/notes", {"method": "POST", "body": LONG}),
    "GET /nothing (404)": ("/nothing", {}),
    "GET /broken (500)": ("/broken", {}),
}
ADDS: dict[str, str] = {
    "no header": "",
    f"Allow-Origin {APP}": f"add_header Access-Control-Allow-Origin {APP};",
    "the same, always": f"add_header Access-Control-Allow-Origin {APP} always;",
    "the same, and hides the app's": (
        f"add_header Access-Control-Allow-Origin {APP} always;\n"
        "proxy_hide_header Access-Control-Allow-Origin;"
    ),
}
NO_ONE, OTHER_PAGE, IMAGE = "no one", ADMIN, "an <img>, without Origin"
BEFORE = (NO_ONE, OTHER_PAGE, IMAGE)
ENGINES = (("Chromium", "chromium"), ("Firefox", "firefox"), ("WebKit", "webkit"))
AT_PAGE, AT_DEV, AT_CDN, AT_GATEWAY, AT_NGINX, AT_APP = (
    "The page",
    "Dev proxy",
    "CDN",
    "Gateway",
    "nginx",
    "App",
)


def _choices(names: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)


CONTROLS = (
    Control("way", "Who asks what", "select", PAGES, AT_PAGE),
    Control("call", "The page sends", "select", _choices(CALLS), AT_PAGE),
    Control("before", "Before it, this was asked by", "select", _choices(BEFORE), AT_PAGE),
    Control("engine", "Browser", "select", ENGINES, AT_PAGE),
    Control("proxies", "The dev proxy is on", "check", group=AT_DEV),
    Control("keeps", "The CDN keeps copies", "check", group=AT_CDN),
    Control("strips", "The CDN takes Origin off", "check", group=AT_CDN),
    Control("options", "The gateway, asked OPTIONS", "select", _choices(OPTIONS), AT_GATEWAY),
    Control("others", "The gateway, asked anything else", "select", _choices(OTHERS), AT_GATEWAY),
    Control("adds", "nginx adds", "select", _choices(ADDS), AT_NGINX),
    Control("small", "nginx takes at most 1 kB", "check", group=AT_NGINX),
    Control("says", "The app says", "select", _choices(SAYS), AT_APP),
    Control("runs", "The app runs", "check", group=AT_APP),
)
START = {
    "way": DIRECT,
    "call": "GET /notes",
    "before": NO_ONE,
    "engine": "chromium",
    "proxies": True,
    "keeps": False,
    "strips": False,
    "options": OPTIONS[0],
    "others": OTHERS[0],
    "adds": "no header",
    "small": False,
    "says": SAYS[2],
    "runs": True,
}


def chain(**values: Any) -> Experiment:
    """The chain, each layer a real server on a port of its own. Raises ValueError for an unknown
    name.
    """
    if unknown := sorted(set(values) - set(START)):
        raise ValueError(f"values: there is no {unknown[0]!r}; there are {', '.join(START)}.")
    return Experiment("The chain", CONTROLS, Chain(), {**START, **values})


@dataclass(slots=True)
class Chain:
    """The servers, what they are set to, and what each has heard since the last look."""

    itself: bool = True  # nginx, where it is installed
    settings: Settings = field(default_factory=lambda: dict(START))
    log: list[Heard] = field(default_factory=list)
    app: Server = field(init=False)
    nginx: Nginx | Server = field(init=False)
    nginx_says: tuple[str, str] = field(init=False)
    to_nginx: Onward = field(init=False)
    copies: Cdn = field(init=False)
    hosts: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        heard = self.log
        self.app = serve(Tap("app", the_app(self.settings), heard), name=_named("app"))
        self.nginx_says = ("", self.app.url)
        self.nginx = self._nginx("", self.app.url)
        self.to_nginx = Onward(self.nginx.url)
        behind = gateway(Tap("nginx", self.to_nginx, heard), self.settings)
        guarded = serve(behind, name=_named("gateway"))
        front, self.copies = cdn(Tap("gateway", Onward(guarded.url), heard), self.settings)
        shared = serve(Tap("CDN", front, heard), name=_named("cdn"))
        dev = dev_proxy(Onward(shared.url), self.settings)
        proxied = serve(Tap("dev proxy", dev, heard), name=_named("dev"))
        login = serve(Tap(ELSEWHERE, login_page, heard), name=_named("login"))
        files = serve(Tap(FILES, file_host, heard), name=_named("files"))
        self.hosts = {API: shared.url, DEV: proxied.url, APP: files.url, LOGIN_PAGE: login.url}

    def __call__(self, values: Mapping[str, Any]) -> View:
        """Set the layers, let the page ask, and say what each layer did.

        Raises ValueError for a value that no switch has.
        """
        _check(values)
        self._settle(values)
        self._ask_before(str(values["before"]), str(values["engine"]))
        self.log.clear()
        result = self._ask(values)
        messages = on_the_way(result, self.log, WAYS[values["way"]][1])
        blocks: Any = (*(message.path(result) for message in messages), who_said(messages))
        state: Any = outcome(result)
        if messages and messages[-1].is_page:
            state = "failed"
        return View(state, verdict(result, messages), [one for one in blocks if one])

    def _settle(self, values: Mapping[str, Any]) -> None:
        self.settings.update(values)
        self.copies.copies.clear()
        lines = ADDS[values["adds"]]
        if values["small"]:
            lines += "\nclient_max_body_size 1k;"
        wanted = (lines, self.app.url if values["runs"] else NOT_RUNNING)
        if wanted != self.nginx_says:
            self.nginx = self._nginx(*wanted)
            self.nginx_says = wanted
            self.to_nginx.url = self.nginx.url

    def _nginx(self, lines: str, url: str) -> Nginx | Server:
        """A server with these lines: the stand-in where nginx itself does not start."""
        name = _named("nginx")
        try:
            return nginx_for(lines, url, name, self.itself)
        except OSError:
            return nginx_for(lines, url, name, itself=False)

    def _browser(self, engine: str) -> Browser:
        return Browser(engine, hosts=self.hosts)

    def _ask_before(self, who: str, engine: str) -> None:
        if who == OTHER_PAGE:
            self._browser(engine).open(ADMIN).fetch(f"{API}/notes")
        elif who == IMAGE:
            self._browser(engine).open(APP).fetch(f"{API}/notes", mode="no-cors")

    def _ask(self, values: Mapping[str, Any]) -> FetchResult:
        path, arguments = CALLS[values["call"]]
        _, origin, base = WAYS[values["way"]]
        return self._browser(str(values["engine"])).open(origin).fetch(base + path, **arguments)


def _check(values: Mapping[str, Any]) -> None:
    for control in CONTROLS:
        allowed = [value for _, value in control.choices] or [True, False]
        if values[control.name] not in allowed:
            known = ", ".join(map(repr, allowed))
            raise ValueError(
                f"{control.name}: there is no {values[control.name]!r}; there are {known}."
            )


def _named(layer: str) -> str:
    return f"https://{layer}.chain.example"
