"""The browser and the server of one bench, without its view: real HTTP on loopback, whatever the
names in the URLs.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from time import time
from typing import TYPE_CHECKING, Any, Literal, Protocol

from cors_lab.bench.server_stack import Stage
from cors_lab.bench.state import around_of, call_of, open_page, policy_of, redirect_target
from cors_lab.browser.browser import Browser
from cors_lab.fetch.cookie_policy import visit_context
from cors_lab.fetch.url import parse_url
from cors_lab.server import loopback as serving
from cors_lab.server.policy import Policy
from cors_lab.server.registry import hosts
from servers import any_api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Page
    from cors_lab.result.result import FetchResult
    from cors_lab.server.loopback import Server

CLOSED = "http://127.0.0.1:1"  # no server has a port that low and odd: connections are refused
MOST_SERVERS = (
    8  # a notebook whose cells are run again and again does not fill the machine with servers
)
_started: deque[Server] = deque()


Role = Literal["own", "elsewhere"]


class Front(Protocol):
    """A server whose policy can be replaced while it runs, in front of an app: a PolicyFront."""

    policy: Policy
    app: WSGIApplication


class Rig:
    """`page` asks the server of `url`, which is `front`; without them, pages of its own ask a
    practice API that answers for every name.
    """

    def __init__(self, page: Page | None, url: str, front: Front | None) -> None:
        self._given, self._front = page, front
        self._own = _origin(url) if front is not None else None
        if page is not None:
            self._browsers = {page.browser.engine: page.browser}
        else:
            self._browsers = {}
        self._servers: dict[str, Server] = {}
        self._now = time()
        self._page: tuple[tuple[Any, ...], Page] | None = None
        self.stage = Stage(
            any_api.create_app() if front is None else front.app,
            Policy() if front is None else front.policy,
        )

    def browser(self, engine: str) -> Browser:
        """The profile for this engine, made when it is first used."""
        if engine not in self._browsers:
            if self._given is None:
                hosts = {}
            else:
                hosts = self._given.browser.hosts
            self._browsers[engine] = Browser(engine=engine, hosts=hosts)
        return self._browsers[engine]

    def page(self, state: Mapping[str, Any]) -> Page:
        """The document that asks: the same one, until another is asked for. ValueError where its
        origin is none.
        """
        key = (state["engine"], state["page"], state["framed_by"])
        if self._page is None or self._page[0] != key:
            browser = self.browser(state["engine"])
            given = self._given
            kept = (
                given is not None
                and given.browser is browser
                and given.origin == state["page"]
                and state["framed_by"] is None
            )
            self._page = (key, given if kept and given is not None else open_page(browser, state))
        return self._page[1]

    def run(self, state: Mapping[str, Any], fresh: bool) -> FetchResult:
        """Set the server up, send the call. `fresh`: in a profile that has nothing but the state's
        cookie.

        TypeError or ValueError, with the name of the control, for what cannot be sent.
        """
        call = set_up(self.stage, state)
        page = self.page(state)
        self._now = page.browser.now
        if self._front is not None:
            self._front.policy = self.stage.policy
        if fresh:
            self.forget(page.browser)
            store_cookie(page.browser, state)
        with self._routed(page.browser, state):
            return page.fetch(**call)

    def forget(self, browser: Browser, everything: bool = False) -> None:
        """Empty both caches; the cookies too, unless the page was given: then they are somebody
        else's.
        """
        if everything or self._given is None or browser is not self._given.browser:
            browser.clear()
        else:
            browser.preflight_cache.clear()
            browser.http_cache.clear()

    def server(self, role: Role = "own") -> Server:
        """The real server on loopback, "own" or "elsewhere"; started when it is first needed, and
        again when it has been stopped.
        """
        server = self._servers.get(role)
        if server is None or not server.running:
            while len(_started) >= MOST_SERVERS:
                _started.popleft().stop()  # the one that has not been used for longest
            app = self.stage if role == "own" else self.stage.elsewhere
            server = self._servers[role] = serving.serve(
                app, now=lambda: self._now
            )  # the profile's clock, which can be moved
        elif server in _started:
            _started.remove(server)
        _started.append(server)
        return server

    @contextmanager
    def _routed(self, browser: Browser, state: Mapping[str, Any]) -> Iterator[None]:
        """While this lasts, the bench's server answers for the URL's origin, and a second one for
        the origin that a redirect leads to.
        """
        kept = dict(browser.hosts)
        taken = {} if self._front is None else {**hosts(), **kept}
        for origin, role in roles(state).items():
            if origin == self._own or origin not in taken:
                browser.hosts[origin] = self._address(role, state["server"])
        try:
            yield
        finally:
            browser.hosts.clear()
            browser.hosts.update(kept)

    def _address(self, role: Role, how: str) -> str:
        address = self.server(role).url
        if role == "elsewhere":
            return address
        return {"stopped": CLOSED, "no TLS": address.replace("http:", "https:")}.get(how, address)


def set_up(stage: Stage, state: Mapping[str, Any]) -> dict[str, Any]:
    """Set the server to what the state says; the arguments of the call that is to be made.

    TypeError or ValueError, with the name of the control, for what cannot be sent.
    """
    call, policy, around = call_of(state), policy_of(state), around_of(state)
    stage.policy, stage.around = policy, around
    return call


def store_cookie(browser: Browser, state: Mapping[str, Any]) -> None:
    """The cookie that the profile has from an earlier visit, if the state has one."""
    url = parse_url(state["url"])
    if state["cookie"] and url is not None:
        context = visit_context(browser.cookies.policy, [url])
        browser.cookies.store(state["cookie"], url, context, browser.now)


def roles(state: Mapping[str, Any]) -> dict[str, Role]:
    """Which server answers for which origin: the bench's own, and the one of a redirect."""
    found: dict[str, Role] = {}
    own, target = _origin(state["url"]), redirect_target(state)
    if target is not None and target.is_http:
        found[target.origin.serialized] = "elsewhere"
    if own is not None:
        found[own] = "own"
    return found


def _origin(url: str) -> str | None:
    parsed = parse_url(url)
    if parsed and parsed.is_http:
        return parsed.origin.serialized
    return None
