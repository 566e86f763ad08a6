"""Text as a literal of each language, such that the program means exactly that text and nothing
breaks out of it.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

DOLLAR = "${dollar}"  # nginx has no escape for `$`: the copied configuration defines this variable
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")
_ESCAPES = {
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord("'"): "\\'",
    ord("\\"): "\\\\",
}
_SURROGATE = re.compile("[\ud800-\udfff\u2028\u2029]")


def python(value: Any) -> str:
    """A Python literal, in double quotes where that needs no escapes."""
    if isinstance(value, list | tuple):
        if isinstance(value, list) or len(value) != 2:
            brackets = "[]"
        else:
            brackets = "()"
        return brackets[0] + ", ".join(map(python, value)) + brackets[1]
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{python(name)}: {python(one)}" for name, one in value.items()) + "}"
        )
    text = repr(value)
    if isinstance(value, str) and '"' not in text:
        return f'"{text[1:-1]}"'
    return text


def javascript(value: Any) -> str:
    """A JavaScript literal, in the quotes that need fewer escapes; it may stand in an HTML script
    element too.
    """
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and '"' in value and not set(value) & {"'", "\\"}:
        text = "'" + text[1:-1].replace('\\"', '"') + "'"
    text = text.replace("</", "<\\/").replace("<!--", "<\\!--")
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def shell(value: str | bytes) -> str:
    """One word of a shell, byte for byte: `$'…'`, as DevTools write it, where quotes alone would
    not carry it (bash, zsh, ksh).
    """
    data = value.encode() if isinstance(value, str) else value
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if not _CONTROL.search(text):
        return shlex.quote(text)
    return (
        "$'"
        + "".join(
            _ESCAPES.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}")
            for byte in data
        )
        + "'"
    )


def nginx(text: str) -> str:
    """A parameter in an nginx configuration that defines DOLLAR."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"{}"'.format(escaped.replace("$", DOLLAR))


def indented(text: str, by: int) -> str:
    """The text with `by` more spaces before each of its lines but the empty ones."""
    return "\n".join(f"{' ' * by}{line}" if line else "" for line in text.split("\n"))
