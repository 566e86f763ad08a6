"""The normal form of the lessons: `notebooks.py` executes and writes it, `notebooks.py --check`
checks it.

What is volatile goes (widget ids and state, timings, versions, random cell ids). Execution counts
stay, as 1, 2, 3 ... in order: nbval compares no cell whose count is null, so a missing count would
switch its test off.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"

MAX_CODE_LINES = 8
MAX_EXERCISE_LINES = 14  # a cell that the learner writes stands alone, with its imports
MAX_WORDS = 120
MAX_OUTPUT = 40 * 1024
MAX_FILE = 512 * 1024

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_CELL_METADATA = ("tags", "jupyter")

LEARNER_WRITES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Try,
    ast.TryStar,
    ast.While,
)
UNCHECKED = re.compile(r"(?i)(nbval|pytest_validate)[-_](ignore|skip)")
# Ports of examples, where nothing of ours listens: a lesson on origins has to write them.
EXAMPLE = r"(?!:(3000|5000|8000)(?!\d))"
ADDRESS = re.compile(rf"(127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1\]){EXAMPLE}:\d+")
VOLATILE = {
    "the loopback address": re.compile(rf"127\.0\.0\.1{EXAMPLE}"),
    "a duration": re.compile(r"\b\d+(\.\d+)?\s?(ns|µs|μs|ms)\b"),
    "a time of day": re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b"),
    "a memory address": re.compile(r"\b0x[0-9a-f]{6,}\b"),
    "a random id": re.compile(r"\b([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"),
}

KINDS = {"code": "code cell", "markdown": "markdown cell", "raw": "raw cell"}


def lessons(folder: Path = NOTEBOOKS) -> list[Path]:
    """The lessons: their names begin with a number."""
    return sorted(folder.glob("[0-9][0-9]-*.ipynb"))


def every_notebook(folder: Path = NOTEBOOKS) -> list[Path]:
    """The lessons, and the notebook of study tools."""
    return sorted(folder.glob("*.ipynb"))


def normal_form(text: str) -> str:
    """The notebook in the one form that is committed; it does not execute anything."""
    notebook = nbformat.reads(text, as_version=4)
    count = 0
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02}"
        cell.metadata = {
            key: cell.metadata[key] for key in KEPT_CELL_METADATA if cell.metadata.get(key)
        }
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [
                _normal_output(output, count) for output in joined_streams(cell.outputs)
            ]
    notebook.metadata = METADATA
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return nbformat.writes(nbformat.from_dict(notebook)) + "\n"


def joined_streams(outputs: list[Any]) -> list[Any]:
    """Text that one cell printed, in one piece however the kernel happened to cut it."""
    joined: list[Any] = []
    for output in outputs:
        if joined and output.output_type == "stream" and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _normal_output(output: Any, count: int) -> Any:
    if "execution_count" in output:
        output.execution_count = count
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        output.metadata = {}
    if "traceback" in output:
        output.traceback = [f"{output.ename}: {output.evalue}"]
    return output


def problems(path: Path) -> list[str]:
    """Every way in which the lesson departs from the form, one sentence each, named by cell."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    found = [
        f"{KINDS[cell.cell_type]} {number} {what}"
        for number, cell in enumerate(notebook.cells, 1)
        for what in _cell_problems(cell)
    ]
    if len(text.encode()) > MAX_FILE:
        found.append(f"the file is over {MAX_FILE // 1024} KiB")
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        found.append("the first cell is no heading")
    if text != normal_form(text):
        found.append("not in normal form: run tests/tools/notebooks.py")
    return found


def _cell_problems(cell: Any) -> Iterator[str]:
    if match := ADDRESS.search(cell.source):
        yield f"names a port: {match[0]}"
    if cell.cell_type == "code":
        yield from _code_problems(cell)
        for output in cell.outputs:
            yield from _output_problems(output, cell)
    elif len(cell.source.split()) > MAX_WORDS:
        yield f"has over {MAX_WORDS} words"


def _code_problems(cell: Any) -> Iterator[str]:
    tags = cell.metadata.get("tags", [])
    if cell.execution_count is None:
        yield "was not executed, so nothing compares it"
    limit = MAX_EXERCISE_LINES if "exercise" in tags else MAX_CODE_LINES
    if len(cell.source.splitlines()) > limit:
        yield f"has over {limit} lines"
    if UNCHECKED.search(cell.source + " ".join(tags)):
        yield "is exempt from comparison"
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        yield "is not plain Python"
        return
    if "exercise" not in tags:
        yield from (
            f"has a {type(node).__name__} and is no exercise"
            for node in ast.walk(tree)
            if isinstance(node, LEARNER_WRITES)
        )


def _output_problems(output: Any, cell: Any) -> Iterator[str]:
    if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
        yield "ends in an error"
    for kind, shown in _texts(output):
        yield from (
            f"shows {what} ({kind}): {match[0]}"
            for what, pattern in VOLATILE.items()
            if (match := pattern.search(shown))
        )
        if match := ADDRESS.search(shown):
            yield f"shows a port ({kind}): {match[0]}"
        if len(shown.encode()) > MAX_OUTPUT:
            yield f"shows over {MAX_OUTPUT // 1024} KiB ({kind})"


def _texts(output: Any) -> Iterator[tuple[str, str]]:
    if output.output_type == "stream":
        yield output.name, output.text
    elif output.output_type == "error":
        yield "error", f"{output.ename}: {output.evalue}"
    else:
        yield from (
            (kind, data if isinstance(data, str) else repr(data))
            for kind, data in output.data.items()
            if kind != WIDGET_VIEW
        )


def execute(path: Path) -> str:
    """Run the lesson from top to bottom in its own folder and a fresh kernel of this environment;
    the executed notebook as text.
    """
    from nbclient import NotebookClient

    os.environ["CORS_LAB_PROGRESS"] = (
        # the kernel inherits it: a lesson shows nobody's progress, and nobody's gets these answers
        "off"
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = nbformat.from_dict(METADATA)
    NotebookClient(
        notebook,
        timeout=60,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    return nbformat.writes(notebook)


def _show(path: Path, found: list[str]) -> bool:
    for problem in found:
        print(f"{path.name}: {problem}")
    return bool(found)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Execute the lessons and write them in normal form."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say what is not in form"
    )
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks (all lessons without any)")
    arguments = parser.parse_args(argv)
    paths = arguments.paths or every_notebook()
    for path in [] if arguments.check else paths:
        path.write_text(normal_form(execute(path)), encoding="utf-8")
    wrong = [_show(path, problems(path)) for path in paths]
    print(f"{len(paths)} notebooks, {sum(wrong)} not in form")
    return 1 if any(wrong) or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
