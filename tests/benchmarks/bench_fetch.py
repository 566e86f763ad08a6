"""How long the simulated browser takes, as ratios within one run: `python -m
tests.benchmarks.bench_fetch`. Nothing is asserted.

A machine's speed drifts, so each figure stands beside one measured with it: a fixed loop of plain
Python, or the same exchanges over http.client.
"""

from __future__ import annotations

import http.client
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from cors_lab import Browser, Policy, serve
from cors_lab.browser.browser import drive
from cors_lab.fetch.fetching import main_fetch
from cors_lab.fetch.params import FetchParams
from cors_lab.fetch.request import new_request
from cors_lab.fetch.trace import SilentTrace, Trace
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from servers import notes_api

PAGE, URL = "https://app.example", "https://api.example/notes/1"
CALL = {
    "method": "PUT",
    "headers": {"Content-Type": "application/json", "X-Demo": "1"},
    "body": '{"text": "x"}',
}
ALLOW = ("Access-Control-Allow-Origin", PAGE)
PREFLIGHT = HTTPResponse(
    204,
    (
        ALLOW,
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "content-type, x-demo"),
    ),
)
MAIN = HTTPResponse(200, (ALLOW, ("Content-Type", "application/json")), b"{}")


def best(work: Callable[[], object], number: int, rounds: int = 7) -> float:
    """Seconds for one call: the best of some rounds."""

    def once() -> float:
        start = time.perf_counter()
        for _ in range(number):
            work()
        return (time.perf_counter() - start) / number

    return min(once() for _ in range(rounds))


def loop() -> int:
    """The measure: a thousand additions in plain Python."""
    return sum(range(1000))


def answer(request: HTTPRequest) -> HTTPResponse:
    return PREFLIGHT if request.kind == "preflight" else MAIN


def algorithm(kind: type[Trace] = Trace) -> Callable[[], object]:
    """A preflighted fetch of the pure algorithm, with a function for a server and an empty
    preflight cache.
    """
    browser = Browser()
    page, engine = browser.open(PAGE), browser._engine

    def work() -> object:
        browser.preflight_cache.clear()
        trace = kind(engine.departures)
        request = new_request(page.client, trace, url=URL, **CALL)  # type: ignore[arg-type]
        params = FetchParams(
            request, trace, engine, browser.cookies, browser.preflight_cache, browser.http_cache
        )
        return drive(main_fetch(params), answer)

    return work


def sweep() -> float:
    """Seconds for 10,000 combinations of policy and request, in process, with words for each
    failure.
    """
    origins, lists, credentials = (
        (None, "*", PAGE, "null", f"{PAGE}/"),
        (None, "*", "PUT", "content-type, x-demo", "x"),
        (None, "true"),
    )
    policies = itertools.product(origins, credentials, lists, lists, (200, 204, 404, 500))
    calls = [CALL | {"credentials": mode} for mode in ("omit", "include")] + [
        {},
        {"method": "PUT"},
        {"headers": {"X-Demo": "1"}},
    ]

    class Answer:
        def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse:
            return (
                HTTPResponse(policy[4], headers)
                if request.kind == "preflight"
                else HTTPResponse(200, headers)
            )

    names = (
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
    )
    start, count = time.perf_counter(), 0
    for policy, call in itertools.islice(
        itertools.cycle(itertools.product(policies, calls)), 10_000
    ):
        headers = tuple(
            (name, value)
            for name, value in zip(names, policy[:4], strict=True)
            if value is not None
        )
        Browser(transport=Answer()).open(PAGE).fetch(URL, **call)
        count += 1
    return (time.perf_counter() - start) * 10_000 / count


def sockets() -> tuple[float, float]:
    """Medians in seconds of `page.fetch` with its preflight, and of the same two exchanges over
    http.client, taken in turn.
    """
    policy = Policy(
        allow_origin=PAGE, allow_methods="PUT", allow_headers="content-type, x-demo", max_age=0
    )
    ours, bare = [], []
    with serve(notes_api.create_app(policy), name="https://api.example") as server:
        page = Browser().open(PAGE)
        exchanges = [exchange.request for exchange in page.fetch(URL, **CALL).exchanges]  # type: ignore[arg-type]
        for _ in range(300):
            start = time.perf_counter()
            page.fetch(URL, **CALL)  # type: ignore[arg-type]
            middle = time.perf_counter()
            for request in exchanges:
                connection = http.client.HTTPConnection("127.0.0.1", server.port)
                connection.request(request.method, "/notes/1", request.body, dict(request.headers))
                connection.getresponse().read()
                connection.close()
            ours.append(middle - start)
            bare.append(time.perf_counter() - middle)
    return statistics.median(ours), statistics.median(bare)


def imports(code: str) -> float:
    """Seconds that a fresh Python takes for this, beyond its own start; the best of five."""

    def once(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    return min(once(code) for _ in range(5)) - min(once("pass") for _ in range(5))


def main() -> None:
    unit = best(loop, 2000)
    print(f"the measure, sum(range(1000)): {unit * 1e6:.1f} µs")
    for name, kind in (("with its trace", Trace), ("with a silent trace", SilentTrace)):
        one = best(algorithm(kind), 1000)
        print(
            f"a preflighted fetch of the algorithm, {name}: {one * 1e6:.0f} µs, {one / unit:.1f} "
            "× the measure"
        )
    print(f"10,000 policies and requests, in process: {sweep():.1f} s")
    ours, bare = sockets()
    print(
        f"page.fetch with its preflight over sockets: {ours * 1e3:.2f} ms, {ours / bare:.2f} "
        f"× http.client ({bare * 1e3:.2f} ms)"
    )
    for code in ("import cors_lab", "from cors_lab import Browser"):
        print(f"{code}: {imports(code) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
