"""The X-ray of lesson 08: what is on the wire, and what the script reads of it."""

from __future__ import annotations

import pytest

from cors_lab.course import x_ray

API = "https://api.example"


def read(**values: object) -> dict[str, str]:
    """What JavaScript reads, by header."""
    table = x_ray(**values).seen.blocks[1]
    return {row[0].strip("`"): row[2].strip("`") for row in table.rows}


def test_only_the_safelisted_headers_are_read() -> None:
    found = read()
    assert found["Content-Type"] == "application/json"
    assert found["X-Total-Count"] == found["Link"] == found["ETag"] == "null"


def test_one_click_exposes_one_header() -> None:
    found = read(**{"X-Total-Count": True})
    assert found["X-Total-Count"] == "42"
    assert found["ETag"] == "null"


@pytest.mark.parametrize(("cookies", "value"), [(False, '"v7"'), (True, "null")])
def test_a_star_is_only_a_name_where_cookies_go_along(cookies: bool, value: str) -> None:
    assert read(star=True, cookies=cookies)["ETag"] == value


def test_its_own_page_reads_everything() -> None:
    assert "null" not in read(page=API).values()


@pytest.mark.parametrize("says", ["Allow-Origin on good answers only", "nothing of CORS"])
def test_a_failed_fetch_says_nothing(says: str) -> None:
    shown = repr(x_ray(request="GET /broken, which answers 500", says=says))
    assert "TypeError: no status, no headers, no body, no reason" in shown
    assert "The server answered 500" in shown


def test_an_opaque_answer_has_no_headers() -> None:
    assert set(read(mode="no-cors", star=True).values()) == {"null"}


def test_an_unknown_control_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no 'expose'"):
        x_ray(expose="*")
