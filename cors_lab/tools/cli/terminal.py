"""What the subcommands share about the terminal: colour where there is one, an error that is one
sentence, data for machines.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any, NoReturn

import click

# What begins a line, and its colour.
COLOURS = {
    "✓": "green",
    "✗": "red",
    "○": "bright_black",
    "·": "bright_black",
    ">": "blue",
    "<": "magenta",
    "Error:": "red",
    "Fix:": "cyan",
    "Note:": "yellow",
    "HIGH": "red",
    "MEDIUM": "yellow",
    "LOW": "cyan",
    "INFO": "bright_black",
}
FIXED = "The fix as code ({}):"
LONGEST = 3600  # seconds that an exchange may be given
INTERRUPTED = 130  # by Ctrl-C, as shells count: 1 would be a verdict
LINE_START = re.compile(rf"^( *)({'|'.join(map(re.escape, COLOURS))})(?= |$)", re.MULTILINE)


def show(text: str) -> None:
    """Print the text, in colour where that is wanted."""
    text = presentable(text)
    if wants_colour():
        text = LINE_START.sub(
            lambda start: start[1] + click.style(start[2], fg=COLOURS[start[2]], bold=True), text
        )
        click.echo(text, color=True)
    else:
        click.echo(text, color=False)


def wants_colour() -> bool:
    """On a terminal that can, or where FORCE_COLOR asks for it; never where NO_COLOR is set.
    https://no-color.org, https://force-color.org
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (
        sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    )


def presentable(text: str) -> str:
    """The text with question marks for what the terminal's encoding lacks."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def show_data(data: dict[str, Any]) -> None:
    """Print data as JSON, in ASCII: a terminal may show it too."""
    import json

    click.echo(json.dumps(data, indent=2), color=False)


def give_up(sentence: str, code: str, as_json: bool) -> NoReturn:
    """End with exit code 2, and why: a sentence on stderr, or data on stdout."""
    if as_json:
        show_data({"verdict": "could-not-ask", "exitCode": 2, "code": code, "sentence": sentence})
    else:
        click.echo(f"Error: {sentence}", err=True)
    raise SystemExit(2)


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if not 0 < value <= LONGEST:
        raise click.BadParameter(f"{value:g}: give a number of seconds above 0, at most {LONGEST}.")
    return value


timeout_option = click.option(
    "--timeout",
    type=float,
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    callback=_seconds,
    help="For each exchange.",
)
