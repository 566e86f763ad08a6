"""What the live views share, in a real Chromium: a drawing is shown only if it is one of ours."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

import cors_lab.display

SOURCE = (Path(cors_lab.display.__file__).parent / "dom.js").read_bytes()


@pytest.fixture
def page(browser):
    page = browser.new_page()
    address = f"data:text/javascript;base64,{base64.b64encode(SOURCE).decode()}"
    page.set_content(
        f'<script type="module">Object.assign(window, await import("{address}"), {{ '
        f"ready: true }})</script>"
    )
    page.wait_for_function("window.ready")
    yield page
    page.close()


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<image href='x'/>",
        "<a href='javascript:alert(1)'/>",
        "<style/>",
        "<g id='x'/>",
        "<g>",
    ],
)
def test_a_drawing_with_anything_else_in_it_is_refused(page, inside):
    svg = "<svg xmlns='http://www.w3.org/2000/svg'>%s</svg>"
    assert page.evaluate("text => drawing(text) !== null", svg % "<g/>")
    assert page.evaluate("text => drawing(text) === null", svg % inside)
