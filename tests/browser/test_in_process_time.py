"""An app that a browser's `hosts` name is called in process, and has as long as a server has."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from cors_lab import Browser

API = "https://api.example"


def hangs(environ: Any, start_response: Any) -> list[bytes]:
    time.sleep(30)
    return []


def never_ends(environ: Any, start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Access-Control-Allow-Origin", "*")])
    for _ in itertools.count():
        time.sleep(0.01)
        yield b"a"


@pytest.mark.parametrize("app", [hangs, never_ends])
def test_it_has_no_longer_than_the_timeout(app: Any) -> None:
    page = Browser(hosts={API: app}, timeout=0.3).open("https://app.example")
    begun = time.monotonic()
    result = page.fetch(f"{API}/")
    assert time.monotonic() - begun < 5
    assert result.error is not None
    assert result.error.code == "timeout"


def test_nor_in_another_thread() -> None:
    page = Browser(hosts={API: hangs}, timeout=0.3).open("https://app.example")
    codes: list[str] = []
    thread = threading.Thread(
        target=lambda: codes.append(getattr(page.fetch(f"{API}/").error, "code", ""))
    )
    thread.start()
    thread.join(5)
    assert codes == ["timeout"]
