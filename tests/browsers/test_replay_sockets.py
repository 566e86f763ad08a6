"""The same over real sockets: a sample of scenarios, each byte sent and received by the library's
own transport.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from cors_lab.browser.transport.sockets import SocketTransport
from tests.browsers.replay import View, replay, scenarios, wire_view
from tests.browsers.scenario import ENGINES, Scenario, answer, url_of
from tests.browsers.wire_server import WireServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

SEED, SAMPLE = 20261122, 200


@dataclass(slots=True)
class Wire:
    """The scenario's server behind two loopback ports, one for each scheme that its URLs may
    have.
    """

    steps: list[tuple[dict[str, Any], list[HTTPRequest]]] = field(default_factory=list)
    arrived: list[HTTPRequest] = field(default_factory=list)
    sent: list[HTTPRequest] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    sockets: SocketTransport = field(default_factory=SocketTransport)

    def begin(self, step: dict[str, Any]) -> None:
        self.steps.append((step, []))

    @property
    def received(self) -> list[HTTPRequest]:
        """What has reached the server in this step."""
        return self.steps[-1][1]

    def answer(self, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
        self.received.append(request)
        self.arrived.append(request)
        step = self.steps[-1][0]
        return answer(step["server"], url_of(step), request)

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse | NetworkFailure:
        self.sent.append(request)
        return self.sockets.send(request, target or self.targets[request.url.partition(":")[0]])


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    with WireServer(wire.answer) as http, WireServer(wire.answer, "https") as https:
        wire.targets.update(http=http.origin, https=https.origin)
        yield wire


def hosts(scenario: Scenario, targets: dict[str, str]) -> dict[str, str]:
    """The origins of a scenario's steps, each with the loopback server that plays it."""
    origins = {
        "/".join(url_of(step).split("/")[:3])
        for step in scenario["steps"]
        if url_of(step).startswith("http")
    }
    return {origin: targets[origin.partition(":")[0]] for origin in origins}


@pytest.mark.parametrize("engine", ENGINES)
def test_real_sockets_change_nothing(engine: str, wire: Wire) -> None:
    """Neither what the page sees nor what the result shows; and what it shows is what the server
    received, byte for byte.
    """
    print(f"seed {SEED}")
    for scenario in random.Random(SEED).sample(scenarios(), SAMPLE):
        wire.steps.clear()
        over_sockets = replay(scenario, engine, wire, hosts=hosts(scenario, wire.targets))
        assert over_sockets == replay(scenario, engine), scenario["id"]
        assert [views["wire"] for views in over_sockets] == [
            received(step, requests) for step, requests in wire.steps
        ], scenario["id"]
    assert [_bytes(request) for request in wire.arrived] == [
        _bytes(request) for request in wire.sent
    ]


def received(step: dict[str, Any], requests: list[HTTPRequest]) -> list[View]:
    return [wire_view(request, step) for request in requests]


def _bytes(request: HTTPRequest) -> tuple[Any, ...]:
    return request.method, request.url, request.headers, request.body or None
