"""What somebody gave is told by what stands in it; what could be two things is named."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cors_lab import explain
from cors_lab.tools.read import Unreadable
from tests.tools.read.hars import har, minimal

LINE = "[Error] Preflight response is not successful. Status code: 405"
CURL = "curl -X PUT https://api.example/notes"
FETCH = "await fetch('https://api.example/notes', {method: 'PUT'})"
HAR = json.dumps(har(minimal()))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (LINE, "console"),
        (CURL, "curl"),
        (f"$ {CURL}", "curl"),
        (FETCH, "fetch"),
        ("axios.get('https://api.example/')", "axios"),
        (HAR, "har"),
        (f"\ufeff{HAR}", "har"),
        (json.loads(HAR), "har"),
        ({"url": "https://api.example/"}, "fetch"),
        (LINE.encode(), "console"),
        (io.StringIO(CURL), "curl"),
        (io.BytesIO(HAR.encode()), "har"),
        (HAR.encode("utf-16"), "har"),
        ("curl.exe https://api.example/", "curl"),
        ("  const r = fetch(`https://api.example/`)", "fetch"),
        (f"noise\n{LINE}\nnoise", "console"),
    ],
)
def test_the_kind(given: Any, kind: str) -> None:
    assert explain(given).kind == kind


@pytest.mark.parametrize("text", [LINE, CURL, FETCH, HAR])
def test_a_file_by_its_path(text: str, tmp_path: Path) -> None:
    path = tmp_path / "whatever.bin"
    path.write_text(text, encoding="utf-8")
    assert explain(path).as_dict() == explain(str(path)).as_dict() == explain(text).as_dict()


def test_two_things_at_once_are_named() -> None:
    explanation = explain(f"{CURL}\n\n{LINE}\n{FETCH}")
    assert explanation.kind == "console"
    assert explanation.notes == (
        (
            "There is a curl command too (line 1, column 1); to have it explained, give it "
            'alone, or say kind="curl" (--kind curl).'
        ),
        (
            "There is a fetch() call too (line 4, column 7); to have it explained, give it "
            'alone, or say kind="fetch" (--kind fetch).'
        ),
    )
    assert explain(f"{CURL}\n\n{LINE}", kind="curl").kind == "curl"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "Nothing was given."),
        (" \n", "Nothing was given."),
        ("hello world", "This is none of what can be read"),
        ("https://api.example/notes", "This is a URL; `cors-lab check` asks the server behind it."),
        ("recording.har", "There is no file 'recording.har' in "),
        ("<html>", "This is HTML or XML."),
        ("{}", 'there is no object "log" in it'),
        ('{"a": [1, 2', "line 1, column 12: this is not JSON"),
        (
            {"a": 1},
            (
                'This dict is neither a HAR file (it has no "log") nor the arguments of a '
                'fetch (it has no "url").'
            ),
        ),
        (b"\x1f\x8b\x08", "packed (gzip or zip)"),
        ("Invoke-WebRequest -Uri 'https://api.example/'", "this is PowerShell"),
        (Path("nowhere.har"), "There is no file 'nowhere.har' in "),
        ("my recording.har", "There is no file 'my recording.har' in "),
        (Path("no/such/x.har"), "There is no folder 'no/such', and so no file 'x.har' in it."),
        (Path(), "'.' is a folder; give a file in it."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This is not text (it has NUL bytes in it)."),
    ],
)
def test_what_is_none_of_it_is_told_in_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        explain(given)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"page": "app.example"}, "page: 'app.example' is not an origin; write scheme, host"),
        ({"page": "https://app.example/"}, "page: 'https://app.example/' is not an origin"),
        ({"engine": "netscape"}, "engine: 'netscape' is not one of chromium"),
        ({"kind": "pigeon"}, "kind: 'pigeon' is not one of har, console, curl, fetch."),
    ],
)
def test_options_are_checked(options: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        explain(LINE, **options)  # type: ignore[arg-type]


def test_what_is_no_source_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="takes text, a path, an open file or a dict, not int"):
        explain(5)  # type: ignore[arg-type]


def test_in_a_notebook_the_sentence_comes_without_a_traceback() -> None:
    code = "from cors_lab import explain; explain('nonsense of all kinds')"
    shown = subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", code],
        capture_output=True,
        text=True,
    )
    assert shown.stdout.strip().startswith("This is none of what can be read")
    assert "Traceback" not in shown.stdout + shown.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_encoding_and_line_ends_of_windows(encoding: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "console.txt"
    path.write_bytes(f"{LINE}{end}noise{end}{LINE}{end}".encode(encoding))
    assert explain(path).findings == explain(f"{LINE}\nnoise\n{LINE}\n").findings


def test_a_file_that_is_not_there_is_told_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "recording.har").write_text("{}")
    (tmp_path / "notes.txt").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        Unreadable,
        match=r"There is no file 'recordin\.har' in '.*'\. It has 'recording\.har'\. Expected is",
    ):
        explain("recordin.har")


def test_a_path_of_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "console.txt").write_text(LINE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert explain("~/console.txt").findings == explain(LINE).findings


def test_curl_of_a_log_is_no_file() -> None:
    assert explain("curl http://api.example/x.log").kind == "curl"
