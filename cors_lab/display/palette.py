"""The colours of all that is seen, light and dark, and the style sheets of a widget joined with
them. Nothing else knows a colour.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent

# Text in any colour but line and edge has a contrast of at least 4.5 on the surface and on `soft`;
# an edge, which marks a control, of 3.
LIGHT = {
    "ink": "#1f2328",
    "muted": "#57606a",
    "line": "#d0d7de",
    "edge": "#7d858e",
    "surface": "#ffffff",
    "soft": "#f4f5f6",
    "good": "#17702f",
    "bad": "#c4302b",
    "accent": "#0b63ad",
    "on-accent": "#ffffff",
    "origin-1": "#6639ba",
    "origin-2": "#0b6870",
    "origin-3": "#8a5000",
    "origin-4": "#a11d6b",
}
DARK = {
    "ink": "#e6edf3",
    "muted": "#a6b0ba",
    "line": "#3d444d",
    "edge": "#8b949e",
    "surface": "#0d1117",
    "soft": "#181d24",
    "good": "#56d364",
    "bad": "#ff7b72",
    "accent": "#79b8ff",
    "on-accent": "#0d1117",
    "origin-1": "#d2a8ff",
    "origin-2": "#5cc8d0",
    "origin-3": "#e3b341",
    "origin-4": "#ff9bce",
}
# Borders in stored HTML, which cannot know the theme around it: sanitizers take style sheets away.
# Each can be seen on white and on black.
BORDER = {"passed": "#2da44e", "failed": "#d1433f", "noted": "#8c959f", "not-reached": "#8c959f"}

# What a host of notebooks says of its own colours and fonts, and by which attribute it is known;
# what is missing there is ours.
JUPYTER = {
    "ink": "--jp-ui-font-color1",
    "surface": "--jp-layout-color0",
    "line": "--jp-border-color1",
    "sans": "--jp-ui-font-family",
    "mono": "--jp-code-font-family",
}
VSCODE = {
    "ink": "--vscode-editor-foreground",
    "surface": "--vscode-editor-background",
    "line": "--vscode-panel-border",
    "sans": "--vscode-font-family",
    "mono": "--vscode-editor-font-family",
}
HOSTS = {"[data-jp-theme-light]": JUPYTER, "[data-vscode-theme-kind]": VSCODE}
# JupyterLab, Notebook and Voila; VS Code; Colab.
IN_THE_DARK = (
    '[data-jp-theme-light="false"]',
    '[data-vscode-theme-kind="vscode-dark"]',
    '[data-vscode-theme-kind="vscode-high-contrast"]',
    'html[theme="dark"]',
)
SOFT = "color-mix(in srgb, var(--cors-ink) 5%, var(--cors-surface))"
FONTS = {"sans": "system-ui, sans-serif", "mono": "ui-monospace, Menlo, Consolas, monospace"}


def styled(*sheets: Path) -> str:
    """The style sheet of a widget whose root has the class `cors-lab`: the palette, what all
    widgets share, and its own `sheets`.
    """
    return "\n".join(
        [
            palette_css(),
            *(path.read_text(encoding="utf-8") for path in (HERE / "shared.css", *sheets)),
        ]
    )


def palette_css() -> str:
    """The colours as custom properties of `.cors-lab`: as the host says, else as the reader's
    system does, else light.
    """
    told = "\n".join(f"{host} .cors-lab {{ {_told(names)} }}" for host, names in HOSTS.items())
    unknown = f"body:not({', '.join(HOSTS)}) .cors-lab"
    return "\n".join(
        [
            told,
            f".cors-lab {{ {_scheme('light', LIGHT)} {_values(FONTS)} }}",
            f"@media (prefers-color-scheme: dark) {{ {unknown} {{ {_scheme('dark', DARK)} }} }}",
            f":is({', '.join(IN_THE_DARK)}) .cors-lab {{ {_scheme('dark', DARK)} }}",
        ]
    )


def page_css() -> str:
    """The colours of a page that stands alone: light, or dark if the reader's system is."""

    def rule(colours: dict[str, str]) -> str:
        ink, surface, line = colours["ink"], colours["surface"], colours["edge"]
        return f":root {{ --line: {line}; }} body {{ color: {ink}; background: {surface}; }}"

    dark = f"a {{ color: {DARK['accent']}; }} {rule(DARK)}"
    return f"{rule(LIGHT)}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}"


def _told(names: dict[str, str]) -> str:
    return " ".join(f"--cors-host-{name}: var({theirs});" for name, theirs in names.items())


def _scheme(name: str, colours: dict[str, str]) -> str:
    return f"color-scheme: {name}; {_values(colours)}"


def _values(values: dict[str, str]) -> str:
    return " ".join(f"--cors-{name}: {_value(name, value)};" for name, value in values.items())


def _value(name: str, value: str) -> str:
    """As the host says it, where it does; what is between ink and surface follows those two."""
    if name == "soft":
        return SOFT
    return f"var(--cors-host-{name}, {value})" if name in JUPYTER else value


def in_the_dark(*names: str) -> str:
    """A style sheet for a drawing that stands alone in its plain light colours: the dark ones,
    where the reader prefers them.
    """
    swaps = [
        f'[{paint}="{LIGHT[name]}"] {{ {paint}: {DARK[name]}; }}'
        for name in names
        for paint in ("fill", "stroke")
    ]
    return f"@media (prefers-color-scheme: dark) {{ {' '.join(swaps)} }}"
