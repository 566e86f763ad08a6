"""Whatever bytes a server sends, in whatever pieces: a result, never an exception."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from cors_lab import Browser
from cors_lab.messages.rules import FAULTS
from tests.hostile import hostile, says
from tests.laws.test_laws import LAW

LINES = (
    *(
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 103 Early\r\n\r\n",
        b"HTTP/1.0 999\r\n",
        b"HTTP/2 x\r\n",
        b"\r\n",
        b"\n",
        b"\0",
    ),
    *(
        b"Access-Control-Allow-Origin: *\r\n",
        b"Content-Length: 5\r\n",
        b"content-length: 9999999999\r\n",
        b"Content-Length: -1\r\n",
    ),
    *(
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Location: /\xff\r\n",
        b"Set-Cookie: \xe9=\x7f\r\n",
        b" folded\r\n",
    ),
    *(
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
        b"ffffffff\r\n",
        b"-1\r\n",
        b"x: y",
        b": z\r\n",
        b"Vary: *\r\nETag: \xff\r\n",
        b"hello",
    ),
)
PIECES = st.lists(st.one_of(st.sampled_from(LINES), st.binary(max_size=12)), max_size=9)


@LAW
@given(PIECES, st.booleans())
def test_no_bytes_raise(pieces: list[bytes], whole: bool) -> None:
    before = threading.active_count()  # other tests' servers among them
    sent = [b"HTTP/1.1 200 OK\r\n", *pieces] if whole else pieces
    with hostile(says(*filter(None, sent))) as url:
        page = Browser(hosts={"https://api.example": url}, timeout=2.0).open("https://app.example")
        result = page.fetch("https://api.example/", method="PUT" if whole else "GET")
    assert result.error is None or result.error.code in FAULTS
    assert result.fulfilled or result.error is not None
    assert threading.active_count() < before + 20
