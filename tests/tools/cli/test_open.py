"""`cors-lab open`: JupyterLab on the first lesson."""

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

from cors_lab.tools.cli import main
from cors_lab.tools.cli import open as command
from tests.e2e.lab import wait_until_up


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The command lines that the process would become, with the lessons in a folder of the
    test's.
    """
    lines: list[list[str]] = []
    (tmp_path / command.FIRST_LESSON).touch()
    monkeypatch.setattr(command, "NOTEBOOKS", tmp_path)
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
        f"--ServerApp.root_dir={tmp_path}",
        "--LabApp.default_url=/lab/tree/00-start-here.ipynb",
    ]
    assert started == [[sys.executable, "-m", "jupyterlab", *options]]


def test_open_passes_its_options_and_all_others_on(started: list[list[str]]) -> None:
    assert (
        run("open", "--port", "8899", "--no-browser", "--ServerApp.password=", "--debug").exit_code
        == 0
    )
    assert started[0][-4:] == ["--no-browser", "--port=8899", "--ServerApp.password=", "--debug"]


def test_root_needs_no_further_option(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    run("open")
    assert "--allow-root" in started[0]


def test_missing_lessons_are_one_sentence(started: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / command.FIRST_LESSON).unlink()
    result = run("open")
    assert (result.exit_code, started) == (1, [])
    assert result.output.startswith("Error: the lessons were not found: there is no ")
    assert "pip install -e ." in result.output


def test_missing_jupyterlab_is_one_sentence(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    result = run("open")
    assert (result.exit_code, started) == (1, [])
    assert result.output == (
        "Error: JupyterLab is not installed here. Run `pip install -e .` in a full copy "
        "of the project.\n"
    )


def test_a_port_out_of_range_is_refused(started: list[list[str]]) -> None:
    result = run("open", "--port", "70000")
    assert (result.exit_code, started) == (2, [])
    assert "70000 is not in the range" in result.output


def test_open_serves_the_first_lesson(tmp_path: Path) -> None:
    """The real thing: started as a learner does, the first lesson fetched with the address that it
    prints, ended by a signal.
    """
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path),
        "JUPYTER_DATA_DIR": str(tmp_path),
        "JUPYTER_RUNTIME_DIR": str(tmp_path),
    }
    arguments = [sys.executable, "-m", "cors_lab", "open", "--no-browser"]
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
