"""What somebody gave: a HAR file, a curl command, a fetch() call, lines of a console; by what
stands in it, never by its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

from cors_lab.fetch.scalar_values import scalar_value_string
from cors_lab.fixes.products.reading import read_settings
from cors_lab.tools.read import Unreadable, from_console
from cors_lab.tools.read.call import place
from cors_lab.tools.read.console.historic import WEAK
from cors_lab.tools.read.exchange import has_exchange
from cors_lab.tools.read.other_calls import other_call

KINDS = ("har", "console", "curl", "fetch", "exchange", "load", "settings")
FOUND = ("console", "exchange", "curl", "fetch", "load")
WORDS = {
    "har": "a HAR file",
    "console": "a console line",
    "curl": "a curl command",
    "fetch": "a fetch() call",
}
EXPECTED = (
    "Expected is a line of a browser's console, a curl command, an answer with its headers, code"
    " that asks a server, or a HAR file."
)
_CURL = re.compile(r"curl(?:\.exe)?[ \t]+[-'\"$^\w“‘\\]")
_BEFORE_CURL = re.compile(
    r"(?:^|[$%>#|;&`(\n]|\b(?:do|sudo|time)\b|docker[^\n]{1,200} )[ \t]*"
    r"(?:[^\s'\"]{0,200}[/\\])?$"
)
WINDOW = 420  # characters before curl that tell whether it is a command
MOST_TRIED = 100  # places where "curl" stands in a text
_FETCH = re.compile(
    r"(?<![\w$.'\"])(?:(?:(?:window|self)\s*\.\s*)?fetch|axios(?:\s*\.\s*\w+)?|(?:\$|jQuery)\s*\.\s*(?:ajax|get|post|getJSON)"
    r"|[\w$.]+\s*\.\s*(?:get|delete|head|options|post|put|patch|request)(?:\s*<[^()]{0,160}>)?)\s*\(\s*['\"`{\w]|\bnew\s+(?:XMLHttpRequest|Request)\b"
)
_POWERSHELL = re.compile(r"\bInvoke-(?:WebRequest|RestMethod)\b")
_URL_ALONE = re.compile(r"https?://\S+")
_PATH_LIKE = re.compile(r"[^\s'\"<>|*?]{1,4096}\.[A-Za-z0-9]{1,6}")
_RECORDING = re.compile(r"[^'\"<>|*?\n]{1,4096}\.(?:har|HAR|txt|log)")  # a name with blanks in it
MOST_BYTES = 300_000_000
MOST_TEXT = 5_000_000  # characters of what is no JSON: reading a call takes 100 bytes for each
TOO_LONG = (
    "This text has more than 5 million characters. Give the lines around the failure only, or the "
    "HAR file."
)
HEADERS = "headers: give a dict of strings, or a list of pairs of strings."
BEGINNING = 2_000  # characters, in which a HAR file has its "log"
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: its kind, its content (text, or a parsed HAR), and sentences on what else it
    could have been.
    """

    kind: str
    content: Any
    notes: tuple[str, ...] = ()


def detect(anything: Any, kind: str | None = None) -> Given:
    """The kind of what was given and its content. Raises Unreadable where it is none of the four;
    TypeError for what is no source.
    """
    if kind is not None and kind not in KINDS:
        raise Unreadable(f"kind: {kind!r} is not one of {', '.join(KINDS)}.")
    if isinstance(anything, Mapping):
        if "log" in anything or kind == "har":
            return Given("har", anything)
        return _arguments(anything)
    text = _text(anything)
    if kind:
        return Given(kind, text)
    return _by_content(text)


def _arguments(anything: Mapping[str, Any]) -> Given:
    if isinstance(anything.get("url"), str):
        if not _are_headers(anything.get("headers") or ()):
            raise Unreadable(HEADERS)
        return Given("arguments", anything)
    raise Unreadable(
        'This dict is neither a HAR file (it has no "log") nor the arguments of a fetch (it has no'
        ' "url").'
    )


def _are_headers(headers: Any) -> bool:
    """Are they a dict of strings, or pairs of strings?"""
    if isinstance(headers, Mapping):
        headers = headers.items()
    if not isinstance(headers, Iterable) or isinstance(headers, (str, bytes)):
        return False
    pairs = list(headers)
    return all(
        isinstance(pair, (tuple, list))
        and len(pair) == 2
        and all(isinstance(part, str) for part in pair)
        for pair in pairs
    )


def _text(anything: Any) -> str:
    """The text in a str, bytes, a file or at a path."""
    if isinstance(anything, str):
        anything = scalar_value_string(anything)
    if isinstance(anything, PathLike) or (isinstance(anything, str) and _is_path(anything)):
        anything = _read(_expanded(anything))
    elif hasattr(anything, "read"):
        anything = anything.read()
    if isinstance(anything, (bytes, bytearray)):
        anything = decoded(bytes(anything))
    if not isinstance(anything, str):
        raise TypeError(
            f"explain() takes text, a path, an open file or a dict, not {type(anything).__name__}."
            f" {EXPECTED}"
        )
    text = scalar_value_string(anything)
    if len(text) > MOST_TEXT and text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        raise Unreadable(TOO_LONG)
    return text


def _expanded(path: Any) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Unreadable(f"There is no user as {str(path)!r} names one. {EXPECTED}") from None


def decoded(data: bytes) -> str:
    """Text from the bytes of a file, in UTF-8 or UTF-16."""
    if data[:2] in (b"\x1f\x8b", b"PK"):
        raise Unreadable("This file is packed (gzip or zip); unpack it first.")
    text = data.decode(_encoding(data), "replace")
    if "\0" in text:
        raise Unreadable(f"This is not text (it has NUL bytes in it). {EXPECTED}")
    return text


def _encoding(data: bytes) -> str:
    """UTF-16 by its mark, or by the zero byte beside its first letter; else UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    zeros = [byte == 0 for byte in data[:2]]
    if zeros == [False, True]:
        return "utf-16-le"
    if zeros == [True, False]:
        return "utf-16-be"
    return "utf-8-sig"


def _is_path(text: str) -> bool:
    """Is it the path of a file, rather than the text itself? A name that looks like one, yet is not
    there, is told of.
    """
    if len(text) > 4096 or "\n" in text or "\0" in text or _URL_ALONE.fullmatch(text):
        return False
    try:
        if Path(text).expanduser().is_file():
            return True
        if _PATH_LIKE.fullmatch(text) or (_RECORDING.fullmatch(text) and not _curl_at(text) == 0):
            raise Unreadable(_no_file(Path(text).expanduser()))
    except (OSError, RuntimeError):  # RuntimeError: the home of nobody
        return False
    return False


def _no_file(path: Path) -> str:
    """That there is no such file, and which there are."""
    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {str(folder)!r}, and so no file {path.name!r} in it. {EXPECTED}"
    alike = sorted(
        other.name
        for other in folder.iterdir()
        if other.suffix.lower() == path.suffix.lower() and other.is_file()
    )
    if alike:
        there = (
            " It has"
            f" {', '.join(map(repr, alike[:MOST_FILES]))}{', …' if len(alike) > MOST_FILES else ''}."  # noqa: E501
        )
    else:
        there = ""
    return (
        f"There is no file {path.name!r} in {folder.resolve().name or 'this folder'!r}.{there}"
        f" {EXPECTED}"
    )


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"{str(path)!r} is a folder; give a file in it. {EXPECTED}")
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(
                f"The file {path.name!r} is larger than 300 MB; export it again after clearing the"
                " Network tab."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(_no_file(path)) from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(f"No file can have a name with a NUL byte in it. {EXPECTED}") from None
    except OSError as error:
        raise Unreadable(
            f"The file {path.name!r} cannot be read:"
            f" {(error.strerror or 'no reason given').lower()}."
        ) from None


def _by_content(text: str) -> Given:
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise Unreadable(f"Nothing was given. {EXPECTED}")
    recording = start[0] in "{[" and '"log"' in start[:BEGINNING]
    if recording:
        return Given("har", start)
    found = {kind: at for kind in FOUND if (at := _position(kind, text)) is not None}
    if _POWERSHELL.search(text) and "console" not in found:
        found.setdefault("curl", 0)  # its reader says what to do
    little = set(found) == {"console"} and _says_little(text)
    if (not found or little) and read_settings(text) is not None:
        return Given("settings", text)
    if not found and start[0] in "{[":
        return Given("har", start)
    if not found:
        raise Unreadable(_neither(start.strip()))
    first = _first(found, text)
    also = {kind: at for kind, at in found.items() if kind in WORDS and kind != first}
    if first in ("exchange", "load"):
        also = {}
    return Given(first, text, tuple(_also(text, kind, at) for kind, at in also.items()))


def _first(found: dict[str, int], text: str) -> str:
    """What it is, where it could be several things: the one that tells most."""
    in_json = text.lstrip()[:1] in "{["
    if len(found) > 1 and "console" in found and not in_json and _says_little(text):
        del found["console"]  # "Failed to fetch" in a program is part of the program
    if "exchange" in found and "console" not in found:
        return "exchange"
    for kind in ("console", "curl", "fetch", "load"):
        if kind in found and (kind in ("console", "load") or len(found) == 1):
            return kind
    calls = {kind: at for kind, at in found.items() if kind in ("curl", "fetch")}
    return min(calls, key=lambda kind: calls[kind])


def _says_little(text: str) -> bool:
    """Is there no line of a console in this that tells a reason?"""
    return all(not message.codes or message.code in WEAK for message in from_console(text))


def _position(kind: str, text: str) -> int | None:
    """Where what is of this kind begins; None where there is none."""
    if kind == "curl":
        return _curl_at(text)
    if kind == "fetch":
        match = _FETCH.search(text)
        if match:
            return match.start()
        return None
    if kind == "exchange":
        if has_exchange(text):
            return 0
        return None
    if kind == "load":
        if other_call(text) is not None:
            return 0
        return None
    try:
        message = next(message for message in from_console(text))
    except Unreadable:
        return None
    return sum(len(line) + 1 for line in text.splitlines()[: message.number - 1])


def _curl_at(text: str) -> int | None:
    """Where a curl command begins: at the start of a line, or behind a prompt or a pipe."""
    for found in islice(_CURL.finditer(text), MOST_TRIED):
        before = text[max(0, found.start() - WINDOW) : found.start()]
        if _BEFORE_CURL.search(before):
            return found.start()
    return None


def _also(text: str, kind: str, at: int) -> str:
    return (
        f"There is {WORDS[kind]} too ({place(text, at)}); to have it explained, give it alone, or"
        f' say kind="{kind}" (--kind {kind}).'
    )


def _neither(text: str) -> str:
    if _URL_ALONE.fullmatch(text):
        return (
            "This is a URL; `cors-lab check` asks the server behind it. Here, what has happened is"
            f" explained. {EXPECTED}"
        )
    if text[:1] == "<":
        return f"This is HTML or XML. {EXPECTED}"
    return (
        f"This is none of what can be read (its {len(text.splitlines())} line(s) begin with no word"
        f" that is known). {EXPECTED}"
    )
