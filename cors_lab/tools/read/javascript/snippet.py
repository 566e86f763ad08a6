"""A call in JavaScript that asks a server, copied from DevTools or written by hand, as the
arguments of `page.fetch`.
"""

from __future__ import annotations

import re
from typing import Any

from cors_lab.fetch.request import ENUMS
from cors_lab.tools.read.call import Call, Unreadable, origin_in, place, settle
from cors_lab.tools.read.javascript.arguments import (
    FLAGS,
    TEXTS,
    add_body,
    headers_of,
    note_unread,
    undecided,
    url_of,
    word_of,
)
from cors_lab.tools.read.javascript.axios import from_axios
from cors_lab.tools.read.javascript.jquery import from_jquery
from cors_lab.tools.read.javascript.reader import Reader
from cors_lab.tools.read.javascript.scope import Scope
from cors_lab.tools.read.javascript.values import Made
from cors_lab.tools.read.javascript.xhr import OPEN, from_xhr

EXAMPLE = (
    'fetch("https://api.example/notes", {method: "PUT", headers: {"Content-Type":'
    ' "application/json"}})'
)
_GENERIC = r"\s*(?:<[\w$.,\s\[\]|{}:;?]{0,80}(?:<[\w$.,\s\[\]]{0,80}>)?\s*>)?\s*(?=\()"
_FETCH = re.compile(
    r"(?<![\w$.])(?<!function )(?:(?:window|globalThis|self)\s*\.\s*)?fetch\s*(?=\()"
)
_AXIOS = re.compile(
    r"(?<![\w$.])(?P<client>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*\.\s*(?P<verb>get|delete|head|options|post|put|patch|request)"
    + _GENERIC
    + r"|(?<![\w$.])(?P<bare>axios)\s*(?=\()"
)
_JQUERY = re.compile(
    r"(?<![\w$.])(?P<client>\$|jQuery)\s*\.\s*(?P<verb>ajax|get|post|getJSON)\s*(?=\()"
)
_REQUEST = re.compile(r"(?<![\w$.])new\s+Request\s*(?=\()")
_URL_LIKE = re.compile(r"\(\s*(?:['\"`](?:https?:|/|\$\{|[\w-]+/)|\{\s*(?:method|url)\b)")
_SERVERS = ("app", "router", "server", "express", "fastify", "api.app")
NAMES = {"referrerPolicy": "referrer_policy"}


def from_fetch(text: str) -> Call:
    """The arguments of `page.fetch` in this call of fetch(), XMLHttpRequest, axios or jQuery, and
    notes on what is not known.

    Variables that the same text assigns are looked up. Raises Unreadable, with the position and
    what was expected, where there is no call, or where what decides is not in the text.

    >>> from_fetch('await fetch("https://api.example/notes", {method: "PUT", body: JSON.stringify({a: 1})})').arguments
    {'url': 'https://api.example/notes', 'method': 'PUT', 'body': '{"a":1}'}
    """  # noqa: E501
    scope = Scope(text)
    found = sorted(_calls(scope), key=lambda call: call[1].start())
    if not found:
        raise Unreadable(_none(scope))
    kind, first = found[0]
    call = READERS[kind](scope, first)
    others = [
        other.start()
        for other_kind, other in found[1:]
        if other.start() > first.end() and other_kind == kind
    ]
    if others:
        return _with_note(
            call,
            f"{place(text, others[0])}: there is another call after this one; it was not read.",
        )
    return call


def _with_note(call: Call, sentence: str) -> Call:
    return Call(
        call.arguments, call.source, call.page, call.refused, call.own, (*call.notes, sentence)
    )


def _calls(scope: Scope) -> list[tuple[str, re.Match[str]]]:
    """Every call that asks a server, by kind; one of a name that could be anything counts only
    where there is no other.
    """
    code = scope.code
    found = [
        (kind, one)
        for kind, pattern in (("fetch", _FETCH), ("jquery", _JQUERY), ("xhr", OPEN))
        for one in pattern.finditer(code)
    ]
    clients = [one for one in _AXIOS.finditer(code) if one["client"] not in ("$", "jQuery")]
    asking = [one for one in clients if _asks(scope, one)]
    found += [("axios", one) for one in asking]
    if not found:
        found = [("axios", one) for one in clients if one["client"] not in _SERVERS]
        found = found or [("request", one) for one in _REQUEST.finditer(code)]
    return found


def _asks(scope: Scope, call: re.Match[str]) -> bool:
    """Is this certainly a client? By its name, or by an address in its first argument; not a route
    of a server.
    """
    client = call["client"] or "axios"
    if client in _SERVERS:
        return False
    return client == "axios" or _URL_LIKE.match(scope.text, call.end()) is not None


def _none(scope: Scope) -> str:
    server = next((one for one in _AXIOS.finditer(scope.code) if one["client"] in _SERVERS), None)
    if server:
        where = place(scope.text, server.start())
        return (
            f"{where}: this is a route of a server ({server[0].strip()}), which answers. Give the"
            f" call that asks, such as: {EXAMPLE}"
        )
    return (
        "No call of fetch(), XMLHttpRequest, axios or jQuery was found; one was expected, such as:"
        f" {EXAMPLE}"
    )


def _from_fetch(scope: Scope, found: re.Match[str]) -> Call:
    reader = Reader(scope.text, found.end(), scope=scope)
    return _from_arguments(reader, reader.arguments(), found.end())


def _from_arguments(reader: Reader, given: list[Any], start: int) -> Call:
    """https://fetch.spec.whatwg.org/#fetch-method"""
    first = given[0] if given else None
    init = given[1] if len(given) > 1 and given[1] is not None else {}
    if (
        isinstance(first, Made) and first.kind == "Request" and first.arguments
    ):  # fetch(new Request(url, init), init)
        inner = first.arguments[1] if len(first.arguments) > 1 else {}
        first, init = (
            first.arguments[0] if first.arguments else None,
            (inner if isinstance(inner, dict) else {}) | init,
        )
    if not isinstance(init, dict):
        raise undecided(
            reader, init, start, "the second argument", 'an object such as {method: "PUT"}'
        )
    arguments: dict[str, Any] = {"url": url_of(reader, first, start)}
    headers = headers_of(reader, init.get("headers"), start)
    for name in (*TEXTS, *FLAGS):
        if name in init and init[name] is not None:
            arguments[NAMES.get(name, name)] = word_of(reader, name, init[name], start)
    add_body(reader, arguments, headers, init.get("body"))
    note_unread(reader, init, {*TEXTS, *FLAGS, "headers", "body"})
    if arguments.get("mode") not in (None, *ENUMS["mode"]):
        reader.notes.append(
            "mode: what DevTools copied is no mode that a page may ask for; it is read as cors."
        )
        del arguments["mode"]
    notes = [*(reader.scope.notes if reader.scope else ()), *reader.notes]
    return settle(arguments, headers, "fetch", notes, origin_in(arguments.get("referrer")))


READERS = {
    "fetch": _from_fetch,
    "request": _from_fetch,
    "axios": from_axios,
    "jquery": from_jquery,
    "xhr": from_xhr,
}
