"""A header that makes a GET a DELETE on the server needs the same permission as a DELETE."""

from __future__ import annotations

import pytest

from cors_lab import serve
from tests.tools.check.live import PAGE, answering, cors_lab

NAMES = ["X-HTTP-Method-Override", "X-Method-Override", "x-http-method"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["DELETE", "delete", "GET, DELETE", " PATCH"])
def test_it_is_held_back_without_yes(name: str, method: str) -> None:
    allowed = (("Access-Control-Allow-Headers", name), ("Access-Control-Allow-Origin", PAGE))
    with serve(answering(*allowed)) as server:
        arguments = ("check", server.url, "--page", PAGE, "-H", f"{name}: {method}")
        held = cors_lab(*arguments)
        assert held.exit_code == 2
        assert "was not sent" in " ".join(held.output.split())
        assert [entry.method for entry in server.log] == ["OPTIONS"]
        assert cors_lab(*arguments, "--yes").exit_code == 0


@pytest.mark.parametrize("name", NAMES)
def test_one_that_only_asks_is_sent(name: str) -> None:
    allowed = (("Access-Control-Allow-Headers", name), ("Access-Control-Allow-Origin", PAGE))
    with serve(answering(*allowed)) as server:
        result = cors_lab("check", server.url, "--page", PAGE, "-H", f"{name}: HEAD")
    assert result.exit_code == 0
