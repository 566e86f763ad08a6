"""Variants, validation, invalidation and the bounds of the HTTP cache."""

from __future__ import annotations

import pytest

from cors_lab.fetch.http_cache import HTTPCache, validators
from tests.fetch.test_http_cache import CHROMIUM, FIREFOX, KEY, NOW, THEN, URL, answer, get


def test_vary_origin_keeps_the_origins_apart():
    cache = HTTPCache()
    for origin in ("https://app.example", "https://other.example"):
        cache.store(
            KEY,
            get(("Origin", origin)),
            answer(("Vary", "Accept, ORIGIN"), body=origin.encode()),
            NOW,
        )
    assert (
        cache.select(KEY, get(("origin", "https://app.example"))).response.body
        == b"https://app.example"
    )
    assert (
        cache.select(KEY, get(("Origin", "https://other.example"))).response.body
        == b"https://other.example"
    )
    assert cache.select(KEY, get()) is None


def test_real_browsers_keep_one_variant():
    cache = HTTPCache(CHROMIUM)
    for origin in ("https://app.example", "https://other.example"):
        cache.store(KEY, get(("Origin", origin)), answer(("Vary", "Origin")), NOW)
    assert cache.select(KEY, get(("Origin", "https://app.example"))) is None
    assert cache.select(KEY, get(("Origin", "https://other.example"))) is not None


def test_vary_star_never_matches():
    cache = HTTPCache()
    cache.store(KEY, get(), answer(("Vary", "Origin, *"), ("Cache-Control", "max-age=60")), NOW)
    assert cache.select(KEY, get()) is None


def test_another_variant_is_validated_by_its_etag_alone():
    cache = HTTPCache(CHROMIUM)
    cache.store(
        KEY,
        get(("X-A", "1")),
        answer(("Vary", "X-A"), ("ETag", '"e"'), ("Last-Modified", THEN)),
        NOW,
    )
    other = cache.select_other_variant(KEY, get(("X-A", "2")))
    assert validators(other, same_variant=False) == (("If-None-Match", '"e"'),)
    cache.freshen(other, get(("X-A", "2")), answer(status=304), NOW)
    assert cache.select(KEY, get(("X-A", "2"))).response.status == 200
    assert cache.select(KEY, get(("X-A", "1"))) is None


def test_the_standard_does_not_validate_another_variant():
    cache = HTTPCache()
    cache.store(KEY, get(("X-A", "1")), answer(("Vary", "X-A"), ("ETag", '"e"')), NOW)
    assert cache.select_other_variant(KEY, get(("X-A", "2"))) is None


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (answer(), ()),
        (
            answer(("ETag", 'W/"e"'), ("Last-Modified", THEN)),
            (("If-None-Match", 'W/"e"'), ("If-Modified-Since", THEN)),
        ),
        (answer(("ETag", "")), ()),
        (answer(("Last-Modified", "junk")), (("If-Modified-Since", "junk"),)),
        (answer(("ETag", '"e"'), status=404), (("If-None-Match", '"e"'),)),
    ],
)
def test_validators(response, expected):
    cache = HTTPCache()
    cache.store(KEY, get(), response, NOW)
    assert validators(cache.select(KEY, get())) == expected


def test_a_304_freshens_headers_but_not_what_describes_the_body():
    cache = HTTPCache()
    old = (
        ("ETag", '"e"'),
        ("Content-Type", "text/a"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Keep", "1"),
    )
    cache.store(KEY, get(), answer(*old), NOW)
    update = answer(
        ("ETag", '"f"'),
        ("content-type", "text/b"),
        ("access-control-allow-origin", "null"),
        ("Cache-Control", "max-age=60"),
        status=304,
    )
    fresh = cache.freshen(cache.select(KEY, get()), get(), update, NOW + 100)
    assert fresh.response == answer(
        ("ETag", '"e"'),
        ("Content-Type", "text/a"),
        ("X-Keep", "1"),
        ("access-control-allow-origin", "null"),
        ("Cache-Control", "max-age=60"),
    )
    assert cache.select(KEY, get()) == fresh
    assert fresh.is_fresh(NOW + 159)


def test_stale_while_revalidate():
    cache = HTTPCache()
    cache.store(KEY, get(), answer(("Cache-Control", "max-age=10, stale-while-revalidate=20")), NOW)
    stored = cache.select(KEY, get())
    assert [stored.is_stale_while_revalidate(NOW + second) for second in (9, 10, 29, 30)] == [
        False,
        True,
        True,
        False,
    ]


def test_must_revalidate_forbids_stale_while_revalidate():
    cache = HTTPCache()
    cache.store(
        KEY,
        get(),
        answer(("Cache-Control", "max-age=0, must-revalidate, stale-while-revalidate=20")),
        NOW,
    )
    assert not cache.select(KEY, get()).is_stale_while_revalidate(NOW)


@pytest.mark.parametrize(
    ("method", "status", "standard", "firefox"),
    [
        ("POST", 200, True, True),
        ("DELETE", 204, True, True),
        ("PUT", 303, True, True),
        ("FOO", 200, True, True),
        ("POST", 500, False, True),
        ("OPTIONS", 200, False, False),
        ("GET", 200, False, False),
    ],
)
def test_an_unsafe_request_invalidates(method, status, standard, firefox):
    for departures, expected in ((frozenset(), standard), (FIREFOX, firefox)):
        cache = HTTPCache(departures)
        cache.store(KEY, get(), answer(), NOW)
        assert cache.invalidate(KEY, get(method=method), answer(status=status)) is expected
        assert len(cache) == (0 if expected else 1)


def test_the_least_recently_used_goes_first():
    cache = HTTPCache(max_entries=2)
    for path in "ab":
        cache.store(KEY, get(url=URL + path), answer(), NOW)
    cache.select(KEY, get(url=URL + "a"))
    cache.store(KEY, get(url=URL + "c"), answer(), NOW)
    assert [stored.url[-1] for stored in cache] == ["a", "c"]


def test_bytes_are_bounded():
    cache = HTTPCache(max_bytes=1000)
    for number in range(10):
        cache.store(KEY, get(url=URL + str(number)), answer(body=b"x" * 300), NOW)
    assert len(cache) == 3
    assert not cache.store(KEY, get(), answer(body=b"x" * 1001), NOW)
    cache.clear()
    assert cache.store(KEY, get(), answer(body=b"x" * 1000), NOW)


def test_variants_count_towards_the_bytes():
    cache = HTTPCache(max_bytes=1000)
    for number in range(10):
        cache.store(KEY, get(("X-A", str(number))), answer(("Vary", "X-A"), body=b"x" * 300), NOW)
        assert sum(len(stored.response.body) for stored in cache) <= 1000
