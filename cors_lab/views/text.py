"""A fetch in plain text, and what every view shares: the four answers, the signs, and how text from a server is shown."""

from __future__ import annotations

import textwrap
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cors_lab.result import Exchange, FetchResult, Step

Pairs = tuple[tuple[str, str], ...]

WIDTH = 80
CLIP = 300
SIGNS = {"passed": "✓", "failed": "✗", "noted": "·", "not-reached": "○"}
WORDS = {"passed": "passed", "failed": "failed", "noted": "noted", "not-reached": "not reached"}
STAGES = {"preflight": "Preflight", "request": "Request"}
FAILURES = {
    "connection-refused": "connection refused",
    "connection-closed": "connection closed without an answer",
    "timeout": "no answer in time",
    "name-not-resolved": "name not found",
    "tls": "no TLS connection",
    "bad-response": "not a valid HTTP response",
    "response-too-large": "response too large",
}
NEVER_LEFT = frozenset({"connection-refused", "name-not-resolved", "tls"})
FROM_CACHE = {"preflight-cached": "allowed by the preflight cache", "http-cache-hit": "answered by the HTTP cache"}
UNREADABLE = frozenset({"opaque", "opaqueredirect"})
# Their values change with the time and the installed versions, so a stored output would differ on every machine.
VOLATILE = frozenset({"date", "server"})
ELIDED = "…"


def visible(text: object, limit: int = CLIP) -> str:
    """Text that a server could have chosen, on one line: control and format characters as escapes, clipped to `limit` characters."""
    whole = str(text)
    if len(whole) <= limit and whole.isprintable():  # nearly always, and ten times as fast
        return whole
    shown = "".join(c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode() for c in whole[:limit])
    return shown if len(whole) <= limit else f"{shown}… ({len(whole)} characters)"


def shown_headers(headers: Iterable[tuple[str, str]]) -> Pairs:
    """Header lines in wire order, duplicates kept, the values of `Date` and `Server` elided."""
    return tuple((visible(name), ELIDED if name.lower() in VOLATILE else visible(value)) for name, value in headers)


def failure_words(code: str) -> str:
    """Why there was no response, without the addresses and ports a detail may name."""
    return FAILURES.get(code, visible(code))


def status_line(exchange: Exchange) -> str:
    """`200 OK`, or why there was no response."""
    if exchange.response is None:
        return f"no response: {failure_words(exchange.failure.code if exchange.failure else 'no answer')}"
    return f"{exchange.response.status} {visible(exchange.response.status_text)}".rstrip()


def left(exchange: Exchange) -> bool:
    """Did this request leave the browser? Not where no connection could be made."""
    return exchange.failure is None or exchange.failure.code not in NEVER_LEFT


def sent(result: FetchResult, preflight: bool) -> str:
    """`sent`, `sent ×2` (redirects), `not sent`, or `not sent (cached)`."""
    times = sum((exchange.kind == "preflight") is preflight and left(exchange) for exchange in result.exchanges)
    cached = any(step.code == ("preflight-cached" if preflight else "http-cache-hit") for step in result.steps)
    if times == 0:
        return "not sent (cached)" if cached else "not sent"
    return "sent" if times == 1 else f"sent ×{times}"


def ran(result: FetchResult) -> str:
    """`yes`, `no`, or `unknown` where the request left and no response came back."""
    if result.executed:
        return "yes"
    return "unknown" if sent(result, preflight=False).startswith("sent") else "no"


def could_read(result: FetchResult) -> str:
    """`yes`, `no`, or `in part` where the body broke off; an opaque response fulfils the promise and shows nothing."""
    if result.response is None or result.response.type in UNREADABLE:
        return "no"
    return "in part" if result.error else "yes"


def answers(result: FetchResult) -> Pairs:
    """The four questions of every CORS problem, each with its answer."""
    return (
        ("preflight", sent(result, preflight=True)),
        ("request", sent(result, preflight=False)),
        ("server ran it", ran(result)),
        ("page could read it", could_read(result)),
    )


def outcome(result: FetchResult) -> str:
    """The state whose sign stands before the verdict: passed, failed, or noted (fulfilled, yet not all readable)."""
    if result.response is None:
        return "failed"
    return "passed" if could_read(result) == "yes" else "noted"


def call(result: FetchResult) -> str:
    """What was asked, by whom, of which engine."""
    return f"{visible(result.method)} {visible(result.url)} · page {visible(result.origin)} · {visible(result.engine)}"


def failed_step(result: FetchResult) -> Step | None:
    """The check that was false, if one was."""
    return next((step for step in reversed(result.steps) if step.state == "failed"), None)


def reason(result: FetchResult, step: Step) -> str:
    """Why the check failed, unless the verdict has said it in the same words."""
    return "" if step.why == result.verdict else step.why


def staged(steps: Iterable[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Steps grouped by stage, in order; a redirect may bring a stage back."""
    for stage, group in groupby(steps, key=lambda step: step.stage):
        yield STAGES.get(stage, visible(stage)), list(group)


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most 80 columns; header names are not broken at their hyphens."""
    indent = first if rest is None else rest
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False) or [first.rstrip()]


def step_lines(step: Step) -> list[str]:
    """One step: sign, word, title."""
    mark = f"  {SIGNS[step.state]} {WORDS[step.state]:<12} "
    return wrapped(visible(step.title or step.code), mark, " " * len(mark))


def error_lines(result: FetchResult) -> list[str]:
    """The error's code, why it came to it, and what to change; nothing for a fetch that passed."""
    step = failed_step(result)
    parts = [
        ("Error", result.error.code if result.error else ""),
        ("Why", reason(result, step) if step else ""),
        ("Fix", step.fix if step else ""),
    ]
    return [line for name, words in parts if words for line in wrapped(visible(words, 1000), f"{name}: ", "  ")]


def render_text(result: FetchResult) -> str:
    """The whole result as deterministic plain text of at most 80 columns: verdict, four answers, steps, why and fix."""
    pairs = [f"{question}: {answer}" for question, answer in answers(result)]
    lines = wrapped(visible(result.verdict, 1000), f"{SIGNS[outcome(result)]} ", "  ") + wrapped(call(result), "  ")
    lines += ["", "  " + " · ".join(pairs[:2]), "  " + " · ".join(pairs[2:])]
    for stage, steps in staged(result.steps):
        lines += ["", stage, *(line for step in steps for line in step_lines(step))]
    error = error_lines(result)
    return "\n".join([*lines, "", *error] if error else lines)
