"""Each departure of an engine in a load shows in the recorded scenario that is its evidence."""

from __future__ import annotations

import re

import pytest

from cors_lab.fetch.engines import DEPARTURES, ENGINES, Departure
from tests.browsers.loads import View, replay, scenarios

BY_ID = {scenario["id"]: scenario for scenario in scenarios()}
# The page cannot do yet what their evidence does.
PENDING = set(
    "timing-initiator-by-api csp-sockets-keep-scheme csp-beacon-redirects-by-path "
    "csp-form-redirects-unchecked csp-form-named-by-action csp-sockets-reported-twice".split()
)
ROWS = [
    row for row in DEPARTURES if re.match(r"loads l\d{5}", row.evidence) and row.name not in PENDING
]


def _views(row: Departure, engine: str) -> list[list[View]]:
    ids = re.findall(r"l\d{5}", row.evidence)
    return [replay(BY_ID[identity], engine) for identity in ids]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_departure_shows(row: Departure, monkeypatch: pytest.MonkeyPatch) -> None:
    for engine in row.engines:
        seen = _views(row, engine)
        without = ENGINES[engine].departures - {row.name}
        monkeypatch.setitem(ENGINES, engine, ENGINES[engine]._replace(departures=without))
        assert _views(row, engine) != seen, f"{engine}: it is another row that shows here"
