"""The colours: strong enough in light and dark, on the grounds of the hosts too, and named in one
place.
"""

import re

import pytest

from cors_lab.display.palette import BORDER, DARK, HERE, LIGHT
from tests.result.test_diagram import contrast

ROOT = HERE.parent
TEXT = ("ink", "muted", "good", "bad", "accent", *(f"origin-{number}" for number in (1, 2, 3, 4)))
# Our own, JupyterLab's, and those of well-known themes of VS Code (Light and Dark Modern,
# Solarized, Monokai).
GROUNDS = {
    "light": (LIGHT, (LIGHT["surface"], "#fdf6e3")),
    "dark": (DARK, (DARK["surface"], "#111111", "#1f1f1f", "#002b36", "#272822")),
}
COLOUR = re.compile(r"(?<!&)#[0-9a-fA-F]{3,8}\b|\brgba?\(|--jp-|--vscode-|prefers-color-scheme")


def mixed(one, other, part):
    """`part` of one colour in the other, as color-mix does."""
    both = ([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (one, other))
    return "#" + "".join(
        f"{round(a * part + b * (1 - part)):02x}" for a, b in zip(*both, strict=True)
    )


@pytest.mark.parametrize(
    ("theme", "ground"),
    [(theme, ground) for theme, (_, grounds) in GROUNDS.items() for ground in grounds],
)
def test_text_and_the_edges_of_controls_are_strong_enough(theme, ground):
    colours, soft = GROUNDS[theme][0], mixed(GROUNDS[theme][0]["ink"], ground, 0.05)
    weak = [
        name
        for name in TEXT
        if min(contrast(colours[name], ground), contrast(colours[name], soft)) < 4.5
    ]
    assert weak == []
    assert contrast(colours["edge"], ground) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_words_on_a_filled_button_can_be_read(colours):
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5


def test_the_borders_of_stored_html_are_seen_on_white_and_on_black():
    assert [
        name
        for name, colour in BORDER.items()
        if min(contrast(colour, "#ffffff"), contrast(colour, "#111111")) < 3
    ] == []


def test_light_and_dark_have_the_same_colours():
    assert LIGHT.keys() == DARK.keys()


def test_no_other_file_of_the_views_knows_a_colour():
    files = [
        path
        for room in ("display", "result", "bench", "course")
        for kind in ("py", "css", "js")
        for path in (ROOT / room).rglob(f"*.{kind}")
    ]
    found = {
        path.name: COLOUR.findall(path.read_text(encoding="utf-8"))
        for path in files
        if path.name != "palette.py"
    }
    assert {name: colours for name, colours in found.items() if colours} == {}
