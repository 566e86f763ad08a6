"""Each lesson as a web page made by nbconvert: no kernel, no script, and still every question,
reason and result is there to read.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.tools.notebooks import lessons

by_lesson = pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.name)
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


PAGES: dict[Path, str] = {}


def page_of(lesson: Path) -> str:
    """The page without any script."""
    if lesson not in PAGES:
        exporter = HTMLExporter(embed_images=False, sanitize_html=False)
        PAGES[lesson] = SCRIPT.sub(
            "", exporter.from_notebook_node(nbformat.read(lesson, as_version=4))[0]
        )
    return PAGES[lesson]


class Reader(HTMLParser):
    """What stands in the page: its text, headings, and the ways in which it would be hard to
    read.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.headings: list[int] = []
        self.unnamed: list[str] = []
        self.summaries = self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img" and not given.get("alt"):
            self.unnamed.append(str(given.get("src")))
        self.summaries += tag == "summary"
        self.silent += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data)


def read(lesson: Path) -> Reader:
    return Reader(page_of(lesson))


def words(reader: Reader) -> str:
    return " ".join(" ".join(reader.text).split())


def widgets(lesson: Path) -> list[str]:
    """The first line of what stands for each interactive part."""
    kinds = re.compile(
        "^(Predict|Question 1|Card 1|Speed challenge|Preflight|A "
        "server|Origin|Side-effect|The page asks|Access-Control|Cookie matrix|X-ray|Redirect map|"
        "Time machine|Red team)"
    )
    outputs = [
        output
        for cell in nbformat.read(lesson, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    plain = [str(output.get("data", {}).get("text/plain", "")) for output in outputs]
    return [text.splitlines()[0] for text in plain if kinds.match(text)]


@by_lesson
def test_every_interactive_part_has_a_form_to_read(lesson: Path) -> None:
    shown = words(read(lesson))
    assert len(widgets(lesson)) >= 2
    for first in widgets(lesson):
        assert first.partition(":")[0] in shown
    assert "model_id" not in page_of(lesson)
    assert not re.search(r"Loading widget|could not be displayed|\w+\(children=|<cors_lab", shown)


@by_lesson
def test_answers_are_folded_but_there(lesson: Path) -> None:
    reader = read(lesson)
    assert reader.summaries >= 5
    assert "Is it A?" in words(reader)
    assert re.search(r"(What happened|The answer)", words(reader))


@by_lesson
def test_headings_make_an_outline(lesson: Path) -> None:
    levels = read(lesson).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@by_lesson
def test_pictures_are_told_in_words(lesson: Path) -> None:
    assert read(lesson).unnamed == []


@by_lesson
def test_no_output_depends_on_colour_or_script(lesson: Path) -> None:
    outputs = [
        output
        for cell in nbformat.read(lesson, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    html = [str(output.get("data", {}).get("text/html", "")) for output in outputs]
    assert not [
        part for part in html if re.search(r"<script|onclick=|javascript:", part, re.IGNORECASE)
    ]
    coloured = [part for part in html if "border-left:4px solid" in part]
    assert not [part for part in coloured if not re.search("[✓✗·]", part)]
