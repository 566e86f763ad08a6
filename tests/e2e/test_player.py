"""The player by itself in a real JupyterLab: keys stay with it, both themes, and the stored form of
its cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.tools.notebooks import METADATA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.lab import Lab, OpenNotebook

SOURCE = """\
from cors_lab import Browser, Policy
from cors_lab.result.player import Player
from servers import notes_api
page = Browser(hosts={"https://api.example": notes_api.create_app(Policy(allow_origin="https://app.example"))}).open("https://app.example")
player = Player(page.fetch("https://api.example/notes/1", method="PUT", body="x"))
player"""
AGAIN = 'player.result = page.fetch("https://api.example/notes")'


@pytest.fixture
def opened(open_notebook: Any, lab: Lab) -> OpenNotebook:
    """A notebook whose first cell has shown a player, and whose second has not been run."""
    cells = [new_code_cell(SOURCE), new_code_cell(AGAIN)]
    nbformat.write(new_notebook(cells=cells, metadata=METADATA), lab.folder / "player.ipynb")
    opened: OpenNotebook = open_notebook("player.ipynb")
    opened.page.locator(".jp-Notebook .jp-Cell").first.click()
    opened.command("notebook:run-cell")
    opened.page.locator(".cors-player").wait_for()
    return opened


def test_keys_play_it_and_do_not_move_the_notebook(opened: OpenNotebook, screenshots: Path) -> None:
    page, player = opened.page, opened.page.locator(".cors-player")
    active = (
        "() => document.querySelectorAll('.jp-Notebook "
        ".jp-Cell')[0].classList.contains('jp-mod-active')"
    )
    player.get_by_role("button", name="Next").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert (
        player.locator("[aria-live=polite]")
        .inner_text()
        .startswith("The browser asks the server first: OPTIONS /notes/1")
    )
    assert page.evaluate(active)
    opened.screenshot("player-light", screenshots)
    opened.dark()
    opened.screenshot("player-dark", screenshots)
    assert opened.errors == []


def test_another_result_takes_its_place_in_the_same_output(opened: OpenNotebook) -> None:
    player = opened.page.locator(".cors-player")
    assert (
        player.get_by_role("img")
        .filter(visible=True)
        .locator("desc")
        .text_content()
        .startswith("The page asks the browser: fetch PUT")
    )
    assert player.locator(".cors-unsent").count() == 3  # in all widths
    opened.run_all()
    player.locator(".cors-player-said").get_by_text("The page can read the response").wait_for()
    assert player.locator(".cors-unsent").count() == 0
    assert opened.errors == []
