"""The style of a page that stands alone: for the screen, light and dark, and for paper."""

from __future__ import annotations

from cors_lab.display.palette import DARK, LIGHT

SHEET = """
:root { color-scheme: light dark; }
body { max-width: 50em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .2em; font-size: 2em; } h2 { margin: 1.6em 0 .4em; font-size: 1.2em; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; }
th, td { border-bottom: 1px solid var(--line); }
pre { padding: 8px; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; }
@media (max-width: 600px) { th, td { overflow-wrap: anywhere; } }
.wide { overflow-x: auto; }
@media print { body { margin: 0; font-size: 11pt; } details { break-inside: avoid; } }
"""


def colours() -> str:
    """The palette as style rules, light and dark."""

    def rule(palette: dict[str, str]) -> str:
        ink, surface, line = palette["ink"], palette["surface"], palette["edge"]
        return f":root {{ --line: {line}; }} body {{ color: {ink}; background: {surface}; }}"

    dark = f"a {{ color: {DARK['accent']}; }} {rule(DARK)}"
    return f"{rule(LIGHT)}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}"
