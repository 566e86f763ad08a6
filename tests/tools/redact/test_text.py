"""Secrets: what is masked, what stays readable, and that masking is quick and done once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cors_lab.tools.redact.text import (
    MASK,
    is_secret_name,
    mask_header,
    mask_headers,
    mask_text,
    mask_url,
)

TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABCDEF0123456789", min_size=6, max_size=60)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer abc", "Bearer ***"),
        ("authorization", "abc", "***"),
        ("Proxy-Authorization", "Basic dTpw", "Basic ***"),
        ("Cookie", "theme=dark; sid=1; flag", "theme=***; sid=***; ***"),
        ("Set-Cookie", "sid=1; Path=/; Secure", "sid=***; Path=/; Secure"),
        ("X-API-Key", "k", "***"),
        ("X-Csrf-Token", "k", "***"),
        ("Location", "/login?token=abc&next=/x", "/login?token=***&next=/x"),
        ("Access-Control-Allow-Headers", "Authorization, X-Api-Key", "Authorization, X-Api-Key"),
        ("Access-Control-Allow-Origin", "https://u:p@app.example", "https://***@app.example"),
        (":authority", "api.example", "api.example"),
        ("X-Author", "Ada", "Ada"),
        ("WWW-Authenticate", 'Bearer realm="api"', 'Bearer realm="api"'),
        ("Content-Type", "application/json", "application/json"),
        ("apikey", "k", "***"),
        ("Ocp-Apim-Subscription-Key", "k", "***"),
        ("x-functions-key", "k", "***"),
        ("Keep-Alive", "timeout=5", "timeout=5"),
    ],
)
def test_a_header(name: str, value: str, shown: str) -> None:
    assert mask_header(name, value) == shown
    assert mask_headers([(name, value)]) == ((name, shown),)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.example/notes?page=2", "https://api.example/notes?page=2"),
        ("https://me:pw@api.example/", "https://***@api.example/"),
        (
            "https://api.example/?access_token=abc&page=2",
            "https://api.example/?access_token=***&page=2",
        ),
        (
            "https://api.example/?key=abc&code=1&sig=x&monkey=y",
            "https://api.example/?key=***&code=***&sig=***&monkey=y",
        ),
        ("https://api.example/#id_token=abc", "https://api.example/#id_token=***"),
        (
            "https://api.example/reset/eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig",
            "https://api.example/reset/***",
        ),
        ("https://api.example/3f2504e04f8911d39a0c0305e82c3301", "https://api.example/***"),
        ("/notes?token=", "/notes?token="),
        ("https://api.example/a;jsessionid=31d4;v=2", "https://api.example/a;jsessionid=***;v=2"),
        (
            "https://api.example/?to=https%3A%2F%2Fa.example%2F%3Ftoken%3D31d4%26page%3D2",
            "https://api.example/?to=https%3A%2F%2Fa.example%2F%3Ftoken%3D***%26page%3D2",
        ),
        ("https://api.example/?access%5Ftoken=31d4", "https://api.example/?access%5Ftoken=***"),
        (
            "https://api.example/?appid=31d4&SAMLResponse=x",
            "https://api.example/?appid=***&SAMLResponse=***",
        ),
        (
            "https://b.s3.example/a?X-Amz-Credential=AKIA1/eu&X-Amz-Signature=31d4&X-Amz-Date=2026",
            "https://b.s3.example/a?X-Amz-Credential=***&X-Amz-Signature=***&X-Amz-Date=2026",
        ),
        (
            "https://hooks.example/services/T0000000/B0000000/abcdefgh",
            "https://hooks.example/services/***",
        ),
        (
            "https://a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6.api.example/",
            "https://a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6.api.example/",
        ),
        (
            "https://api.example/QuestionServiceProvider/getQuestionGrid",
            "https://api.example/QuestionServiceProvider/getQuestionGrid",
        ),
    ],
)
def test_a_url(url: str, shown: str) -> None:
    assert mask_url(url) == shown


@given(TOKEN)
def test_no_usual_place_of_a_secret_shows_it(secret: str) -> None:
    secret = f"Q{secret}9"
    text = (
        f"curl -H 'Authorization: Bearer {secret}' -H \"X-Api-Key: {secret}\" "
        f"'https://u:{secret}@api.example/?token={secret}' "
        f"-b 'sid={secret}'\nCookie: sid={secret}; t={secret}\nSet-Cookie: sid={secret}"
    )
    shown = mask_text(text)
    assert secret not in shown.replace(
        f"-b 'sid={secret}'", ""
    )  # a bare pair could be anything; the curl reader knows what -b is
    assert mask_text(shown) == shown


@given(st.text(max_size=300))
def test_any_text_any_name_any_url(text: str) -> None:
    assert isinstance(mask_text(text), str)
    assert isinstance(mask_header(text, text), str)
    assert mask_url(mask_url(text)) == mask_url(text)


@pytest.mark.parametrize(
    "piece",
    ["a", "a-1", "https://", "https://a@", "x: ", "Bearer ", "eyJ", "sk_", "Authorization: "],
)
@pytest.mark.slow
def test_megabytes_of_nearly_secrets_end(piece: str) -> None:
    long = piece * (1_000_000 // len(piece))
    assert isinstance(mask_text(long), str)
    assert isinstance(mask_url(long), str)


def test_names() -> None:
    assert is_secret_name("X-Session-Id")
    assert not is_secret_name("Access-Control-Allow-Credentials")
    assert MASK == "***"
