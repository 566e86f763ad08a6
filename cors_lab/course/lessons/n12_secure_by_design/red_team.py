"""The experiment of lesson 12: Ada is logged in elsewhere, and your page wants her secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.exercises.strangers import strangers
from cors_lab.course.lessons.n12_secure_by_design.guards import (
    APP,
    GUARDS,
    Guard,
    attack,
    captured,
)
from cors_lab.display.document import Checks, Item, Text, View
from servers import vault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

EXAMPLES = (
    ("a page of your own", "https://evil.example"),
    ("a sandboxed frame", "null"),
    ("a name that begins like it", "https://app.example.evil.example"),
    ("a name that ends like it", "https://evilapp.example"),
    ("a name that differs in the dot", "https://appxexample"),
    ("the same host over http", "http://app.example"),
    ("another port of the host", "https://app.example:8443"),
)
ENGINES = (("Chromium", "chromium"), ("Firefox", "firefox"), ("WebKit", "webkit"))
CONTROLS = (
    Control(
        "guard", "The vault allows", "select", tuple((g.code, g.name) for g in GUARDS.values())
    ),
    Control("origin", "Your page's origin", "text", EXAMPLES),
    Control("engine", "Ada's browser", "select", ENGINES),
)


def red_team(guard: str = "reflects", origin: str = "https://evil.example") -> Experiment:
    """The red team's desk. Nothing leaves this process. Raises ValueError for an unknown guard."""
    if guard not in GUARDS:
        raise ValueError(f"guard: there is no {guard!r}; there are {', '.join(GUARDS)}.")
    values = {"guard": guard, "origin": origin, "engine": "chromium"}
    return Experiment("Red team", CONTROLS, look, values)


def look(values: Mapping[str, Any]) -> View:
    """Attack, then let every strange origin try. Raises ValueError for what is no origin."""
    guard, origin = GUARDS[values["guard"]], str(values["origin"]).strip()
    app = vault.create_app(guard.allows)
    result = attack(app, origin, str(values["engine"]))
    items = tuple(_tried(app, one.origin) for one in strangers([APP]))
    blocks = (
        Text("What the vault answers", _answer(result)),
        Checks("Every strange origin tries the same", items),
    )
    return View(*_verdict(guard, origin, result), blocks)


def _verdict(guard: Guard, origin: str, result: FetchResult) -> tuple[Any, str]:
    if origin == APP:
        return "noted", f"`{origin}` reads the secret, and may: it is the vault's own page."
    if captured(result):
        return "failed", f'You have it: "{vault.SECRET}" {guard.why}'
    return "passed", f"`{origin}` does not get it. {result.verdict}"


def _answer(result: FetchResult) -> str:
    response = result.exchanges[-1].response if result.exchanges else None
    headers = response.headers if response else ()
    told = [f"{name}: {value}" for name, value in headers if name.startswith("Access-Control")]
    return "\n".join(told) or "(no CORS header)"


def _tried(app: Any, origin: str) -> Item:
    result = attack(app, origin)
    if captured(result):
        return Item(f"`{origin}`", "failed", word="has the secret")
    return Item(f"`{origin}`", "passed", word="kept out")
