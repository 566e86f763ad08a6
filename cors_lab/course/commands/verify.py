"""`cors-lab verify`: do the answers of a certificate hold?"""

from __future__ import annotations

from pathlib import Path

import click

from cors_lab.course.certificate.page import MOST, NoCertificateError
from cors_lab.course.certificate.verify import verify
from cors_lab.tools.cli.terminal import give_up, show, show_data

EPILOG = """\b
Examples:
  cors-lab verify ada.html
  cors-lab verify ada.html --json

\b
Someone else's code is looked at before it runs: what imports or calls
anything that no answer needs is named, and not run. The rest runs in a child
process with limits of time and memory, which may neither write files, start
programs nor open connections. That is a sieve and no wall: of a file that
you do not trust at all, read the answers first.

\b
Exit codes: 0 every answer holds, 1 one does not, or the page was changed,
2 the file cannot be read.
"""


@click.command("verify", epilog=EPILOG, context_settings={"max_content_width": 80})
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="For machines: the outcome of each answer.")
def command(file: str, as_json: bool) -> None:
    """Judge every answer of a certificate again, and say which hold."""
    try:
        verdict = verify(_read(Path(file)))
    except NoCertificateError as error:
        give_up(f"{Path(file).name} is no certificate: {error}.", "no-certificate", as_json)
    except OSError as error:
        give_up(f"{file} cannot be read ({error.strerror}).", "unreadable", as_json)
    except ValueError:
        give_up("FILE: no file can have that name.", "unreadable", as_json)
    if as_json:
        show_data(
            {
                "name": verdict.name,
                "holds": verdict.holds,
                "intact": verdict.intact,
                "answers": [outcome._asdict() for outcome in verdict.outcomes],
                "notes": list(verdict.notes),
                "exitCode": int(not verdict.holds),
            }
        )
    else:
        show(verdict.text())
    raise SystemExit(int(not verdict.holds))


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        try:
            text = file.read(MOST + 1)
        except UnicodeDecodeError:
            raise NoCertificateError("it is not a text in UTF-8") from None
    if len(text) > MOST:
        raise NoCertificateError(f"it has more than {MOST // 1024 // 1024} MiB")
    return text
