"""`cors-lab open`: the course in JupyterLab, in a copy of the learner's own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from cors_lab.tools.cli.working_copy import CannotLay, Laid, course_root, last_lesson, lay

FOLDER = "cors-lab-course"
FILES = "cors_lab.tools.cli.stored_forms.StoredForms"
PASS_ON = {"ignore_unknown_options": True}


@click.command("open", context_settings=PASS_ON)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port to listen on; the next free one if it is taken.",
)
@click.argument("extra", nargs=-1, type=click.UNPROCESSED, metavar="[FOLDER] [EXTRA]...")
def command(no_browser: bool, port: int | None, extra: tuple[str, ...]) -> None:
    """Open the course in JupyterLab, where you left it.

    The lessons are copied to FOLDER (default: cors-lab-course), so your work is yours: what you
    changed is never overwritten. EXTRA arguments are passed on to JupyterLab.
    """
    named = bool(extra) and not extra[0].startswith("-")
    folder = Path(extra[0] if named else FOLDER).expanduser().absolute()
    try:
        root = course_root()
        _require(
            find_spec("jupyterlab") is not None,
            "JupyterLab is not installed here. Run `pip install jupyterlab`, or install CORS Lab"
            " again.",
        )
        laid = lay(folder, root)
    except CannotLay as sentence:
        raise click.ClickException(str(sentence)) from sentence
    _tell(laid)
    _become(_jupyterlab(folder, no_browser, port, extra[1:] if named else extra))


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise click.ClickException(sentence)


def _tell(laid: Laid) -> None:
    if laid.written:
        click.echo(f"Your copy of the course is in {laid.folder}.", err=True)
    for name in laid.kept:
        click.echo(
            f"There is a new edition of {name}. Yours was kept; the new one is beside it.", err=True
        )


def _jupyterlab(
    folder: Path, no_browser: bool, port: int | None, extra: tuple[str, ...]
) -> list[str]:
    """The command line of JupyterLab on the lesson that was saved last."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{last_lesson(folder)}",
        f"--ServerApp.contents_manager_class={FILES}",
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
