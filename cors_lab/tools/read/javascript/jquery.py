"""A call of jQuery's ajax functions as the arguments of `page.fetch`.
https://api.jquery.com/jQuery.ajax/
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from cors_lab.tools.read.call import Call, Unreadable, note, place, settle
from cors_lab.tools.read.javascript.arguments import (
    add_body,
    headers_of,
    note_unread,
    undecided,
    url_of,
    word_of,
)
from cors_lab.tools.read.javascript.reader import Reader
from cors_lab.tools.read.javascript.values import Unknown, as_text, form_encoded, plain

if TYPE_CHECKING:
    from cors_lab.tools.read.javascript.scope import Scope

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
ACCEPT = {
    "json": "application/json, text/javascript, */*; q=0.01",
    "xml": "application/xml, text/xml, */*; q=0.01",
    "html": "text/html, */*; q=0.01",
    "text": "text/plain, */*; q=0.01",
}
KNOWN = set(
    "url type method data contentType headers dataType xhrFields username password processData"
    " beforeSend".split()
)
SILENT = set(
    "success error complete async cache timeout crossDomain traditional global context statusCode"
    " jsonp accepts mimeType dataFilter".split()
)
_SET = re.compile(r"\.\s*setRequestHeader\s*(?=\()")
JSONP = (
    "jQuery loads this as JSONP, by a <script>: it is no fetch, sends no headers, and CORS has no"
    ' say. For a request that can be read, take dataType "jsonp" and callback=? out.'
)


def from_jquery(scope: Scope, found: re.Match[str]) -> Call:
    """The call that begins at this match (group: verb)."""
    reader = Reader(scope.text, found.end(), scope=scope)
    given, start = reader.arguments(), found.end()
    settings = _settings(reader, given, found["verb"], start)
    url = url_of(reader, settings.get("url"), start)
    if settings.get("dataType") == "jsonp" or "callback=?" in url:
        raise Unreadable(f"{place(scope.text, found.start())}: {JSONP}")
    method = str(
        word_of(reader, "method", settings.get("method") or settings.get("type") or "GET", start)
    ).upper()
    arguments: dict[str, Any] = {"url": url, "method": method}
    headers = headers_of(reader, settings.get("headers"), start)
    _before_send(reader, scope, found.end(), reader.at, headers)
    _data(reader, arguments, headers, settings)
    if not any(name.lower() == "accept" for name, _ in headers):
        headers.append(("Accept", ACCEPT.get(str(settings.get("dataType")), "*/*")))
    _credentials(reader, arguments, headers, settings, start)
    note_unread(
        reader, {name: value for name, value in settings.items() if name not in SILENT}, KNOWN
    )
    return settle(arguments, headers, "jquery", [*scope.notes, *reader.notes])


def _settings(reader: Reader, given: list[Any], verb: str, start: int) -> dict[str, Any]:
    """The settings of $.ajax, or those that $.get, $.post and $.getJSON stand for."""
    first = given[0] if given else None
    if isinstance(first, dict):
        return dict(first) | ({"type": verb.upper()} if verb == "post" else {})
    if verb == "ajax":
        if len(given) > 1 and given[1] is not None:
            more = given[1]
        else:
            more = {}
        if not isinstance(more, dict):
            raise undecided(
                reader, more, start, "the settings", 'an object such as {method: "PUT"}'
            )
        return dict(more) | {"url": first}
    if len(given) > 1 and not _is_function(given[1]):
        data = given[1]
    else:
        data = None
    kind = {"dataType": "json"} if verb == "getJSON" else {}
    return {"url": first, "type": "POST" if verb == "post" else "GET", "data": data, **kind}


def _is_function(value: Any) -> bool:
    return isinstance(value, Unknown) and (
        "=>" in value.text or value.text.startswith(("function", "async"))
    )


def _before_send(
    reader: Reader, scope: Scope, start: int, end: int, headers: list[tuple[str, str]]
) -> None:
    """The headers that beforeSend: function (xhr) { xhr.setRequestHeader(…) } sets."""
    for call in _SET.finditer(scope.code, start, end):
        given = scope.call(call.end())
        if given is None or len(given) < 2 or not isinstance(given[0], str):
            note(
                reader.notes,
                scope.text,
                call.start(),
                "this header is not known: its name is not written out.",
            )
        else:
            if isinstance(given[1], Unknown):
                value = given[1].text
            else:
                value = as_text(plain(given[1]))
            headers.append((given[0], value if value.isascii() and value.isprintable() else "?"))


def _data(
    reader: Reader,
    arguments: dict[str, Any],
    headers: list[tuple[str, str]],
    settings: dict[str, Any],
) -> None:
    data, kind = settings.get("data"), settings.get("contentType")
    without_body = arguments["method"] in ("GET", "HEAD")
    if without_body:
        if isinstance(data, (dict, list, str)):
            query = form_encoded(plain(data))
        else:
            query = ""
        arguments["url"] += ("&" if "?" in arguments["url"] else "?") + query if query else ""
        if isinstance(data, Unknown):
            note(
                reader.notes,
                reader.text,
                data.offset,
                "the data are not known; they would be put into the URL.",
            )
    elif isinstance(data, (dict, list)) and settings.get("processData") is not False:
        arguments["body"] = form_encoded(plain(data))
    else:
        add_body(reader, arguments, headers, data)
    if any(name.lower() == "content-type" for name, _ in headers):
        return
    if isinstance(kind, str):
        headers.append(("Content-Type", kind))
    elif isinstance(kind, Unknown):
        raise undecided(reader, kind, 0, "contentType", "it out in quotes")
    elif kind is not False and data is not None and not without_body:
        headers.append(("Content-Type", FORM))


def _credentials(
    reader: Reader,
    arguments: dict[str, Any],
    headers: list[tuple[str, str]],
    settings: dict[str, Any],
    start: int,
) -> None:
    fields = settings.get("xhrFields")
    if isinstance(fields, Unknown):
        raise undecided(
            reader, fields, start, "xhrFields", "an object such as {withCredentials: true}"
        )
    if isinstance(fields, dict) and fields.get("withCredentials"):
        arguments["credentials"] = "include"
    if isinstance(user := settings.get("username"), str):
        text = f"{user}:{as_text(plain(settings.get('password') or ''))}"
        headers.append(
            ("Authorization", f"Basic {base64.b64encode(text.encode('utf-8', 'replace')).decode()}")
        )
