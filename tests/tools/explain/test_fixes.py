"""The fix as code: what is generated lets the one page read, with cookies only where they are
meant, and nobody else.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import explain
from cors_lab.fixes.fix_code import TAKE
from cors_lab.fixes.frameworks import FRAMEWORKS, guess
from cors_lab.testing import assert_blocked, assert_readable
from cors_lab.tools.read import Unreadable
from tests.tools.read.hars import har, minimal

PAGE, URL = "https://app.example", "https://api.example/notes"
LINE = f"Access to fetch at '{URL}' from origin '{PAGE}' has been blocked by CORS policy: "
MISSING = f"{LINE}No 'Access-Control-Allow-Origin' header is present on the requested resource."
METHOD = f"{LINE}Method PUT is not allowed by Access-Control-Allow-Methods in preflight response."
CREDENTIALS = (
    f"{LINE}The value of the 'Access-Control-Allow-Origin' header in the response must "
    "not be the wildcard '*' when the request's "
    "credentials mode is 'include'."
)
PREFLIGHT = (
    f"{LINE}Response to preflight request doesn't pass access control check: It does not have "
    "HTTP ok status."
)
CURL = f"curl -X PUT {URL} -H 'Content-Type: application/json' -H 'X-Token: 1' -d '{{}}'"
IN_PROCESS = ("flask", "flask-cors", "fastapi")


def app_of(code: str) -> Any:
    made: dict[str, Any] = {"__name__": "server"}
    exec(compile(code, "server.py", "exec"), made)
    return made["app"]


@pytest.mark.parametrize("framework", IN_PROCESS)
def test_the_page_can_read_and_no_other(framework: str) -> None:
    app = app_of(explain(MISSING).fix(framework))
    result = assert_readable(app, "/notes", page=PAGE, status=200)
    assert ("vary", "Origin") in [
        (name.lower(), value) for name, value in result.exchanges[-1].response.headers
    ]  # type: ignore[union-attr]
    assert_blocked(app, "/notes", page="https://evil.example")
    assert_blocked(app, "/notes", page="null")
    assert_blocked(app, "/notes", page=PAGE, credentials="include", code="allow-credentials")


@pytest.mark.parametrize("framework", IN_PROCESS)
def test_cookies_are_allowed_where_the_page_asked_with_them(framework: str) -> None:
    app = app_of(explain(CREDENTIALS).fix(framework))
    assert_readable(app, "/notes", page=PAGE, credentials="include")
    assert_blocked(app, "/notes", page="https://evil.example", credentials="include")


@pytest.mark.parametrize("framework", IN_PROCESS)
@pytest.mark.parametrize("given", [METHOD, PREFLIGHT, CURL])
def test_the_call_passes_its_preflight(framework: str, given: str) -> None:
    app = app_of(explain(given, page=PAGE).fix(framework))
    headers = (
        {"Content-Type": "application/json", "X-Token": "1"}
        if given == CURL
        else {"Content-Type": "application/json"}
    )
    assert_readable(app, "/notes", page=PAGE, method="PUT", headers=headers, status=200)
    assert_blocked(app, "/notes", page="https://evil.example", method="PUT", headers=headers)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("given", [MISSING, METHOD, CREDENTIALS, PREFLIGHT, CURL])
def test_every_framework_names_the_one_origin(framework: str, given: str) -> None:
    code = explain(given, page=PAGE).fix(framework).replace('ALLOWED_HOSTS=["*"]', "")
    assert PAGE in code
    assert (
        f'Access-Control-Allow-Origin "{PAGE}"' in code
        or "Access-Control-Allow-Origin $http_origin" not in code
    )
    assert not any(
        wide in code for wide in ('"*"', "origin: true", r"r\".*\"", "CORS_ALLOW_ALL_ORIGINS")
    )
    assert ("credentials" in code.lower()) is (given == CREDENTIALS)
    assert code.splitlines()[0].lstrip("#/ ").startswith("A whole small server. For yours: ")


def test_what_a_line_does_not_tell_is_said() -> None:
    firefox = (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        "resource at https://api.example/. (Reason: "
    )
    code = explain(f"{firefox}CORS header ‘Access-Control-Allow-Origin’ missing).").fix("nginx")
    assert "# Put your page's origin in the place of https://your-page.example.\n" in code
    assert "# What was given does not tell which methods and headers your page sends" in explain(
        PREFLIGHT
    ).fix("flask")
    assert "# What was given" not in explain(CURL, page=PAGE).fix("flask")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (MISSING.replace(PAGE, "null"), "No server should allow the origin null"),
        (f"GET {URL} net::ERR_CONNECTION_REFUSED", "No header of the server helps here"),
        ({"url": f"{PAGE}/own"}, "No header of the server helps here"),
    ],
)
def test_where_no_code_helps_a_sentence_says_so(given: Any, sentence: str) -> None:
    explanation = explain(given, page=PAGE)
    assert explanation.fix("nginx").startswith(sentence)
    assert "\n" not in explanation.fix("nginx")
    assert "--fix" not in explanation.text
    assert "as code" not in explanation._repr_html_()


def test_another_framework_is_named_with_those_there_are() -> None:
    with pytest.raises(
        Unreadable,
        match=r"fix: 'railz' is not one of nginx, flask, flask-cors, .* Do you mean 'rails'\?",
    ):
        explain(MISSING).fix("railz")
    assert set(TAKE) == set(FRAMEWORKS)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_nothing_of_a_line_breaks_out_of_the_code(framework: str) -> None:
    origin = 'https://app.example"; }} import os #'
    line = (
        f'{LINE}Request header field x"]}}; evil is not allowed by '
        "Access-Control-Allow-Headers in preflight response."
    )
    for given in (MISSING.replace(PAGE, origin), line, line.replace('x"]}; evil', 'x"]};evil')):
        code = explain(given).fix(framework)
        assert "evil" not in code
        assert "import os" not in code


def recorded(**headers: str) -> Any:
    entry = minimal()
    entry["response"]["headers"] = [
        {"name": name.replace("_", "-"), "value": value} for name, value in headers.items()
    ]
    return har(entry)


def test_a_recording_tells_which_framework_it_may_be() -> None:
    explanation = explain(recorded(Server="nginx/1.22.1"))
    assert explanation.findings[0].framework == "nginx"
    assert "As code for your server: --fix nginx (a guess, by Server: nginx/1.22.1)" in " ".join(
        explanation.text.split()
    )
    html = explanation._repr_html_()
    assert html.index("nginx (a guess, by Server: nginx/1.22.1)") < html.index(
        "<summary>flask</summary>"
    )
    assert explanation.as_dict()["findings"][0]["framework"] == "nginx"


@pytest.mark.parametrize(
    ("header", "framework"),
    [
        (("server", "Werkzeug/3.1 Python/3.11"), "flask-cors"),
        (("Server", "uvicorn"), "fastapi"),
        (("X-Powered-By", "Express"), "express"),
        (("Server", "WSGIServer/0.2 CPython/3.11.7"), "django"),
        (("Server", "cloudflare"), ""),
        (("Server", "nginx\x1b[2J"), ""),
    ],
)
def test_what_an_answer_says_of_itself(header: tuple[str, str], framework: str) -> None:
    assert guess([("Content-Type", "text/html"), header])[0] == framework


def test_an_app_is_a_better_guess_than_the_proxy_in_front_of_it() -> None:
    assert guess([("Server", "nginx"), ("X-Powered-By", "Express")]) == (
        "express",
        "X-Powered-By: Express",
    )


def test_the_same_code_is_folded_once() -> None:
    html = explain(
        f"{MISSING}\nsomething else\n{MISSING.replace('/notes', '/other')}\n{METHOD}"
    )._repr_html_()
    assert html.count("The fix as code for your server") == 3
    assert explain(har(*[minimal() for _ in range(50)]))._repr_html_().count("The fix as code") == 1
    again = (
        "Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status code: 200"
    )
    assert (
        explain(f"{again}\n[Error] noise\nnoise\n{again.replace('200', '404')}")
        ._repr_html_()
        .count("The fix as code")
        == 1
    )
