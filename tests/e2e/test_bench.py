"""The bench in a real JupyterLab in a real Chromium: by keyboard, its errors in place, its colours,
and what axe-core says of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook

from cors_lab.bench.tabs.tabs import TABS
from tests.tools.notebooks import METADATA

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.lab import Lab, OpenNotebook

BLOCKED, ALLOWED = "has no Access-Control-Allow-Origin", "The page can read the response"
ORIGIN = "Access-Control-Allow-Origin"
START = "from cors_lab import Bench\nbench = Bench(state={state!r})\nbench"
# a cell that takes as long as the test wants
HOLD = "import os, time\nwhile not os.path.exists('go-on'): time.sleep(0.05)"
TOO_WEAK = Path(__file__).with_name("contrast.js")
TOO_WIDE = (
    "node => [...node.querySelectorAll('*')].filter((each) => each.offsetWidth > "
    "node.clientWidth).map((each) => each.className)"
)
SERIOUS = {"serious", "critical"}


@pytest.fixture
def bench(lab: Lab, open_notebook: Any) -> Any:
    """`bench(state, *cells)`: a notebook with a bench that is run, and more cells that are not."""

    def opened(state: dict[str, Any], *cells: str) -> OpenNotebook:
        sources = [START.format(state=state), *cells]
        nbformat.write(
            new_notebook(cells=[new_code_cell(each) for each in sources], metadata=METADATA),
            lab.folder / "bench.ipynb",
        )
        notebook: OpenNotebook = open_notebook("bench.ipynb", height=1400)
        notebook.command("notebook:run-cell")
        notebook.wait_until_idle()
        notebook.page.locator(".cors-bench").wait_for()
        return notebook

    return opened


def verdict(opened: OpenNotebook, words: str) -> None:
    opened.page.locator(".cors-bench").get_by_role("status").filter(has_text=words).first.wait_for()


def control(opened: OpenNotebook, label: str) -> Locator:
    return opened.page.locator(".cors-bench").get_by_label(label, exact=True)


def choose(opened: OpenNotebook, label: str, text: str) -> None:
    control(opened, label).fill(text)
    control(opened, label).press("Enter")


def press(opened: OpenNotebook, name: str) -> None:
    opened.page.locator(".cors-bench").get_by_role("button", name=name).press("Enter")


def run_next(opened: OpenNotebook) -> None:
    opened.command("notebook:move-cursor-down")
    opened.page.evaluate(
        "() => { window.jupyterapp.commands.execute('notebook:run-cell'); }"
    )  # whose promise waits for its end


def test_by_keyboard_from_a_blocked_call_to_its_fix_and_to_python(bench: Any) -> None:
    opened = bench({}, "print('state', bench.state)")
    verdict(opened, BLOCKED)
    control(opened, "Method").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        opened.page.keyboard.press(key)
    verdict(opened, "preflight")
    press(opened, "Find the smallest fix")
    press(opened, "Apply it")
    verdict(opened, ALLOWED)
    opened.page.get_by_role("tab", name="State").click()
    press(opened, "+ 10 min")
    press(opened, "Send again")
    opened.page.get_by_role("tab", name="State").press("End")
    opened.page.get_by_role("button", name="Ask my own browser").wait_for()
    opened.page.get_by_role("tab", name="Your browser").press("ArrowLeft")
    opened.page.get_by_role("tabpanel").get_by_text("'before': [{'advance': 600}]").wait_for()
    assert (
        opened.page.locator(".jp-Cell.jp-mod-active .cors-bench").count() == 1
    )  # no key has moved JupyterLab to another cell
    run_next(opened)
    opened.page.get_by_text("state {'method': 'PUT'").wait_for()
    assert opened.errors == []


def test_a_busy_kernel_and_one_that_is_gone_are_said_in_place(bench: Any, lab: Lab) -> None:
    opened = bench({}, HOLD)
    run_next(opened)
    opened.page.locator(".jp-InputPrompt", has_text="[*]").wait_for()
    choose(opened, ORIGIN, "*")
    opened.page.get_by_text(
        "No answer from the kernel yet: it is busy with another cell"
    ).wait_for()
    (lab.folder / "go-on").touch()
    verdict(opened, ALLOWED)
    assert opened.page.get_by_text("No answer from the kernel yet").count() == 0
    opened.page.evaluate(
        "window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.shutdown()"
    )
    choose(opened, ORIGIN, "null")
    opened.page.get_by_text("No answer from the kernel yet").wait_for()


def test_after_a_restart_of_the_kernel_the_old_bench_says_what_to_do_and_throws_nothing(
    bench: Any,
) -> None:
    opened = bench({})
    opened.page.evaluate(
        "window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
    )
    opened.wait_until_idle()
    press(opened, "Send again")
    opened.page.get_by_text("After a restart, run this cell again.").wait_for()
    opened.command("notebook:run-all-cells")
    opened.wait_until_idle()
    verdict(opened, BLOCKED)
    # JupyterLab's own debugger panel asks the kernel just as that restarts, and may lose its
    # answer.
    assert [
        error for error in opened.errors if "Could not restore the debugger state" not in error
    ] == []


def violations(opened: OpenNotebook) -> list[str]:
    found = (
        Axe()
        .run(opened.page, context=".cors-bench", options={"resultTypes": ["violations"]})
        .response["violations"]
    )
    return [
        f"{each['id']}: {node['html'][:150]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def weak_colours(opened: OpenNotebook) -> list[str]:
    return opened.page.evaluate(TOO_WEAK.read_text(encoding="utf-8"), ".cors-bench")


STATE = {
    "method": "PUT",
    "headers": ["X-Demo: 1", "Authorization: x"],
    "allow_origin": ["*", "*"],
    "credentials": "include",
    "max_age": "600",
    "cookie": "session=ada; SameSite=None; Secure",
    "before": [{"allow_origin": "https://app.example", "allow_credentials": "true"}],
}


def test_axe_finds_nothing_serious_and_every_colour_is_strong_enough_in_both_themes(
    bench: Any, screenshots: Path
) -> None:
    opened = bench(STATE)
    press(opened, "Find the smallest fix")
    opened.page.get_by_role("button", name="Apply").first.wait_for()
    opened.page.locator(".cors-more").evaluate_all(
        "all => all.forEach((node) => (node.open = true))"
    )
    for theme in ("light", "dark"):
        if theme == "dark":
            opened.dark()
        opened.show(".cors-bench")
        for name, words in TABS.items():
            opened.page.get_by_role("tab", name=words).click()
            opened.page.get_by_role("tabpanel", name=words).wait_for()
            assert (theme, name, violations(opened)) == (theme, name, [])
            assert (theme, name, weak_colours(opened)) == (theme, name, [])
        assert opened.screenshot(f"bench-{theme}", screenshots).stat().st_size > 20_000
    assert opened.errors == []


def test_nothing_is_cut_off_in_a_narrow_window_or_on_paper(bench: Any, screenshots: Path) -> None:
    opened = bench(STATE)
    for width in (700, 420):
        opened.width(width)
        opened.show(".cors-bench")
        assert opened.page.locator(".cors-surface").evaluate(TOO_WIDE) == []
        opened.screenshot(f"bench-{width}", screenshots)
    opened.page.emulate_media(media="print")
    assert not opened.page.get_by_role("button", name="Send again").is_visible()
    assert opened.page.locator(".cors-verdict").is_visible()
    assert opened.errors == []
