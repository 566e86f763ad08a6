"""`cors-lab audit` in the terminal: one host, slowly, safe methods, no secrets, and an exit
code.
"""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from cors_lab import serve
from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.fetch.wire import HTTPRequest
from cors_lab.tools.audit.prober import Asker, OffLimits
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.question import http_url
from tests.tools.audit.apps import PAGE, Server, allowing
from tests.tools.check.live import cors_lab

REFLECTS = "tests.tools.audit.apps:allowing(bool)"


def audit(url: str, *arguments: str) -> Any:
    return cors_lab("audit", url, "--rate", "0", *arguments)


def test_no_finding_is_0_and_says_so() -> None:
    with serve(allowing()) as server:
        result = audit(f"{server.url}/me", "--page", PAGE)
    assert result.exit_code == 0
    assert "✓ Nothing was found. An audit sees only what it asks for" in result.output


def test_a_server_that_knows_nothing_of_cors_is_told_so() -> None:
    with serve(Server(lambda *_: ("200 OK", []))) as server:
        result = audit(f"{server.url}/me")
    assert result.exit_code == 0
    assert (
        "No answer has a CORS header, so no page of another origin can read anything"
        in " ".join(result.output.split())
    )


def test_findings_are_1_with_evidence_who_and_fix() -> None:
    with serve(allowing(lambda origin: True)) as server:
        result = audit(f"{server.url}/me", "--page", PAGE)
    assert result.exit_code == 1
    text = " ".join(result.output.split())
    assert "HIGH any-origin https://evil.example may read /me, with the user's cookies." in text
    assert "< Access-Control-Allow-Origin: https://evil.example" in text
    assert "Who: Any page that a user of yours opens." in text
    assert "Fix: Send back an Origin only if it is in a list that you wrote." in text
    assert "✗ 1 high" in text


def test_notes_alone_are_0() -> None:
    with serve(allowing(routes="GET")) as server:
        result = audit(f"{server.url}/me", "--page", PAGE)
    assert (result.exit_code, "Notes only: nothing above info." in result.output) == (0, True)


def test_the_keys_for_machines() -> None:
    with serve(allowing(lambda origin: True)) as server:
        told = json.loads(audit(f"{server.url}/me", "--page", PAGE, "--json").stdout)
    assert set(told) == {
        "verdict",
        "exitCode",
        "url",
        "page",
        "pageGuessed",
        "requests",
        "findings",
        "failOn",
    }
    assert (told["verdict"], told["exitCode"], told["page"], told["pageGuessed"]) == (
        "findings",
        1,
        PAGE,
        False,
    )
    assert set(told["findings"][0]) == {
        "id",
        "severity",
        "reason",
        "title",
        "who",
        "fix",
        "evidence",
    }
    assert told["findings"][0]["evidence"][0]["response"]["status"] == 200


def test_nobody_listens_is_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = audit(f"http://127.0.0.1:{port}/me", "--page", PAGE)
    assert result.exit_code == 2
    assert f"Could not ask: nothing listens at 127.0.0.1:{port}." in result.stderr
    told = json.loads(audit(f"http://127.0.0.1:{port}/me", "--page", PAGE, "--json").stdout)
    assert (told["verdict"], told["exitCode"], told["code"]) == (
        "could-not-ask",
        2,
        "connection-refused",
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("https://api.example/", "--page", "app.example"),
            "page: 'app.example' is not an origin: write it like https://app.example.",
        ),
        (
            ("https://api.example/", "--page", "https://api.example"),
            "is the server's own origin, where CORS has no say; name the page's.",
        ),
        (
            ("https://api.example/", "--path", "old"),
            "--path 'old': write it from the root, such as /notes.",
        ),
        (("not a url",), "'not a url' is not an http or https URL"),
        ((), "give the URL to ask, or --app MODULE:APP."),
    ],
)
def test_bad_arguments_are_one_sentence_and_2(arguments: tuple[str, ...], sentence: str) -> None:
    result = cors_lab("audit", *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_no_other_host_is_asked_for_or_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[bytes | str] = []
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: (names.append(host), real(host, *rest, **more))[1],
    )
    elsewhere = allowing()
    with serve(elsewhere) as there:
        away = (
            "302 Found",
            [("Location", f"{there.url}/me"), ("Access-Control-Allow-Origin", PAGE)],
        )
        with serve(allowing(special={("*", "/me"): away, ("*", "/me/"): away})) as server:
            result = audit(f"{server.url}/me", "--page", PAGE, "--path", "/old")
    assert "redirect-leaves" in result.output
    assert elsewhere.asked == []
    assert {name if isinstance(name, str) else name.decode() for name in names} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "https://other.example/"),
        ("GET", "https://api.example:8443/"),
        ("GET", "http://api.example/"),
        ("POST", "https://api.example/"),
    ],
)
def test_what_must_not_leave_does_not(method: str, url: str) -> None:
    server = allowing()
    asker = Asker(http_url("https://api.example/me"), WSGITransport(server))
    with pytest.raises(OffLimits):
        asker.send(HTTPRequest("request", method, url, ()))
    assert server.asked == []


def test_the_rate_is_kept() -> None:
    waits: list[float] = []
    asker = Asker(
        http_url("https://api.example/me"), WSGITransport(allowing()), rate=4, sleep=waits.append
    )
    report = run(asker, PAGE)
    assert waits == [0.25] * (len(report.exchanges) - 1)
    assert len(report.exchanges) < 60
    asked = [
        (exchange.request.method, exchange.request.url, exchange.request.headers)
        for exchange in report.exchanges
    ]
    assert len(asked) == len(set(asked))  # nothing twice


def test_secrets_are_never_shown() -> None:
    def reply(method: str, path: str, environ: dict[str, Any]) -> Any:
        assert environ["HTTP_AUTHORIZATION"] == "Bearer s3cr3t-token" or method == "OPTIONS"
        headers = [
            ("Access-Control-Allow-Origin", environ.get("HTTP_ORIGIN", "x")),
            ("Set-Cookie", "sid=s3cr3t-new"),
            ("Access-Control-Allow-Credentials", "true"),
        ]
        return "200 OK", headers

    with serve(Server(reply)) as server:
        arguments = (
            "--page",
            PAGE,
            "--cookie",
            "sid=s3cr3t-cookie",
            "-H",
            "Authorization: Bearer s3cr3t-token",
        )
        texts = [
            audit(f"{server.url}/me?token=s3cr3t-query", *arguments, *form).output
            for form in ((), ("--json",))
        ]
    assert all("any-origin" in text for text in texts)
    assert all("s3cr3t" not in text for text in texts)


def test_an_app_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    import tests.tools.audit.apps as apps

    monkeypatch.setattr(apps, "app", allowing(lambda origin: True), raising=False)
    result = cors_lab("audit", "--app", "tests.tools.audit.apps:app", "/me", "--page", PAGE)
    assert (result.exit_code, "HIGH any-origin" in result.output) == (1, True)


def test_the_text_fits_80_columns() -> None:
    with serve(
        allowing(lambda origin: True, preflight=[("Access-Control-Allow-Methods", "PUT, " * 40)])
    ) as server:
        output = audit(f"{server.url}/me?{'q' * 200}", "--page", PAGE).output
    assert max(map(len, output.splitlines())) <= 80
    assert max(map(len, cors_lab("audit", "--help").output.splitlines())) <= 80
