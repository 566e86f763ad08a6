"""From what a developer has at hand to the check that failed, the reason and the fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, overload

from cors_lab.fetch.engines import ENGINES
from cors_lab.fetch.url import parse_origin
from cors_lab.fixes.frameworks import guess
from cors_lab.fixes.paste import Paste
from cors_lab.tools.explain.call import explain_call
from cors_lab.tools.explain.console_line import explain_console
from cors_lab.tools.explain.exchange import explain_exchanges, with_exchanges
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Finding
from cors_lab.tools.explain.har.explain import explain_har
from cors_lab.tools.explain.load import explain_load
from cors_lab.tools.explain.recognize import Given, detect
from cors_lab.tools.explain.setting import explain_setting
from cors_lab.tools.read import (
    Call,
    Recording,
    Unreadable,
    from_console,
    from_curl,
    from_fetch,
    from_har,
)
from cors_lab.tools.read.call import settle
from cors_lab.tools.read.exchange import Exchange, from_exchange, has_exchange
from cors_lab.tools.read.other_calls import headers_read, other_call
from cors_lab.tools.redact.text import MASK

if TYPE_CHECKING:
    from cors_lab.tools.explain.widget import ExplainWidget

__all__ = ["Explanation", "Finding", "Paste", "explain"]

Source = str | bytes | PathLike[str] | Mapping[str, Any] | IO[str] | IO[bytes] | Call
MASKED = (
    f"{MASK} stands for a secret that was left out; show_secrets=True (--show-secrets) shows it."
)
Progress = Callable[[int, int], None]


@overload
def explain() -> ExplainWidget: ...


@overload
def explain(
    anything: Source,
    *,
    page: str | None = None,
    engine: str | None = None,
    kind: str | None = None,
    show_secrets: bool = False,
    progress: Progress | None = None,
) -> Explanation: ...


def explain(
    anything: Source | None = None,
    *,
    page: str | None = None,
    engine: str | None = None,
    kind: str | None = None,
    show_secrets: bool = False,
    progress: Progress | None = None,
) -> Explanation | ExplainWidget:
    """Why the browser said no, and what to do: of a console line, an answer with its headers, a
    curl command, code or a HAR file (text, path, file, dict). Without an argument, a widget to
    paste into.

    `page` is the origin of the page, where what is given does not name it; `engine` whose behaviour
    counts ("chromium", "firefox", "webkit", "standard"; default: the one that made the recording,
    else Chromium). `kind` ("console", "curl", "fetch", "har") settles what else would be detected.
    "exchange" and "load" are kinds too. Secrets are masked unless `show_secrets`. `progress` is called with (done, all) for a HAR file.
    Raises ValueError (`cors_lab.tools.read.Unreadable`) with one sentence on what was wrong, where,
    and what to do.

    >>> print(explain("Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status code: 200").findings[0].headline)
    Blocked: the response has no Access-Control-Allow-Origin header.
    """  # noqa: E501
    if anything is None:
        from cors_lab.tools.explain.widget import ExplainWidget

        return ExplainWidget(explain)
    _checked(page, engine)
    if isinstance(anything, Call):
        given = Given("call", anything)
    else:
        given = detect(anything, kind)
    explanation = _explained(given.kind, given.content, page, engine, show_secrets, progress)
    masked = not show_secrets and any(MASK in finding.url for finding in explanation.findings)
    return replace(
        explanation, notes=(*given.notes, *explanation.notes, *((MASKED,) if masked else ()))
    )


def _checked(page: str | None, engine: str | None) -> None:
    if engine is not None and engine not in ENGINES:
        raise Unreadable(f"engine: {engine!r} is not one of {', '.join(ENGINES)}.")
    if page not in (None, "null") and parse_origin(str(page)) is None:
        raise Unreadable(
            f"page: {page!r} is not an origin; write scheme, host and, if need be, port:"
            " 'http://localhost:3000'."
        )


def _explained(
    kind: str,
    content: Any,
    page: str | None,
    engine: str | None,
    show_secrets: bool,
    progress: Progress | None,
) -> Explanation:
    if kind == "har":
        recording = from_har(content)
        return _guessed(explain_har(recording, page, engine, show_secrets, progress), recording)
    if kind == "console":
        return _console(content, page, engine, show_secrets)
    if kind == "settings":
        return explain_setting(content, page)
    if kind == "exchange":
        return _exchanges(content, page, engine, show_secrets)
    if kind == "load":
        found = other_call(content)
        if found is None:
            raise Unreadable("No element, EventSource, WebSocket or the like was found in this.")
        return explain_load(found if show_secrets else found.masked(), page, engine or "chromium")
    readers: dict[str, Callable[[Any], Call]] = {
        "curl": from_curl,
        "fetch": from_fetch,
        "arguments": _from_arguments,
    }
    call = content if kind == "call" else readers[kind](content)
    reads = headers_read(content) if kind == "fetch" else ()
    shown = call if show_secrets else call.masked()
    return explain_call(shown, page, engine or "chromium", reads)


def _console(text: str, page: str | None, engine: str | None, show_secrets: bool) -> Explanation:
    """The lines of a console; an answer that was pasted with them is judged too."""
    messages = from_console(text)
    shown = messages if show_secrets else tuple(message.masked() for message in messages)
    explanation = explain_console(shown, page)
    if not any(one.status for one in _answers(text)):
        return explanation
    told = next((one.page for one in explanation.findings if one.page), None)
    judged = _exchanges(text, page or told, engine, show_secrets)
    return with_exchanges(explanation, judged)


def _answers(text: str) -> tuple[Exchange, ...]:
    return from_exchange(text) if has_exchange(text) else ()


def _exchanges(text: str, page: str | None, engine: str | None, show_secrets: bool) -> Explanation:
    found = from_exchange(text)
    shown = found if show_secrets else tuple(one.masked() for one in found)
    return explain_exchanges(shown, page, engine or "chromium")


def _guessed(explanation: Explanation, recording: Recording) -> Explanation:
    """With a guess at the framework behind each answer."""
    headers = {entry.number: entry.response_headers for entry in recording.entries}
    found = tuple(
        (finding, *guess(headers.get(finding.number, ()))) for finding in explanation.findings
    )
    return replace(
        explanation,
        findings=tuple(replace(one, framework=name, evidence=line) for one, name, line in found),
    )


def _from_arguments(given: Mapping[str, Any]) -> Call:
    headers = given.get("headers") or []
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    return settle(
        {name: value for name, value in given.items() if name != "headers"}, pairs, "fetch", []
    )
