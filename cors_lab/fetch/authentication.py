"""HTTP authentication by the user name and password of a URL: the 401 round, and what is kept.

https://fetch.spec.whatwg.org/#http-network-or-cache-fetch, steps 8.17 and 14
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from cors_lab.fetch.credentials import includes_credentials
from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from cors_lab.fetch.headers import HeaderList
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

_BASIC = re.compile(r"(?i)(?:^|,)\s*basic\b(?:.*?\brealm=(?:\"([^\"]*)\"|([^\s,]*)))?")


@dataclass(slots=True)
class Logins:
    """The authentication entries of a profile: a directory of an origin, and what opens it."""

    entries: dict[tuple[str, str], str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.entries)

    def clear(self) -> None:
        """Forget every entry."""
        self.entries.clear()

    def keep(self, url: URL, authorization: str) -> None:
        """Remember what opened this URL, for its directory and all below."""
        self.entries[url.origin.serialized, _directory(url)] = authorization

    def find(self, url: URL) -> str | None:
        """The Authorization for this URL, by the nearest directory that has one."""
        origin = url.origin.serialized
        known = [
            (directory, value)
            for (owner, directory), value in self.entries.items()
            if owner == origin and url.path.startswith(directory)
        ]
        return max(known, key=lambda entry: len(entry[0]))[1] if known else None


def _directory(url: URL) -> str:
    return url.path[: url.path.rfind("/") + 1]


def basic(user: str, password: str) -> str:
    """The Authorization of this name and password. https://httpwg.org/specs/rfc7617.html"""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def append_authorization(
    logins: Logins, request: Request, headers: HeaderList, trace: Trace
) -> None:
    """Send along what opened a URL beside this one, unless the author sends an Authorization."""
    if "authorization" in request.headers:
        return
    known = logins.find(request.url)
    if known is not None and request.tainting != "cors":
        trace.note("authentication-remembered", url=request.url.on_the_wire)
        headers.append("Authorization", known)


def answered(
    request: Request, wire: HTTPRequest, answer: HTTPResponse, trace: Trace
) -> HTTPRequest | None:
    """The request once more, with the URL's user name and password; None if it has none, or if
    the page may not use them here.
    """
    challenge = get(answer.headers, "WWW-Authenticate") or ""
    if not _BASIC.search(challenge):
        return None
    if "authorization" in request.headers or request.mode == "websocket":
        return None
    if request.tainting == "cors":
        # firefox: CORS or not. The standard, chromium: the page gets the 401.
        if not trace.departs("cors-answers-authentication"):
            return None
    elif not includes_credentials(request):
        return None
    user, password = unquote(request.url.username), unquote(request.url.password)
    trace.note("authentication-answered", challenge=challenge, user=user)
    lines = [pair for pair in wire.headers if pair[0].lower() != "authorization"]
    return replace(wire, headers=(*lines, ("Authorization", basic(user, password))))
