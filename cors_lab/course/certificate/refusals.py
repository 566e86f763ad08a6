"""What the code of someone else's answer is refused while it runs: writing, programs, the network.
https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

REFUSED = (
    "socket.connect socket.bind socket.sendto socket.getaddrinfo subprocess. os.system os.exec "
    "os.fork os.posix_spawn os.spawn os.remove os.rename os.rmdir os.mkdir os.chmod os.chown "
    "os.link os.symlink os.truncate os.kill os.putenv shutil. ctypes. pty. signal. "
    "urllib.Request ftplib. smtplib. webbrowser."
).split()
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class RefusedError(PermissionError):
    """The code asked for something that no answer needs."""


@cache
def refuse_from_now_on() -> None:
    """From now on this process can neither write files, start programs nor open connections.

    There is no way back: call it in a child process.
    """
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _, mode, flags = (*arguments, None, None, None)[:3]
        writes = isinstance(flags, int) and flags & WRITES
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            raise RefusedError("the code of an answer may not write files")
    elif event.startswith(tuple(REFUSED)):
        raise RefusedError(f"the code of an answer may not call {event}")
