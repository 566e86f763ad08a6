"""What every test run shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.e2e import lab as labs
from tests.loopback_only import loopback_only

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

NO_SKIP = "CORS_LAB_NO_SKIP"  # set where everything is installed: there a skipped test is a failure


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if skipped := _skipped(config):
        terminalreporter.write_line(
            f"{NO_SKIP} is set, but {skipped} tests were skipped: this run counts as failed.",
            red=True,
        )


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", [])) if os.environ.get(NO_SKIP) and reporter else 0


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaves_this_machine() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """The installed Chromium's path; the test is skipped, with the reason, where there is none."""
    return labs.chromium() or pytest.skip(
        "no Chromium is installed (looked for " + ", ".join(labs.CHROMIUM_NAMES) + ")"
    )


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with labs.headless(chromium) as browser:
        yield browser
