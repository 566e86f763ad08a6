"""A fix to paste."""

from __future__ import annotations

from dataclasses import dataclass

PLACEHOLDER = "https://your-page.example"  # where nothing tells the page's origin


@dataclass(frozen=True, slots=True)
class Paste:
    """Lines to paste, and a heading that says where."""

    heading: str
    lines: tuple[str, ...]
