"""What the answers say that no page can use: their headers read one by one, and all engines
run on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.fixes.mistakes.headers import Said, header_mistakes
from cors_lab.result.answers import failed_step
from cors_lab.tools.audit.finding import Finding
from cors_lab.tools.redact.result import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.headers import Pairs
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.audit.prober import Asked
    from cors_lab.tools.audit.survey import Survey

ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}
# A server may well not allow this method or this header, or cookies: that is no mistake.
CHOICES = frozenset(
    {
        "method-not-allowed",
        "header-not-allowed",
        "preflight-allow-credentials",
        "preflight-allow-origin-wildcard",
    }
)


def header_findings(survey: Survey) -> Iterator[Finding]:
    """What is wrong in the headers themselves."""
    answer, preflight = survey.allowed, survey.preflight(survey.page)
    for mistake in header_mistakes(Said(_headers(answer), _headers(preflight))):
        asked = preflight if mistake.on_preflight else answer
        facts: dict[str, Any] = {"path": survey.path, **mistake.facts}
        yield Finding.of(mistake.id, asked.exchange, severity=mistake.severity, **facts)


def _headers(asked: Asked) -> Pairs | None:
    if asked.response:
        return asked.response.headers
    return None


def engine_findings(survey: Survey) -> Iterator[Finding]:
    """A preflight that seems to be answered, and that an engine refuses all the same."""
    asked = survey.preflight(survey.page, method="GET")
    if not survey.speaks_cors or asked.allow_origin is None or not 200 <= asked.status <= 299:
        return
    refused = {engine: _refusal(survey, asked, engine) for engine in ENGINES}
    results = {engine: result for engine, result in refused.items() if result is not None}
    if not results:
        return
    first = masked(next(iter(results.values())))
    step = failed_step(first)
    names = [ENGINES[engine] for engine in results]
    facts: dict[str, Any] = {
        "path": survey.path,
        "status": asked.status,
        "engines": " and ".join(names) if len(names) < len(ENGINES) else "browsers",
        "why": survey.asker.told(first.verdict),
        "fix": survey.asker.told(step.fix) if step else "",
    }
    yield Finding.of("preflight-refused", asked.exchange, **facts)


def _refusal(survey: Survey, asked: Asked, engine: str) -> FetchResult | None:
    """How this engine refuses the answer; None where it takes it, or where the server may have
    meant it so.
    """
    result = survey.asker.replayed(asked, engine)
    if result.error is None or result.error.code in CHOICES:
        return None
    failed = [step for step in result.steps if step.state == "failed"]
    if failed and failed[-1].stage == "preflight":
        return result
    return None
