"""`cors-lab open`: JupyterLab on the first lesson, in a copy of the learner's own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cors_lab.tools.cli import main, working_copy
from cors_lab.tools.cli import open as command
from tests.e2e.lab import wait_until_up

LESSON = "00-start-here.ipynb"
SECOND = "01-origin-and-site.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two lessons and a server."""
    root = tmp_path / "course"
    for name in (f"notebooks/{LESSON}", f"notebooks/{SECOND}", "servers/notes_api.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}, first edition")
    return root


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, course: Path) -> list[list[str]]:
    """The command lines that the process would become, in a folder of the test's."""
    lines: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "course_root", lambda: course)
    monkeypatch.setattr(command, "_become", lines.append)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return lines


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_open_starts_jupyterlab_of_this_python_on_the_first_lesson(
    started: list[list[str]], tmp_path: Path
) -> None:
    assert run("open").exit_code == 0
    options = [
        f"--ServerApp.root_dir={tmp_path / 'cors-lab-course'}",
        "--LabApp.default_url=/lab/tree/00-start-here.ipynb",
        f"--ServerApp.contents_manager_class={command.FILES}",
    ]
    assert started == [[sys.executable, "-m", "jupyterlab", *options]]


def test_open_passes_its_options_and_all_others_on(started: list[list[str]]) -> None:
    options = ["--port", "8899", "--no-browser", "--ServerApp.password=", "--debug"]
    assert run("open", *options).exit_code == 0
    assert started[0][-4:] == ["--no-browser", "--port=8899", "--ServerApp.password=", "--debug"]


def test_a_folder_can_be_named_before_the_other_options(
    started: list[list[str]], tmp_path: Path
) -> None:
    assert run("open", "mine", "--debug").exit_code == 0
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in started[0]
    assert started[0][-1] == "--debug"
    assert (tmp_path / "mine" / "servers" / "notes_api.py").is_file()


def test_root_needs_no_further_option(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    run("open")
    assert "--allow-root" in started[0]


def test_missing_lessons_are_one_sentence(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "course_root", working_copy.course_root)
    monkeypatch.setattr(working_copy, "CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setattr(working_copy, "CARRIED", tmp_path / "nowhere")
    result = run("open")
    assert (result.exit_code, started) == (1, [])
    assert result.output.startswith("Error: the lessons were not found: there is no ")


def test_missing_jupyterlab_is_one_sentence(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    result = run("open")
    assert (result.exit_code, started) == (1, [])
    assert result.output.startswith("Error: JupyterLab is not installed here.")


def test_a_port_out_of_range_is_refused(started: list[list[str]]) -> None:
    result = run("open", "--port", "70000")
    assert (result.exit_code, started) == (2, [])
    assert "70000 is not in the range" in result.output


@pytest.mark.parametrize("name", ["taken", "taken/below"])
def test_a_folder_that_cannot_be_is_one_sentence(
    started: list[list[str]], tmp_path: Path, name: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    result = run("open", name)
    assert (result.exit_code, started) == (1, [])
    assert result.output.count("\n") == 1
    assert "cors-lab open " in result.output


def edit(course: Path, folder: Path, which: str) -> None:
    """Let the course have a new edition, the learner a change, or both."""
    if "course" in which:
        (course / "notebooks" / LESSON).write_text("second edition")
    if "learner" in which:
        (folder / LESSON).write_text("my answers")


def test_what_no_one_changed_is_brought_up_to_date(
    started: list[list[str]], course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cors-lab-course"
    run("open")
    edit(course, folder, "course")
    run("open")
    assert (folder / LESSON).read_text() == "second edition"


def test_what_the_learner_changed_stays_and_the_new_edition_lies_beside_it(
    started: list[list[str]], course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cors-lab-course"
    run("open")
    edit(course, folder, "course learner")
    result = run("open")
    beside = folder / "00-start-here.new-edition.ipynb"
    assert (folder / LESSON).read_text() == "my answers"
    assert beside.read_text() == "second edition"
    assert f"There is a new edition of {LESSON}. Yours was kept" in result.output
    assert "new edition" not in run("open").output, "it is said once"
    beside.write_text("my answers to the second edition")
    (course / "notebooks" / LESSON).write_text("third edition")
    run("open")
    assert beside.read_text() == "my answers to the second edition"
    assert (folder / "00-start-here.new-edition-2.ipynb").read_text() == "third edition"


def test_a_damaged_note_of_what_was_laid_overwrites_nothing(
    started: list[list[str]], course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cors-lab-course"
    run("open")
    edit(course, folder, "learner course")
    (folder / working_copy.MANIFEST).write_text("[1")
    run("open")
    assert (folder / LESSON).read_text() == "my answers"


def test_it_opens_the_lesson_that_was_saved_last(started: list[list[str]], tmp_path: Path) -> None:
    folder = tmp_path / "cors-lab-course"
    run("open")
    (folder / SECOND).write_text("half done")
    os.utime(folder / SECOND, (2_000_000_000, 2_000_000_000))
    edit(tmp_path, folder, "learner")
    run("open")
    assert f"--LabApp.default_url=/lab/tree/{SECOND}" in started[1]


@pytest.mark.e2e
def test_open_serves_the_first_lesson(tmp_path: Path) -> None:
    """The real thing: started as a learner does, ended by a signal."""
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path),
        "JUPYTER_DATA_DIR": str(tmp_path),
        "JUPYTER_RUNTIME_DIR": str(tmp_path),
    }
    folder = str(tmp_path / "course")
    arguments = [sys.executable, "-m", "cors_lab", "open", folder, "--no-browser"]
    with subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert b"JupyterLab" in wait_until_up(printed_address(process), process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
    assert process.returncode == 0


def printed_address(process: subprocess.Popen[str]) -> str:
    """The address of the first lesson in what Jupyter prints when it is up."""
    said = []
    for line in process.stderr or ():
        said.append(line)
        if match := re.search(r"http://127\.0\.0\.1:\S+", line):
            assert urllib.parse.urlsplit(match[0]).path == "/lab/tree/00-start-here.ipynb"
            return match[0]
    raise AssertionError("JupyterLab ended before it was up:\n" + "".join(said))
