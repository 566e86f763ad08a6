"""A transport to the network."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from cors_lab.browser.transport import MAX_BODY
from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.tools.check.errors import CannotAsk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def socket_transport(
    timeout: float = 5.0, verify: bool | str = True, max_bytes: int = MAX_BODY
) -> AbstractContextManager[SocketTransport]:
    """A transport to the network, which keeps its connection while it asks one server; `max_bytes`
    bounds each body.

    CannotAsk for a time that is none, or a file that has no certificates.
    """
    try:
        return closing(
            SocketTransport(timeout=timeout, verify=verify, max_bytes=max_bytes, keep=True)
        )
    except ValueError as error:
        raise CannotAsk("arguments", str(error)) from error
