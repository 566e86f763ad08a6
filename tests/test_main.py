"""The command `cors-lab`: what it offers, and what its help costs."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from cors_lab.__main__ import main
from cors_lab.commands import COMMANDS


def test_version() -> None:
    assert re.fullmatch(r"cors-lab, version \d+\.\d+\.\d+\S*\n", CliRunner().invoke(main, ["--version"], prog_name="cors-lab").output)


def test_help_waits_for_no_jupyter_and_no_flask() -> None:
    code = "import sys; from cors_lab.__main__ import main; main(['--help'], standalone_mode=False)"
    code += "; print({'flask', 'jupyterlab', 'requests'} & {*sys.modules})"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Open the course" in out
    assert out.endswith("set()\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_subcommand_is_there_and_has_help(name: str) -> None:
    context = click.Context(main)
    assert isinstance(main.get_command(context, name), click.Command)
    result = CliRunner().invoke(main, [name, "--help"])
    assert (result.exit_code, result.output.startswith(f"Usage: main {name}")) == (0, True)


def test_an_unknown_subcommand_is_named() -> None:
    result = CliRunner().invoke(main, ["sail"])
    assert result.exit_code == 2
    assert "No such command 'sail'" in result.output


def test_help_imports_no_subcommand() -> None:
    code = "import sys; from cors_lab.__main__ import main; main(['--help'], standalone_mode=False)"
    code += "; print([name for name in sys.modules if name.startswith('cors_lab.commands.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.endswith("[]\n")
