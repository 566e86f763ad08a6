"""Policies with the mistakes that are made in earnest, the requests that meet them, and what of the
outcome must be the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cors_lab import Browser
from cors_lab.fetch.headers import HeaderList, extract_list, values
from cors_lab.fixes.code.case import Case
from cors_lab.result.result import FetchResult
from cors_lab.server.policy import ECHO, Policy, PolicyFront

PAGE, API, URL = "https://app.example", "https://api.example", "https://api.example/notes"
GOOD = {
    "allow_origin": PAGE,
    "allow_credentials": True,
    "allow_methods": "PUT, DELETE",
    "allow_headers": "Content-Type, X-Demo",
    "vary": True,
}

POLICIES = {
    "nothing": Policy(),
    "nothing, and no answer to the preflight": Policy(answer_preflight=False),
    "good": Policy(**GOOD, max_age=600, expose_headers="X-Total"),
    "good, without credentials": Policy(
        allow_origin=PAGE, allow_methods="PUT", allow_headers="content-type", vary=True
    ),
    "origin alone": Policy(allow_origin=PAGE),
    "any origin": Policy(allow_origin="*"),
    "any origin, stars everywhere": Policy(
        allow_origin="*", allow_methods="*", allow_headers="*", expose_headers="*"
    ),
    "stars and credentials": Policy(
        allow_origin="*",
        allow_credentials=True,
        allow_methods="*",
        allow_headers="*",
        expose_headers="*",
    ),
    "star and credentials": Policy(**{**GOOD, "allow_origin": "*"}),
    "stars for headers with credentials": Policy(**{**GOOD, "allow_headers": "*"}),
    "a star among the headers": Policy(**{**GOOD, "allow_headers": "*, X-Demo"}),
    "echo": Policy(allow_origin=ECHO),
    "echo everything": Policy(
        allow_origin=ECHO,
        allow_credentials=True,
        allow_methods=ECHO,
        allow_headers=ECHO,
        vary="Origin",
    ),
    "echo of the origin with credentials": Policy(**{**GOOD, "allow_origin": ECHO}),
    "echo of the headers": Policy(**{**GOOD, "allow_headers": ECHO}),
    "a slash at the end": Policy(**{**GOOD, "allow_origin": PAGE + "/"}),
    "capitals": Policy(**{**GOOD, "allow_origin": "https://App.example"}),
    "a port that is the default": Policy(**{**GOOD, "allow_origin": PAGE + ":443"}),
    "no scheme": Policy(**{**GOOD, "allow_origin": "app.example"}),
    "another origin": Policy(**{**GOOD, "allow_origin": "https://other.example"}),
    "null": Policy(**{**GOOD, "allow_origin": "null"}),
    "an empty origin": Policy(**{**GOOD, "allow_origin": ""}),
    "a pattern": Policy(**{**GOOD, "allow_origin": "https://*.example"}),
    "two origins in one line": Policy(**{**GOOD, "allow_origin": f"{PAGE}, https://other.example"}),
    "two lines": Policy(**{**GOOD, "allow_origin": [PAGE, PAGE]}),
    "a star and the origin": Policy(**{**GOOD, "allow_origin": ["*", ECHO]}),
    "True": Policy(**{**GOOD, "allow_credentials": "True"}),
    "false": Policy(**{**GOOD, "allow_credentials": "false"}),
    "credentials twice": Policy(**{**GOOD, "allow_credentials": ["true", "true"]}),
    "methods in small letters": Policy(**{**GOOD, "allow_methods": "put, delete"}),
    "a method of one's own": Policy(**{**GOOD, "allow_methods": "PUT, REPORT"}),
    "methods without a comma": Policy(**{**GOOD, "allow_methods": "PUT DELETE"}),
    "empty lists": Policy(
        **{**GOOD, "allow_methods": "", "allow_headers": "", "expose_headers": ""}
    ),
    "methods in two lines": Policy(**{**GOOD, "allow_methods": ["PUT", "DELETE"]}),
    "headers without Content-Type": Policy(**{**GOOD, "allow_headers": "X-Demo"}),
    "headers with Authorization": Policy(
        **{**GOOD, "allow_headers": "Authorization, Content-Type, X-Demo"}
    ),
    "header names that are patterns": Policy(**{**GOOD, "allow_headers": "X-D*, ^x"}),
    "status 200": Policy(**GOOD, preflight_status=200),
    "status 299": Policy(**GOOD, preflight_status=299),
    "a redirect": Policy(**GOOD, preflight_status=301),
    "a redirect that keeps the method": Policy(**GOOD, preflight_status=308),
    "status 304": Policy(**GOOD, preflight_status=304),
    "a guard": Policy(**GOOD, preflight_status=401),
    "not found, without a word": Policy(**GOOD, preflight_status=404, on_preflight=False),
    "a status that nginx keeps for itself": Policy(**GOOD, preflight_status=444),
    "broken": Policy(**GOOD, preflight_status=500),
    "on the preflight only": Policy(**GOOD, on_response=False),
    "on the response only": Policy(**GOOD, on_preflight=False),
    "not on errors": Policy(**GOOD, expose_headers="X-Total", on_errors=False),
    "preflights left to the app": Policy(**GOOD, answer_preflight=False),
    "another origin in the preflight": Policy(
        **GOOD, preflight_allow_origin="https://other.example"
    ),
    "credentials in the response only": Policy(**GOOD, preflight_allow_credentials=None),
    "the preflight alone allows any": Policy(allow_methods="PUT", preflight_allow_origin="*"),
    "max-age 0": Policy(**GOOD, max_age=0),
    "max-age 4": Policy(**GOOD, max_age=4),
    "max-age -1": Policy(**GOOD, max_age="-1"),
    "max-age in words": Policy(**GOOD, max_age="ten minutes"),
    "max-age, empty": Policy(**GOOD, max_age=""),
    "Vary: something else": Policy(**{**GOOD, "vary": "Accept-Encoding"}),
    "no Vary": Policy(**{**GOOD, "vary": None}),
    "quotes and signs": Policy(
        **{
            **GOOD,
            "allow_origin": "\"$app\" 'q' \\ %s {x} ${y} #; `w` <!--",
            "expose_headers": 'X-"$1\\',
        }
    ),
    "not ASCII": Policy(**{**GOOD, "allow_origin": "https://caf\xe9.example"}),
}

CALLS: tuple[dict[str, Any], ...] = (
    {"method": "GET"},
    {"method": "GET", "credentials": "include"},
    {"method": "GET", "mode": "no-cors"},  # without Origin
    {"method": "GET", "headers": {"X-Demo": "1"}},
    {"method": "GET", "headers": {"Authorization": "Bearer x"}, "credentials": "include"},
    {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": "{}"},
    {"method": "POST", "body": "text", "credentials": "include"},
    {"method": "PUT"},
    {
        "method": "PUT",
        "headers": {"Content-Type": "application/json", "X-Demo": "1"},
        "body": "{}",
        "credentials": "include",
    },
    {"method": "DELETE", "headers": {"Authorization": "Bearer x"}},
    {"method": "REPORT", "credentials": "include"},
)
METHODS = tuple(dict.fromkeys(call["method"] for call in CALLS))
PAGES = (PAGE, "https://other.example", "null")


def case(policy: Policy, method: str) -> Case:
    return Case.of({"url": URL, "method": method}, policy, PAGE)


def ok(environ: Any, start_response: Any) -> Iterable[bytes]:
    found = environ["PATH_INFO"] == "/notes"
    start_response("200 OK" if found else "404 Not Found", [("Content-Type", "text/plain")])
    return [b"ok"]


def reference(policy: Policy) -> PolicyFront:
    """The server that the copy must equal."""
    return PolicyFront(ok, policy)


def requests(method: str) -> list[tuple[str, dict[str, Any]]]:
    """Who asks what; and what is not there, with this method."""
    asked = [call for call in CALLS if call["method"] == method]
    return [
        (page, call) for page in PAGES for call in [*asked, asked[0] | {"url": f"{API}/missing"}]
    ]


def ask(server: Any, page: str, call: dict[str, Any], engine: str = "chromium") -> FetchResult:
    return Browser(engine=engine, hosts={API: server}).open(page).fetch(**{"url": URL, **call})


_expected: dict[str, FetchResult] = {}


def expected(policy: Policy, page: str, call: dict[str, Any]) -> FetchResult:
    """What the policy itself makes of it; asked once, for every framework is compared with the
    same.
    """
    key = repr((policy, page, call))
    return _expected.get(key) or _expected.setdefault(key, ask(reference(policy), page, call))


def verdict(result: FetchResult) -> dict[str, Any]:
    """What a page sees of it, and what the server ran."""
    response = result.response
    seen = (
        (response.type, response.status, response.text() if response.ok else "")
        if response
        else None
    )
    answered = [
        exchange.response.status
        for exchange in result.exchanges
        if exchange.response and exchange.kind == "request"
    ]
    sent = [exchange.kind for exchange in result.exchanges]
    return {
        "seen": seen,
        "answered": answered,
        "exposed": _exposed(result),
        "executed": result.executed,
        "exchanges": sent,
    }


def _exposed(result: FetchResult) -> object:
    answer = (
        result.exchanges[-1].response
        if result.response and result.response.type == "cors"
        else None
    )
    found = (
        extract_list(HeaderList(answer.headers), "Access-Control-Expose-Headers")
        if answer
        else None
    )
    return {name.lower() for name in found} if isinstance(found, list) else set()


def vary(result: FetchResult) -> set[str]:
    """What the last answer says that it depends on."""
    answer = result.exchanges[-1].response if result.exchanges else None
    lines = [value for name, value in answer.headers if name.lower() == "vary"] if answer else []
    return {member.strip().lower() for line in lines for member in line.split(",")} - {""}


def cors_headers(result: FetchResult) -> list[dict[str, str]]:
    """The headers about CORS of each answer, the lines of one name joined: browsers read them
    so.
    """
    answers = [
        exchange.response.headers if exchange.response else () for exchange in result.exchanges
    ]
    return [
        {name: ", ".join(values(headers, name)) for name, _ in headers if _counts(name)}
        for headers in map(lowered, answers)
    ]


def lowered(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]


def _counts(name: str) -> bool:
    return name.lower().startswith("access-control-") or name.lower() == "vary"


def memory(server: Any) -> list[list[str]]:
    """What one page sends when it asks again and again: is the preflight remembered, and for how
    long?
    """
    browser = Browser(hosts={API: server})
    sent = []
    for wait in (0, 3, 3, 500, 7000):
        browser.advance(wait)
        result = browser.open(PAGE).fetch(URL, method="PUT", credentials="include")
        sent.append([exchange.kind for exchange in result.exchanges])
    return sent
