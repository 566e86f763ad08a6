"""Lines of a console that tell of the same fetch, as one message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cors_lab.messages.rules import FAULTS
from cors_lab.result.result import allow_origin_fault
from cors_lab.tools.read.console.context import age_of, facts_around, usual
from cors_lab.tools.read.console.historic import WEAK
from cors_lab.tools.redact.text import mask_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.tools.read.console.templates import Wording

NOTICES = ("cookie", "referrer-policy", "wildcard-authorization", "error-status", "notice")
AGAIN = "Failed to load resource: "
NO_ANSWER = ("connection-refused",)


@dataclass(frozen=True, slots=True, repr=False)
class ConsoleMessage:
    """What one failed fetch, or one notice, made an engine print.

    `codes` are the errors it may be, the likeliest first, () where the words are not known; `facts`
    what stands in the lines (url, origin, method, header, status, allow_origin, …); `text` the
    first line as it was given, `lines` how many; `number` where it begins.
    `printed_by` says whose the words were and until when ("Chrome until 2017"), "" for words of
    today; `language` "" for English.
    """

    engine: str
    codes: tuple[str, ...]
    facts: Mapping[str, str]
    text: str
    number: int
    lines: int = 1
    follow_up: bool = False
    printed_by: str = ""
    language: str = ""

    @property
    def code(self) -> str:
        """The likeliest error, "" where none is known."""
        if self.codes:
            return self.codes[0]
        return ""

    @property
    def is_notice(self) -> bool:
        """Does it tell of something that stops no fetch?"""
        return self.code in NOTICES

    def masked(self) -> ConsoleMessage:
        """The same message with `***` for every secret."""
        return replace(
            self,
            facts={name: mask_text(value) for name, value in self.facts.items()},
            text=mask_text(self.text),
        )

    def __repr__(self) -> str:
        return (
            f"ConsoleMessage({self.engine}, {', '.join(self.codes) or 'unknown'}:"
            f" {mask_text(self.text)!r})"
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A line, or several, that a wording fits."""

    wording: Wording
    facts: dict[str, str]
    text: str
    number: int
    lines: int
    language: str = ""


def add(messages: list[ConsoleMessage], match: Match) -> None:
    """One more line: the next of the message before, or the first of another."""
    match.facts.update(
        {
            name: value
            for name, value in facts_around(usual(match.text)).items()
            if name not in match.facts
        }
    )
    if "origin" in match.facts:  # no browser prints a slash there, but people write one
        origin = match.facts["origin"]
        match.facts["origin"] = origin if origin.endswith("://") else origin.removesuffix("/")
    if "url" in match.facts and match.facts["url"].endswith("."):
        match.facts["url"] = match.facts["url"].rstrip(".")
    last = messages[-1] if messages else None
    if last and (joined := _joined(last, match)):
        messages[-1] = joined
    else:
        messages.append(_message(match))


def refused_preflight(message: ConsoleMessage) -> ConsoleMessage:
    """`OPTIONS https://… 403 ()` is no answer that a page could read, but what older versions
    printed of a preflight.
    """
    if message.code != "error-status" or message.facts.get("method") != "OPTIONS":
        return message
    return replace(message, codes=("preflight-status",), printed_by="Chrome until 2018")


def _message(match: Match) -> ConsoleMessage:
    wording = match.wording
    # It only says that something has failed; what Firefox says so in any language.
    alone = len(wording.after) > len(wording.codes) or (
        match.language != "" and wording.codes == NO_ANSWER
    )
    told = tuple(dict.fromkeys((*wording.codes, *wording.after)))
    if alone:
        codes = told
    else:
        codes = _by_value(wording.codes, match.facts.get("allow_origin"))
    if match.language:
        age = ""
    else:
        age = age_of(wording.engine, usual(match.text))
    return ConsoleMessage(
        wording.engine,
        codes,
        match.facts,
        match.text,
        match.number,
        match.lines,
        alone,
        age,
        match.language,
    )


def _joined(last: ConsoleMessage, match: Match) -> ConsoleMessage | None:
    """The message before with this line in it; None where it tells of another fetch."""
    wording, lines = match.wording, last.lines + match.lines
    if last.code in WEAK and last.codes == wording.codes:
        return replace(last, lines=lines)
    if last.engine == wording.engine and not last.is_notice:
        if last.facts == match.facts and last.text == match.text:  # the same once more
            return replace(last, lines=lines)
        if (
            AGAIN in match.text
            and last.codes
            and set(last.codes) <= set(wording.codes)
            and _same_fetch(last.facts, match.facts)
        ):
            return replace(last, lines=lines)  # WebKit says it again, for the resource
        if (
            last.code not in FAULTS
            and last.codes == wording.codes
            and _next_of_the_same(last, match)
        ):
            return replace(
                last, lines=lines
            )  # Chromium says in two ways what a Content Security Policy stops
        kept = _kept(last, wording)
        if (
            kept
            and not last.follow_up
            and (_same_fetch(last.facts, match.facts) or _right_behind(last, match))
        ):
            return replace(last, codes=kept, facts={**match.facts, **last.facts}, lines=lines)
    if wording.engine == "chromium" and wording.codes and _is_lead(last, match):
        return replace(
            _message(match), facts={**last.facts, **match.facts}, number=last.number, lines=lines
        )
    return None


def _kept(last: ConsoleMessage, wording: Wording) -> tuple[str, ...]:
    """The errors of the message that this line can follow; the line that says no more than "failed"
    follows all that is not simulated.
    """
    if len(wording.after) > len(wording.codes) and last.code and last.code not in FAULTS:
        return last.codes
    return tuple(
        sorted(
            (code for code in last.codes if code in wording.after),
            key=lambda code: code not in wording.always,
        )
    )


def _is_lead(last: ConsoleMessage, match: Match) -> bool:
    """Does the reason of the line before come only now? A console with the newest line first, a
    status, or a line that broke off.
    """
    same = last.facts.get("url") == match.facts.get("url", "")
    if last.code == "error-status":
        return same and match.wording.codes[0] in FAULTS
    return (last.follow_up and same) or (
        not last.codes and match.number == last.number + last.lines and "url" not in match.facts
    )


def _same_fetch(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    return (
        "url" not in now
        or "url" not in before
        or now["url"] in (before["url"], before.get("redirects_to"), before.get("first_url"))
    )


def _next_of_the_same(before: ConsoleMessage, now: Match) -> bool:
    return now.number == before.number + before.lines and before.facts.get("url") == now.facts.get(
        "url"
    )


def _right_behind(before: ConsoleMessage, now: Match) -> bool:
    """Firefox and WebKit print all lines of one fetch together; the URL may be that before a
    redirect.
    """
    return now.wording.engine != "chromium" and now.number == before.number + before.lines


def _by_value(codes: tuple[str, ...], value: str | None) -> tuple[str, ...]:
    """Of the errors about Access-Control-Allow-Origin those that this value can be."""
    if value is None:
        return codes
    if value == "*":  # Firefox said so of a request with credentials
        return "allow-origin-wildcard", "preflight-allow-origin-wildcard"
    fault = f"allow-origin-{allow_origin_fault(value)}"
    return tuple(code for code in codes if code.endswith(fault)) or codes
