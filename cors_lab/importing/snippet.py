"""A `fetch()` call, copied from DevTools or written by hand, or one of axios, as the arguments of `page.fetch`."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from cors_lab.fetch.request import ENUMS
from cors_lab.importing.call import Call, Unreadable, note, origin_in, place, settle
from cors_lab.importing.javascript import Made, Reader, Unknown, as_text, form_encoded, plain

EXAMPLE = 'fetch("https://api.example/notes", {method: "PUT", headers: {"Content-Type": "application/json"}})'
_FETCH = re.compile(r"(?<![\w$.])(?:(?:window|globalThis|self)\s*\.\s*)?fetch\s*(?=\()")
_AXIOS = re.compile(
    r"(?<![\w$.])(?P<client>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*\.\s*(?P<verb>get|delete|head|options|post|put|patch|request)\s*(?=\()"
    r"|(?<![\w$.])(?P<bare>axios)\s*(?=\()"
)
NAMES = {"referrerPolicy": "referrer_policy"}
TEXTS = ("method", "mode", "credentials", "redirect", "cache", "referrer", "referrerPolicy", "integrity")
FLAGS = ("keepalive",)
WITH_DATA = ("post", "put", "patch")
# Known, and without a say in CORS.
SILENT = frozenset(
    "signal window priority duplex timeout responseType validateStatus maxRedirects cancelToken onUploadProgress onDownloadProgress "
    "transformRequest transformResponse paramsSerializer maxContentLength maxBodyLength decompress xsrfCookieName xsrfHeaderName".split()
)
FORM = "application/x-www-form-urlencoded;charset=UTF-8"
MULTIPART = "multipart/form-data; boundary=----form-boundary"
_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_ORIGIN_KNOWN = re.compile(r"https?://[^/?#${}]+(?=[/?#]|$)")


def from_fetch(text: str) -> Call:
    """The arguments of `page.fetch` in this `fetch()` or axios call, and notes on all that was left out or is not known.

    Raises Unreadable, with the position and what was expected, where there is no call, or where what decides is in a variable.

    >>> from_fetch('await fetch("https://api.example/notes", {method: "PUT", body: JSON.stringify({a: 1})})').arguments
    {'url': 'https://api.example/notes', 'method': 'PUT', 'body': '{"a":1}'}
    """
    found, axios = _FETCH.search(text), _AXIOS.search(text)
    if axios and (found is None or axios.start() < found.start()):
        return _from_axios(text, axios)
    if found is None:
        raise Unreadable(f"No call of fetch() or axios was found; one was expected, such as: {EXAMPLE}")
    reader = Reader(text, found.end())
    given = reader.arguments()
    if _FETCH.search(text, reader.at):
        note(reader.notes, text, reader.at, "there is another call of fetch() after this one; it was not read.")
    return _from_arguments(reader, given, found.end())


def _from_arguments(reader: Reader, given: list[Any], start: int) -> Call:
    """https://fetch.spec.whatwg.org/#fetch-method"""
    first = given[0] if given else None
    init = given[1] if len(given) > 1 and given[1] is not None else {}
    if isinstance(first, Made) and first.kind == "Request":  # fetch(new Request(url, init), init)
        inner = first.arguments[1] if len(first.arguments) > 1 else {}
        first, init = first.arguments[0] if first.arguments else None, (inner if isinstance(inner, dict) else {}) | init
    if not isinstance(init, dict):
        raise _undecided(reader, init, start, "the second argument", 'an object such as {method: "PUT"}')
    arguments: dict[str, Any] = {"url": _url(reader, first, start)}
    headers = _headers(reader, init.get("headers"), start)
    for name in (*TEXTS, *FLAGS):
        if name in init and init[name] is not None:
            arguments[NAMES.get(name, name)] = _word(reader, name, init[name], start)
    _body(reader, arguments, headers, init.get("body"))
    _unread(reader, init, {*TEXTS, *FLAGS, "headers", "body"})
    if arguments.get("mode") not in (None, *ENUMS["mode"]):
        reader.notes.append("mode: what DevTools copied is no mode that a page may ask for; it is read as cors.")
        del arguments["mode"]
    return settle(arguments, headers, "fetch", reader.notes, origin_in(arguments.get("referrer")))


def _undecided(reader: Reader, value: Any, start: int, what: str, expected: str) -> Unreadable:
    where = place(reader.text, value.offset if isinstance(value, Unknown) else start)
    held = "is something else"
    if isinstance(value, Unknown):
        held = f"is in the variable `{value.text}`" if _PATH.fullmatch(value.text) else "is an expression"
    return Unreadable(f"{where}: {what} {held}; what it holds decides what the browser does. Write {expected} in its place.")


def _url(reader: Reader, value: Any, start: int) -> str:
    if isinstance(value, Made) and value.kind == "Request" and value.arguments:
        value = value.arguments[0]
    if isinstance(value, str) and value:
        return value
    if isinstance(value, Unknown) and _ORIGIN_KNOWN.match(value.text):
        note(reader.notes, reader.text, value.offset, "a part of the URL's path is not known; it stands as it is written.")
        return value.text
    raise _undecided(reader, value, start, "the URL", 'it out, such as "https://api.example/notes",')


def _word(reader: Reader, name: str, value: Any, start: int) -> Any:
    if name in FLAGS and isinstance(value, bool):
        return value
    if name in TEXTS and isinstance(value, str):
        return value
    raise _undecided(reader, value, start, name, "true or false" if name in FLAGS else "it out in quotes")


def _headers(reader: Reader, value: Any, start: int) -> list[tuple[str, str]]:
    pairs = list(value.items()) if isinstance(value, dict) else value
    if pairs is None:
        return []
    if not isinstance(pairs, list) or not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs):
        raise _undecided(reader, value, start, "headers", 'an object such as {"Content-Type": "application/json"}')
    return [(as_text(plain(name)), _header_value(reader, part)) for name, part in pairs]


def _header_value(reader: Reader, value: Any) -> str:
    if isinstance(value, Unknown):
        note(reader.notes, reader.text, value.offset, "the value of this header is not known; nearly always only the name counts.")
        return value.text if value.text.isascii() and value.text.isprintable() else "?"
    return as_text(plain(value))


def _body(reader: Reader, arguments: dict[str, Any], headers: list[tuple[str, str]], value: Any) -> None:
    """https://fetch.spec.whatwg.org/#concept-bodyinit-extract"""
    if value is None:
        return
    kind = ""
    if isinstance(value, Unknown):
        note(reader.notes, reader.text, value.offset, "the body is not known; it was taken for text.")
        arguments["body"] = ""
    elif isinstance(value, Made):
        kind = FORM if value.kind == "URLSearchParams" else MULTIPART
        arguments["body"] = form_encoded(plain(value.arguments[0])) if kind == FORM and value.arguments else ""
    elif isinstance(value, (dict, list)):
        reader.notes.append("body: JavaScript sends an object as the text [object Object]; JSON.stringify it.")
        arguments["body"] = "[object Object]"
    else:
        arguments["body"] = as_text(value)
    if kind and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))


def _unread(reader: Reader, given: dict[str, Any], known: set[str]) -> None:
    silent = [name for name in given if name in SILENT and given[name] is not None]
    if silent:
        reader.notes.append(f"No say in CORS, left out: {', '.join(silent)}.")
    strange = [name[:40] for name in given if name not in known and name not in SILENT][:10]
    if strange:
        reader.notes.append(f"Not known here, left out: {', '.join(strange)}.")


def _from_axios(text: str, found: re.Match[str]) -> Call:
    """https://axios-http.com/docs/req_config"""
    reader = Reader(text, found.end())
    given, start = reader.arguments(), found.end()
    verb = found["verb"] or "request"
    config, data = _axios_config(reader, given, verb, start)
    arguments: dict[str, Any] = {"url": _axios_url(reader, config, found, start)}
    arguments["method"] = str(_word(reader, "method", config.get("method") or "get", start)).upper()
    headers = _headers(reader, config.get("headers"), start)
    _axios_body(reader, arguments, headers, data if data is not None else config.get("data"))
    if not any(name.lower() == "accept" for name, _ in headers):
        headers.append(("Accept", "application/json, text/plain, */*"))
    _axios_credentials(reader, arguments, headers, config)
    known = {"url", "method", "baseURL", "headers", "params", "data", "withCredentials", "auth"}
    _unread(reader, config, known)
    return settle(arguments, headers, "axios", reader.notes)


def _axios_config(reader: Reader, given: list[Any], verb: str, start: int) -> tuple[dict[str, Any], Any]:
    """The config object, with url and method in it, and the data that stands between them."""
    if verb == "request" and given and isinstance(given[0], dict):
        return given[0], None
    at = 2 if verb in WITH_DATA else 1
    config = given[at] if len(given) > at and given[at] is not None else {}
    if not isinstance(config, dict):
        raise _undecided(reader, config, start, "the config", "an object such as {withCredentials: true}")
    config = dict(config) | {"url": given[0] if given else None}
    if verb != "request":
        config["method"] = verb
    return config, given[1] if at == 2 and len(given) > 1 else None


def _axios_url(reader: Reader, config: dict[str, Any], found: re.Match[str], start: int) -> str:
    url, base = _url(reader, config.get("url"), start), config.get("baseURL")
    if isinstance(base, str) and "://" not in url:
        url = base.rstrip("/") + "/" + url.lstrip("/")
    elif "://" not in url:
        client = found["client"] or "axios"
        reader.notes.append(f"The URL is relative, and a base URL of `{client[:40]}` is not known: it is read as the page's own server.")
    query = form_encoded(plain(config.get("params"))) if isinstance(config.get("params"), (dict, list)) else ""
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _axios_body(reader: Reader, arguments: dict[str, Any], headers: list[tuple[str, str]], data: Any) -> None:
    if data is None:
        return
    if isinstance(data, Unknown):
        note(reader.notes, reader.text, data.offset, "the data are not known; they were taken for an object, which axios sends as JSON.")
    if isinstance(data, (dict, list, Unknown)):
        arguments["body"] = json.dumps(plain(data), ensure_ascii=False)
        kind = "application/json"
    else:
        kind = "application/x-www-form-urlencoded"
        _body(reader, arguments, headers, data)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))


def _axios_credentials(reader: Reader, arguments: dict[str, Any], headers: list[tuple[str, str]], config: dict[str, Any]) -> None:
    with_credentials = config.get("withCredentials")
    if isinstance(with_credentials, Unknown):
        raise _undecided(reader, with_credentials, 0, "withCredentials", "true or false")
    if with_credentials:
        arguments["credentials"] = "include"
    if isinstance(auth := config.get("auth"), dict):
        user = f"{plain(auth.get('username'))}:{plain(auth.get('password'))}"
        headers.append(("Authorization", f"Basic {base64.b64encode(user.encode('utf-8', 'replace')).decode()}"))
