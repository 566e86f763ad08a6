"""What Firefox and WebKit's Web Inspector put on the clipboard: "Copy as cURL" and "Copy as Fetch"
say the same call.
"""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import Browser, explain
from cors_lab.tools.read import from_curl, from_fetch
from tests.loopback_only import Refuses
from tests.tools.read.exported import exports

ENGINES = ("firefox", "webkit")
ASKS = "-H 'Access-Control-Request-Method: "


def copies(engine: str) -> list[dict[str, Any]]:
    """Each once. With a user name in the URL curl sends one header more, and what is not http it
    does not send at all.
    """
    each = {one["curl_bash"]: one for export in exports() for one in export[engine]["copied"]}
    return [one for one in each.values() if one["url"].startswith("http") and "@" not in one["url"]]


def own(one: dict[str, Any]) -> bool:
    """Is it what a page asked for? A redirect may have made a GET of a POST and left its body in
    the copy, which fetch() refuses.
    """
    return ASKS not in one["curl_bash"] and not (
        '"body"' in one["fetch"] and '"method": "GET"' in one["fetch"]
    )


def call_of(arguments: dict[str, Any]) -> tuple[Any, ...]:
    """Firefox's cURL has a body for three methods only."""
    named = sorted((name.lower(), value) for name, value in arguments.get("headers", []))
    method = arguments.get("method", "GET")
    body = arguments.get("body") if method in ("PUT", "POST", "PATCH") else None
    return arguments["url"], method, body, [pair for pair in named if pair[0] != "user-agent"]


@pytest.mark.parametrize("engine", ENGINES)
def test_curl_and_fetch_say_the_same(engine: str) -> None:
    compared = [one for one in copies(engine) if own(one)]
    for one in compared:
        curl, fetch = from_curl(one["curl_bash"]), from_fetch(one["fetch"])
        assert curl.url == one["url"]
        assert call_of(curl.arguments) == call_of(fetch.arguments)
        assert not {"origin", "referer", "cookie"} & {
            name.lower() for name, _ in curl.arguments.get("headers", [])
        }
        assert "Mozilla" not in str((curl.arguments, fetch.arguments))
        Browser(engine=engine, transport=Refuses()).open("https://app.example").fetch(
            **fetch.arguments
        )
    assert len(compared) >= 150


def test_both_forms_of_firefox_say_the_same() -> None:
    for one in copies("firefox"):
        assert from_curl(one["curl_bash"]).arguments == from_curl(one["curl_cmd"]).arguments


def test_a_copied_preflight_stands_for_what_it_asks() -> None:
    preflights = [one for one in copies("firefox") if ASKS in one["curl_bash"]]
    for one in preflights:
        assert f"{ASKS}{from_curl(one['curl_bash']).method}'" in one["curl_bash"]
    assert len(preflights) >= 60


def test_a_copy_that_no_page_can_send_is_told_of() -> None:
    refused = [one for one in copies("webkit") if ASKS not in one["curl_bash"] and not own(one)]
    assert {explain(one["fetch"]).findings[0].headline for one in refused} == {
        "No page can send this: fetch() itself refuses it."
    }
