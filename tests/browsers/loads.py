"""Replay the recorded loads (elements, workers, XMLHttpRequest, streams, sockets, beacons, forms)
and compare four views of each step.

python -m tests.browsers.loads [--engine chromium] [--family cors] [--id l00004] [--view wire] [-v]
[--summary] [--table]
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cors_lab import Browser
from cors_lab.fetch.form import BOUNDARY
from tests.browsers.load_server import LoadTransport, is_told
from tests.browsers.replay import PREFIX, _anonymous, _crash, _difference, percentage
from tests.browsers.scenario import DATA, ENGINES, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cors_lab.fetch.wire import HTTPRequest

LOADS, ASSETS = DATA / "loads.jsonl.gz", DATA / "loads-assets.json"
VIEWS = ("page", "wire", "console", "violations")
ACTIONS = ("load", "request", "xhr", "eventsource", "websocket", "beacon", "form", "visit")
NOT_PAGE = frozenset({"wire", "console", "net", "issues", "violations"})
KEPT = frozenset(
    "origin cookie referer content-type authorization range access-control-request-method "
    "access-control-request-headers access-control-request-private-network sec-fetch-site "
    "sec-fetch-mode "
    "sec-fetch-dest sec-fetch-user sec-fetch-storage-access sec-websocket-protocol last-event-id "
    "upgrade-insecure-requests sec-purpose".split()
)
# The recording's word for a Load's argument, where it differs from that of `page.load`.
SPELLED = {"as": "as_"}
# Of a body, the recording keeps so much.
LONGEST_BODY = 400
POLICIES = (
    "csp",
    "csp_report_only",
    "coep",
    "coep_report_only",
    "referrer_policy",
    "meta",
    "quirks",
)

REPORTED = set(
    "blocked-uri disposition document-uri effective-directive referrer status-code "
    "violated-directive".split()
)
# `browser.visit` is the address bar; the recorder went there from its own page.
OF_THE_VISITOR = {"referer", "sec-fetch-site", "upgrade-insecure-requests"}

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One view of one step on which the simulation and the recording differ."""

    id: str
    family: str
    engine: str
    step: int
    view: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        head = f"{self.id}[{self.step}] {self.engine} {self.view} ({self.family})"
        return "\n".join([head, *_difference(self.expected, self.got)])


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """The recorded loads, read once."""
    with gzip.open(LOADS, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


@lru_cache(maxsize=1)
def assets() -> dict[str, bytes]:
    """The binary bodies that scenarios name."""
    coded: dict[str, str] = json.loads(ASSETS.read_text())
    return {name: base64.b64decode(text) for name, text in coded.items()}


def action_of(step: dict[str, Any]) -> str:
    """What the page does in this step."""
    return next(action for action in ACTIONS if action in step)


def replay(scenario: Scenario, engine: str) -> list[View]:
    """The views of every step of a scenario in the simulated browser."""
    transport = LoadTransport(assets())
    browser = Browser(engine=engine, transport=transport)
    try:
        page = _open(browser, scenario)
    except Exception as error:  # one broken scenario must not hide all the others
        crash = {"crash": _crash(error)["crash"]}
        return [
            {"page": crash, "wire": [], "console": [], "violations": []} for _ in scenario["steps"]
        ]
    return [_run(browser, page, transport, step, engine) for step in scenario["steps"]]


def _open(browser: Any, scenario: Scenario) -> Any:
    policies = {name: scenario[name] for name in POLICIES if name in scenario}
    if "meta" in policies:
        policies["meta"] = [tuple(pair) for pair in policies["meta"]]
    if scenario["page"] == "null":
        policies |= {"embedder": scenario["embedder"], "kind": scenario["page_kind"]}
    else:  # the recorded pages are children of a page of the same origin
        policies["top_origin"] = scenario["page"]
    return browser.open(scenario["page"], url=scenario["page_url"], **policies)


def _run(
    browser: Any, page: Any, transport: LoadTransport, step: dict[str, Any], engine: str
) -> View:
    action = action_of(step)
    transport.begin(step, action)
    try:
        result = _act(browser, page, action, step[action], step)
        observed = result.observed()
        console = [_anonymous(line) for line in result.console(engine)]
        sent = [exchange.request for exchange in result.exchanges]
    except Exception as error:  # one broken step must not hide all the others
        return {"page": _crash(error), "wire": [], "console": [], "violations": []}
    seen = {key: value for key, value in observed.items() if key not in NOT_PAGE}
    if not step.get("timing"):
        seen.pop("timing", None)
    wire = [wire_view(request, step, action) for request in sent if is_told(request)]
    return {
        "page": seen,
        "wire": wire,
        "console": console,
        "violations": observed.get("violations", []),
    }


def _act(browser: Any, page: Any, action: str, asked: dict[str, Any], step: dict[str, Any]) -> Any:
    given = {SPELLED.get(name, name): value for name, value in asked.items()}
    return _ACTS[action](browser, page, given)


def _load(browser: Any, page: Any, given: View) -> Any:
    given.pop("wait_ms", None)
    if given["element"] == "import()":  # the recorder's page calls it from a script of its own
        given["importer"] = f"{page.client.url.origin}/__import.js"
    return page.load(given.pop("element"), given.pop("url"), **given)


def _request(browser: Any, page: Any, given: View) -> Any:
    spelled = {"referrerPolicy": "referrer_policy"}
    headers = [tuple(pair) for pair in given.pop("headers", [])]
    rest = {spelled.get(name, name): value for name, value in given.items()}
    return page.fetch(rest.pop("url"), headers=headers, **rest)


def _xhr(browser: Any, page: Any, given: View) -> Any:
    spelled = {"withCredentials": "with_credentials", "responseType": "response_type"}
    rest = {spelled.get(name, name): value for name, value in given.items()}
    rest["headers"] = [tuple(pair) for pair in rest.get("headers", [])]
    return page.xhr(rest.pop("url"), **rest)


def _eventsource(browser: Any, page: Any, given: View) -> Any:
    rest = {"with_credentials": given.pop("withCredentials", False), **given}
    return page.event_source(rest.pop("url"), **rest)


def _websocket(browser: Any, page: Any, given: View) -> Any:
    return page.web_socket(given.pop("url"), **given)


def _beacon(browser: Any, page: Any, given: View) -> Any:
    given.pop("wait_ms", None)
    kind, body = given.pop("data"), given.pop("body", "")
    return page.send_beacon(given.pop("url"), data=body, kind=kind, **given)


def _form(browser: Any, page: Any, given: View) -> Any:
    given.pop("wait_ms", None)
    return page.submit(given.pop("url"), **given)


def _visit(browser: Any, page: Any, given: View) -> Any:
    return browser.visit(given["url"])


_ACTS = {
    "load": _load,
    "request": _request,
    "xhr": _xhr,
    "eventsource": _eventsource,
    "websocket": _websocket,
    "beacon": _beacon,
    "form": _form,
    "visit": _visit,
}


def wire_view(request: HTTPRequest, step: dict[str, Any], action: str) -> View:
    """One request as the recorder wrote it: of its headers only those that the recording
    keeps, in lower case.
    """
    kept = set(KEPT)
    if action in ("load", "eventsource", "form"):
        kept.add("accept")
    if action == "eventsource":
        kept.add("cache-control")
    kept |= {name.lower() for name, _ in step[action].get("headers", [])}
    headers: dict[str, str] = {}
    for name, value in request.headers:
        low = name.lower()
        if low in kept:
            value = value.replace(BOUNDARY, "{boundary}")
            headers[low] = f"{headers[low]}, {value}" if low in headers else value
    if "cookie" in headers:
        headers["cookie"] = "; ".join(sorted(headers["cookie"].split("; ")))
    kind = request.kind
    view = {
        "kind": kind if kind in ("preflight", "websocket", "report") else "request",
        "method": request.method,
        "url": request.url,
        "headers": dict(sorted(headers.items())),
    }
    if not request.body:
        return view
    body = request.body.decode("latin-1").replace(BOUNDARY, "{boundary}")
    return view | {"body": _report(body) if kind == "report" else body[:LONGEST_BODY]}


def _report(body: str) -> str:
    """Of a report, what the recorder has kept."""
    told = json.loads(body)["csp-report"]
    return json.dumps({name: told[name] for name in sorted(REPORTED & set(told))})


def recorded_views(observed: View, step: dict[str, Any], engine: str) -> View:
    """The same four views of a recorded step. Of a visit, what tells of the page that went
    there is left out.
    """
    wire = [
        request | {"headers": dict(sorted(request["headers"].items()))}
        for request in observed["wire"]
    ]
    if "visit" in step:
        wire = [_without(request, OF_THE_VISITOR) for request in wire]
    return {
        "page": {key: value for key, value in observed.items() if key not in NOT_PAGE},
        "wire": wire,
        "console": [_unprefixed(line, engine) for line in observed["console"]],
        "violations": observed.get("violations", []),
    }


def _unprefixed(line: str, engine: str) -> str:
    return PREFIX[engine].sub("", line.removeprefix("[exception] "), count=1)


def _without(request: View, names: set[str]) -> View:
    return request | {
        "headers": {name: value for name, value in request["headers"].items() if name not in names}
    }


def compare(scenario: Scenario, engine: str, views: list[View]) -> Iterator[Mismatch]:
    """Every view on which a replay and the recording differ, but for the fields that were not
    stable.
    """
    unstable = set(scenario.get("unstable", {}).get(engine, ()))
    recorded = scenario["observed"][engine]
    for index, (step, observed) in enumerate(zip(scenario["steps"], recorded, strict=True)):
        expected, got = recorded_views(observed, step, engine), views[index]
        if "visit" in step:
            got = got | {
                "page": {},
                "wire": [_without(request, OF_THE_VISITOR) for request in got["wire"]],
            }
            expected["page"] = {}
        for view in VIEWS:
            left, right = (
                _stable(expected[view], view, unstable),
                _stable(got[view], view, unstable),
            )
            if left != right:
                yield Mismatch(scenario["id"], scenario["family"], engine, index, view, left, right)


def _stable(value: Any, view: str, unstable: set[str]) -> Any:
    if view in unstable or (view == "wire" and "wire-sequence" in unstable):
        return None
    if view == "page":
        return {key: item for key, item in value.items() if key not in unstable}
    names = {name.partition(":")[2] for name in unstable if name.startswith("wire:")}
    return [_without(request, names) for request in value] if view == "wire" and names else value


def mismatches(scenario: Scenario, engine: str) -> list[Mismatch]:
    """Replay one scenario in one engine and compare it with its recording."""
    return list(compare(scenario, engine, replay(scenario, engine)))


@dataclass(slots=True)
class Agreement:
    """How many steps of each family agree, by engine and view."""

    steps: Counter[str] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, chosen: Iterable[Scenario], found: Iterable[Mismatch]) -> Agreement:
        """Count what was replayed and what differed."""
        steps = Counter(s["family"] for s in chosen for _ in s["steps"])
        return cls(steps, Counter((m.engine, m.family, m.view) for m in found))

    def share(self, engine: str, family: str, view: str) -> float:
        """The share of steps of this family that agree, 0 to 1."""
        return 1 - self.wrong[engine, family, view] / self.steps[family]

    def cells(self, engine: str, family: str) -> str:
        """Page, wire and console of one family in one engine, in per cent; "all" for all."""
        steps = self.steps.total() if family == "all" else self.steps[family]
        return " · ".join(
            self._cell(engine, family, view, steps).removesuffix("%") for view in VIEWS[:3]
        )

    def table(self, engines: Iterable[str]) -> Iterator[str]:
        """One line a family: for each engine the agreement in per cent in the four views."""
        names = list(engines)
        yield f"{'family':12} {'steps':>5}  " + "  ".join(
            f"{name + ': ' + ' '.join(VIEWS):38}" for name in names
        )
        for family, steps in [*self.steps.items(), ("all", self.steps.total())]:
            cells = [
                " ".join(f"{self._cell(name, family, view, steps):>9}" for view in VIEWS)
                for name in names
            ]
            yield f"{family:12} {steps:5}  " + "  ".join(cells)

    def _cell(self, engine: str, family: str, view: str, steps: int) -> str:
        families = list(self.steps) if family == "all" else [family]
        return percentage(steps, sum(self.wrong[engine, name, view] for name in families)).replace(
            " ", ""
        )


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--family", action="append")
    parser.add_argument(
        "--element", action="append", help="only scenarios with a load of this element"
    )
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


def _is_chosen(scenario: Scenario, options: argparse.Namespace) -> bool:
    if options.family and scenario["family"] not in options.family:
        return False
    if options.element:
        loads = [
            step["load"]["element"] if "load" in step else action_of(step)
            for step in scenario["steps"]
        ]
        if not set(loads) & set(options.element):
            return False
    return not options.id or scenario["id"] in options.id


def main(argv: list[str] | None = None) -> int:
    """Replay, print what differs and the table of agreement, and return 1 where something
    differs.
    """
    options = _arguments(argv)
    engines = options.engine or list(ENGINES)
    chosen = [s for s in scenarios() if _is_chosen(s, options)]
    found = [m for s in chosen for engine in engines for m in mismatches(s, engine)]
    shown = [m for m in found if not options.view or m.view in options.view]
    if not options.summary:
        _print(shown[: options.limit or None], {s["id"]: s for s in chosen}, options.verbose)
    print(f"{len(chosen)} scenarios, {len(shown)} mismatches")
    print("\n".join(Agreement.of(chosen, found).table(engines)))
    return int(bool(shown))


def _print(found: list[Mismatch], by_id: dict[str, Scenario], verbose: bool) -> None:
    for mismatch in found:
        scenario = by_id[mismatch.id]
        if verbose:
            facts = {name: scenario[name] for name in ("page_url", *POLICIES) if name in scenario}
            print(re.sub(r"'asset'", "asset", str(facts)), scenario["steps"][mismatch.step])
        print(mismatch)


if __name__ == "__main__":
    sys.exit(main())
