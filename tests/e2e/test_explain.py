"""`explain` in a real JupyterLab: a console line, a recording, what is hostile and what is nothing,
read by eye and by keyboard.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.e2e.axe import violations
from tests.tools.notebooks import METADATA
from tests.tools.read.hars import har, minimal

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.e2e.lab import Lab, OpenNotebook

LINE = (
    "app.js:3 Access to fetch at 'https://api.example/notes' from origin "
    "'https://app.example' has been blocked by CORS policy: "
    "No 'Access-Control-Allow-Origin' header is present on the requested resource."
)
CELLS = (
    (
        f'from cors_lab import explain\nexplain("""{LINE}\n  GET https://api.example/notes '
        'net::ERR_FAILED 502 (Bad Gateway)""")'
    ),
    'explain("recording.har")',
    'explain("")',
    'explain("what is this?")',
    'explain("recordings.har")',
    (
        'explain({"url": "https://api.example/notes", "method": "PUT", "headers": {"X-Token": '
        '"1"}}, page="https://app.example")'
    ),
    'explain("hostile.har")',
    'print(explain("recording.har").fix("express"))',
)
EVIL = '<img src=x onerror="window.pwned = 1"><script>window.pwned = 1</script>'
FOCUSED = "() => document.activeElement.textContent"


def recorded(name: str, value: str, url: str) -> dict[str, Any]:
    entry: dict[str, Any] = minimal()
    entry["request"]["url"] = url
    entry["response"]["headers"] = [{"name": name, "value": value}]
    return har(entry)


@pytest.fixture
def opened(open_notebook: Any, lab: Lab) -> OpenNotebook:
    """A notebook with these cells beside two recordings, as if they had been dragged there; all
    cells run.
    """
    (lab.folder / "recording.har").write_text(
        json.dumps(recorded("Server", "nginx/1.22.1", "https://api.example/notes"))
    )
    (lab.folder / "hostile.har").write_text(
        json.dumps(recorded("Access-Control-Allow-Origin", EVIL, f"https://api.example/{EVIL}"))
    )
    cells = [
        new_code_cell(cell, metadata={"tags": ["raises-exception"]}) for cell in CELLS
    ]  # the others run all the same
    nbformat.write(new_notebook(cells=cells, metadata=METADATA), lab.folder / "explain.ipynb")
    notebook: OpenNotebook = open_notebook("explain.ipynb", height=12_000)
    notebook.run_all()
    return notebook


def output(opened: OpenNotebook, number: int) -> Locator:
    return opened.page.locator(f'.jp-Cell[data-windowed-list-index="{number}"] .jp-Cell-outputArea')


def test_what_a_developer_pastes_is_explained(opened: OpenNotebook, screenshots: Path) -> None:
    line, har_file, nothing, garbage, missing, call, hostile, code = (
        output(opened, number) for number in range(len(CELLS))
    )
    assert "✗ Blocked: the response has no Access-Control-Allow-Origin header." in line.inner_text()
    assert "Status 502: a login check, a proxy or a gateway" in line.inner_text()
    assert "✗ Blocked" in har_file.inner_text()
    assert nothing.inner_text().strip().startswith("Nothing was given. Expected is")
    assert garbage.inner_text().strip().startswith("This is none of what can be read")
    assert (
        "There is no file 'recordings.har' in 'notebooks'. It has 'hostile.har', 'recording.har'."
        in missing.inner_text()
    )
    assert (
        "The browser asks first: a preflight (OPTIONS) goes before this PUT." in call.inner_text()
    )
    assert 'origin: "https://app.example"' in code.inner_text()
    assert "Traceback" not in opened.page.locator(".jp-Notebook").inner_text()
    assert "<img src=x" in hostile.inner_text()
    assert opened.page.evaluate("() => window.pwned") is None
    assert hostile.locator("img, script").count() == 0
    assert opened.errors == []
    take_pictures(opened, screenshots)


def take_pictures(opened: OpenNotebook, screenshots: Path) -> None:
    """Light, narrow and dark; and what axe-core says of each theme."""
    assert violations(opened.page) == []
    opened.page.set_viewport_size({"width": 1280, "height": 4000})
    output(opened, 0).get_by_text("The fix as code for your server").click()
    output(opened, 0).get_by_text("nginx", exact=True).click()
    opened.screenshot("explain-light", screenshots)
    opened.width(480)
    overflow = opened.page.evaluate(
        "() => [...document.querySelectorAll('.jp-RenderedHTMLCommon')].map(e => "
        "e.scrollWidth - e.clientWidth)"
    )
    assert max(overflow) <= 1
    opened.screenshot("explain-narrow", screenshots)
    opened.dark()
    assert violations(opened.page) == []
    opened.screenshot("explain-dark-narrow", screenshots)


def test_the_keyboard_opens_what_is_folded(opened: OpenNotebook) -> None:
    code = output(opened, 1).locator("summary", has_text="The fix as code for your server")
    code.focus()
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate(FOCUSED) == "nginx (a guess, by Server: nginx/1.22.1)"
    opened.page.keyboard.press("Space")
    assert (
        output(opened, 1).get_by_text("add_header Access-Control-Allow-Origin").first.is_visible()
    )
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate(FOCUSED) == "flask"
    assert not output(opened, 1).get_by_text("@app.before_request").first.is_visible()


def test_a_cell_that_runs_again_shows_it_once_and_is_stored_as_text_too(
    opened: OpenNotebook, lab: Lab
) -> None:
    opened.run_all()
    assert (
        output(opened, 0)
        .get_by_text("✗ Blocked: the response has no Access-Control-Allow-Origin header.")
        .count()
        == 1
    )
    opened.command("docmanager:save")
    opened.wait_until_idle()
    stored = nbformat.read(lab.folder / "explain.ipynb", as_version=4).cells[0].outputs[0].data
    assert stored["text/plain"].startswith(
        "✗ Blocked: the response has no Access-Control-Allow-Origin header.\n"
    )
    assert "<details>" in stored["text/html"]
