"""`page.load`: what a page may see of an image, a script, a font or a frame, and bad arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response

from cors_lab import Browser
from cors_lab.result.load import LoadResult

PAGE, CDN = "https://app.example", "https://cdn.example"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x02"


def server(body: bytes, kind: str, **headers: str) -> Callable[..., object]:
    app = Flask(__name__)

    @app.route("/a")
    def answer() -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(body, headers={"Content-Type": kind, **named})

    return app


def load(
    element: str, body: bytes, kind: str, engine: str = "chromium", **given: str | None
) -> LoadResult:
    allow = given.pop("allow", None)
    headers = {"Access_Control_Allow_Origin": allow} if allow else {}
    browser = Browser(engine=engine, hosts={CDN: server(body, kind, **headers)})
    return browser.open(PAGE).load(element, f"{CDN}/a", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit", "standard"])
def test_an_image_without_crossorigin_taints_the_canvas(engine: str) -> None:
    result = load("img", PNG, "image/png", engine, allow="*")
    assert (result.event, result.readable, result.width) == ("load", "SecurityError", 4)
    hidden = next(step for step in result.steps if step.code == "contents-hidden")
    assert "crossorigin" in hidden.why


def test_an_image_with_crossorigin_and_permission_is_readable() -> None:
    result = load("img", PNG, "image/png", crossorigin="anonymous", allow="*")
    assert (result.event, result.readable) == ("load", "yes")
    assert ("Origin", PAGE) in result.exchanges[0].request.headers


def test_crossorigin_without_permission_makes_the_image_fail() -> None:
    result = load("img", PNG, "image/png", crossorigin="")
    assert result.event == "error"
    assert result.error is not None
    assert result.error.code == "allow-origin-missing"
    assert result.console()[0].startswith("Access to image at")


def test_a_script_error_is_muted_without_crossorigin() -> None:
    body = b"undefinedThing()"
    assert load("script", body, "text/javascript").readable == "Script error."
    told = load("script", body, "text/javascript", crossorigin="", allow="*")
    assert told.readable == "Uncaught ReferenceError: undefinedThing is not defined"


def test_a_font_needs_cors_but_in_webkit() -> None:
    font = b"\0\1\0\0rest"
    assert load("font", font, "font/ttf").event == "error"
    assert load("font", font, "font/ttf", "webkit").event == "load"


def test_a_module_needs_a_javascript_type() -> None:
    result = load("module", b"export const a = 1", "text/html", allow="*")
    assert result.error is not None
    assert (result.event, result.error.code) == ("error", "module-type")
    assert "text/javascript" in next(s.fix for s in result.steps if s.state == "failed")


def test_a_frame_of_another_origin_is_shown_and_not_readable() -> None:
    result = load("iframe", b"<script>1</script>", "text/html")
    assert (result.event, result.shown, result.readable) == ("load", True, "null")


def test_policies_of_the_document_come_with_open() -> None:
    browser = Browser(hosts={CDN: server(PNG, "image/png")})
    page = browser.open(PAGE, csp="img-src 'self'", coep="require-corp")
    result = page.load("img", f"{CDN}/a")
    assert (result.event, result.exchanges) == ("error", ())
    assert result.observed()["violations"] == [
        {"directive": "img-src", "blocked": f"{CDN}/a", "disposition": "enforce"}
    ]


def test_a_url_that_is_none_is_an_error_event() -> None:
    result = Browser().open(PAGE).load("img", "https://a b/")
    assert (result.event, result.exchanges, result.console()) == ("error", (), [])


def test_the_fields_of_a_load_are_attributes() -> None:
    result = load("img", PNG, "image/png")
    assert result.width == result.observed()["width"] == 4
    with pytest.raises(AttributeError, match="a load of img has no 'status'; it has event"):
        _ = result.status
    assert "img" in repr(result)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("imgs", "/a"), "element: 'imgs' is not an element that loads; use img, script"),
        (("img", 5), "url: "),
        (("font", "/a", None, None, None, "", "", "", "all"), "credentials: 'all' is not"),
    ],
)
def test_a_word_that_does_not_exist_is_named(arguments: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises((TypeError, ValueError), match=sentence):
        Browser().open(PAGE).load(*arguments)


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ({"csp": 5}, "csp: 5 is not a string"),
        ({"meta": "referrer"}, "meta: 'referrer' is not a list"),
        ({"meta": [("refresh", "5")]}, "meta: 'refresh' is not one of"),
    ],
)
def test_a_policy_that_is_none_is_named(policy: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Browser().open(PAGE, **policy)  # type: ignore[arg-type]


def test_unknown_parts_of_a_policy_are_passed_over() -> None:
    browser = Browser(hosts={CDN: server(PNG, "image/png")})
    page = browser.open(PAGE, csp="nonsense-src x; ;; img-src *", coep="maybe")
    assert page.load("img", f"{CDN}/a").event == "load"


@pytest.mark.parametrize(
    ("engine", "readable"), [("chromium", "yes"), ("webkit", "yes"), ("firefox", "SecurityError")]
)
def test_an_insecure_image_of_the_same_host_is_upgraded(engine: str, readable: str) -> None:
    browser = Browser(engine=engine, hosts={PAGE: server(PNG, "image/png")})
    result = browser.open(PAGE).load("img", "http://app.example/a")
    assert (result.exchanges[0].request.url, result.readable) == (f"{PAGE}/a", readable)


@pytest.mark.parametrize("body", [b'{"secret": 1}', b")]}'\n{}"])
def test_chromium_keeps_data_that_calls_itself_a_script(body: bytes) -> None:
    result = load("script", body, "text/javascript")
    assert result.error is not None
    assert (result.event, result.error.code) == ("error", "opaque-response")
