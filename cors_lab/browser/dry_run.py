"""A call rehearsed in process: the page's engine with a fresh profile asks a policy in front of an
app. No socket is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from cors_lab.server.policy import ECHO, Policy, PolicyFront

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cors_lab.browser.browser import Page
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.result import FetchResult

Answer = HTTPResponse | NetworkFailure
Seen = Mapping[tuple[str, str], Answer]
OPEN = Policy(
    allow_origin=ECHO, allow_credentials=True, allow_methods=ECHO, allow_headers=ECHO
)  # to see what the browser asks
OK = HTTPResponse(200, (("Content-Type", "text/plain"),), b"ok")
ELSEWHERE = NetworkFailure("name-not-resolved", "this rehearsal knows one server only")


def arguments(call: Any) -> dict[str, Any]:
    """The keyword arguments of `page.fetch` in a call, which is a mapping or a dataclass of
    them.
    """
    if isinstance(call, Mapping):
        return dict(call)
    return {one.name: getattr(call, one.name) for one in fields(call)}


def rehearse(
    page: Page,
    call: Any,
    policy: Policy,
    app: WSGIApplication | None = None,
    seen: Seen | None = None,
) -> FetchResult:
    """What `page.fetch(**call)` comes to with this policy in front of `app` (None: what was `seen`,
    or a plain 200), caches empty.

    Raises TypeError or ValueError where `fetch()` refuses its arguments.
    """
    asked = arguments(call)
    if isinstance(asked["url"], str):
        url = parse_url(asked["url"], page.client.url)
    else:
        url = None
    stage = _Stage(url.origin.serialized if url else "", policy, app, seen or {})
    profile = Browser(engine=page.browser.engine, transport=stage)
    return replace(page, browser=profile).fetch(**asked)


def seen_in(result: FetchResult, policy: Policy) -> Seen:
    """What answered in `result`, by kind and URL, without the headers that `policy` had added."""
    return {
        (exchange.request.kind, exchange.request.url): (
            _bare(exchange.request, exchange.response, policy)
            if exchange.response
            else exchange.failure or ELSEWHERE
        )
        for exchange in result.exchanges
    }


def readable(result: FetchResult) -> bool:
    """Did JavaScript get a status, headers and the whole body?"""
    return (
        result.response is not None
        and result.error is None
        and not result.response.type.startswith("opaque")
    )


@dataclass(frozen=True, slots=True)
class _Stage:
    """A transport: one origin answers through the policy, any other as it was seen to."""

    origin: str
    policy: Policy
    app: WSGIApplication | None = None
    seen: Seen = field(default_factory=dict)

    def send(self, request: HTTPRequest, target: str | None) -> Answer:
        """Never raises for what the app does."""
        url = parse_url(request.url)
        own = url is not None and url.origin.serialized == self.origin
        answer = self.seen.get((request.kind, request.url), OK if own else ELSEWHERE)
        if not own or isinstance(answer, NetworkFailure):
            return answer
        return WSGITransport(PolicyFront(self.app or _again(answer), self.policy)).send(request)


def _again(answer: HTTPResponse) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(f"{answer.status} {answer.status_text}", list(answer.headers))
        return [answer.body]

    return app


def _bare(request: HTTPRequest, response: HTTPResponse, policy: Policy) -> HTTPResponse:
    if request.kind == "preflight":
        return response
    origin = next((value for name, value in request.headers if name.lower() == "origin"), None)
    headers = list(response.headers)
    for pair in policy.response_headers(origin, response.status):
        if pair in headers:
            headers.remove(pair)
    return replace(response, headers=tuple(headers))
