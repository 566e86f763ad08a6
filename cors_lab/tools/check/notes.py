"""What a developer should know beside the verdict: facts of this answer that make people look for
the fault in the wrong place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.headers import FORBIDDEN_RESPONSE_HEADERS
from cors_lab.fetch.url import is_local, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.result import FetchResult
    from cors_lab.tools.check.question import Question

LONG = 600  # seconds for which a kept preflight may well outlive a change on the server


class Note(NamedTuple):
    """A stable code and a sentence."""

    code: str
    sentence: str


def notes(question: Question, result: FetchResult, in_process: bool = False) -> Iterator[Note]:
    """The notes for this question and its result; an app in process has no address, and only
    Chromium asks for local ones.
    """
    if question.engine == "chromium" and not in_process:
        yield from _local_network(question)
    yield from _of_response(result)
    for step in result.steps:
        if step.code == "cookie-withheld":
            yield Note(
                "cookie-withheld", f"A cookie was not sent. {step.why} No CORS header changes that."
            )
        if step.code == "preflight-stored" and step.facts["max_age"] >= LONG:
            kept = f"for {step.facts['max_age']} seconds"
            yield Note(
                "preflight-kept",
                f"A browser that asked before keeps the preflight's old answer, here {kept}: try a"
                " fresh profile.",
            )


def _of_response(result: FetchResult) -> Iterator[Note]:
    response, last = result.response, result.exchanges[-1].response if result.exchanges else None
    if response is None or last is None or response.type not in ("cors", "basic"):
        return
    seen = {name for name, _ in response.headers} | FORBIDDEN_RESPONSE_HEADERS
    hidden = list(
        dict.fromkeys(
            name for name, _ in last.headers if name.lower() not in seen and not _is_plumbing(name)
        )
    )
    if hidden:
        names = ", ".join(hidden)
        yield Note(
            "hidden-headers",
            f"Scripts do not see these response headers: {names}. Access-Control-Expose-Headers"
            " would show them.",
        )
    if response.status >= 400:
        yield Note(
            "readable-error",
            f"The page can read this {response.status}: it is the application's answer, and not"
            " about CORS.",
        )


def _is_plumbing(name: str) -> bool:
    """Is it a header that no script asks for?"""
    return name.lower().startswith("access-control-") or name.lower() in (
        "vary",
        "date",
        "server",
        "connection",
        "content-encoding",
        "allow",
    )


def _local_network(question: Question) -> Iterator[Note]:
    target, page = parse_url(question.url), parse_url(question.page)
    if target is None or page is None or not is_local(target.host) or is_local(page.host):
        return
    yield Note(
        "local-network-access",
        "Chromium 142 and later ask the user first when a page from the internet calls a local"
        " address (Local Network Access, not simulated here); where the user says no, it fails, and"
        " no header of the server helps.",
    )
