"""Put a message together again that a terminal, a mail or a tracker broke into several lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 4_000  # characters of one message
MOST_LINES = 12  # into which one message may have been broken
# How a message begins. What stands before it in its line (a file, a time, a level) does not matter.
_OPENER = re.compile(
    r"Access to [A-Za-z][A-Za-z ]{0,30} ?at ['‘`\"\[]"
    r"|(?:XMLHttpRequest|Fetch API|EventSource|Beacon API) cannot load "
    r"|Failed to load (?:https?|file|capacitor|ionic|app|tauri)://"
    r"|(?:Font|Image|Script|Stylesheet|Video|Imported resource) from origin '"
    r"|Cross-[Oo]rigin (?:Request (?:Blocked|Warning)|redirection to )"
    r"|Mixed Content: |Refused to (?:connect|load|execute|apply) "
    r"|Origin [a-z][a-z0-9+.-]{1,30}:\S{2,300} is not allowed by "
    r"|(?:Blocking|Blocked) Cross Origin "
    r"|WebSocket connection to '|has been blocked by CORS"
)
# How a line begins that goes on with such a message.
_GOES_ON = re.compile(
    r"(?:'|‘|\(|[a-z]|No '|No ‘|No `|Origin '|The response had|The '|The ‘|The value of"
    r"|Response (?:to|for) preflight|Redirect (?:from|is not)|A wildcard|Credentials? "
    r"|Request header field|Method |If an opaque|Access-Control-|Cross origin requests"
    r"|CORS (?:policy|header|request|preflight|missing|disabled)|Cross-Origin Resource|Reason: "
    r"|Status code|Have the server|Must |It must|HTTP|Host:|Origin:|Policy\b|Same "
    r"Origin|Multiple CORS"
    r"|Did not|Invalid |Preflight response)"
)
# How a line begins that never does: another message, a row, a frame of a stack, a list.
_NEW = re.compile(
    r"\s*(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (?:https?:|/)"
    r"|at (?:async |new |Object\.|[\w.$<>]{1,80} ?\()|at "
    r"https?://\S+:\d+|\[(?:Error|Warning|Log|Info|[EWID] )"
    r"|Uncaught |TypeError|Error: |DOMException|Failed to load resource|\d{1,2}\. +[A-Z]"
    r"|[A-Z][\w-]{1,40}: \S[^'\"]{0,200}$|\S{1,80}:\d+ +[A-Z]|\(anonymous\)|[\w$.]{1,60} @ )"
)
_HEADER_CONTINUES = re.compile(r"(?:Status code|Reason|Origin|Host): ")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,20}(?:$|:)")
_ENDS = re.compile(r"[.!?)\d\]}\"][\s'\"`*_]*$")
_UNFINISHED = re.compile(
    r"(?:[,:(‘']|\b(?:at|from|by|for|the|a|is|not|the requested|CORS|of|in|to|has|been|blocked"
    r"|when|origin|policy|resource|request|header|No|and|or|check|is present))$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message, or a line that begins none: its text, the first of its lines, and how many."""

    text: str
    number: int
    count: int = 1


def reflowed(lines: list[str]) -> list[Line]:
    """The lines with each broken message in one; lines that belong to none stay as they are."""
    found: list[Line] = []
    number = 0
    while number < len(lines):
        one = _message(lines, number)
        found.append(one)
        number += one.count
    return found


def _message(lines: list[str], start: int) -> Line:
    text = lines[start][:LONGEST]
    if not _OPENER.search(text):
        return Line(text, start + 1)
    count = 1
    while count < MOST_LINES and len(text) < LONGEST:
        following = _next(lines, start + count, text)
        if following is None:
            break
        taken, more = following
        text = _joined(text, more)
        count += taken
    return Line(text[:LONGEST], start + 1, count)


def _next(lines: list[str], at: int, text: str) -> tuple[int, str] | None:
    """How many lines, and which text, go on with this message; a single blank line may lie
    between.
    """
    blank = at < len(lines) and not lines[at].strip()
    if blank:
        at += 1
    if at >= len(lines) or not (more := lines[at].strip(" \t>")):
        return None
    more = more[:LONGEST]
    if _begins_another(more):
        return None
    within = _opens_quote(text) or _UNFINISHED.search(text.rstrip())
    if not (within or _GOES_ON.match(more)):
        return None
    if blank and not (within or _HEADER_CONTINUES.match(more) or more[0] in "('‘"):
        return None
    return 1 + blank, more


def _begins_another(line: str) -> bool:
    opener = _OPENER.search(line)
    if opener is not None and opener[0] != "has been blocked by CORS":
        return opener.start() < 60
    return _NEW.match(line) is not None and not _HEADER_CONTINUES.match(line)


def _opens_quote(text: str) -> bool:
    """Does an address in quotes begin here whose end is missing?"""
    at = max(text.rfind(" '"), text.rfind("('"))
    if at < 0 or "'" in text[at + 2 :]:
        return False
    return _ADDRESS.match(text, at + 2) is not None


def _joined(text: str, more: str) -> str:
    """Both in one line; a name or an address that was broken in its middle without a blank."""
    text = text.rstrip()
    last = text.rpartition(" ")[2]
    if _opens_quote(text) and re.match(r"[^\s']+'", more):
        return text + more
    first = re.match(r"[A-Za-z-]+", more)
    word = last.strip("'‘’\"(") + (first[0] if first else "")
    if first and word in NAMES:
        return text + more
    return f"{text} {more}"


# Names that stand in messages and are long enough to be broken.
NAMES = frozenset(
    {
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Private-Network",
        "Cross-Origin",
        "XMLHttpRequest",
        "withCredentials",
        "credentials",
        "requested",
        "resource",
        "preflight",
        "response",
        "disallows",
        "blocked",
        "policy",
        "present",
        "header",
        "request",
        "control",
        "wildcard",
        "supplied",
    }
)
