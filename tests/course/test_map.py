"""The decision map leads to every lesson and case; notes and bookmarks are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cors_lab.course import bookmark, cheat_sheet, check, decision_map, note, progress, timeline
from cors_lab.course.record.record import current
from cors_lab.course.study.cheat_sheet import FAILS
from cors_lab.course.study.decisions import CASES, MAP, End, Question
from cors_lab.course.study.timeline import EVENTS
from cors_lab.course.syllabus import CONTENTS
from cors_lab.messages.rules import FAULTS, RULES


def ends(node: Question | End) -> Iterator[End]:
    if isinstance(node, End):
        yield node
    else:
        for _, after in node.answers:
            yield from ends(after)


ENDS = list(ends(MAP))


def test_every_lesson_and_every_case_has_a_place() -> None:
    assert set(CONTENTS) <= {number for end in ENDS for number in end.lessons}
    assert sorted(CASES) == list(range(1, 26))
    assert set(CASES) == {case for end in ENDS for case in end.cases}


def test_checks_and_lines_of_the_sheet_exist() -> None:
    assert {code for end in ENDS for code in end.codes} <= set(RULES) | set(FAULTS)
    assert {end.line for end in ENDS if end.line} <= {line.when for line in FAILS}


def test_what_chromium_calls_it_is_computed() -> None:
    shown = repr(decision_map())
    assert "Chromium calls it `PreflightInvalidStatus`." in shown
    assert "Chromium calls it `WildcardOriginNotAllowed`." in shown


def test_the_list_to_read_is_nested_and_links_to_files_that_exist() -> None:
    html = decision_map()._repr_mimebundle_()[0]["text/html"]
    assert html.count("<ul>") == html.count("</ul>") >= 6
    notebooks = Path(__file__).parents[2] / "notebooks"
    for lesson in CONTENTS.values():
        assert f'<a href="{lesson.file}">' in html
        assert (notebooks / lesson.file).exists()


def test_each_event_has_a_source() -> None:
    assert all(event.source.startswith("https://") for event in EVENTS)
    assert timeline()._repr_html_().count("<li>") == len(EVENTS)


def test_notes_and_bookmarks_show_in_the_progress() -> None:
    note("04", "Ask first: <b>Content-Type</b>.")
    bookmark("02-one-header")
    bookmark("04")
    bookmark("04", remove=True)
    shown = progress()
    assert "Your note on lesson 04: Ask first" in " ".join(repr(shown).split())
    assert "Bookmarks: 02-one-header." in repr(shown)
    assert "<b>Content" not in shown._repr_html_()
    note("04", "")
    assert "no note on lesson 04" in repr(note("04"))
    with pytest.raises(ValueError, match="there is no exercise, question or lesson"):
        bookmark("nowhere")


def test_the_progress_says_where_you_were_and_nags_nobody() -> None:
    assert "You were" not in repr(progress())
    check("02-one-header", None)
    said = " ".join(repr(progress()).split())
    assert "You were in lesson 02 The one header that allows a read" in said
    assert "Next: exercise 02-" in said
    assert "You worked here on 1 day of the last 14." in said


def test_what_is_forgotten_takes_notes_and_log_with_it() -> None:
    note("02", "mine")
    check("02-one-header", None)
    progress(forget="02")
    assert current().entries() == []


def test_the_sheet_is_written_as_a_page_to_print(tmp_path: Path) -> None:
    assert "print it" in repr(cheat_sheet(tmp_path / "sheet.html"))
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "@page" in page
    assert page.count("<table") == 2
    assert "cannot be written" in repr(cheat_sheet(tmp_path / "no" / "sheet.html"))
