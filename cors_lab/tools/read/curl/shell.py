"""The words of a shell command, as bash or cmd.exe would hand them to a program. Nothing is
expanded, and nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.tools.read.call import Unreadable, note, place

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATORS = "|;&<>()"
_SPACE = re.compile(
    r"(?:[^\S\n]|\\\r?\n)+"
)  # whatever `isspace` takes for space, or a word would begin and never go on
_BLANK = re.compile(r"\s*")
_PIECE = re.compile(
    r"""(?P<continued>\\\r?\n) | \\(?P<escaped>.) | '(?P<single>[^']*)' | \$'(?P<ansi>(?:[^'\\]|\\.)*)'
    | \$?"(?P<double>(?:[^"\\]|\\.)*)" | (?P<expansion>\$\{[^}\n]{0,200}\}|\$\w+|\$\(|`) | (?P<plain>\$|[^\s'"\\$`|;&<>()]+)""",  # noqa: E501
    re.DOTALL | re.VERBOSE,
)
_IN_DOUBLE = re.compile(r'\\(\r?\n|["\\$`])|(\$\{[^}\n]{0,200}\}|\$[A-Za-z_]\w*|\$\(|`)', re.DOTALL)
_ANSI = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.)|(.))",
    re.DOTALL,
)
_ANSI_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
}
_PLACEHOLDER = re.compile(r"<[A-Za-z][\w-]{0,40}>")
_VARIABLE = re.compile(r"\$\{?[#!]?([A-Za-z_]\w{0,40}|.)")
_CMD = re.compile(r'\^"|\^\r?\n')
_POWERSHELL = re.compile(
    r"\b(Invoke-WebRequest|Invoke-RestMethod|New-Object Microsoft\.PowerShell|iwr|irm)\b"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One argument of a command, and where it begins."""

    text: str
    offset: int


@dataclass(slots=True)
class Command:
    """The words of the first command in a text, and sentences on what was not taken as the shell
    would take it.
    """

    words: list[Word]
    notes: list[str]


def command_of(text: str) -> Command:
    """The words of a command copied for bash or cmd.exe. Raises Unreadable, with the position, for
    what is neither.
    """
    if found := _POWERSHELL.search(text):
        raise Unreadable(
            f"{place(text, found.start())}: this is PowerShell ({found[1]}), which is not read"
            ' here. In DevTools choose "Copy as cURL (bash)" or "Copy as fetch" instead.'
        )
    notes: list[str] = []
    return Command(
        list(_cmd_words(text, notes) if _CMD.search(text) else _bash_words(text, notes)), notes
    )


def _bash_words(text: str, notes: list[str]) -> Iterator[Word]:
    at = len(text) - len(text.lstrip())
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
        elif text[at] == "\n" and (going_on := _goes_on(text, at)):
            note(
                notes,
                text,
                going_on,
                "the line before does not end in \\, yet this one was read as part of the command.",
            )
            at = going_on
        elif (text[at] in OPERATORS and not _PLACEHOLDER.match(text, at)) or text[at] == "\n":
            if rest := text[at:].strip(" \t\r\n;&`"):
                note(
                    notes,
                    text,
                    at,
                    f"what follows the first command ({len(rest)} characters) was not read.",
                )
            return
        elif text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        else:
            word, at = _bash_word(text, at, notes)
            yield word


def _goes_on(text: str, at: int) -> int | None:
    """Where the next line begins with an option: a backslash was lost in copying."""
    blank = _BLANK.match(text, at)
    if blank and text.startswith("-", blank.end()):
        return blank.end()
    return None


def _bash_word(text: str, at: int, notes: list[str]) -> tuple[Word, int]:
    start, pieces = at, []
    while at < len(text) and not text[at].isspace():
        if gap := _PLACEHOLDER.match(text, at):
            note(
                notes,
                text,
                at,
                f"{gap[0]} looks like a gap to be filled in; it stands as it is written.",
            )
            pieces.append(gap[0])
            at = gap.end()
            continue
        if text[at] in OPERATORS:
            break
        piece = _PIECE.match(text, at)
        if piece is None:
            raise Unreadable(_broken(text, at))
        pieces.append(_bash_piece(text, piece, notes))
        at = piece.end()
    return Word("".join(pieces), start), at


def _broken(text: str, at: int) -> str:
    if text[at] == "\\":
        return (
            f"{place(text, at)}: the command ends in a backslash; give the lines that follow it"
            " too."
        )
    return (
        f"{place(text, at)}: the quote {text[at]} that begins here is never closed; copy the whole"
        " command."
    )


def _bash_piece(text: str, piece: re.Match[str], notes: list[str]) -> str:
    kind, value = piece.lastgroup, piece[piece.lastgroup or 0]
    if kind == "continued":
        return ""
    if kind == "ansi":
        return _ANSI.sub(_ansi, value)
    if kind == "double":
        return _IN_DOUBLE.sub(
            lambda found: _in_double(text, piece.start("double"), found, notes), value
        )
    if kind == "expansion":
        _expansion(text, piece.start(), value, notes)
    return value


def _in_double(text: str, start: int, found: re.Match[str], notes: list[str]) -> str:
    if found[2]:
        _expansion(text, start + found.start(), found[2], notes)
        return found[2]
    return found[1].lstrip("\r\n")


def _expansion(text: str, offset: int, what: str, notes: list[str]) -> None:
    if what == "`" and text[offset + 1 : offset + 3].strip(" \t\r").startswith("\n"):
        raise Unreadable(
            f"{place(text, offset)}: a line that ends in ` is PowerShell's, which is not read"
            ' here. Choose "Copy as cURL (bash)".'
        )
    if what in ("`", "$("):
        name = "the output of a command"
    else:
        name = f"the variable ${found[1] if (found := _VARIABLE.match(what)) else ''}"
    note(notes, text, offset, f"{name} is not known here; it stands as it is written.")


def _ansi(found: re.Match[str]) -> str:
    """One escape of $'…'."""
    for group, base in ((1, 16), (2, 16), (3, 16), (4, 8)):
        if found[group]:
            number = int(found[group], base)
            if number < 0x110000 and not 0xD800 <= number < 0xE000:
                return chr(number)
            return "\ufffd"
    if found[5]:
        return chr(ord(found[5]) & 0x1F)
    return _ANSI_LETTERS.get(found[6], found[6] if found[6] in "\\'\"?" else f"\\{found[6]}")


def _cmd_words(text: str, notes: list[str]) -> Iterator[Word]:
    r"""What the C runtime makes of the characters that cmd.exe leaves: \" is a quote, "…" holds a
    word together.
    """
    characters = list(_without_carets(text, notes))
    at, quoted, start = 0, False, None
    word: list[str] = []
    while at < len(characters):
        character, offset = characters[at]
        if character in " \t\r\n" and not quoted:
            if start is not None:
                yield Word("".join(word), start)
            word, start = [], None
            at += 1
            continue
        start = offset if start is None else start
        piece, quoted, at = _runtime(characters, at, quoted)
        word.append(piece)
    if quoted:
        raise Unreadable(
            f'{place(text, start or 0)}: a quote " in the word that begins here is never closed;'
            " copy the whole command."
        )
    if start is not None:
        yield Word("".join(word), start)


def _runtime(characters: list[tuple[str, int]], at: int, quoted: bool) -> tuple[str, bool, int]:
    """The next piece of a word, whether quotes are open after it, and where to go on."""
    character = characters[at][0]
    if character == '"':
        doubled = quoted and at + 1 < len(characters) and characters[at + 1][0] == '"'
        if doubled:
            return ('"', True, at + 2)
        return ("", not quoted, at + 1)
    if character != "\\":
        return character, quoted, at + 1
    end = at
    while end < len(characters) and characters[end][0] == "\\":
        end += 1
    count = end - at
    if end == len(characters) or characters[end][0] != '"':
        return "\\" * count, quoted, end
    return "\\" * (count // 2) + '"' * (count % 2), quoted, end + count % 2


def _without_carets(text: str, notes: list[str]) -> Iterator[tuple[str, int]]:
    """The characters that cmd.exe hands on: ^ takes the meaning from the next one, and joins
    lines.
    """
    at, quoted = len(text) - len(text.lstrip()), False
    while at < len(text):
        character = text[at]
        if character == "^" and not quoted:
            at += 1
            at += 2 if text[at : at + 2] == "\r\n" else 1 if text[at : at + 1] == "\n" else 0
            at += text[at : at + 2] == "\r\n"  # a line break in a value: ^, and an empty line
            if at < len(text):
                yield text[at], at
        elif character in "|&<>\n" and not quoted:
            if rest := text[at:].strip(" \t\r\n&"):
                note(
                    notes,
                    text,
                    at,
                    f"what follows the first command ({len(rest)} characters) was not read.",
                )
            return
        else:
            quoted ^= character == '"'
            yield character, at
        at += 1
