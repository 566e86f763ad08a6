"""`cors-lab handouts`: the lessons on paper."""

from __future__ import annotations

from pathlib import Path

import click

from cors_lab.course.record.files import saved
from cors_lab.course.study.cheat_sheet import sheet_page
from cors_lab.course.study.progress import lesson_number
from cors_lab.course.syllabus import CONTENTS
from cors_lab.course.teacher.handouts import handout
from cors_lab.tools.cli.terminal import give_up

EPILOG = """\b
Examples:
  cors-lab handouts paper/
  cors-lab handouts paper/ --lesson 02 --lesson 05
  cors-lab handouts paper/ --solutions

\b
Each lesson is one HTML file with a style for print: its predictions, tasks,
questions and cards, with room to write. --solutions writes the answers, too,
each computed or tried when the file is written. The cheat sheet comes along.
"""


@click.command("handouts", epilog=EPILOG, context_settings={"max_content_width": 80})
@click.argument("folder")
@click.option("--lesson", "lessons", metavar="NUMBER", multiple=True, help="Only this lesson.")
@click.option("--solutions", is_flag=True, help="Also write the answers.")
def command(folder: str, lessons: tuple[str, ...], solutions: bool) -> None:
    """Write handouts to print: one page a lesson, and the cheat sheet."""
    place = Path(folder)
    try:
        numbers = [lesson_number(number) for number in lessons] or list(CONTENTS)
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        give_up(f"{folder} cannot be written to ({error.strerror}).", "unwritable", False)
    except ValueError as error:
        give_up(str(error), "arguments", False)
    _save(place / "cheat-sheet.html", sheet_page())
    for number in numbers:
        stem = Path(CONTENTS[number].file).stem
        _save(place / f"{stem}.html", handout(number, solutions=False))
        if solutions:
            _save(place / f"{stem}-answers.html", handout(number, solutions=True))
    click.echo(f"The handouts are in {folder}: open one in a browser and print it.", err=True)


def _save(file: Path, text: str) -> None:
    sentence, state = saved(file, text, "")
    if state == "failed":
        give_up(sentence, "unwritable", False)
