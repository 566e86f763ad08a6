"""The servers that run now, by the origin that each answers for: `serve` enters them here, a browser looks them up."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.serving import Server

SERVERS: dict[str, Server] = {}
LOCK = Lock()  # held by whoever looks or enters


def hosts() -> dict[str, str]:
    """From origin to the base URL that answers for it."""
    with LOCK:
        return {origin: server.url for origin, server in SERVERS.items()}
