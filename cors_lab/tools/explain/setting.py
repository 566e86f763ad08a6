"""A pasted CORS setting: what it would answer to the page, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fixes.products.faults import answer_to, faults_of
from cors_lab.fixes.products.reading import read_settings
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Finding
from cors_lab.tools.read import Unreadable

if TYPE_CHECKING:
    from cors_lab.fixes.products.settings import Settings

NONE = "No CORS setting was found in this."
NO_FAULT = "Nothing is wrong with it by its look; whether your server sends it, check asks."
NO_PAGE = "Give the page's origin with --page (page=…), and what it would answer to that is told."


def explain_setting(text: str, page: str | None) -> Explanation:
    """What this setting would answer; Unreadable where the text holds none."""
    settings = read_settings(text)
    if settings is None:
        raise Unreadable(NONE)
    faults = tuple(faults_of(settings))
    finding = Finding(
        "notice",
        _headline(settings, len(faults)),
        page=page or "",
        why=answer_to(settings, page) if page else f"{_allows(settings)} {NO_PAGE}",
        fix=" ".join(faults) or NO_FAULT,
    )
    return Explanation("settings", f"A CORS setting of {settings.label}.", (finding,))


def _headline(settings: Settings, count: int) -> str:
    if count == 0:
        return f"This is a CORS setting of {settings.label}."
    mistakes = "one mistake" if count == 1 else f"{count} mistakes"
    return f"This is a CORS setting of {settings.label}, with {mistakes}."


def _allows(settings: Settings) -> str:
    named = ", ".join([*settings.origins, *settings.patterns])
    if "<echo>" in named:
        return "It allows every origin, by sending it back."
    return f"It allows {named}."
