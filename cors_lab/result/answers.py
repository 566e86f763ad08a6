"""The questions that every CORS problem comes down to, answered for one fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.display.text import Pairs
    from cors_lab.result.record import Exchange, Fetched, Step

NEVER_LEFT = frozenset({"connection-refused", "name-not-resolved", "tls"})
UNREADABLE = frozenset({"opaque", "opaqueredirect"})
VERDICT_SIGNS = {"passed": "✓", "failed": "✗", "noted": "!"}


def left(exchange: Exchange) -> bool:
    """Did this request leave the browser? Not where no connection could be made."""
    return exchange.failure is None or exchange.failure.code not in NEVER_LEFT


def sent(result: Fetched, preflight: bool) -> str:
    """`sent`, `sent ×2` (redirects), `not sent`, or `not sent (cached)`."""
    times = sum(
        (exchange.kind == "preflight") is preflight and left(exchange)
        for exchange in result.exchanges
    )
    cached = any(
        step.code == ("preflight-cached" if preflight else "http-cache-hit")
        for step in result.steps
    )
    if times == 0:
        if cached:
            return "not sent (cached)"
        return "not sent"
    if times == 1:
        return "sent"
    return f"sent ×{times}"


def ran(result: Fetched) -> str:
    """`yes`, `no`, `refused (401)`, `failed (500)`, or `unknown` where no response came back."""
    if result.executed:
        return _ran_with(_last_status(result))
    if sent(result, preflight=False).startswith("sent"):
        return "unknown"
    return "no"


def _last_status(result: Fetched) -> int:
    responses = [one.response for one in result.exchanges if one.kind != "preflight"]
    return next((one.status for one in reversed(responses) if one is not None), 0)


def _ran_with(status: int) -> str:
    """Whether an answer of this status says that the request was carried out."""
    if status >= 500:
        return f"failed ({status})"
    if status >= 400:
        return f"refused ({status})"
    return "yes"


def could_read(result: Fetched) -> str:
    """`yes`, `no`, or `in part` where the body broke off; an opaque response fulfils the promise
    and shows nothing.
    """
    if result.response is None or result.response.type in UNREADABLE:
        return "no"
    if result.error:
        return "in part"
    return "yes"


def answers(result: Fetched) -> Pairs:
    """The four questions of every CORS problem, each with its answer."""
    return (
        ("preflight", sent(result, preflight=True)),
        ("request", sent(result, preflight=False)),
        ("server ran it", ran(result)),
        ("page could read it", could_read(result)),
    )


def outcome(result: Fetched) -> str:
    """How it came out: passed, failed, or noted (fulfilled, yet an error, or not all readable)."""
    if result.response is None:
        return "failed"
    if could_read(result) == "yes" and result.response.status < 400:
        return "passed"
    return "noted"


def verdict_sign(result: Fetched) -> str:
    """The sign before the verdict: a check mark never stands before an error."""
    return VERDICT_SIGNS[outcome(result)]


def failed_step(result: Fetched) -> Step | None:
    """The check that was false, if one was."""
    return next((step for step in reversed(result.steps) if step.state == "failed"), None)


def reason(result: Fetched, step: Step) -> str:
    """Why the check failed, unless the verdict has said it in the same words."""
    if result.verdict.startswith(step.why):
        return ""
    return step.why
