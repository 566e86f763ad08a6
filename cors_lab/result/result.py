"""What one `page.fetch` came to: what JavaScript saw, what reached the wire, every check with its
reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import sort_and_combine
from cors_lab.fetch.response import REDIRECT_STATUSES
from cors_lab.fetch.timing import entry
from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import NetworkFailure
from cors_lab.messages.console import Outcome, chromium_error, console_lines, firefox_reason
from cors_lab.messages.rules import FAULTS, RULES, render
from cors_lab.result.console_facts import outcome_of
from cors_lab.result.record import Exchange, FetchError, PageResponse, Step
from cors_lab.result.text import render_text

if TYPE_CHECKING:
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Record, Trace
    from cors_lab.fetch.url import URL
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

ALLOWING = ("allow-origin-wildcard", "allow-origin-match")
ASKING = ("preflight-needed",)
PREFLIGHT_CHECKS = (
    "allow-origin-present",
    "allow-origin-match",
    "allow-credentials",
    "preflight-status",
    "allow-methods-valid",
    "allow-headers-valid",
    "method-allowed",
    "header-allowed",
)
# A fact that answers a check in its place.
SETTLES = {"allow-origin-wildcard": "allow-origin-match", "method-safelisted": "method-allowed"}
RESPONSE_CHECKS = ("allow-origin-present", "allow-origin-match", "allow-credentials")
# With what the promise of a fetch rejects, as text.
REJECTIONS = {
    "chromium": "TypeError: Failed to fetch",
    "firefox": "TypeError: NetworkError when attempting to fetch resource.",
    "webkit": "TypeError: Load failed",
}


@dataclass(frozen=True, slots=True, repr=False)
class FetchResult:
    """The outcome of one fetch. `response` is what JavaScript sees, None where the promise rejects
    with a TypeError.
    """

    method: str
    url: str
    origin: str
    engine: str
    response: PageResponse | None
    exchanges: tuple[Exchange, ...]
    steps: tuple[Step, ...]
    error: FetchError | None
    outcome: Outcome
    told: tuple[Request, Response | None, Trace] | None = field(default=None, compare=False)

    @property
    def fulfilled(self) -> bool:
        """Did the promise fulfil?"""
        return self.response is not None

    @property
    def executed(self) -> bool:
        """Did the server run the real request, whatever JavaScript saw?"""
        return any(
            exchange.kind != "preflight" and exchange.response is not None
            for exchange in self.exchanges
        )

    @property
    def verdict(self) -> str:
        """The outcome in one sentence."""
        if self.error is not None:
            return f"{self.error.message}{self._never_sent}"
        assert self.response is not None
        facts = {
            "status": self.response.status,
            "what": "error" if self.response.status >= 400 else "response",
            "allowed": self._allowed,
        }
        return render(RULES[f"verdict-{self.response.type}"].title, facts)

    @property
    def _allowed(self) -> str:
        """Whom the server let read, as the verdict says it."""
        by = (step.code for step in reversed(self.steps) if step.code in ALLOWING)
        if next(by, "") == "allow-origin-wildcard":
            return "any page (*)"
        return self.origin

    @property
    def _never_sent(self) -> str:
        """What a failed preflight kept from being sent, as a sentence; else ""."""
        failed = next((step for step in reversed(self.steps) if step.state == "failed"), None)
        if failed is None or failed.stage != "preflight":
            return ""
        asking = (step.facts or {} for step in self.steps if step.code in ASKING)
        method = next(asking, {}).get("method", self.method)
        return f" So the {method} itself was never sent."

    def console(self, engine: str | None = None) -> list[str]:
        """The lines that this engine ("chromium", "firefox", "webkit"; default: the browser's own)
        prints in its console.
        """
        return console_lines(engine or self.engine, self.outcome)

    def observed(self) -> dict[str, Any]:
        """All that the page can observe: what the promise came to, the `violations` of its
        policies, and the `timing` entry.
        """
        seen: dict[str, Any] = {"fulfilled": self.fulfilled and self.error is None}
        if self.response is not None and seen["fulfilled"]:
            seen |= self.response.observed()
        elif self.engine in REJECTIONS:
            seen["error"] = REJECTIONS[self.engine]
        if self.told is not None:
            request, response, trace = self.told
            found = violations(trace)
            seen |= {"violations": found} if found else {}
            seen["timing"] = entry(request, response, trace)
        return seen

    def __repr__(self) -> str:
        return render_text(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from cors_lab.result.html import render_mimebundle

        return render_mimebundle(self)

    @classmethod
    def of(
        cls,
        trace: Trace,
        request: Request,
        response: Response | None,
        engine: str,
        *,
        url: URL,
        method: str,
    ) -> FetchResult:
        """The result of a fetch that has run; `request` is as it stands at the end, `response` None
        for a network error.
        """
        steps = steps_of(trace, request)
        exchanges = tuple(exchange_of(asked, answer) for asked, answer in trace.exchanges)
        error = _error(steps, response)
        outcome = outcome_of(trace, request, response, error.code if error else "", url)
        error = _named(error, outcome) if error else None
        return cls(
            method,
            url.href,
            request.origin.serialized,
            engine,
            _page_response(response),
            exchanges,
            steps,
            error,
            outcome,
            (request, response, trace),
        )


def violations(trace: Trace) -> list[dict[str, str]]:
    """The `securitypolicyviolation` events: directive, blocked, disposition."""
    found: list[dict[str, str]] = []
    for record in trace.records:
        if record.code == "csp-violation":
            shown = {name: record.facts[name] for name in ("directive", "blocked", "disposition")}
            found += [shown] * record.facts.get("events", 1)
    return found


def exchange_of(request: HTTPRequest, answer: HTTPResponse | NetworkFailure) -> Exchange:
    """One exchange of a trace."""
    if isinstance(answer, NetworkFailure):
        return Exchange(request.kind, request, None, answer)
    return Exchange(request.kind, request, answer)


def _page_response(response: Response | None) -> PageResponse | None:
    if response is None:
        return None
    url = response.url.without_fragment if response.url else ""
    headers = sort_and_combine(response.headers.pairs)
    return PageResponse(
        response.type,
        response.status,
        response.status_text,
        headers,
        url,
        len(response.url_list) > 1,
        response.body,
    )


def steps_of(trace: Trace, request: Request | None) -> tuple[Step, ...]:
    """The checks of a trace, and those of the CORS protocol that it did not come to."""
    steps = tuple(_step(record) for record in trace.records)
    failed = next((record for record in reversed(trace.records) if record.state == "failed"), None)
    if failed is None or request is None:
        return steps
    return steps + tuple(_not_reached(failed, trace, request))


def _step(record: Record) -> Step:
    error = error_code(record) if record.state == "failed" else ""
    return Step(record.code, record.state, record.stage, record.exchange, record.facts, error)


def error_code(record: Record) -> str:
    """The stable id of the error that this failed check is."""
    facts, prefix = record.facts, "preflight-" if record.stage == "preflight" else ""
    if record.code == "preflight-status":
        if facts["status"] in REDIRECT_STATUSES and facts["location"] is not None:
            return "preflight-redirect"
        return "preflight-status"
    if record.code == "allow-origin-present":
        return f"{prefix}allow-origin-missing"
    if record.code == "allow-origin-match":
        return f"{prefix}allow-origin-{allow_origin_fault(facts['value'])}"
    error = RULES[record.code].error
    if error == "allow-credentials":
        return f"{prefix}{error}"
    return error


def allow_origin_fault(value: str) -> str:
    """Chromium's sort of values of Access-Control-Allow-Origin that do not match: wildcard,
    multiple, invalid or mismatch.
    """
    if value == "*":
        return "wildcard"
    if "," in value or " " in value.strip():
        return "multiple"
    if value != "null" and parse_url(value) is None:
        return "invalid"
    return "mismatch"


def _not_reached(failed: Record, trace: Trace, request: Request) -> list[Step]:
    """The checks of the CORS protocol that would have come, had this one passed."""
    if request.tainting != "cors":
        return []
    found = []
    if failed.stage == "preflight":
        done = {
            SETTLES.get(record.code, record.code)
            for record in trace.records
            if record.exchange == failed.exchange
        }
        found += [
            _unreached(code, "preflight", failed.exchange)
            for code in PREFLIGHT_CHECKS
            if code not in done and _applies(code, request, trace)
        ]
    if failed.stage == "preflight" or failed.code not in RESPONSE_CHECKS:
        found += [
            _unreached(code, "request", failed.exchange + 1)
            for code in RESPONSE_CHECKS
            if _applies(code, request, trace)
        ]
    else:
        later = RESPONSE_CHECKS[RESPONSE_CHECKS.index(failed.code) + 1 :]
        found += [
            _unreached(code, "request", failed.exchange)
            for code in later
            if _applies(code, request, trace)
        ]
    return found


def _unreached(code: str, stage: str, exchange: int) -> Step:
    return Step(code, "not-reached", stage, exchange)


def _applies(code: str, request: Request, trace: Trace) -> bool:
    if code == "allow-credentials":
        return request.credentials == "include"
    if code == "header-allowed":
        return any(
            record.code == "preflight-needed" and record.facts["headers"]
            for record in trace.records
        )
    return True


def _error(steps: tuple[Step, ...], response: Response | None) -> FetchError | None:
    if response is None:
        failed = next(step for step in reversed(steps) if step.state == "failed")
        fault = FAULTS[failed.error]
        return FetchError(failed.error, failed.why, fault.cors_error, fault.firefox_reason)
    code = (response.internal or response).body_error
    if code is None or response.type in ("opaque", "opaqueredirect"):
        return None
    return FetchError(
        code, render(FAULTS[code].why, {}), FAULTS[code].cors_error, FAULTS[code].firefox_reason
    )


def _named(error: FetchError, outcome: Outcome) -> FetchError:
    """The error with the names that the engines would give it: what each blames first is not always
    what the standard does.
    """
    fault = FAULTS.get(chromium_error(outcome))
    return replace(
        error,
        cors_error=fault.cors_error if fault else None,
        firefox_reason=firefox_reason(outcome),
    )
