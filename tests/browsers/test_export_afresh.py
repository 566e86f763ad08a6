"""The exports are still true: the page that does everything is played again in the installed
Firefox and WebKitGTK, and exported.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip(
    "websocket", reason="websocket-client, which comes with JupyterLab, is not installed"
)

from tests.browsers import firefox, webkit
from tests.browsers.exports import ENGINES, EXPORTS, MIXED
from tests.browsers.scenario import load

FOUND = {"firefox": firefox.find, "webkit": webkit.find}
STORED = {row["id"]: row for row in load(EXPORTS)}


def shape(log: dict[str, Any]) -> list[tuple[str, str, int, list[str]]]:
    """Method, URL, status and the names of the fields of every entry: what no run changes."""
    parts = [
        (entry["request"], entry["response"])
        for entry in log["log"]["entries"]
        if entry["request"]["url"].startswith("http")
    ]
    return sorted(
        (request["method"], request["url"], response["status"], sorted(response))
        for request, response in parts
    )


@pytest.mark.parametrize("engine", FOUND)
def test_browsers_still_export_the_same(engine: str) -> None:
    if FOUND[engine]() is None:
        pytest.skip(f"{engine} is not installed")
    (scenario,) = load(MIXED)
    (fresh,) = ENGINES[engine]([scenario])
    stored = STORED[scenario["id"]][engine]
    assert fresh["fulfilled"] == stored["fulfilled"]
    assert shape(fresh["har"]) == shape(stored["har"])
    assert {one["url"] for one in fresh["copied"]} == {one["url"] for one in stored["copied"]}
