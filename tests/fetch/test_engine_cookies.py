"""Where the engines' cookie stores differ in detail: what they keep, in what spelling and order
they send it, which reason they name.
"""

from __future__ import annotations

import pytest

from cors_lab.fetch.cookie_policy import POLICIES, visit_context
from cors_lab.fetch.cookies import CookieJar
from cors_lab.fetch.url import URL, parse_url

NOW = 1_800_000_000.0
ENGINES = ("standard", "chromium", "firefox", "webkit")


def url(text: str) -> URL:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


def sent(engine: str, *lines: str, address: str = "https://api.example.com/notes/1") -> str | None:
    """The Cookie header after a visit that set these lines."""
    jar, here = CookieJar(POLICIES[engine]), url(address)
    for line in lines:
        jar.store(line, here, visit_context(jar.policy, [here]), NOW)
    return jar.cookie_header(here, visit_context(jar.policy, [here]), NOW)


def codes(line: str, address: str = "https://api.example.com/notes/1") -> dict[str, str]:
    here = url(address)
    return {
        engine: CookieJar(POLICIES[engine])
        .store(line, here, visit_context(POLICIES[engine], [here]), NOW)
        .code
        for engine in ENGINES
    }


def test_webkit_sends_cookies_of_the_domain_itself_before_those_of_its_parent() -> None:
    lines = ("parent=1; Domain=example.com", "host=1", "domain=1; Domain=api.example.com")
    assert {engine: sent(engine, *lines) for engine in ENGINES} == {
        "standard": "parent=1; host=1; domain=1",
        "chromium": "parent=1; host=1; domain=1",
        "firefox": "parent=1; host=1; domain=1",
        "webkit": "domain=1; host=1; parent=1",
    }


def test_webkit_keeps_a_cookie_that_is_empty_and_cuts_a_line_at_what_is_not_ascii() -> None:
    assert {engine: sent(engine, "\xe9=1; Max-Age=0") for engine in ENGINES} == dict.fromkeys(
        ENGINES
    ) | {"webkit": ""}
    assert sent("webkit", "\xe9=1", "a=1") == "a=1"


def test_firefox_replaces_what_is_no_utf_8_in_a_value() -> None:
    assert sent("chromium", "a=\xe9") == "a=\xe9"
    assert sent("firefox", "a=\xe9") == "a=\xef\xbf\xbd"
    assert sent("firefox", "a=\xc3\xa9") == "a=\xc3\xa9"


def test_chromium_takes_no_bare_value_that_reads_as_a_name_and_a_value() -> None:
    assert codes("=a=b")["chromium"] == "cookie-nameless-equals"
    assert codes("=a=b")["standard"] == "cookie-stored"


@pytest.mark.parametrize(
    ("line", "address", "code"),
    [
        (
            "a=1; SameSite=None; Domain=evil.example",
            "https://api.example.com/",
            "cookie-samesite-none-insecure",
        ),
        ("__Secure-a=1; Secure", "http://api.example.com/", "cookie-prefix-secure"),
        ("__Host-a=1; Secure; SameSite=None", "http://api.example.com/", "cookie-prefix-host"),
        ("a=1; Secure; SameSite=None", "http://api.example.com/", "cookie-secure-from-http"),
    ],
)
def test_of_several_reasons_the_one_that_firefox_names_is_given(
    line: str, address: str, code: str
) -> None:
    assert codes(line, address)["firefox"] == code
