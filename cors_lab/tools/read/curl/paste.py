"""What stands around a curl command in a paste: a prompt, assignments, a here-document, curly
quotes from a web page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cors_lab.tools.read.call import note

_CURL = re.compile(r"(?<![\w.-])(?:[^\s|;&(]{0,200}[/\\])?curl(?:\.exe)?(?=\s|$)", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"(?m)(?:^|[;&\s])(?:export +|set +|\$env:)?([A-Za-z_]\w{0,60}) ?=["
    r" ]?(\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&]*)"
)
_USED = re.compile(r"'[^']*'|\$\{([A-Za-z_]\w{0,60})\}|\$([A-Za-z_]\w{0,60})")
_HERE = re.compile(r"<<-?[ \t]*(['\"]?)([A-Za-z_]\w{0,40})\1([^\n]*)\n")
_CURLY = str.maketrans("“”„‘’", '"""\'\'')
_INLINE = re.compile(r"(?<!`)`(curl\s[^`]{3,8000})`(?!`)")
_BLANKED = re.compile(r"[^\n]")
_DASHED = re.compile(r"(?<=\s)[–—](?=[A-Za-z])")
# Chrome from 2020 to 2023 put ^ before signs within plain quotes, as cmd.exe never took it; what
# was meant is plain.
_OLD_CMD = re.compile(r"(?<!\^)\"[^\"\n]{0,4000}\^\\\^\"")
_CARET = re.compile(r"\^([^\sA-Za-z0-9])")
ALLOWED_BEFORE = re.compile(r"\s*(?:[$%>#]\s*)?(?:(?:sudo|time)\s+|\w+=\S*\s+){0,3}$")


@dataclass(slots=True)
class Paste:
    """The text with nothing but blanks before the command, so that places stay; what a
    here-document holds; sentences.
    """

    text: str
    here: str | None = None
    notes: list[str] = field(default_factory=list)


def command_in(text: str) -> Paste:
    """The curl command in this paste, by itself; the text as it is where there is none."""
    paste = Paste(_alone(text))
    _straighten(paste)
    _take_document(paste)
    if curl := _CURL.search(paste.text):
        before = paste.text[: curl.start()]
        paste.text = re.sub(r"[^\n]", " ", before) + _filled(paste.text[curl.start() :], before)
        if not ALLOWED_BEFORE.match(before) and not _is_prompt(before):
            note(
                paste.notes,
                text,
                0,
                f"what stands before curl ({len(before.strip())} characters) was read for the"
                " values of variables only.",
            )
    return paste


def _alone(text: str) -> str:
    """Inline code in a sentence: what stands between the backticks, the rest as blanks."""
    code = _INLINE.search(text)
    if code is None:
        return text
    before, after = text[: code.start(1)], text[code.end(1) :]
    return _BLANKED.sub(" ", before) + code[1] + _BLANKED.sub(" ", after)


def _take_document(paste: Paste) -> None:
    """`<<WORD`, and the lines down to WORD alone on one."""
    found = _HERE.search(paste.text)
    if found:
        end = re.compile(rf"^[ \t]*{found[2]}[ \t\r]*$", re.MULTILINE).search(
            paste.text, found.end()
        )
    else:
        end = None
    if found and end:
        paste.here = paste.text[found.end() : end.start()].removesuffix("\n")
        paste.text = paste.text[: found.start()] + found[3] + paste.text[end.end() :]


def _is_prompt(before: str) -> bool:
    r"""`me@host:~$`, `C:\Users\me>`, or the fence of a code block."""
    return re.fullmatch(r"\s*(?:```\w*|[\w.@:~/\\ -]{0,200}[$%>#])\s*", before) is not None


def _straighten(paste: Paste) -> None:
    """Curly quotes and long dashes, which a web page or a chat made of what was typed."""
    if _OLD_CMD.search(paste.text):
        paste.text = _CARET.sub(r"\1", paste.text)
    straight = _DASHED.sub(lambda dash: "-" if dash[0] == "–" else "--", paste.text)
    if not re.search(r"(?<!\w)['\"]", straight):
        straight = straight.translate(_CURLY)
    if straight != paste.text:
        paste.notes.append(
            "Curly quotes and long dashes were read as the plain ones that a shell knows."
        )
        paste.text = straight


def _filled(command: str, before: str) -> str:
    """The command with the values of variables that are assigned before it."""
    values = {found[1]: found[2].strip("'\"") for found in _ASSIGNED.finditer(before)}
    if values:
        return _USED.sub(lambda used: values.get(used[1] or used[2] or "", used[0]), command)
    return command
