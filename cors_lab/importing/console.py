"""Lines of a browser's console, with noise around them, as the errors that they tell of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cors_lab.importing.call import Unreadable
from cors_lab.importing.wordings import Wording, wordings
from cors_lab.masking import mask_text
from cors_lab.result import allow_origin_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_TEXT = 1_000_000
LONGEST_LINE = 4_000
MOST = 500  # messages; nobody reads more
WRAPPED = 6  # lines into which a terminal or a mail may have broken one
OPENER = 12  # characters that a line must share with a template before more is tried
NOTICES = ("cookie", "referrer-policy", "wildcard-authorization", "error-status", "notice")
# What pasting changes, one character for one.
_STRAIGHT = str.maketrans({**dict.fromkeys("‘’‛`", "'"), **dict.fromkeys("“”„", '"'), "\xa0": " ", "\t": " "})
_KIND = re.compile(r"\bAccess to (?:XMLHttpRequest|[A-Za-z][A-Za-z ]{0,30}?) at '")
_XHR = re.compile(r"\b(?:XMLHttpRequest|EventSource|Beacon API) cannot load ")
_FIELD = re.compile(r"\{(\w+)\}")
_METHOD_URL = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z-]{0,30}) ([a-z][a-z0-9+.-]*:\S+) ?$")
_METHOD_URL_STATUS = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z-]{0,30}) ([a-z][a-z0-9+.-]*:\S+) (\d{3}) \(([^)]{0,100})\)")
_ADDRESSES = frozenset({"url", "first_url", "redirects_to", "page_url", "location", "method", "header", "status"})
# How a line begins that cannot go on with the one before it.
_NEW = re.compile(r"\s*(?:\S{1,80} )?(?:Access to |Cross-Origin Request (?:Blocked|Warning): |Fetch API cannot load |Mixed Content: )")
_UNKNOWN = re.compile(r"blocked by CORS policy|Cross-Origin Request Blocked|Access-Control-Allow-|access control checks")
EXAMPLE = "Access to fetch at 'https://api.example/' from origin 'https://app.example' has been blocked by CORS policy: …"


@dataclass(frozen=True, slots=True, repr=False)
class ConsoleMessage:
    """What one failed fetch, or one notice, made an engine print.

    `codes` are the errors it may be, the likeliest first, () where the words are not known; `facts` what stands in the lines (url,
    origin, method, header, status, allow_origin, …); `text` the first line as it was given, `lines` how many; `number` where it begins.
    """

    engine: str
    codes: tuple[str, ...]
    facts: Mapping[str, str]
    text: str
    number: int
    lines: int = 1
    follow_up: bool = False

    @property
    def code(self) -> str:
        """The likeliest error, "" where none is known."""
        return self.codes[0] if self.codes else ""

    @property
    def is_notice(self) -> bool:
        """Does it tell of something that stops no fetch?"""
        return self.code in NOTICES

    def masked(self) -> ConsoleMessage:
        """The same message with `***` for every secret."""
        return replace(self, facts={name: mask_text(value) for name, value in self.facts.items()}, text=mask_text(self.text))

    def __repr__(self) -> str:
        return f"ConsoleMessage({self.engine}, {', '.join(self.codes) or 'unknown'}: {mask_text(self.text)!r})"


@dataclass(frozen=True, slots=True)
class _Match:
    wording: Wording
    facts: dict[str, str]
    text: str
    number: int
    lines: int


def from_console(text: str) -> tuple[ConsoleMessage, ...]:
    """What the lines of a console tell of, in order; lines about one fetch are one message. Raises Unreadable where none is known.

    >>> message, = from_console("app.js:3 Access to fetch at 'https://api.example/notes' from origin 'https://app.example' has been "
    ...     "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.")
    >>> message.code, message.facts["url"], message.engine
    ('allow-origin-missing', 'https://api.example/notes', 'chromium')
    """
    if len(text) > LONGEST_TEXT:
        raise Unreadable("This is more than a megabyte of console; paste the lines around the failure only.")
    messages: list[ConsoleMessage] = []
    for match in _matches(text.splitlines()):
        _add(messages, match)
        if len(messages) > MOST:
            break
    if not messages:
        raise Unreadable(f"No known line of a console was found in {len(text.splitlines())} line(s). Expected was one such as: {EXAMPLE}")
    return tuple(messages)


def _matches(lines: list[str]) -> Iterator[_Match]:
    number = 0
    while number < len(lines):
        match = _best(lines, number)
        if match is None and _UNKNOWN.search(lines[number], 0, LONGEST_LINE):
            match = _Match(Wording("", "", ()), {}, lines[number], number + 1, 1)
        if match:
            yield match
        number += match.lines if match else 1


def _best(lines: list[str], number: int) -> _Match | None:
    """The most specific known line that begins in this one, which may have been broken into several."""
    if len(lines[number]) < OPENER:
        return None
    text = _usual(lines[number])
    straight = text.translate(_STRAIGHT)
    candidates = [one for opener, ones in _by_opener().items() if opener in straight for one in ones]
    best: _Match | None = None
    for count in range(1, WRAPPED + 1 if candidates else 1):
        if count > 1:
            if number + count > len(lines) or not (more := lines[number + count - 1]).strip() or _NEW.match(more):
                break
            text = f"{text} {_usual(lines[number + count - 1])}"[:LONGEST_LINE]
        found = _recognise(candidates, text, len(_usual(lines[number])), 0 if count == 1 else text.rfind(_usual(lines[number + count - 1])))
        if found and (best is None or len(found[0].template) > len(best.wording.template)):
            best = _Match(*found, text if count > 1 else lines[number].strip()[:LONGEST_LINE], number + 1, count)
    return best


@lru_cache(maxsize=1)
def _by_opener() -> Mapping[str, tuple[tuple[Wording, tuple[str, ...], tuple[str, ...]], ...]]:
    """The wordings with their literal parts and the names between them, by the first words of their own."""
    index: dict[str, list[tuple[Wording, tuple[str, ...], tuple[str, ...]]]] = {}
    for one in wordings():
        pieces = _FIELD.split(" ".join(one.template.split()).translate(_STRAIGHT))
        literals, fields = tuple(pieces[::2]), tuple(pieces[1::2])
        literals = literals[2:] if one.template.startswith("{method} {url} ") else literals
        index.setdefault(literals[0].strip()[:OPENER].strip() or "://", []).append((one, literals, fields))
    return {opener: tuple(ones) for opener, ones in index.items()}


def _usual(line: str) -> str:
    """A line as all front ends might have shown it: one kind of request, blanks for tabs; quotes stay as they are."""
    text = " ".join(line[:LONGEST_LINE].split())
    return _XHR.sub("Fetch API cannot load ", _KIND.sub("Access to fetch at '", text))


def _recognise(
    candidates: Iterable[tuple[Wording, tuple[str, ...], tuple[str, ...]]], text: str, first: int, last: int
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


def _unfill(literals: tuple[str, ...], fields: tuple[str, ...], text: str, straight: str) -> tuple[dict[str, str], int, int] | None:
    """The fields of a template, where it begins, where it ends: the opposite of `console.outcome.fill`, in linear time."""
    if not literals[0].strip():  # {method} {url} {status} ({phrase})
        found = _METHOD_URL_STATUS.search(text)
        return (dict(zip(fields, found.groups(), strict=True)), found.start(1), found.end()) if found else None
    start = straight.find(literals[0])
    if start < 0:
        return None
    facts: dict[str, str] = {}
    if len(fields) > len(literals) - 1:  # {method} {url} come first
        before = _METHOD_URL.search(text, max(0, start - LONGEST_LINE), start + (literals[0][:1] == " "))
        if before is None:
            return None
        facts, fields = {"method": before[1], "url": before[2]}, fields[2:]
    at = start + len(literals[0])
    for name, literal in zip(fields, literals[1:], strict=True):
        end = straight.find(literal, at) if literal else len(text)
        if len(literal) < 2 and (name in _ADDRESSES or name == "origin"):  # to the end of the word, which may hold the full stop too
            end = at + len(text[at:].partition(" ")[0].removesuffix(literal))
        if end < 0 or (name in _ADDRESSES and (" " in text[at:end] or (name == "status" and not text[at:end].isdigit()))):
            return None
        facts.setdefault(name, text[at:end])
        at = end + len(literal)
    return facts, start, at


def _add(messages: list[ConsoleMessage], match: _Match) -> None:
    """One more line: the next of the message before, or the first of another."""
    wording, last = match.wording, messages[-1] if messages else None
    if last and last.engine == wording.engine and not last.is_notice:
        if last.facts == match.facts and last.text == match.text:  # the same once more
            messages[-1] = replace(last, lines=last.lines + match.lines)
            return
        kept = tuple(sorted((code for code in last.codes if code in wording.after), key=lambda code: code not in wording.always))
        if kept and not last.follow_up and (_same_fetch(last.facts, match.facts) or _right_behind(last, match)):
            messages[-1] = replace(last, codes=kept, facts={**match.facts, **last.facts}, lines=last.lines + match.lines)
            return
    if last and last.follow_up and wording.engine == "chromium" and last.facts.get("url") == match.facts.get("url", "") and wording.codes:
        facts = {**last.facts, **match.facts}  # newest first: the reason comes behind
        lines = last.lines + match.lines
        messages[-1] = ConsoleMessage(wording.engine, wording.codes, facts, match.text, last.number, lines)
        return
    alone = len(wording.after) > len(wording.codes)  # it only says that something has failed
    told = tuple(dict.fromkeys((*wording.codes, *wording.after)))
    codes = told if alone else _by_value(wording.codes, match.facts.get("allow_origin"))
    messages.append(ConsoleMessage(wording.engine, codes, match.facts, match.text, match.number, match.lines, alone))


def _same_fetch(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    return "url" not in now or "url" not in before or now["url"] in (before["url"], before.get("redirects_to"), before.get("first_url"))


def _right_behind(before: ConsoleMessage, now: _Match) -> bool:
    """Firefox and WebKit print all lines of one fetch together; the URL may be that before a redirect."""
    return now.wording.engine != "chromium" and now.number == before.number + before.lines


def _by_value(codes: tuple[str, ...], value: str | None) -> tuple[str, ...]:
    """Of the errors about Access-Control-Allow-Origin those that this value can be."""
    if value is None:
        return codes
    fault = f"allow-origin-{allow_origin_fault(value)}"
    return tuple(code for code in codes if code.endswith(fault)) or codes
