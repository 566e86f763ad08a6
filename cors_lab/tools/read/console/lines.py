"""Lines of a browser's console, with noise around them, as the errors that they tell of."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from cors_lab.tools.read.call import Unreadable
from cors_lab.tools.read.console.context import facts_around, usual
from cors_lab.tools.read.console.grouping import ConsoleMessage, Match, add, refused_preflight
from cors_lab.tools.read.console.historic import WEAK
from cors_lab.tools.read.console.localized import translated
from cors_lab.tools.read.console.reflow import Line, reflowed
from cors_lab.tools.read.console.templates import Wording, wordings
from cors_lab.tools.read.console.tidy import tidied
from cors_lab.tools.read.normalize import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_TEXT = 1_000_000
LONGEST_LINE = 4_000
MOST = 500  # messages; nobody reads more
WRAPPED = 6  # lines into which a terminal or a mail may have broken one
OPENER = 12  # characters that a line must share with a template before more is tried
# What pasting changes, one character for one.
_STRAIGHT = str.maketrans(
    {**dict.fromkeys("‘’‛`", "'"), **dict.fromkeys("“”„", '"'), "\xa0": " ", "\t": " "}
)
_FIELD = re.compile(r"\{(\w+)\}")
_METHOD_URL = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z-]{0,30}) ([a-z][a-z0-9+.-]*:\S+) ?$")
_METHOD_URL_STATUS = re.compile(
    r"(?:^|\s)([A-Za-z][A-Za-z-]{0,30}) ([a-z][a-z0-9+.-]*:\S+) (\d{3}) \(([^)]{0,100})\)"
)
_ADDRESSES = frozenset(
    {"url", "first_url", "redirects_to", "page_url", "location", "method", "header", "status"}
)
SHORTEST = 10  # characters of a line that tells something
# How a line begins that cannot go on with the one before it.
_NEW = re.compile(
    r"\s*(?:\S{1,80} )?(?:Access to |Cross-Origin Request (?:Blocked|Warning): |Fetch API cannot"
    r" load |Mixed Content: )"
)
_GOES_ON = re.compile(r" [A-Z][a-z]+ [a-z]")  # the reason comes behind this sentence
_UNKNOWN = re.compile(
    r"blocked by CORS policy|Cross-Origin Request Blocked|Access-Control-Allow-|access control"
    r" checks"
)
EXAMPLE = (
    "Access to fetch at 'https://api.example/' from origin 'https://app.example' has been blocked"
    " by CORS policy: …"
)


def from_console(text: str) -> tuple[ConsoleMessage, ...]:
    """What the lines of a console tell of, in order; lines about one fetch are one message. Raises
    Unreadable where none is known.

    >>> message, = from_console("app.js:3 Access to fetch at 'https://api.example/notes' from origin 'https://app.example' has been "
    ...     "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.")
    >>> message.code, message.facts["url"], message.engine
    ('allow-origin-missing', 'https://api.example/notes', 'chromium')
    """  # noqa: E501
    if len(text) > LONGEST_TEXT:
        raise Unreadable(
            "This is more than a megabyte of console; paste the lines around the failure only."
        )
    messages = _messages(text)
    if not messages:
        raise Unreadable(
            f"No known line of a console was found in {len(text.splitlines())} line(s). Expected"
            f" was one such as: {EXAMPLE}"
        )
    return messages


@lru_cache(maxsize=4)  # what it is, and then what it says: the same text is read several times
def _messages(text: str) -> tuple[ConsoleMessage, ...]:
    messages: list[ConsoleMessage] = []
    for match in _best_reading(text):
        add(messages, match)
        if len(messages) > MOST:
            break
    messages = [refused_preflight(message) for message in messages]
    strong = [message for message in messages if message.code not in WEAK]
    return tuple(tidied(strong or messages, normalized(text)))


def _best_reading(text: str) -> list[Match]:
    """The lines as they are, or as they were before something treated them, whichever tells
    more.
    """
    plain = list(islice(_matches(reflowed(text.splitlines())), MOST + 1))
    clean = normalized(text)
    if clean == text:
        return plain
    undone = list(islice(_matches(reflowed(clean.splitlines())), MOST + 1))
    return undone if _told(undone) > _told(plain) else plain


def _told(matches: list[Match]) -> int:
    """How much of the text was known words: the length of the templates that fitted."""
    fitted = {(match.wording.template or match.language, match.text) for match in matches}
    return sum(len(template) for template, _ in fitted)


def _matches(lines: list[Line]) -> Iterator[Match]:
    texts = [line.text for line in lines]
    number = 0
    while number < len(lines):
        match = _best(texts, number) or _otherwise(texts[number][:LONGEST_LINE])
        taken = match.lines if match else 1
        if match:
            whole = sum(line.count for line in lines[number : number + taken])
            yield replace(match, number=lines[number].number, lines=whole)
        number += taken


def _otherwise(line: str) -> Match | None:
    """A line in another language, or one that is about CORS in words that are not known."""
    if found := translated(line):
        return Match(
            Wording("firefox", "", found.codes),
            found.facts,
            line.strip(),
            1,
            1,
            found.language or "unknown",
        )
    if _UNKNOWN.search(line):
        return Match(Wording("", "", ()), facts_around(usual(line)), line, 1, 1)
    return None


def _best(lines: list[str], number: int) -> Match | None:
    """The most specific known line that begins in this one, which may have been broken into
    several.
    """
    if len(lines[number]) < SHORTEST:
        return None
    text = _usual(lines[number])
    straight = text.translate(_STRAIGHT)
    if _any_opener().search(straight) is None:
        return None
    candidates = [
        one for opener, ones in _by_opener().items() if opener in straight for one in ones
    ]
    best: Match | None = None
    for count in range(1, WRAPPED + 1 if candidates else 1):
        if count > 1:
            if (
                number + count > len(lines)
                or not (more := lines[number + count - 1]).strip()
                or _NEW.match(more)
            ):
                break
            text = f"{text} {_usual(lines[number + count - 1])}"[:LONGEST_LINE]
        found = _recognise(
            candidates,
            text,
            len(_usual(lines[number])),
            0 if count == 1 else text.rfind(_usual(lines[number + count - 1])),
        )
        if found and (best is None or len(found[0].template) > len(best.wording.template)):
            best = Match(
                *found,
                text if count > 1 else lines[number].strip()[:LONGEST_LINE],
                number + 1,
                count,
            )
    return best


@lru_cache(maxsize=1)
def _any_opener() -> re.Pattern[str]:
    """The first words of any known line, so that most lines are passed over at once."""
    return re.compile("|".join(map(re.escape, _by_opener())))


@lru_cache(maxsize=1)
def _by_opener() -> Mapping[str, tuple[tuple[Wording, tuple[str, ...], tuple[str, ...]], ...]]:
    """The wordings with their literal parts and the names between them, by the first words of their
    own.
    """
    index: dict[str, list[tuple[Wording, tuple[str, ...], tuple[str, ...]]]] = {}
    for one in wordings():
        pieces = _FIELD.split(" ".join(one.template.split()).translate(_STRAIGHT))
        literals, fields = tuple(pieces[::2]), tuple(pieces[1::2])
        if len(literals[-1]) > 1:  # the full stop is lost in many a copy
            literals = (*literals[:-1], literals[-1].removesuffix("."))
        if one.template.startswith("{method} {url} "):
            literals = literals[2:]
        else:
            literals = literals
        index.setdefault(literals[0].strip()[:OPENER].strip() or "://", []).append(
            (one, literals, fields)
        )
    return {opener: tuple(ones) for opener, ones in index.items()}


def _usual(line: str) -> str:
    return usual(line[:LONGEST_LINE])


def _recognise(
    candidates: Iterable[tuple[Wording, tuple[str, ...], tuple[str, ...]]],
    text: str,
    first: int,
    last: int,
) -> tuple[Wording, dict[str, str]] | None:
    """The most specific wording in this text that begins in its first line and ends in its last."""
    straight, best = text.translate(_STRAIGHT), None
    for one, literals, fields in candidates:
        if best and len(best[0].template) >= len(one.template):
            continue
        found = _unfill(literals, fields, text, straight)
        if found and found[1] < max(first, 1) and found[2] > last:
            best = one, found[0]
    return best


def _end_of_field(name: str, literal: str, text: str, straight: str, at: int) -> int:
    """Where the field that begins at `at` ends: before the next literal; -1 where there is none."""
    if len(literal) < 2 and (name in _ADDRESSES or name == "origin"):
        # To the end of the word, which may hold the full stop too.
        word = text[at:].partition(" ")[0]
        if name == "status":
            return at + len(word.rstrip(".,;"))
        return at + len(word.removesuffix(literal))
    return straight.find(literal, at) if literal else len(text)


def _beginning(words: str, text: str) -> int:
    """Where the words begin, not in the middle of a longer word; -1 where they do not."""
    start = text.find(words)
    while start > 0 and words[0].isalnum() and text[start - 1].isalnum():
        start = text.find(words, start + 1)
    return start


def _unfill(
    literals: tuple[str, ...], fields: tuple[str, ...], text: str, straight: str
) -> tuple[dict[str, str], int, int] | None:
    """The fields of a template, where it begins, where it ends: the opposite of
    `console.outcome.fill`, in linear time.
    """
    if not literals[0].strip():  # {method} {url} {status} ({phrase})
        found = _METHOD_URL_STATUS.search(text)
        if found:
            return (dict(zip(fields, found.groups(), strict=True)), found.start(1), found.end())
        return None
    start = _beginning(literals[0], straight)
    if start < 0:
        return None
    facts: dict[str, str] = {}
    if len(fields) > len(literals) - 1:  # {method} {url} come first
        before = _METHOD_URL.search(
            text, max(0, start - LONGEST_LINE), start + (literals[0][:1] == " ")
        )
        if before is None:
            return None
        facts, fields = {"method": before[1], "url": before[2]}, fields[2:]
    at = start + len(literals[0])
    for name, literal in zip(fields, literals[1:], strict=True):
        end = _end_of_field(name, literal, text, straight, at)
        if end < 0 or (
            name in _ADDRESSES
            and (" " in text[at:end] or (name == "status" and not text[at:end].isdigit()))
        ):
            return None
        facts.setdefault(name, text[at:end])
        at = end + len(literal)
    if literals[-1] == "." and _GOES_ON.match(text, at):
        return None
    return facts, start, at
