"""Undo what trackers, chats and log files do to a pasted line, before a reader looks at it.

A tracker eats `*` and `_` as Markdown, a chat curls the quotes, a page brings its HTML along, a log
file escapes everything once more. Each step here undoes one of these, in linear time, and leaves
text alone that was not treated so.
"""

from __future__ import annotations

import json
import re
from typing import Any

LONGEST = 1_000_000
# What a word processor makes of a hyphen within a name.
_DASHES = re.compile(r"(?<=[A-Za-z])[\u2010-\u2015\u2212](?=[A-Za-z])")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_ANSI = re.compile(r"\x1b\[[0-9;]{0,12}m")

_BLOCK_TAG = re.compile(r"(?i)</?(?:br|p|div|li|ul|ol|tr|blockquote|pre)\b[^<>]{0,500}>")
_INLINE_TAG = re.compile(
    r"(?i)</?(?:span|a|b|i|u|em|strong|code|font|td|th|tt|kbd|samp|mark|small|details|summary)"
    r"(?:\s[^<>]{0,500})?/?>"
)
_ENTITY = re.compile(r"&(#\d{1,5}|#[xX][0-9a-fA-F]{1,4}|[a-z]{2,6});")
ENTITIES = {
    "amp": "&",
    "quot": '"',
    "apos": "'",
    "lt": "<",
    "gt": ">",
    "nbsp": " ",
    "lsquo": "'",
    "rsquo": "'",
    "ldquo": '"',
    "rdquo": '"',
    "hellip": "…",
}

_FENCE = re.compile(r"(?m)^[ \t]*(?:```|~~~)[\w-]{0,20}[ \t]*$")
_LINK = re.compile(r"\[([^\[\]\n]{1,2000})\]\((https?://[^()\s]{1,2000})\)")
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.-]{1,20}://[^<>\s]{1,2000})>")
_BRACKETED_URL = re.compile(r"'\[([a-z][a-z0-9+.-]{1,20}://[^\s\]']{1,2000})\]'?")
_ESCAPED = re.compile(r"\\([_*\[\]'`<>()#~])")
_BOLD = re.compile(r"\*\*(?=\S)|(?<=\S)\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)")
_EMPHASIS = re.compile(r"(?m)^([ \t>]{0,20})([*_`])(?=[A-Za-z'\"])([^\n]{20,}?)\2[ \t]*$")
# Where Markdown ate the star, or turned it into the mark of emphasis.
_EATEN = (
    (re.compile(r"(?<=wildcard )(['‘’`\"])[_ ]?(['‘’`\"])"), r"\1*\2"),
    (re.compile(r"(?<=Allow-Origin['’] is )(['‘])[_ ]?(['’])"), r"\1*\2"),
)
_JSON_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|([nrt"/\\]))')
_UNESCAPED = {"n": "\n", "r": "", "t": " ", '"': '"', "/": "/", "\\": "\\"}
_ESCAPED_TEXT = re.compile(r'\\u00(?:2[267]|3[ce])|\\"|\S\\n\s*\S')
# The keys under which logs and error objects keep their sentence, the most telling first.
TELLING = (
    "message",
    "msg",
    "error_description",
    "description",
    "text",
    "error",
    "reason",
    "detail",
    "title",
    "name",
    "stack",
)
MOST_TEXTS = 200


def normalized(text: str) -> str:
    """The text as a console printed it, as far as that can be told. The number of lines may
    change.
    """
    text = _INVISIBLE.sub("", _ANSI.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    text = _from_json(text) or text
    if _ESCAPED_TEXT.search(text):
        text = _JSON_ESCAPE.sub(_unescaped, text)
    return _without_markdown(_without_html(_DASHES.sub("-", text)))


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return _UNESCAPED[escape[2]]


def _without_html(text: str) -> str:
    text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))
    return _ENTITY.sub(_character, text)


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if not name.startswith("#"):
        return ENTITIES.get(name, entity[0])
    number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(number) if 9 <= number < 0xD800 else entity[0]


def _without_markdown(text: str) -> str:
    text = _FENCE.sub("", text)
    text = _LINK.sub(_address, text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _ESCAPED.sub(r"\1", text)
    for pattern, words in _EATEN:
        text = pattern.sub(words, text)
    text = _BRACKETED_URL.sub(r"'\1'", _BOLD.sub("", text))
    return _EMPHASIS.sub(r"\1\3", text)


def _address(link: re.Match[str]) -> str:
    """A link's address, where its text is one too; else its text."""
    return link[2] if "://" in link[1] else link[1]


def _from_json(text: str) -> str:
    """The sentences in a JSON object, or in a log of one object a line; "" where it is no such
    thing.
    """
    start = text.lstrip()
    if not start.startswith(("{", "[{", '"')):
        return ""
    try:
        return "\n".join(_texts(json.loads(start)))
    except (ValueError, RecursionError):
        pass
    lines = [line for line in start.splitlines() if line.strip()]
    found: list[str] = []
    for line in lines[:MOST_TEXTS]:
        try:
            found += _texts(json.loads(line))
        except (ValueError, RecursionError):
            return ""
    return "\n".join(found)


def _texts(data: Any, depth: int = 0) -> list[str]:
    """The strings under telling keys, one that another one holds only once."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, list) and depth < 3:
        return [text for one in data[:MOST_TEXTS] for text in _texts(one, depth + 1)]
    if not isinstance(data, dict) or depth > 3:
        return []
    found: list[str] = []
    for key in TELLING:
        for text in _texts(data.get(key), depth + 1):
            if not any(text in other for other in found):
                found.append(text)
    return found
