"""Firefox's refusals in other languages: how a line begins, and the words that tell the reason,
from its language packs.

The names of headers stay as they are in every language, so most reasons are told by those. Other
engines print English everywhere. `firefox_languages.json` is derived from Firefox's own language
packs: of each language that translates these lines,
the first words and the shortest words that no other reason has.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

REASONS = {
    "disabled": ("cors-disabled",),
    "no-answer": ("connection-refused",),
    "origin-not-added": ("origin-not-added",),
    "redirect": ("redirect-userinfo",),
    "not-http": ("cors-scheme",),
    "preflight": ("preflight-status",),
    "origin-missing": ("allow-origin-missing", "preflight-allow-origin-missing"),
    "origin-multiple": ("allow-origin-multiple", "preflight-allow-origin-multiple"),
    "header-missing": ("header-not-allowed",),
    "mismatch": ("allow-origin-mismatch", "preflight-allow-origin-mismatch"),
    "wildcard": ("allow-origin-wildcard", "preflight-allow-origin-wildcard"),
    "method-missing": ("method-not-allowed",),
    "credentials-missing": ("allow-credentials", "preflight-allow-credentials"),
    "methods-invalid": ("allow-methods-invalid",),
    "headers-invalid": ("allow-headers-invalid",),
    # Until 2015 no reason was given.
    "unsaid": ("allow-origin-missing", "allow-origin-mismatch", "allow-credentials"),
}
# The reasons that name no header of an answer, and those whose header alone does not tell them.
NO_HEADER = (
    "preflight",
    "no-answer",
    "redirect",
    "not-http",
    "disabled",
    "origin-not-added",
    "unsaid",
)
BY_WORDS = (
    "mismatch",
    "wildcard",
    "method-missing",
    "credentials-missing",
    "methods-invalid",
    "headers-invalid",
)
_HEADER = re.compile(r"Access-Control-Allow-(Origin|Methods|Headers|Credentials)")
# What Firefox prints of an address is ASCII; in some languages a suffix follows at once.
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[!#-&(-_a-~]+|\bfile:(?=[\s.]|$)")
_QUOTED = re.compile(r"['\"‘“„«`‚‹]\s?([^'\"‘’“”„«»`‚‹›]{1,200}?)\s?['\"’”»`›“]")
_STATUS = re.compile(r"[:：]\s?(\d{3})\s?[.。]?(?:\s+\d{1,3})?\s*$")


@dataclass(frozen=True, slots=True)
class Translated:
    """A line in another language: which ("" where it is not known), the errors that it may be,
    what it tells.
    """

    language: str
    codes: tuple[str, ...]
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Language:
    """How one language writes these lines; `reasons` are words by reason, the folded case of
    them.
    """

    name: str
    openers: tuple[str, ...]
    warnings: tuple[str, ...]
    reasons: dict[str, tuple[str, ...]]


Spoken = list[Language]


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """The languages that Firefox translates these lines into."""
    text = (
        files("cors_lab.tools.read.console").joinpath("firefox_languages.json").read_text("utf-8")
    )
    return tuple(
        Language(
            row["language"],
            tuple(row["openers"]),
            tuple(row["warnings"]),
            {name: tuple(map(str.casefold, words)) for name, words in row["reasons"].items()},
        )
        for row in json.loads(text).values()
    )


def translated(line: str) -> Translated | None:
    """What this line tells; None where it is none of Firefox's refusals in another language than
    English.
    """
    url = _URL.search(line)
    if url is None:
        return _without_url(line)
    straight = _straight(line)
    spoken = _spoken(straight)
    if not (spoken or ("CORS" in line and _HEADER.search(line))):
        return None
    reason = line[url.end() :]
    facts = {"url": url[0].rstrip(".,:;)-" if reason[:1].isalpha() else ".,:;)")}
    if warned := next(
        (one for one in spoken if any(words in straight for words in one.warnings)), None
    ):
        return Translated(warned.name, ("wildcard-authorization",), facts)
    if status := _STATUS.search(reason):
        facts["status"] = status[1]
    folded = _straight(reason).casefold()
    read = _by_header if _HEADER.search(reason) else _without_header
    codes = read(spoken, reason, folded, facts)
    return Translated(spoken[0].name if spoken else "", codes, facts) if codes else None


def _without_url(line: str) -> Translated | None:
    """The reason alone, where the beginning of the line was not copied; English is known by its
    words.
    """
    if line.isascii() or "CORS" not in line or not _HEADER.search(line):
        return None
    facts: dict[str, str] = {}
    if status := _STATUS.search(line):
        facts["status"] = status[1]
    codes = _by_header([], line, _straight(line).casefold(), facts)
    return Translated("", codes, facts) if codes else None


@lru_cache(maxsize=1)
def _any_opener() -> re.Pattern[str]:
    """How a line begins in any language."""
    openers = {words for one in languages() for words in (*one.openers, *one.warnings)}
    return re.compile("|".join(map(re.escape, sorted(openers, key=len, reverse=True))))


def _spoken(straight: str) -> list[Language]:
    """The languages in which a line begins so."""
    if _any_opener().search(straight) is None:
        return []
    return [
        one
        for one in languages()
        if any(words in straight for words in (*one.openers, *one.warnings))
    ]


def _straight(text: str) -> str:
    return " ".join(
        text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("\xa0", " ").split()
    )


def _without_header(
    spoken: Spoken, reason: str, folded: str, facts: dict[str, str]
) -> tuple[str, ...]:
    return next((REASONS[one] for one in NO_HEADER if _says(spoken, one, folded)), ())


def _says(spoken: Spoken, reason: str, folded: str) -> bool:
    """Does the text have the words of this reason, in one of the languages that begin so?"""
    return any(words in folded for language in spoken for words in language.reasons.get(reason, ()))


def _by_header(spoken: Spoken, reason: str, folded: str, facts: dict[str, str]) -> tuple[str, ...]:
    """The reasons that name a header; which of them, by what else stands in quotes."""
    named = _HEADER.search(reason)
    if named is None:
        return ()
    if (
        told := next((one for one in BY_WORDS if _says(spoken, one, folded)), None)
    ) and told != "mismatch":
        return REASONS[told]
    others = [text for text in _QUOTED.findall(reason) if not _HEADER.fullmatch(text)]
    if named[1] == "Origin":
        return _of_origin(spoken, folded, others, facts)
    if named[1] == "Credentials":
        return (
            ("allow-origin-wildcard",)
            if "*" in others
            else ("allow-credentials", "preflight-allow-credentials")
        )
    if named[1] == "Methods":
        return ("allow-methods-invalid",) if others else ("method-not-allowed",)
    if others:
        facts["header"] = others[0]
    if any("header-missing" in language.reasons for language in spoken):
        return (
            ("header-not-allowed",)
            if _says(spoken, "header-missing", folded)
            else ("allow-headers-invalid",)
        )
    return ("header-not-allowed", "allow-headers-invalid")


def _of_origin(
    spoken: Spoken, folded: str, others: list[str], facts: dict[str, str]
) -> tuple[str, ...]:
    if "*" in others:
        return "allow-origin-wildcard", "preflight-allow-origin-wildcard"
    if others:
        facts["allow_origin"] = others[-1]
        return tuple(
            f"{before}allow-origin-{fault}"
            for fault in ("mismatch", "invalid", "multiple")
            for before in ("", "preflight-")
        )
    if _says(spoken, "mismatch", folded):
        return REASONS["mismatch"]
    if _says(spoken, "origin-multiple", folded):
        return REASONS["origin-multiple"]
    missing = REASONS["origin-missing"]
    certain = "status" in facts or _says(spoken, "origin-missing", folded)
    return missing if certain else (*missing, "allow-origin-multiple")
