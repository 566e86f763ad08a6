"""What stands around the reason in a line of a console: who asked whom, from where, with which
status; and how old its words are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cors_lab.tools.read.console.historic import AGES, WITHOUT_STATUS

# The same sentence for every kind of request; a straight or a curly quote.
_SAME = (
    (
        re.compile(r"\bAccess to (?:XMLHttpRequest|[A-Za-z][A-Za-z ]{0,30}?) (?:at )?(?=['‘\[])"),
        "Access to fetch at ",
    ),
    (
        re.compile(r"\b(?:XMLHttpRequest|EventSource|Beacon API) cannot load "),
        "Fetch API cannot load ",
    ),
    (
        re.compile(r"\brequested an insecure [A-Za-z][A-Za-z ]{0,30}? '"),
        "requested an insecure resource '",
    ),
    (re.compile(r"\(failed\) ?net::"), "Failed to load resource: net::"),
    (re.compile(r"(?<=\w) >(?=by CORS policy)"), " "),  # quoted in a mail
)
_AROUND = (
    re.compile(
        r"Access to fetch at ['‘](?P<url>[^'’ ]{1,2000})['’](?: \(redirected from"
        r" ['‘](?P<first_url>[^'’ ]{1,2000})['’]\))?"
    ),
    re.compile(r"\borigin ['‘](?P<origin>[^'’ ]{1,300})['’] has been blocked by CORS"),
    re.compile(r"Fetch API cannot load (?P<url>[a-z][a-z0-9+.-]{0,30}:\S{1,2000}?)\.? [A-Z]"),
    re.compile(r"Failed to load (?P<url>https?://\S{1,2000}?): "),
    re.compile(
        r"Redirect from '(?P<first_url>[^' ]{1,2000})' to '(?P<redirects_to>[^' "
        r"]{1,2000})' has been blocked"
    ),
    re.compile(r"Origin '(?P<origin>[^' ]{1,300})' is therefore not allowed access"),
    re.compile(r"remote resource at (?P<url>[a-z][a-z0-9+.-]{0,30}:\S{1,2000}?)\.? \(Reason: "),
    re.compile(r"The response had HTTP status code (?P<status>\d{3})"),
)
_STATUS = re.compile(r"[Ss]tatus ?code: ")


@lru_cache(maxsize=64)  # each line is looked at several times
def usual(line: str) -> str:
    """A line as all front ends might have shown it: one kind of request, blanks for tabs; quotes
    stay as they are.
    """
    text = " ".join(line.split())
    for pattern, words in _SAME:
        text = pattern.sub(words, text)
    return text


def facts_around(text: str) -> dict[str, str]:
    """URL, origin and status from what stands before and behind a reason."""
    facts: dict[str, str] = {}
    for pattern in _AROUND:
        if found := pattern.search(text):
            facts = {name: value for name, value in found.groupdict().items() if value} | facts
    return facts


def age_of(engine: str, text: str) -> str:
    """Who printed these words and until when: "Chrome until 2017"; "" for those of today."""
    straight = text.replace("‘", "'").replace("’", "'")
    for whose, first, then, when in AGES:
        if whose == engine and first in straight and then in straight:
            return when
    if not _STATUS.search(text):
        return next(
            (
                when
                for (whose, words), when in WITHOUT_STATUS.items()
                if whose == engine and words.replace("’", "'") in straight
            ),
            "",
        )
    return ""
