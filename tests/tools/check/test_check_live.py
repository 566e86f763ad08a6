"""`cors-lab check` asks a real server over TLS as the browser would, and ends with 0, 1 or 2."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from cors_lab import serve
from tests.hostile import hostile, says, says_then_waits
from tests.tools.check.live import PAGE, answering, cors_lab, over_tls

OPEN = ("Access-Control-Allow-Origin", PAGE)
ALLOWED = [
    OPEN,
    ("Access-Control-Allow-Methods", "PUT"),
    ("Access-Control-Allow-Headers", "Content-Type, Authorization"),
]
SECRETS = ("s3cr3t-header", "s3cr3t-cookie", "s3cr3t-query", "s3cr3t-answer", "s3cr3t-custom")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def app() -> Any:
    return answering(OPEN, preflight=ALLOWED)


@pytest.fixture
def port(app: Any, authority: trustme.CA) -> Iterator[int]:
    with over_tls(app, authority) as port:
        yield port


@pytest.fixture
def reach(port: int, ca_file: str) -> tuple[str, ...]:
    """The URL of the server by its name, and how to get there."""
    return (
        f"https://api.example:{port}/notes",
        "--resolve",
        f"api.example:{port}:127.0.0.1",
        "--cacert",
        ca_file,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_page_that_can_read_ends_with_0(reach: tuple[str, ...], app: Any) -> None:
    result = cors_lab("check", *reach, "--page", PAGE)
    assert result.exit_code == 0
    assert "✓ The page can read the response, status 200" in result.output
    assert app.seen == ["GET"]
    assert app.environs[0]["HTTP_ORIGIN"] == PAGE


def test_a_page_that_cannot_read_ends_with_1_and_is_told_why(reach: tuple[str, ...]) -> None:
    result = cors_lab("check", *reach, "--page", "https://other.example")
    assert result.exit_code == 1
    assert "Error: allow-origin-mismatch" in result.output
    assert "Fix: On the server" in result.output
    assert "blocked by CORS policy" in result.output
    assert f"< Access-Control-Allow-Origin: {PAGE}" in result.output


def test_both_exchanges_are_shown_as_they_went_over_the_wire(
    reach: tuple[str, ...], app: Any
) -> None:
    result = cors_lab(
        "check",
        *reach,
        "--page",
        PAGE,
        "-X",
        "PUT",
        "-H",
        "Content-Type: application/json",
        "-d",
        "{}",
        "--yes",
    )
    assert (result.exit_code, app.seen) == (0, ["OPTIONS", "PUT"])
    order = [
        "1. preflight",
        "> OPTIONS /notes",
        "> Access-Control-Request-Method: PUT",
        "< 204",
        "2. request",
        "> PUT /notes",
        "< 200 OK",
    ]
    places = [result.output.index(part) for part in order]
    assert places == sorted(places)
    assert "Sending PUT to https://api.example" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        pytest.param(("-X", "PUT"), ["OPTIONS"], id="its preflight is safe and goes out"),
        pytest.param(
            ("-X", "POST", "-d", "hi"), [], id="a POST without preflight: nothing goes out"
        ),
    ],
)
def test_what_is_not_safe_is_held_back_and_shown(
    reach: tuple[str, ...], app: Any, arguments: tuple[str, ...], sent: Any
) -> None:
    result = cors_lab("check", *reach, "--page", PAGE, *arguments)
    assert (result.exit_code, app.seen) == (2, sent)
    text = " ".join(result.output.split())
    assert "may change something on the server, so it was not sent." in text
    assert "Send it with --yes." in text
    assert f"Would be sent > {sent[0] if sent else 'POST'} /notes HTTP/1.1" in text
    assert f"> {arguments[1]} /notes HTTP/1.1" in text


def test_what_its_preflight_forbids_needs_no_leave(reach: tuple[str, ...], app: Any) -> None:
    result = cors_lab("check", *reach, "--page", PAGE, "-X", "patch")
    assert (result.exit_code, app.seen) == (1, ["OPTIONS"])
    assert "Error: method-not-allowed" in result.output


def test_what_is_held_back_is_data_too(reach: tuple[str, ...]) -> None:
    result = cors_lab("check", *reach, "--page", PAGE, "-X", "PUT", "--json")
    told = json.loads(result.stdout)
    assert (told["verdict"], told["exitCode"], told["code"]) == ("could-not-ask", 2, None)
    assert [request["method"] for request in told["wouldSend"]] == ["OPTIONS", "PUT"]
    assert [exchange["request"]["method"] for exchange in told["exchanges"]] == ["OPTIONS"]


def test_the_keys_for_machines(reach: tuple[str, ...]) -> None:
    told = json.loads(
        cors_lab(
            "check", *reach, "--page", "https://other.example", "--engine", "firefox", "--json"
        ).stdout
    )
    assert set(told) == set(
        "verdict exitCode sentence method url page engine credentials code corsError "
        "firefoxReason why fix spec answers response steps "
        "console notes exchanges wouldSend observations fails headers fixTried remarks".split()
    )
    assert (told["verdict"], told["code"], told["corsError"]) == (
        "blocked",
        "allow-origin-mismatch",
        "AllowOriginMismatch",
    )
    assert told["firefoxReason"] == "CORSAllowOriginNotMatchingOrigin"
    assert told["answers"] == {
        "preflight": "not sent",
        "request": "sent",
        "serverRanIt": "yes",
        "pageCouldReadIt": "no",
    }
    assert told["spec"] == "https://fetch.spec.whatwg.org/#concept-cors-check"
    assert told["steps"][-1]["state"] == "failed"
    assert told["exchanges"][0]["response"]["status"] == 200
    assert "Cross-Origin Request Blocked" in told["console"][0]


def test_a_certificate_nobody_vouches_for(port: int) -> None:
    result = cors_lab(
        "check",
        f"https://api.example:{port}/",
        "--resolve",
        f"api.example:{port}:127.0.0.1",
        "--page",
        PAGE,
    )
    assert result.exit_code == 2
    assert "Could not ask: there is no trusted TLS connection to api.example" in result.output
    assert "--cacert FILE" in result.output


def test_the_trust_store_of_the_system_counts(
    port: int, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)  # what OpenSSL takes for the system's
    where = (
        "check",
        f"https://api.example:{port}/",
        "--resolve",
        f"api.example:{port}:127.0.0.1",
        "--page",
        PAGE,
    )
    assert cors_lab(*where).exit_code == 0


def test_a_certificate_of_another_host(port: int, ca_file: str) -> None:
    where = (
        f"https://other.example:{port}/",
        "--resolve",
        f"other.example:{port}:127.0.0.1",
        "--cacert",
        ca_file,
    )
    result = cors_lab("check", *where, "--page", PAGE)
    assert result.exit_code == 2
    assert "hostname mismatch" in " ".join(result.output.split())
    assert cors_lab("check", *where, "--page", PAGE, "--insecure").exit_code == 0


def test_nobody_listens() -> None:
    port = free_port()
    result = cors_lab("check", f"http://127.0.0.1:{port}/", "--page", PAGE)
    assert result.exit_code == 2
    assert f"Could not ask: nothing listens at 127.0.0.1:{port}. Start the server" in " ".join(
        result.output.split()
    )
    assert "net::ERR_CONNECTION_REFUSED" in result.output


def test_a_name_that_does_not_exist() -> None:
    result = cors_lab("check", "https://api.invalid/", "--page", PAGE)
    assert result.exit_code == 2
    assert "the name api.invalid has no address" in result.output
    told = json.loads(cors_lab("check", "https://api.invalid/", "--page", PAGE, "--json").stdout)
    assert (told["verdict"], told["code"], told["exitCode"]) == (
        "could-not-ask",
        "name-not-resolved",
        2,
    )


def test_a_server_that_does_not_answer_or_speaks_something_else() -> None:
    with hostile(says_then_waits()) as target:
        late = cors_lab("check", target, "--page", PAGE, "--timeout", "0.1")
    assert (late.exit_code, "did not answer in time" in late.output) == (2, True)
    with hostile(says(b"SSH-2.0-OpenSSH_9.2\r\n")) as target:
        other = cors_lab("check", target, "--page", PAGE)
    assert (other.exit_code, "is not HTTP" in other.output) == (2, True)
    with hostile(says()) as target:
        closed = cors_lab("check", target, "--page", PAGE)
    assert (closed.exit_code, "closed the connection without an answer" in closed.output) == (
        2,
        True,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("ftp://api.example/",),
            (
                "'ftp://api.example/' is not an http or https URL: write it like "
                "https://api.example/notes."
            ),
        ),
        ((), "give the URL to ask, or --app MODULE:APP."),
        (
            ("https://api.example/", "-H", "no colon"),
            "-H 'no colon' is not a header: write it like 'Content-Type: application/json'.",
        ),
        (
            ("https://api.example/", "-H", "a b: c"),
            "headers: 'a b' is not a header name; use letters, digits and hyphens.",
        ),
        (
            ("https://api.example/", "-X", "TRACE"),
            "method: 'TRACE' is a forbidden method; a page may never send it. Use another one.",
        ),
        (
            ("https://api.example/", "-X", "GET", "-d", "x"),
            "body: GET has no body; use POST or PUT, or put the data into the URL's query.",
        ),
        (
            ("https://api.example/", "-d", "@nowhere.json"),
            "-d @nowhere.json: the file cannot be read (No such file or directory).",
        ),
        (
            ("https://api.example/", "--resolve", "nonsense"),
            "--resolve 'nonsense': write HOST:PORT:ADDRESS, such as ",
        ),
        (
            ("https://api.example/", "--timeout", "0"),
            "timeout=0.0 leaves no time: give a number of seconds above 0.",
        ),
        (
            ("https://api.example/", "--cacert", "nowhere.pem"),
            "verify='nowhere.pem' is not a file of CA certificates (PEM)",
        ),
        (
            ("https://api.example/", "--cookie", "a=b; SameSite=None"),
            "--cookie a: the browser would not keep it (SameSite=None needs ",
        ),
        (
            ("https://me:s3cr3t-query@api.example/",),
            "has a user name or password in it; take them out",
        ),
    ],
)
def test_bad_arguments_are_one_sentence_and_2(arguments: tuple[str, ...], sentence: str) -> None:
    result = cors_lab("check", *arguments, "--page", PAGE)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stderr.startswith("Error: ")
    assert "s3cr3t" not in result.output
    told = json.loads(cors_lab("check", *arguments, "--page", PAGE, "--json").stdout)
    assert (told["verdict"], told["exitCode"]) == ("could-not-ask", 2)


def test_no_words_of_ours_are_taken_for_a_secret(reach: tuple[str, ...]) -> None:
    refused = cors_lab("check", *reach, "--page", PAGE, "-X", "PUT", "-H", "X-Other: 1").output
    assert "allows Content-Type, Authorization (credentials: same-origin)." in " ".join(
        refused.split()
    )
    cookie = cors_lab(
        "check", *reach, "--page", PAGE, "--cookie", "session=1; SameSite=None"
    ).stderr
    assert "--cookie session: the browser would not keep it (SameSite=None needs Secure)." in cookie


def test_a_page_that_is_none() -> None:
    result = cors_lab("check", "https://api.example/", "--page", "app.example")
    assert result.exit_code == 2
    assert (
        "page: 'app.example' is neither an origin, such as https://app.example or "
        "capacitor://localhost, nor the URL of a page."
    ) in result.stderr


def test_a_sandboxed_page_and_the_url_of_one(reach: tuple[str, ...], app: Any) -> None:
    assert cors_lab("check", *reach, "--page", "null").exit_code == 1
    assert cors_lab("check", *reach, "--page", f"{PAGE}/notes/").exit_code == 0
    assert [environ["HTTP_ORIGIN"] for environ in app.environs] == ["null", PAGE]


@pytest.mark.parametrize(
    ("cookie", "sent"), [("sid=1; SameSite=None; Secure", "sid=1"), ("sid=1", None)]
)
def test_cookies_follow_their_rules(
    reach: tuple[str, ...], app: Any, cookie: str, sent: str | None
) -> None:
    cors_lab("check", *reach, "--page", PAGE, "--credentials", "include", "--cookie", cookie)
    assert app.environs[0].get("HTTP_COOKIE") == sent


def test_a_body_from_a_file(reach: tuple[str, ...], app: Any, tmp_path: Path) -> None:
    file = tmp_path / "note.json"
    file.write_text('{"text": "hi"}')
    assert cors_lab("check", *reach, "--page", PAGE, "-d", f"@{file}", "--yes").exit_code == 0
    assert app.environs[0]["CONTENT_LENGTH"] == "14"


def every_output(reach: tuple[str, ...], *more: str) -> list[str]:
    """All that a question full of secrets prints, in each form; it begins with the question that is
    held back.
    """
    url = f"{reach[0]}?access_token=s3cr3t-query"
    headers = ("-H", "Authorization: Bearer s3cr3t-header", "-H", "X-Api-Key: s3cr3t-custom")
    headers += ("--cookie", "sid=s3cr3t-cookie; SameSite=None; Secure")
    forms = [(), ("--yes",), ("--json",), ("--yes", "--json")]
    return [
        cors_lab(
            "check",
            url,
            *reach[1:],
            "--page",
            PAGE,
            "-X",
            "PUT",
            "--credentials",
            "include",
            *headers,
            *form,
            *more,
        ).output
        for form in forms
    ]


def test_secrets_are_never_shown_unless_asked_for(authority: trustme.CA, ca_file: str) -> None:
    told = [
        OPEN,
        ("Access-Control-Allow-Credentials", "true"),
        ("Set-Cookie", "sid=s3cr3t-answer; SameSite=None; Secure"),
    ]
    preflight = [
        *told[:2],
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "Authorization, X-Api-Key"),
    ]
    with over_tls(answering(*told, preflight=preflight), authority) as port:
        reach = (
            f"https://api.example:{port}/",
            "--resolve",
            f"api.example:{port}:127.0.0.1",
            "--cacert",
            ca_file,
        )
        hidden, shown = every_output(reach), every_output(reach, "--show-secrets")
    assert [secret for output in hidden for secret in SECRETS if secret in output] == []
    assert [secret for secret in SECRETS if secret not in shown[1]] == []
    assert "access_token=***" in hidden[1]


@pytest.mark.parametrize("form", [(), ("--json",), ("--engine", "firefox")])
def test_the_console_lines_of_what_is_blocked_show_no_secret_either(
    reach: tuple[str, ...], form: tuple[str, ...]
) -> None:
    output = cors_lab(
        "check",
        f"{reach[0]}?access_token=s3cr3t-query",
        *reach[1:],
        "--page",
        "https://other.example",
        *form,
    ).output
    assert "access_token=***" in output
    assert "s3cr3t" not in output


def test_redirects_are_followed_as_the_browser_does() -> None:
    final = answering(("Access-Control-Allow-Origin", "*"))
    with (
        serve(final) as there,
        serve(answering(OPEN, ("Location", f"{there.url}/end"), status="302 Found")) as here,
    ):
        result = cors_lab("check", f"{here.url}/start", "--page", PAGE)
    assert result.exit_code == 0
    assert final.environs[0]["HTTP_ORIGIN"] == "null"  # type: ignore[attr-defined]


def test_the_text_fits_80_columns_and_has_no_colour(reach: tuple[str, ...]) -> None:
    long = f"{reach[0]}?{'q' * 300}"
    output = cors_lab(
        "check", long, *reach[1:], "--page", "https://other.example", "-H", f"X-Long: {'y' * 300}"
    ).output
    assert max(map(len, output.splitlines())) <= 80
    assert "\x1b" not in output


def test_an_interruption_is_no_verdict(
    reach: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(socket, "getaddrinfo", interrupted)
    assert cors_lab("check", *reach, "--page", PAGE).exit_code == 130
    assert cors_lab("audit", *reach, "--page", PAGE).exit_code == 130


def test_the_help_has_examples_and_the_exit_codes() -> None:
    text = cors_lab("check", "--help").output
    assert "cors-lab check --app main:app /notes --page https://app.example.com" in text
    assert "Exit codes: 0 the page can read" in text
    assert max(map(len, text.splitlines())) <= 80
