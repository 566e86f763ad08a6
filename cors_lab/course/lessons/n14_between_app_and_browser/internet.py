"""An internet in this process, for code that asks with `requests`: each request is written down,
and none leaves the machine.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

if TYPE_CHECKING:
    from collections.abc import Iterator

WEATHER, NEWS = "https://weather.example/today", "https://news.example/today"
PAGES = {WEATHER: '{"sky": "rain"}', NEWS: '{"news": "The bouncer is on holiday."}'}
METADATA = "http://169.254.169.254/latest/meta-data/"
INSIDE = "Nobody outside should read this."


@dataclass(slots=True)
class Internet:
    """What was asked of it; with `moved`, the two pages send everyone on to a secret place."""

    moved: bool = False
    asked: list[PreparedRequest] = field(default_factory=list)

    def send(self, adapter: HTTPAdapter, request: PreparedRequest, **how: Any) -> Response:
        """What `requests` calls for each request."""
        self.asked.append(request)
        url = str(request.url)
        known = PAGES.get(url.partition("?")[0])
        if known is not None and self.moved:
            return _answer(request, 302, "", {"Location": METADATA})
        headers = {"Content-Type": "application/json", "Set-Cookie": "session=theirs; Path=/"}
        return _answer(request, 200, known or INSIDE, headers)


def _answer(request: PreparedRequest, status: int, body: str, headers: dict[str, str]) -> Response:
    answer = Response()
    answer.status_code, answer.request, answer.url = status, request, str(request.url)
    answer.headers = CaseInsensitiveDict(headers)
    answer.raw = BytesIO(body.encode())
    answer.encoding = "utf-8"
    return answer


def _refuse(*_: Any, **__: Any) -> None:
    raise OSError("in this exercise, ask with `requests`")


@contextmanager
def internet(moved: bool = False) -> Iterator[Internet]:
    """While this lasts, `requests` asks this internet, and no name is looked up and no socket
    connects.
    """
    found = Internet(moved)

    def send(adapter: HTTPAdapter, request: PreparedRequest, **how: Any) -> Response:
        return found.send(adapter, request, **how)

    with (
        _replaced(HTTPAdapter, "send", send),
        _replaced(socket, "getaddrinfo", _refuse),
        _replaced(socket.socket, "connect", _refuse),
    ):
        yield found


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    before, own = getattr(owner, name), name in vars(owner)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)
