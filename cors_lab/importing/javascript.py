"""The value of a JavaScript literal: what is written out is known, what a variable or a function holds is not. Nothing is run."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

from cors_lab.importing.call import Unreadable, note, place

DEEPEST = 60
_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'""", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]{1,16}|(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,3})?)(?![\w$])")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PATH = re.compile(r"(?:new\s+)?[A-Za-z_$][\w$]*(?:\s*\??\.\s*[A-Za-z_$][\w$]*)*")
_TEMPLATE = re.compile(r"((?:[^`\\$]|\\.|\$(?!\{))*)(`|\$\{)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_ENDS = ",)]};"
_PAIRS = {"(": ")", "[": "]", "{": "}", "`": "`"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not give: how it is written, and where."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Made:
    """An object of the web platform that was made from known values: URLSearchParams, FormData, Request."""

    kind: str
    arguments: list[Any]


@dataclass(slots=True)
class Reader:
    """Reads literals of `text` from `at` on; `notes` gets a sentence for each value that is not known."""

    text: str
    at: int = 0
    depth: int = 0
    notes: list[str] = field(default_factory=list)

    def peek(self) -> str:
        """The next character that is neither space nor comment; "" at the end."""
        gap = _GAP.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        return self.text[self.at : self.at + 1]

    def broken(self, expected: str) -> Unreadable:
        """The error for this position."""
        found = self.peek()
        shown = f"`{found}`" if found.isprintable() and found else "the end of the text" if not found else "a control character"
        return Unreadable(f"{place(self.text, self.at)}: {expected} was expected, and there is {shown}.")

    def take(self, character: str, where: str) -> None:
        """Go past this character."""
        if self.peek() != character:
            raise self.broken(f"`{character}` {where}")
        self.at += 1

    def arguments(self) -> list[Any]:
        """The values between ( and )."""
        self.take("(", "before the arguments")
        return self.items(")", "in the arguments")

    def items(self, end: str, where: str) -> list[Any]:
        """Values with commas between them, up to this end."""
        values: list[Any] = []
        while self.peek() != end:
            values.append(self.spread() if self.text.startswith("...", self.at) else self.value())
            if self.peek() != end:
                self.take(",", f"or `{end}` {where}")
        self.at += 1
        return values

    def value(self) -> Any:
        """One expression: a literal, a concatenation of literals, or Unknown."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"{place(self.text, self.at)}: this is nested more than {DEEPEST} deep; give the call alone.")
        self.peek()
        start = self.at
        value = self.primary()
        while self.peek() == "+":
            self.at += 1
            value = _joined(value, self.primary(), start)
        if (after := self.peek()) and after not in _ENDS:
            value = self.skip(start)
        self.depth -= 1
        return value

    def primary(self) -> Any:
        """A literal, or a name with what is called on it."""
        first, start = self.peek(), self.at
        if first in "\"'":
            return self.string() if first else self.missing()
        if first == "`":
            self.at += 1
            return self.template(start)
        if first == "{":
            self.at += 1
            return self.object()
        if first == "[":
            self.at += 1
            return self.items("]", "in the array")
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            return _number(number[0])
        if path := _PATH.match(self.text, self.at):
            self.at = path.end()
            return self.named(re.sub(r"\s+", " ", path[0]), start)
        return self.skip(start) if first in "(!-~/<" else self.missing()

    def missing(self) -> Any:
        """No value begins here."""
        raise self.broken("a value")

    def string(self) -> str:
        """A string in quotes."""
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise Unreadable(f"{place(self.text, self.at)}: the string that begins here has no end on its line; copy all of it.")
        self.at = found.end()
        return unescape(found[1] if found[1] is not None else found[2])

    def template(self, start: int) -> Any:
        """A template literal; Unknown, as it is written, where one of its parts is."""
        text, known = "", True
        while found := _TEMPLATE.match(self.text, self.at):
            self.at = found.end()
            text += unescape(found[1])
            if found[2] == "`":
                return text if known else Unknown(text, start)
            inner = self.at
            part = self.value()
            self.take("}", "after the expression in the template")
            known = known and isinstance(part, (str, int, float))
            text += as_text(part) if isinstance(part, (str, int, float)) else f"${{{self.text[inner : self.at - 1].strip()[:40]}}}"
        raise Unreadable(f"{place(self.text, start)}: the template literal that begins here is never closed; copy all of it.")

    def object(self) -> dict[str, Any]:
        """An object literal; its spreads are told of, and left out."""
        found: dict[str, Any] = {}
        while self.peek() != "}":
            if self.text.startswith("...", self.at):
                spread = self.spread()
                found |= spread if isinstance(spread, dict) else {}
            else:
                quoted, key, end = self.peek() in ("'", '"'), self.key(), self.at
                found[key] = self.after_colon() if quoted or self.peek() == ":" else self.shorthand(key, end)
            if self.peek() != "}":
                self.take(",", "or `}` in the object")
        self.at += 1
        return found

    def key(self) -> str:
        """The name of a property."""
        if self.peek() in ("'", '"'):
            return self.string()
        if found := _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return found[0]
        raise self.broken("the name of a property")

    def after_colon(self) -> Any:
        """The value of a property."""
        self.take(":", "after the name of a property")
        return self.value()

    def shorthand(self, key: str, end: int) -> Any:
        """`{ body }` and `{ body() {…} }`: what the variable or the method holds is not known."""
        return Unknown(key, end - len(key)) if self.peek() in (",", "}") else self.skip(end - len(key))

    def spread(self) -> Any:
        """`...rest`: told of, unless it is a literal."""
        start = self.at
        self.at += 3
        value = self.value()
        if not isinstance(value, (dict, list)):
            note(self.notes, self.text, start, "what ... brings in here is not known; it was left out.")
        return value

    def named(self, path: str, start: int) -> Any:
        """The value of a name, or of a call whose result can be known."""
        if path in _WORDS:
            return _WORDS[path]
        if path in ("await", "async", "function", "typeof", "void") or self.peek() != "(" or path not in _CALLS:
            return self.skip(start)
        value = _CALLS[path](self.arguments())
        return self.skip(start) if value is None or self.peek() in (".", "(", "[") else value

    def skip(self, start: int) -> Unknown:
        """Go to the end of an expression that is not a literal; strings and brackets in it are passed over whole, unread."""
        self.at, closing = start, list[str]()
        while character := self.text[self.at : self.at + 1] if closing[-1:] == ["`"] else self.peek():
            if closing[-1:] == ["`"]:
                self.skip_template(closing)
            elif not closing and character in _ENDS:
                break
            elif character in "\"'":
                self.string()
            else:
                self.at += 1
                if character in _PAIRS:
                    closing.append(_PAIRS[character])
                elif closing and character == closing[-1]:
                    closing.pop()
                elif character in ")]}":
                    self.at -= 1
                    raise self.broken(f"`{closing[-1]}`")
        return Unknown(re.sub(r"\s+", " ", self.text[start : self.at][:200]).strip()[:60], start)

    def skip_template(self, closing: list[str]) -> None:
        """Go to the end of a template literal, or into the expression in it."""
        found = _TEMPLATE.match(self.text, self.at)
        if found is None:
            raise Unreadable(f"{place(self.text, self.at)}: the template literal around this is never closed; copy all of it.")
        self.at = found.end()
        closing.append("}") if found[2] == "${" else closing.pop()


def unescape(text: str) -> str:
    """The text of a string literal: escapes undone, lone surrogates replaced as the web platform does."""
    if "\\" not in text:
        return text
    raw = _ESCAPE.sub(_escape, text)
    return raw if raw.isascii() else raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"
    return _ESCAPED.get(found[4], found[4])


def _number(text: str) -> int | float:
    if text.lower().lstrip("+-").startswith("0x"):
        return int(text, 16)
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _joined(left: Any, right: Any, start: int) -> Any:
    """`left + right`, where one of them is text."""
    simple = (str, int, float)
    if isinstance(left, simple) and isinstance(right, simple):
        return as_text(left) + as_text(right)
    parts = [value.text if isinstance(value, Unknown) else value for value in (left, right)]
    shown = [part if isinstance(part, str) else "…" for part in parts]
    marked = [text if isinstance(value, str) else f"${{{text}}}" for value, text in zip((left, right), shown, strict=True)]
    return Unknown("".join(marked), start)


def as_text(value: Any) -> str:
    """The value as JavaScript turns it into a string."""
    return {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)


def plain(value: Any) -> Any:
    """The value as JSON has it; what is not known stands as text."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else "…"


def form_encoded(value: Any) -> str:
    """An object, a list of pairs or text, as URLSearchParams writes it."""
    if isinstance(value, str):
        return value.removeprefix("?")
    pairs = value.items() if isinstance(value, dict) else [pair for pair in value or [] if isinstance(pair, list) and len(pair) == 2]
    return "&".join(f"{quote_plus(str(name))}={quote_plus(as_text(plain(part)))}" for name, part in pairs)


_CALLS: dict[str, Any] = {
    "JSON.stringify": lambda given: json.dumps(plain(given[0]), separators=(",", ":"), ensure_ascii=False) if given else None,
    "new Headers": lambda given: given[0] if given else {},
    "new URLSearchParams": lambda given: Made("URLSearchParams", given),
    "new FormData": lambda given: Made("FormData", given),
    "new Request": lambda given: Made("Request", given),
    "encodeURIComponent": lambda given: quote(given[0], safe="!'()*-._~") if given and isinstance(given[0], str) else None,
    "btoa": lambda given: base64.b64encode(given[0].encode("latin-1", "replace")).decode() if given and isinstance(given[0], str) else None,
    "String": lambda given: as_text(given[0]) if given and isinstance(given[0], (str, int, float)) else None,
}
