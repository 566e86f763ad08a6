"""The servers that run now, by the origin that each answers for: `serve` enters them here, a
browser looks them up.
"""

from __future__ import annotations

from threading import Lock
from typing import Protocol


class Running(Protocol):
    """A server that answers for an origin at a base URL of its own."""

    @property
    def url(self) -> str: ...  # noqa: D102
    def stop(self) -> None: ...  # noqa: D102


SERVERS: dict[str, Running] = {}
LOCK = Lock()  # held by whoever looks or enters


def hosts() -> dict[str, str]:
    """From origin to the base URL that answers for it."""
    with LOCK:
        return {origin: server.url for origin, server in SERVERS.items()}
