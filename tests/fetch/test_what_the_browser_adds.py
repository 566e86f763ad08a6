"""Origin, Referer, Sec-Fetch-*, and the cache headers: what the browser adds by itself."""

from __future__ import annotations

import pytest

from tests.fetch.exchange import ANY, PAGE, URL, answer, code, fetch, header, server

FULL = "https://app.example/notes/?q"
OPENED = {"url": f"{FULL}#part"}


@pytest.mark.parametrize(
    ("policy", "same", "cross", "downgrade"),
    [
        ("", FULL, f"{PAGE}/", None),
        ("no-referrer", None, None, None),
        ("origin", f"{PAGE}/", f"{PAGE}/", f"{PAGE}/"),
        ("unsafe-url", FULL, FULL, FULL),
        ("strict-origin", f"{PAGE}/", f"{PAGE}/", None),
        ("no-referrer-when-downgrade", FULL, FULL, None),
        ("same-origin", FULL, None, None),
        ("origin-when-cross-origin", FULL, f"{PAGE}/", f"{PAGE}/"),
        ("strict-origin-when-cross-origin", FULL, f"{PAGE}/", None),
    ],
)
def test_referer(policy: str, same: str | None, cross: str | None, downgrade: str | None) -> None:
    def referer(url: str, engine: str = "standard") -> str | None:
        return header(
            fetch(server(answer(ANY)), url, engine=engine, opened=OPENED, referrer_policy=policy),
            "Referer",
        )

    assert (referer(f"{PAGE}/x"), referer(URL)) == (same, cross)
    assert (
        referer("http://localhost:8000/", "chromium") == downgrade
    )  # loopback is no mixed content, and a step down all the same


def test_referrer_may_be_chosen_within_the_origin() -> None:
    def referer(referrer: str) -> str | None:
        return header(
            fetch(server(answer(ANY)), f"{PAGE}/x", opened=OPENED, referrer=referrer), "Referer"
        )

    assert (
        referer("/elsewhere"),
        referer(""),
        referer("https://other.example/"),
        referer("about:client"),
    ) == (
        f"{PAGE}/elsewhere",
        None,
        FULL,
        FULL,
    )


@pytest.mark.parametrize(
    ("url", "call", "origin"),
    [
        (f"{PAGE}/x", {}, None),
        (f"{PAGE}/x", {"method": "POST"}, PAGE),
        (f"{PAGE}/x", {"method": "DELETE"}, PAGE),
        (URL, {}, PAGE),
        (URL, {"mode": "no-cors"}, None),
        (URL, {"mode": "no-cors", "method": "POST"}, PAGE),
        (URL, {"mode": "no-cors", "method": "POST", "referrer_policy": "no-referrer"}, "null"),
        (URL, {"mode": "no-cors", "method": "POST", "referrer_policy": "same-origin"}, "null"),
        ("http://localhost:8000/", {"mode": "no-cors", "method": "POST"}, "null"),
        (URL, {"method": "POST", "referrer_policy": "no-referrer"}, PAGE),
    ],
)
def test_origin(url: str, call: dict[str, str], origin: str | None) -> None:
    assert header(fetch(server(answer(ANY)), url, **call), "Origin") == origin


@pytest.mark.parametrize(
    ("url", "site"),
    [
        (f"{PAGE}/x", "same-origin"),
        ("https://app.example:8443/", "same-site"),
        ("https://api.app.example/", "same-site"),
        (URL, "cross-site"),
    ],
)
def test_sec_fetch(url: str, site: str) -> None:
    result = fetch(server(answer(ANY)), url)
    assert [header(result, f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest")] == [
        site,
        "cors",
        "empty",
    ]


def test_sec_fetch_is_not_told_to_untrustworthy_urls() -> None:
    result = fetch(server(answer(ANY)), "http://api.example/", origin="http://app.example")
    assert header(result, "Sec-Fetch-Site") is None


@pytest.mark.parametrize(
    ("call", "control", "pragma"),
    [
        ({}, None, None),
        ({"cache": "no-cache"}, "max-age=0", None),
        ({"cache": "no-store"}, "no-cache", "no-cache"),
        ({"cache": "reload"}, "no-cache", "no-cache"),
        ({"cache": "force-cache"}, None, None),
        ({"headers": {"If-None-Match": '"x"'}}, "no-cache", "no-cache"),
        ({"cache": "reload", "headers": {"Cache-Control": "max-age=7"}}, "max-age=7", "no-cache"),
    ],
)
def test_cache_headers(call: dict[str, object], control: str | None, pragma: str | None) -> None:
    result = fetch(server(answer(ANY)), f"{PAGE}/x", **call)
    assert (header(result, "Cache-Control"), header(result, "Pragma")) == (control, pragma)


def test_a_range_wants_no_coding() -> None:
    assert (
        header(fetch(server(answer(ANY)), headers={"Range": "bytes=0-"}), "Accept-Encoding")
        == "identity"
    )


def test_accept_is_there_unless_the_page_sets_it() -> None:
    assert header(fetch(server(answer(ANY))), "Accept") == "*/*"
    assert (
        header(fetch(server(answer(ANY)), headers={"Accept": "text/html"}), "Accept") == "text/html"
    )


@pytest.mark.parametrize("port", [1, 22, 25, 6000, 6666, 10080])
def test_bad_ports_are_never_asked(port: int) -> None:
    result = fetch(server(answer(ANY)), f"https://api.example:{port}/")
    assert (code(result), result.exchanges) == ("bad-port", ())


@pytest.mark.parametrize(
    ("origin", "url", "mixed"),
    [
        (PAGE, "http://api.example/", True),
        (PAGE, "http://localhost:5000/", False),
        (PAGE, "http://127.0.0.1/", False),
        (PAGE, "http://[::1]/", False),
        (PAGE, "http://192.168.0.1/", True),
        ("http://app.example", "http://api.example/", False),
    ],
)
def test_mixed_content(origin: str, url: str, mixed: bool) -> None:
    result = fetch(server(answer(ANY)), url, origin=origin)
    assert (code(result), bool(result.exchanges)) == ("mixed-content" if mixed else None, not mixed)


def test_a_frame_in_an_https_page_may_not_mix_either() -> None:
    result = fetch(
        server(answer(ANY)),
        "http://api.example/",
        origin="http://app.example",
        opened={"top_origin": "https://top.example"},
    )
    assert code(result) == "mixed-content"


@pytest.mark.parametrize(
    ("url", "mode", "error"),
    [
        ("ftp://api.example/", "cors", "cors-scheme"),
        ("file:///etc/passwd", "cors", "cors-scheme"),
        ("about:blank", "cors", "cors-scheme"),
        ("about:blank", "no-cors", None),
        ("about:config", "no-cors", "scheme-unsupported"),
        ("blob:https://app.example/x", "cors", "scheme-unsupported"),
        ("data:text/plain", "cors", "scheme-unsupported"),
    ],
)
def test_other_schemes(url: str, mode: str, error: str | None) -> None:
    assert code(fetch(server(answer()), url, mode=mode)) == error


@pytest.mark.parametrize(
    ("url", "kind", "body"),
    [
        ("data:,hi", "text/plain;charset=US-ASCII", "hi"),
        ("data:text/html,<p>", "text/html", "<p>"),
        ("data:;charset=utf-8,%C3%A9", "text/plain;charset=utf-8", "é"),
        ("data:text/plain;base64,aGk=", "text/plain", "hi"),
        ("data:text/plain; BASE64,aG k", "text/plain", "hi"),
        ("data:nonsense,x", "text/plain;charset=US-ASCII", "x"),
    ],
)
def test_data_urls(url: str, kind: str, body: str) -> None:
    result = fetch(server(answer()), url)
    assert result.response is not None
    assert (result.response.type, result.response.headers, result.response.text()) == (
        "basic",
        [("content-type", kind)],
        body,
    )
    assert (result.exchanges, result.response.url) == ((), result.url)
