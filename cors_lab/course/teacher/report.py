"""The summary of a class as text, as a page, and as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.course.teacher.summary import ROW
from cors_lab.display import paper
from cors_lab.display.html import joined, marked
from cors_lab.display.text import visible, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cors_lab.course.teacher.summary import Missed, Summary

EMPTY = "There is no file of progress here. Collect what `progress(export=...)` writes."
QUESTIONS, EXERCISES = "Missed most at the first answer", "Exercises that are not solved yet"
TIME = (
    "Minutes: the time between entries that are at most ten minutes apart, so at least as long. "
    "Hints: hints and solutions that were opened."
)
CLIP = 24  # characters of a name in the terminal
LONG = 400  # characters of one answer


def text(summary: Summary) -> str:
    """For the terminal."""
    if not summary.rows:
        return "\n".join([*wrapped(EMPTY), *_skipped(summary)])
    rows = [ROW, *((visible(row[0], CLIP), *row[1:]) for row in summary.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    lines += ["", *wrapped(TIME)]
    for title, missed in ((QUESTIONS, summary.questions), (EXERCISES, summary.exercises)):
        if missed:
            lines += ["", title]
            lines += [line for one in missed for line in _missed(one)]
    return "\n".join([*lines, *_skipped(summary)])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()


def _missed(one: Missed) -> list[str]:
    lines = wrapped(f"{one.id} ({one.failed} of {one.tried}): {one.text}", "  ", "      ")
    for answer, count in one.answers:
        lines += wrapped(f"{count} x {visible(answer, LONG)}", "      ", "          ")
    return lines


def _skipped(summary: Summary) -> list[str]:
    if not summary.skipped:
        return []
    lines = ["", "Skipped"]
    for one in summary.skipped:
        lines += wrapped(f"{one.file}: {one.why}.", "  ", "    ")
    return lines


def table(summary: Summary) -> str:
    """For a spreadsheet: comma-separated; what a spreadsheet would compute stays text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(ROW)
    for row in summary.rows:
        writer.writerow([_as_text(cell) for cell in row])
    return out.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def page(summary: Summary) -> str:
    """One HTML file with everything in it, for the screen and for paper."""
    count = len(summary.rows)
    parts = [
        Markup("<h1>CORS Lab: a class of {}</h1>").format(count),
        _table("Who is where", ROW, summary.rows) if count else Markup("<p>{}</p>").format(EMPTY),
        Markup("<p>{}</p>").format(TIME),
        _table("How many are in which lesson", ("Lesson", "Learners"), summary.lessons),
        _list(QUESTIONS, summary.questions),
        _list(EXERCISES, summary.exercises),
        _table("Skipped", ("File", "Why"), summary.skipped) if summary.skipped else Markup(""),
    ]
    return paper.page("CORS Lab: a class", joined(part for part in parts if part))


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    top = joined(Markup('<th scope="col">{}</th>').format(name) for name in head)
    body = joined(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row in rows
    )
    form = Markup(
        '<h2>{title}</h2>\n<div class="wide" tabindex="0" role="region" aria-label="{title}">'
        "<table>\n<thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody>\n</table></div>"
    )
    return form.format(title=title, top=top, body=body)


def _list(title: str, missed: Sequence[Missed]) -> Markup:
    if not missed:
        return Markup("")
    items = joined(
        Markup("<li><p><strong>{} of {}</strong> · {}: {}</p>{}</li>").format(
            one.failed, one.tried, one.id, marked(one.text), _answers(one)
        )
        for one in missed
    )
    return Markup("<h2>{}</h2>\n<ol>\n{}\n</ol>").format(title, items)


def _answers(one: Missed) -> Markup:
    items = joined(
        Markup("<li>{} × {}</li>").format(count, marked(answer[:LONG]))
        for answer, count in one.answers
    )
    return Markup("<ul>{}</ul>").format(items) if items else Markup("")
