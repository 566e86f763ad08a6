"""Semantic HTML that anyone's words can go into: escaped, folded, readable where styles are
stripped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cors_lab.display.palette import BORDER
from cors_lab.display.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


# The sanitizer of untrusted notebooks strips svg, style elements, role, aria-* and data-*; GitHub
# strips styles too. So: words and signs.
EDGE = f"1px solid {BORDER['noted']}"
PRE = (
    "margin:4px 0 12px"
    " "
    f"0;padding:8px;border:{EDGE};white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace"
)


def joined(parts: Iterable[Markup]) -> Markup:
    """Markup after markup, a line each."""
    return Markup("\n").join(parts)


def safe_link(url: str) -> Markup:
    """A link to the standard; anything that is not https stays text."""
    if not url:
        return Markup("")
    return Markup('<a href="{0}">{0}</a>' if url.startswith("https://") else "{0}").format(
        visible(url)
    )


def marked(words: str) -> Markup:
    """Text whose parts in `backticks` are code."""
    parts = visible(words, 1000).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part
        for index, part in enumerate(parts)
    )


def details(summary: str, content: Markup) -> Markup:
    """Folded content; nothing at all where there is none."""
    if content:
        return Markup("<details>\n<summary>{}</summary>\n{}\n</details>").format(summary, content)
    return Markup("")


def beside(live: Any, text: str, html: str) -> Any:
    """A widget's live view, as its library stores it, and beside it the static form for readers
    without a kernel.
    """
    data, metadata = live or ({}, {})
    return {**data, "text/plain": text, "text/html": html}, metadata
