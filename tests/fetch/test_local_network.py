"""Local Network Access: what Chromium does where a public page asks a server of another network.

Every line here was asked of Chromium 156 with --ip-address-space-overrides.
"""

from __future__ import annotations

import pytest

from cors_lab import Browser
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

PAGE, ROUTER, HERE = "https://app.example", "https://router.example", "http://127.0.0.1:8000"
SPACES = {PAGE: "public", ROUTER: "local", HERE: "loopback"}
DENIED = (
    "has been blocked by CORS policy: Permission was denied for this request to access the "
    "`{space}` address space."
)


class Everything:
    """A network on which every server answers, and that keeps what reached it."""

    def __init__(self) -> None:
        self.received: list[HTTPRequest] = []

    def send(self, request: HTTPRequest, target: str | None) -> HTTPResponse:
        self.received.append(request)
        return HTTPResponse(200, (("Access-Control-Allow-Origin", "*"),), b"ok")


def browser(permission: str = "prompt", engine: str = "chromium") -> tuple[Browser, Everything]:
    network = Everything()
    made = Browser(
        engine=engine,
        transport=network,
        address_spaces=SPACES,
        local_network_access=permission,
    )
    return made, network


@pytest.mark.parametrize(("url", "space"), [(ROUTER, "local"), (HERE, "loopback")])
@pytest.mark.parametrize("permission", ["denied", "prompt"])
def test_without_permission_nothing_is_sent(url: str, space: str, permission: str) -> None:
    chromium, network = browser(permission)
    result = chromium.open(PAGE).fetch(url)
    assert not result.fulfilled
    assert network.received == []
    assert result.error is not None
    assert result.error.cors_error == "LocalNetworkAccessPermissionDenied"
    assert result.console()[0].endswith(DENIED.format(space=space))


def test_a_preflight_is_not_sent_either() -> None:
    chromium, network = browser()
    result = chromium.open(PAGE).fetch(HERE, method="PUT")
    assert network.received == []
    assert result.console()[0].endswith(DENIED.format(space="loopback"))


def test_elements_need_it_too() -> None:
    chromium, network = browser()
    load = chromium.open(PAGE).load("img", HERE)
    assert (load.event, network.received) == ("error", [])
    assert any(line.startswith("Access to image at") for line in load.console())


def test_a_page_over_http_may_not_at_all() -> None:
    chromium, network = browser("granted")
    result = chromium.open("http://app.example").fetch(HERE)
    assert network.received == []
    assert "The request client is not a secure context" in result.console()[0]


def test_with_permission_cors_decides() -> None:
    chromium, network = browser("granted")
    result = chromium.open(PAGE).fetch(HERE)
    assert result.fulfilled
    assert len(network.received) == 1
    assert any(step.code == "local-network-access" for step in result.steps)


@pytest.mark.parametrize("page", [HERE, ROUTER])
def test_a_page_that_is_not_public_needs_none(page: str) -> None:
    chromium, _ = browser()
    assert chromium.open(page).fetch("http://127.0.0.1:9000").fulfilled


def test_a_public_server_needs_none() -> None:
    chromium, _ = browser()
    assert chromium.open(HERE).fetch(PAGE).fulfilled


@pytest.mark.parametrize("engine", ["firefox", "webkit", "standard"])
def test_the_other_engines_do_not_ask(engine: str) -> None:
    other, _ = browser("denied", engine)
    assert other.open(PAGE).fetch(ROUTER).fulfilled


def test_bad_words_are_named() -> None:
    with pytest.raises(ValueError, match="address_spaces: 'home' is not an address space"):
        Browser(address_spaces={PAGE: "home"})
    with pytest.raises(ValueError, match="local_network_access: 'yes' is not a permission"):
        Browser(local_network_access="yes")
