"""A curl line of a lesson is run for real, and shows what is the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cors_lab import Policy, PolicyFront, Server, serve
from cors_lab.course import curl as run
from servers import notes_api

API = "https://api.example"
PREFLIGHT = (
    f'curl -i -X OPTIONS {API}/notes/1 -H "Origin: https://app.example" -H '
    '"Access-Control-Request-Method: PUT"'
)


@pytest.fixture
def server() -> Iterator[Server]:
    policy = Policy(allow_origin="https://app.example", allow_methods="PUT")
    with serve(PolicyFront(notes_api.create_app(), policy), name=API) as server:
        yield server


@pytest.fixture(params=["curl", "no curl"])
def anywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With curl and, the same, without it."""
    which = request.getfixturevalue("real_which")
    if request.param == "no curl":
        monkeypatch.setattr("shutil.which", lambda name: None)
    elif which is None:
        pytest.skip("no curl is installed")


@pytest.fixture
def real_which() -> Any:
    import shutil

    return shutil.which("curl")


def test_a_real_preflight(server: Server, anywhere: None) -> None:
    shown = (
        "OPTIONS was sent. The answer:\n\nHTTP/1.1 204 No Content\nServer: …\nDate: …\n"
        "Access-Control-Allow-Origin: https://app.example\nAccess-Control-Allow-Methods: PUT"
    )
    assert repr(run(PREFLIGHT)) == shown
    assert [entry.preflight for entry in server.log] == [True]


def test_an_options_request_is_none(server: Server, anywhere: None) -> None:
    shown = repr(run(f'curl -i -X OPTIONS {API}/notes/1 \\\n  -H "Origin: https://app.example"'))
    assert "HTTP/1.1 200 OK" in shown
    assert "Access-Control-Allow-Methods" not in shown
    assert [entry.preflight for entry in server.log] == [False]


@pytest.mark.parametrize(
    ("line", "method", "status"),
    [
        (f"curl -I {API}/notes", "HEAD", 200),
        (f"curl -s {API}/notes", "GET", 200),
        (f"curl {API}/notes --data tea", "POST", 201),
        (f"curl --request DELETE {API}/notes/1", "DELETE", 204),
        (f"curl {API}/nothing", "GET", 404),
    ],
)
def test_what_each_line_sends(
    server: Server, anywhere: None, line: str, method: str, status: int
) -> None:
    assert repr(run(line)).startswith(f"{method} was sent. The answer:\n\nHTTP/1.1 {status}")
    assert [(entry.method, entry.status) for entry in server.log] == [(method, status)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("wget https://api.example", "begin it with `curl`"),
        (f"curl -k {API}", "the option -k is not known here"),
        (f"curl {API} -H", "-H needs a value"),
        (f"curl {API} -H Origin", "a header is written `Name: value`, not 'Origin'"),
        (
            "curl https://elsewhere.example/",
            "no server of this notebook answers for 'https://elsewhere.example/'",
        ),
        ("curl file:///etc/passwd", "no server of this notebook answers for 'file:///etc/passwd'"),
        ("curl", "no server of this notebook answers for ''"),
    ],
)
def test_a_line_that_cannot_be_run_is_a_sentence(server: Server, line: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        run(line)
    assert server.log == []
