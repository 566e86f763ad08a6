"""HTTP-redirect fetch: where it leads, what is sent there, and who is said to ask."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from tests.fetch.exchange import (
    ALLOW,
    ANY,
    CREDENTIALS,
    PAGE,
    URL,
    answer,
    code,
    fetch,
    header,
    sent,
    server,
)

OTHER = "https://other.example/there"
LEAVE = (
    ("Access-Control-Allow-Methods", "PUT, DELETE"),
    ("Access-Control-Allow-Headers", "x-demo, authorization, content-type"),
)


def hops(*steps: tuple[str, HTTPResponse], preflight: HTTPResponse | None = None):  # type: ignore[no-untyped-def]
    """A server that answers by URL; preflights are answered alike everywhere."""
    table = dict(steps)

    def serve(request: HTTPRequest) -> HTTPResponse:
        return (
            preflight or answer(ANY, *LEAVE, status=204)
            if request.kind == "preflight"
            else table[request.url]
        )

    return serve


def to(location: str, status: int = 302, *headers: tuple[str, str]) -> HTTPResponse:
    return answer(("Location", location), *(headers or (ANY,)), status=status)


def test_it_is_followed_and_says_so() -> None:
    result = fetch(hops((URL, to("/x")), ("https://api.example/x", answer(ANY))))
    assert result.response is not None
    assert (result.response.url, result.response.redirected, sent(result)) == (
        "https://api.example/x",
        True,
        ["GET", "GET"],
    )


def test_the_redirect_itself_needs_the_header() -> None:
    result = fetch(hops((URL, answer(("Location", "/x"), status=302))))
    assert (code(result), len(result.exchanges)) == ("allow-origin-missing", 1)


def test_a_second_origin_taints_the_origin() -> None:
    result = fetch(hops((URL, to(OTHER)), (OTHER, answer(ALLOW))))
    assert (header(result, "Origin", 0), header(result, "Origin", 1), code(result)) == (
        PAGE,
        "null",
        "allow-origin-mismatch",
    )
    assert fetch(
        hops((URL, to(OTHER)), (OTHER, answer(("Access-Control-Allow-Origin", "null"))))
    ).fulfilled


def test_from_the_page_itself_the_origin_stays() -> None:
    result = fetch(hops((f"{PAGE}/go", to(URL)), (URL, answer(ALLOW))), f"{PAGE}/go")
    assert (result.fulfilled, header(result, "Origin", 1)) == (True, PAGE)


def test_back_to_the_page_is_cross_origin_all_the_same() -> None:
    result = fetch(hops((URL, to(f"{PAGE}/x")), (f"{PAGE}/x", answer())))
    assert (code(result), header(result, "Origin", 1)) == ("allow-origin-missing", "null")


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "PUT", "PUT"),
        (302, "PUT", "PUT"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (303, "GET", "GET"),
    ],
)
def test_what_becomes_of_the_method(status: int, method: str, then: str) -> None:
    body = (
        {}
        if method in ("GET", "HEAD")
        else {"body": "b", "headers": {"Content-Type": "text/plain", "Content-Language": "en"}}
    )
    result = fetch(
        hops((URL, to("/x", status)), ("https://api.example/x", answer(ANY))), method=method, **body
    )
    last = result.exchanges[-1].request
    assert (last.method, last.body) == (then, b"b" if then == method and body else None)
    assert (header(result, "Content-Type"), header(result, "Content-Language")) == (
        ("text/plain", "en") if last.body else (None, None)
    )


def test_authorization_stays_behind_at_another_origin() -> None:
    call = {"headers": {"Authorization": "Bearer t", "X-Demo": "1"}}
    same = fetch(hops((URL, to("/x")), ("https://api.example/x", answer(ANY))), **call)
    other = fetch(hops((URL, to(OTHER)), (OTHER, answer(ANY))), **call)
    assert (
        header(same, "Authorization"),
        header(other, "Authorization"),
        header(other, "X-Demo"),
    ) == ("Bearer t", None, "1")
    assert header(other, "Access-Control-Request-Headers", 2) == "x-demo"


def test_a_preflighted_request_is_preflighted_again() -> None:
    result = fetch(hops((URL, to(OTHER, 307)), (OTHER, answer(ANY))), method="PUT")
    assert sent(result) == ["OPTIONS preflight", "PUT", "OPTIONS preflight", "PUT"]
    assert [header(result, "Origin", index) for index in range(4)] == [PAGE, PAGE, "null", "null"]


def test_twenty_hops_and_no_more() -> None:
    def serve(request: HTTPRequest) -> HTTPResponse:
        number = int(urlsplit(request.url).path[1:])
        return to(f"/{number + 1}") if number < limit else answer(ANY)

    limit = 20
    assert fetch(serve, "https://api.example/0").fulfilled
    limit = 21
    result = fetch(serve, "https://api.example/0")
    assert (code(result), len(result.exchanges)) == ("redirect-limit", 21)


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://[", "redirect-location-invalid"),
        ("ftp://other.example/", "redirect-location-scheme"),
        ("data:text/plain,x", "redirect-location-scheme"),
        ("https://user:secret@other.example/", "redirect-userinfo"),
        ("https://user@api.example/", "redirect-userinfo"),
    ],
)
def test_where_it_may_not_lead(location: str, error: str) -> None:
    result = fetch(hops((URL, to(location))))
    assert (code(result), len(result.exchanges)) == (error, 1)


def test_without_location_it_is_the_response() -> None:
    result = fetch(hops((URL, answer(ANY, status=302, body=b"moved"))))
    assert result.response is not None
    assert (result.response.status, result.response.text()) == (302, "moved")


def test_the_fragment_goes_along() -> None:
    hidden = fetch(hops((URL, to("/x")), ("https://api.example/x", answer(ANY))), f"{URL}#part")
    assert [exchange.request.url for exchange in hidden.exchanges] == [URL, "https://api.example/x"]


def test_redirect_error_and_manual() -> None:
    assert code(fetch(hops((URL, to("/x"))), redirect="error")) == "redirect-mode-error"
    result = fetch(hops((URL, to("/x"))), redirect="manual")
    assert result.response is not None
    assert (
        result.response.type,
        result.response.status,
        result.response.headers,
        len(result.exchanges),
    ) == ("opaqueredirect", 0, [], 1)


def test_credentials_are_asked_about_at_every_hop() -> None:
    first = to(OTHER, 302, ALLOW, CREDENTIALS)
    second = answer(("Access-Control-Allow-Origin", "null"), CREDENTIALS)
    assert fetch(hops((URL, first), (OTHER, second)), credentials="include").fulfilled
    assert (
        code(fetch(hops((URL, to(OTHER, 302, ALLOW)), (OTHER, second)), credentials="include"))
        == "allow-credentials"
    )


def test_https_does_not_lead_to_http() -> None:
    assert code(fetch(hops((URL, to("http://api.example/x"))))) == "mixed-content"


def test_no_cors_follows_without_asking() -> None:
    result = fetch(server(answer(ANY)), mode="no-cors", redirect="error")
    assert (code(result), len(result.exchanges)) == ("no-cors-redirect-mode", 0)
