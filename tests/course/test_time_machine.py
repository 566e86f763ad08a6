"""The time machine of lesson 10: a clock, two caches of the browser, and a CDN."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab.course import how_long, time_machine

VARY = "the same, and Vary: Origin on every answer"
STAR = "* on every answer"


def press(machine: Any, *buttons: str) -> str:
    """Press these buttons; the sentence that is shown then."""
    for button in buttons:
        machine.set(**{button: machine.values[button] + 1})
    return str(machine.seen.sentence)


def test_nothing_happens_before_a_button_is_pressed() -> None:
    machine = time_machine()
    assert machine.seen.state == "not-reached"
    assert list(machine.seen.blocks) == []


def test_a_copy_made_for_an_image_poisons_the_fetch_for_an_hour() -> None:
    machine = time_machine(press=("img",))
    assert "the browser's copy" in press(machine, "app")
    assert machine.seen.state == "failed"
    assert "status 200. Answered by: the server." in press(machine, "wait7200", "app")


@pytest.mark.parametrize("says", [VARY, STAR])
def test_vary_or_a_star_prevents_it(says: str) -> None:
    machine = time_machine(says=says, press=("img", "app"))
    assert machine.seen.state == "passed"


def test_a_cdn_hands_one_page_what_was_made_for_the_other() -> None:
    machine = time_machine(with_cdn=True, press=("app", "clear"))
    assert "the CDN's copy" in press(machine, "admin")
    assert machine.seen.state == "failed"


def test_the_repaired_server_waits_for_the_copies_to_go() -> None:
    machine = time_machine(with_cdn=True, press=("app",))
    machine.set(says=VARY)
    assert "Answered by: the CDN's copy" in press(machine, "clear", "admin")
    assert "status 200" in press(machine, "clear", "wait7200", "admin")


@pytest.mark.parametrize(
    ("engine", "wait"),
    [("webkit", "wait600"), ("chromium", "wait7200"), ("firefox", "wait86400")],
)
def test_an_old_yes_ends_at_each_engines_limit(engine: str, wait: str) -> None:
    machine = time_machine(engine=engine, press=("delete",))
    machine.set(allows_delete=False)
    assert "status 204" in press(machine, "delete")
    press(machine, wait, "delete")
    assert machine.seen.state == "failed"


def test_another_browser_begins_with_nothing() -> None:
    machine = time_machine(press=("img", "app"))
    machine.set(engine="firefox")
    assert "status 200. Answered by: the server." in press(machine, "app")


def test_what_is_left_is_the_same_number_on_each_run() -> None:
    first, second = (repr(time_machine(press=("app", "delete"))) for _ in range(2))
    assert first == second
    assert "Seconds left: 3600" in first
    assert "Seconds left: 7200" in first


@pytest.mark.parametrize(
    ("engine", "max_age", "seconds"),
    [
        ("chromium", "86400", 7200),
        ("firefox", "86400", 86400),
        ("webkit", "86400", 600),
        ("chromium", None, 5),
        ("webkit", "300", 300),
        ("standard", "999999", 999999),
    ],
)
def test_how_long_turns_the_clock_until_the_browser_asks_again(
    engine: str, max_age: str | None, seconds: int
) -> None:
    assert how_long(engine, max_age) == seconds


def test_how_long_a_copy_is_fresh() -> None:
    for engine in ("chromium", "firefox", "webkit"):
        assert how_long(engine, cache_control="max-age=3600") == 3600


def test_how_long_refuses_an_unknown_engine() -> None:
    with pytest.raises(ValueError, match="engine"):
        how_long("lynx")
