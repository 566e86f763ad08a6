"""What a script does, as far as this can be told without running it: does it parse, what does it
throw.

Not simulated: JavaScript. The statements that are recognised are those by which errors are told
apart: a call of an unknown name, a property of null, `throw`, `Promise.reject`, `JSON.parse` of a
broken literal, and any of these in a timer. Everything else is taken to run to its end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_$][\w$]*)|(?P<mark>=>|[-+*/%&|^!=<>?:.,;(){}\[\]~])|(?P<other>.)""",
    re.DOTALL,
)
KEYWORDS = frozenset(
    "async await break case catch class const continue debugger default delete do else "
    "export extends finally for from function "
    "get if import in instanceof let new of return set static super switch this throw try "
    "typeof var void while with yield".split()
)
KNOWN = frozenset(
    "self window globalThis document console Promise Error TypeError RangeError "
    "SyntaxError ReferenceError JSON Math Object Array "
    "String Number Boolean Date Map Set Symbol parent top postMessage setTimeout "
    "setInterval fetch undefined null true false NaN "
    "importScripts addEventListener navigator location".split()
)
PAIRS = {")": "(", "]": "[", "}": "{"}
_THROW_NEW = re.compile(r"throw\s+new\s+(\w*Error)\(\s*(['\"`])(.*?)\2\s*\)", re.DOTALL)
_THROW_STRING = re.compile(r"throw\s+(['\"`])(.*?)\1", re.DOTALL)
_THROW_OBJECT = re.compile(r"throw\s*\{")
_REJECT = re.compile(
    r"Promise\.reject\(\s*new\s+(\w*Error)\(\s*(['\"`])(.*?)\2\s*\)\s*\)", re.DOTALL
)
_JSON_PARSE = re.compile(r"JSON\.parse\(\s*'([^']*)'\s*\)")
_NULL_PROPERTY = re.compile(r"(?<![\w$.])null\.(\w+)")
_UNKNOWN = re.compile(r"(?<![\w$.'\"])([A-Za-z_$][\w$]*)\s*(?=[.(])")
_TIMER = re.compile(r"setTimeout\(\s*(?:\(\)\s*=>|function\s*\(\)\s*\{)(.*?)[,}]", re.DOTALL)
_EXPORTED = re.compile(
    r"\bexport\s+(?:const|let|var|function\*?|class|async\s+function)\s+([A-Za-z_$][\w$]*)"
)
_MESSAGE = re.compile(r"(?<![\w$.])postMessage\(\s*(['\"`])(.*?)\1", re.DOTALL)


class Thrown(NamedTuple):
    """An error: `kind` "reference", "null-property", "constructed", "string", "object", "json" or
    "syntax"; `name` what it is about.

    `type` is the error's class. `own`: the script made the error itself (`new Error`). `later`:
    thrown from a timer.
    """

    kind: str
    name: str
    type: str = "Error"
    own: bool = False
    later: bool = False


class Script(NamedTuple):
    """What a script does: `parses`, `acts` (has it an effect), what it throws, which rejection
    nobody handles, exports, message.
    """

    parses: bool
    acts: bool = False
    thrown: Thrown | None = None
    rejection: Thrown | None = None
    exports: tuple[str, ...] = ()
    message: str | None = None


@lru_cache(maxsize=256)
def read_script(body: bytes) -> Script:
    """What the script in this body does."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    bad = syntax_error(text)
    if bad is not None:
        return Script(False, thrown=Thrown("syntax", bad, "SyntaxError"))
    reject = _REJECT.search(text)
    rejection = Thrown("constructed", reject[3], reject[1], own=True) if reject else None
    rest = _REJECT.sub("", text)
    timer = _TIMER.search(rest)
    thrown = _thrown(_TIMER.sub("", rest)) if timer else _thrown(rest)
    if timer and thrown is None:
        late = _thrown(timer[1])
        thrown = late._replace(later=True) if late else None
    posted = _MESSAGE.search(text)
    exports = tuple(_EXPORTED.findall(text))
    return Script(True, _acts(text), thrown, rejection, exports, posted[2] if posted else None)


def _acts(text: str) -> bool:
    """Is there more than literals?"""
    return any(match.lastgroup == "name" for match in _TOKEN.finditer(text))


def _thrown(text: str) -> Thrown | None:
    """The first error that is thrown, from the beginning to the end of the text."""
    found = []
    if match := _THROW_NEW.search(text):
        found.append((match.start(), Thrown("constructed", match[3], match[1], own=True)))
    if match := _THROW_STRING.search(text):
        found.append((match.start(), Thrown("string", match[2])))
    if match := _THROW_OBJECT.search(text):
        found.append((match.start(), Thrown("object", "")))
    if (match := _JSON_PARSE.search(text)) and match[1].strip() in ("{", "[", ""):
        found.append((match.start(), Thrown("json", match[1], "SyntaxError")))
    if match := _NULL_PROPERTY.search(text):
        found.append((match.start(), Thrown("null-property", match[1], "TypeError")))
    for match in _UNKNOWN.finditer(_without_strings(text)):
        if match[1] not in KEYWORDS | KNOWN:
            found.append((match.start(), Thrown("reference", match[1], "ReferenceError")))
            break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _without_strings(text: str) -> str:
    return "".join(
        " " * len(match[0]) if match.lastgroup == "string" else match[0]
        for match in _TOKEN.finditer(text)
    )


def syntax_error(text: str) -> str | None:
    """The token at which this is not JavaScript any more ("end" for its end); None if it may
    be JavaScript.
    """
    open_marks: list[str] = []
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        if match.lastgroup is None:
            continue
        if _does_not_follow(before, match, text, open_marks):
            return match[0]
        if match[0] in PAIRS.values():
            open_marks.append(match[0])
        elif match[0] in PAIRS:
            open_marks.pop()
        before = match
    return "end" if open_marks else None


def _does_not_follow(
    before: re.Match[str] | None, match: re.Match[str], text: str, open_marks: list[str]
) -> bool:
    token, kind = match[0], match.lastgroup
    if kind == "other":
        return True
    if token in PAIRS and (not open_marks or open_marks[-1] != PAIRS[token]):
        return True
    if before is None or before[0] in (";", "{", "}"):
        return token in ("<", ">", "?", ":", ".", ",", "%", "*", "=", "&", "|", "^")
    if token == ":" and before.lastgroup == "string" and open_marks == ["{"]:
        return text.lstrip().startswith("{")
    words = ("name", "number", "string")
    adjacent = (
        before.lastgroup in words
        and kind in words
        and "\n" not in text[before.end() : match.start()]
    )
    return adjacent and before[0] not in KEYWORDS and token not in KEYWORDS
