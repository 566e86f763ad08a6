"""The headless Chromium of the end-to-end tests, for the bench's JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e import lab as labs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with labs.headless(labs.chromium() or pytest.skip("no Chromium is installed: the bench's view is not tested")) as browser:
        yield browser
