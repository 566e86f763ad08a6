"""The command `cors-lab`: what it offers, and what its help costs."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cors_lab.server.loopback import serve
from cors_lab.tools.cli import COMMANDS, main


def test_version() -> None:
    assert re.fullmatch(
        r"cors-lab, version \d+\.\d+\.\d+\S*\n",
        CliRunner().invoke(main, ["--version"], prog_name="cors-lab").output,
    )


def test_help_waits_for_no_jupyter_and_no_flask() -> None:
    code = (
        "import sys; from cors_lab.tools.cli import main; main(['--help'], standalone_mode=False)"
    )
    code += "; print({'flask', 'jupyterlab', 'requests'} & {*sys.modules})"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
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
    code = (
        "import sys; from cors_lab.tools.cli import main; main(['--help'], standalone_mode=False)"
    )
    code += "; print([name for name in sys.modules if name.startswith('cors_lab.tools.cli.')])"
    assert subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.endswith("[]\n")


# What takes time to load, and is not needed to ask one question and to print the answer.
HEAVY = set(
    (
        "asyncio email http pathlib ssl anywidget flask jupyterlab "
        "markupsafe pygments requests werkzeug"
    ).split()
)
HEAVY |= {
    f"cors_lab.{name}"
    for name in (
        "course fixes.code fixes.smallest_fix result.html server.loopback server.policy "
        "tools.audit tools.explain tools.read"
    ).split()
}
NETWORK = {"h11", "socket", "cors_lab.browser.transport.sockets"}
IN_PROCESS = {"cors_lab.tools.check.apps", "cors_lab.browser.transport.wsgi"}


def app(environ, start_response):  # type: ignore[no-untyped-def]  # its text is an app in a file too
    start_response(
        "200 OK", [("Access-Control-Allow-Origin", "https://app.example"), ("Content-Length", "0")]
    )
    return []


def loaded(*arguments: str, folder: Path) -> set[str]:
    """The modules that `cors-lab ARGUMENTS` loads until its end, which must be a good one."""
    code = f"""
import sys
before = {{*sys.modules}}
try:
    from cors_lab.tools.cli import main
    main({arguments!r}, standalone_mode=False)
except SystemExit as end:
    assert end.code == 0
    print(*{{*sys.modules}} - before)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(run.stdout.splitlines()[-1].split())


def test_a_check_of_a_server_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    with serve(app) as server:
        modules = loaded("check", server.url, "--page", "https://app.example", folder=tmp_path)
    assert modules >= NETWORK
    assert modules & (HEAVY | IN_PROCESS) == set()


def test_a_check_of_an_app_loads_no_network(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text(inspect.getsource(app))
    modules = loaded("check", "--app", "tiny:app", "--page", "https://app.example", folder=tmp_path)
    assert modules >= IN_PROCESS
    assert modules & (HEAVY - {"pathlib"} | NETWORK) == set()
