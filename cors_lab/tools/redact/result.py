"""A result without its secrets, so that every view of it can be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.tools.redact.text import mask_headers, mask_text, mask_url

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.record import Exchange, Step
    from cors_lab.result.result import FetchResult


def masked_request(request: HTTPRequest) -> HTTPRequest:
    """The request with its URL and headers as they may be shown."""
    return replace(request, url=mask_url(request.url), headers=mask_headers(request.headers))


def masked_exchange(exchange: Exchange) -> Exchange:
    """The exchange as it may be shown; bodies stay, and are the viewer's to leave out."""
    response = exchange.response and replace(
        exchange.response, headers=mask_headers(exchange.response.headers)
    )
    return replace(exchange, request=masked_request(exchange.request), response=response)


def masked(result: FetchResult) -> FetchResult:
    """The result as it may be shown: URLs, headers, the facts of each step, and what the consoles'
    lines are made of.
    """
    steps = tuple(masked_step(step) for step in result.steps)
    response = result.response and replace(
        result.response,
        url=mask_url(result.response.url),
        headers=list(mask_headers(result.response.headers)),
    )
    return replace(
        result,
        url=mask_url(result.url),
        response=response,
        exchanges=tuple(masked_exchange(exchange) for exchange in result.exchanges),
        steps=steps,
        error=result.error and replace(result.error, message=_masked_message(result, steps)),
        outcome=type(result.outcome)._make(map(_masked_fact, result.outcome)),
        told=None,
    )


def _masked_message(result: FetchResult, steps: tuple[Step, ...]) -> str:
    """The error's message from masked facts: to mask it as a whole would take its own words for
    header lines.
    """
    assert result.error is not None
    pairs = zip(result.steps, steps, strict=True)
    return next(
        (shown.why for step, shown in pairs if step.why == result.error.message), None
    ) or mask_text(result.error.message)


def masked_step(step: Step) -> Step:
    """The step as it may be shown."""
    return replace(step, facts={name: _masked_fact(value) for name, value in step.facts.items()})


def _masked_fact(value: Any) -> Any:
    if isinstance(value, str):
        relative = ("?" in value or "#" in value) and "://" not in value  # as a Location may be
        if relative:
            return mask_url(value)
        return mask_text(value)
    if type(value) in (list, tuple):
        return type(value)(map(_masked_fact, value))
    return value
