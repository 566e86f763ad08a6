"""Puts one request on the wire, byte for byte, bounded in time and size: over a socket, or to a
WSGI app called in this process.

`sockets` and `wsgi` are imported by name: who asks an app in process, or replays a recording, needs
no network.
"""

from __future__ import annotations

MAX_BODY = 32 * 1024 * 1024
