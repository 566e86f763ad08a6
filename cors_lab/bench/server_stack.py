"""What stands around the app and its policy on the bench: a login guard, a proxy, a redirect, an
error page, more headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from cors_lab.fetch.response import REDIRECT_STATUSES
from cors_lab.server.policy import PolicyFront, is_preflight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cors_lab.server.policy import Policy

Pairs = tuple[tuple[str, str], ...]
Headers = list[tuple[str, str]]
BODILESS = (204, 304)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`guard`: None, "before" or "after" the CORS headers are added (401 without Authorization), or
    "cookie" (401 without a session).

    `proxy`: header lines on every answer. `redirect_to`: where requests are sent on to, by the
    "app" or a "proxy" before CORS, all but those for the path `arrived_at`. `status`: in place of
    the app's own. `lines`: more header lines of the app. `elsewhere`: the server of the other
    origin says "nothing" of CORS, or the "same".
    """

    guard: str | None = None
    proxy: Pairs = ()
    redirect_to: str | None = None
    redirect_status: int = 302
    redirect_by: str = "app"
    arrived_at: str | None = None
    status: int | None = None
    lines: Pairs = ()
    elsewhere: str = "nothing"


class Stage:
    """The bench's server: `app` behind a policy, and both in their surroundings. Assign `policy`
    and `around` between two requests.
    """

    def __init__(self, app: WSGIApplication, policy: Policy) -> None:
        self.app = app
        self.around = Surroundings()
        self._front = PolicyFront(self._behind, policy)

    @property
    def policy(self) -> Policy:
        """What the server says about CORS."""
        return self._front.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._front.policy = policy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the proxy, the guard before CORS, or the policy does (PEP 3333)."""
        around, lines = self.around, self.around.proxy
        answer: WSGIApplication = self._front
        if around.redirect_by == "proxy" and _leads_on(around, environ):
            answer = _redirecting(around)
        elif around.guard == "before" and "HTTP_AUTHORIZATION" not in environ:
            answer = unauthorized
        elif is_preflight(environ) and self.policy.preflight_status in REDIRECT_STATUSES:
            lines = (
                *lines,
                ("Location", around.redirect_to or "/notes/"),
            )  # a redirect leads somewhere
        return answer(environ, _adding(lines, start_response))

    def elsewhere(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The server of the other origin that a redirect leads to (PEP 3333)."""
        if self.around.elsewhere == "same":
            return PolicyFront(self.app, self.policy)(environ, start_response)
        return login_page(environ, start_response)

    def _behind(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        around = self.around
        start_response = _adding(around.lines, start_response)
        if (
            around.redirect_by == "app"
            and _leads_on(around, environ)
            and environ["REQUEST_METHOD"] != "OPTIONS"
        ):
            return _redirecting(around)(environ, start_response)
        missing = {
            "after": "HTTP_AUTHORIZATION" not in environ,
            "cookie": "session=" not in environ.get("HTTP_COOKIE", ""),
        }
        if missing.get(around.guard or "") and environ["REQUEST_METHOD"] != "OPTIONS":
            return unauthorized(environ, start_response)
        return _with_status(around.status, self.app)(environ, start_response)


def page(status: int, text: str, *more: tuple[str, str]) -> WSGIApplication:
    """An app that answers this, and knows nothing of CORS."""
    body = b"" if status in BODILESS else text.encode()
    if status in BODILESS:
        length = []
    else:
        length = [("Content-Length", str(len(body)))]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(status_line(status), [("Content-Type", "text/plain"), *length, *more])
        return [body]

    return answer


unauthorized = page(401, "Who are you? Log in first.\n", ("WWW-Authenticate", "Bearer"))
login_page = page(200, "Please log in.\n")


def status_line(status: int) -> str:
    """`404 NOT FOUND`, as WSGI wants it."""
    if status in set(HTTPStatus):
        return f"{status} {HTTPStatus(status).phrase.upper()}"
    return f"{status} "


def _leads_on(around: Surroundings, environ: WSGIEnvironment) -> bool:
    return around.redirect_to is not None and environ["PATH_INFO"] != around.arrived_at


def _redirecting(around: Surroundings) -> WSGIApplication:
    return page(around.redirect_status, "This way.\n", ("Location", around.redirect_to or "/"))


def _with_status(status: int | None, app: WSGIApplication) -> WSGIApplication:
    """The app, run as ever, with this status in place of its own; what went wrong has an error page
    in place of what the app made.
    """
    if status is None:
        return app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(_: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            if status < 400 and status not in BODILESS:
                return start_response(status_line(status), headers)
            return lambda _: None

        body = list(app(environ, start))
        if status >= 400 or status in BODILESS:
            return page(status, f"{status_line(status)}\n")(environ, start_response)
        return body

    return answer


def _adding(lines: Pairs, start_response: StartResponse) -> StartResponse:
    def start(status, headers, exc_info=None, /):  # type: ignore[no-untyped-def]  # the types are those of StartResponse
        return start_response(status, [*headers, *lines], exc_info)

    if lines:
        return start
    return start_response
