"""`cors-lab class`: how a class is doing."""

from __future__ import annotations

from pathlib import Path

import click

from cors_lab.course.record.store import write
from cors_lab.course.teacher.reading import read
from cors_lab.course.teacher.report import page, table, text
from cors_lab.course.teacher.summary import summary
from cors_lab.tools.cli.terminal import give_up, show

EPILOG = """\b
Examples:
  cors-lab class handed-in/
  cors-lab class handed-in/ --html class.html --csv class.csv
  cors-lab class handed-in/ --anonymous --html for-a-colleague.html

\b
FOLDER holds the files that progress(export="ada.json") writes, or is the
shared folder that CORS_LAB_PROGRESS names. A learner's name is the name of
the file. Nothing is sent anywhere. Notes of learners are not shown.

\b
Exit codes: 0 the class was read, 2 it could not be.
"""


@click.command("class", epilog=EPILOG, context_settings={"max_content_width": 80})
@click.argument("folder")
@click.option("--html", metavar="FILE", help="Also write a page, to print or to show.")
@click.option("--csv", "csv_file", metavar="FILE", help="Also write the table for a spreadsheet.")
@click.option("--anonymous", is_flag=True, help="Numbers in place of names.")
def command(folder: str, html: str | None, csv_file: str | None, anonymous: bool) -> None:
    """See who is where, what was missed most, and which answers were wrong."""
    try:
        pupils, skipped = read(Path(folder))
    except OSError as error:
        give_up(f"{folder} cannot be read ({error.strerror}). Name a folder.", "unreadable", False)
    except ValueError:
        give_up("FOLDER: no folder can have that name.", "unreadable", False)
    found = summary(pupils, skipped, anonymous)
    show(text(found))
    for file, content in ((html, page(found)), (csv_file, table(found))):
        if file:
            _write(Path(file), content)


def _write(file: Path, content: str) -> None:
    try:
        write(file.absolute(), content)
    except OSError as error:
        give_up(f"{file} cannot be written ({error.strerror}).", "unwritable", False)
    except ValueError:
        give_up(f"{file}: no file can have that name.", "unwritable", False)
    click.echo(f"Written: {file}", err=True)
