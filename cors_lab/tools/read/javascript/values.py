"""Values of JavaScript as far as a text tells them, and what JavaScript makes of them: text, JSON,
forms.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_ESCAPED = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "0": "\0",
    "\n": "",
    "\r\n": "",
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not give: how it is written, and where."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Made:
    """An object of the web platform that was made from known values: URLSearchParams, FormData,
    Request.
    """

    kind: str
    arguments: list[Any]


def end_before(text: str, at: int) -> int:
    """Where the blanks before this place begin."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at


def add_pair(value: Any, name: Any, part: Any) -> bool:
    """What `append` and `set` do to headers, parameters and forms; False where this is none of
    them, or the name is not known.
    """
    if isinstance(value, Made):
        if not value.arguments:
            value.arguments.append({})
        value = value.arguments[0]
    if not isinstance(name, str):
        return False
    if isinstance(value, dict):
        value[name] = part
    elif isinstance(value, list):
        value.append([name, part])
    return isinstance(value, (dict, list))


def unescape(text: str) -> str:
    """The text of a string literal: escapes undone, lone surrogates replaced as the web platform
    does.
    """
    if "\\" not in text:
        return text
    raw = _ESCAPE.sub(_escape, text)
    if raw.isascii():
        return raw
    return raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        if int(code, 16) < 0x110000:
            return chr(int(code, 16))
        return "\ufffd"
    return _ESCAPED.get(found[4], found[4])


def number_of(text: str) -> int | float:
    """The number that this literal is."""
    if text.lower().lstrip("+-").startswith("0x"):
        return int(text, 16)
    number = float(text)
    if number.is_integer() and abs(number) < 1e15:
        return int(number)
    return number


def joined(left: Any, right: Any, start: int) -> Any:
    """`left + right`, where one of them is text."""
    simple = (str, int, float)
    if isinstance(left, simple) and isinstance(right, simple):
        return as_text(left) + as_text(right)
    parts = [value.text if isinstance(value, Unknown) else value for value in (left, right)]
    shown = [part if isinstance(part, str) else "…" for part in parts]
    marked = [
        text if isinstance(value, str) else f"${{{text}}}"
        for value, text in zip((left, right), shown, strict=True)
    ]
    return Unknown("".join(marked), start)


def as_text(value: Any) -> str:
    """The value as JavaScript turns it into a string."""
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def plain(value: Any) -> Any:
    """The value as JSON has it; what is not known stands as text."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    return "…"


def form_encoded(value: Any) -> str:
    """An object, a list of pairs or text, as URLSearchParams writes it."""
    if isinstance(value, str):
        return value.removeprefix("?")
    if isinstance(value, dict):
        pairs: Any = value.items()
    else:
        pairs = [pair for pair in value or [] if isinstance(pair, list) and len(pair) == 2]
    return "&".join(
        f"{quote_plus(str(name))}={quote_plus(as_text(plain(part)))}" for name, part in pairs
    )


def _joined_url(given: list[Any]) -> str | None:
    if not given or not all(isinstance(part, str) for part in given[:2]):
        return None
    base = parse_url(given[1]) if len(given) > 1 else None
    url = parse_url(given[0], base)
    if url:
        return url.href
    return None


CALLS: dict[str, Callable[[list[Any]], Any]] = {
    "JSON.stringify": lambda given: (
        json.dumps(plain(given[0]), separators=(",", ":"), ensure_ascii=False) if given else None
    ),
    "new HttpHeaders": lambda given: given[0] if given else {},
    "new HttpParams": lambda given: Made("URLSearchParams", given),
    "new URL": lambda given: _joined_url(given),
    "axios.create": lambda given: Made("axios", given),
    "new Headers": lambda given: given[0] if given else {},
    "new URLSearchParams": lambda given: Made("URLSearchParams", given),
    "new FormData": lambda given: Made("FormData", given),
    "new Request": lambda given: Made("Request", given),
    "encodeURIComponent": lambda given: (
        quote(given[0], safe="!'()*-._~") if given and isinstance(given[0], str) else None
    ),
    "btoa": lambda given: (
        base64.b64encode(given[0].encode("latin-1", "replace")).decode()
        if given and isinstance(given[0], str)
        else None
    ),
    "String": lambda given: (
        as_text(given[0]) if given and isinstance(given[0], (str, int, float)) else None
    ),
}
