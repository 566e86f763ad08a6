"""Showing a FetchResult: plain text, HTML, a sequence diagram, and the bench. Pure functions of the result, save for the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.views.html import render_html
from cors_lab.views.text import render_text

if TYPE_CHECKING:
    from cors_lab.result import FetchResult

__all__ = ["render_html", "render_mimebundle", "render_text"]


def render_mimebundle(result: FetchResult) -> dict[str, str]:
    """What a notebook stores for a result. No image/svg+xml: a front end shows only one of the forms, and the HTML has the words."""
    return {"text/plain": render_text(result), "text/html": render_html(result)}
