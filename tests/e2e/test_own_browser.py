"""Ask your own browser, with a real Chromium on a page on loopback: it does what the simulation
does, and the servers are witnesses.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.wrappers import Response

from cors_lab.bench import Bench
from cors_lab.bench.real_browser.case import case_of
from cors_lab.bench.real_browser.run import OwnBrowser
from cors_lab.server.loopback import serve
from tests.e2e.own import CASES, DOCUMENT, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


@pytest.fixture(scope="module")
def shown(browser: Browser, bench: Bench) -> Iterator[Any]:
    """A page on loopback with the button, tied to the bench in this process; `.errors` is what the
    page threw.
    """
    button, errors = OwnBrowser(lambda: case_of(bench._session)), []
    with serve(Response(DOCUMENT, content_type="text/html")) as server:
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: (errors.append(dialog.message), dialog.dismiss()))
        page.expose_function(
            "toPython",
            lambda message: json.dumps({"own": button.answer(json.loads(message)["own"])}),
        )
        page.goto(server.url)
        page.wait_for_function("window.ready")
        yield page
        page.close()
    button.close()
    assert errors == []


def ask(page: Any, bench: Bench, state: dict[str, Any]) -> dict[str, list[str]]:
    """Set the bench, press the button; the table's rows by label: what the simulation got, what
    this browser got, whether they agree.
    """
    bench.state = state
    page.evaluate("tell('change:runs')")
    page.locator("#here").get_by_role("button").click()
    page.locator("#here tbody tr").first.wait_for()
    cells = page.locator("#here tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    return {label: rest for label, *rest in cells}


@pytest.mark.parametrize("name", CASES)
def test_chromium_does_what_the_simulation_does(shown: Any, bench: Bench, name: str) -> None:
    state, got = CASES[name]
    rows = ask(shown, bench, state)
    assert [row for row in rows.items() if row[1][2] != "✓ yes"] == []
    assert (
        shown.locator("#here [role=status]").inner_text()
        == "✓ Your browser and the simulation agree in every row."
    )
    assert (rows["type"][1] if "type" in rows else rows["promise"][1].partition(":")[0]) == got


def test_the_servers_log_says_what_was_sent(shown: Any, bench: Bench) -> None:
    rows = ask(shown, bench, CASES["a patch in lower case"][0])
    assert rows["preflight, as the server saw it"][1] == (
        "OPTIONS /notes → 204 (access-control-request-method: patch; origin: https://app.example)"
    )
    assert rows["request, as the server saw it"][1] == "none came"
    rows = ask(
        shown,
        bench,
        {
            **OPEN,
            "method": "POST",
            "content_type": "text/plain",
            "headers": ["X-Demo: 1"],
            "allow_headers": "x-demo",
        },
    )
    assert (
        rows["request, as the server saw it"][1]
        == "POST /notes → 201 (content-type: text/plain; origin: https://app.example; x-demo: 1)"
    )


def test_cookies_of_another_server_on_that_host_are_never_seen(shown: Any, bench: Bench) -> None:
    theirs = {
        "name": "_xsrf",
        "value": "secret",
        "domain": "localhost",
        "path": "/",
        "sameSite": "None",
        "secure": True,
    }
    shown.context.add_cookies([theirs])
    rows = ask(shown, bench, CASES["a credentialed call"][0])
    assert (
        rows["request, as the server saw it"][1] == "GET /notes → 200 (origin: https://app.example)"
    )
    assert "secret" not in shown.locator("#here").inner_text()


def test_of_two_views_only_the_one_that_was_clicked_asks(shown: Any, bench: Bench) -> None:
    rows = ask(shown, bench, OPEN)
    assert ", then" not in rows["request, as the server saw it"][1]
    assert shown.locator("#twin table").count() == 0


def test_a_new_run_of_the_bench_takes_the_old_comparison_away(shown: Any, bench: Bench) -> None:
    ask(shown, bench, OPEN)
    shown.evaluate("tell('change:runs')")
    assert shown.locator("#here table").count() == 0


def test_what_no_page_of_a_notebook_can_ask_is_said_and_the_next_click_works(
    shown: Any, bench: Bench
) -> None:
    bench.state = {"page": "file"}
    shown.locator("#here").get_by_role("button").click()
    shown.locator("#here [role=status]", has_text="a file: page").wait_for()
    assert ask(shown, bench, OPEN)["promise"][1] == "fulfilled"


def test_the_sandboxed_frame_is_gone_when_it_has_answered(shown: Any, bench: Bench) -> None:
    ask(shown, bench, {"page": "sandbox", "allow_origin": "*"})
    assert shown.locator("iframe").count() == 0


def test_what_a_hostile_server_says_is_text(shown: Any, bench: Bench) -> None:
    attack = "<img src=x onerror=alert(1)>"
    rows = ask(shown, bench, {**OPEN, "response_headers": [f"Content-Language: {attack}"]})
    assert attack in rows["headers that it can read"][1]
    assert shown.locator("#here img").count() == 0


def test_a_page_that_is_not_on_loopback_has_the_button_disabled_and_says_why(shown: Any) -> None:
    assert shown.locator("#hub").get_by_role("button").is_disabled()
    assert (
        "comes from https://hub.example, not from your own machine"
        in shown.locator("#hub [role=status]").inner_text()
    )


def test_axe_finds_nothing_and_it_is_no_wider_than_a_phone(shown: Any, bench: Bench) -> None:
    from axe_playwright_python.sync_playwright import Axe

    ask(shown, bench, CASES["a preflight that passes"][0])
    assert [violation["id"] for violation in Axe().run(shown).response["violations"]] == []
    shown.set_viewport_size({"width": 340, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown.set_viewport_size({"width": 1000, "height": 900})


def test_a_closed_view_listens_no_more(shown: Any) -> None:
    shown.evaluate("end()")
    assert shown.evaluate("listeners()") == 0
