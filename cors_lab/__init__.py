"""CORS Lab: a simulated browser that tells the truth about CORS, real servers on loopback, and a
course around them.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.bench import Bench as Bench  # a public name, though not in __all__
    from cors_lab.browser.browser import Browser, Page
    from cors_lab.result.record import Exchange, FetchError, Step
    from cors_lab.result.result import FetchResult
    from cors_lab.server.loopback import Server, serve
    from cors_lab.server.policy import ECHO, SAME, Policy, PolicyFront
    from cors_lab.tools.audit import audit
    from cors_lab.tools.explain import explain

__all__ = [
    "ECHO",
    "SAME",
    "Browser",
    "Exchange",
    "FetchError",
    "FetchResult",
    "Page",
    "Policy",
    "PolicyFront",
    "Server",
    "Step",
    "audit",
    "explain",
    "serve",
]
# A wheel carries the lessons and their servers in here; a checkout has them beside the package.
_CARRIED = f"{__path__[0]}/_course"
if os.path.isdir(_CARRIED) and _CARRIED not in sys.path:  # noqa: PTH112
    sys.path.append(_CARRIED)

_ROOMS = {
    "bench": "Bench",  # not in __all__: `from cors_lab import *` would bring Jupyter along
    "browser.browser": "Browser Page",
    "result.record": "Exchange FetchError Step",
    "result.result": "FetchResult",
    "server.loopback": "Server serve",
    "server.policy": "ECHO SAME Policy PolicyFront",
    "tools.audit": "audit",
    "tools.explain": "explain",
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Each public name is imported when it is first asked for: the command and the views need few
    of them (PEP 562).
    """
    if name not in _HOMES:
        raise AttributeError(
            f"module 'cors_lab' has no attribute {name!r}; its names are {', '.join(_HOMES)}."
        )
    return getattr(import_module(f"cors_lab.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """For completion, which does not know of names that are not imported yet."""
    return sorted({*globals(), *_HOMES})
