"""Every check that an answer would still fail, and the headers that let it pass, tried in the
simulated browser.

A browser stops at the first check that fails; who fixes that one meets the next. Here each failing
check is repaired in a copy of the answers, and the call is made again, until it passes or no header
helps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.browser.browser import Browser
from cors_lab.fetch.headers import HeaderList, extract_list, get
from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from cors_lab.fixes.paste import Paste
from cors_lab.result.answers import could_read, failed_step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cors_lab.browser.browser import Page
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.record import Exchange, Step
    from cors_lab.result.result import FetchResult

MOST_ROUNDS = 12
NOT_SEEN = NetworkFailure("connection-closed", "this answer was not seen")
OF_THE_BODY = ("content-encoding", "content-length", "transfer-encoding")


class Gate(NamedTuple):
    """One check that fails: the error's code, the stage ("preflight" or "request"), the step."""

    code: str
    stage: str
    step: Step


@dataclass(frozen=True, slots=True)
class Gates:
    """All the checks that an answer fails, in the browser's order.

    `pastes` are the headers that the answers need; `passes` says that with them the simulated
    browser could read, `assumed` that the answer to the request itself has not been seen yet.
    """

    failed: tuple[Gate, ...] = ()
    pastes: tuple[Paste, ...] = ()
    passes: bool = False
    assumed: bool = False


@dataclass(slots=True)
class _Repairs:
    """What is changed in the answers of each stage: headers to set, and the status of the
    preflight.
    """

    headers: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"preflight": {}, "request": {}}
    )
    status: int | None = None


@dataclass(slots=True)
class _Repaired:
    """A transport that gives the answers that were seen, repaired; what was not seen is
    answered with a bare 200.
    """

    seen: Mapping[tuple[str, str], HTTPResponse | NetworkFailure]
    repairs: _Repairs
    assumed: bool = False

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The repaired answer."""
        answer = self.seen.get((request.kind, request.url))
        if answer is None:
            self.assumed = self.assumed or request.kind != "preflight"
            answer = HTTPResponse(200)
        if isinstance(answer, NetworkFailure):
            return answer
        stage = "preflight" if request.kind == "preflight" else "request"
        setting = self.repairs.headers[stage]
        unwanted = {name.lower() for name in setting} | set(OF_THE_BODY)
        kept = tuple(pair for pair in answer.headers if pair[0].lower() not in unwanted)
        if stage == "preflight" and self.repairs.status:
            answer = replace(answer, status=self.repairs.status, status_text="")
            kept = tuple(pair for pair in kept if pair[0].lower() != "location")
        return replace(answer, headers=(*kept, *setting.items()), body=b"", body_error=None)


def gates(page: Page, arguments: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Gates:
    """What these answers to `page.fetch(**arguments)` would fail, one check after the other;
    nothing is sent.
    """
    seen: dict[tuple[str, str], HTTPResponse | NetworkFailure] = {
        (each.request.kind, each.request.url): each.response or each.failure or NOT_SEEN
        for each in exchanges
    }
    repairs = _Repairs()
    failed: list[Gate] = []
    transport = _Repaired(seen, repairs)
    for _ in range(MOST_ROUNDS):
        result = _again(page, arguments, transport)
        if could_read(result) == "yes":
            return Gates(tuple(failed), _pastes(result, repairs), True, transport.assumed)
        gate = _gate(result)
        if gate is None:
            return Gates(tuple(failed), assumed=transport.assumed)
        if not (transport.assumed and gate.stage == "request"):  # that answer was never seen
            failed.append(gate)
        if not _repair(gate, result, repairs):
            return Gates(tuple(failed), assumed=transport.assumed)
    return Gates(tuple(failed))


def _again(page: Page, arguments: Mapping[str, Any], transport: _Repaired) -> FetchResult:
    browser = Browser(engine=page.browser.engine, transport=transport)
    return replace(page, browser=browser).fetch(**arguments)


def _gate(result: FetchResult) -> Gate | None:
    step = failed_step(result)
    if result.error is None or step is None:
        return None
    stage = "preflight" if step.stage == "preflight" else "request"
    return Gate(result.error.code, stage, step)


def _repair(gate: Gate, result: FetchResult, repairs: _Repairs) -> bool:
    """Change what this check looks at; False where no header of the server helps."""
    if not result.exchanges:
        return False
    asked = result.exchanges[-1].request
    origin = get(asked.headers, "Origin")
    own = parse_url(asked.url), parse_url(result.url)
    if (
        origin in (None, "null")
        or own[0] is None
        or own[1] is None
        or own[0].origin != own[1].origin
    ):
        return False
    setting = repairs.headers[gate.stage]
    code = gate.code.removeprefix("preflight-")
    if code.startswith("allow-origin-"):
        setting["Access-Control-Allow-Origin"] = str(origin)
    elif code == "allow-credentials":
        setting["Access-Control-Allow-Credentials"] = "true"
    elif code in ("status", "redirect"):
        repairs.status = 204
    elif code in ("method-not-allowed", "allow-methods-invalid"):
        setting["Access-Control-Allow-Methods"] = _with_method(result)
    elif code in ("header-not-allowed", "allow-headers-invalid"):
        setting["Access-Control-Allow-Headers"] = _with_headers(result)
    else:
        return False
    return True


def _with_method(result: FetchResult) -> str:
    wanted = (
        get(result.exchanges[-1].request.headers, "Access-Control-Request-Method") or result.method
    )
    return _listing(result, "Access-Control-Allow-Methods", [wanted])


def _with_headers(result: FetchResult) -> str:
    asked = get(result.exchanges[-1].request.headers, "Access-Control-Request-Headers") or ""
    return _listing(
        result, "Access-Control-Allow-Headers", [name for name in asked.split(",") if name]
    )


def _listing(result: FetchResult, name: str, wanted: list[str]) -> str:
    """What the server lists already, without a star, and what is missing."""
    response = result.exchanges[-1].response
    pairs = [
        pair for pair in (response.headers if response else ()) if pair[0].lower() == name.lower()
    ]
    listed = extract_list(HeaderList(pairs), name)
    known = [token for token in listed if token != "*"] if isinstance(listed, list) else []
    there = {token.lower() for token in known} if name.endswith("Headers") else set(known)
    return ", ".join([*known, *(token for token in wanted if token not in there)])


def _pastes(result: FetchResult, repairs: _Repairs) -> tuple[Paste, ...]:
    """The changed headers of each answer, whole, and `Vary: Origin` where an origin is named."""
    pastes = []
    status = [f"(status {repairs.status})"] if repairs.status else []
    if repairs.headers["preflight"] or status:
        lines = _lines(repairs.headers["preflight"])
        heading = "In the answer to the preflight (OPTIONS)" + "".join(
            f", with status {repairs.status}" for _ in status
        )
        pastes.append(Paste(heading, tuple(lines)))
    if repairs.headers["request"]:
        lines = _lines(repairs.headers["request"])
        pastes.append(Paste(f"In every answer to {result.method}, errors too", tuple(lines)))
    return tuple(pastes)


def _lines(setting: Mapping[str, str]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in setting.items()]
    return [*lines, "Vary: Origin"] if "Access-Control-Allow-Origin" in setting else lines
