"""A call of axios, or of what is called alike (ky, Angular's HttpClient), as the arguments of
`page.fetch`.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from cors_lab.tools.read.call import Call, note, settle
from cors_lab.tools.read.javascript.arguments import (
    add_body,
    headers_of,
    note_unread,
    undecided,
    url_of,
    word_of,
)
from cors_lab.tools.read.javascript.reader import Reader
from cors_lab.tools.read.javascript.values import Made, Unknown, form_encoded, plain

if TYPE_CHECKING:
    from cors_lab.tools.read.javascript.scope import Scope

WITH_DATA = ("post", "put", "patch")
DEFAULTS = ("baseURL", "withCredentials", "headers", "params", "auth")
_COMMON = re.compile(
    r"\.defaults\.headers(?:\.common|\.get|\.post|\.put|\.patch|\.delete)?"
    r"(?:\.([A-Za-z][\w-]*)|\[\s*['\"]([A-Za-z][\w-]*)['\"]\s*\])\s*=(?!=)"
)


def from_axios(scope: Scope, found: re.Match[str]) -> Call:
    """The call that begins at this match (groups: client, verb).
    https://axios-http.com/docs/req_config
    """
    reader = Reader(scope.text, found.end(), scope=scope)
    given, start = reader.arguments(), found.end()
    verb = found["verb"] or "request"
    config, data = _axios_config(reader, given, verb, start)
    config = _with_defaults(scope, config, found["client"] or "axios", start)
    arguments: dict[str, Any] = {"url": _axios_url(reader, config, found, start)}
    arguments["method"] = str(
        word_of(reader, "method", config.get("method") or "get", start)
    ).upper()
    headers = headers_of(reader, config.get("headers"), start)
    _axios_body(reader, arguments, headers, data if data is not None else config.get("data"))
    if not any(name.lower() == "accept" for name, _ in headers):
        headers.append(("Accept", "application/json, text/plain, */*"))
    _axios_credentials(reader, arguments, headers, config)
    known = {"url", "method", "baseURL", "headers", "params", "data", "withCredentials", "auth"}
    note_unread(reader, config, known)
    return settle(arguments, headers, "axios", [*scope.notes, *reader.notes])


def _with_defaults(scope: Scope, config: dict[str, Any], client: str, start: int) -> dict[str, Any]:
    """What axios.create(…), axios.defaults.x = … and client.defaults.x = … say for every call,
    under what this one says.
    """
    made = scope.value(client, start)
    defaults: dict[str, Any] = {}
    if (
        made is not None
        and isinstance(made[0], Made)
        and made[0].kind == "axios"
        and made[0].arguments
    ):
        if isinstance(made[0].arguments[0], dict):
            defaults = dict(made[0].arguments[0])
        else:
            defaults = {}
    for name in DEFAULTS:
        if known := scope.default(f"{client}.defaults.{name}"):
            defaults[name] = known[0]
    common = dict(scope.defaults_of_headers(_COMMON, client))
    headers = [
        part
        for part in (common, defaults.get("headers"), config.get("headers"))
        if isinstance(part, dict)
    ]
    merged = defaults | {name: value for name, value in config.items() if value is not None}
    return merged | (
        {"headers": {key: value for part in headers for key, value in part.items()}}
        if headers
        else {}
    )


def _axios_config(
    reader: Reader, given: list[Any], verb: str, start: int
) -> tuple[dict[str, Any], Any]:
    """The config object, with url and method in it, and the data that stands between them."""
    if verb == "request" and given and isinstance(given[0], dict):
        return given[0], None
    at = 2 if verb in WITH_DATA else 1
    if len(given) > at and given[at] is not None:
        config = given[at]
    else:
        config = {}
    if not isinstance(config, dict):
        raise undecided(
            reader, config, start, "the config", "an object such as {withCredentials: true}"
        )
    config = dict(config) | {"url": given[0] if given else None}
    if verb != "request":
        config["method"] = verb
    return config, given[1] if at == 2 and len(given) > 1 else None


def _axios_url(reader: Reader, config: dict[str, Any], found: re.Match[str], start: int) -> str:
    url, base = url_of(reader, config.get("url"), start), config.get("baseURL")
    if isinstance(base, str) and "://" not in url:
        url = base.rstrip("/") + "/" + url.lstrip("/")
    elif "://" not in url:
        client = found["client"] or "axios"
        reader.notes.append(
            f"The URL is relative, and a base URL of `{client[:40]}` is not known: it is read as"
            " the page's own server."
        )
    if isinstance(config.get("params"), (dict, list)):
        query = form_encoded(plain(config.get("params")))
    else:
        query = ""
    if query:
        return f"{url}{'&' if '?' in url else '?'}{query}"
    return url


def _axios_body(
    reader: Reader, arguments: dict[str, Any], headers: list[tuple[str, str]], data: Any
) -> None:
    if data is None:
        return
    if isinstance(data, Unknown):
        note(
            reader.notes,
            reader.text,
            data.offset,
            "the data are not known; they were taken for an object, which axios sends as JSON.",
        )
    if isinstance(data, (dict, list, Unknown)):
        arguments["body"] = json.dumps(plain(data), ensure_ascii=False)
        kind = "application/json"
    else:
        kind = "application/x-www-form-urlencoded"
        add_body(reader, arguments, headers, data)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", kind))


def _axios_credentials(
    reader: Reader,
    arguments: dict[str, Any],
    headers: list[tuple[str, str]],
    config: dict[str, Any],
) -> None:
    with_credentials = config.get("withCredentials")
    if isinstance(with_credentials, Unknown):
        raise undecided(reader, with_credentials, 0, "withCredentials", "true or false")
    if with_credentials:
        arguments["credentials"] = "include"
    if isinstance(auth := config.get("auth"), dict):
        user = f"{plain(auth.get('username'))}:{plain(auth.get('password'))}"
        headers.append(
            ("Authorization", f"Basic {base64.b64encode(user.encode('utf-8', 'replace')).decode()}")
        )
