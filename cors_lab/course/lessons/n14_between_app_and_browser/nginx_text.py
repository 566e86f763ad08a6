"""A few directives of nginx, read from the lines of a location: what this lesson writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

# As nginx cuts its file: a quote counts only where a word begins, and `${` begins no block.
TOKEN = re.compile(
    r"""\s+|\#[^\n]*|(?P<sign>[;{}])"""
    r"""|"(?P<double>(?:\\.|[^"\\])*)"(?=[\s;{)]|$)|'(?P<single>(?:\\.|[^'\\])*)'(?=[\s;{)]|$)"""
    r"""|(?P<word>(?:\\.|\$\{|[^\s;{}"'\#\\])(?:\\.|\$\{|[^\s;{\\])*)""",
    re.DOTALL,
)
ESCAPED = re.compile(r"""\\(["'\\])""")
VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)\}")
BUILT_IN = re.compile(r"http_\w+|arg_\w+|request_method|uri|request_uri|host|scheme")
# How many arguments each directive may have.
TAKES: dict[str, tuple[int, ...]] = {
    "add_header": (2, 3),
    "proxy_hide_header": (1,),
    "proxy_set_header": (2,),
    "client_max_body_size": (1,),
    "return": (1, 2),
    "set": (2,),
    "proxy_pass": (1,),
}
IN_IF = frozenset({"add_header", "return", "set"})
KNOWN = ", ".join(f"`{name}`" for name in (*TAKES, "if", "map"))
SIZE = re.compile(r"(\d+)([kKmM]?)")
UNITS = {"": 1, "k": 1024, "m": 1024 * 1024}
SPELLING = (
    "nginx ends a directive with `;`, and a block has `{` and `}`. A pattern with such a sign "
    "in it needs quotes."
)


@dataclass(frozen=True, slots=True)
class Directive:
    """Its name, its arguments, and the directives of its block, where it has one."""

    name: str
    arguments: tuple[str, ...] = ()
    block: tuple[Directive, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """The lines of one location, and the maps that nginx wants outside of it."""

    lines: tuple[Directive, ...] = ()
    maps: dict[str, Directive] = field(default_factory=dict)

    @property
    def most_body(self) -> int:
        """The bytes that a request's body may have: 1 MiB, unless it is said."""
        for line in self.lines:
            if line.name == "client_max_body_size":
                return size_of(line.arguments[0])
        return UNITS["m"]


def read_location(text: str) -> Location:
    """The location of these lines. Raises ValueError, with a sentence, where nginx would not start
    or where a directive is none of this lesson's.
    """
    directives, rest = _block(list(_tokens(text)), 0, inside=False)
    assert not rest
    maps = {_map_name(one): one for one in directives if one.name == "map"}
    lines = tuple(one for one in directives if one.name != "map")
    for one in lines:
        _check(one, TAKES)
    names = set(maps) | {one.arguments[0].lstrip("$") for one in _all(lines) if one.name == "set"}
    for one in _all(directives):
        _check_variables(one, names)
    return Location(lines, maps)


def size_of(text: str) -> int:
    """Bytes of `1k`. Raises ValueError for anything else."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"`{visible(text, 40)}` is no size; write `1k` or `2m`.")
    return int(found[1]) * UNITS[found[2].lower()]


def _tokens(text: str) -> Iterator[str | tuple[str]]:
    """Words as tuples of one, so that a quoted `;` is no end; signs as they are."""
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            line = text[at:].splitlines()[0]
            raise ValueError(f"nginx cannot read `{visible(line, 60)}`: a quote is not closed.")
        at = found.end()
        if found["sign"]:
            yield found["sign"]
            continue
        for form in ("double", "single", "word"):
            if found[form] is not None:
                yield (ESCAPED.sub(r"\1", found[form]),)


def _block(
    tokens: list[str | tuple[str]], at: int, inside: bool = True
) -> tuple[tuple[Directive, ...], int]:
    """The directives up to the end of this block, and where the next token is (0: none)."""
    found: list[Directive] = []
    words: list[str] = []
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if isinstance(token, tuple):
            words.append(token[0])
        elif token == "}" and inside and not words:
            return tuple(found), at
        elif token == "}" or not words:
            raise ValueError(f"There is a `{token}` too many, or a `;` too few. {SPELLING}")
        elif token == ";":
            found.append(Directive(words[0], tuple(words[1:])))
            words = []
        else:
            inner, at = _block(tokens, at)
            found.append(Directive(words[0], tuple(words[1:]), inner))
            words = []
    if words or inside:
        line = visible(" ".join(words), 60)
        raise ValueError(f"`{line or '{'}` has no end. {SPELLING}")
    return tuple(found), 0


def _map_name(one: Directive) -> str:
    """The variable that a map makes."""
    if len(one.arguments) != 2 or not VARIABLE.fullmatch(one.arguments[1]):
        raise ValueError("A map has a source and a variable: `map $http_origin $cors { ... }`.")
    for row in one.block:
        if len(row.arguments) != 1 or row.block:
            raise ValueError(
                f"A row of a map is a key and a value, and `{visible(row.name, 60)}` is not."
            )
        if row.name.startswith("~"):
            pattern_of(row.name)
    return one.arguments[1].lstrip("$")


def pattern_of(key: str) -> re.Pattern[str]:
    """The pattern of a key such as `~^https://`. Raises ValueError for anything else."""
    flags = re.IGNORECASE if key.startswith("~*") else 0
    try:
        return re.compile(key.lstrip("~").removeprefix("*"), flags)
    except re.error as error:
        raise ValueError(f"`{visible(key, 60)}` is no pattern: {error}.") from None


def _check(one: Directive, takes: dict[str, tuple[int, ...]]) -> None:
    if one.name == "if":
        condition_of(one)
        for inner in one.block:
            if inner.name not in IN_IF:
                raise ValueError(f"`{visible(inner.name, 60)}` may not be in an `if` here.")
            _check(inner, takes)
        return
    if one.name not in takes:
        raise ValueError(
            f"This lesson's nginx does not know `{visible(one.name, 60)}`. It knows {KNOWN}."
        )
    if one.block or len(one.arguments) not in takes[one.name]:
        raise ValueError(
            f"`{one.name}` takes {_counts(one.name)}, and has {len(one.arguments)} here. Is a `;` "
            "missing, or a quote?"
        )
    _check_values(one)


def _counts(name: str) -> str:
    """`2 or 3 words`."""
    words = " or ".join(map(str, TAKES[name]))
    return f"{words} word" if words == "1" else f"{words} words"


def _check_values(one: Directive) -> None:
    if one.name == "add_header" and one.arguments[2:] not in ((), ("always",)):
        raise ValueError(
            f"`add_header` has a third word `{visible(one.arguments[2], 40)}`; only `always` may "
            "come there. A value with a space needs quotes."
        )
    if one.name == "return" and not re.fullmatch(r"[1-5]\d\d", one.arguments[0]):
        raise ValueError(f"`return` wants a status, not `{visible(one.arguments[0], 40)}`.")
    if one.name == "client_max_body_size":
        size_of(one.arguments[0])


def condition_of(one: Directive) -> tuple[str, str, str]:
    """Variable, sign and value of `if ($request_method = OPTIONS)`; sign and value may be empty."""
    words = " ".join(one.arguments)
    if not (words.startswith("(") and words.endswith(")")):
        raise ValueError("`if` has its condition in brackets: `if ($request_method = OPTIONS)`.")
    variable, _, rest = words[1:-1].strip().partition(" ")
    sign, _, value = rest.strip().partition(" ")
    if not VARIABLE.fullmatch(variable) or sign not in ("", "=", "!=", "~", "~*", "!~"):
        raise ValueError(f"nginx cannot read the condition `{visible(words, 60)}`.")
    if "~" in sign:
        pattern_of(f"~{value.strip()}")
    return variable.lstrip("$"), sign, value.strip()


def _all(directives: tuple[Directive, ...]) -> Iterator[Directive]:
    for one in directives:
        yield one
        yield from _all(one.block)


def _check_variables(one: Directive, names: set[str]) -> None:
    """Raises ValueError for a variable that does not exist: nginx does not start with one."""
    written = (*one.arguments[:1],) if one.name == "if" else one.arguments
    for text in written:
        for found in VARIABLE.finditer(text):
            name = found[1] or found[2]
            if name not in names and not BUILT_IN.fullmatch(name):
                raise ValueError(f"nginx does not start: there is no variable `${name}`.")
