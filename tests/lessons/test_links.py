"""Links of the lessons lead somewhere: to a file that is there, or to a place that the Fetch
Standard has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from tests.tools.claims import ANCHORS
from tests.tools.notebooks import ROOT, lessons

by_lesson = pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.name)
LINK = re.compile(r"""\]\((?P<md>[^)\s]+)\)|\b(?:href|src)=\\?["'](?P<html>[^"'\\]+)""")
STANDARD = "https://fetch.spec.whatwg.org/"
# Other places that the lessons may send a learner to; each is a standard's own page or the
# project's.
KNOWN = (
    STANDARD,
    "https://www.rfc-editor.org/",
    "https://httpwg.org/",
    "https://html.spec.whatwg.org/",
    "https://w3c.github.io/webappsec-",
)
PICTURE = "data:image/svg+xml;base64,"
URL = re.compile(r"https?://(?:[a-z0-9-]+\.)*(?:example|test|localhost)\b")


def links(lesson: Path) -> Iterator[str]:
    """Every link of prose and outputs, in order."""
    for cell in nbformat.read(lesson, as_version=4).cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", []):
            texts.append(str(output.get("data", {}).get("text/html", "")))
        yield from (found["md"] or found["html"] for text in texts for found in LINK.finditer(text))


def broken(folder: Path, link: str) -> str:
    """What is wrong with a link, or ""."""
    if link.startswith(PICTURE):
        return ""
    path, _, fragment = link.partition("#")
    if link.startswith(STANDARD):
        return "" if not fragment or fragment in ANCHORS else "no such place in the standard"
    if link.startswith("http"):
        return "" if link.startswith(KNOWN) else "an address that is not known here"
    file = (folder / unquote(path)).resolve()
    if not file.is_relative_to(ROOT) or not file.is_file():
        return "no such file"
    return "" if not fragment or fragment in headings(file) else "no such heading"


def headings(file: Path) -> set[str]:
    """The fragments that JupyterLab and GitHub give to headings of a notebook: words joined by
    hyphens.
    """
    text = (
        "\n".join(cell.source for cell in nbformat.read(file, as_version=4).cells)
        if file.suffix == ".ipynb"
        else file.read_text()
    )
    return {
        title.strip().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


@by_lesson
def test_every_link_leads_somewhere(lesson: Path) -> None:
    found = list(links(lesson))
    assert len(found) >= 2
    assert {link: wrong for link in found if (wrong := broken(lesson.parent, link))} == {}


@by_lesson
def test_prose_names_no_address_of_the_real_web_but_standards(lesson: Path) -> None:
    prose = [
        cell.source
        for cell in nbformat.read(lesson, as_version=4).cells
        if cell.cell_type == "markdown"
    ]
    named = re.findall(r"https?://[a-z0-9.-]+\.[a-z]+", "\n".join(prose))
    assert [
        url
        for url in named
        if not URL.match(url) and not f"{url}/".startswith(KNOWN) and not url.startswith(KNOWN)
    ] == []


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("00-start-here.ipynb", ""),
        ("99-nowhere.ipynb", "no such file"),
        ("../../secrets.txt", "no such file"),
        ("00-start-here.ipynb#Two-servers", ""),
        ("00-start-here.ipynb#Three-servers", "no such heading"),
        (f"{STANDARD}#cors-check", ""),
        (f"{STANDARD}#cors-wish", "no such place in the standard"),
        ("https://blog.invalid/cors-explained", "an address that is not known here"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(link: str, wrong: str) -> None:
    assert broken(lessons()[0].parent, link) == wrong
