"""A page that stands alone: for the screen, light and dark, and for paper."""

from __future__ import annotations

from markupsafe import Markup

from cors_lab.display.palette import page_css

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
PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n"
    "</main>\n{after}</body>\n</html>\n"
)


def page(title: str, body: Markup, style: str = "", after: str = "") -> str:
    """A whole HTML file with nothing outside it; `style` are rules of its own, `after` stands
    behind what is read.
    """
    rules = Markup(SHEET + style + page_css())
    return str(PAGE.format(title=title, style=rules, body=body, after=Markup(after)))
