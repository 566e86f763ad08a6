"""Why a request needs a preflight, or none, header by header: the verdict is the algorithm's, the
reasons are read off its rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from cors_lab.fetch import headers as rules
from cors_lab.fetch.engines import ENGINES
from cors_lab.fetch.headers import HeaderList, is_forbidden_request_header
from cors_lab.fetch.mime import parse_mime_type
from cors_lab.fetch.trace import SilentTrace
from cors_lab.fetch.unsafe import MAX_SAFELISTED_SIZE, cors_unsafe_request_header_names

MAX_VALUE = 128
TYPES = "`text/plain`, `application/x-www-form-urlencoded`, `multipart/form-data`"
NAMES = "`Accept`, `Accept-Language`, `Content-Language`, `Content-Type`, `Range`"
UNSAFE_CHARACTERS = frozenset('"():<>?@[\\]{}\x7f')
OTHERWISE = "The standard would judge it otherwise; {engine} goes its own way here."


@dataclass(frozen=True, slots=True)
class Reason:
    """What one header comes to: `needs` permission or not (None: the browser drops it), and why."""

    name: str
    needs: bool | None
    why: str


def method_reason(method: str) -> Reason:
    """Does the method need permission?"""
    if method in rules.SAFELISTED_METHODS:
        return Reason(
            method,
            False,
            "Links and forms have always sent GET and POST, and HEAD asks for less than GET.",
        )
    return Reason(method, True, "Only GET, HEAD and POST go without asking.")


def header_reasons(pairs: list[tuple[str, str]], engine: str) -> list[Reason]:
    """One reason for each header, in the order given."""
    departures = ENGINES[engine].departures
    kept = [(name, value) for name, value in pairs if not _dropped(name, value, departures)]
    together = set(cors_unsafe_request_header_names(HeaderList(kept), SilentTrace(departures)))
    size = sum(len(value) for name, value in kept if not _unsafe(name, value, departures))
    return [_reason(name, value, engine, together, size) for name, value in pairs]


def _dropped(name: str, value: str, departures: frozenset[str]) -> bool:
    own = name.lower() == "user-agent" and "user-agent-forbidden" in departures
    return own or is_forbidden_request_header(name, value)


def _unsafe(name: str, value: str, departures: frozenset[str]) -> bool:
    return bool(
        cors_unsafe_request_header_names(HeaderList([(name, value)]), SilentTrace(departures))
    )


def _reason(name: str, value: str, engine: str, together: set[str], size: int) -> Reason:
    departures = ENGINES[engine].departures
    if _dropped(name, value, departures):
        return Reason(name, None, "The browser drops it silently: only it may set this one.")
    alone, listed = _unsafe(name, value, departures), name.lower() in together
    if alone != rules.is_safelisted_request_header(name, value):
        if alone:
            why = unsafe_why(name, value)
        else:
            why = safe_why(name, value)
    else:
        why = OTHERWISE.format(engine=engine)
    if listed and not alone:
        why = _only_together(size)
    return Reason(name, listed, why)


def _only_together(size: int) -> str:
    if size > MAX_SAFELISTED_SIZE:
        return (
            f"Harmless by itself. But all harmless values together have {size} bytes, more than"
            f" {MAX_SAFELISTED_SIZE:,}."
        )
    return "Harmless by itself. But it is set twice, and the values together are not."


def safe_why(name: str, value: str) -> str:
    """Why the standard lets it pass."""
    if name.lower() == "content-type":
        mime_type = parse_mime_type(value)
        return (
            f"The type itself is `{mime_type.essence if mime_type else value}`, which a form can"
            " send; parameters do not count."
        )
    if name.lower() == "range":
        return "One simple range with a beginning, as media players ask for."
    return "On the safelist, and the value is harmless."


def unsafe_why(name: str, value: str) -> str:
    """Why the standard asks for permission."""
    low = name.lower()
    if low not in rules.SAFELISTED_REQUEST_HEADERS:
        return f"Not on the safelist ({NAMES}), whatever its value."
    if len(value) > MAX_VALUE:
        return f"The value has {len(value)} bytes. A harmless one has at most {MAX_VALUE}."
    if low == "range":
        return "Harmless is one range with a beginning, written like `bytes=0-99` or `bytes=100-`."
    if low in ("accept-language", "content-language"):
        return "A language may have letters, digits, spaces and `* , - . ; =`, nothing else."
    bad = next(
        (
            character
            for character in value
            if character in UNSAFE_CHARACTERS or (character < " " and character != "\t")
        ),
        "",
    )
    if bad:
        return (
            f"The value has a {_quoted(bad)}, one of the characters that a harmless one may not"
            " have."
        )
    mime_type = parse_mime_type(value)
    if mime_type is None:
        return f"That is not a media type. Harmless are {TYPES}."
    return f"The type is `{mime_type.essence}`. A form can send only {TYPES}."


def _quoted(character: str) -> str:
    if character.isprintable():
        return f"`{character}`"
    return "control character"
