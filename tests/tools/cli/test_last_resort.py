"""Whatever happens, a command ends with one sentence and exit status 2, and details for a
report are in a file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cors_lab.tools.cli import main
from cors_lab.tools.cli.last_resort import sentence


def test_an_exception_that_no_one_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("token=s3cr3t")

    monkeypatch.setattr("cors_lab.tools.cli.check.would_send", fail)
    result = CliRunner().invoke(main, ["check", "https://api.example/", "--page", "null"])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    [path] = re.findall(r"\S+\.log", result.stderr)
    log = Path(path)
    assert "LookupError" in log.read_text(encoding="utf-8")
    assert "s3cr3t" not in log.read_text(encoding="utf-8")
    log.unlink()


def test_where_no_file_can_be_written_the_sentence_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent")
    assert sentence(ValueError("x")).startswith("Error: cors-lab failed where it should not have")
