"""Set-Cookie lines: what is read from them, and what makes a browser ignore one whole (RFC 6265bis,
5.6 and 5.7).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cors_lab.fetch.cookie_policy import POLICIES, Cookie, visit_context
from cors_lab.fetch.cookies import CookieJar, StoreResult, parse_cookie_date
from cors_lab.fetch.set_cookie import PAIR_LIMIT
from cors_lab.fetch.url import URL, parse_url

NOW = 1_800_000_000.0
DAY = 86400


def url(text: str) -> URL:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


def store(
    line: str, address: str = "https://api.example.com/notes/1", engine: str = "standard"
) -> StoreResult:
    jar = CookieJar(POLICIES[engine])
    return jar.store(line, url(address), visit_context(jar.policy, [url(address)]), NOW)


def stored(line: str, address: str = "https://api.example.com/notes/1") -> Cookie:
    result = store(line, address)
    assert result.code == "cookie-stored"
    assert result.cookie is not None
    return result.cookie


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("sid=1", "sid", "1"),
        (" sid\t=  1 ; Secure", "sid", "1"),
        ("a=b=c", "a", "b=c"),
        ('q="quoted; not', "q", '"quoted'),
        ("bare", "", "bare"),
        ("=bare", "", "bare"),
        ("sid=", "sid", ""),
        ("caf\xe9=\xff", "caf\xe9", "\xff"),
    ],
)
def test_name_and_value_are_what_stands_around_the_first_equals_sign(
    line: str, name: str, value: str
) -> None:
    cookie = stored(line)
    assert (cookie.name, cookie.value) == (name, value)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "cookie-empty"),
        ("=", "cookie-empty"),
        ("; Secure", "cookie-empty"),
        ("a=b\x00", "cookie-control-character"),
        ("a=b; Path=/\x7f", "cookie-control-character"),
        ("a=b\r\nSet-Cookie: c=d", "cookie-control-character"),
        ("a=" + "b" * PAIR_LIMIT, "cookie-too-large"),
        ("a=1; Domain=example.org", "cookie-domain-mismatch"),
        ("a=1; Domain=v1.api.example.com", "cookie-domain-mismatch"),
        ("a=1; Domain=ample.com", "cookie-domain-mismatch"),
        ("a=1; Domain=..example.com", "cookie-domain-mismatch"),
        ("a=1; Domain=com", "cookie-public-suffix"),
        ("a=1; Domain=ex\xe4mple.com", "cookie-domain-non-ascii"),
        ("a=1; SameSite=None", "cookie-samesite-none-insecure"),
        ("__Secure-a=1", "cookie-prefix-secure"),
        ("__sECURE-a=1", "cookie-prefix-secure"),
        ("__Host-a=1; Secure; Path=/; Domain=example.com", "cookie-prefix-host"),
        ("__Host-a=1; Secure; Path=/notes", "cookie-prefix-host"),
        ("__Host-a=1; Secure", "cookie-prefix-host"),
        ("__host-a=1; Path=/", "cookie-prefix-host"),
        ("__Http-a=1; Secure", "cookie-prefix-http"),
        ("__HTTP-a=1; Secure; Path=/", "cookie-prefix-http"),
        ("__Host-Http-a=1; Secure; Path=/", "cookie-prefix-http"),
        ("__Host-Http-a=1; Secure; HttpOnly; Path=/notes", "cookie-prefix-host"),
        ("=__Http-a", "cookie-prefix-nameless"),
        ("__Host-a", "cookie-prefix-nameless"),
        ("=__Secure-a=1; Secure", "cookie-prefix-nameless"),
    ],
)
def test_a_line_is_ignored_for_one_reason_with_a_stable_code(line: str, code: str) -> None:
    assert store(line).code == code


def test_secure_and_prefixed_cookies_need_a_secure_connection() -> None:
    assert store("a=1; Secure", "http://api.example.com/").code == "cookie-secure-from-http"
    assert store("__Host-a=1; Secure; Path=/").stored
    assert store("__Host-a=1; Secure", "https://api.example.com/").code == "cookie-prefix-host"
    assert store("__Secure-a=1; Secure; Domain=example.com").stored
    assert store("__Http-a=1; Secure; HttpOnly; Domain=example.com").stored
    assert store("__Host-Http-a=1; Secure; HttpOnly; Path=/").stored


def test_largest_pair_is_kept_and_an_overlong_attribute_is_ignored() -> None:
    cookie = stored("a=" + "b" * (PAIR_LIMIT - 1) + "; Path=/" + "p" * 1024)
    assert len(cookie.value) == PAIR_LIMIT - 1
    assert cookie.path == "/notes"


@pytest.mark.parametrize(
    ("line", "address", "domain", "host_only"),
    [
        ("a=1", "https://api.example.com/", "api.example.com", True),
        ("a=1; Domain=.Example.COM", "https://api.example.com/", "example.com", False),
        ("a=1; Domain=api.example.com", "https://api.example.com/", "api.example.com", False),
        ("a=1; Domain=", "https://api.example.com/", "api.example.com", True),
        (
            "a=1; Domain=example.org; Domain=example.com",
            "https://api.example.com/",
            "example.com",
            False,
        ),
        ("a=1; Domain=localhost", "http://localhost/", "localhost", True),
        ("a=1; Domain=127.0.0.1", "http://127.0.0.1/", "127.0.0.1", True),
        ("a=1", "http://[::1]/", "[::1]", True),
    ],
)
def test_domain_attribute_decides_who_else_gets_the_cookie(
    line: str, address: str, domain: str, host_only: bool
) -> None:
    cookie = stored(line, address)
    assert (cookie.domain, cookie.host_only) == (domain, host_only)


def test_an_address_has_no_subdomains() -> None:
    assert store("a=1; Domain=0.0.1", "http://127.0.0.1/").code == "cookie-domain-mismatch"


@pytest.mark.parametrize(
    ("line", "address", "path"),
    [
        ("a=1", "https://api.example.com/notes/1", "/notes"),
        ("a=1", "https://api.example.com/notes", "/"),
        ("a=1", "https://api.example.com", "/"),
        ("a=1; Path=/x", "https://api.example.com/notes/1", "/x"),
        ("a=1; Path=x", "https://api.example.com/notes/1", "/notes"),
        ("a=1; Path=/x; Path=", "https://api.example.com/notes/1", "/notes"),
    ],
)
def test_path_defaults_to_the_directory_of_the_url(line: str, address: str, path: str) -> None:
    assert stored(line, address).path == path


@pytest.mark.parametrize(
    ("attributes", "lifetime"),
    [
        ("", None),
        ("Max-Age=60", 60),
        ("max-age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 60),
        ("Max-Age=60; Max-Age=90", 90),
        ("Max-Age=60s", None),
        ("Max-Age=+60", None),
        ("Max-Age=-", None),
        ("Max-Age=\xb2", None),
        ("Max-Age=" + "9" * 1000, 400 * DAY),
        ("Expires=Fri, 15 Jan 2027 08:01:00 GMT", 60),
        ("Expires=Fri, 31 Dec 9999 23:59:59 GMT", 400 * DAY),
        ("Expires=tomorrow", None),
    ],
)
def test_lifetime_is_max_age_before_expires_and_at_most_400_days(
    attributes: str, lifetime: float | None
) -> None:
    assert stored(f"a=1; {attributes}").expires == (None if lifetime is None else NOW + lifetime)


@pytest.mark.parametrize(
    "attributes",
    ["Max-Age=0", "Max-Age=-1", "Max-Age=-" + "9" * 1000, "Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
)
def test_a_lifetime_in_the_past_deletes(attributes: str) -> None:
    jar = CookieJar(POLICIES["standard"])
    place = url("https://api.example.com/")
    context = visit_context(jar.policy, [place])
    assert jar.store("a=1", place, context, NOW).stored
    assert jar.store(f"a=; {attributes}", place, context, NOW).code == "cookie-deleted"
    assert jar.cookie_header(place, context, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 8:49:37 1994",
        "1994 november 6 08:49:37junk",
        "06/Nov/1994 08:49:37",
    ],
)
def test_cookie_dates_are_read_in_any_order(text: str) -> None:
    assert parse_cookie_date(text) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("year", "full"), [("69", 2069), ("70", 1970), ("00", 2000), ("1601", 1601)]
)
def test_two_digits_of_a_year_are_of_1970_to_2069(year: str, full: int) -> None:
    assert (
        parse_cookie_date(f"06 Nov {year} 08:49:37")
        == datetime(full, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp()
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06 Nov 1994",
        "08:49:37 06 1994",
        "30 Feb 1994 08:49:37",
        "06 Nov 1600 08:49:37",
        "06 Nov 1994 24:00:00",
        "6 Nov 12345 08:49:37",
    ],
)
def test_a_date_with_a_part_missing_or_out_of_range_is_none(text: str) -> None:
    assert parse_cookie_date(text) is None


@pytest.mark.parametrize(
    ("value", "same_site"),
    [("strict", "Strict"), ("LAX", "Lax"), ("bogus", "unset"), ("", "unset")],
)
def test_an_unknown_same_site_value_counts_as_none_given(value: str, same_site: str) -> None:
    assert stored(f"a=1; SameSite={value}").same_site == same_site


def test_repr_reads_like_the_header() -> None:
    cookie = stored("sid=1; Domain=example.com; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert repr(cookie) == "<Cookie sid=1; .example.com/; Secure; HttpOnly; SameSite=Strict>"


LINES = st.lists(
    st.sampled_from(
        [
            "a=",
            "b",
            "=",
            ";",
            " ",
            "Max-Age=",
            "Expires=",
            "Domain=",
            "Path=/",
            "__Host-",
            "Secure",
            "9" * 400,
            ":",
            ".",
        ]
    )
    | st.text(st.characters(max_codepoint=255), max_size=8)
    | st.text(max_size=4),
    max_size=14,
).map("".join)


@given(st.lists(LINES, max_size=8), st.sampled_from(sorted(POLICIES)))
def test_no_line_raises_or_stores_more_than_one_cookie(lines: list[str], engine: str) -> None:
    jar = CookieJar(POLICIES[engine])
    place = url("https://api.example.com/notes/1")
    for line in lines:
        before = len(jar)
        result = jar.store(line, place, visit_context(jar.policy, [place]), NOW)
        assert result.code.startswith("cookie-")
        assert len(jar) <= before + 1
        assert not result.stored or result.cookie in list(jar)
    sent, withheld = jar.retrieve(place, visit_context(jar.policy, [place]), NOW)
    assert len(sent) + len(withheld) <= len(jar)
