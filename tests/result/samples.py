"""Results built by hand, one of each kind a view must show; `HOSTILE` has an attack in every place
a server can put text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.result.record import Exchange, FetchError, PageResponse

PAGE, API = "https://app.example", "https://api.example"
ATTACK = "<img src=x onerror=alert(1)>"
BREAKOUT = "\"'--></desc></title></script><script>alert(2)</script><svg onload=alert(3)>"
COMMON = (
    ("Host", "api.example"),
    ("User-Agent", "Mozilla/5.0"),
    ("Accept", "*/*"),
    ("Origin", PAGE),
)
SERVED = (("Server", "Werkzeug/3.1.3 Python/3.11.2"), ("Date", "Sun, 22 Nov 2026 23:42:00 GMT"))
JSON = (("Content-Type", "application/json"), ("Content-Length", "17"))
ALLOW = (("Access-Control-Allow-Origin", PAGE),)
ASKS = (
    ("Access-Control-Request-Method", "POST"),
    ("Access-Control-Request-Headers", "content-type"),
)
SPEC = "https://fetch.spec.whatwg.org/#concept-cors-check"


@dataclass(frozen=True, slots=True)
class Sample:
    """A FetchResult with fixed words, so that these tests do not depend on the wording of the
    rules.
    """

    method: str
    url: str
    exchanges: tuple[Exchange, ...]
    steps: tuple[SampleStep, ...]
    verdict: str
    response: PageResponse | None = None
    error: FetchError | None = None
    origin: str = PAGE
    engine: str = "chromium"

    @property
    def executed(self) -> bool:
        return any(
            exchange.kind != "preflight" and exchange.response is not None
            for exchange in self.exchanges
        )


@dataclass(frozen=True, slots=True)
class SampleStep:
    """A Step with fixed words."""

    code: str
    state: str = "passed"
    stage: str = "request"
    exchange: int = 1
    title: str = ""
    why: str = ""
    fix: str = ""
    spec: str = ""
    facts: Any = None


def step(
    code: str,
    state: str = "passed",
    stage: str = "request",
    exchange: int = 1,
    title: str = "",
    **words: Any,
) -> SampleStep:
    """A step whose title is its code in words, unless it has one."""
    return SampleStep(
        code, state, stage, exchange, title or code.replace("-", " ").capitalize(), **words
    )


def exchanged(
    kind: Any, method: str, status: int | str, headers: Any = (), answer: Any = (), **more: Any
) -> Exchange:
    """One exchange; a status that is a word is a network failure."""
    request = HTTPRequest(
        kind, method, API + more.get("path", "/notes"), COMMON + tuple(headers), more.get("body")
    )
    if isinstance(status, str):
        return Exchange(kind, request, None, NetworkFailure(status, "127.0.0.1:53211"))
    response = HTTPResponse(
        status,
        SERVED + tuple(answer),
        more.get("answer_body", b'{"notes": []}\n'),
        more.get("text", ""),
    )
    return Exchange(kind, request, response)


def sample(
    method: str,
    verdict: str,
    exchanges: Any,
    steps: Any,
    response: Any = None,
    error: Any = None,
    path: str = "/notes",
) -> Sample:
    """A result for the page https://app.example asking https://api.example."""
    return Sample(method, API + path, tuple(exchanges), tuple(steps), verdict, response, error)


def readable_response(status: int = 200, **more: Any) -> PageResponse:
    """What JavaScript reads after a successful CORS check."""
    return PageResponse(
        "cors",
        status,
        "OK",
        [("content-type", "application/json")],
        API + "/notes",
        False,
        more.get("body", b"{}"),
    )


MISSING = step(
    "allow-origin-present",
    "failed",
    title="Does the response name an origin that may read it?",
    why=(
        "The response from https://api.example carries no Access-Control-Allow-Origin header, "
        "so https://app.example may not read it."
    ),
    fix="Send `Access-Control-Allow-Origin: https://app.example` with this response.",
    spec=SPEC,
)
BLOCKED = sample(
    "GET",
    "Blocked: the server answered, but did not allow https://app.example to read the answer.",
    [exchanged("request", "GET", 200, (), JSON, text="OK")],
    [
        step("scheme-is-http", exchange=0),
        step("cross-origin", "noted", exchange=0),
        MISSING,
        step("allow-origin-match", "not-reached"),
    ],
    error=FetchError(
        "allow-origin-present",
        "No Access-Control-Allow-Origin.",
        "MissingAllowOriginHeader",
        "CORSMissingAllowOrigin2",
    ),
)
BLOCKED_PREFLIGHT = sample(
    "POST",
    "Blocked: the preflight does not allow the header content-type, so the POST was never sent.",
    [exchanged("preflight", "OPTIONS", 204, ASKS, ALLOW, text="NO CONTENT", answer_body=b"")],
    [
        step(
            "needs-preflight",
            "noted",
            "preflight",
            0,
            why="Content-Type: application/json is not on the safelist.",
        ),
        step("allow-origin-present", "passed", "preflight"),
        step("allow-origin-match", "passed", "preflight"),
        step("preflight-status-ok", "passed", "preflight"),
        step(
            "headers-allowed",
            "failed",
            "preflight",
            title="Is this request header allowed?",
            why="Access-Control-Allow-Headers is missing; content-type needs it.",
            fix="Answer OPTIONS with Access-Control-Allow-Headers: content-type.",
            spec="https://fetch.spec.whatwg.org/#cors-preflight-fetch",
        ),
        step("allow-origin-present", "not-reached", "request", 2),
    ],
    error=FetchError(
        "headers-allowed",
        "content-type is not allowed.",
        "HeaderDisallowedByPreflightResponse",
        None,
    ),
)
PASSED = sample(
    "POST",
    "Readable: preflight and response allow https://app.example.",
    [
        exchanged(
            "preflight",
            "OPTIONS",
            204,
            ASKS,
            (
                *ALLOW,
                ("Access-Control-Allow-Headers", "content-type"),
                ("Access-Control-Max-Age", "9"),
            ),
        ),
        exchanged(
            "request",
            "POST",
            201,
            (JSON[0],),
            ALLOW + JSON,
            text="CREATED",
            body=b'{"text": "Water the plants"}',
        ),
    ],
    [
        step("allow-origin-match", "passed", "preflight", 1),
        step("headers-allowed", "passed", "preflight", 1),
        step("allow-origin-match", "passed", "request", 2),
    ],
    readable_response(201),
)
EXECUTED = sample(
    "POST",
    "Blocked: the server ran the POST, but JavaScript may not read the answer.",
    [
        exchanged(
            "request",
            "POST",
            201,
            (("Content-Type", "text/plain;charset=UTF-8"),),
            JSON,
            text="CREATED",
            body=b"Water the plants",
        )
    ],
    [MISSING],
    error=FetchError("allow-origin-present", "No Access-Control-Allow-Origin."),
)
REDIRECTED = sample(
    "GET",
    "Readable: after one redirect.",
    [
        exchanged(
            "request",
            "GET",
            302,
            (),
            (*ALLOW, ("Location", "https://other.example/notes?page=2")),
            path="/old",
            text="FOUND",
        ),
        exchanged(
            "request",
            "GET",
            200,
            (),
            (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Origin", "*")),
            text="OK",
        ),
    ],
    [step("redirect-location-valid"), step("allow-origin-match", exchange=2)],
    readable_response(),
    path="/old",
)
REFUSED = sample(
    "GET",
    "Blocked: nothing answers at https://api.example.",
    [exchanged("request", "GET", "connection-refused")],
    [
        step(
            "connection",
            "failed",
            why="No server accepted the connection.",
            fix="Start the server.",
        )
    ],
    error=FetchError("connection-refused", "Connection refused."),
)
TIMED_OUT = sample(
    "POST",
    "Blocked: no answer in time.",
    [exchanged("request", "POST", "timeout")],
    [step("connection", "failed")],
    error=FetchError("timeout", "No answer in time."),
)
OPAQUE = sample(
    "GET",
    "Fulfilled, but opaque: the page can read nothing.",
    [exchanged("request", "GET", 200, (), JSON)],
    [step("opaque", "noted")],
    PageResponse("opaque", 0, "", [], "", False, b""),
)
EVIL = ATTACK + BREAKOUT + "\x1b[31m\x00\n\u202e"
EVIL_ANSWER = [("Location", EVIL), ("Set-Cookie", EVIL)]
CACHED = sample(
    "PUT",
    "Readable: the preflight cache still allows PUT.",
    [exchanged("request", "PUT", 200, (JSON[0],), ALLOW + JSON, text="OK")],
    [
        step("preflight-cached", "noted", exchange=0),
        step("allow-origin-match", title="Does Access-Control-Allow-Origin match?"),
    ],
    readable_response(),
)
HOSTILE = sample(
    EVIL,
    EVIL,
    [
        exchanged(
            "preflight",
            EVIL,
            204,
            [(f"X-{EVIL}", EVIL)],
            [("Access-Control-Allow-" + EVIL, EVIL), ("Location", EVIL)],
            text=EVIL,
        ),
        exchanged(
            "request",
            "POST",
            302,
            (),
            EVIL_ANSWER,
            path=f"/{EVIL}",
            text=EVIL,
            answer_body=EVIL.encode(),
        ),
    ],
    [
        step(
            EVIL,
            "passed",
            "preflight",
            facts={EVIL: EVIL},
            title=EVIL,
            why=EVIL,
            fix=EVIL,
            spec=EVIL,
        ),
        step("javascript-link", "passed", spec="javascript:alert(4)"),
        step(
            "x",
            "failed",
            exchange=2,
            facts={"value": EVIL},
            title=EVIL,
            why=EVIL,
            fix=EVIL,
            spec='https://x"onmouseover=alert(5) x="',
        ),
    ],
    error=FetchError(EVIL, EVIL, EVIL, EVIL),
)
SAMPLES = {
    "blocked": BLOCKED,
    "blocked-preflight": BLOCKED_PREFLIGHT,
    "passed": PASSED,
    "executed": EXECUTED,
    "redirected": REDIRECTED,
    "refused": REFUSED,
    "timed-out": TIMED_OUT,
    "opaque": OPAQUE,
    "cached": CACHED,
    "hostile": HOSTILE,
}
