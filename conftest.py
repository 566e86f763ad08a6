"""For every test run, that of the lessons by nbval included."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

# A contributor's own progress stays out of the tests, and the tests out of it.
os.environ["CORS_LAB_PROGRESS"] = "off"

ROOT = Path(__file__).parent
BROWSER_FIXTURES = {"browser", "chromium", "firefox", "webkit"}
# Tests that play whole recordings, real libraries or programs of other languages.
SLOW = (
    "notebooks",
    "tests/benchmarks",
    "tests/browsers",
    "tests/clinic",
    "tests/fixes/code",
    "tests/fixes/products/test_run.py",
    "tests/laws",
    "tests/lessons/test_run_again.py",
    "tests/lessons/test_without_a_kernel.py",
    "tests/middleware",
    "tests/test_notebooks.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the quick lane leaves out: `pytest -m "not (browser or e2e or slow)"`."""
    for item in items:
        place = item.path.relative_to(ROOT).as_posix()
        if place.startswith("tests/e2e/"):
            item.add_marker("e2e")
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if place.startswith(SLOW):
            item.add_marker("slow")
