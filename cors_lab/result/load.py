"""What one load came to: an element, an XMLHttpRequest, a stream, a socket, a beacon or a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.timing import entry
from cors_lab.messages.console import Outcome, console_lines
from cors_lab.messages.console.script_errors import (
    error_text,
    exception_text,
    import_error,
    onerror,
)
from cors_lab.messages.rules import FAULTS
from cors_lab.result.console_facts import outcome_of
from cors_lab.result.load_text import render_load
from cors_lab.result.record import Exchange, FetchError, Step
from cors_lab.result.result import exchange_of, steps_of, violations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

# Facts that the algorithms hand on, which the page does not see as such.
INNER = frozenset({"thrown", "muted", "source"})


@dataclass(frozen=True, slots=True, repr=False)
class LoadResult:
    """The outcome of one load. `seen` holds what the page can observe, under the names that
    its APIs have.
    """

    kind: str
    url: str
    origin: str
    engine: str
    seen: Mapping[str, Any]
    exchanges: tuple[Exchange, ...]
    steps: tuple[Step, ...]
    error: FetchError | None
    outcome: Outcome | None = None
    violations: tuple[dict[str, str], ...] = ()
    timing: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.seen[name]
        except KeyError:
            raise AttributeError(
                f"a load of {self.kind} has no {name!r}; it has {', '.join(self.seen)}"
            ) from None

    @property
    def event(self) -> str | None:
        """Which event came: "load", "error", "none" or "exception"."""
        return self.seen.get("event")

    @property
    def readable(self) -> Any:
        """What the page can look into; None where there is nothing to look into."""
        return self.seen.get("readable")

    @property
    def exception(self) -> str | None:
        """What was thrown at once, as text; None where nothing was."""
        return self.seen.get("exception")

    @property
    def executed(self) -> bool:
        """Did a server answer the real request, whatever the page saw?"""
        return any(
            exchange.kind not in ("preflight", "report") and exchange.response is not None
            for exchange in self.exchanges
        )

    def console(self, engine: str | None = None) -> list[str]:
        """The lines that this engine (default: the browser's own) prints in its console."""
        return console_lines(engine or self.engine, self.outcome) if self.outcome else []

    def observed(self) -> dict[str, Any]:
        """All that the page can observe, in the words of the recorded loads, with `violations`
        of its policies.
        """
        violations = {"violations": list(self.violations)} if self.violations else {}
        return {**self.seen, **violations, "timing": dict(self.timing)}

    def __repr__(self) -> str:
        return render_load(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from cors_lab.result.load_html import load_mimebundle

        return load_mimebundle(self)

    @classmethod
    def of(
        cls,
        kind: str,
        trace: Trace,
        request: Request | None,
        seen: Mapping[str, Any],
        engine: str,
        url: str,
        response: Response | None = None,
    ) -> LoadResult:
        """The result of a load that has run; `request` is as it stands at the end."""
        words = dict(seen)
        if request is None:
            return cls(kind, url, "", engine, words, (), steps_of(trace, request), None)
        steps = steps_of(trace, request)
        error = _error(steps)
        code = error.code if error else ""
        return cls(
            kind,
            url,
            request.origin.serialized,
            engine,
            _in_words(kind, words, engine, url, request, trace),
            tuple(exchange_of(asked, answer) for asked, answer in trace.exchanges),
            steps,
            error,
            outcome_of(trace, request, response, code, request.url_list[0]),
            tuple(violations(trace)),
            entry(request, response, trace),
        )


def _error(steps: tuple[Step, ...]) -> FetchError | None:
    """Why it failed: the last check that did."""
    failed = next((step for step in reversed(steps) if step.state == "failed"), None)
    if failed is None:
        return None
    fault = FAULTS[failed.error]
    return FetchError(failed.error, failed.why, fault.cors_error, fault.firefox_reason)


def _in_words(
    kind: str, seen: Mapping[str, Any], engine: str, url: str, request: Request, trace: Trace
) -> dict[str, Any]:
    """What the page sees, with the engine's own sentences for errors."""
    shown = {name: value for name, value in seen.items() if name not in INNER}
    if "thrown" in seen:
        shown["onerror"] = onerror(seen, engine, request.client.url.href, kind == "module")
        shown["readable"] = shown["onerror"]["message"]
    if "unhandledrejection" in seen:
        shown["unhandledrejection"] = error_text(seen["unhandledrejection"], engine)
    if "exception" in seen and kind in ("worker", "module-worker"):
        shown["exception"] = exception_text(
            seen["exception"], engine, url, request.origin.serialized
        )
    if kind == "import()" and "error" in seen:
        facts = next(
            (record.facts for record in reversed(trace.records) if record.state == "failed"), {}
        )
        shown["error"] = import_error(seen["error"], engine, url, facts.get("type", ""))
    return shown
