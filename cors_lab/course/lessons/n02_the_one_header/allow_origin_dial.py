"""The experiment of lesson 02: turn Access-Control-Allow-Origin, and hear three browsers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Table, Text, View
from cors_lab.display.text import visible
from cors_lab.result.answers import could_read
from cors_lab.server.policy import Policy, PolicyFront
from servers import notes_api

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.browser.browser import Page
    from cors_lab.result.result import FetchResult

API, STRANGER = "https://api.example", "https://evil.example"
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
    ("the string null", "null"),
)
CONTROLS = (
    Control("page", "The page", "select", PAGES),
    Control("value", "Access-Control-Allow-Origin (empty: not sent)", "text", VALUES),
    Control("twice", "A proxy adds the same line again", "check"),
    Control("cookies", 'The page sends cookies (credentials: "include")', "check"),
    Control(
        "allows", "The server allows cookies (Access-Control-Allow-Credentials: true)", "check"
    ),
)
NOTHING = "nothing: the page reads the answer"
ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "Safari (WebKit)"}


def allow_origin_dial(*, page: str = "https://app.example", value: str = "") -> Experiment:
    """The dial, in front of a server of its own, with these values to begin with."""
    values = {"page": page, "value": value, "twice": False, "cookies": False, "allows": False}
    return Experiment("Access-Control-Allow-Origin dial", CONTROLS, Dial(), values)


@dataclass(frozen=True, slots=True)
class Dial:
    """A notes server whose policy is turned, asked as three browsers."""

    front: PolicyFront = field(default_factory=notes_api.create_app)

    def __call__(self, values: Mapping[str, Any]) -> View:
        """The verdict, the comparison, and the three consoles.

        Raises ValueError for a value that cannot be a header's.
        """
        value = str(values["value"]).strip()
        if value:
            lines = (value,) * (2 if values["twice"] else 1)
        else:
            lines = ()
        policy = self._policy(lines, bool(values["allows"]))
        results = self._asked(str(values["page"]), policy, bool(values["cookies"]))
        chromium = results["chromium"]
        read = could_read(chromium) == "yes"
        consoles = tuple(
            (ENGINES[engine], line)
            for engine, result in results.items()
            for line in result.console() or (NOTHING,)
        )
        compared = Text("Character by character", _compared(chromium.origin, lines))
        said = Table("What the console says", ("Browser", "Words"), consoles)
        sentence = f"{chromium.verdict}{_pattern(value)}"
        return View("passed" if read else "failed", sentence, (compared, said))

    def _policy(self, lines: tuple[str, ...], allows: bool) -> Policy:
        """What the server says. Raises ValueError for a line that cannot be a header."""
        try:
            return Policy(allow_origin=lines or None, allow_credentials=allows or None)
        except (TypeError, ValueError):
            raise ValueError(
                "a header is one line of printable characters; take the others out."
            ) from None

    def _asked(self, page: str, policy: Policy, cookies: bool) -> dict[str, FetchResult]:
        self.front.policy = policy
        mode = "include" if cookies else "same-origin"
        pages = {engine: self._page(engine, page) for engine in ENGINES}
        url = f"{API}/notes"
        return {engine: one.fetch(url, credentials=mode) for engine, one in pages.items()}

    def _page(self, engine: str, origin: str) -> Page:
        browser = Browser(engine=engine, hosts={API: self.front})
        if origin == "null":
            return browser.open("null", embedder=STRANGER)
        return browser.open(origin)


def _compared(origin: str, lines: tuple[str, ...]) -> str:
    """The two strings under each other, and a mark at the first character that differs."""
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
        rows.append(f"{'':8}{'':{at}}^ first difference")
    return "\n".join(rows)


def _pattern(value: str) -> str:
    """A word about a star that is not alone."""
    if "*" in value and value != "*":
        return " There are no wildcards inside a value: `*` means any page only when it is alone."
    return ""
