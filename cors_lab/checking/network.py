"""A transport to the network."""

from __future__ import annotations

from cors_lab.checking.cannot_ask import CannotAsk
from cors_lab.transport.sockets import SocketTransport


def socket_transport(timeout: float = 5.0, verify: bool | str = True) -> SocketTransport:
    """A transport to the network; CannotAsk for a time that is none, or a file that has no certificates."""
    try:
        return SocketTransport(timeout=timeout, verify=verify)
    except ValueError as error:
        raise CannotAsk("arguments", str(error)) from error
