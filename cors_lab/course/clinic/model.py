"""What a case of the clinic is, once it is drawn: who asks whom, what is sick, what fixes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PLACES = {
    "page": "the page: its call, its address, its policy",
    "server": "the app on the server",
    "proxy": "a layer in front of the app",
    "cache": "a cache with an old answer",
    "browser": "the browser's own rules and what it keeps",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A page, what it calls and who answers: everything that a simulated browser needs.

    `hosts` are WSGI apps by origin; where there is none, nothing listens. `first` are calls before
    the one that shows it, `later` the apps that answer from then on.
    """

    page: str
    url: str
    arguments: Mapping[str, Any]
    hosts: Mapping[str, Any]
    later: Mapping[str, Any] = field(default_factory=dict)
    first: tuple[Mapping[str, Any], ...] = ()
    login: str = ""
    csp: str = ""
    spaces: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a repair has to come to: what the page reads, and who must not.

    `body` is a part of the answer and `header` one that the page has to see. `allowed` are the
    origins that may read; without any, no stranger is asked. `keeps` are further conditions: a
    sentence, and whether it holds of the scene. `page` asks, where it is not the scene's page;
    with `reads` False only the conditions count, and with `caches` False no one asks for `Vary`.
    """

    page: str = ""
    reads: bool = True
    caches: bool = True
    status: int = 200
    body: str = ""
    header: str = ""
    allowed: tuple[str, ...] = ()
    keeps: tuple[tuple[str, Callable[[Scene], bool]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sick:
    """One case as it was drawn. `kind` says what is repaired: "code" or "settings".

    `scene(text)` is the scene with this repair; it raises what the code raises, and ValueError with
    one sentence for settings that make no sense. `sign` names what to see where no check fails.
    """

    number: int
    seed: int
    title: str
    story: str
    engine: str
    places: tuple[str, ...]
    kind: str
    starter: str
    solution: str
    scene: Callable[[str], Scene]
    wanted: Wanted
    hints: tuple[str, ...]
    sign: str = ""
