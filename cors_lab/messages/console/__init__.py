"""The lines that each engine prints in its console for one fetch: their words as data, and the
conditions under which they appear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.messages.console.chromium import chromium_error, chromium_lines
from cors_lab.messages.console.facts import CookieNote, Outcome, Told
from cors_lab.messages.console.firefox import firefox_lines, firefox_reason
from cors_lab.messages.console.load_chromium import chromium_load_lines
from cors_lab.messages.console.load_firefox import firefox_load_lines
from cors_lab.messages.console.load_webkit import webkit_load_lines
from cors_lab.messages.console.webkit import webkit_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "ENGINES",
    "CookieNote",
    "Outcome",
    "Told",
    "chromium_error",
    "console_lines",
    "firefox_reason",
]


ENGINES: Mapping[str, Callable[[Outcome], list[str]]] = {
    "chromium": chromium_lines,
    "firefox": firefox_lines,
    "webkit": webkit_lines,
    "standard": lambda _: [],
}

# Of elements and of documents with policies.
LOADS: Mapping[str, Callable[[Outcome], list[str]]] = {
    "chromium": chromium_load_lines,
    "firefox": firefox_load_lines,
    "webkit": webkit_load_lines,
    "standard": lambda _: [],
}


def console_lines(engine: str, outcome: Outcome) -> list[str]:
    """The lines that this engine prints, in order; none for "standard", which has no console.
    ValueError for an unknown engine.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine: {engine!r} is not one of {', '.join(ENGINES)}.")
    if outcome.initiator != "fetch":
        return LOADS[engine](outcome)
    noted = tuple(told for told in outcome.told if told.code.startswith(("preload-", "csp-")))
    if not noted:
        return ENGINES[engine](outcome)
    if outcome.error == "csp-blocked":
        return LOADS[engine](outcome._replace(told=noted))
    before = LOADS[engine](Outcome(initiator="fetch", told=noted))
    return before + ENGINES[engine](outcome)
