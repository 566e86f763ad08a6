"""Text as a literal of each language, such that the program means exactly that text and nothing breaks out of it."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

DOLLAR = "${dollar}"  # nginx has no escape for `$`: the copied configuration defines this variable
_SURROGATE = re.compile("[\ud800-\udfff\u2028\u2029]")


def python(value: Any) -> str:
    """A Python literal, in double quotes where that needs no escapes."""
    if isinstance(value, list | tuple):
        brackets = "[]" if isinstance(value, list) or len(value) != 2 else "()"
        return brackets[0] + ", ".join(map(python, value)) + brackets[1]
    if isinstance(value, dict):
        return "{" + ", ".join(f"{python(name)}: {python(one)}" for name, one in value.items()) + "}"
    text = repr(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and '"' not in text else text


def javascript(value: Any) -> str:
    """A JavaScript literal; it may stand in an HTML script element too."""
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\!--")
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def shell(text: str) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(text)


def nginx(text: str) -> str:
    """A parameter in an nginx configuration that defines DOLLAR."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"{}"'.format(escaped.replace("$", DOLLAR))


def indented(text: str, by: int) -> str:
    """The text with `by` more spaces before each of its lines but the empty ones."""
    return "\n".join(f"{' ' * by}{line}" if line else "" for line in text.split("\n"))
