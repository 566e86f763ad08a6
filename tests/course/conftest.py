"""Each test begins as a kernel that has just started: nothing was answered, no hint was opened."""

from __future__ import annotations

import pytest

from cors_lab.course import notebook
from cors_lab.course.record import record


@pytest.fixture(autouse=True)
def a_new_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "SESSION", record.Session())
    monkeypatch.setattr(notebook, "TRIES", notebook.Tries())
