"""From the values in a call to the arguments of `page.fetch`: what decides must be known, the rest
is noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cors_lab.tools.read.call import Unreadable, note, place
from cors_lab.tools.read.javascript.values import Made, Unknown, as_text, form_encoded, plain

if TYPE_CHECKING:
    from cors_lab.tools.read.javascript.reader import Reader

FLAGS = ("keepalive",)
TEXTS = (
    "method",
    "mode",
    "credentials",
    "redirect",
    "cache",
    "referrer",
    "referrerPolicy",
    "integrity",
)
# Known, and without a say in CORS.
SILENT = frozenset(
    "signal window priority duplex timeout responseType validateStatus maxRedirects cancelToken"
    " onUploadProgress onDownloadProgress transformRequest transformResponse paramsSerializer"
    " maxContentLength maxBodyLength decompress xsrfCookieName xsrfHeaderName".split()
)
FORM = "application/x-www-form-urlencoded;charset=UTF-8"
MULTIPART = "multipart/form-data; boundary=----form-boundary"
_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_FIRST = re.compile(r"\$\{([A-Za-z_$][\w$.?]*)\}")
_ORIGIN_KNOWN = re.compile(r"https?://[^/?#${}]+(?=[/?#]|$)")


def undecided(reader: Reader, value: Any, start: int, what: str, expected: str) -> Unreadable:
    """The error for a value that decides and is not known: what it is, why it is not known, and
    what to write.
    """
    where = place(reader.text, value.offset if isinstance(value, Unknown) else start)
    held = "is something else"
    if isinstance(value, Unknown):
        if _PATH.fullmatch(value.text):
            held = f"is in the variable `{value.text}`"
        else:
            held = "is an expression"
        if reader.scope and (why := reader.scope.why(value.text)):
            held += f", {why}"
        if first := _FIRST.match(value.text):
            held = f"begins with the variable `{first[1]}`, whose value is not in this text"
    return Unreadable(
        f"{where}: {what} {held}; what it holds decides what the browser does. Write {expected} in"
        " its place."
    )


def url_of(reader: Reader, value: Any, start: int) -> str:
    """The URL; a part of its path may be unknown, its origin may not."""
    if isinstance(value, Made) and value.kind == "Request" and value.arguments:
        value = value.arguments[0]
    if isinstance(value, str) and value:
        return value
    if isinstance(value, Unknown) and _ORIGIN_KNOWN.match(value.text):
        note(
            reader.notes,
            reader.text,
            value.offset,
            "a part of the URL's path is not known; it stands as it is written.",
        )
        return value.text
    raise undecided(reader, value, start, "the URL", 'it out, such as "https://api.example/notes",')


def word_of(reader: Reader, name: str, value: Any, start: int) -> Any:
    """The value of an option that decides."""
    if name in FLAGS and isinstance(value, bool):
        return value
    if name in TEXTS and isinstance(value, str):
        return value
    raise undecided(
        reader, value, start, name, "true or false" if name in FLAGS else "it out in quotes"
    )


def headers_of(reader: Reader, value: Any, start: int) -> list[tuple[str, str]]:
    """Names and values; a value may be unknown."""
    pairs = list(value.items()) if isinstance(value, dict) else value
    if pairs is None:
        return []
    if not isinstance(pairs, list) or not all(
        isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs
    ):
        raise undecided(
            reader,
            value,
            start,
            "headers",
            'an object such as {"Content-Type": "application/json"}',
        )
    return [(as_text(plain(name)), _header_value(reader, part)) for name, part in pairs]


def _header_value(reader: Reader, value: Any) -> str:
    if isinstance(value, Unknown):
        note(
            reader.notes,
            reader.text,
            value.offset,
            "the value of this header is not known; nearly always only the name counts.",
        )
        if value.text.isascii() and value.text.isprintable():
            return value.text
        return "?"
    return as_text(plain(value))


def add_body(
    reader: Reader, arguments: dict[str, Any], headers: list[tuple[str, str]], value: Any
) -> None:
    """https://fetch.spec.whatwg.org/#concept-bodyinit-extract"""
    if value is None:
        return
    kind = ""
    if isinstance(value, Unknown):
        note(
            reader.notes, reader.text, value.offset, "the body is not known; it was taken for text."
        )
        arguments["body"] = ""
    elif isinstance(value, Made):
        kind = FORM if value.kind == "URLSearchParams" else MULTIPART
        arguments["body"] = (
            form_encoded(plain(value.arguments[0])) if kind == FORM and value.arguments else ""
        )
    elif isinstance(value, (dict, list)):
        reader.notes.append(
            "body: JavaScript sends an object as the text [object Object]; JSON.stringify it."
        )
        arguments["body"] = "[object Object]"
    else:
        arguments["body"] = as_text(value)
    if kind and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))


def note_unread(reader: Reader, given: dict[str, Any], known: set[str]) -> None:
    """A sentence on the options that have no say, and one on those that are not known here."""
    silent = [name for name in given if name in SILENT and given[name] is not None]
    if silent:
        reader.notes.append(f"No say in CORS, left out: {', '.join(silent)}.")
    strange = [name[:40] for name in given if name not in known and name not in SILENT][:10]
    if strange:
        reader.notes.append(f"Not known here, left out: {', '.join(strange)}.")
