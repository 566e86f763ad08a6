"""Parse a MIME type as the web does. https://mimesniff.spec.whatwg.org/#parsing-a-mime-type"""

from __future__ import annotations

import re
from typing import NamedTuple

from cors_lab.fetch.remember import remembering

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_QUOTED_STRING_TOKEN = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
WHITESPACE = "\t\n\r "


class MIMEType(NamedTuple):
    """A MIME type; `parameters` are lower-case names with their first values, in order.
    https://mimesniff.spec.whatwg.org/#mime-type
    """

    type: str
    subtype: str
    parameters: dict[str, str]

    @property
    def essence(self) -> str:
        """https://mimesniff.spec.whatwg.org/#mime-type-essence"""
        return f"{self.type}/{self.subtype}"

    @property
    def serialized(self) -> str:
        """As text: the essence and the parameters, quoted where they are no tokens.
        https://mimesniff.spec.whatwg.org/#serialize-a-mime-type
        """
        return self.essence + "".join(
            f";{name}={_quoted(value)}" for name, value in self.parameters.items()
        )


def _quoted(value: str) -> str:
    if TOKEN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@remembering(1024)
def parse_mime_type(text: str) -> MIMEType | None:
    """The MIME type, or None for failure. https://mimesniff.spec.whatwg.org/#parse-a-mime-type"""
    kind, slash, rest = text.strip(WHITESPACE).partition("/")
    subtype, _, parameters = rest.partition(";")
    subtype = subtype.rstrip(WHITESPACE)
    if not (slash and TOKEN.fullmatch(kind) and TOKEN.fullmatch(subtype)):
        return None
    return MIMEType(kind.lower(), subtype.lower(), _parameters(parameters))


def _parameters(text: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    position = 0
    while position < len(text):
        end = re.compile("[;=]|$").search(text, position).start()  # type: ignore[union-attr]  # `$` always matches
        name = text[position:end].lstrip(WHITESPACE).lower()
        if end >= len(text) or text[end] == ";":
            position = end + 1
            continue
        value, position = _parameter_value(text, end + 1)
        if value is not None and TOKEN.fullmatch(name) and _QUOTED_STRING_TOKEN.fullmatch(value):
            parameters.setdefault(name, value)
    return parameters


def _parameter_value(text: str, position: int) -> tuple[str | None, int]:
    if text[position : position + 1] == '"':
        value, position = collect_quoted_string(text, position)
        semicolon = text.find(";", position)
        return value, len(text) if semicolon < 0 else semicolon + 1
    end = text.find(";", position)
    end = len(text) if end < 0 else end
    return text[position:end].rstrip(WHITESPACE) or None, end + 1


def collect_quoted_string(text: str, position: int) -> tuple[str, int]:
    """The value of the quoted string that starts here, and the position behind it.
    https://fetch.spec.whatwg.org/#collect-an-http-quoted-string
    """
    value: list[str] = []
    position += 1
    while position < len(text) and text[position] != '"':
        if text[position] == "\\" and position + 1 < len(text):
            position += 1
        value.append(text[position])
        position += 1
    return "".join(value), min(position + 1, len(text))
