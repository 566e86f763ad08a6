"""The command `cors-lab`: each subcommand is a module, which is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from cors_lab.fetch.scalar_values import scalar_value_string

# Subcommand (the module that has it as `command`), and what `cors-lab --help` says of it without
# importing it.
COMMANDS: dict[str, str] = {
    "open": "Open the course in JupyterLab.",
    "explain": "Explain a console line, curl command, fetch() call or HAR file.",
    "check": "Ask a live server, or an app, what a page would ask.",
    "audit": "Look for holes and gaps in a server's CORS settings.",
    "verify": "Judge the answers of a certificate again.",
    "class": "See how a class is doing, from exported progress.",
    "handouts": "Write the lessons as pages to print.",
}
# Those that need the lessons are in the room of the course, which imports from this one.
MODULES = {
    "verify": "cors_lab.course.commands.verify",
    "class": "cors_lab.course.commands.classes",
    "handouts": "cors_lab.course.commands.handouts",
}


class _Commands(click.Group):
    """The subcommands by name: help and completion must not wait for what they import."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments; bytes that are no UTF-8 are shown as such, and break nothing."""
        return super().parse_args(ctx, [scalar_value_string(each) for each in args])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; what no one expected ends with one sentence and exit status 2.

        Exit status 1 is a verdict, so a traceback, which has that status, would be taken for one.
        """
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise
        except Exception as error:
            from cors_lab.tools.cli.last_resort import sentence

            click.echo(sentence(error), err=True)
            raise SystemExit(2) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = MODULES.get(cmd_name, f"cors_lab.tools.cli.{cmd_name}")
        command: click.Command = import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cors-lab")
def main() -> None:
    """CORS Lab: a course on cross-origin requests, with a simulated browser and real servers.

    Completion of commands and options, in bash (zsh and fish likewise):
    eval "$(_CORS_LAB_COMPLETE=bash_source cors-lab)"
    """
