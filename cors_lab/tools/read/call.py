"""What the readers of curl commands and fetch() calls give back: the arguments of `page.fetch`, and
what was left out on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cors_lab.fetch import headers as names
from cors_lab.fetch.url import parse_url
from cors_lab.tools.redact.text import mask_header, mask_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Pair = tuple[str, str]
# What DevTools copies along though no author wrote it; a browser sets these itself.
BROWSERS_OWN = frozenset({"user-agent", "accept-language", "priority", "upgrade-insecure-requests"})
NO_CACHE = (
    ("cache-control", "no-cache"),
    ("pragma", "no-cache"),
)  # what "Disable cache" in DevTools adds
MODES = {"cors": "cors", "no-cors": "no-cors", "same-origin": "same-origin"}
COOKIE = (
    "No page may set Cookie; the browser sends its own, across origins only with credentials:"
    ' "include". So that was assumed.'
)

IS_PREFLIGHT = (
    "This is a preflight, which no page sends itself; the request that it asks permission for "
    "was read instead."
)
WITHOUT_ORIGIN = (
    "Without an Origin header it is no preflight, and most servers answer something else: add "
    "-H 'Origin: …' with your page's origin."
)
SUPERFLUOUS = (
    "A browser never sends {names} with a preflight: leave that out, and see what the server "
    "says then."
)
RESPONSE_HEADER = (
    "Access-Control-Allow-… headers are for the server to send. On a request they permit nothing,"
    " and make a preflight that must allow them too."
)


class Unreadable(ValueError):
    """What was given cannot be read: one sentence that says where, what was expected, and what to
    do.
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the sentence, without a traceback."""
        return [str(self)]


MOST_NOTES = 20


def note(notes: list[str], text: str, offset: int, what: str) -> None:
    """Add a sentence with its position; a hostile text does not get to fill pages with them."""
    if len(notes) < MOST_NOTES:
        notes.append(f"{place(text, offset)}: {what}")
    elif len(notes) == MOST_NOTES:
        notes.append("There is more of this kind, which is not listed.")


def place(text: str, offset: int) -> str:
    """The position of a character as an editor shows it: "line 2, column 7"."""
    before = text[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """The arguments of one `page.fetch`; `page` is the origin of the page that the source names,
    None where it names none.

    `refused` are the headers that no page may set, `own` those that a browser sets itself and
    DevTools had copied along;
    `notes` are sentences on what was left out or assumed; `source` is "curl", "fetch", "axios",
    "jquery" or "xhr".

    >>> from cors_lab import Browser
    >>> from cors_lab.tools.read import from_curl
    >>> call = from_curl("curl https://api.example/notes -X DELETE")
    >>> Browser().open("https://app.example").fetch(**call.arguments).method
    'DELETE'
    """

    arguments: dict[str, Any]
    source: str
    page: str | None = None
    refused: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """The method as it was written, "GET" where none was."""
        return str(self.arguments.get("method", "GET"))

    @property
    def url(self) -> str:
        """The URL as it was written."""
        return str(self.arguments["url"])

    def masked(self) -> Call:
        """The same call with `***` for every secret in its URL and headers, and without its body's
        text.
        """
        arguments = self.arguments | {"url": mask_url(self.url)}
        if "headers" in arguments:
            arguments["headers"] = [
                (name, mask_header(name, value)) for name, value in arguments["headers"]
            ]
        if isinstance(arguments.get("body"), (str, bytes)):
            arguments["body"] = type(arguments["body"])()
        if "referrer" in arguments:
            arguments["referrer"] = mask_url(arguments["referrer"])
        return replace(self, arguments=arguments)

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={value!r}" for name, value in self.masked().arguments.items() if name != "body"
        )
        return (
            f"Call({shown}{', body=…' if 'body' in self.arguments else ''},"
            f" notes={list(self.notes)!r})"
        )


def settle(
    arguments: dict[str, Any],
    headers: Sequence[Pair],
    source: str,
    notes: Iterable[str],
    page: str | None = None,
) -> Call:
    """The call with these headers as a page would write them: what only a browser sets is taken as
    evidence, then left out.
    """
    known = {name.lower(): value for name, value in headers}
    said = list(notes)
    if arguments.get("method") == "OPTIONS" and (
        asked := known.get("access-control-request-method")
    ):
        arguments, headers = _asked_for(
            arguments, headers, asked, known.get("access-control-request-headers", "")
        )
        said.append(IS_PREFLIGHT)
        said += _unlike_a_browser(known, arguments)
    copied = _is_copied(known)
    refused = [name for name, value in headers if names.is_forbidden_request_header(name, value)]
    own = [name for name, value in headers if copied and _is_own(name, value, known)]
    dropped = {name.lower() for name in (*refused, *own)}
    kept = [pair for pair in headers if pair[0].lower() not in dropped]
    given = dict(arguments) | ({"headers": kept} if kept else {})
    if "cookie" in dropped:
        given.setdefault("credentials", "include")
        said.append(COOKIE)
    if any(name.startswith("access-control-allow-") for name in known):
        said.append(RESPONSE_HEADER)
    said += _mode(given, known.get("sec-fetch-mode"))
    page = page or origin_in(known.get("origin")) or origin_in(known.get("referer"))
    return Call(given, source, page, _distinct(refused), _distinct(own), _distinct(said))


def _unlike_a_browser(known: dict[str, str], arguments: dict[str, Any]) -> list[str]:
    """In what this preflight differs from one that a browser sends."""
    said = [] if "origin" in known else [WITHOUT_ORIGIN]
    superfluous: list[str] = [name for name in ("authorization", "cookie") if name in known]
    superfluous += ["a body"] if arguments.get("body") else []
    if superfluous:
        said.append(SUPERFLUOUS.format(names=" and ".join(superfluous)))
    return said


def _is_copied(known: dict[str, str]) -> bool:
    """Did DevTools write this? Nobody else writes Sec-Fetch-*, Sec-CH-*, a browser's User-Agent, or
    Accept with Accept-Language.
    """
    browser = (
        known.get("user-agent", "").startswith("Mozilla/5.0")
        or {"accept", "accept-language"} <= known.keys()
    )
    return browser or any(name.startswith("sec-") for name in known)


def _asked_for(
    arguments: dict[str, Any], headers: Sequence[Pair], method: str, names_asked: str
) -> tuple[dict[str, Any], list[Pair]]:
    """The request that a preflight asks leave for; the values of its headers are not known, and do
    not matter.
    """
    asked = [name.strip() for name in names_asked.split(",") if name.strip()]
    values = [
        (name, "application/json" if name.lower() == "content-type" else "1")
        for name in asked
        if names.is_token(name)
    ]
    return arguments | {"method": method}, [
        *(pair for pair in headers if pair[0].lower() != "accept"),
        *values,
    ]


def _is_own(name: str, value: str, known: dict[str, str]) -> bool:
    low = name.lower()
    if low == "accept-language":  # a browser's own needs no leave
        return names.is_no_cors_safelisted(name, value)
    return low in BROWSERS_OWN or (
        (low, value) in NO_CACHE and all(known.get(other) == text for other, text in NO_CACHE)
    )


def _mode(given: dict[str, Any], recorded: str | None) -> list[str]:
    if recorded is None or "mode" in given:
        return []
    if recorded in MODES:
        if recorded != "cors":
            given["mode"] = recorded
        return []
    return [
        f"This was no fetch(): its Sec-Fetch-Mode is {recorded[:20]!r}. It is read as one in mode"
        " cors."
    ]


def origin_in(address: str | None) -> str | None:
    """The tuple origin of this URL, "null" for the text null, None for anything else."""
    if address == "null":
        return "null"
    url = parse_url(address) if address else None
    if url is not None and url.is_http:
        return url.origin.serialized
    return None


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
