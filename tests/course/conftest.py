"""Each test begins as a kernel that has just started: nothing was answered, no hint was opened."""

from __future__ import annotations

import pytest

from cors_lab.course.record import record


@pytest.fixture(autouse=True)
def a_new_kernel() -> None:
    record.current.cache_clear()
