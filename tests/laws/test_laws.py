"""Laws that hold for every server, page and request: what no list of cases can show."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cors_lab import Browser, FetchResult
from cors_lab.browser.browser import drive
from cors_lab.fetch.engines import ENGINES
from cors_lab.fetch.fetching import main_fetch
from cors_lab.fetch.http_cache import HTTPCache
from cors_lab.fetch.params import FetchParams
from cors_lab.fetch.preflight_cache import PreflightCache
from cors_lab.fetch.request import new_request
from cors_lab.fetch.trace import NetworkError, SilentTrace, Trace
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from tests.fetch.exchange import PAGE, URL, Wire

LAW = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
ORIGINS = st.sampled_from([None, PAGE, "*", "null", f"{PAGE}/", f"{PAGE}, {PAGE}", "x", ""])
LISTS = st.sampled_from(
    [
        None,
        "",
        "*",
        "PUT",
        "put",
        "PUT, DELETE",
        "x-a",
        "X-A, content-type, authorization",
        "a b",
        "PUT;",
        ",,x-a,",
    ]
)
TRUTHS = st.sampled_from([None, "true", "True", "true, true"])
NAMES = {
    "Access-Control-Allow-Origin": ORIGINS,
    "Access-Control-Allow-Credentials": TRUTHS,
    "Access-Control-Allow-Methods": LISTS,
    "Access-Control-Allow-Headers": LISTS,
    "Access-Control-Max-Age": st.sampled_from([None, "0", "5", "600", "-1", "x"]),
    "Access-Control-Expose-Headers": LISTS,
    "Location": st.sampled_from([None, None, "/x", "https://other.example/", ""]),
    "Set-Cookie": st.sampled_from([None, "a=b", "a=b; SameSite=None; Secure"]),
    "Cache-Control": st.sampled_from([None, "max-age=60", "no-store"]),
}
HEADERS = st.fixed_dictionaries(NAMES).map(
    lambda chosen: tuple((name, value) for name, value in chosen.items() if value is not None)
)
STATUSES = st.sampled_from([200, 200, 204, 301, 302, 303, 307, 401, 404, 500])
ANSWERS = st.builds(HTTPResponse, STATUSES, HEADERS, st.sampled_from([b"", b"ok"]))
CALLS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "POST", "PUT", "patch", "DELETE"]),
        "headers": st.sampled_from(
            [(), (("X-A", "1"),), (("Authorization", "t"), ("Content-Type", "application/json"))]
        ),
        "mode": st.sampled_from(["cors", "cors", "same-origin"]),
        "credentials": st.sampled_from(["omit", "same-origin", "include"]),
        "redirect": st.sampled_from(["follow", "follow", "manual", "error"]),
    }
)
ENGINE = st.sampled_from(list(ENGINES))
Answers = tuple[HTTPResponse, HTTPResponse]


def server(answers: Answers) -> Any:
    return lambda request: answers[0] if request.kind == "preflight" else answers[1]


def ask(engine: str, answers: Answers, call: dict[str, Any], url: str = URL) -> FetchResult:
    return Browser(engine=engine, transport=Wire(server(answers))).open(PAGE).fetch(url, **call)


def shown(result: FetchResult) -> Any:
    return (
        result.response,
        result.error and result.error.code,
        [exchange.request for exchange in result.exchanges],
    )


@LAW
@given(ENGINE, st.tuples(ANSWERS, ANSWERS), CALLS)
def test_a_trace_that_records_nothing_gives_the_same_verdicts(
    engine: str, answers: Answers, call: dict[str, Any]
) -> None:
    def verdict(kind: type[Trace]) -> Any:
        profile = Browser(engine=engine, transport=Wire(server(answers)))
        page, chosen = profile.open(PAGE), ENGINES[engine]
        trace = kind(chosen.departures)
        request = new_request(page.client, trace, url=URL, **call)
        params = FetchParams(
            request, trace, chosen, profile.cookies, PreflightCache(), HTTPCache(chosen.departures)
        )
        try:
            response = drive(main_fetch(params), server(answers))
        except NetworkError as error:
            return error.code
        return response.type, response.status, response.headers.pairs, response.body

    assert verdict(SilentTrace) == verdict(Trace)


@LAW
@given(ENGINE, st.tuples(ANSWERS, ANSWERS), CALLS, st.randoms(use_true_random=False))
def test_the_order_of_header_lines_decides_nothing(
    engine: str, answers: Answers, call: dict[str, Any], random: Any
) -> None:
    def shuffled(response: HTTPResponse) -> HTTPResponse:
        lines = list(response.headers)
        random.shuffle(lines)
        return HTTPResponse(response.status, tuple(lines), response.body)

    before, after = (
        ask(engine, answers, call),
        ask(engine, (shuffled(answers[0]), shuffled(answers[1])), call),
    )
    assert shown(before) == shown(after)


LINE = re.compile(r"`([A-Z][A-Za-z-]+): ([^`]*)`")
STATUS = re.compile(r"`(\d{3}) [A-Z]")


def fixed(response: HTTPResponse, fix: str) -> HTTPResponse:
    """The answer with the header lines and the status that a fix names in place of its own."""
    lines = dict(LINE.findall(fix))
    status = STATUS.search(fix)
    kept = tuple(
        pair
        for pair in response.headers
        if pair[0] not in lines and not (status and pair[0] == "Location")
    )
    return HTTPResponse(
        int(status[1]) if status else response.status, (*kept, *lines.items()), response.body
    )


@LAW
@given(ENGINE, st.tuples(ANSWERS, ANSWERS), CALLS)
def test_a_fix_applied_makes_the_step_pass(
    engine: str, answers: Answers, call: dict[str, Any]
) -> None:
    result = ask(engine, answers, call | {"mode": "cors", "redirect": "follow"})
    failed = next((step for step in result.steps if step.state == "failed"), None)
    assume(
        failed is not None
        and LINE.search(failed.fix)
        and not any(step.code == "origin-tainted" for step in result.steps)
    )
    assert failed is not None
    mended = (
        (fixed(answers[0], failed.fix), answers[1])
        if failed.stage == "preflight"
        else (answers[0], fixed(answers[1], failed.fix))
    )
    again = ask(engine, mended, call | {"mode": "cors", "redirect": "follow"})
    still = [
        step
        for step in again.steps
        if (step.code, step.stage, step.state) == (failed.code, failed.stage, "failed")
    ]
    # Where several headers are refused, each has its own fix.
    assert failed.facts.get("name", "the check") not in [
        step.facts.get("name", "the check") for step in still
    ]


@LAW
@given(ANSWERS, st.lists(CALLS, min_size=2, max_size=4), st.sampled_from([0.0, 3.0, 400.0]))
def test_the_preflight_cache_lets_through_only_what_a_fresh_preflight_would(
    preflight: HTTPResponse, calls: list[dict[str, Any]], wait: float
) -> None:
    allowed = HTTPResponse(
        200, (("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Credentials", "true"))
    )
    answers = (preflight, allowed)
    browser = Browser(engine="standard", transport=Wire(server(answers)))
    page = browser.open(PAGE)
    for call in calls:
        call = call | {"mode": "cors", "redirect": "follow"}
        if page.fetch(URL, **call).fulfilled:
            assert ask("standard", answers, call).fulfilled
        browser.advance(wait)


TEXT = st.text(st.characters(max_codepoint=255), max_size=40)
LATIN_PAIRS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from([*NAMES, "Vary", "Expires", "Content-Encoding"]), TEXT), TEXT
    ),
    max_size=6,
).map(tuple)
WILD = st.one_of(
    st.builds(
        HTTPResponse,
        st.integers(100, 999),
        LATIN_PAIRS,
        st.binary(max_size=60),
        TEXT,
        st.sampled_from([None, "body-reset"]),
    ),
    st.builds(
        NetworkFailure,
        st.sampled_from(
            ["connection-refused", "timeout", "tls", "bad-response", "connection-closed"]
        ),
        TEXT,
    ),
)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=30),
    st.binary(max_size=30),
    TEXT,
    st.lists(st.text(max_size=3), max_size=3),
)


@settings(LAW, max_examples=400)
@given(
    ENGINE,
    st.lists(WILD, min_size=1, max_size=4),
    CALLS,
    st.sampled_from([URL, "http://api.example/", f"{PAGE}/x"]),
)
def test_no_server_raises(engine: str, answers: list[Any], call: dict[str, Any], url: str) -> None:
    def serve(request: HTTPRequest) -> Any:
        return next(turns)

    turns = itertools.cycle(answers)
    page = Browser(engine=engine, transport=Wire(serve)).open(
        PAGE if url.startswith("https") else "http://app.example"
    )
    for _ in range(2):
        result = page.fetch(url, **call)
        assert result.fulfilled or result.error is not None
        assert str(result)
        assert result._repr_mimebundle_()["text/html"]
        for name in ENGINES:
            assert all(isinstance(line, str) for line in result.console(name))


ARGUMENTS = [
    "method",
    "headers",
    "body",
    "mode",
    "credentials",
    "redirect",
    "cache",
    "referrer",
    "referrer_policy",
    "integrity",
]


def refusal(act: Callable[[], object]) -> str:
    """The argument that the error names, "" where nothing is refused."""
    try:
        act()
    except (TypeError, ValueError) as error:
        return str(error).split(": ")[0]
    return ""


@settings(LAW, max_examples=400)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ARGUMENTS, ANYTHING)), ANYTHING)
def test_fetch_refuses_by_name_or_answers(call: dict[str, Any], url: Any) -> None:
    page = Browser(
        transport=Wire(lambda request: HTTPResponse(200, (("Access-Control-Allow-Origin", "*"),)))
    ).open(PAGE)
    assert refusal(lambda: page.fetch(url, **call)) in {"", "url", *call}


@LAW
@given(ANYTHING, ANYTHING)
def test_open_and_visit_refuse_by_name(origin: Any, url: Any) -> None:
    browser = Browser(transport=Wire(lambda request: HTTPResponse(200)))
    assert refusal(lambda: browser.open(origin)) in ("", "origin")
    assert refusal(lambda: browser.open(PAGE, url=url)) in ("", "url")
    assert refusal(lambda: browser.visit(url)) in ("", "url")
