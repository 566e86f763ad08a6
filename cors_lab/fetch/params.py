"""Fetch params: a request together with all the state of a profile that one fetch reads and
writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.fetch.cookies import CookieJar
    from cors_lab.fetch.engines import Engine
    from cors_lab.fetch.http_cache import HTTPCache
    from cors_lab.fetch.preflight_cache import PreflightCache
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace


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
        )
