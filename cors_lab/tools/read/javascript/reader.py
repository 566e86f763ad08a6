"""The value of a JavaScript expression: what is written out in the text is known, the rest is named
by its place. Nothing is run.

By hand, because what is wanted is the values, and, of a text that breaks off, the character at
which what was expected. The kept parser for Python, tree-sitter, marks a whole broken call as one
error, has no pure wheel for browsers (JupyterLite), and leaves the values to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

from cors_lab.tools.read.call import Unreadable, note, place
from cors_lab.tools.read.javascript.values import (
    CALLS,
    Unknown,
    add_pair,
    as_text,
    end_before,
    joined,
    number_of,
    unescape,
)

DEEPEST = 60
_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'""", re.DOTALL)
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F]{1,16}|(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,3})?)(?![\w$])"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PATH = re.compile(r"(?:new\s+)?[A-Za-z_$][\w$]*(?:\s*\??\.\s*[A-Za-z_$][\w$]*)*")
_TEMPLATE = re.compile(r"((?:[^`\\$]|\\.|\$(?!\{))*)(`|\$\{)", re.DOTALL)
_CAST = re.compile(
    r"\s*(?:!(?!=)|(?:as|satisfies)\s+[A-Za-z_$][\w$.]{0,80}(?:<[^<>()\n]{0,80}>)?(?:\[\])?)"
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,300}/[a-z]{0,8}")
_CHAIN = re.compile(r"\s*\.\s*(?:set|append)\s*\(")
_GENERIC = re.compile(r"<[\w$.,\s\[\]|]{1,80}>(?=\()")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_ENDS = ",)]};"
_GOES_ON = ".+(`[?*/%&|=<>"  # a line that begins so belongs to the one before
_PAIRS = {"(": ")", "[": "]", "{": "}", "`": "`"}


class Variables(Protocol):
    """The variables of a text, and what its readers have said about them."""

    notes: list[str]

    def value(self, path: str, before: int) -> tuple[Any] | None: ...  # noqa: D102
    def why(self, path: str) -> str: ...  # noqa: D102


@dataclass(slots=True)
class Reader:
    """Reads literals of `text` from `at` on; `notes` gets a sentence for each value that is not
    known.
    """

    text: str
    at: int = 0
    depth: int = 0
    notes: list[str] = field(default_factory=list)
    scope: Variables | None = None
    statement: bool = False  # does the end of the line end the expression?

    def peek(self) -> str:
        """The next character that is neither space nor comment; "" at the end."""
        gap = _GAP.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        return self.text[self.at : self.at + 1]

    def broken(self, expected: str) -> Unreadable:
        """The error for this position."""
        found = self.peek()
        if found.isprintable() and found:
            shown = f"`{found}`"
        else:
            if not found:
                shown = "the end of the text"
            else:
                shown = "a control character"
        return Unreadable(
            f"{place(self.text, self.at)}: {expected} was expected, and there is {shown}."
        )

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
            raise Unreadable(
                f"{place(self.text, self.at)}: this is nested more than {DEEPEST} deep; give the"
                " call alone."
            )
        self.peek()
        start = self.at
        value = self.operand()
        while self.peek() == "+":
            self.at += 1
            value = joined(value, self.operand(), start)
        ended, after = self.ended(), self.peek()
        if after and after not in _ENDS and not ended:
            value = self.skip(start)
        self.depth -= 1
        return value

    def ended(self) -> bool:
        """Does a statement end here, at the end of its line?"""
        if not self.statement or self.depth != 1:
            return False
        before, after = self.at, self.peek()
        return after not in _GOES_ON and "\n" in self.text[end_before(self.text, before) : self.at]

    def operand(self) -> Any:
        """A value and the TypeScript behind it: `x as Y`, `x!`."""
        value = self.primary()
        while cast := _CAST.match(self.text, self.at):
            self.at = cast.end()
        return value

    def primary(self) -> Any:
        """A literal, or a name with what is called on it."""
        first, start = self.peek(), self.at
        if not first:
            raise self.broken("a value")
        if first in "\"'":
            return self.string()
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
            return number_of(number[0])
        if path := _PATH.match(self.text, self.at):
            self.at = path.end()
            return self.named(re.sub(r"\s+", " ", path[0]), start)
        if first == "(":
            return self.bracketed(start)
        if first in "!-~/<":
            return self.skip(start)
        raise self.broken("a value")

    def bracketed(self, start: int) -> Any:
        """`(value)`; a function with its arguments in brackets is not known."""
        self.at += 1
        depth = self.depth
        try:
            value = self.value()
            self.take(")", "after the expression")
        except Unreadable:
            if self.depth > DEEPEST:
                raise
            self.depth = depth
            return self.skip(start)
        if self.text.startswith("=>", self.at + len(self.peek()) - 1):
            return self.skip(start)
        return value

    def string(self) -> str:
        """A string in quotes."""
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise Unreadable(
                f"{place(self.text, self.at)}: the string that begins here has no end on its line;"
                " copy all of it."
            )
        self.at = found.end()
        return unescape(found[1] if found[1] is not None else found[2])

    def template(self, start: int) -> Any:
        """A template literal; Unknown, as it is written, where one of its parts is."""
        text, known = "", True
        while found := _TEMPLATE.match(self.text, self.at):
            self.at = found.end()
            text += unescape(found[1])
            if found[2] == "`":
                if known:
                    return text
                return Unknown(text, start)
            inner = self.at
            part = self.value()
            self.take("}", "after the expression in the template")
            known = known and isinstance(part, (str, int, float))
            text += (
                as_text(part)
                if isinstance(part, (str, int, float))
                else f"${{{self.text[inner : self.at - 1].strip()[:40]}}}"
            )
        raise Unreadable(
            f"{place(self.text, start)}: the template literal that begins here is never closed;"
            " copy all of it."
        )

    def object(self) -> dict[str, Any]:
        """An object literal; its spreads are told of, and left out."""
        found: dict[str, Any] = {}
        while self.peek() != "}":
            if self.text.startswith("...", self.at):
                spread = self.spread()
                found |= spread if isinstance(spread, dict) else {}
            else:
                quoted, key, end = self.peek() in ("'", '"', "["), self.key(), self.at
                found[key] = (
                    self.after_colon() if quoted or self.peek() == ":" else self.shorthand(key, end)
                )
                found.pop("", None)  # a computed name that is not known
            if self.peek() != "}":
                self.take(",", "or `}` in the object")
        self.at += 1
        return found

    def key(self) -> str:
        """The name of a property."""
        if self.peek() in ("'", '"'):
            return self.string()
        if self.peek() == "[":
            return self.computed()
        if found := _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return found[0]
        raise self.broken("the name of a property")

    def computed(self) -> str:
        """`[name]` as the name of a property."""
        start = self.at
        self.at += 1
        value = self.value()
        self.take("]", "after the name of a property")
        if not isinstance(value, (str, int)):
            note(
                self.notes,
                self.text,
                start,
                "the name of this property is not known; it was left out.",
            )
        if isinstance(value, (str, int)):
            return as_text(value)
        return ""

    def after_colon(self) -> Any:
        """The value of a property."""
        self.take(":", "after the name of a property")
        return self.value()

    def shorthand(self, key: str, end: int) -> Any:
        """`{ body }` and `{ body() {…} }`: what the variable or the method holds is not known."""
        if self.peek() in (",", "}"):
            return self.variable(key, end - len(key))
        return self.skip(end - len(key))

    def spread(self) -> Any:
        """`...rest`: told of, unless it is a literal."""
        start = self.at
        self.at += 3
        value = self.value()
        if not isinstance(value, (dict, list)):
            note(
                self.notes,
                self.text,
                start,
                "what ... brings in here is not known; it was left out.",
            )
        return value

    def named(self, path: str, start: int) -> Any:
        """The value of a name, or of a call whose result can be known."""
        if path in _WORDS:
            return _WORDS[path]
        if path in ("await", "async", "function", "typeof", "void"):
            return self.skip(start)
        if generic := _GENERIC.match(self.text, self.at):
            self.at = generic.end()
        if self.peek() not in ("(", "[", "`", "="):
            return self.variable(path, start)
        if self.peek() != "(" or path not in CALLS:
            return self.skip(start)
        value = self.chained(CALLS[path](self.arguments()))
        if value is None or self.peek() in (".", "(", "["):
            return self.skip(start)
        return value

    def chained(self, value: Any) -> Any:
        """`.set(name, value)` and `.append(name, value)` behind new Headers() and the like."""
        while value is not None and (more := _CHAIN.match(self.text, self.at)):
            self.at = more.end() - 1
            given = self.arguments()
            if len(given) != 2 or not add_pair(value, given[0], given[1]):
                return None
        return value

    def variable(self, path: str, start: int) -> Any:
        """What a variable of the text holds; Unknown where the text does not say."""
        known = self.scope.value(path, start) if self.scope else None
        if known is not None:
            return known[0]
        if self.peek() not in (",", ")", "]", "}", ";", "+", ""):
            return self.skip(start)
        return Unknown(path, start)

    def skip(self, start: int) -> Unknown:
        """Go to the end of an expression that is not a literal; strings and brackets in it are
        passed over whole, unread.
        """
        self.at, closing = start, list[str]()
        while character := (
            self.text[self.at : self.at + 1] if closing[-1:] == ["`"] else self.peek()
        ):
            if closing[-1:] == ["`"]:
                self.skip_template(closing)
            elif not closing and (character in _ENDS or (self.at > start and self.ended())):
                break
            elif character in "\"'":
                self.string()
            elif character == "/" and (regex := self.regex()):
                self.at = regex
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

    def regex(self) -> int:
        """Where the regular expression that begins here ends; 0 where the slash divides."""
        before = self.text[max(0, self.at - 9) : self.at].rstrip()[-1:]
        if before in "(,=:[!&|?{};":
            found = _REGEX.match(self.text, self.at)
        else:
            found = None
        if found:
            return found.end()
        return 0

    def skip_template(self, closing: list[str]) -> None:
        """Go to the end of a template literal, or into the expression in it."""
        found = _TEMPLATE.match(self.text, self.at)
        if found is None:
            raise Unreadable(
                f"{place(self.text, self.at)}: the template literal around this is never closed;"
                " copy all of it."
            )
        self.at = found.end()
        if found[2] == "${":
            closing.append("}")
        else:
            closing.pop()
