"""An answer as text of at most 80 columns, and as data for machines."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.display.text import visible, wrapped
from cors_lab.fixes.frameworks import hint
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

LONGEST = 2000  # of a header's value, in characters


def request_lines(request: HTTPRequest) -> list[str]:
    """A request as it goes on the wire, each line behind `  > `; of the body only its size."""
    path = f"/{request.url.split('/', 3)[3] if request.url.count('/') > 2 else ''}"
    return _wire(
        "  > ", f"{request.method} {path} HTTP/1.1", request.headers, len(request.body or b"")
    )


def response_lines(exchange: Exchange) -> list[str]:
    """What came back, each line behind `  < `; of the body only its size."""
    response = exchange.response
    if response is None:
        failure = exchange.failure
        return wrapped(
            (
                f"no response: {failure_words(failure.code)} ({visible(failure.detail)})"
                if failure
                else "no response"
            ),
            "  < ",
            "      ",
        )
    return _wire(
        "  < ",
        f"{response.status} {response.status_text}".rstrip(),
        response.headers,
        len(response.body),
    )


def _wire(mark: str, first: str, headers: Iterable[tuple[str, str]], size: int) -> list[str]:
    lines = [
        first,
        *(f"{name}: {value}" for name, value in headers),
        *([f"({size} bytes)"] if size else []),
    ]
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


def advice_lines(result: FetchResult, advice: Advice, hinted: bool) -> list[str]:
    """What the browser calls the error, what was seen, what to do, and the headers that help."""
    told = [("Error", advice.code)]
    told += [("Seen", each.seen) for each in advice.observations]
    told += [(_label(advice), advice.fix)] if advice.fix else []
    lines = _labelled(told)
    lines += _failed_lines(advice)
    lines += _paste_lines(result, advice)
    lines += _labelled([("Note", remark) for remark in advice.remarks])
    if hinted and advice.has_code:
        lines += ["", *wrapped(hint(*advice.guessed, python=False))]
    return lines


def _label(advice: Advice) -> str:
    """What the fix is called: a fix only where it was tried, or needs no trying."""
    if any(each.decides for each in advice.observations) and not advice.pastes:
        return "Try"
    return "Fix"


def _labelled(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [
        line
        for label, words in pairs
        for line in wrapped(visible(words, LONGEST), f"{label}: ", "  ")
    ]


def _failed_lines(advice: Advice) -> list[str]:
    """Every check that this answer fails, where it is more than one and headers would help."""
    if len(advice.failed) < 2 or not advice.pastes:
        return []
    lines = ["", f"This answer fails {len(advice.failed)} checks, one after the other:"]
    for number, gate in enumerate(advice.failed, 1):
        lines += wrapped(visible(gate.step.why, 1000), f"  {number}. ", "     ")
    return lines


def _paste_lines(result: FetchResult, advice: Advice) -> list[str]:
    """The headers, where they are more than the one that the fix names."""
    if not advice.pastes or (len(advice.failed) < 2 and not advice.assumed):
        return []
    lines = []
    for paste in advice.pastes:
        lines += ["", *wrapped(f"{paste.heading}:")]
        lines += [f"    {visible(line, LONGEST)}" for line in paste.lines]
    tried = "Tried in the simulated browser: with these headers the page can read the answer."
    if advice.assumed:
        tried += f" The answer to {result.method} itself has not been seen yet."
    return [*lines, "", *wrapped(tried)]


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
    if show_secrets:
        exchanges = answer.exchanges
    else:
        exchanges = tuple(map(masked_exchange, answer.exchanges))
    if answer.result is None:
        if show_secrets:
            requests = tuple(planned)
        else:
            requests = tuple(map(masked_request, planned))
        blocks = [held_back_lines(answer), would_be_lines(requests), network_lines(exchanges)]
    else:
        if show_secrets:
            result = answer.result
        else:
            result = masked(answer.result)
        if answer.problem:
            problem = wrapped(visible(answer.problem, 1000))
        else:
            problem = []
        advice = answer.advice(show_secrets)
        blocks = [
            problem,
            head_lines(_as_blamed(result, advice)),
            advice_lines(result, advice, hinted) if advice else [],
            note_lines(answer),
            network_lines(exchanges),
            console_block(result),
        ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


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
    if show_secrets:
        exchanges = answer.exchanges
    else:
        exchanges = tuple(map(masked_exchange, answer.exchanges))
    advice, result = answer.advice(show_secrets), answer.result
    if result is not None and not show_secrets:
        result = masked(result)
    if result is not None:
        result = _as_blamed(result, advice)
    asked = result or answer.question
    told = {
        "verdict": answer.verdict,
        "exitCode": answer.exit_code,
        "sentence": answer.problem
        or (result.verdict if result else " ".join(held_back_lines(answer))),
        "method": asked.method,
        "url": result.url
        if result
        else (masked_request(answer.withheld) if answer.withheld else asked).url,
        "page": answer.question.page if show_secrets else mask_url(answer.question.page),
        "engine": answer.question.engine,
        "credentials": answer.question.credentials,
    }
    return (
        told
        | (_told_result(result, advice) if result else _NOTHING)
        | {
            "notes": [{"code": note.code, "sentence": note.sentence} for note in answer.notes],
            "exchanges": [exchange_data(exchange) for exchange in exchanges],
            "wouldSend": [
                _request(request if show_secrets else masked_request(request))
                for request in planned
            ],
        }
    )


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
    step = advice.step if advice else failed_step(result)
    told = {
        "code": None,
        "corsError": error.cors_error if error else None,
        "firefoxReason": error.firefox_reason if error else None,
        "why": step.why if step else None,
        "fix": step.fix if step else None,
        "spec": step.spec if step else None,
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
