"""The cookie jar: which cookies go back to a server, in which order, and what may replace what (RFC
6265bis, 5.7 and 5.8).
"""

from __future__ import annotations

import pytest

from cors_lab.fetch.cookie_policy import POLICIES, document_context, visit_context
from cors_lab.fetch.cookies import DOMAIN_LIMIT, TOTAL_LIMIT, CookieJar, StoreResult
from cors_lab.fetch.url import URL, parse_url

NOW = 1_800_000_000.0
API = "https://api.example.com/"


def url(text: str) -> URL:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


def visit(jar: CookieJar, address: str, *lines: str, now: float = NOW) -> list[str]:
    """Navigate to this address, whose server answers with these Set-Cookie lines; the codes of what
    became of them.
    """
    place = url(address)
    return [jar.store(line, place, visit_context(jar.policy, [place]), now).code for line in lines]


def sent(jar: CookieJar, address: str, now: float = NOW) -> str | None:
    place = url(address)
    return jar.cookie_header(place, visit_context(jar.policy, [place]), now)


def withheld(jar: CookieJar, address: str) -> list[str]:
    place = url(address)
    return [code for _, code in jar.retrieve(place, visit_context(jar.policy, [place]), NOW)[1]]


def script(jar: CookieJar, address: str, text: str) -> StoreResult:
    place = url(address)
    return jar.set_document_cookie(text, place, document_context(jar.policy, place.origin), NOW)


@pytest.fixture
def jar() -> CookieJar:
    return CookieJar(POLICIES["standard"])


def test_longer_paths_come_first_then_older_cookies(jar: CookieJar) -> None:
    visit(jar, API, "root=1; Path=/", "deep=1; Path=/notes/1")
    visit(jar, API, "later=1; Path=/", "middle=1; Path=/notes", now=NOW + 1)
    assert sent(jar, API + "notes/1", NOW + 2) == "deep=1; middle=1; root=1; later=1"


def test_a_replaced_cookie_keeps_its_age(jar: CookieJar) -> None:
    visit(jar, API, "a=1")
    visit(jar, API, "b=1", now=NOW + 1)
    visit(jar, API, "a=2", now=NOW + 2)
    assert sent(jar, API, NOW + 3) == "a=2; b=1"
    assert len(jar) == 2


def test_host_only_and_domain_cookies_of_one_name_are_two_cookies(jar: CookieJar) -> None:
    visit(jar, API, "a=host", "a=domain; Domain=example.com")
    assert sent(jar, API) == "a=host; a=domain"
    assert sent(jar, "https://www.example.com/") == "a=domain"
    assert sent(jar, "https://v1.api.example.com/") == "a=domain"
    assert sent(jar, "https://example.com/") == "a=domain"
    assert sent(jar, "https://badexample.com/") is None


def test_a_path_matches_whole_segments(jar: CookieJar) -> None:
    visit(jar, API, "a=1; Path=/notes")
    assert sent(jar, API + "notes") == sent(jar, API + "notes/1") == "a=1"
    assert sent(jar, API + "notesbook") is None
    assert withheld(jar, API + "notesbook") == ["cookie-path-mismatch"]


def test_ports_do_not_separate_cookies(jar: CookieJar) -> None:
    visit(jar, API, "a=1")
    assert sent(jar, "https://api.example.com:8443/") == "a=1"


def test_a_nameless_cookie_is_sent_as_its_value(jar: CookieJar) -> None:
    visit(jar, API, "bare", "a=1")
    assert sent(jar, API) == "bare; a=1"


def test_a_cookie_ends_when_the_clock_reaches_its_expiry(jar: CookieJar) -> None:
    visit(jar, API, "short=1; Max-Age=60", "session=1")
    assert sent(jar, API, NOW + 59.9) == "short=1; session=1"
    assert sent(jar, API, NOW + 60) == "session=1"
    assert [cookie.name for cookie in jar] == ["session"]


def test_clear_forgets_everything(jar: CookieJar) -> None:
    visit(jar, API, "a=1", "b=1")
    jar.clear()
    assert (len(jar), sent(jar, API)) == (0, None)


def test_secure_cookies_stay_off_http(jar: CookieJar) -> None:
    visit(jar, API, "a=1; Secure", "b=1")
    assert sent(jar, "http://api.example.com/") == "b=1"
    assert withheld(jar, "http://api.example.com/") == ["cookie-secure-over-http"]


@pytest.mark.parametrize(
    ("engine", "sent_back"),
    [("chromium", "a=1"), ("firefox", "a=1"), ("webkit", None), ("standard", None)],
)
def test_localhost_is_secure_enough_for_some(engine: str, sent_back: str | None) -> None:
    jar = CookieJar(POLICIES[engine])
    visit(jar, "http://localhost/", "a=1; Secure")
    assert sent(jar, "http://localhost/") == sent_back


@pytest.mark.parametrize(
    ("secure", "line"),
    [
        ("a=1; Secure", "a=2"),
        ("a=1; Secure", "a=2; Domain=example.com"),
        ("a=1; Secure; Domain=example.com", "a=2"),
        ("a=1; Secure; Path=/notes", "a=2; Path=/notes/1"),
    ],
)
def test_http_may_not_overwrite_or_hide_a_secure_cookie(
    jar: CookieJar, secure: str, line: str
) -> None:
    visit(jar, API + "notes", secure)
    assert visit(jar, "http://api.example.com/notes", line) == ["cookie-overwrites-secure"]
    assert visit(jar, "http://api.example.com/notes", "other=2") == ["cookie-stored"]


def test_scripts_neither_see_nor_touch_httponly_cookies(jar: CookieJar) -> None:
    visit(jar, API, "sid=1; HttpOnly", "theme=dark")
    place = url(API)
    assert jar.document_cookie(place, visit_context(jar.policy, [place]), NOW) == "theme=dark"
    assert script(jar, API, "sid=2").code == "cookie-overwrites-httponly"
    assert script(jar, API, "new=1; HttpOnly").code == "cookie-httponly-from-script"
    assert script(jar, API, "theme=light").stored
    assert sent(jar, API) == "sid=1; theme=light"


def test_document_cookie_is_empty_text_without_cookies(jar: CookieJar) -> None:
    assert jar.document_cookie(url(API), document_context(jar.policy, url(API).origin), NOW) == ""


def test_one_domain_keeps_at_most_so_many_cookies_and_drops_insecure_ones_first(
    jar: CookieJar,
) -> None:
    visit(jar, API, "safe=1; Secure", *(f"c{n}=1" for n in range(DOMAIN_LIMIT)))
    names = [cookie.name for cookie in jar]
    assert len(names) == DOMAIN_LIMIT
    assert names[:2] == ["safe", "c1"]
    assert names[-1] == f"c{DOMAIN_LIMIT - 1}"


def test_a_profile_keeps_at_most_so_many_cookies(jar: CookieJar) -> None:
    for host in range(TOTAL_LIMIT // 150 + 1):
        visit(jar, f"https://h{host}.example.com/", *(f"c{n}=1" for n in range(150)))
    assert len(jar) == TOTAL_LIMIT
    assert sent(jar, "https://h0.example.com/") is None
