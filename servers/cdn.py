"""A CDN, as small as it can be: one copy for all visitors, unless `Vary` tells them apart."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from werkzeug.http import parse_cache_control_header, parse_set_header
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Cdn:
    """In front of `app`; `clock()` gives seconds. `copies` are (when stored, response)."""

    def __init__(self, app: WSGIApplication, clock: Callable[[], float] = time.time) -> None:
        self.app, self.clock, self.moved = app, clock, 0.0
        self.copies: dict[tuple[str, ...], tuple[float, Response]] = {}
        self._varies: dict[str, list[str]] = {}  # by URL: the request headers that Vary names

    def now(self) -> float:
        """The time here."""
        return self.clock() + self.moved

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.moved += seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The copy, if there is a fresh one; else the app's answer, which may become one."""
        request = Request(environ)
        stored, copy = self.copies.get(self._key(request), (0.0, None))
        if request.method == "GET" and copy is not None and self.now() - stored < lifetime(copy):
            answer = Response(copy.get_data(), copy.status, copy.headers)
            answer.headers["Age"] = str(int(self.now() - stored))
        else:
            answer = Response(*run_wsgi_app(self.app, environ, buffered=True))
            self._keep(request, answer)
        return answer(environ, start_response)

    def _keep(self, request: Request, answer: Response) -> None:
        names = sorted(parse_set_header(answer.headers.get("Vary")).as_set())
        good = request.method == "GET" and answer.status_code == 200 and lifetime(answer) > 0
        if good and "*" not in names:
            self._varies[request.full_path] = names
            self.copies[self._key(request)] = (self.now(), answer)

    def _key(self, request: Request) -> tuple[str, ...]:
        names = self._varies.get(request.full_path, [])
        return (request.full_path, *(f"{name}: {request.headers.get(name)}" for name in names))


def lifetime(response: Response) -> int:
    """For how many seconds a copy is good, by `Cache-Control: max-age`."""
    return parse_cache_control_header(response.headers.get("Cache-Control")).max_age or 0
