"""What the HTTP cache keeps, for how long, and for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cors_lab.fetch.cache_control import parse_date
from cors_lab.fetch.http_cache import HTTPCache, must_validate
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

URL = "https://api.example/notes"
KEY = "https://app.example"
NOW = 1_800_000_000.0
THEN = "Sat, 01 Jan 2000 00:00:00 GMT"
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"
CHROMIUM = frozenset(
    {
        "http-cache-one-variant",
        "http-cache-validates-other-variant",
        "http-cache-heuristic-200-203",
        "http-cache-gone-forever",
        "http-cache-permanent-redirects",
        "http-cache-pragma-wins",
        "http-cache-ignores-request-no-store",
    }
)
FIREFOX = frozenset(
    {
        "http-cache-one-variant",
        "http-cache-validates-other-variant",
        "http-cache-fresh-statuses",
        "http-cache-gone-forever",
        "http-cache-pragma-wins",
        "http-cache-failure-invalidates",
    }
)


def get(*headers, url=URL, method="GET"):
    return HTTPRequest("request", method, url, headers)


def answer(*headers, status=200, body=b"ok", body_error=None):
    return HTTPResponse(status, headers, body, "", body_error)


def is_reused(*headers, status=200, after=1.0, departures=frozenset(), request=None):
    """Does a second, equal request get the stored response without asking the server?"""
    cache, request = HTTPCache(departures), request or get()
    cache.store(KEY, request, answer(*headers, status=status), NOW)
    stored = cache.select(KEY, request)
    return stored is not None and not must_validate(stored, request, NOW + after)


@pytest.mark.parametrize(
    ("headers", "reused"),
    [
        ((), False),
        ((("Cache-Control", "max-age=60"),), True),
        ((("cache-control", "MAX-AGE=60"),), True),
        ((("Cache-Control", "private, max-age=60, immutable"),), True),
        ((("Cache-Control", "max-age=99999999999999999999999"),), True),
        ((("Cache-Control", "max-age=60, max-age=0"),), True),
        ((("Cache-Control", "max-age=0, max-age=60"),), False),
        ((("Cache-Control", "max-age=60"), ("Cache-Control", "no-cache")), False),
        ((("Cache-Control", "s-maxage=60"),), False),
        ((("Cache-Control", "public; max-age=60"),), False),
        ((("Cache-Control", 'x="a, max-age=60, b"'),), False),
        ((("Cache-Control", "max-age=+60"),), False),
        ((("Cache-Control", "max-age=60s"),), False),
        ((("Cache-Control", "max-age=-1"), ("Expires", LATER)), True),
        ((("Cache-Control", "no-store, max-age=60"),), False),
        ((("Cache-Control", "max-age=60"), ("Age", "100")), False),
        ((("Cache-Control", "max-age=60"), ("Age", "5"), ("Age", "500")), True),
        ((("Cache-Control", "max-age=60"), ("Age", "500"), ("Age", "5")), False),
        ((("Cache-Control", "max-age=60"), ("Age", "-5")), True),
        ((("Cache-Control", "max-age=60"), ("Date", THEN)), False),
        ((("Cache-Control", "max-age=60"), ("Date", LATER)), True),
        ((("Cache-Control", "max-age=60"), ("Expires", THEN)), True),
        ((("Cache-Control", "max-age=0"), ("Expires", LATER)), False),
        ((("Expires", LATER),), True),
        ((("Expires", LATER), ("Date", LATER)), False),
        ((("Expires", "0"), ("Last-Modified", THEN)), False),
        ((("Last-Modified", THEN),), True),
        ((("Last-Modified", THEN), ("Date", THEN)), False),
        ((("Last-Modified", LATER),), False),
        ((("Pragma", "no-cache"), ("Last-Modified", THEN)), False),
    ],
)
def test_freshness_as_chromium_and_firefox_were_seen_to_judge(headers, reused):
    firefox_alone = {
        "max-age=60s",
        "max-age=60, max-age=0",
        "max-age=0, max-age=60",
        "max-age=99999999999999999999999",
    }
    assert is_reused(*headers) is reused, "standard"
    assert is_reused(*headers, departures=CHROMIUM) is reused, "chromium"
    if not firefox_alone & {value for _, value in headers} and ("Age", "-5") not in headers:
        assert is_reused(*headers, departures=FIREFOX) is reused, "firefox"


def test_a_response_ages():
    assert is_reused(("Cache-Control", "max-age=60"), after=59)
    assert not is_reused(("Cache-Control", "max-age=60"), after=60)


def test_last_modified_ten_days_ago_is_good_for_one_day():
    ten_days_ago = ("Last-Modified", "Tue, 05 Jan 2027 08:00:00 GMT")
    assert is_reused(ten_days_ago, after=86_399)
    assert not is_reused(ten_days_ago, after=86_400)


@pytest.mark.parametrize(
    ("status", "headers", "standard", "chromium", "firefox"),
    [
        (203, (("Cache-Control", "max-age=60"),), True, True, True),
        (206, (("Cache-Control", "max-age=60"),), False, False, False),
        (302, (("Cache-Control", "max-age=60"),), True, True, True),
        (401, (("Cache-Control", "max-age=60"),), False, False, False),
        (404, (("Cache-Control", "max-age=60"),), True, True, False),
        (404, (("Last-Modified", THEN),), True, False, False),
        (500, (("Cache-Control", "max-age=60"),), True, True, False),
        (300, (), False, True, False),
        (301, (), False, True, False),
        (308, (("Last-Modified", THEN), ("Date", THEN)), False, True, False),
        (410, (), False, True, True),
        (410, (("Cache-Control", "no-cache"),), False, False, False),
        (302, (), False, False, False),
    ],
)
def test_which_statuses_are_reused(status, headers, standard, chromium, firefox):
    engines = (frozenset(), CHROMIUM, FIREFOX)
    assert [is_reused(*headers, status=status, departures=engine) for engine in engines] == [
        standard,
        chromium,
        firefox,
    ]


def test_pragma_counts_beside_cache_control_only_in_browsers():
    headers = ("Pragma", "no-cache"), ("Cache-Control", "max-age=60")
    assert is_reused(*headers)
    assert not is_reused(*headers, departures=CHROMIUM)


@pytest.mark.parametrize(
    "own", [("Cache-Control", "no-cache"), ("Cache-Control", "max-age=0"), ("Pragma", "no-cache")]
)
def test_a_request_may_ask_for_validation(own):
    assert not is_reused(("Cache-Control", "max-age=60"), request=get(own))


def test_no_store_in_the_request_is_obeyed_but_not_by_chromium():
    request = get(("Cache-Control", "no-store"))
    assert not HTTPCache().store(KEY, request, answer(), NOW)
    assert HTTPCache(CHROMIUM).store(KEY, request, answer(), NOW)


def test_a_response_without_a_word_about_caching_is_there_for_force_cache():
    cache = HTTPCache()
    assert cache.store(KEY, get(), answer(), NOW)
    assert cache.select(KEY, get(url=URL + "#part")).response.body == b"ok"


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (get(method="POST"), answer(("Cache-Control", "max-age=60"))),
        (get(), answer(("Cache-Control", "No-Store"))),
        (get(), answer(("Cache-Control", "max-age=60"), body_error="body-reset")),
        (get(), answer(status=302)),
        (get(), answer(status=304)),
    ],
)
def test_what_is_not_stored(request_, response):
    cache = HTTPCache()
    assert not cache.store(KEY, request_, response, NOW)
    assert list(cache) == []


def test_no_store_also_drops_what_was_there():
    cache = HTTPCache()
    cache.store(KEY, get(), answer(("Cache-Control", "max-age=60")), NOW)
    cache.store(KEY, get(), answer(("Cache-Control", "no-store")), NOW)
    assert len(cache) == 0


def test_partitions_do_not_see_each_other():
    cache = HTTPCache()
    cache.store(KEY, get(), answer(), NOW)
    assert cache.select("https://other.example", get()) is None


def test_head_and_range_go_to_the_network():
    cache = HTTPCache()
    cache.store(KEY, get(), answer(), NOW)
    assert cache.select(KEY, get(method="HEAD")) is None
    assert cache.select(KEY, get(("Range", "bytes=0-1"))) is None


@pytest.mark.parametrize(
    "value", [THEN, "Saturday, 01-Jan-00 00:00:00 GMT", "Sat Jan  1 00:00:00 2000"]
)
def test_a_date_in_any_of_its_forms(value):
    assert parse_date(value) == 946_684_800


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "soon",
        "Sat, 32 Jan 2000 00:00:00 GMT",
        "Sat, 01 Xxx 2000 00:00:00 GMT",
        "Sat, 01 Jan 0000 25:00:00 GMT",
    ],
)
def test_not_a_date(value):
    assert parse_date(value) is None


NAMES = st.sampled_from(
    ["Cache-Control", "Expires", "Date", "Age", "Last-Modified", "Vary", "ETag", "Pragma", "X"]
)
PIECES = st.sampled_from(
    [
        "max-age=",
        "no-cache",
        "=",
        ",",
        '"',
        "\\",
        "*",
        "9" * 5000,
        "\u00b2",
        "\xff",
        "\x00",
        " GMT",
        THEN,
        "Sat, 01 Jan 0000 00:00:00 GMT",
    ]
)
HOSTILE = st.lists(PIECES, max_size=6).map("".join) | st.text(
    st.characters(max_codepoint=255), max_size=40
)
HEADERS = st.lists(st.tuples(NAMES, HOSTILE), max_size=6).map(tuple)


@given(
    HEADERS,
    HEADERS,
    HEADERS,
    st.integers(100, 999),
    st.sampled_from([frozenset(), CHROMIUM, FIREFOX]),
)
def test_no_header_text_raises(asked, first, second, status, departures):
    cache = HTTPCache(departures)
    request = get(*asked)
    cache.store(KEY, request, answer(*first, status=status), NOW)
    for stored in list(cache):
        must_validate(stored, request, NOW)
        cache.freshen(stored, request, answer(*second, status=304), NOW)
        assert stored.freshness_lifetime >= 0
        assert stored.current_age(NOW) >= 0


def test_a_vary_of_very_many_names_matches_nothing():
    cache = HTTPCache()
    cache.store(
        KEY, get(), answer(("Vary", ",".join(f"x-{number}" for number in range(1000)))), NOW
    )
    assert cache.select(KEY, get()) is None


def test_a_newer_response_replaces_the_same_variant():
    cache = HTTPCache()
    for body in (b"old", b"new"):
        cache.store(KEY, get(("X-A", "1")), answer(("Vary", "X-A"), body=body), NOW)
    assert [stored.response.body for stored in cache] == [b"new"]
