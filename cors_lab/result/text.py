"""A fetch in plain text, and what every view shares: the four answers, the signs, and how text from
a server is shown.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from cors_lab.display.text import SIGNS, WORDS, visible, wrapped
from cors_lab.result.answers import answers, failed_step, reason, verdict_sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cors_lab.result.record import Exchange, Fetched, Step


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
FROM_CACHE = {
    "preflight-cached": "allowed by the preflight cache",
    "http-cache-hit": "answered by the HTTP cache",
}


def failure_words(code: str) -> str:
    """Why there was no response, without the addresses and ports a detail may name."""
    return FAILURES.get(code, visible(code))


def status_line(exchange: Exchange) -> str:
    """`200 OK`, or why there was no response."""
    if exchange.response is None:
        return (
            "no response:"
            f" {failure_words(exchange.failure.code if exchange.failure else 'no answer')}"
        )
    return f"{exchange.response.status} {visible(exchange.response.status_text)}".rstrip()


def call(result: Fetched) -> str:
    """What was asked, by whom, of which engine."""
    return (
        f"{visible(result.method)} {visible(result.url)} · page {visible(result.origin)} ·"
        f" {visible(result.engine)}"
    )


def staged(steps: Iterable[Step]) -> Iterator[tuple[str, list[Step]]]:
    """Steps grouped by stage, in order; a redirect may bring a stage back."""
    for stage, group in groupby(steps, key=lambda step: step.stage):
        yield STAGES.get(stage, visible(stage)), list(group)


def step_lines(step: Step) -> list[str]:
    """One step: sign, word, title."""
    mark = f"  {SIGNS[step.state]} {WORDS[step.state]:<12} "
    return wrapped(visible(step.title or step.code), mark, " " * len(mark))


def error_lines(result: Fetched) -> list[str]:
    """The error's code, why it came to it, and what to change; nothing for a fetch that passed."""
    step = failed_step(result)
    parts = [
        ("Error", result.error.code if result.error else ""),
        ("Why", reason(result, step) if step else ""),
        ("Fix", step.fix if step else ""),
    ]
    return [
        line
        for name, words in parts
        if words
        for line in wrapped(visible(words, 1000), f"{name}: ", "  ")
    ]


def head_lines(result: Fetched) -> list[str]:
    """Verdict, what was asked, the four answers, and every step."""
    pairs = [f"{question}: {answer}" for question, answer in answers(result)]
    lines = wrapped(visible(result.verdict, 1000), f"{verdict_sign(result)} ", "  ")
    lines += wrapped(call(result), "  ")
    lines += ["", "  " + " · ".join(pairs[:2]), "  " + " · ".join(pairs[2:])]
    for stage, steps in staged(result.steps):
        lines += ["", stage, *(line for step in steps for line in step_lines(step))]
    return lines


def render_text(result: Fetched) -> str:
    """The whole result as deterministic plain text of at most 80 columns: verdict, four answers,
    steps, why and fix.
    """
    lines, error = head_lines(result), error_lines(result)
    if error:
        lines += ["", *error]
    return "\n".join(lines)
