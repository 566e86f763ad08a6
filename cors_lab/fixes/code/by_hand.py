"""The policy as the header lines of each answer: what all servers that are written by hand have in
common.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import parse_url
from cors_lab.server.policy import ECHO, HEADERS, Policy, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fixes.code.case import Case

ASKED = {
    "Access-Control-Allow-Origin": "Origin",
    "Access-Control-Allow-Methods": "Access-Control-Request-Method",
    "Access-Control-Allow-Headers": "Access-Control-Request-Headers",
}
INSTALL = "pip install {}; save as server.py; python server.py"
NOTHING = (
    "This policy sends no CORS header, so there is none here: pages of other origins cannot read"
    " the answers."
)
ANY_WITH_CREDENTIALS = (
    "Careful: this lets every website read what a user sees who is logged in. Send back only"
    " origins from a list of yours."
)
NULL = "Careful: every website can have the origin null; a sandboxed frame is enough."
ALWAYS_ASKED = {"Origin", "Access-Control-Request-Method"}  # a preflight has these, or it is none
DEFAULT_PORT = 8000  # not 5000, where macOS has its AirPlay receiver


class Line(NamedTuple):
    """One header line: a fixed value, or the request header (`asked`) whose value is sent back."""

    name: str
    value: str
    asked: str | None

    def condition(self, answer: str) -> str | None:
        """The request header without which the line is not sent on this answer; None if it is
        always sent.
        """
        if answer == "preflight" and self.asked in ALWAYS_ASKED:
            return None
        return self.asked


def lines(policy: Policy, answer: str) -> list[Line]:
    """The lines on this answer, "preflight" or "response"; none on a preflight that is left to the
    app.
    """
    if not getattr(policy, f"on_{answer}") or (
        answer == "preflight" and not policy.answer_preflight
    ):
        return []
    return [
        Line(header, value, ASKED[header] if value == ECHO else None)
        for field, header, answers in HEADERS
        if answer in answers
        for value in lines_of(policy.said(field))
    ]


def sends_nothing(policy: Policy) -> bool:
    """Is there no CORS header on any answer?"""
    return not lines(policy, "preflight") and not lines(policy, "response")


def remarks(policy: Policy, library: str = "", reasons: Iterable[str] = ()) -> list[str]:
    """What a reader of the generated code should know: what is dangerous about it, and why
    `library` is not used.
    """
    listed = [f"- {reason}" for reason in reasons]
    if listed:
        found = [f"Written by hand, because {library} would not send just this:", *listed]
    else:
        found = []
    if sends_nothing(policy):
        return [*found, NOTHING]
    sent = [*lines(policy, "preflight"), *lines(policy, "response")]
    origins = {line.value for line in sent if line.name == "Access-Control-Allow-Origin"}
    credentials = any(
        line == Line("Access-Control-Allow-Credentials", "true", None) for line in sent
    )
    found += [ANY_WITH_CREDENTIALS] if ECHO in origins and credentials else []
    return found + ([NULL] if "null" in origins else [])


def comments(sentences: Iterable[str], sign: str = "#") -> str:
    """Each sentence as a comment line."""
    return "".join(f"{sign} {sentence}\n" for sentence in sentences)


def route(case: Case) -> str:
    """The path of the call, where every framework takes it as it is; else the root."""
    parsed = parse_url(case.call["url"], case.page.client.url)
    path = parsed.path if parsed else "/"
    if re.fullmatch(r"(/[A-Za-z0-9_.~-]+)+/?", path):
        return path
    return "/"


def port(case: Case) -> int:
    """The port of the call's URL, if it has one of its own."""
    parsed = parse_url(case.call["url"], case.page.client.url)
    if parsed and parsed.port:
        return parsed.port
    return DEFAULT_PORT


def method(case: Case) -> str:
    """The method that the route is for: that of the call, as `fetch()` normalises it and servers
    spell it.
    """
    found = case.opened().method.upper()
    if found == "HEAD":
        return "GET"
    return found
