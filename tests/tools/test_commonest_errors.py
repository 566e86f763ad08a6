"""The page of the commonest errors is what the tool writes, each of its fixes tried again."""

from __future__ import annotations

from tests.tools.commonest_errors import COMMON, PAGE, page


def test_the_page_is_up_to_date_and_its_fixes_work() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_it_has_twenty_different_errors() -> None:
    assert len({common.title for common in COMMON}) == len(COMMON) == 20
