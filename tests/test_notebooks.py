"""The form of the lessons, and that strict nbval sees what it is trusted to see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.tools import notebooks

WIDGET = """\
import anywidget

class Bench(anywidget.AnyWidget):
    _esm = "export default { render() {} }"
    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": "a bench", "text/html": "<p>blocked</p>"}, metadata
Bench()"""


@pytest.mark.parametrize("lesson", notebooks.every_notebook(), ids=lambda path: path.name)
def test_form(lesson: Path) -> None:
    assert notebooks.problems(lesson) == []


def write(path: Path, *cells: nbformat.NotebookNode) -> Path:
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A lesson"), *cells]), path)
    return path


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson in normal form: something printed, a value, a widget with a static form."""
    source = 'for word in ("one", "two"):\n    print(word, flush=True)'
    path = write(
        tmp_path_factory.mktemp("lesson") / "lesson.ipynb",
        new_code_cell(source),
        new_code_cell("6 * 7"),
        new_code_cell(WIDGET),
    )
    path.write_text(notebooks.normal_form(notebooks.execute(path)), encoding="utf-8")
    return path


def nbval(path: Path) -> dict[str, str]:
    """The outcome of each cell under strict nbval, by the cell's name."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        "--color=no",
    ]
    options = ["--nbval", "--nbval-current-env", "-rA", "--rootdir", str(path.parent), str(path)]
    out = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=120, check=False
    ).stdout
    lines = [
        line.split(" ") for line in out.splitlines() if line.startswith(("PASSED ", "FAILED "))
    ]
    return {" ".join(words[1:3]).rpartition("::")[2]: words[0] for words in lines}


def test_an_executed_lesson_is_in_form_but_for_what_only_exercises_may(executed: Path) -> None:
    assert notebooks.problems(executed) == [
        "code cell 4 has a ClassDef and is no exercise",
        "code cell 4 has a FunctionDef and is no exercise",
    ]


def test_the_widget_is_stored_by_its_static_form_alone(executed: Path) -> None:
    widget = nbformat.read(executed, as_version=4).cells[3].outputs[0]
    assert widget.data == {"text/plain": "a bench", "text/html": "<p>blocked</p>"}
    assert "widgets" not in nbformat.read(executed, as_version=4).metadata


def test_normal_form_is_stable(executed: Path) -> None:
    text = executed.read_text(encoding="utf-8")
    assert notebooks.normal_form(text) == text
    assert [cell.get("execution_count") for cell in nbformat.reads(text, as_version=4).cells] == [
        None,
        1,
        2,
        3,
    ]


def test_nbval_passes_what_is_true(executed: Path) -> None:
    assert nbval(executed) == {"Cell 0": "PASSED", "Cell 1": "PASSED", "Cell 2": "PASSED"}


def test_nbval_fails_on_altered_output_of_every_kind(executed: Path, tmp_path: Path) -> None:
    text = executed.read_text(encoding="utf-8")
    altered = (
        text.replace("one\\n", "none\\n")
        .replace('"42"', '"43"')
        .replace("<p>blocked", "<p>allowed", 1)
    )  # the first is the output
    (tmp_path / "altered.ipynb").write_text(altered, encoding="utf-8")
    assert nbval(tmp_path / "altered.ipynb") == {
        "Cell 0": "FAILED",
        "Cell 1": "FAILED",
        "Cell 2": "FAILED",
    }


def test_a_cell_without_execution_count_is_never_compared_so_the_form_forbids_it(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "unrun.ipynb", new_code_cell("print('a surprise')"))
    assert nbval(path) == {"Cell 0": "PASSED"}
    assert "code cell 2 was not executed, so nothing compares it" in notebooks.problems(path)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (new_code_cell("1\n" * 9, execution_count=1), "code cell 2 has over 8 lines"),
        (
            new_code_cell("while False: pass", execution_count=1),
            "code cell 2 has a While and is no exercise",
        ),
        (new_code_cell("%time 1", execution_count=1), "code cell 2 is not plain Python"),
        (
            new_code_cell("# NBVAL_IGNORE_OUTPUT\n1", execution_count=1),
            "code cell 2 is exempt from comparison",
        ),
        (
            new_code_cell("1", execution_count=1, metadata={"tags": ["nbval-skip"]}),
            "code cell 2 is exempt from comparison",
        ),
        (
            new_code_cell("get('http://127.0.0.1:50001')", execution_count=1),
            "code cell 2 names a port: 127.0.0.1:50001",
        ),
        (new_markdown_cell("word " * 121), "markdown cell 2 has over 120 words"),
        (
            new_markdown_cell("Open http://localhost:8888 now."),
            "markdown cell 2 names a port: localhost:8888",
        ),
    ],
)
def test_a_cell_out_of_form_is_named(
    tmp_path: Path, cell: nbformat.NotebookNode, problem: str
) -> None:
    assert problem in notebooks.problems(write(tmp_path / "lesson.ipynb", cell))


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        ("server on 127.0.0.1", "shows the loopback address (stdout): 127.0.0.1"),
        ("took 3.2 ms", "shows a duration (stdout): 3.2 ms"),
        ("Date: Sun, 22 Nov 2026 10:11:12 GMT", "shows a time of day (stdout): 10:11:12"),
        ("<object at 0x7f0123456789>", "shows a memory address (stdout): 0x7f0123456789"),
        ("0" * 32, "shows a random id (stdout): " + "0" * 32),
        ("x" * 40 * 1024 + "\n", "shows over 40 KiB (stdout)"),
    ],
)
def test_volatile_or_bulky_output_is_named(tmp_path: Path, shown: str, problem: str) -> None:
    output = nbformat.v4.new_output("stream", name="stdout", text=shown)
    path = write(tmp_path / "lesson.ipynb", new_code_cell("1", execution_count=1, outputs=[output]))
    assert f"code cell 2 {problem}" in notebooks.problems(path)


def test_exercises_may_define_functions(tmp_path: Path) -> None:
    cell = new_code_cell("def fix(): ...", execution_count=1, metadata={"tags": ["exercise"]})
    assert not [
        problem
        for problem in notebooks.problems(write(tmp_path / "lesson.ipynb", cell))
        if "FunctionDef" in problem
    ]


def test_check_exits_with_1_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "lesson.ipynb", new_code_cell("1"))
    before = path.read_bytes()
    assert notebooks.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    assert "lesson.ipynb: code cell 2 was not executed" in capsys.readouterr().out
