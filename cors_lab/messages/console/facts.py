"""The facts of one fetch that the consoles' lines depend on, and how a line is filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# Errors that come before anything is sent.
BEFORE_SENDING = frozenset({"mixed-content", "bad-port"})


# Element or API -> Chromium's word for what was asked for.
KINDS = {
    "fetch": "fetch",
    "img": "image",
    "script": "script",
    "module": "script",
    "import()": "script",
    "modulepreload": "script",
    "stylesheet": "CSS stylesheet",
    "font": "font",
    "video": "video",
    "audio": "audio",
    "track": "text track",
    "xhr": "XMLHttpRequest",
    "worker": "script",
    "module-worker": "script",
}
PRELOADED = {
    "script": "script",
    "style": "CSS stylesheet",
    "font": "font",
    "image": "image",
    "track": "text track",
}


class CookieNote(NamedTuple):
    """What became of one Set-Cookie line: name, code of the reason, was it a third party's, and
    what may stand in it.
    """

    name: str
    reason: str
    foreign: bool = False
    partitioned: bool = False
    bogus_same_site: bool = False
    bogus_max_age: bool = False

    @classmethod
    def of(cls, reason: str, line: str, foreign: bool) -> CookieNote:
        """From the value of the Set-Cookie line."""
        pair, *rest = [part.partition("=") for part in line.split(";")]
        attributes = {key.strip().lower(): value.strip().lower() for key, _, value in rest}
        bogus = attributes.get("samesite", "lax") not in ("lax", "strict", "none")
        unreadable = attributes.get("max-age", "") != "" and not re.fullmatch(
            r"-?[0-9]+", attributes["max-age"]
        )
        return cls(pair[0].strip(), reason, foreign, "partitioned" in attributes, bogus, unreadable)


class Told(NamedTuple):
    """One step of a load that a line may tell of: its code, its state and its facts."""

    code: str
    state: str
    facts: Mapping[str, Any]


class Outcome(NamedTuple):
    """The facts that the lines of one fetch depend on; the responses' facts are those of the last
    response.

    URLs are serialised with fragment. `origin` is the page's, `sent_origin` what stood in `Origin`.
    `cross_origin`: the fetch had left the page's origin. `previous_url`: the one before the last
    redirect. `redirects_to`: where the last response redirects ("" if nowhere),
    `location` with a password that may be in it. `computed_integrity`: "sha256-..." of the body,
    which was `readable` to the page.
    `content_type_options`: those that are not "nosniff", one of each response.
    `wildcard_authorization`: the URL whose preflight let Authorization pass by `*`. `unsafe_names`:
    lower-case, sorted; `author_names` as the author wrote them.
    """

    error: str = ""
    stage: str = "request"
    method: str = "GET"
    mode: str = "cors"
    redirect: str = "follow"
    credentials: bool = False
    navigation: bool = False
    origin: str = ""
    sent_origin: str = ""
    page_url: str = ""
    top_url: str = ""
    first_url: str = ""
    url: str = ""
    previous_url: str = ""
    redirected: bool = False
    cross_origin: bool = False
    preflighted: bool = False
    status: int = 0
    status_text: str = ""
    redirects_to: str = ""
    location: str = ""
    several_locations: bool = False
    allow_origin: str = ""
    allow_origin_lines: int = 1
    allow_credentials: str = ""
    allow_methods: str = ""
    allow_headers: str = ""
    resource_policy: str = ""
    resource_policy_by_embedder: bool = False
    address_space: str = ""
    integrity: str = ""
    computed_integrity: str = ""
    readable: bool = True
    body_size: int = 0
    expected_size: int = 0
    unsafe_names: tuple[str, ...] = ()
    author_names: tuple[str, ...] = ()
    wildcard_authorization: str = ""
    insecure_allowed: bool = False
    ignored_referrer_policies: tuple[tuple[str, str], ...] = ()
    content_type_options: tuple[str, ...] = ()
    cookies: tuple[CookieNote, ...] = ()
    initiator: str = "fetch"
    destination: str = ""
    told: tuple[Told, ...] = ()
    synchronous: bool = False


def scheme_of(url: str) -> str:
    """The scheme of a serialised URL."""
    return url.partition(":")[0].lower()


def origin_of(url: str) -> str:
    """The origin of a serialised http(s) URL."""
    return "/".join(url.split("/")[:3])


def on_loopback(url: str) -> bool:
    """Is a serialised http(s) URL one of this machine, by its host's name?"""
    host = re.sub(r":[0-9]*$", "", url.split("/")[2])
    return host == "[::1]" or host.startswith("127.") or host.rpartition(".")[2] == "localhost"


def fill(template: str, outcome: Outcome, **more: object) -> str:
    """The template with the outcome's facts."""
    return re.sub(
        r"\{(\w+)\}",
        lambda field: str(more[field[1]] if field[1] in more else getattr(outcome, field[1])),
        template,
    )


def listed(value: str) -> list[str]:
    """The items of a comma-separated header value."""
    return [item.strip("\t\n\r ") for item in value.split(",") if item.strip("\t\n\r ")]


def disallowed(outcome: Outcome, names: tuple[str, ...]) -> list[str]:
    """Those of these names that Access-Control-Allow-Headers does not cover."""
    allowed = {name.lower() for name in listed(outcome.allow_headers)}
    if "*" in allowed and not outcome.credentials:
        return []
    return [name for name in names if name.lower() not in allowed]


def kind_of(outcome: Outcome) -> str:
    """Chromium's word for what was asked for."""
    if outcome.initiator == "preload":
        return PRELOADED.get(outcome.destination, "resource")
    return KINDS.get(outcome.initiator, "resource")
