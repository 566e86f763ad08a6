"""A pasted exchange as what was asked and what was answered: curl -i, -v, -I, -D -, HTTPie, a
panel's text, raw HTTP, a log.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from cors_lab.tools.read.call import Unreadable
from cors_lab.tools.read.curl.command import from_curl
from cors_lab.tools.read.exchange.lines import Line, is_known, read_lines, side_of
from cors_lab.tools.redact.text import mask_headers, mask_text, mask_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.tools.read.call import Call

LONGEST = 1_000_000
LONGEST_BODY = 4_000
MOST = 100
ENOUGH = 2  # headers that make an exchange of a text that has no other sign of one
EXPECTED = (
    "Expected is a request or an answer with its headers, as curl -i or the Network panel "
    "shows them."
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as far as the paste has them.

    `method` and `url` are "" and `status` is 0 where nothing tells them. `source` is "curl",
    "panel", "raw" or "log". `call` is the curl command, `followed` says that a redirect led here,
    `body` is the beginning of the answer's body, `number` the line where it begins.
    """

    source: str
    number: int
    method: str = ""
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 0
    phrase: str = ""
    response_headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    call: Call | None = None
    followed: bool = False

    def masked(self) -> Exchange:
        """The same exchange with `***` for every secret."""
        return replace(
            self,
            url=mask_url(self.url),
            headers=mask_headers(self.headers),
            response_headers=mask_headers(self.response_headers),
            body=mask_text(self.body),
            call=self.call.masked() if self.call else None,
        )


@dataclass(slots=True)
class _Draft:
    """An exchange that is still being read."""

    source: str
    number: int
    method: str = ""
    url: str = ""
    target: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    status: int = 0
    phrase: str = ""
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    command: str = ""
    followed: bool = False
    side: str = ""
    in_body: bool = False

    @property
    def answered(self) -> bool:
        return bool(self.status or self.response_headers)


def has_exchange(text: str) -> bool:
    """Does this look like a request or an answer with its headers?"""
    return bool(_exchanges(text[:LONGEST]))


def from_exchange(text: str) -> tuple[Exchange, ...]:
    r"""The exchanges in a paste, in order. Raises Unreadable where there is none.

    >>> exchange, = from_exchange("curl -i https://api.example/notes\nHTTP/2 404\nvary: Origin")
    >>> exchange.method, exchange.url, exchange.status
    ('GET', 'https://api.example/notes', 404)
    """
    if len(text) > LONGEST:
        raise Unreadable("This is more than a megabyte; paste the exchange that fails only.")
    found = _exchanges(text)
    if not found:
        raise Unreadable(f"No answer with its headers was found in this. {EXPECTED}")
    return found


@lru_cache(maxsize=4)  # what it is, and then what it says: the same text is read several times
def _exchanges(text: str) -> tuple[Exchange, ...]:
    if logged := _log(text):
        return tuple(logged[:MOST])
    drafts = [draft for draft in _drafts(text) if _counts(draft)]
    return tuple(_finished(draft) for draft in drafts[:MOST])


def _counts(draft: _Draft) -> bool:
    """Is there enough of an exchange in it?"""
    if draft.status and draft.source in ("curl", "raw"):
        return True
    if draft.url and draft.source == "panel":
        return bool(draft.status or draft.method or draft.headers or draft.response_headers)
    if draft.command and draft.response_headers:
        return True
    if draft.method and draft.target and draft.headers:
        return True
    telling = [name for name, _ in (*draft.headers, *draft.response_headers) if _tells(name)]
    return len(telling) >= 1 and len(draft.headers) + len(draft.response_headers) >= ENOUGH


def _tells(name: str) -> bool:
    return name.lower().startswith("access-control-") or name.lower() == "origin"


def _drafts(text: str) -> list[_Draft]:
    drafts = [_Draft("panel", 1)]
    lines = read_lines(text)
    number = 0
    while number < len(lines):
        number = _take(drafts, lines, number)
    return drafts


def _take(drafts: list[_Draft], lines: list[Line], number: int) -> int:
    """Read one line into the exchange that it belongs to; the number of the next."""
    line, now = lines[number], drafts[-1]
    if line.kind == "command":
        command, number = _whole_command(lines, number)
        drafts.append(_Draft("curl", number, command=command))
        return number
    if line.kind == "request":
        now = _request(drafts, line, number)
    elif line.kind == "status":
        now = _status(drafts, line, number)
    elif line.kind in ("url", "method"):
        now = _general(drafts, line, number)
    elif line.kind == "section":
        now.side, now.in_body = line.name, False
    elif line.kind == "header" and (line.mark or not now.in_body or _late(now, line)):
        _header(now, line)
    elif line.kind == "blank":
        now.in_body = now.in_body or (
            now.source != "panel" and bool(now.status and now.response_headers)
        )
    elif now.in_body or (now.status and line.kind in ("other", "header")):
        now.body.append(line.value or f"{line.name}: {line.value}")
    return number + 1


def _late(now: _Draft, line: Line) -> bool:
    """A header of the request that stands below the answer, with no body between."""
    return not now.body and side_of(line.name) == "request"


def _whole_command(lines: list[Line], number: int) -> tuple[str, int]:
    """A command with the lines that a backslash (or a caret, in Windows) continues."""
    parts = [lines[number].value]
    number += 1
    while parts[-1].rstrip().endswith(("\\", "^")) and number < len(lines):
        line = lines[number]
        parts.append(line.value if line.kind != "header" else f"{line.name}: {line.value}")
        number += 1
    return "\n".join(parts).strip("`"), number


def _request(drafts: list[_Draft], line: Line, number: int) -> _Draft:
    """A request line: of the command before it, of a redirect that it follows, or of a new
    exchange.
    """
    now = drafts[-1]
    fresh = now.answered or now.target or (now.headers and now.source != "curl")
    if fresh:
        follows = now.source == "curl" and 300 <= now.status < 400
        now = _Draft(
            now.source if follows else "raw", number + 1, command=now.command, followed=follows
        )
        drafts.append(now)
    elif not now.command:
        now.source = "raw"
    now.method, now.target, now.side, now.in_body = line.name, line.value, "request", False
    return now


def _status(drafts: list[_Draft], line: Line, number: int) -> _Draft:
    """A status: of the request before it; the second in a row is that of a redirect that was
    followed.
    """
    now, status = drafts[-1], int(line.value)
    tunnel = line.name.lower() == "connection established"
    if status < 200 or tunnel:
        now.side = "response"
        return now
    if line.mark == "label":
        if now.in_body or now.source in ("curl", "raw"):
            return now  # a word of the body
        if now.status and now.response_headers:
            now = _Draft("panel", number + 1)
            drafts.append(now)
        now.status, now.phrase = status, line.name
        return now
    if now.status or (now.response_headers and now.source != "panel"):
        url = _led_to(now) if 300 <= now.status < 400 else ""
        source = now.source
        now = _Draft(
            source, number + 1, command="" if url else now.command, url=url, followed=bool(url)
        )
        drafts.append(now)
    if now.source == "panel" and not now.url:
        now.source = "raw"
    now.status, now.phrase, now.side, now.in_body = status, line.name, "response", False
    return now


def _led_to(draft: _Draft) -> str:
    location = next(
        (value for name, value in draft.response_headers if name.lower() == "location"), ""
    )
    return urljoin(_address(draft), location) if location else ""


def _general(drafts: list[_Draft], line: Line, number: int) -> _Draft:
    """The address or the method in a panel; a second one begins another exchange."""
    now = drafts[-1]
    taken = now.url if line.kind == "url" else now.method
    if taken or now.response_headers or now.source == "curl":
        now = _Draft("panel", number + 1)
        drafts.append(now)
    if line.kind == "url":
        now.url = line.value
    else:
        now.method = line.value
    return now


def _header(now: _Draft, line: Line) -> None:
    name, value = line.name, line.value
    if not is_known(name) and not now.side and not now.status and not now.headers:
        return  # a word and a colon in prose
    if name.startswith(":"):
        _pseudo(now, name, value)
        return
    side = {"<": "response", ">": "request"}.get(line.mark) or now.side or side_of(name)
    told = side_of(name)
    if (told and told != side and line.mark not in "<>") or (told and now.source == "panel"):
        side = told  # what only one side sends tells more than a heading
    if not side:
        side = "request" if now.headers and not now.response_headers else "response"
    if side == "request" and now.source == "curl" and line.mark != ">":
        side = "response"
    (now.headers if side == "request" else now.response_headers).append((name, value))


def _pseudo(now: _Draft, name: str, value: str) -> None:
    """HTTP/2's own names for what stands in a request line and a status line."""
    if name == ":path":
        now.target = value
    elif name == ":authority":
        now.headers.append(("Host", value))
    elif name == ":method":
        now.method = value
    elif name == ":status" and value[:3].isdigit():
        now.status = int(value[:3])


def _address(draft: _Draft) -> str:
    """The URL, from what tells it: a label, the command, or the request line with Host."""
    if draft.url:
        return draft.url
    call = _call(draft)
    if call is not None:
        return call.url
    if "://" in draft.target:
        return draft.target
    host = next((value for name, value in draft.headers if name.lower() == "host"), "")
    local = re.match(r"(?:localhost|127\.|0\.0\.0\.0|\[::1\])", host)
    return f"{'http' if local else 'https'}://{host}{draft.target or '/'}" if host else ""


def _call(draft: _Draft) -> Call | None:
    """The curl command before the answer; HTTPie's is translated."""
    if not draft.command or draft.followed:
        return None
    try:
        return from_curl(_as_curl(draft.command))
    except Unreadable:
        return None


def _as_curl(command: str) -> str:
    """HTTPie's `http GET url Name:value` as the curl command that sends the same."""
    if command.startswith("curl"):
        return command
    words = re.findall(r"'[^'\n]*'|\"[^\"\n]*\"|\S+", command)[1:]
    parts = ["curl"]
    for word in words:
        bare = word.strip("'\"")
        if re.fullmatch(r"[A-Z]{3,7}", bare):
            parts.append(f"-X {bare}")
        elif re.match(r"https?://", bare):
            parts.append(f"'{bare}'")
        elif header := re.fullmatch(r"([A-Za-z][\w-]*):(?!//)(.*)", bare):
            parts.append(f"-H '{header[1]}: {header[2]}'")
    return " ".join(parts)


def _finished(draft: _Draft) -> Exchange:
    call = _call(draft)
    method, headers = draft.method, tuple(draft.headers)
    if call is not None:
        command = _as_curl(draft.command)
        method = method or _sent_method(command, call)
        sent = {name.lower() for name, _ in headers}
        more = (pair for pair in _sent_headers(call, command) if pair[0].lower() not in sent)
        headers = (*headers, *more)
    return Exchange(
        draft.source,
        draft.number,
        method,
        _address(draft),
        headers,
        draft.status,
        draft.phrase,
        tuple(draft.response_headers),
        "\n".join(draft.body)[:LONGEST_BODY].strip(),
        call,
        draft.followed,
    )


def _sent_method(command: str, call: Call) -> str:
    """The method that curl sends, where the reader took a preflight for the request it asks for."""
    options = re.search(r"(?:-X|--request)[ =]*['\"]?OPTIONS|\bOPTIONS\b", command)
    return "OPTIONS" if options else call.method


def _sent_headers(call: Call, command: str) -> Iterable[tuple[str, str]]:
    """The headers that the command sends, those too that no page may set."""
    yield from call.arguments.get("headers", ())
    for name, value in re.findall(
        r"(?:-H|--header)[ =]*['\"]([A-Za-z][\w-]{0,60}): ?([^'\"\n]{0,2000})['\"]", command
    ):
        if name.lower() in ("origin", "cookie", "host") or name.lower().startswith(
            "access-control-request-"
        ):
            yield name, value


def _log(text: str) -> list[Exchange]:
    """One request in a server's log: a JSON object with the request and its answer, as pino
    and others write it.
    """
    start = text.strip()
    if not start.startswith("{") or '"headers"' not in start:
        return []
    found = []
    for number, line in enumerate(start.splitlines() if start.count("\n{") else [start], 1):
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            return []
        if (exchange := _logged(data, number)) is not None:
            found.append(exchange)
    return found


def _logged(data: Any, number: int) -> Exchange | None:
    if not isinstance(data, dict):
        return None
    request = data.get("req") or data.get("request")
    response = data.get("res") or data.get("response") or {}
    if not isinstance(request, dict) or not isinstance(response, dict):
        return None
    headers, method = _pairs(request.get("headers")), request.get("method")
    if not isinstance(method, str) or not headers:
        return None
    draft = _Draft("log", number, method, "", str(request.get("url") or "/"), list(headers))
    if str(request.get("url")).startswith(("http://", "https://")):
        draft.url = str(request.get("url"))
    status = response.get("statusCode") or response.get("status") or 0
    draft.status = status if isinstance(status, int) else 0
    draft.response_headers = list(_pairs(response.get("headers")))
    return _finished(draft)


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(headers, dict):
        return ()
    return tuple((str(name), str(value)) for name, value in headers.items())
