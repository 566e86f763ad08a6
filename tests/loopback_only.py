"""No test leaves this machine: names that are not its own do not exist, other networks are away."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from cors_lab.fetch.wire import HTTPRequest, NetworkFailure


class Refuses:
    """A transport that refuses every connection, for tests that only want the arguments judged."""

    def send(self, request: HTTPRequest, target: Any) -> NetworkFailure:
        return NetworkFailure("connection-refused", "no server in this test")


@contextmanager
def loopback_only() -> Iterator[None]:
    """While this lasts, Python's sockets find and reach loopback alone."""
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def found(host: Any, *rest: Any, **more: Any) -> Any:
        if _is_here(host):
            return look_up(host, *rest, **more)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def connected(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        connect(self, address)

    with (
        mock.patch.object(socket, "getaddrinfo", found),
        mock.patch.object(socket.socket, "connect", connected),
    ):
        yield


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == socket.gethostname() or name.rpartition(".")[2] == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
