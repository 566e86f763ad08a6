"""The commands on a real terminal and in a real pipe: what they wait for, where they write, and how
they end when somebody leaves.
"""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from cors_lab import serve
from tests.tools.check.live import PAGE, answering
from tests.tools.read.hars import har, minimal

COMMAND = [sys.executable, "-m", "cors_lab"]
LINE = (
    "[Error] Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status "
    "code: 200"
)
PATIENCE = 60


def environment(**more: str) -> dict[str, str]:
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")
    }
    return {**plain, "TERM": "xterm", **more}


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=environment(**more),
        timeout=PATIENCE,
    )


@pytest.fixture(scope="module")
def server() -> object:
    with serve(answering()) as server:
        yield server.url


@pytest.mark.parametrize("command", ["explain", "check", "audit"])
@pytest.mark.parametrize(
    ("settings", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": ""}, False),
    ],
)
@pytest.mark.slow
def test_colours_in_a_pipe_only_when_forced(
    command: str, settings: dict[str, str], coloured: bool, server: str
) -> None:
    given = (
        [LINE]
        if command == "explain"
        else [server, "--page", PAGE, *(["--rate", "0"] if command == "audit" else [])]
    )
    assert ("\x1b[" in run(command, *given, **settings).stdout) is coloured


@pytest.mark.slow
def test_json_is_never_coloured(server: str) -> None:
    for given in (
        ["explain", LINE],
        ["check", server, "--page", PAGE],
        ["audit", server, "--page", PAGE, "--rate", "0"],
    ):
        json.loads(run(*given, "--json", FORCE_COLOR="1").stdout)


@pytest.mark.parametrize("command", ["explain", "check", "audit"])
@pytest.mark.slow
def test_who_reads_only_the_first_line_sees_no_traceback(
    command: str, server: str, tmp_path: Path
) -> None:
    recording = tmp_path / "long.har"
    entries = [minimal() for _ in range(300)]
    for number, entry in enumerate(entries):
        entry["request"]["url"] += f"/{number}"
    recording.write_text(json.dumps(har(*entries)))
    given = (
        [str(recording), "--json"]
        if command == "explain"
        else [server, "--page", PAGE, *(["--rate", "0"] if command == "audit" else [])]
    )
    reading, writing = os.pipe()
    os.close(reading)  # as after `| head -0`
    with subprocess.Popen(
        [*COMMAND, command, *given], stdout=writing, stderr=subprocess.PIPE, env=environment()
    ) as process:
        os.close(writing)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        process.wait(PATIENCE)
    assert said == ""


def typed(keys: bytes) -> tuple[str, int]:
    """What `cors-lab explain` writes when it is started alone on a terminal and these keys are
    pressed, and how it ends.
    """
    parent, child = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "explain"],
        stdin=child,
        stdout=child,
        stderr=child,
        env=environment(),
        start_new_session=True,
    ) as process:
        os.close(child)
        shown = b""
        while b"Ctrl-D" not in shown:
            shown += os.read(parent, 65536)
        os.write(parent, keys)
        try:
            while data := os.read(parent, 65536):
                shown += data
        except OSError:  # Linux: the other end is closed
            pass
        process.wait(PATIENCE)
    os.close(parent)
    return shown.decode().replace("\r", ""), process.returncode


@pytest.mark.slow
def test_alone_on_a_terminal_it_says_what_it_waits_for() -> None:
    shown, code = typed(f"{LINE}\n".encode() + b"\x04")
    assert shown.startswith(
        "Paste a console line, a curl command or a fetch() call, then press Ctrl-D"
    )
    assert "✗ Blocked: the response has no Access-Control-Allow-Origin header." in shown
    assert code == 0
    shown, code = typed(b"\x04")
    assert "Error: Nothing was given." in shown
    assert code == 2


def test_ctrl_c_while_it_waits_is_no_traceback() -> None:
    reading, writing = os.pipe()
    # whoever runs the tests may have it ignored
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code = f"{heard}from cors_lab.tools.cli import main; main(['explain'])"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.close(reading)
        os.write(
            writing, b"x" * 200_000
        )  # more than a pipe holds: when this returns, it is reading
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        os.close(writing)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.slow
def test_input_without_end_is_not_read_for_ever() -> None:
    code = (
        "import cors_lab.tools.explain.recognize as detect; detect.MOST_BYTES = 1000; from "
        "cors_lab.tools.cli import main; main(['explain'])"
    )
    with Path("/dev/zero").open("rb") as endless:
        ended = subprocess.run(
            [sys.executable, "-c", code],
            stdin=endless,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "on the standard input; give the lines around the failure only" in ended.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("cors-lab ex", "explain"),
        ("cors-lab explain --fix dj", "django"),
        ("cors-lab check --eng", "--engine"),
        ("cors-lab aud", "audit"),
    ],
)
@pytest.mark.slow
def test_completion_in_a_real_bash(words: str, completed: str) -> None:
    script = (
        f'PATH="{sysconfig.get_path("scripts")}:$PATH"; eval '
        '"$(_CORS_LAB_COMPLETE=bash_source cors-lab)"; '
        f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); "
        f'_cors_lab_completion cors-lab; echo "${{COMPREPLY[@]}}"'
    )
    assert (
        subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, timeout=PATIENCE
        ).stdout.strip()
        == completed
    )


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_there_is_completion_for_other_shells(shell: str) -> None:
    assert "_CORS_LAB_COMPLETE" in run(_CORS_LAB_COMPLETE=f"{shell}_source").stdout
