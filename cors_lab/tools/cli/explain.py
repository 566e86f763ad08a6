"""`cors-lab explain`: from what a developer has at hand to the reason and the fix."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cors_lab.fixes.frameworks import NAMES
from cors_lab.tools.cli.terminal import FIXED, INTERRUPTED, presentable, show_data, wants_colour

if TYPE_CHECKING:
    from cors_lab.tools.explain import Explanation

ENGINES = ("chromium", "firefox", "webkit", "standard")
KINDS = ("console", "curl", "fetch", "har")
PIECE = 65536  # bytes
MANY = 200  # fetches from which on progress is shown
WIDEST = 80
COLOURS = {"✗": "red", "✓": "green", "→": "cyan", "?": "yellow"}
EXAMPLES = """\b
Examples:
  cors-lab explain recording.har
  cors-lab explain "Access to fetch at 'https://api.example/' from …"
  pbpaste | cors-lab explain       # Linux: xclip -o, Windows: Get-Clipboard
  cors-lab explain --page http://localhost:3000 request.sh
  cors-lab explain recording.har --fix nginx     # or flask, fastapi, express, …
  cors-lab explain recording.har --json | jq '.findings[].code'

Exit status: 0 if it was explained, 2 if it could not be read.
"""
HINT = (
    "Paste a console line, a curl command or a fetch() call, then press Ctrl-D (Windows: Ctrl-Z,"
    " Enter)."
)


@click.command("explain", epilog=EXAMPLES)
@click.argument("source", metavar="[FILE | -]", default="-")
@click.option(
    "--page",
    metavar="ORIGIN",
    help="The page's origin, where FILE does not name it: http://localhost:3000.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="Whose behaviour counts; default: the recording's own, else chromium.",
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="What FILE is, if it could be several things."
)
@click.option(
    "--fix",
    type=click.Choice(NAMES),
    metavar="NAME",
    help="Show the fix for this framework or product, too: nginx, flask, s3, ollama, spring, ...",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="For machines: our code, Chromium's corsError, Firefox's reason.",
)
@click.option(
    "--show-secrets", is_flag=True, help="Do not mask Authorization, cookies, and tokens in URLs."
)
def command(
    source: str,
    page: str | None,
    engine: str | None,
    kind: str | None,
    fix: str | None,
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Explain a console line, a curl command, a fetch() call or a HAR file.

    FILE holds it; without one, or with -, it is read from the standard input. Text in quotes will
    do as well. Nothing is sent anywhere: a HAR file is replayed from the recording.
    """
    from cors_lab.tools.explain import explain
    from cors_lab.tools.read import Unreadable

    try:
        with _Progress() as progress:
            explanation = explain(
                _given(source),
                page=page,
                engine=engine,
                kind=kind,
                show_secrets=show_secrets,
                progress=progress.show,
            )
    except Unreadable as error:
        raise _Unexplained(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    _tell(explanation, fix, as_json)


class _Unexplained(click.ClickException):
    """What was given could not be read: one sentence, and exit status 2."""

    exit_code = 2


def _given(source: str) -> str | bytes | Path:
    """A path, the text itself, or what comes on the standard input."""
    if source == "-":
        if sys.stdin.isatty():
            click.echo(HINT, err=True)
        return _read_all()
    if any(character.isspace() for character in source) and not _exists(source):
        return source
    return Path(source)


def _read_all() -> bytes:
    """The standard input, unless it has no end in sight."""
    from cors_lab.tools.explain.recognize import MOST_BYTES

    data = bytearray()
    while piece := sys.stdin.buffer.read1(PIECE):  # type: ignore[union-attr]  # a Ctrl-C is heard between two
        data += piece
        if len(data) > MOST_BYTES:
            raise _Unexplained(
                "more than 300 MB came on the standard input; give the lines around the failure"
                " only, or the HAR file."
            )
    return bytes(data)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except OSError:  # too long for a name: it is the text itself
        return False


def _tell(explanation: Explanation, fix: str | None, as_json: bool) -> None:
    code = explanation.fix(fix) if fix else ""
    if as_json:
        show_data(
            explanation.as_dict() | ({"fixCode": {"framework": fix, "code": code}} if fix else {})
        )
    else:
        click.echo(
            presentable(
                _text(explanation, fix) + (f"\n\n{FIXED.format(fix)}\n\n{code}" if fix else "")
            ),
            color=wants_colour(),
        )


def _text(explanation: Explanation, fix: str | None) -> str:
    from cors_lab.tools.explain.page import render

    if sys.stdout.isatty():
        width = min(WIDEST, shutil.get_terminal_size().columns)
    else:
        width = WIDEST
    text = render(explanation, width, hinted=not fix)
    if wants_colour():
        return "\n".join(map(_coloured, text.splitlines()))
    return text


def _coloured(line: str) -> str:
    if line[:1] in COLOURS and line[1:2] == " ":
        return click.style(line, fg=COLOURS[line[0]], bold=True)
    return line


class _Progress:
    """A bar on the standard error, on a terminal and for long recordings only."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)

    def show(self, done: int, whole: int) -> None:
        """`done` of the `whole` are explained."""
        if whole < MANY or not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = click.progressbar(length=whole, label="Replaying", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._done)
        self._done = done
