"""axe-core on what a notebook shows: what it finds in JupyterLab's own frame is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
# The parts of ours; the rest of an output area is JupyterLab's.
OURS = (
    ":is(.cors-bench, .cors-predict, .cors-cards, .cors-experiment, .cors-challenge, "
    ".cors-lesson, .cors-review, .cors-map, .jp-RenderedHTMLCommon)"
)


def violations(page: Page, scope: str = OURS) -> list[str]:
    """Rule, element and what is wrong, for each serious or critical violation within `scope`."""
    found: dict[str, Any] = Axe().run(page, context={"include": [[scope]]}).response
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
