"""The experiment of lesson 09: a chain of redirects, and what each request says of its origin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Table, View
from cors_lab.display.path import Path, Stop
from cors_lab.result.answers import outcome
from cors_lab.server.loopback import serve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from wsgiref.types import StartResponse, WSGIEnvironment

    from cors_lab.result.record import Exchange
    from cors_lab.result.result import FetchResult

APP = "https://app.example"
ORIGINS = (APP, "https://api.example", "https://cdn.example", "https://login.example")
NOWHERE = "nowhere: it answers"
KINDS: dict[str, dict[str, Any]] = {
    "GET": {},
    "POST of JSON": {
        "method": "POST",
        "headers": {"Content-Type": "application/json"},
        "body": "{}",
    },
    "DELETE": {"method": "DELETE"},
}
ASKING, EVERYONE, ALWAYS, NOBODY = (
    "the origin that asks, by name",
    "*",
    "https://app.example, always",
    "nothing of CORS",
)
ALLOWS: dict[str, str | None] = {ASKING: None, EVERYONE: "*", ALWAYS: APP, NOBODY: ""}
ANSWERED, REDIRECTED = "204, from each host", "the redirect, like everything else"
ENGINES = (("Chromium", "chromium"), ("Firefox", "firefox"), ("WebKit", "webkit"))
STATUSES = (301, 302, 303, 307, 308)
REQUEST, CHAIN = "The request", "The chain"
STOPS = tuple((origin, origin) for origin in ORIGINS)
CONTROLS = (
    Control("kind", "The page sends", "select", tuple((name, name) for name in KINDS), REQUEST),
    Control(
        "credentials",
        "credentials",
        "select",
        (("same-origin", "same-origin"), ("include", "include")),
        REQUEST,
    ),
    Control("engine", "Browser", "select", ENGINES, REQUEST),
    Control("allows", "Each host allows", "select", tuple((n, n) for n in ALLOWS), REQUEST),
    Control("stop1", "The page asks", "select", STOPS, CHAIN),
    Control("stop2", "It is sent on to", "select", (*STOPS, (NOWHERE, "")), CHAIN),
    Control("stop3", "And from there to", "select", (*STOPS, (NOWHERE, "")), CHAIN),
    Control("status", "With status", "select", tuple((str(n), n) for n in STATUSES), CHAIN),
    Control(
        "preflights",
        "A preflight gets",
        "select",
        ((ANSWERED, ANSWERED), (REDIRECTED, REDIRECTED)),
        CHAIN,
    ),
)
HEAD = ("Request", "Origin", "Cookie", "The answer")


def redirect_map(**values: Any) -> Experiment:
    """The map, with a real server behind all its hosts. Raises ValueError for an unknown name."""
    start = {
        "kind": "GET",
        "credentials": "include",
        "engine": "chromium",
        "allows": ASKING,
        "stop1": ORIGINS[1],
        "stop2": ORIGINS[2],
        "stop3": "",
        "status": 302,
        "preflights": ANSWERED,
    }
    chain = Chain()
    server = serve(chain, name="https://redirect-map.example")
    return Experiment("Redirect map", CONTROLS, Map(chain, server.url), start).set(**values)


@dataclass(slots=True)
class Chain:
    """One app for all hosts: /1 leads to the second stop of the route, /2 to the third."""

    route: list[str] = field(default_factory=list)
    status: int = 302
    allow: str | None = None
    redirects_preflights: bool = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        return self.answer(Request(environ))(environ, start_response)

    def answer(self, request: Request) -> Response:
        """A login, a redirect, or the end of the chain."""
        if request.path == "/login":
            return Response(headers={"Set-Cookie": "session=ada; Path=/; Secure; SameSite=None"})
        response = self._stop(request)
        allow = request.headers.get("Origin", "") if self.allow is None else self.allow
        if allow:
            response.headers["Access-Control-Allow-Origin"] = allow
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Allow-Methods"] = "DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    def _stop(self, request: Request) -> Response:
        number = int(request.path.strip("/"))
        preflight = request.method == "OPTIONS"
        if number < len(self.route) and (self.redirects_preflights or not preflight):
            location = f"{self.route[number]}/{number + 1}"
            return Response("", self.status, {"Location": location})
        return Response("", 204) if preflight else Response("Here it is.")


@dataclass(frozen=True, slots=True)
class Map:
    """What the map does: it lays the route, logs in everywhere, and sends one request."""

    chain: Chain
    url: str

    def __call__(self, values: Mapping[str, Any]) -> View:
        """The verdict, and a row for each request on the way."""
        self._lay(values)
        browser = Browser(str(values["engine"]), hosts=dict.fromkeys(ORIGINS, self.url))
        for origin in dict.fromkeys(self.chain.route):
            browser.visit(f"{origin}/login")
        page = browser.open(APP)
        url = f"{self.chain.route[0]}/1"
        credentials = str(values["credentials"])
        result = page.fetch(url, credentials=credentials, **KINDS[values["kind"]])
        rows = [_row(number, one) for number, one in enumerate(result.exchanges, start=1)]
        state: Any = outcome(result)
        path = Path("The way of the request", _stops(result.exchanges, state), ORIGINS)
        table = Table("Each message", HEAD, tuple(rows))
        blocks: Any = (path, table)  # a view shows whatever has the three forms
        return View(state, _verdict(result), blocks)

    def _lay(self, values: Mapping[str, Any]) -> None:
        route = [str(values["stop1"]), str(values["stop2"]), str(values["stop3"])]
        if "" in route:
            route = route[: route.index("")]
        self.chain.route = route
        self.chain.status = int(values["status"])
        self.chain.allow = ALLOWS[values["allows"]]
        self.chain.redirects_preflights = values["preflights"] == REDIRECTED


def _verdict(result: FetchResult) -> str:
    """The verdict, in which the name that was allowed is the one that asked in the end."""
    last = dict(result.exchanges[-1].request.headers) if result.exchanges else {}
    if result.response is None or last.get("Origin") != "null":
        return result.verdict
    return (
        f"The page can read the response, status {result.response.status}: the last host allowed "
        "`null`, since that is who asked in the end."
    )


def _stops(exchanges: Sequence[Exchange], state: Any) -> tuple[Stop, ...]:
    """The page, and a box for each host; a preflight stands on the arrow of its request."""
    stops, lines = [Stop(APP, "the page asks")], list[str]()
    for exchange in exchanges:
        lines += _lines(exchange)
        last = exchange is exchanges[-1]
        if exchange.kind == "preflight" and not last:
            continue
        host = exchange.request.url.rpartition("/")[0]
        note = f"answers {_answer(exchange)}" if last else f"sends it on, {_answer(exchange)}"
        shown: Any = state if last else "noted"
        stops.append(Stop(host, note, tuple(lines), shown, f"stop{len(stops)}"))
        lines = []
    return tuple(stops)


def _lines(exchange: Exchange) -> list[str]:
    """What stands on an arrow: the method, who asks, and whether the cookie is there."""
    sent = {name.lower(): value for name, value in exchange.request.headers}
    origin = sent.get("origin", "none")
    if exchange.kind == "preflight":
        return [f"`OPTIONS` first, as `{origin}`: {_answer(exchange)}"]
    cookie = "with the cookie" if "cookie" in sent else "no cookie"
    return [f"`{exchange.request.method}`, {cookie}", f"`Origin: {origin}`"]


def _row(number: int, exchange: Exchange) -> tuple[str, ...]:
    sent = {name.lower(): value for name, value in exchange.request.headers}
    asked = f"{number}. `{exchange.request.method} {exchange.request.url}`"
    if exchange.kind == "preflight":
        asked += " (preflight)"
    origin = f"`{sent['origin']}`" if "origin" in sent else "none"
    cookie = "yes" if "cookie" in sent else "no"
    return asked, origin, cookie, _answer(exchange)


def _answer(exchange: Exchange) -> str:
    response = exchange.response
    if response is None:
        return "none"
    location = next((value for name, value in response.headers if name == "Location"), "")
    if location:
        return f"{response.status}, to `{location}`"
    return str(response.status)
