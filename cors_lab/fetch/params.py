"""Fetch params: a request together with all the state of a profile that one fetch reads and
writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cors_lab.fetch.authentication import Logins
    from cors_lab.fetch.cookies import CookieJar
    from cors_lab.fetch.engines import Engine
    from cors_lab.fetch.http_cache import HTTPCache
    from cors_lab.fetch.local_network import LocalNetwork
    from cors_lab.fetch.preflight_cache import PreflightCache
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace


class Profile(NamedTuple):
    """The state of a profile that its fetches share; `now` is its clock in seconds."""

    engine: Engine
    cookies: CookieJar
    preflight_cache: PreflightCache
    http_cache: HTTPCache
    now: float = 0.0
    network: LocalNetwork | None = None
    logins: Logins | None = None

    def params(self, request: Request, trace: Trace, kind: str = "request") -> FetchParams:
        """For one fetch."""
        return FetchParams(
            request,
            trace,
            self.engine,
            self.cookies,
            self.preflight_cache,
            self.http_cache,
            self.now,
            kind,
            network=self.network,
            logins=self.logins,
        )


@dataclass(
    slots=True
)  # neither frozen nor a tuple: read all along a fetch, which is twice as fast so
class FetchParams:
    """https://fetch.spec.whatwg.org/#fetch-params, with the user agent's caches and cookies; `now`
    is the profile's clock in seconds.
    """

    request: Request
    trace: Trace
    engine: Engine
    cookies: CookieJar
    preflight_cache: PreflightCache
    http_cache: HTTPCache
    now: float = 0.0
    kind: str = "request"
    preloaded: Response | None = None
    network: LocalNetwork | None = None
    logins: Logins | None = None

    def for_preflight(self, preflight: Request) -> FetchParams:
        """The same profile, asked by a preflight."""
        return FetchParams(
            preflight,
            self.trace,
            self.engine,
            self.cookies,
            self.preflight_cache,
            self.http_cache,
            self.now,
            "preflight",
            network=self.network,
        )
