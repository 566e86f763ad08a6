"""`cors-lab open`: the course in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
FIRST_LESSON = "00-start-here.ipynb"
PASS_ON = {"ignore_unknown_options": True}


@click.command("open", context_settings=PASS_ON)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port to listen on; the next free one if it is taken.",
)
@click.argument("extra", nargs=-1, type=click.UNPROCESSED)
def command(no_browser: bool, port: int | None, extra: tuple[str, ...]) -> None:
    """Open the first lesson in JupyterLab; EXTRA arguments are passed on to it."""
    _require(
        (NOTEBOOKS / FIRST_LESSON).is_file(),
        f"the lessons were not found: there is no {NOTEBOOKS / FIRST_LESSON}. Run `pip install -e"
        " .` in a full copy of the project.",
    )
    _require(
        find_spec("jupyterlab") is not None,
        "JupyterLab is not installed here. Run `pip install -e .` in a full copy of the project.",
    )
    _become(_jupyterlab(no_browser, port, extra))


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise click.ClickException(sentence)


def _jupyterlab(no_browser: bool, port: int | None, extra: tuple[str, ...]) -> list[str]:
    """The command line of JupyterLab on the first lesson."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={NOTEBOOKS}",
        f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}",
        *(["--allow-root"] if as_root else []),
        *(["--no-browser"] if no_browser else []),
        *([f"--port={port}"] if port else []),
        *extra,
    ]


def _become(command: list[str]) -> None:
    """Hand this process over to `command`, so that Ctrl-C and signals reach it and nothing else."""
    if os.name == "nt":  # execv on Windows gives the prompt back while the child goes on
        raise SystemExit(subprocess.call(command))
    os.execv(command[0], command)
