"""Each row of the table of departures shows: the engines that it names do otherwise than the
standard, and only by this row.
"""

from __future__ import annotations

import gzip
from collections.abc import Hashable
from typing import Any

import pytest

from cors_lab import Browser, FetchResult
from cors_lab.fetch.engines import DEPARTURES, ENGINES, Departure
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from tests.fetch.cache_departures import CACHE_CASES, Case
from tests.fetch.exchange import (
    ALLOW,
    ANY,
    CREDENTIALS,
    PAGE,
    URL,
    Server,
    Wire,
    answer,
    code,
    fetch,
    header,
    sent,
    server,
)
from tests.fetch.test_redirects import OTHER, hops, to

LEAVE = (
    ("Access-Control-Allow-Methods", "PUT, DELETE"),
    ("Access-Control-Allow-Headers", "x-a, authorization, content-type"),
)
AUTHORIZED = {"headers": {"Authorization": "Bearer t"}}
THERE = "https://api.example/there"
TWICE = "https://api.example/there,%20/there"


def wire(
    serve: Server,
    url: str = URL,
    opened: dict[str, Any] | None = None,
    origin: str = PAGE,
    **call: Any,
) -> Case:
    """What reached the server: methods, and the headers that the engines may differ in."""
    watched = (
        "Origin",
        "Referer",
        "Access-Control-Request-Headers",
        "Content-Type",
        "Range",
        "User-Agent-Set",
        "X-A",
    )

    def case(engine: str) -> Hashable:
        result = fetch(serve, url, engine=engine, origin=origin, opened=opened, **call)
        return tuple(
            (name, *(header(result, item, number) for item in watched))
            for number, name in enumerate(sent(result))
        )

    return case


def repeated(name: str, *given: str, **call: Any) -> Case:
    """The lines in which a header arrived that was set several times."""

    def case(engine: str) -> Hashable:
        result = fetch(plain, engine=engine, headers=[(name, value) for value in given], **call)
        return tuple(
            value for known, value in result.exchanges[-1].request.headers if known == name
        )

    return case


def outcome(serve: Server, url: str = URL, **call: Any) -> Case:
    """What JavaScript saw."""

    def case(engine: str) -> Hashable:
        result = fetch(serve, url, engine=engine, **call)
        seen = result.response
        return seen and (seen.type, seen.status, tuple(seen.headers), seen.body, seen.url)

    return case


def steps(
    *calls: dict[str, Any],
    preflights: tuple[tuple[tuple[str, str], ...], ...],
    mains: tuple[HTTPResponse, ...] = (),
    origin: str = PAGE,
) -> Case:
    """Several fetches of one page: which of them asked for leave. The n-th call meets the n-th
    answers, or the last.
    """

    def case(engine: str) -> Hashable:
        turn = 0

        def serve(request: HTTPRequest) -> HTTPResponse:
            if request.kind == "preflight":
                return answer(*preflights[min(turn, len(preflights) - 1)], status=204)
            return mains[min(turn, len(mains) - 1)] if mains else answer(*every)

        every = (("Access-Control-Allow-Origin", origin), CREDENTIALS)
        page = Browser(engine=engine, transport=Wire(serve)).open(origin)
        asked = []
        for turn, call in enumerate(calls):  # noqa: B007  read by the server
            asked.append("OPTIONS preflight" in sent(page.fetch(URL, **call)))
        return tuple(asked)

    return case


def twice(serve: Server, call: dict[str, Any]) -> Case:
    """The same fetch two times: what reached the server."""

    def case(engine: str) -> Hashable:
        page = Browser(engine=engine, transport=Wire(serve)).open(PAGE)
        return tuple(tuple(sent(page.fetch(URL, **call))) for _ in range(2))

    return case


def throws(engine: str, url: str) -> bool:
    """Does `fetch()` throw for this URL?"""
    try:
        fetch(ok, url, engine=engine, origin="http://app.example")
    except ValueError:
        return True
    return False


def leave(
    *more: tuple[str, str],
    methods: str = "PUT, DELETE",
    headers: str = "x-a, authorization, content-type",
) -> tuple[tuple[str, str], ...]:
    return (
        ALLOW,
        CREDENTIALS,
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", headers),
        *more,
    )


def coded(coding: str, body: bytes | None = None, *more: tuple[str, str]) -> Server:
    """A server that says so of its body."""
    return server(
        answer(ANY, ("Content-Encoding", coding), *more, body=PACKED if body is None else body)
    )


def page_agent(engine: str) -> bool:
    """Does the page's own User-Agent go along with a redirect?"""
    result = fetch(
        hops((f"{PAGE}/x", to("/y")), (f"{PAGE}/y", answer())),
        f"{PAGE}/x",
        engine=engine,
        headers={"User-Agent": "me"},
    )
    return header(result, "User-Agent") == header(result, "User-Agent", 0)


PACKED = gzip.compress(b"a text that is long enough to be cut", mtime=0)
PUT: dict[str, Any] = {"method": "PUT"}
INCLUDE: dict[str, Any] = {"credentials": "include"}
AGE = ("Access-Control-Max-Age", "600")
ok = server(answer(ANY, ALLOW), answer(ANY, *LEAVE))
plain = server(answer(ANY), answer(ANY, *LEAVE))

CASES: dict[str, Case] = CACHE_CASES | {
    "user-agent-forbidden": wire(plain, headers={"User-Agent": "me"}),
    "client-hints-safelisted": wire(plain, headers={"DPR": "2"}),
    "repeated-headers-judged-joined": wire(
        plain, headers=[("Accept", "x" * 70), ("Accept", "x" * 70)]
    ),
    "request-headers-named-twice": wire(plain, headers=[("X-A", "1"), ("x-a", "2")]),
    "non-ascii-bytes-unsafe": wire(plain, headers={"Accept": "é"}),
    "content-type-parsed-strictly": wire(
        plain, method="POST", headers={"Content-Type": "text/plain;;;"}
    ),
    "range-numbers-bounded": wire(plain, headers={"Range": "bytes=0-99999999999999999999"}),
    "range-unit-of-any-case": wire(server(answer(ANY)), headers={"Range": "BYTES=0-5"}),
    "first-value-sent": repeated("Content-Type", "a/b", "c/d", method="POST", body="b"),
    "last-value-sent": repeated("Authorization", "t", "u"),
    "empty-value-restarts": repeated("X-A", "1", "", "3"),
    "range-rewritten": wire(plain, f"{PAGE}/x", headers={"Range": "bytes = 0-5"}),
    "headers-sent-as-utf-8": wire(plain, f"{PAGE}/x", headers={"X-A": "é"}),
    "sandbox-sends-referrer": wire(plain, origin="null", opened={"embedder": PAGE}),
    "referrer-downgrade-by-scheme": wire(
        plain, "http://api.example/", origin="http://localhost:8000"
    ),
    "safelisted-size-unbounded": wire(
        plain, headers=[("Accept", "x" * 100), ("Accept-Language", "x" * 100)] * 6
    ),
    "origin-kept-on-redirect": wire(
        hops((f"{PAGE}/a", to(f"{PAGE}/b")), (f"{PAGE}/b", answer())), f"{PAGE}/a", method="POST"
    ),
    "origin-nulled-on-redirect": wire(
        hops((f"{PAGE}/a", to(URL, 307)), (URL, answer())),
        f"{PAGE}/a",
        method="POST",
        mode="no-cors",
    ),
    "preflight-keeps-first-referrer": wire(
        hops((f"{PAGE}/a", to(URL, 307)), (URL, answer(ANY))),
        f"{PAGE}/a",
        opened={"url": f"{PAGE}/deep"},
        method="PUT",
    ),
    "mixed-content-after-preflight": wire(
        hops((URL, to("http://api.example/x", 307))), method="PUT"
    ),
    "tainted-origin-preflights-again": twice(
        hops(
            (URL, to(OTHER, 307)),
            (OTHER, answer(ANY)),
            preflight=answer(ANY, *LEAVE, AGE, status=204),
        ),
        PUT,
    ),
    "cached-wildcard-literal-with-credentials": steps(
        PUT | INCLUDE,
        {"method": "DELETE"} | INCLUDE,
        preflights=(leave(AGE, methods="PUT, *"), leave(AGE)),
    ),
    "credentialed-wildcard-stays-literal": steps(
        PUT | INCLUDE, {"method": "DELETE"}, preflights=(leave(AGE, methods="PUT, *"), leave(AGE))
    ),
    "delete-becomes-get": wire(hops((URL, to(OTHER)), (OTHER, answer(ANY))), method="DELETE"),
    "body-headers-come-back": wire(
        hops(
            (f"{PAGE}/a", to(f"{PAGE}/b", 303)),
            (f"{PAGE}/b", to(f"{PAGE}/c", 307)),
            (f"{PAGE}/c", answer()),
        ),
        f"{PAGE}/a",
        method="PUT",
        body="b",
    ),
    "authorization-comes-back": wire(
        hops(
            (URL, to(OTHER)),
            (OTHER, to("https://other.example/then")),
            ("https://other.example/then", answer(ANY)),
        ),
        **AUTHORIZED,
    ),
    "several-locations-refused": outcome(
        server(answer(ANY, ("Location", "/there"), ("Location", "/x")))
    ),
    "reset-content-has-body": outcome(server(answer(ANY, status=205))),
    "repeated-headers-reduced": outcome(
        server(answer(ANY, ("Content-Type", "a/b"), ("Content-Type", "c/d")))
    ),
    "preflight-sends-user-agent": lambda engine: (
        ("User-Agent", "me")
        in fetch(plain, engine=engine, headers={"User-Agent": "me", "X-A": "1"})
        .exchanges[0]
        .request.headers
    ),
    "preflight-origin-untainted": wire(
        hops((URL, to(OTHER, 307)), (OTHER, answer(ANY))), method="PUT"
    ),
    "preflight-after-redirect": wire(
        hops((URL, to("/there", 303)), (THERE, answer(ANY))), method="DELETE"
    ),
    "preflight-after-redirect-for-headers": wire(
        hops((f"{PAGE}/a", to(URL)), (URL, answer(ANY))), f"{PAGE}/a", **AUTHORIZED
    ),
    "preflight-names-dropped-headers": wire(
        hops((URL, to(OTHER)), (OTHER, answer(ANY))), **AUTHORIZED
    ),
    "wildcard-covers-authorization": outcome(
        server(answer(ANY), answer(ANY, ("Access-Control-Allow-Headers", "*"))), **AUTHORIZED
    ),
    "invalid-max-age-means-zero": steps(
        PUT, PUT, preflights=(leave(("Access-Control-Max-Age", "600s")),)
    ),
    "no-store-forgets-preflight": steps(PUT | {"cache": "no-store"}, PUT, preflights=(leave(AGE),)),
    "no-store-preflights-again": steps(PUT, PUT | {"cache": "no-store"}, preflights=(leave(AGE),)),
    "no-cache-preflights-again": steps(PUT, PUT | {"cache": "no-cache"}, preflights=(leave(AGE),)),
    "origin-never-withheld": wire(
        plain, method="POST", mode="no-cors", referrer_policy="no-referrer"
    ),
    "proxy-authentication-refused": outcome(server(answer(ANY, status=407))),
    "conditional-preflights-again": steps(
        {"headers": {"X-A": "1"}},
        {"headers": {"X-A": "1", "If-Match": "1"}},
        preflights=(leave(AGE, headers="x-a, if-match"),),
    ),
    "conditional-preflight-bypasses-cache": lambda engine: header(
        fetch(ok, engine=engine, headers={"If-Match": "1"}), "Pragma", 0
    ),
    "head-must-be-cached": steps(
        {"headers": {"X-A": "1"}},
        {"method": "HEAD", "headers": {"X-A": "1"}},
        preflights=(leave(AGE),),
    ),
    "preflight-carries-cache-mode": lambda engine: header(
        fetch(ok, engine=engine, method="PUT", cache="reload"), "Cache-Control", 0
    ),
    "spaces-in-hosts-escaped": lambda engine: throws(engine, "http://a b/"),
    "no-referrer-hides-origin": wire(
        plain, f"{PAGE}/x", method="POST", mode="no-cors", referrer=""
    ),
    "lax-referrer-policies-ignored": wire(
        plain, opened={"url": f"{PAGE}/deep"}, referrer_policy="unsafe-url"
    ),
    "reload-preflights-again": steps(PUT, PUT | {"cache": "reload"}, preflights=(leave(AGE),)),
    "refused-preflight-cached": steps({"method": "PATCH"}, PUT, preflights=(leave(AGE),)),
    "preflight-cache-one-answer": steps(
        PUT,
        {"method": "DELETE"},
        PUT,
        preflights=(leave(AGE, methods="PUT"), leave(AGE, methods="DELETE"), leave(AGE)),
    ),
    "failure-keeps-preflight-cache": steps(
        PUT, PUT, PUT, preflights=(leave(AGE),), mains=(answer(ALLOW), answer(), answer(ALLOW))
    ),
    "opaque-origin-preflights-again": steps(
        PUT, PUT, preflights=((ANY, *LEAVE, AGE),), origin="null", mains=(answer(ANY),)
    ),
    "preflight-cache-by-credentials": steps(
        PUT | {"credentials": "include"}, PUT, preflights=(leave(AGE),)
    ),
    "cached-wildcard-ignored": steps(PUT, PUT, preflights=(leave(AGE, methods="*"),)),
    "cached-wildcard-covers-authorization": steps(
        {"headers": {"X-A": "1"}},
        {"headers": {"Authorization": "t"}},
        preflights=((ANY, ("Access-Control-Allow-Headers", "*"), AGE),),
    ),
    "redirect-keeps-credentials": outcome(
        hops((f"{PAGE}/a", to(URL)), (URL, to(OTHER)), (OTHER, answer(ANY))),
        f"{PAGE}/a",
        credentials="same-origin",
    ),
    "userinfo-seen-after-preflight": wire(
        hops((f"{PAGE}/a", to("https://u@api.example/notes", 307))), f"{PAGE}/a", method="PUT"
    ),
    "redirect-userinfo-refused": outcome(
        hops((f"{PAGE}/a", to("//u@app.example/b")), (f"{PAGE}/b", answer())), f"{PAGE}/a"
    ),
    "no-location-is-no-redirect": outcome(hops((URL, answer(ANY, status=302))), redirect="error"),
    "opaque-redirect-shows-body": outcome(hops((URL, answer(ANY, status=302))), redirect="manual"),
    "empty-location-is-no-redirect": lambda engine: (
        fetch(hops((URL, to(""))), engine=engine).fulfilled
    ),
    "empty-location-is-invalid": lambda engine: (
        len(fetch(hops((URL, to(""))), engine=engine).exchanges) == 1
    ),
    "equal-locations-are-one": outcome(
        hops(
            (URL, answer(ANY, ("Location", "/there"), ("Location", "/there"), status=302)),
            (THERE, answer(ANY)),
            (TWICE, answer(ANY)),
        )
    ),
    "locations-joined": lambda engine: (
        [
            exchange.request.url
            for exchange in fetch(joined, engine=engine).exchanges
            if "," in exchange.request.url
        ]
        != []
    ),
    "location-read-as-text": lambda engine: fetch(accented, engine=engine).exchanges[1].request.url,
    "empty-headers-ignored": outcome(
        server(answer(ANY, ("X-A", "1"), ("X-A", ""), ("Access-Control-Expose-Headers", "x-a")))
    ),
    "headers-read-as-utf-8": outcome(
        server(answer(ANY, ("X-A", "\xe9"), ("Access-Control-Expose-Headers", "x-a")))
    ),
    "data-url-has-length": outcome(plain, "data:,hi"),
    "data-url-needs-follow": outcome(plain, "data:,hi", mode="no-cors", redirect="manual"),
    "truncated-coding-shown": lambda engine: code(fetch(coded("gzip", PACKED[:20]), engine=engine)),
    "unknown-codings-skipped": outcome(coded("gzip, identity")),
    "empty-coding-is-unknown": outcome(coded("gzip,")),
    "codings-in-small-letters": outcome(coded("GZIP")),
    "gzip-files-stay-packed": outcome(coded("gzip", PACKED, ("Content-Type", "application/gzip"))),
    "several-dispositions-refused": outcome(
        server(
            answer(ANY, ("Content-Disposition", "inline"), ("Content-Disposition", "attachment"))
        )
    ),
    "redirect-drops-user-agent": page_agent,
    "refused-redirect-keeps-preflight-cache": twice(
        hops((URL, to("/x")), preflight=answer(ANY, *LEAVE, AGE, status=204)),
        PUT | {"redirect": "error"},
    ),
    "failure-clears-what-was-asked": twice(
        hops((URL, to("http://api.example/x")), preflight=answer(ANY, *LEAVE, AGE, status=204)), PUT
    ),
    "keepalive-limit-before-preflight": twice(ok, PUT | {"body": "x" * 65537, "keepalive": True}),
    "keepalive-unlimited": outcome(plain, method="POST", body="x" * 65537, keepalive=True),
    "malformed-status-lines-read": outcome(
        server(HTTPResponse(200, (ANY,), malformed="the status line has no number"))
    ),
    "switching-protocols-refused": outcome(server(answer(ANY, status=101))),
    "undecodable-body-shown": outcome(server(answer(ANY, ("Content-Encoding", "gzip")))),
    "about-blank-refused": outcome(plain, "about:blank", mode="no-cors"),
    "loopback-is-mixed-content": outcome(plain, "http://localhost:8000/"),
    "local-addresses-only-warned-of": outcome(plain, "http://192.168.0.7/"),
}
joined = hops(
    (URL, answer(ANY, ("Location", "/there"), ("Location", "/x"), status=302)),
    ("https://api.example/there,%20/x", answer(ANY)),
    (THERE, answer(ANY)),
)
accented = hops(
    (URL, to("/there?\xe9")),
    (f"{THERE}?%E9", answer(ANY)),
    (f"{THERE}?%C3%A9", answer(ANY)),
    (f"{THERE}?%EF%BF%BD", answer(ANY)),
    (f"{THERE}?%C3%AF%C2%BF%C2%BD", answer(ANY)),
)


# What no recorded load shows: each was asked of the engine by itself.
ASKED = {
    "objects-not-upgraded",
    "upgraded-socket-shows-url",
    "mixed-frame-stays",
    "cors-answers-authentication",
    "upload-ends-with-response",
    "websocket-protocol-any-case",
    "bitmap-despite-svg-type",
    "fetch-preload-needs-ok",
    "csp-object-redirects-unchecked",
    "local-network-needs-permission",
    "upgraded-stays-cross-origin",
}
# Those of loads are shown by their recorded evidence, in tests/browsers.
OF_LOADS = {row.name for row in DEPARTURES if row.evidence.startswith("loads")} | ASKED


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [row for row in DEPARTURES if row.name not in OF_LOADS], ids=lambda row: row.name
)
def test_a_departure_shows(row: Departure, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[row.name]
    for engine in row.engines:
        seen = case(engine)
        assert seen != case("standard"), engine
        monkeypatch.setitem(
            ENGINES,
            engine,
            ENGINES[engine]._replace(departures=ENGINES[engine].departures - {row.name}),
        )
        assert case(engine) != seen, f"{engine}: it is another row that shows here"


def test_every_row_has_its_evidence() -> None:
    assert all(
        row.evidence and set(row.engines) <= {"chromium", "firefox", "webkit"} for row in DEPARTURES
    )
    assert ENGINES["standard"].departures == frozenset()


def test_a_step_tells_the_learner() -> None:
    result: FetchResult = fetch(plain, engine="chromium", headers={"DPR": "2"})
    told = [step for step in result.steps if step.code == "engine-departs"]
    assert [step.why for step in told] == [
        (
            "This browser departs from the standard here: client hints (Save-Data, DPR, Width "
            "and the like) need no permission; in the standard they need it."
        )
    ]
