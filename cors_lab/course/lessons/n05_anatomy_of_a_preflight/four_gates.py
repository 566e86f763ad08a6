"""The experiment of lesson 05: one preflight, and the four gates that its answer has to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Block, Checks, Item, Text, View
from cors_lab.result.html import raw
from cors_lab.result.text import status_line
from cors_lab.server.policy import Policy, PolicyFront

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cors_lab.result.record import Exchange, Step
    from cors_lab.result.result import FetchResult

API, APP = "https://api.example", "https://app.example"
NOT_SENT = ("not sent", None)
JSON = "Content-Type: application/json"
# The gates of the lesson: name, and the beginnings of the codes of the checks behind it.
GATES = (
    ("Gate 1: origin", ("allow-origin", "allow-credentials")),
    ("Gate 2: status", ("preflight-status",)),
    ("Gate 3: method", ("allow-methods", "method")),
    ("Gate 4: headers", ("allow-headers", "header")),
)
OPEN, SHUT, NOT_REACHED = "passed", "failed", "not-reached"
WORDS = {OPEN: "open", SHUT: "shut", NOT_REACHED: "not reached"}
SHOWN = ("origin", "vary", "location", "cookie", "authorization")


def _same(*values: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((str(value), value) for value in values)


def _or_not(*values: str) -> tuple[tuple[str, Any], ...]:
    return (NOT_SENT, *_same(*values))


PAGE, SERVER = "The page asks", "OPTIONS is answered"
METHODS = _same("GET", "POST", "PUT", "PATCH", "patch", "DELETE")
HEADERS = (("none", ""), *_same(JSON, "X-Demo: 1", "Authorization: Bearer secret"))
MODES = _same("same-origin", "include")
STATUSES = _same(204, 200, 301, 401, 404, 405, 500)
ORIGINS = _or_not(APP, "*", f"{APP}/", "https://other.example")
LISTED_METHODS = _or_not("GET, POST", "PUT, PATCH, DELETE", "put, patch, delete", "*")
LISTED_HEADERS = _or_not("content-type", "Content-Type, X-Demo", "authorization", "*")
CONTROLS = (
    Control("method", "Method", "select", METHODS, PAGE),
    Control("header", "Header", "select", HEADERS, PAGE),
    Control("credentials", "Credentials", "select", MODES, PAGE),
    Control("preflight_status", "Status", "select", STATUSES, SERVER),
    Control("allow_origin", "Allow-Origin", "select", ORIGINS, SERVER),
    Control("allow_credentials", "Allow-Credentials", "select", _or_not("true", "True"), SERVER),
    Control("allow_methods", "Allow-Methods", "select", LISTED_METHODS, SERVER),
    Control("allow_headers", "Allow-Headers", "select", LISTED_HEADERS, SERVER),
)
ANSWER = (
    "preflight_status",
    "allow_origin",
    "allow_credentials",
    "allow_methods",
    "allow_headers",
)
BEGIN = {
    **dict.fromkeys(ANSWER),
    "method": "PUT",
    "header": JSON,
    "credentials": "same-origin",
    "preflight_status": 204,
}


def four_gates(**values: Any) -> Experiment:
    """The gates; `method`, `header`, `credentials` are the page's, the rest answers OPTIONS.

    Raises ValueError for other names.
    """
    return Experiment("Four gates", CONTROLS, look, {**BEGIN, **values})


def look(values: Mapping[str, Any]) -> View:
    """Send it, in process, and say which gates the answer opens."""
    front = PolicyFront(_server, Policy(**{name: values[name] for name in ANSWER}))
    name, _, value = str(values["header"]).partition(": ")
    result = (
        Browser(hosts={API: front})
        .open(APP)
        .fetch(
            f"{API}/notes/1",
            method=values["method"],
            headers=[(name, value)] if name else [],
            credentials=values["credentials"],
        )
    )
    preflight = next((one for one in result.exchanges if one.kind == "preflight"), None)
    if preflight is None:
        goes = f"No preflight: this {result.method} goes out at once."
        return View("noted", f"{goes} Choose another method, or a header.")
    gates = tuple(_gates(result))
    blocks: list[Block] = [Checks("The gates, in the browser's order", gates, "doors")]
    blocks += _messages(preflight)
    return View(*_verdict(result, gates), blocks)


def _server(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b""]


def _gates(result: FetchResult) -> Iterator[Item]:
    """One item a gate, each with the checks behind it, and the request itself at the end."""
    steps = [step for step in result.steps if step.stage == "preflight"]
    for name, codes in GATES:
        yield _gate(name, [step for step in steps if step.code.startswith(codes)])
    went = f"The {result.method} itself"
    if result.executed:
        yield Item(went, OPEN, word="sent")  # type: ignore[arg-type]  # a state of an item
    else:
        yield Item(went, NOT_REACHED, word="never sent")  # type: ignore[arg-type]


def _gate(name: str, steps: list[Step]) -> Item:
    """Shut where one of its checks failed, open where the last was reached and none did."""
    failed = next((step for step in steps if step.state == SHUT), None)
    if failed is not None:
        return Item(name, SHUT, failed.why, WORDS[SHUT])  # type: ignore[arg-type]
    if not steps or steps[-1].state == NOT_REACHED:
        return Item(name, NOT_REACHED, "", WORDS[NOT_REACHED])  # type: ignore[arg-type]
    return Item(name, OPEN, steps[-1].why, WORDS[OPEN])  # type: ignore[arg-type]


def _verdict(result: FetchResult, gates: tuple[Item, ...]) -> tuple[Any, str]:
    if result.executed:
        return OPEN, f"All four gates are open: the {result.method} is sent."
    shut = next((gate for gate in gates if gate.state == SHUT), None)
    name = shut.title if shut else "The preflight"
    return SHUT, f"{name} is shut. The {result.method} is never sent."


def _messages(preflight: Exchange) -> list[Text]:
    request, response = preflight.request, preflight.response
    asked = tuple(pair for pair in request.headers if _matters(pair[0]))
    question = Text("The question", raw("OPTIONS /notes/1", asked, None))
    if response is None:
        return [question]
    got = tuple(pair for pair in response.headers if _matters(pair[0]))
    return [question, Text("The answer", raw(status_line(preflight), got, None))]


def _matters(name: str) -> bool:
    return name.lower() in SHOWN or name.lower().startswith("access-control-")
