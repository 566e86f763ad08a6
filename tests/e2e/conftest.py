"""Fixtures of the end-to-end tests: `lab` for the whole run, `open_notebook` and `screenshots` for
one test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e import lab as labs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENSHOTS = "CORS_LAB_SCREENSHOTS"
Opener = Callable[..., labs.OpenNotebook]


@pytest.fixture(scope="session")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[labs.Lab]:
    """A JupyterLab on a copy of the lessons; a test may put more notebooks into `lab.folder`."""
    with labs.jupyterlab(labs.NOTEBOOKS, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def open_notebook(browser: Browser, lab: labs.Lab) -> Iterator[Opener]:
    """`open_notebook(name, width=..., height=...)`: opens a notebook of `lab.folder`; closed after
    the test.
    """
    with ExitStack() as stack:
        yield lambda name, **size: stack.enter_context(labs.notebook(browser, lab, name, **size))


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: the folder named in CORS_LAB_SCREENSHOTS, or one that pytest
    cleans up.
    """
    named = os.environ.get(SCREENSHOTS)
    return Path(named).resolve() if named else tmp_path_factory.mktemp("screenshots")
