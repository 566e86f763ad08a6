"""Nothing takes time that grows with the square of what a server, a paste or a file brings."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from cors_lab import Browser
from cors_lab.display.html import marked
from cors_lab.display.text import visible
from cors_lab.fetch.cache_control import parse_date, parse_directives
from cors_lab.fetch.csp import parse_policies
from cors_lab.fetch.headers import (
    HeaderList,
    extract_list,
    get_decode_and_split,
    is_forbidden_request_header,
    is_safelisted_request_header,
)
from cors_lab.fetch.integrity import matches
from cors_lab.fetch.mime import parse_mime_type
from cors_lab.fetch.ranges import canonical_range
from cors_lab.fetch.set_cookie import parse_cookie_date, parse_set_cookie
from cors_lab.fetch.url import parse_url, registrable_domain
from cors_lab.fetch.wire import HTTPResponse
from cors_lab.fixes.mistakes import Said, header_mistakes
from cors_lab.tools.redact.text import mask_header, mask_text, mask_url
from tests.laws.growing import grows_too_fast, pieces_of, repeated

pytestmark = pytest.mark.slow
PAGE, API = "https://app.example", "https://api.example"
ORIGIN = ("Access-Control-Allow-Origin", PAGE)


class Says:
    """A server whose answers all have this header."""

    def __init__(self, name: str, value: str) -> None:
        self.answer = HTTPResponse(200, (ORIGIN, (name, value)))

    def send(self, request: Any, target: Any = None) -> HTTPResponse:
        return self.answer


def fetched(name: str) -> Callable[[str], Any]:
    """A preflighted fetch from a server that sends this header, and its text."""

    def work(value: str) -> Any:
        browser = Browser("standard", transport=Says(name, value))
        result = browser.open(PAGE).fetch(f"{API}/", "PUT", {"X-A": "1"})
        return repr(result), browser.preflight_cache

    return work


def judged(name: str) -> Callable[[str], Any]:
    return lambda text: list(header_mistakes(Said((ORIGIN, (name, text)), (ORIGIN, (name, text)))))


WORKS: dict[str, Callable[[str], Any]] = {
    "mask_text": mask_text,
    "mask_url": mask_url,
    "mask_header": lambda text: mask_header("Location", text),
    "mask cookies": lambda text: mask_header("Cookie", text),
    "visible": lambda text: visible(text, 1000),
    "marked": marked,
    "get_decode_and_split": get_decode_and_split,
    "extract_list": lambda text: extract_list(HeaderList([("A", text)]), "A"),
    "parse_mime_type": parse_mime_type,
    "safelisted Accept": lambda text: is_safelisted_request_header("Accept", text),
    "forbidden override": lambda text: is_forbidden_request_header("X-HTTP-Method", text),
    "canonical_range": canonical_range,
    "parse_set_cookie": parse_set_cookie,
    "parse_cookie_date": parse_cookie_date,
    "parse_date": parse_date,
    "parse_directives": parse_directives,
    "integrity": lambda text: matches(b"", text),
    "parse_url": lambda text: parse_url("https://api.example/" + text),
    "registrable_domain": registrable_domain,
    "csp": parse_policies,
    "preflight: methods": fetched("Access-Control-Allow-Methods"),
    "preflight: headers": fetched("Access-Control-Allow-Headers"),
    "mistakes: methods": judged("Access-Control-Allow-Methods"),
    "mistakes: expose": judged("Access-Control-Expose-Headers"),
    "mistakes: Max-Age": judged("Access-Control-Max-Age"),
}
GRAMMAR = (
    *("a", "1", " ", "\t", ",", ", ", ";", "; ", "=", "a=", "a=b; ", "a, ", "a,", '"', '"a"', "\\"),
    *("-", "a-", "sk-", "sk_", "eyJ", "a.", ".", "/", "//", "http://", "https://a", "https://a,"),
    *(":", "a: ", "a: b\n", "\n", "\r\n", "'", "' ", "(", "((", "{", "[", "{a:", "`", "$", "%3D"),
    *(
        "a%3D",
        "&a=",
        "?a=",
        "#",
        "*",
        "*, ",
        "<",
        "&",
        "\x00",
        "\u202e",
        "é",
        "gzip,",
        "max-age=1,",
    ),
    *(
        "sha256-A ",
        "fetch(",
        "fetch('a'",
        "curl ",
        "curl -H ",
        "-H 'a: b' ",
        "$(",
        "Bearer ",
        "XMLHttpRequest",
    ),
    *(
        "HTTP/1.1 200 OK\n",
        "GET / HTTP/1.1\n",
        "Access to fetch at 'a' from origin ",
        "from origin 'a' ",
    ),
)


def pieces(work: Callable[[str], Any]) -> list[str]:
    """The pieces of all grammars, and those of the patterns that the function's module keeps."""
    module = sys.modules.get(getattr(work, "__module__", ""))
    if module and module.__name__.startswith("cors_lab"):
        own = vars(module).values()
    else:
        own = ()
    kept = [piece for value in own if isinstance(value, re.Pattern) for piece in pieces_of(value)]
    return list(dict.fromkeys([*GRAMMAR, *kept[:60]]))


@pytest.mark.parametrize("name", WORKS)
def test_the_work_grows_with_the_input_and_not_with_its_square(name: str) -> None:
    def work(text: str) -> None:
        with contextlib.suppress(ValueError, TypeError):
            WORKS[name](text)

    slow = {}
    for piece in pieces(WORKS[name]):
        told = grows_too_fast(work, repeated(piece))
        if told:
            slow[piece] = told
    assert slow == {}


def test_the_measure_finds_what_is_quadratic() -> None:
    assert grows_too_fast(lambda text: [text[i:] for i in range(0, len(text), 4)], repeated("a"))
    assert not grows_too_fast(
        lambda text: [len(text[i : i + 9]) for i in range(len(text))], repeated("a")
    )
