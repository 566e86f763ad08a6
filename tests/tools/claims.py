"""The ledger of claims: what a lesson says about browsers and servers, and what shows it.

`tests/lessons/claims/NN.toml` has up to three tables, with a row for a sentence, word for word:

[shown]     "sentence" = ["part of the source of exactly one cell", "text of its stored output"]
[recorded]  "sentence" = "id of a recorded scenario in tests/browsers/data"
[defined]   "sentence" = "the place in a standard, https://..."

Questions, instructions and pictures have no row: a better sentence costs one line at most, and none
where no claim is made. The three sentences to remember at the end of a lesson must each have one.

`python -m tests.tools.claims` counts, and names the rows that do not hold; with the number of a
lesson it also prints its sentences that have no row, as TOML to choose from.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from tests.tools.notebooks import ROOT, lessons

LEDGER = ROOT / "tests" / "lessons" / "claims"
DATA = ROOT / "tests" / "browsers" / "data"
ANCHORS = frozenset((ROOT / "tests" / "fetch" / "anchors.txt").read_text().split())
STANDARD = "https://fetch.spec.whatwg.org/#"
TABLES = ("shown", "recorded", "defined")
REMEMBERED = "## Three sentences to remember"

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
ITEM = re.compile(r"^\s*([-*+]|\d+\.)\s+(?=\S)")
NEXT = r"""\s+(?=[A-Z"'“‘`*(])"""
END = re.compile(rf"""(?<=[.!?]){NEXT}|(?<=[.!?][*_)"”’]){NEXT}|(?<=[.!?]\*\*){NEXT}""")
TAG = re.compile(r"<[^>]*>")


def number_of(lesson: Path) -> str:
    """The two digits its name begins with."""
    return lesson.name[:2]


def sentences(lesson: Path) -> list[str]:
    """The sentences of the lesson's prose, in order: no headings, no code blocks, no lines that
    only navigate.
    """
    return [
        sentence
        for cell in _cells(lesson)
        if cell.cell_type == "markdown"
        for sentence in _of_cell(cell.source)
    ]


def _of_cell(source: str) -> Iterator[str]:
    for paragraph in _paragraphs(FENCE.sub("\n", source)):
        yield from (sentence for sentence in END.split(paragraph) if re.search(r"\w", sentence))


def _paragraphs(source: str) -> Iterator[str]:
    """Paragraphs and list items, each on one line."""
    gathered: list[str] = []
    for line in [*source.splitlines(), ""]:
        item = ITEM.match(line)
        if item or not line.strip() or line.startswith(("#", "|")):
            if gathered:
                yield " ".join(gathered)
            gathered = []
        if line.strip() and not line.startswith(("#", "|")) and not _navigates(line):
            gathered.append(line[item.end() :].strip() if item else line.strip())


def _navigates(line: str) -> bool:
    return bool(re.fullmatch(r"(\s*·?\s*\[[^\]]*\]\([^)]*\.ipynb\)\s*)+", line))


def ledger(lesson: Path) -> dict[str, dict[str, Any]]:
    """The three tables of this lesson; empty ones where there is no file."""
    path = LEDGER / f"{number_of(lesson)}.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {table: found.get(table, {}) for table in TABLES} | {
        name: found[name] for name in found if name not in TABLES
    }


def without(lesson: Path) -> list[str]:
    """The sentences that have no row."""
    known = {sentence for table in ledger(lesson).values() for sentence in table}
    return [sentence for sentence in sentences(lesson) if sentence not in known]


def remembered(lesson: Path) -> list[str]:
    """The three sentences to remember."""
    sources = [cell.source for cell in _cells(lesson) if REMEMBERED in cell.source]
    numbered = re.findall(r"^\d\. (.*)$", "\n".join(sources), re.MULTILINE)
    return [sentence for line in numbered for sentence in _of_cell(line)]


def problems(lesson: Path) -> list[str]:
    """What is wrong with the rows of the ledger, one sentence each."""
    tables, said = ledger(lesson), set(sentences(lesson))
    rows = [
        (name, sentence, row) for name, table in tables.items() for sentence, row in table.items()
    ]
    twice = sorted(
        {
            sentence
            for _, sentence, _ in rows
            if sum(sentence in table for table in tables.values()) > 1
        }
    )
    found = [f"there is no table [{name}]" for name in tables if name not in TABLES]
    found += [f"in two tables: {sentence}" for sentence in twice]
    found += [
        f"the lesson no longer says: {sentence}" for _, sentence, _ in rows if sentence not in said
    ]
    return found + [
        f"{what}: {sentence}" for name, sentence, row in rows if (what := CHECKS[name](lesson, row))
    ]


def _shown(lesson: Path, row: Any) -> str:
    if not (isinstance(row, list) and len(row) == 2):
        return "[shown] wants a part of a cell's source and a part of its output"
    source, output = row
    cells = [cell for cell in _cells(lesson) if cell.cell_type == "code" and source in cell.source]
    if len(cells) != 1:
        return f"{len(cells)} cells have {source!r} in their source"
    return (
        ""
        if _folded(output) in _folded(_output(cells[0]))
        else f"the output of the cell with {source!r} does not have {output!r}"
    )


def _recorded(lesson: Path, row: Any) -> str:
    return "" if row in _scenarios() else f"no recorded scenario is called {row!r}"


def _defined(lesson: Path, row: Any) -> str:
    link = str(row)
    if not link.startswith("https://"):
        return "[defined] wants a place in a standard"
    anchor = link.removeprefix(STANDARD)
    if link.startswith(STANDARD) and anchor not in ANCHORS:
        return f"the standard has no {link}"
    return ""


CHECKS = {"shown": _shown, "recorded": _recorded, "defined": _defined}


@cache
def _scenarios() -> frozenset[str]:
    files = sorted(DATA.glob("*.jsonl.gz"))
    return frozenset(
        json.loads(line)["id"] for path in files for line in gzip.open(path, "rt", encoding="utf-8")
    )


@cache
def _cells(lesson: Path) -> list[Any]:
    return list(nbformat.read(lesson, as_version=4).cells)


def _output(cell: Any) -> str:
    """All that the cell shows, as text."""
    shown = [
        output.text
        if output.output_type == "stream"
        else " ".join(map(str, output.get("data", {}).values()))
        for output in cell.outputs
    ]
    return "\n".join([*shown, html.unescape(TAG.sub("", "\n".join(shown)))])


def _folded(text: str) -> str:
    return " ".join(text.split())


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check what shows that the lessons are true.")
    parser.add_argument(
        "numbers", nargs="*", help="lessons whose sentences without a row are printed, such as 04"
    )
    numbers = parser.parse_args(argv).numbers
    wrong = 0
    for lesson in lessons():
        tables, found = ledger(lesson), problems(lesson)
        wrong += len(found)
        counts = ", ".join(f"{len(tables[name])} {name}" for name in TABLES)
        print(f"{lesson.name}: {len(sentences(lesson))} sentences, {counts}", *found, sep="\n  ")
        for sentence in without(lesson) if number_of(lesson) in numbers else ():
            print(f"{json.dumps(sentence, ensure_ascii=False)} = ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
