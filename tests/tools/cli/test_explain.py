"""`cors-lab explain`: what is piped, pasted or named is explained; one sentence otherwise."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cors_lab.fixes.frameworks import FRAMEWORKS
from cors_lab.fixes.products import PRODUCTS
from cors_lab.tools.cli import main
from tests.tools.read.hars import har, minimal

LINE = (
    "[Error] Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status "
    "code: 200"
)
CURL = "curl -X PUT 'https://api.example/notes?token=SECRET' -H 'Authorization: Bearer SECRET'"


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], **options)


def test_the_standard_input_is_read() -> None:
    for arguments in ((), ("-",)):
        result = run(*arguments, input=LINE)
        assert result.exit_code == 0
        assert result.output.startswith(
            "✗ Blocked: the response has no Access-Control-Allow-Origin header.\n"
        )


def test_a_file_and_the_text_itself_will_do(tmp_path: Path) -> None:
    path = tmp_path / "my console.txt"
    path.write_text(LINE)
    assert run(str(path)).output == run(LINE).output == run(input=LINE).output


def test_for_machines() -> None:
    (finding,) = json.loads(run("--json", LINE).output)["findings"]
    assert (finding["code"], finding["corsError"], finding["firefoxReason"]) == (
        "allow-origin-missing",
        "MissingAllowOriginHeader",
        "CORSMissingAllowOrigin2",
    )


def test_its_options_are_handed_on() -> None:
    assert "page http://localhost:3000" in run("--page", "http://localhost:3000", CURL).output
    assert (
        json.loads(run("--json", "--engine", "firefox", CURL).output)["findings"][0]["engine"]
        == "firefox"
    )
    assert json.loads(run("--json", "--kind", "curl", f"{CURL}\n{LINE}").output)["kind"] == "curl"


def test_secrets_are_shown_only_when_asked_for() -> None:
    assert "SECRET" not in run(CURL).output + run("--json", CURL).output
    assert "*** stands for a secret" in run(CURL).output
    assert "token=SECRET" in run("--show-secrets", CURL).output


@pytest.mark.parametrize(
    ("arguments", "sentence", "status"),
    [
        (["nowhere.har"], "Error: There is no file 'nowhere.har' in ", 2),
        (["hello world"], "Error: This is none of what can be read", 2),
        (
            ["curl 'https://api.example"],
            "Error: line 1, column 6: the quote ' that begins here is never closed",
            2,
        ),
        (["--page", "app.example", LINE], "page: 'app.example' is not an origin", 2),
        (
            ["--engine", "netscape", LINE],
            "'netscape' is not one of 'chromium', 'firefox', 'webkit', 'standard'",
            2,
        ),
        (["--kind", "har", LINE], "this is not JSON", 2),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    arguments: list[str], sentence: str, status: int
) -> None:
    result = run(*arguments)
    assert (result.exit_code, sentence in result.output) == (status, True)
    assert "Traceback" not in result.output


def test_nothing_is_told_kindly() -> None:
    result = run(input="")
    assert (result.exit_code, result.output.splitlines()[-1][:26]) == (
        2,
        "Error: Nothing was given. ",
    )


def test_its_help_has_examples() -> None:
    output = run("--help").output
    assert "\n    cors-lab explain recording.har\n" in output
    assert "Exit status: 0 if it was explained" in output


def test_help_waits_for_no_reader() -> None:
    code = (
        "import sys; from cors_lab.tools.cli import main; main(['explain', '--help'], "
        "standalone_mode=False)"
    )
    code += (
        "; print({'cors_lab.tools.explain', 'cors_lab.tools.read', "
        "'cors_lab.browser.browser'} & {*sys.modules})"
    )
    assert subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.endswith("set()\n")


def test_shell_completion() -> None:
    environment = {
        **os.environ,
        "_CORS_LAB_COMPLETE": "bash_complete",
        "COMP_WORDS": "cors-lab explain --engine f",
        "COMP_CWORD": "3",
    }
    code = "from cors_lab.__main__ import main; main(prog_name='cors-lab')"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment
        ).stdout
        == "plain,firefox\n"
    )


def in_terminal(arguments: list[str], columns: int = 80, **environment: str) -> str:
    """What the command writes on a terminal of so many columns, both streams."""
    parent, child = pty.openpty()
    settings = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", **environment}
    settings = {
        name: value
        for name, value in settings.items()
        if name != "NO_COLOR" or "NO_COLOR" in environment
    }
    with subprocess.Popen(
        [sys.executable, "-m", "cors_lab", "explain", *arguments],
        stdin=child,
        stdout=child,
        stderr=child,
        env=settings,
    ) as process:
        os.close(child)
        pieces = []
        while True:
            try:
                piece = os.read(parent, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
        process.wait()
    os.close(parent)
    return b"".join(pieces).decode()


@pytest.mark.slow
def test_colours_are_for_terminals_that_want_them() -> None:
    assert "\x1b[31m" in in_terminal([LINE])
    assert "\x1b[" not in in_terminal([LINE], NO_COLOR="1")
    assert "\x1b[" not in in_terminal([LINE], TERM="dumb")
    assert (
        "\x1b["
        not in subprocess.run(
            [sys.executable, "-m", "cors_lab", "explain", LINE], capture_output=True, text=True
        ).stdout
    )


@pytest.mark.slow
def test_a_narrow_terminal_is_not_overflown() -> None:
    narrow = in_terminal([LINE], columns=40, NO_COLOR="1").replace("\r", "")
    assert (
        max(
            len(line)
            for line in narrow.splitlines()
            if not line.startswith("    ") and "://" not in line
        )
        <= 40
    )
    wide = in_terminal([LINE], columns=200, NO_COLOR="1").replace("\r", "")
    assert max(len(line) for line in wide.splitlines()) <= 80


@pytest.mark.slow
def test_a_long_recording_shows_its_progress_on_a_terminal_only(tmp_path: Path) -> None:
    path = tmp_path / "long.har"
    path.write_text(json.dumps(har(*[minimal() for _ in range(400)])))
    assert "Replaying" in in_terminal([str(path)])
    result = subprocess.run(
        [sys.executable, "-m", "cors_lab", "explain", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""


def test_a_terminal_without_our_signs_gets_question_marks() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    result = subprocess.run(
        [sys.executable, "-m", "cors_lab", "explain", LINE],
        capture_output=True,
        env=environment,
        check=True,
    )
    assert result.stdout.startswith(b"? Blocked: the response has no")


@pytest.mark.parametrize("fix", FRAMEWORKS)
def test_the_fix_as_code_comes_after_the_reason(fix: str) -> None:
    output = run("--fix", fix, LINE).output
    assert (
        output.index("Why: ")
        < output.index(f"The fix as code ({fix}):\n\n")
        < output.index("A whole small server. For yours: ")
    )
    assert "--fix" not in output
    told = json.loads(run("--fix", fix, "--json", LINE).output)
    assert told["fixCode"]["framework"] == fix
    assert told["fixCode"]["code"].strip() in output
    assert "fixCode" not in json.loads(run("--json", LINE).output)


@pytest.mark.parametrize("fix", PRODUCTS)
def test_the_setting_of_a_product_comes_after_the_reason(fix: str) -> None:
    output = run("--fix", fix, LINE).output
    setting = output.partition(f"The fix as code ({fix}):\n\n")[2]
    assert output.index("Why: ") < output.index("The fix as code")
    assert PRODUCTS[fix].source in setting
    named = setting.replace("\\.", ".")  # Apache compares by a pattern
    assert "https://app.example" in named or fix in ("lm-studio", "vite")


def test_that_there_is_such_code_is_said_once() -> None:
    other = LINE.replace("app.example", "other.example")
    assert run(input=f"{LINE}\n{other}").output.count("--fix NAME") == 1
