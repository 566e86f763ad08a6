"""The experiment of lesson 05: one preflight, its question and its answer, and each gate that the
answer has to pass, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Checks, Item, Text, View
from cors_lab.result.html import raw
from cors_lab.result.text import status_line
from cors_lab.server.policy import Policy, PolicyFront

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.record import Exchange
    from cors_lab.result.result import FetchResult

API, APP = "https://api.example", "https://app.example"
NOT_SENT = ("not sent", None)
JSON = "Content-Type: application/json"
NO_GATES = ("preflight-stored", "preflight-not-stored", "engine-departs")
# The four gates of the lesson, by the beginning of a check's code.
GATES = {
    "allow-origin": "Gate 1, origin,",
    "allow-credentials": "Gate 1, origin,",
    "preflight-status": "Gate 2, status,",
    "allow-methods": "Gate 3, method,",
    "method": "Gate 3, method,",
    "allow-headers": "Gate 4, headers,",
    "header": "Gate 4, headers,",
}
SHOWN = ("origin", "vary", "location", "cookie", "authorization")


def _same(*values: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((str(value), value) for value in values)


def _or_not(*values: str) -> tuple[tuple[str, Any], ...]:
    return (NOT_SENT, *_same(*values))


PAGE, SERVER = "The page asks", "OPTIONS is answered"
METHODS = _same("GET", "POST", "PUT", "PATCH", "patch", "DELETE")
HEADERS = (("none", ""), *_same(JSON, "X-Demo: 1", "Authorization: Bearer secret"))
CONTROLS = (
    Control("method", "Method", "select", METHODS, PAGE),
    Control("header", "Header", "select", HEADERS, PAGE),
    Control("credentials", "Credentials", "select", _same("same-origin", "include"), PAGE),
    Control(
        "preflight_status", "Status", "select", _same(204, 200, 301, 401, 404, 405, 500), SERVER
    ),
    Control(
        "allow_origin",
        "Allow-Origin",
        "select",
        _or_not(APP, "*", f"{APP}/", "https://other.example"),
        SERVER,
    ),
    Control("allow_credentials", "Allow-Credentials", "select", _or_not("true", "True"), SERVER),
    Control(
        "allow_methods",
        "Allow-Methods",
        "select",
        _or_not("GET, POST", "PUT, PATCH, DELETE", "put, patch, delete", "*"),
        SERVER,
    ),
    Control(
        "allow_headers",
        "Allow-Headers",
        "select",
        _or_not("content-type", "Content-Type, X-Demo", "authorization", "*"),
        SERVER,
    ),
)
ANSWER = ("preflight_status", "allow_origin", "allow_credentials", "allow_methods", "allow_headers")
BEGIN = dict.fromkeys(ANSWER) | {
    "method": "PUT",
    "header": JSON,
    "credentials": "same-origin",
    "preflight_status": 204,
}


def preflight_stepper(**values: Any) -> Experiment:
    """The stepper: `method`, `header`, `credentials` are the page's, the rest the answer to
    OPTIONS. ValueError for other names.
    """
    return Experiment("Preflight, gate by gate", CONTROLS, look, {**BEGIN, **values})


def look(values: Mapping[str, Any]) -> View:
    """Send it, in process, and say what each gate made of the answer."""
    front = PolicyFront(_server, Policy(**{name: values[name] for name in ANSWER}))
    name, _, value = str(values["header"]).partition(": ")
    page = Browser(hosts={API: front}).open(APP)
    arguments = {
        "method": values["method"],
        "headers": [(name, value)] if name else [],
        "credentials": values["credentials"],
    }
    result = page.fetch(f"{API}/notes/1", **arguments)
    preflight = next(
        (exchange for exchange in result.exchanges if exchange.kind == "preflight"), None
    )
    if preflight is None:
        return View(
            "noted",
            f"No preflight: this {result.method} goes out at once. Choose another method, or a"
            " header.",
        )
    return View(
        *_verdict(result),
        (Checks("The gates, in the browser's order", tuple(_gates(result))), *_messages(preflight)),
    )


def _server(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b""]


def _gates(result: FetchResult) -> list[Item]:
    steps = [
        step
        for step in result.steps
        if step.stage == "preflight" and not step.code.startswith(NO_GATES)
    ]
    gates = [
        Item(step.title, step.state, step.why if step.state != "not-reached" else "")
        for step in steps
    ]
    went = f"The {result.method} itself is sent"
    return [
        *gates,
        (
            Item(went, "passed", word="sent")
            if result.executed
            else Item(went, "not-reached", word="never sent")
        ),
    ]


def _verdict(result: FetchResult) -> tuple[Any, str]:
    if result.executed:
        return "passed", f"Every gate is open: the {result.method} is sent."
    closed = next(step for step in result.steps if step.state == "failed")
    gate = next(gate for code, gate in GATES.items() if closed.code.startswith(code))
    return "failed", f"{gate} stays shut: {closed.title} The {result.method} is never sent."


def _messages(preflight: Exchange) -> list[Text]:
    request, response = preflight.request, preflight.response
    assert response is not None
    asked, got = (
        tuple(pair for pair in headers if _matters(pair[0]))
        for headers in (request.headers, response.headers)
    )
    return [
        Text("The question", raw("OPTIONS /notes/1", asked, None)),
        Text("The answer", raw(status_line(preflight), got, None)),
    ]


def _matters(name: str) -> bool:
    return name.lower() in SHOWN or name.lower().startswith("access-control-")
