"""What the terminal gets: no control character of a server's, colour only where it is wanted."""

from __future__ import annotations

import sys

import pytest

from cors_lab.tools.cli.terminal import show
from tests.hostile import hostile, says
from tests.tools.check.live import PAGE, cors_lab

EVIL = (
    b"HTTP/1.1 200 \x1b[2JOK\r\nAccess-Control-Allow-Origin: "
    b"https://\x1b[31mevil\x07\r\nAccess-Control-Allow-Credentials: \x9b31m\r\n"
    b"Set-Cookie: \x1b]0;x\r\nContent-Length: 0\r\n\r\n"
)


@pytest.mark.parametrize(
    "command",
    [("check",), ("check", "--json"), ("audit", "--rate", "0"), ("audit", "--rate", "0", "--json")],
)
def test_no_control_character_of_a_server_reaches_the_terminal(command: tuple[str, ...]) -> None:
    with hostile(says(EVIL)) as target:
        result = cors_lab(*command, f"{target}/notes", "--page", PAGE)
    assert result.exit_code == 1
    assert {
        character
        for character in result.output
        if ord(character) < 32 or 127 <= ord(character) < 160
    } == {"\n"}


@pytest.mark.parametrize(
    ("tty", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_colour_is_for_terminals_and_for_who_wants_it(
    tty: bool,
    no_color: str,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    show("✗ No.\n  ✓ passed\nNote: this\n> GET / HTTP/1.1")
    out = capsys.readouterr().out
    assert ("\x1b[31m" in out) is coloured
    assert ("\x1b" in out) is coloured


def test_what_stands_in_the_middle_of_a_line_keeps_its_colour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    show("a > b\nHIGHER")
    assert capsys.readouterr().out == "a > b\nHIGHER\n"
