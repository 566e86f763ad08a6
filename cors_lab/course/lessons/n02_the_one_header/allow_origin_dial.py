"""The experiment of lesson 02: turn the value of Access-Control-Allow-Origin, and hear what three
browsers say to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Table, Text, View
from cors_lab.display.text import visible
from cors_lab.result.answers import could_read
from cors_lab.server.policy import Policy, PolicyFront

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult
    from cors_lab.server.loopback import Server

STRANGER = "https://evil.example"
PAGES = (
    ("https://app.example", "https://app.example"),
    ("http://app.example (no TLS)", "http://app.example"),
    ("https://app.example:8443 (another port)", "https://app.example:8443"),
    ("https://admin.example", "https://admin.example"),
    ("null (a sandboxed frame)", "null"),
)
VALUES = (
    ("the page itself", "https://app.example"),
    ("any page", "*"),
    ("a slash at the end", "https://app.example/"),
    ("a path", "https://app.example/notes"),
    ("capitals", "https://App.Example"),
    ("no scheme", "app.example"),
    ("the default port", "https://app.example:443"),
    ("a list", "https://app.example, https://admin.example"),
    ("a pattern", "https://*.example"),
    ("the text null", "null"),
)
CONTROLS = (
    Control("page", "The page", "select", PAGES),
    Control("value", "Access-Control-Allow-Origin (empty: not sent)", "text", VALUES),
    Control("twice", "A proxy adds the same line again", "check"),
    Control("cookies", 'With cookies (credentials: "include")', "check"),
)
NOTHING = "nothing: the page reads the answer"
ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "Safari (WebKit)"}


def allow_origin_dial(
    server: Server, path: str = "/notes", *, page: str = "https://app.example", value: str = ""
) -> Experiment:
    """The dial, in front of a server whose app is a PolicyFront. Raises TypeError for another."""
    if not isinstance(server.app, PolicyFront):
        raise TypeError(
            "server: the dial needs a server with a policy, such as serve(notes_api.create_app(),"
            " name=...)."
        )
    values = {"page": page, "value": value, "twice": False, "cookies": False}
    return Experiment("Access-Control-Allow-Origin dial", CONTROLS, Dial(server, path), values)


@dataclass(frozen=True, slots=True)
class Dial:
    """What the dial does: it borrows the server's policy for a moment, and asks in the name of
    three browsers.
    """

    server: Server
    path: str

    def __call__(self, values: Mapping[str, Any]) -> View:
        """The verdict, the comparison letter by letter, and the three consoles. Raises ValueError
        for what cannot be a header.
        """
        value = str(values["value"]).strip()
        if value:
            lines = (value,) * (2 if values["twice"] else 1)
        else:
            lines = ()
        results = self._asked(str(values["page"]), lines, bool(values["cookies"]))
        chromium = results["chromium"]
        read = could_read(chromium) == "yes"
        consoles = tuple(
            (ENGINES[engine], line)
            for engine, result in results.items()
            for line in result.console() or (NOTHING,)
        )
        compared = Text("Letter by letter", _compared(chromium.origin, lines))
        return View(
            "passed" if read else "failed",
            chromium.verdict,
            (compared, Table("What the console says", ("Browser", "Words"), consoles)),
        )

    def _asked(self, page: str, lines: tuple[str, ...], cookies: bool) -> dict[str, FetchResult]:
        front, url = self.server.app, f"{self.server.origin}{self.path}"
        assert isinstance(front, PolicyFront)
        before = front.policy
        front.policy = Policy(allow_origin=lines or None, allow_credentials=True)
        try:
            return {
                engine: (
                    self._page(engine, page).fetch(
                        url, credentials="include" if cookies else "same-origin"
                    )
                )
                for engine in ENGINES
            }
        finally:
            front.policy = before

    def _page(self, engine: str, origin: str) -> Any:
        browser = Browser(engine=engine, hosts={self.server.origin: self.server.url})
        if origin == "null":
            return browser.open("null", embedder=STRANGER)
        return browser.open(origin)


def _compared(origin: str, lines: tuple[str, ...]) -> str:
    """The two texts under each other, and a mark at the first letter that differs."""
    said = ", ".join(lines)
    rows = [
        f"Origin  {visible(origin)}",
        f"Answer  {visible(said) if lines else '(no such header)'}",
    ]
    if lines and said not in {"*", origin}:
        at = next(
            (index for index, (a, b) in enumerate(zip(origin, said, strict=False)) if a != b),
            min(len(origin), len(said)),
        )
        rows.append(f"{'':8}{'':{at}}^ here they part")
    return "\n".join(rows)
