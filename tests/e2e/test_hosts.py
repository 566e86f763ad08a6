"""The bench in every host that shows notebooks: JupyterLab 4.6 and 4.4, Notebook 7, Voila, each in
Chromium; and in HTML with no script.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from cors_lab import Bench
from cors_lab.result.player import Player
from tests.e2e import lab as labs
from tests.result.fetched import FETCHED
from tests.tools.notebooks import METADATA

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

LAB44 = "CORS_LAB_LAB44"  # the Python of an environment with JupyterLab 4.4; .ci/run makes one
NAME = "bench.ipynb"
SOURCE = "from cors_lab import Bench\nBench()"
BLOCKED, READABLE = "has no Access-Control-Allow-Origin", "The page can read the response"
# What a host's own page says as an error and has nothing to do with the bench. Voila: of modules
# that are JupyterLab's, and of its icons, which lie on a server out there; Notebook 7: of a race
# between its keyboard shortcuts and their settings (jupyter/notebook#7862); a browser asks every
# server for an icon. Anything else that could not be loaded counts: it may be ours.
NOISE = ("The getter for the shared module is not a function", "(reading 'schema')")
NOT_LOADED = re.compile(
    r"Failed to load resource: .* "
    r"\((https://cdn\.jsdelivr\.net/npm/@fortawesome/.*|http://127\.0\.0\.1:\d+(/\w+)?/favicon\.ico)\)"
)


def not_the_hosts(error: str) -> bool:
    """Is this error none that the host makes on its own?"""
    return not (NOT_LOADED.fullmatch(error) or any(noise in error for noise in NOISE))


def lab_44() -> str:
    """Its Python, or a skip with the reason."""
    named = os.environ.get(LAB44)
    return named or pytest.skip(
        f"{LAB44} names no Python with JupyterLab 4.4 (`.ci/run` makes that environment)"
    )


def notebook_7(lab: labs.Lab, port: int) -> list[str]:
    options = {**labs.server_options(lab, port), "JupyterNotebookApp.expose_app_in_browser": True}
    return [
        sys.executable,
        "-m",
        "notebook",
        *(f"--{name}={value}" for name, value in options.items()),
    ]


def voila(lab: labs.Lab, port: int) -> list[str]:
    """Voila has no token: it shows one notebook to whoever comes."""
    options = {
        "Voila.ip": "127.0.0.1",
        "Voila.port": port,
        "Voila.port_retries": 0,
        "Voila.open_browser": False,
    }
    return [
        sys.executable,
        "-m",
        "voila",
        str(lab.folder / NAME),
        *(f"--{name}={value}" for name, value in options.items()),
    ]


@contextmanager
def host(
    browser: Browser, home: Path, command: labs.Command | None, path: str
) -> Iterator[tuple[Page, list[str]]]:
    """The notebook with the bench in one host, as opened in Chromium; and what the page threw or
    logged as an error.
    """
    notebooks = home / "source"
    notebooks.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell(SOURCE)], metadata=METADATA), notebooks / NAME)
    with labs.jupyterlab(notebooks, home, command) as lab, ExitStack() as stack:
        context = browser.new_context(
            viewport={"width": 1280, "height": 1000}, reduced_motion="reduce"
        )
        stack.callback(context.close)
        opened = labs.OpenNotebook(context.new_page())
        opened.watch()
        opened.page.set_default_timeout(labs.PATIENCE)
        opened.page.goto(f"{lab.url}{path}?token={lab.token}")
        if command is not voila:
            opened.page.wait_for_selector(".jp-Notebook .jp-Cell")
            opened.wait_until_idle()
            opened.run_all()
        yield opened.page, opened.errors


HOSTS: dict[str, tuple[Callable[[], labs.Command | None], str]] = {
    "JupyterLab": (lambda: None, f"/lab/tree/{NAME}"),
    "JupyterLab 4.4": (lambda: partial(labs.lab_command, python=lab_44()), f"/lab/tree/{NAME}"),
    "Notebook 7": (lambda: notebook_7, f"/notebooks/{NAME}"),
    "Voila": (lambda: voila, "/"),
}


@pytest.mark.parametrize("name", HOSTS)
def test_the_bench_works_in_this_host(
    browser: Browser, tmp_path: Path, screenshots: Path, name: str
) -> None:
    command, path = HOSTS[name]
    with host(browser, tmp_path, command(), path) as (page, errors):
        bench = page.locator(".cors-bench")
        a_header_changes_the_verdict(bench)
        the_player_steps(bench)
        page.screenshot(path=screenshots / f"host-{name.replace(' ', '-')}.png")
        the_page_asks_its_own_browser(bench)
        assert serious(page) == []
        bench.locator(".cors-own").screenshot(
            path=screenshots / f"host-{name.replace(' ', '-')}-own.png"
        )
        assert [*filter(not_the_hosts, errors)] == []


@pytest.mark.parametrize(
    ("missing", "counts"),
    [
        ("http://127.0.0.1:8888/voila/static/anywidget/cors.css", True),
        ("http://127.0.0.1:8888/files/favicon.ico.js", True),
        ("https://cdn.jsdelivr.net/npm/anywidget@0.9/dist/index.js", True),
        ("https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@%5E5/css/all.min.css", False),
        ("http://127.0.0.1:8888/favicon.ico", False),
    ],
)
def test_of_files_that_are_missing_only_those_of_the_host_pass(missing: str, counts: bool) -> None:
    assert (
        not_the_hosts(
            "Failed to load resource: the server responded with a status of 404 (Not "
            f"Found) ({missing})"
        )
        is counts
    )


def a_header_changes_the_verdict(bench: Locator) -> None:
    bench.get_by_role("status").filter(has_text=BLOCKED).first.wait_for()
    box = bench.get_by_label("Access-Control-Allow-Origin", exact=True).first
    box.fill("https://app.example")
    box.press("Enter")
    bench.get_by_role("status").filter(has_text=READABLE).first.wait_for()


def the_player_steps(bench: Locator) -> None:
    assert bench.locator(".cors-player svg").filter(visible=True).count() == 1
    bench.get_by_role("button", name="Previous").click()
    assert (
        bench.locator(".cors-player [aria-live=polite]").inner_text().startswith("fetch() fulfils")
    )


def the_page_asks_its_own_browser(bench: Locator) -> None:
    bench.get_by_role("tab", name="Your browser").click()
    bench.get_by_role("button", name="Ask my own browser").click()
    bench.get_by_text("Your browser and the simulation agree in every row.").wait_for()


def serious(page: Page) -> list[str]:
    """What axe finds in the bench that keeps somebody from using it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=".cors-bench").response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html']}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def converted() -> str:
    """A notebook as stored, without widget state, converted by nbconvert: the bench and the player
    in their static forms.
    """
    bundles: list[Any] = [
        Bench()._repr_mimebundle_(),
        Player(FETCHED["missing"])._repr_mimebundle_(),
    ]
    outputs = [
        new_output("display_data", data=data, metadata=metadata) for data, metadata in bundles
    ]
    cells = [new_code_cell("…", outputs=[output], execution_count=1) for output in outputs]
    html, _ = HTMLExporter().from_notebook_node(new_notebook(cells=cells, metadata=METADATA))
    return str(html)


def test_its_static_form_can_be_read_in_nbconverts_html_without_any_script(
    browser: Browser, converted: str, screenshots: Path
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1000, "height": 1400}
    )
    try:
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())  # nor any network
        page.set_content(converted)
        text = page.locator("body").inner_text()
        assert (
            "The server answered 200, but its response has no Access-Control-Allow-Origin" in text
        )
        assert "server ran it: yes" in text
        assert "The page asks" in text
        assert "The page https://app.example calls fetch(): GET https://api.example/notes." in text
        picture = page.get_by_role("img", name="✗ The server answered 200")
        assert (picture.bounding_box() or {})["width"] > 600
        page.screenshot(path=screenshots / "host-nbconvert.png")
        page.set_viewport_size({"width": 400, "height": 800})
        assert (picture.bounding_box() or {})["width"] < 400
    finally:
        context.close()
