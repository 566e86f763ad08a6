"""The experiment of lesson 08: what is on the wire, beside what JavaScript gets to see of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Table, Text, View
from cors_lab.server.loopback import serve
from cors_lab.server.policy import Policy, PolicyFront
from servers import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

APP, API = "https://app.example", "https://api.example"
HIDDEN = ("X-Total-Count", "Link", "ETag", "X-Served-By")
# https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
SAFELISTED = frozenset(
    {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    }
)
UNTOLD = frozenset({"connection", "date", "server"})  # they say nothing about the app
PATHS = {
    "GET /books": "/books",
    "GET /nothing, which answers 404": "/nothing",
    "GET /broken, which answers 500": "/broken",
}
SAYS = {
    "Allow-Origin on every answer": Policy(allow_origin=APP, allow_credentials=True),
    "Allow-Origin on good answers only": Policy(
        allow_origin=APP, allow_credentials=True, on_errors=False
    ),
    "nothing of CORS": Policy(),
}
REQUEST, ANSWER = "The request", "The answer"
CONTROLS = (
    Control("request", "The page fetches", "select", tuple((one, one) for one in PATHS), REQUEST),
    Control("page", "From a page of", "select", ((APP, APP), (f"{API} (its own)", API)), REQUEST),
    Control("mode", "mode", "select", (("cors", "cors"), ("no-cors", "no-cors")), REQUEST),
    Control("cookies", 'With cookies (credentials: "include")', "check", group=REQUEST),
    Control("says", "The server says", "select", tuple((one, one) for one in SAYS), ANSWER),
    *(Control(name, f"Expose {name}", "check", group=ANSWER) for name in HIDDEN),
    Control("star", "Expose *", "check", group=ANSWER),
)
HEAD = ("On the wire", "Value", "JavaScript reads", "Why")


def x_ray(**values: Any) -> Experiment:
    """The X-ray, with a real server behind it. Raises ValueError for an unknown name."""
    start = {
        "request": next(iter(PATHS)),
        "page": APP,
        "mode": "cors",
        "cookies": False,
        "says": next(iter(SAYS)),
        **dict.fromkeys(HIDDEN, False),
        "star": False,
    }
    front = PolicyFront(catalogue.create_app())
    server = serve(front, name="https://x-ray.example")
    return Experiment("X-ray", CONTROLS, XRay(front, server.url), start).set(**values)


@dataclass(frozen=True, slots=True)
class XRay:
    """What the X-ray does: one request, and a row for each header of its answer."""

    front: PolicyFront
    url: str

    def __call__(self, values: Mapping[str, Any]) -> View:
        """The verdict, what the script gets, and the headers."""
        names = [name for name in HIDDEN if values[name]]
        if values["star"]:
            names.append("*")
        self.front.policy = replace(SAYS[values["says"]], expose_headers=", ".join(names) or None)
        page = Browser(hosts={API: self.url}).open(str(values["page"]))
        credentials = "include" if values["cookies"] else "same-origin"
        url = f"{API}{PATHS[values['request']]}"
        result = page.fetch(url, mode=str(values["mode"]), credentials=credentials)
        answer = Answer(result, ", ".join(names), bool(values["cookies"]))
        table = Table("The answer's headers", HEAD, answer.rows())
        return View(*answer.verdict(), (Text("In the page's script", answer.script()), table))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, what the server exposes of it, and whether cookies went along."""

    result: FetchResult
    exposed: str
    cookies: bool

    def wire(self) -> list[tuple[str, str]]:
        """The headers that the server has sent, in order."""
        response = self.result.exchanges[-1].response
        headers = response.headers if response else ()
        return [(name, value) for name, value in headers if name.lower() not in UNTOLD]

    def seen(self) -> dict[str, str]:
        """The headers that the script gets."""
        return dict(self.result.response.headers) if self.result.response else {}

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """A row for each header on the wire."""
        seen = self.seen()
        return tuple(self._row(name, value, seen.get(name.lower())) for name, value in self.wire())

    def _row(self, name: str, value: str, read: str | None) -> tuple[str, ...]:
        if self.result.response is None:
            return f"`{name}`", f"`{value}`", "nothing", "`fetch` has failed"
        shown = "`null`" if read is None else f"`{read}`"
        return f"`{name}`", f"`{value}`", shown, self._why(name, read)

    def _why(self, name: str, read: str | None) -> str:
        kind = self.result.response.type if self.result.response else ""
        if kind == "basic":
            return "its own origin: all but Set-Cookie"
        if kind == "opaque":
            return "opaque: no headers at all"
        if name.lower() in SAFELISTED:
            return "one of the seven"
        if read is not None:
            return f"exposed by `{self.exposed}`"
        if self.cookies and "*" in self.exposed:
            return "not exposed: with cookies, `*` is only a name"
        return "not exposed"

    def script(self) -> str:
        """What the page's code has in its hands."""
        response = self.result.response
        if response is None:
            return "TypeError: no status, no headers, no body, no reason"
        lines = (
            f"response.type           {response.type}",
            f"response.status         {response.status}",
            f"await response.text()   {response.text().strip() or '(empty)'}",
        )
        return "\n".join(lines)

    def verdict(self) -> tuple[Any, str]:
        """State and sentence."""
        total, response = len(self.wire()), self.result.response
        if response is None:
            wire = self.result.exchanges[-1].response
            status = wire.status if wire else "nothing"
            return (
                "failed",
                f"The server answered {status}, with {total} headers. JavaScript gets a "
                "`TypeError`, and learns nothing else.",
            )
        read = len(self.seen().keys() - UNTOLD)
        sentence = (
            f"On the wire: {total} headers. JavaScript reads {read} of them, and the status "
            f"{response.status}."
        )
        return ("noted" if response.type == "opaque" else "passed"), sentence
