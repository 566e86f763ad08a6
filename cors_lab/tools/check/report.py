"""An answer as text of at most 80 columns, and as data for machines."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.display.text import visible, wrapped
from cors_lab.result.answers import answers, failed_step
from cors_lab.result.text import failure_words, head_lines
from cors_lab.tools.check.question import changes_method
from cors_lab.tools.redact.result import masked, masked_exchange, masked_request
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.record import Exchange, Step
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.check.advice import Advice
    from cors_lab.tools.check.exchange import Answer
    from cors_lab.tools.check.question import Question

LONGEST = 2000  # of a header's value, in characters


def request_lines(request: HTTPRequest) -> list[str]:
    """A request as it goes on the wire, each line behind `  > `; of the body only its size."""
    path = f"/{request.url.partition('//')[2].partition('/')[2]}"
    size = len(request.body or b"")
    return _wire("  > ", f"{request.method} {path} HTTP/1.1", request.headers, size)


def response_lines(exchange: Exchange) -> list[str]:
    """What came back, each line behind `  < `; of the body only its size."""
    response, failure = exchange.response, exchange.failure
    if response is not None:
        first = f"{response.status} {response.status_text}".rstrip()
        return _wire("  < ", first, response.headers, len(response.body))
    words = "no response"
    if failure is not None:
        words += f": {failure_words(failure.code)} ({visible(failure.detail)})"
    return wrapped(words, "  < ", "      ")


def _wire(mark: str, first: str, headers: Iterable[tuple[str, str]], size: int) -> list[str]:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    if size:
        lines.append(f"({size} bytes)")
    return [part for line in lines for part in wrapped(visible(line, LONGEST), mark, f"{mark}    ")]


def network_lines(exchanges: Iterable[Exchange]) -> list[str]:
    """Every exchange in order, as DevTools' Network tab would list it, with raw headers."""
    lines = ["Network"]
    for number, exchange in enumerate(exchanges, 1):
        lines += [
            "",
            f"  {number}. {exchange.kind} to {visible(exchange.request.url.split('/')[2])}",
        ]
        lines += request_lines(exchange.request) + response_lines(exchange)
    if len(lines) > 1:
        return lines
    return [*lines, "", "  Nothing was sent."]


def console_block(result: FetchResult) -> list[str]:
    """What the browser's console shows."""
    said = [
        part for line in result.console() for part in wrapped(visible(line, LONGEST), "  ", "    ")
    ]
    return [f"Console ({result.engine})", "", *(said or ["  (nothing)"])]


def note_lines(answer: Answer) -> list[str]:
    """What to know beside the verdict."""
    return [
        part
        for note in answer.notes
        for part in wrapped(f"Note: {visible(note.sentence, LONGEST)}", "", "  ")
    ]


def would_be_lines(requests: Iterable[HTTPRequest]) -> list[str]:
    """What would be sent."""
    lines = ["Would be sent"]
    for request in requests:
        lines += ["", *request_lines(request)]
    return lines


def render_answer(
    answer: Answer,
    planned: Iterable[HTTPRequest] = (),
    show_secrets: bool = False,
    hinted: bool = False,
) -> str:
    """The whole answer as text: verdict, four answers, steps, fix; network; console. `planned`:
    what a full question would have sent.

    `hinted`: with a sentence on how to have the fix as code.
    """
    exchanges = _exchanges(answer, show_secrets)
    result, advice = _result(answer, show_secrets)
    if result is None:
        requests = [_request_shown(request, show_secrets) for request in planned]
        blocks = [held_back_lines(answer), would_be_lines(requests), network_lines(exchanges)]
    else:
        blocks = [wrapped(visible(answer.problem, 1000))] if answer.problem else []
        blocks.append(head_lines(result))
        if advice is not None:
            from cors_lab.tools.check.advice_page import advice_document

            blocks.append([advice_document(result, advice, hinted).text()])
        blocks += [note_lines(answer), network_lines(exchanges), console_block(result)]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _exchanges(answer: Answer, show_secrets: bool) -> tuple[Exchange, ...]:
    if show_secrets:
        return answer.exchanges
    return tuple(map(masked_exchange, answer.exchanges))


def _request_shown(request: HTTPRequest, show_secrets: bool) -> HTTPRequest:
    if show_secrets:
        return request
    return masked_request(request)


def _result(answer: Answer, show_secrets: bool) -> tuple[FetchResult | None, Advice | None]:
    """The result as it may be shown, with the error that the engine names; and the advice."""
    result = answer.result
    if result is None:
        return None, None
    advice = answer.advice(show_secrets)
    if not show_secrets:
        result = masked(result)
    return _as_blamed(result, advice), advice


def _as_blamed(result: FetchResult, advice: Advice | None) -> FetchResult:
    """The result with the error that the engine names, so that code, sentence and console agree."""
    if advice is None or advice.step is None or result.error is None:
        return result
    error = replace(result.error, code=advice.code, message=advice.step.why)
    return replace(result, error=error)


def held_back_lines(answer: Answer) -> list[str]:
    """Why the question was not asked to its end, and how far it came."""
    assert answer.withheld is not None
    method = visible(answer.withheld.method)
    if changes_method(answer.withheld.headers):
        method = f"a {method} with a header that names another method"
    if answer.exchanges:
        passed = " The preflight, which is safe, was sent and passed: a browser would go on."
    else:
        passed = ""
    return wrapped(
        f"Not asked to the end: {method} may change something on the server, so it was not"
        f" sent.{passed} Send it with --yes."
    )


def data(
    answer: Answer, planned: Iterable[HTTPRequest] = (), show_secrets: bool = False
) -> dict[str, Any]:
    """The answer for machines; docs/check-and-audit.md names the keys. They are only ever
    added to.
    """
    result, advice = _result(answer, show_secrets)
    told = _question_data(answer, result, show_secrets)
    if result is None:
        told |= _NOTHING
    else:
        told |= _told_result(result, advice)
    requests = [_request_shown(request, show_secrets) for request in planned]
    exchanges = _exchanges(answer, show_secrets)
    return told | {
        "notes": [{"code": note.code, "sentence": note.sentence} for note in answer.notes],
        "exchanges": [exchange_data(exchange) for exchange in exchanges],
        "wouldSend": [_request(request) for request in requests],
    }


def _question_data(
    answer: Answer, result: FetchResult | None, show_secrets: bool
) -> dict[str, Any]:
    """The verdict, and what was asked."""
    question = answer.question
    asked: FetchResult | HTTPRequest | Question = question
    sentence = answer.problem
    if result is not None:
        asked, sentence = result, sentence or result.verdict
    elif answer.withheld is not None:
        asked = _request_shown(answer.withheld, show_secrets)
        sentence = sentence or " ".join(held_back_lines(answer))
    return {
        "verdict": answer.verdict,
        "exitCode": answer.exit_code,
        "sentence": sentence,
        "method": result.method if result else question.method,
        "url": asked.url,
        "page": question.page if show_secrets else mask_url(question.page),
        "engine": question.engine,
        "credentials": question.credentials,
    }


_NOTHING: dict[str, Any] = {
    "code": None,
    "corsError": None,
    "firefoxReason": None,
    "why": None,
    "fix": None,
    "spec": None,
    "answers": None,
    "response": None,
    "steps": [],
    "console": [],
    "observations": [],
    "fails": [],
    "headers": [],
    "fixTried": None,
    "remarks": [],
}


def _told_result(result: FetchResult, advice: Advice | None) -> dict[str, Any]:
    error, response = result.error, result.response
    step = failed_step(result)
    if advice is not None:
        step = advice.step
    told: dict[str, Any] = {
        "code": None,
        "corsError": getattr(error, "cors_error", None),
        "firefoxReason": getattr(error, "firefox_reason", None),
        "why": getattr(step, "why", None),
        "fix": getattr(step, "fix", None),
        "spec": getattr(step, "spec", None),
        "answers": {_key(question): answer for question, answer in answers(result)},
        "response": None,
        "steps": [_step(each) for each in result.steps],
        "console": result.console(),
        **_advice_data(advice),
    }
    if response:
        told["response"] = {
            "type": response.type,
            "status": response.status,
            "headers": [list(pair) for pair in response.headers],
        }
    return told


def _advice_data(advice: Advice | None) -> dict[str, Any]:
    """The advice: it says more than the check that failed does, and in place of it."""
    if advice is None:
        return {"observations": [], "fails": [], "headers": [], "fixTried": None, "remarks": []}
    return {
        "code": advice.code,
        "fix": advice.fix or None,
        "fixTried": advice.tried and bool(advice.pastes),
        "observations": [
            {"code": each.code, "sentence": each.seen, "fix": each.fix or None}
            for each in advice.observations
        ],
        "fails": [
            {"code": gate.code, "stage": gate.stage, "why": gate.step.why} for gate in advice.failed
        ],
        "headers": [
            {"where": paste.heading, "lines": list(paste.lines)} for paste in advice.pastes
        ],
        "remarks": list(advice.remarks),
    }


def _key(question: str) -> str:
    """The question as a key: serverRanIt."""
    return re.sub(r" (\w)", lambda word: word[1].upper(), question)


def _step(step: Step) -> dict[str, Any]:
    return {
        "code": step.code,
        "stage": step.stage,
        "state": step.state,
        "title": step.title,
        "why": step.why,
        "fix": step.fix,
        "spec": step.spec,
    }


def _request(request: HTTPRequest) -> dict[str, Any]:
    return {
        "kind": request.kind,
        "method": request.method,
        "url": request.url,
        "headers": [list(pair) for pair in request.headers],
        "bodyBytes": len(request.body or b""),
    }


def exchange_data(exchange: Exchange) -> dict[str, Any]:
    """One exchange for machines."""
    response, failure = exchange.response, exchange.failure
    return {
        "request": _request(exchange.request),
        "response": (
            response
            and {
                "status": response.status,
                "headers": [list(pair) for pair in response.headers],
                "bodyBytes": len(response.body),
            }
        ),
        "failure": failure and {"code": failure.code, "detail": failure.detail},
    }
