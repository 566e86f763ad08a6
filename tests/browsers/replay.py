"""Replay recorded scenarios through the public API and compare three views: JavaScript's, the
wire's, the console's.

python -m tests.browsers.replay [--engine chromium] [--family redirects] [--id t01277] [-v]
[--summary]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cors_lab import Browser
from tests.browsers.scenario import (
    ENGINES,
    FAILING,
    Scenario,
    ScenarioTransport,
    header,
    is_preflight,
    load,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cors_lab.fetch.wire import HTTPRequest

VIEWS = ("js", "wire", "console")
BODY_KEPT = 200
RECORDED_NAMES = (
    *("origin", "access-control-request-method", "access-control-request-headers"),
    *("cookie", "content-type", "referer", "authorization", "range"),
)
PREFIX = {
    "chromium": re.compile(r"\[[a-z-]+\.[a-z]+\] "),
    "firefox": re.compile(r"\[[^]]+\] "),
    "webkit": re.compile(r"CONSOLE \S+ \S+ "),
}
NULL_PRINCIPAL = re.compile(r"moz-nullprincipal:\{[0-9a-f-]{36}\}")
SPELLED = {"referrerPolicy": "referrer_policy"}  # a recorded request has the names of the Fetch API
JS_KEYS = ("fulfilled", "stage", "type", "status", "headers", "url", "redirected", "body")

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One view of one step of one scenario on which the simulation and the recording differ."""

    id: str
    family: str
    engine: str
    step: int
    view: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        return f"{self.id}[{self.step}] {self.engine} {self.view} ({self.family})\n" + "\n".join(
            _difference(self.expected, self.got)
        )


def replay(scenario: Scenario, engine: str, transport: Any = None, **settings: Any) -> list[View]:
    """The views of every step of a scenario in the simulated browser. What crashes is kept as the
    view of its step.
    """
    transport = transport or ScenarioTransport()
    browser = Browser(engine=engine, transport=transport, **settings)
    page = _open(browser, scenario)
    return [
        _run(browser, page, transport, step, engine, scenario["id"]) for step in scenario["steps"]
    ]


def errors(scenario: Scenario, engine: str) -> list[str]:
    """Our error code of every step of a scenario in the simulated browser; "" where there is none,
    and where `fetch()` throws.
    """
    transport = ScenarioTransport()
    browser = Browser(engine=engine, transport=transport)
    page = _open(browser, scenario)
    results = [_result(browser, page, transport, step)[0] for step in scenario["steps"]]
    return [result.error.code if getattr(result, "error", None) else "" for result in results]


def _open(browser: Any, scenario: Scenario) -> Any:
    if scenario["page"] != "null":
        return browser.open(scenario["page"])
    return browser.open("null", embedder=scenario["embedder"], kind=scenario["page_kind"])


def _run(
    browser: Any, page: Any, transport: Any, step: dict[str, Any], engine: str, name: str
) -> View:
    result, js = _result(browser, page, transport, step)
    exchanges = getattr(result, "exchanges", None)
    sent = transport.received if exchanges is None else [exchange.request for exchange in exchanges]
    told = [
        request
        for request in sent
        if f"/{name}/" in request.url and urlsplit(request.url).hostname not in FAILING
    ]
    return {
        "js": js,
        "wire": [wire_view(request, step) for request in told],
        "console": _console(result, engine),
    }


def _result(browser: Any, page: Any, transport: Any, step: dict[str, Any]) -> tuple[Any, View]:
    transport.begin(step)
    if "wait_ms" in step:
        browser.advance(step["wait_ms"] / 1000)
    return _visited(browser, step) if "visit" in step else _fetched(page, step["request"])


def _visited(browser: Any, step: dict[str, Any]) -> tuple[Any, View]:
    try:
        return browser.visit(step["visit"]["url"]), {}
    except Exception as error:  # one broken step must not hide all the others
        return None, _crash(error)


def _fetched(page: Any, request: dict[str, Any]) -> tuple[Any, View]:
    arguments = {
        SPELLED.get(name, name): value
        for name, value in request.items()
        if name not in ("url", "headers")
    }
    try:
        result = page.fetch(
            request["url"], headers=[tuple(pair) for pair in request["headers"]], **arguments
        )
    except (TypeError, ValueError) as error:
        return None, {"fulfilled": False, "stage": "constructor", "message": str(error)}
    except Exception as error:
        return None, _crash(error)
    # The script in the page reads the body: where that fails, so does its promise.
    return result, _js(None if result.error else result.response)


def _crash(error: Exception) -> View:
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    place = f" at {Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
    return {"crash": f"{type(error).__name__}: {error}{place}"}


def _console(result: Any, engine: str) -> list[str]:
    try:
        return (
            [_anonymous(line) for line in result.console(engine)]
            if hasattr(result, "console")
            else []
        )
    except Exception as error:
        return [str(_crash(error))]


def _js(response: Any) -> View:
    if response is None:
        return {"fulfilled": False}
    return {
        "fulfilled": True,
        "type": response.type,
        "status": response.status,
        "headers": [list(pair) for pair in response.headers],
        "url": response.url,
        "redirected": response.redirected,
        "body": response.text()[:BODY_KEPT],
    }


def wire_view(request: HTTPRequest, step: dict[str, Any]) -> View:
    """One request as the recorder wrote it: of its headers only those that the recording keeps, in
    lower case.
    """
    names = [name for name in RECORDED_NAMES if header(request, name) is not None]
    names += [
        name
        for name, values in _authored(step).items()
        if name not in names and _sendings(values) & {header(request, name)}
    ]
    view = {
        "kind": "preflight" if is_preflight(request) else "request",
        "method": request.method,
        "url": request.url,
        "headers": {name: header(request, name) for name in sorted(names)},
    }
    repeated = {
        name: sum(key.lower() == name for key, _ in request.headers)
        for name, given in _authored(step).items()
        if len(given) > 1
    }
    lines = {name: number for name, number in sorted(repeated.items()) if number}
    return (
        view
        | ({"body": request.body.decode("latin-1")} if request.body else {})
        | ({"lines": lines} if lines else {})
    )


def _authored(step: dict[str, Any]) -> dict[str, list[str]]:
    authored: dict[str, list[str]] = {}
    for name, value in step.get("request", {}).get("headers", []):
        authored.setdefault(name.lower(), []).append(value)
    return authored


def _sendings(values: list[str]) -> set[str | None]:
    """What an author's header may look like on the wire; any other value is the browser's own,
    which the recording leaves out.
    """
    joined = ", ".join(values)
    spelled = [*values, joined, joined.strip(" ") if len(values) > 1 else joined]
    return {*spelled, *(value.encode("utf-8").decode("latin-1") for value in spelled)}


def recorded_views(observed: View, step: dict[str, Any], engine: str) -> View:
    """The same three views of a recorded step. The page's Referer on a visit is left out:
    `browser.visit` names no page.
    """
    wire = [dict(request) for request in observed["wire"]]
    return {
        "js": {key: observed[key] for key in JS_KEYS if key in observed},
        "wire": [_without_referer(request) for request in wire] if "visit" in step else wire,
        "console": [PREFIX[engine].sub("", line, count=1) for line in observed["console"]],
    }


def _without_referer(request: View) -> View:
    return request | {
        "headers": {name: value for name, value in request["headers"].items() if name != "referer"}
    }


def _anonymous(line: str) -> str:
    return NULL_PRINCIPAL.sub("moz-nullprincipal:{uuid}", line)


def compare(
    scenario: Scenario, engine: str, views: list[View], observed: list[View] | None = None
) -> Iterator[Mismatch]:
    """Every view on which a replay and the recording (or another one, `observed`) differ."""
    for index, (step, recorded) in enumerate(
        zip(scenario["steps"], observed or scenario["observed"][engine], strict=True)
    ):
        expected = recorded_views(recorded, step, engine)
        got = _comparable(views[index], step, expected["wire"])
        for view in VIEWS:
            if got[view] != expected[view]:
                yield Mismatch(
                    scenario["id"],
                    scenario["family"],
                    engine,
                    index,
                    view,
                    expected[view],
                    got[view],
                )


def _comparable(views: View, step: dict[str, Any], recorded: list[View]) -> View:
    js = {key: value for key, value in views["js"].items() if key != "message"}
    wire = (
        [_without_referer(request) for request in views["wire"]]
        if "visit" in step
        else views["wire"]
    )
    if not any(
        "lines" in request for request in recorded
    ):  # the first recording has not counted them
        wire = [
            {key: value for key, value in request.items() if key != "lines"} for request in wire
        ]
    return {"js": js, "wire": wire, "console": views["console"]}


def mismatches(scenario: Scenario, engine: str) -> list[Mismatch]:
    """Replay one scenario in one engine and compare it with its recording."""
    return list(compare(scenario, engine, replay(scenario, engine)))


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """The recorded scenarios, read once."""
    return tuple(load())


def fetches(chosen: Iterable[Scenario]) -> Counter[str]:
    """How many steps each family has."""
    return Counter(s["family"] for s in chosen for _ in s["steps"])


def _difference(expected: Any, got: Any) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in [*expected, *(key for key in got if key not in expected)]:
            if expected.get(key) != got.get(key):
                yield (
                    f"    {key}: expected {expected.get(key)!r}\n    {' ' * len(key)}  got      "
                    f"{got.get(key)!r}"
                )
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for left, right in zip(expected, got, strict=True):
            if left != right:
                yield from _difference(left, right)
    else:
        yield f"    expected {expected!r}\n    got      {got!r}"


def percentage(total: int, wrong: int) -> str:
    """Agreement in per cent, rounded down: 100 only where nothing differs."""
    return f"{int((total - wrong) / total * 10000) / 100:.2f} %" if total else "-"


def summary(chosen: list[Scenario], found: list[Mismatch], engines: Iterable[str]) -> Iterator[str]:
    """Agreement of each engine and view, then the families that fall short."""
    steps = fetches(chosen)
    for engine in engines:
        wrong = Counter((m.family, m.view) for m in found if m.engine == engine)
        totals = Counter({view: sum(wrong[family, view] for family in steps) for view in VIEWS})
        yield f"{engine:9}" + "".join(
            f"  {view} {percentage(steps.total(), totals[view]):>8} ({totals[view]})"
            for view in VIEWS
        )
        for family, count in steps.items():
            if any(wrong[family, view] for view in VIEWS):
                yield f"    {family:18}{count:4}" + "".join(
                    f"  {view} {percentage(count, wrong[family, view]):>8}" for view in VIEWS
                )


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--family", action="append")
    parser.add_argument("--id", action="append")
    parser.add_argument("--view", choices=VIEWS, action="append")
    parser.add_argument("--limit", type=int, default=30, help="mismatches to print (0: all)")
    parser.add_argument("--summary", action="store_true", help="print only the numbers")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="print each step and its server before its mismatches",
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Replay, print what differs, and return 1 where something does."""
    options = _arguments(argv)
    engines = options.engine or list(ENGINES)
    chosen = [
        s
        for s in scenarios()
        if (not options.family or s["family"] in options.family)
        and (not options.id or s["id"] in options.id)
    ]
    found = [
        m
        for s in chosen
        for engine in engines
        for m in mismatches(s, engine)
        if not options.view or m.view in options.view
    ]
    if not options.summary:
        _print(found[: options.limit or None], {s["id"]: s for s in chosen}, options.verbose)
    print(f"{len(chosen)} scenarios, {fetches(chosen).total()} steps, {len(found)} mismatches")
    print("\n".join(summary(chosen, found, engines)))
    return int(bool(found))


def _print(found: list[Mismatch], by_id: dict[str, Scenario], verbose: bool) -> None:
    for mismatch in found:
        if verbose:
            print(by_id[mismatch.id]["page"], by_id[mismatch.id]["steps"][mismatch.step])
        print(mismatch)


if __name__ == "__main__":
    sys.exit(main())
