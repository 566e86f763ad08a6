"""The simulated browser does what real browsers did: every recorded scenario, three engines, three
views.

Mismatches are printed by `python -m tests.browsers.replay`, which takes `--engine`, `--family`,
`--id`, `-v`.
"""

from __future__ import annotations

from functools import cache

import pytest

from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from tests.browsers.exceptions import EXCEPTIONS
from tests.browsers.replay import VIEWS, Mismatch, compare, fetches, mismatches, replay, scenarios
from tests.browsers.scenario import ENGINES, answer
from tests.tools.agreement import README, updated

FAMILIES = sorted({scenario["family"] for scenario in scenarios()})
MINIMUM = {"js": 99.5, "wire": 99.5, "console": 98.0}


@cache
def found(engine: str) -> tuple[Mismatch, ...]:
    return tuple(mismatch for scenario in scenarios() for mismatch in mismatches(scenario, engine))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_scenario_agrees_or_is_listed(engine: str, family: str) -> None:
    unlisted = [
        m for m in found(engine) if m.family == family and (m.id, engine, m.view) not in EXCEPTIONS
    ]
    assert not unlisted, f"{len(unlisted)} differ, for example\n" + "\n".join(
        str(m) for m in unlisted[:5]
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_an_exception_still_differs(engine: str) -> None:
    differing = {(m.id, engine, m.view) for m in found(engine)}
    agreeing = [row for row in EXCEPTIONS if row[1] == engine and row not in differing]
    assert not agreeing, (
        "these agree now, or name no scenario: take them off tests/browsers/exceptions.py"
    )


def test_an_exception_names_an_engine_a_view_and_a_reason() -> None:
    vague = [
        row
        for row, reason in EXCEPTIONS.items()
        if row[1] not in ENGINES or row[2] not in VIEWS or len(reason) < 15
    ]
    assert not vague


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("engine", ENGINES)
def test_agreement_is_above_the_minimum(engine: str, view: str) -> None:
    total = fetches(scenarios()).total()
    differing = sum(m.view == view for m in found(engine))
    assert 100 * (total - differing) / total >= MINIMUM[view]


def test_the_comparison_sees_a_difference() -> None:
    """Row 1 of the differences between engines: Firefox names the page's origin in a preflight
    after a cross-origin redirect.
    """
    scenario = next(s for s in scenarios() if s["id"] == "t01277")
    seen = compare(
        scenario, "firefox", replay(scenario, "firefox"), scenario["observed"]["chromium"]
    )
    assert {m.view for m in seen} == {"js", "wire", "console"}


def test_the_scenario_server_gives_what_the_browsers_were_given() -> None:
    for scenario in scenarios():
        for index, step in enumerate(scenario["steps"]):
            for engine in ENGINES:
                _assert_answered(scenario["id"], step, scenario["observed"][engine][index])


def _assert_answered(name: str, step: dict, observed: dict) -> None:
    if observed.get("type") not in ("basic", "cors") or not observed["wire"]:
        return
    last = observed["wire"][-1]
    request = HTTPRequest(last["kind"], last["method"], last["url"], tuple(last["headers"].items()))
    response = answer(step["server"], step["request"]["url"], request)
    assert isinstance(response, HTTPResponse), name
    assert (response.status, response.body.decode()[:200]) == (
        observed["status"],
        observed["body"],
    ), name


def _get(url: str, *headers: tuple[str, str], method: str = "GET") -> HTTPRequest:
    return HTTPRequest("request", method, url, headers)


def test_the_scenario_server_echoes_what_the_request_has() -> None:
    server = {
        "main": {
            "status": 200,
            "headers": [["Allow-It", "{origin}"], ["Also", "{acrh}"]],
            "body": "ok",
        }
    }
    given = answer(
        server, "http://a.test/x", _get("http://a.test/x?q", ("Origin", "http://b.test"))
    )
    assert given == HTTPResponse(
        200, (("Allow-It", "http://b.test"), ("Content-Length", "2")), b"ok", "OK"
    )


def test_the_scenario_server_knows_hops_without_their_query_and_nothing_else() -> None:
    server = {
        "main": {"status": 200, "headers": []},
        "hops": [{"url": "http://a.test/h", "main": {"status": 201, "headers": []}}],
    }
    statuses = [
        answer(server, "http://a.test/x", _get(url)).status
        for url in ("http://a.test/h?1", "http://a.test/x", "http://b.test/x")
    ]
    assert statuses == [201, 200, 404]


def test_the_scenario_server_drops_the_connection_when_told() -> None:
    dropped = answer(
        {"main": {"close": True, "status": 0, "headers": []}},
        "http://a.test/",
        _get("http://a.test/"),
    )
    assert isinstance(dropped, NetworkFailure)
    assert dropped.code == "connection-closed"


def test_the_table_of_the_readme_comes_from_this_run() -> None:
    readme = README.read_text(encoding="utf-8")
    assert updated(readme, (m for engine in ENGINES for m in found(engine))) == readme, (
        "run `python -m tests.tools.agreement`"
    )
