"""Ask your own browser, where that is a Firefox: the same page, the same calls, and rows that agree
with the simulated Firefox.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from werkzeug.wrappers import Request, Response

from cors_lab.bench import Bench
from cors_lab.bench.real_browser.case import case_of
from cors_lab.bench.real_browser.run import OwnBrowser
from cors_lab.server.loopback import serve
from tests.browsers import firefox
from tests.e2e.own import CASES, DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(firefox.find() is None, reason="no Firefox is installed")
# Press the button, wait for the answer: the verdict, and the rows by label.
ASK = """
(async () => {
  const here = document.getElementById("here");
  tell("change:runs");
  here.querySelector("button").click();
  while (here.querySelector("button").getAttribute("aria-disabled") === "true") await new Promise((after) => setTimeout(after, 10));
  const rows = [...here.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  const said = [...here.querySelectorAll("[role=status], .cors-own-remarks li")].map((words) => words.textContent);
  return { rows, said };
})()
"""  # noqa: E501


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


@pytest.fixture(scope="module")
def shown(bench: Bench) -> Iterator[firefox.Session]:
    """A page on loopback with the button; its server hands on what the page and the bench in this
    process say to each other.
    """
    button = OwnBrowser(lambda: case_of(bench._session))

    @Request.application
    def page(request: Request) -> Response:
        if request.path != "/kernel":
            return Response(DOCUMENT, content_type="text/html")
        return Response(
            json.dumps({"own": button.answer(json.loads(request.get_data())["own"])}),
            content_type="application/json",
        )

    with serve(page) as server, firefox.Session() as browser:
        browser.navigate(server.url)
        assert browser.evaluate("window.ready") is True
        yield browser
    button.close()


@pytest.mark.parametrize("name", CASES)
def test_firefox_does_what_the_simulation_does(
    shown: firefox.Session, bench: Bench, name: str
) -> None:
    bench.state, got = CASES[name]
    answer = shown.evaluate(ASK)
    rows = {label: rest for label, *rest in answer["rows"]}
    assert [row for row in rows.items() if row[1][2] != "✓ yes"] == []
    assert answer["said"][0] == "✓ Your browser and the simulation agree in every row."
    assert any(
        "a fresh profile of the engine that your browser says it has: firefox" in words
        for words in answer["said"]
    )
    assert (rows["type"][1] if "type" in rows else rows["promise"][1].partition(":")[0]) == got
