"""Behaviours that the web-platform-tests ask for and that nothing here had asked for before."""

from __future__ import annotations

import pytest

from cors_lab.fetch.mime import parse_mime_type
from tests.fetch.exchange import ANY, answer, fetch, server


@pytest.mark.parametrize("engine", ["standard", "chromium", "firefox"])
@pytest.mark.parametrize(
    ("url", "content_type"),
    [
        ("data:IMAGE/gif;CHARSET=x,", "image/gif;charset=x"),
        ("data:text/plain;,", "text/plain"),
        ("data:;charset= x,", 'text/plain;charset=" x"'),
        ('data:;charset="x",', "text/plain;charset=x"),
        ("data:x/x;base64;charset=x;base64,WA", "x/x;charset=x"),
        ("data:text/plain%0C,", "text/plain%0c"),
        ('data:text/plain;a=",",', 'text/plain;a=""'),
    ],
)
def test_data_url_has_its_mime_type_serialized(engine: str, url: str, content_type: str) -> None:
    response = fetch(server(answer(ANY)), url, engine=engine).response
    assert response is not None
    assert dict(response.headers)["content-type"] == content_type


@pytest.mark.parametrize(
    ("text", "serialized"),
    [
        ("TEXT/HTML; Charset=GBK; charset=utf-8", "text/html;charset=GBK"),
        ('text/html;a="b\\\\c\\"d"', 'text/html;a="b\\\\c\\"d"'),
        ('text/html;a=""', 'text/html;a=""'),
        ("text/html;a=b(c", 'text/html;a="b(c"'),
    ],
)
def test_mime_type_quotes_what_is_no_token(text: str, serialized: str) -> None:
    mime_type = parse_mime_type(text)
    assert mime_type is not None
    assert mime_type.serialized == serialized
