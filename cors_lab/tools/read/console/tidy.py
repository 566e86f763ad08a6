"""One message for one fetch: what rows, repetitions and the lines around add to the line that
tells the reason.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.tools.read.console.grouping import ConsoleMessage

# They say less than any other line, so they stand alone or not at all.
ALONE = frozenset({"unknown-network-error", "javascript-only"})
# A row of the console, or of a log, with a status: `POST https://… 413`, `GET … net::ERR_FAILED 200
# (OK)`.
_ROW = re.compile(
    r"(?:^|\s)(?P<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+(?P<url>[a-z][a-z0-9+.-]{1,20}:\S{1,2000})"
    r"\s+(?:net::ERR_\w{1,60}\s+)?(?P<status>[1-5]\d\d)\b"
)
_HEADER = re.compile(
    (
        r"^\s*(?P<name>Origin|Access-Control-Request-(?:Headers|Method))\s*:[ "
        r"\t]*(?P<value>\S.{0,400}?)\s*$"
    ),
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{1,30}://[^\s/'\"]{1,255}/?$|null$")


def tidied(messages: Iterable[ConsoleMessage], text: str) -> list[ConsoleMessage]:
    """The messages, those about one fetch as one, with what the rest of the text tells about it."""
    found = _without_weaker(list(messages))
    found = _joined(found)
    rows, headers = _rows(text), _headers(text)
    return [_informed(message, rows, headers, len(found) == 1) for message in found]


def _without_weaker(messages: list[ConsoleMessage]) -> list[ConsoleMessage]:
    strong = [message for message in messages if message.code not in ALONE]
    return strong or messages


def _joined(messages: list[ConsoleMessage]) -> list[ConsoleMessage]:
    kept: list[ConsoleMessage] = []
    for message in messages:
        at = next((number for number, other in enumerate(kept) if _is_same(other, message)), None)
        if at is None:
            kept.append(message)
            continue
        kept[at] = _both(kept[at], message)
    return kept


def _is_same(one: ConsoleMessage, other: ConsoleMessage) -> bool:
    """Do both tell of the same fetch, or of the same fault of no named fetch?"""
    mine, theirs = one.facts.get("url"), other.facts.get("url")
    if one.is_notice is not other.is_notice and "error-status" not in (one.code, other.code):
        return False
    if _is_row(other) or _is_row(one):
        return mine == theirs if mine and theirs else _adjacent(one, other)
    if one.engine != other.engine:
        return False
    if mine and theirs:
        return mine == theirs and _agree(one, other)
    return _agree(one, other) and (one.code == other.code or _adjacent(one, other))


def _is_row(message: ConsoleMessage) -> bool:
    """Does it only say that something failed, or with which status?"""
    return message.code == "error-status" or (message.follow_up and message.engine != "firefox")


def _agree(one: ConsoleMessage, other: ConsoleMessage) -> bool:
    return bool(set(one.codes) & set(other.codes)) and one.facts.get(
        "origin", other.facts.get("origin")
    ) == other.facts.get("origin", one.facts.get("origin"))


def _adjacent(one: ConsoleMessage, other: ConsoleMessage) -> bool:
    return other.number <= one.number + one.lines + 2


def _both(one: ConsoleMessage, other: ConsoleMessage) -> ConsoleMessage:
    """One message with the facts of both; that of the two which tells the reason."""
    first, second = (other, one) if _is_row(one) and not _is_row(other) else (one, other)
    more = {name: value for name, value in second.facts.items() if name not in first.facts}
    if second.facts.get("method") == "OPTIONS" or second.code == "error-status":
        more.pop("method", None)
    common = tuple(code for code in first.codes if code in second.codes)
    codes = common if common and not _is_row(second) else first.codes
    return replace(
        first,
        codes=codes,
        facts={**first.facts, **more},
        number=min(one.number, other.number),
        lines=one.lines + other.lines,
    )


def _rows(text: str) -> dict[str, tuple[str, str]]:
    """The method and status that rows tell, by URL."""
    found: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        if row := _ROW.search(line[:4000]):
            found.setdefault(row["url"], (row["method"], row["status"]))
    return found


def _headers(text: str) -> dict[str, str]:
    """Lines of request headers that stand beside a message."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if header := _HEADER.match(line[:600]):
            found.setdefault(header["name"].lower(), header["value"])
    return found


def _informed(
    message: ConsoleMessage, rows: dict[str, tuple[str, str]], headers: dict[str, str], alone: bool
) -> ConsoleMessage:
    """The message with the status of its row and, where it is the only one, the headers of its
    request.
    """
    facts = dict(message.facts)
    method, status = rows.get(facts.get("url", ""), ("", ""))
    if status and not message.is_notice:
        facts.setdefault("status", status)
    if method and method != "OPTIONS":
        facts.setdefault("method", method)
    if facts.get("method") == "OPTIONS":
        del facts["method"]  # the row of a preflight: what the page sends is not told
    if alone and message.codes:
        _add_headers(facts, headers)
    return replace(message, facts=facts) if facts != message.facts else message


def _add_headers(facts: dict[str, str], headers: dict[str, str]) -> None:
    origin = headers.get("origin", "")
    if _ORIGIN.match(origin):
        facts.setdefault("origin", origin.removesuffix("/"))
    if asked := headers.get("access-control-request-headers"):
        facts["asked_headers"] = asked
    method = headers.get("access-control-request-method", "")
    if method.isalpha():
        facts.setdefault("method", method)
