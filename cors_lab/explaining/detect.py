"""What somebody gave: a HAR file, a curl command, a fetch() call, lines of a console; by what stands in it, never by its name alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from cors_lab.importing import Unreadable, from_console
from cors_lab.importing.call import place

KINDS = ("har", "console", "curl", "fetch")
WORDS = {"har": "a HAR file", "console": "a console line", "curl": "a curl command", "fetch": "a fetch() call"}
EXPECTED = "Expected is a line of a browser's console, a curl command, a fetch() call, or a HAR file."
_CURL = re.compile(r"(?m)^[ \t]*(?:[$%>#] +)?(?:sudo +)?(?:\S*[/\\])?curl(?:\.exe)?[ \t]+\S")
_FETCH = re.compile(
    r"(?<![\w$.'\"])(?:fetch|axios(?:\s*\.\s*\w+)?|\w+\s*\.\s*(?:get|delete|head|options|post|put|patch|request))\s*\(\s*['\"`{\w]"
)
_POWERSHELL = re.compile(r"\bInvoke-(?:WebRequest|RestMethod)\b")
_URL_ALONE = re.compile(r"https?://\S+")
_PATH_LIKE = re.compile(r"[^\s'\"<>|*?]{1,4096}\.[A-Za-z0-9]{1,6}")
MOST_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: its kind, its content (text, or a parsed HAR), and sentences on what else it could have been."""

    kind: str
    content: Any
    notes: tuple[str, ...] = ()


def detect(anything: Any, kind: str | None = None) -> Given:
    """The kind of what was given and its content. Raises Unreadable where it is none of the four; TypeError for what is no source."""
    if kind is not None and kind not in KINDS:
        raise Unreadable(f"kind: {kind!r} is not one of {', '.join(KINDS)}.")
    if isinstance(anything, Mapping):
        return Given("har", anything) if "log" in anything or kind == "har" else _arguments(anything)
    text = _text(anything)
    if kind:
        return Given(kind, text)
    return _by_content(text)


def _arguments(anything: Mapping[str, Any]) -> Given:
    if isinstance(anything.get("url"), str):
        return Given("arguments", anything)
    raise Unreadable('This dict is neither a HAR file (it has no "log") nor the arguments of a fetch (it has no "url").')


def _text(anything: Any) -> str:
    """The text in a str, bytes, a file or at a path."""
    if isinstance(anything, PathLike) or (isinstance(anything, str) and _is_path(anything)):
        anything = _read(Path(anything))
    elif hasattr(anything, "read"):
        anything = anything.read()
    if isinstance(anything, (bytes, bytearray)):
        anything = decoded(bytes(anything))
    if not isinstance(anything, str):
        raise TypeError(f"explain() takes text, a path, an open file or a dict, not {type(anything).__name__}. {EXPECTED}")
    return anything


def decoded(data: bytes) -> str:
    """Text from the bytes of a file, in UTF-8 or, with its mark, UTF-16."""
    if data[:2] in (b"\x1f\x8b", b"PK"):
        raise Unreadable("This file is packed (gzip or zip); unpack it first.")
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _is_path(text: str) -> bool:
    """Is it the path of a file, rather than the text itself? A name that looks like one, yet is not there, is told of."""
    if len(text) > 4096 or "\n" in text or "\0" in text or _URL_ALONE.fullmatch(text):
        return False
    try:
        if Path(text).is_file():
            return True
    except OSError:
        return False
    if _PATH_LIKE.fullmatch(text):
        raise Unreadable(f"There is no file {text!r} in {Path.cwd().name or 'this folder'!r}. {EXPECTED}")
    return False


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"The file {path.name!r} is larger than 300 MB; export it again after clearing the Network tab.")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file {path.name!r} cannot be read: {(error.strerror or 'no reason given').lower()}.") from None


def _by_content(text: str) -> Given:
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise Unreadable(f"Nothing was given. {EXPECTED}")
    if start[0] == "{":
        return Given("har", start)
    found = {kind: at for kind in ("console", "curl", "fetch") if (at := _position(kind, text)) is not None}
    if _POWERSHELL.search(text) and "console" not in found:
        found.setdefault("curl", 0)  # its reader says what to do
    if not found and start[0] == "[":
        return Given("har", start)
    if not found:
        raise Unreadable(_neither(start.strip()))
    first = "console" if "console" in found else min(found, key=lambda kind: found[kind])
    return Given(first, text, tuple(_also(text, kind, at) for kind, at in found.items() if kind != first))


def _position(kind: str, text: str) -> int | None:
    if kind != "console":
        match = (_CURL if kind == "curl" else _FETCH).search(text)
        return match.start() if match else None
    try:
        message = next(message for message in from_console(text))
    except Unreadable:
        return None
    return sum(len(line) + 1 for line in text.splitlines()[: message.number - 1])


def _also(text: str, kind: str, at: int) -> str:
    return f'There is {WORDS[kind]} too ({place(text, at)}); to have it explained, give it alone, or say kind="{kind}" (--kind {kind}).'


def _neither(text: str) -> str:
    if _URL_ALONE.fullmatch(text):
        return f"This is a URL; `cors-lab check` asks the server behind it. Here, what has happened is explained. {EXPECTED}"
    if text[:1] == "<":
        return f"This is HTML or XML. {EXPECTED}"
    return f"This is none of what can be read (its {len(text.splitlines())} line(s) begin with no word that is known). {EXPECTED}"
