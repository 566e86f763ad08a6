"""Secrets never stand in what is shown or written, unless they are asked for."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cors_lab import explain
from cors_lab.tools.explain import Explanation
from cors_lab.tools.read import Unreadable, from_console, from_curl, from_fetch, from_har
from tests.tools.read.hars import PAGE, har, lines, minimal

SECRET = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=8, max_size=50
).map(lambda text: f"Zq{text}7")
HEADERS = [
    "Authorization",
    "X-Api-Key",
    "X-CSRF-Token",
    "Cookie",
    "Proxy-Authorization",
    "X-Auth-Token",
    "X-Amz-Security-Token",
]
PARAMETERS = [
    "token",
    "access_token",
    "api_key",
    "key",
    "sig",
    "code",
    "password",
    "X-Amz-Signature",
    "sessionid",
    "jwt",
]


def everything(explanation: Explanation) -> str:
    """All forms in which it can be seen."""
    return "\n".join(
        [
            explanation.text,
            repr(explanation),
            explanation._repr_html_(),
            explanation.to_json(),
            str(explanation.as_dict()),
        ]
    )


def url(secret: str, parameter: str) -> str:
    return f"https://api.example/notes?{parameter}={secret}&page=2#{parameter}={secret}"


@given(SECRET, st.sampled_from(HEADERS), st.sampled_from(PARAMETERS))
def test_a_curl_command(secret: str, header: str, parameter: str) -> None:
    command = (
        f"curl -X PUT '{url(secret, parameter)}' -H '{header}: {secret}' -b "
        f"'sid={secret}' -u 'me:{secret}' -d 'password={secret}' "
        f"-H 'Referer: {url(secret, parameter)}' -x 'http://me:{secret}@proxy.example/' "
        f"--oauth2-bearer {secret} --cert a:{secret}"
    )
    assert secret not in everything(explain(command))
    assert secret not in repr(from_curl(command))
    assert secret in everything(explain(command, show_secrets=True))


# A secret with the code of another program's message in it, which is no such message.
@example(secret="ZqAADSTS9002327", header="Authorization", parameter="token")
@given(SECRET, st.sampled_from(HEADERS), st.sampled_from(PARAMETERS))
def test_a_fetch_call(secret: str, header: str, parameter: str) -> None:
    call = (
        f"fetch('{url(secret, parameter)}', {{method: 'PUT', referrer: '{url(secret, parameter)}', "
        f"headers: {{'{header}': 'Bearer {secret}'}}, body: JSON.stringify({{password: "
        f"'{secret}'}})}})"
    )
    assert secret not in everything(explain(call))
    assert secret not in repr(from_fetch(call))
    assert secret in everything(explain(call, show_secrets=True))


@given(
    SECRET,
    st.sampled_from(HEADERS),
    st.sampled_from(PARAMETERS),
    st.sampled_from([0, 200, 302, 500]),
    st.sampled_from(["", "net::ERR_FAILED"]),
)
@pytest.mark.slow
def test_a_recording(secret: str, header: str, parameter: str, status: int, error: str) -> None:
    asked = lines(
        {
            "Origin": PAGE,
            header: f"Bearer {secret}",
            "Cookie": f"sid={secret}",
            "Referer": url(secret, parameter),
        }
    )
    answer = lines(
        {
            "Set-Cookie": f"sid={secret}; Path=/",
            "Location": f"/next?{parameter}={secret}",
            "Access-Control-Allow-Origin": f"https://u:{secret}@x.example",
        }
    )
    entry = minimal(
        "PUT",
        url(secret, parameter),
        status,
        answer,
        headers=asked,
        postData={"text": secret},
        cookies=[{"name": "sid", "value": secret}],
    )
    entry["response"] |= {"_error": error, "content": {"text": secret}}
    entry["pageref"] = "page_1"
    log = har(entry)
    log["log"]["pages"] = [{"id": "page_1", "title": url(secret, parameter)}]
    assert secret not in everything(explain(log))
    assert secret not in repr(from_har(log))


@given(SECRET, st.sampled_from(PARAMETERS))
@pytest.mark.slow
def test_a_console_line(secret: str, parameter: str) -> None:
    line = (
        f"Access to fetch at '{url(secret, parameter)}' (redirected from '{url(secret, parameter)}') "  # noqa: E501
        f"from origin '{PAGE}' has been blocked "
        "by CORS policy: The 'Access-Control-Allow-Origin' header has a value "
        f"'https://me:{secret}@x.example' that is not equal to the "
        "supplied origin. Have the server send the header with a valid value."
    )
    assert secret not in everything(explain(line))
    assert secret not in everything(
        explain(f"Cross-Origin Request Blocked: Authorization: Bearer {secret}")
    )
    assert secret not in repr(from_console(line))
    assert secret in everything(explain(line, show_secrets=True))


@given(SECRET, st.integers(0, 200))
def test_a_sentence_about_what_cannot_be_read(secret: str, cut: int) -> None:
    """Wherever a text breaks off, its error quotes nothing of what is between quotes."""
    for text in (
        f"curl -H 'Authorization: Bearer {secret}' 'https://api.example/'",
        f"fetch('https://api.example/', {{headers: {{a: '{secret}'}}, x: y z}})",
    ):
        try:
            shown = everything(
                explain(
                    text[: len(text) - cut % len(text)],
                    kind="curl" if text.startswith("curl") else "fetch",
                )
            )
        except Unreadable as refused:
            shown = str(refused)
        assert secret not in shown


with (Path(__file__).parent / "secrets.toml").open("rb") as file:
    PLACES: list[str] = tomllib.load(file)["places"]


@pytest.mark.parametrize("text", PLACES, ids=lambda text: text[:40])
def test_a_place_where_secrets_stand(text: str) -> None:
    for secret in ("Zq8hUnt3rXk7", "zqhunterxkaa", "Zq8-hUnt3r_Xk7"):
        try:
            shown = everything(explain(text.replace("SECRET", secret)))
        except Unreadable as refused:
            shown = str(refused)
        assert secret not in shown


HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202e"


@pytest.mark.parametrize(
    "log",
    [
        har(minimal(url=f"https://api.example/{HOSTILE}")),
        har(minimal(response=lines({"Access-Control-Allow-Origin": HOSTILE}))),
        har(minimal(status=0) | {"response": {"_error": HOSTILE, "status": 0, "headers": []}}),
        har(minimal(method=HOSTILE), creator=HOSTILE),
        har(minimal(headers=lines({"Origin": PAGE, HOSTILE: HOSTILE}))),
    ],
)
def test_what_a_server_sends_is_text(log: Any) -> None:
    explanation = explain(log)
    assert "<script" not in explanation._repr_html_()
    assert "<img" not in explanation._repr_html_()
    assert "\x1b" not in explanation.text + explanation._repr_html_()
    assert "\u202e" not in explanation.text
    assert json.loads(explanation.to_json())["kind"] == "har"
