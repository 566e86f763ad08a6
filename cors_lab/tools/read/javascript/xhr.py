"""The statements that make one XMLHttpRequest, as the arguments of `page.fetch`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cors_lab.tools.read.call import Call, note, settle
from cors_lab.tools.read.javascript.arguments import add_body, undecided, url_of, word_of
from cors_lab.tools.read.javascript.reader import Reader
from cors_lab.tools.read.javascript.values import Unknown, as_text, plain

if TYPE_CHECKING:
    from cors_lab.tools.read.javascript.scope import Scope

# window.open and indexedDB.open are others: they take no method first.
OPEN = re.compile(
    r"(?<![\w$.])(?P<name>(?!window\b|indexedDB\b|caches\b)[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*\.\s*open\s*(?=\()"
)
_UPLOAD = r"\s*\.\s*upload\s*\.\s*(?:addEventListener\s*\(|on\w+\s*=(?!=))"


def from_xhr(scope: Scope, found: re.Match[str]) -> Call:
    """The request that `open` at this match begins, with the statements on the same object.
    https://xhr.spec.whatwg.org
    """
    reader = Reader(scope.text, found.end(), scope=scope)
    given = reader.arguments()
    if len(given) < 2:
        raise undecided(
            reader,
            given[0] if given else None,
            found.end(),
            "open",
            'the method and the URL, such as open("GET", "https://…"),',
        )
    arguments: dict[str, Any] = {"url": url_of(reader, given[1], found.end())}
    method = str(word_of(reader, "method", given[0], found.end()))
    arguments["method"] = (
        method.upper()
        if method.upper() in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
        else method
    )
    name = re.escape(found["name"])
    headers = _headers(reader, scope, name)
    _credentials(reader, scope, name, arguments)
    if re.search(rf"(?<![\w$.]){name}{_UPLOAD}", scope.code):
        arguments["use_cors_preflight"] = True
        reader.notes.append(
            "A listener on .upload makes a preflight necessary, whatever the request is."
        )
    sent = re.search(rf"(?<![\w$.]){name}\s*\.\s*send\s*(?=\()", scope.code[found.end() :])
    body = scope.call(found.end() + sent.end()) if sent else None
    if method.upper() not in ("GET", "HEAD"):
        add_body(reader, arguments, headers, body[0] if body else None)
    if len(given) > 3 and given[3] is not None:
        reader.notes.append("The user name and password in open() were left out.")
    return settle(arguments, headers, "xhr", [*scope.notes, *reader.notes])


def _headers(reader: Reader, scope: Scope, name: str) -> list[tuple[str, str]]:
    headers = []
    for call in re.finditer(rf"(?<![\w$.]){name}\s*\.\s*setRequestHeader\s*(?=\()", scope.code):
        given = scope.call(call.end())
        if given is None or len(given) < 2 or not isinstance(given[0], str):
            note(
                reader.notes,
                scope.text,
                call.start(),
                "this header is not known: its name is not written out.",
            )
            continue
        if isinstance(given[1], Unknown):
            note(
                reader.notes,
                scope.text,
                given[1].offset,
                "the value of this header is not known; nearly always only the name counts.",
            )
            headers.append(
                (
                    given[0],
                    (
                        given[1].text
                        if given[1].text.isascii() and given[1].text.isprintable()
                        else "?"
                    ),
                )
            )
        else:
            headers.append((given[0], as_text(plain(given[1]))))
    return headers


def _credentials(reader: Reader, scope: Scope, name: str, arguments: dict[str, Any]) -> None:
    for found in re.finditer(rf"(?<![\w$.]){name}\s*\.\s*withCredentials\s*=(?!=)", scope.code):
        value = scope.read(found.end())
        if not isinstance(value, (bool, int, str)):
            raise undecided(reader, value, found.end(), "withCredentials", "true or false")
        arguments.pop("credentials", None)
        if value:
            arguments["credentials"] = "include"
