"""What people paste, row by row: the right error, the right engine, the address and the page, and a
word on old words.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cors_lab.tools.explain import explain
from cors_lab.tools.read import Unreadable, from_curl, from_fetch
from cors_lab.tools.read.console.historic import WEAK

with (Path(__file__).parent / "data" / "field.toml").open("rb") as file:
    FIELD: dict[str, dict[str, list[dict[str, Any]]]] = tomllib.load(file)
ROWS = [(engine, row) for engine, table in FIELD.items() for row in table.get("lines", ())]


def name(value: Any) -> str:
    return value if isinstance(value, str) else f"{value['code']}: {value['text'][-40:]}"


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "row"), ROWS, ids=name)
def test_a_line_from_the_field(engine: str, row: dict[str, Any]) -> None:
    explanation = explain(row["text"])
    finding = explanation.findings[0]
    assert explanation.kind == "console"
    assert finding.codes[0] == row["code"]
    assert engine == "other" or finding.engine == engine
    assert (finding.url, finding.page) == (
        row.get("url", finding.url),
        row.get("origin", finding.page),
    )
    assert len(explanation.findings) == 1 or row.get("many")
    assert any("printed them" in note for note in finding.notes) is row.get("old", False)


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "row"), ROWS, ids=name)
def test_it_is_answered_in_whole_sentences(engine: str, row: dict[str, Any]) -> None:
    for finding in explain(row["text"]).findings:
        assert finding.headline.endswith((".", "?"))
        assert finding.fix or finding.pastes
        assert finding.why or finding.causes or finding.alike
        assert "{" not in f"{finding.headline}{finding.why}{finding.fix}"


def test_a_line_that_breaks_off_before_its_reason_is_asked_for_again() -> None:
    (finding,) = explain(
        "Access to fetch at 'https://api.example/' from origin 'https://app.example' has "
        "been blocked by CORS policy."
    ).findings
    assert (finding.verdict, finding.code) == ("cannot-tell", "")
    assert "breaks off before the reason" in finding.headline


def test_there_are_enough_of_them() -> None:
    assert len(ROWS) > 200
    assert {"chromium", "firefox", "webkit"} < FIELD.keys()


@pytest.mark.parametrize("code", sorted(WEAK))
def test_what_says_little_does_not_hide_what_says_more(code: str) -> None:
    little = next(row["text"] for row in FIELD["other"]["lines"] if row["code"] == code)
    reason = FIELD["chromium"]["lines"][0]["text"]
    for text in (f"{little}\n{reason}", f"{reason}\n{little}"):
        assert [finding.code for finding in explain(text).findings] == ["allow-origin-missing"]


def test_a_program_is_no_console() -> None:
    assert (
        explain("fetch('https://api.example/').catch(() => alert('Failed to fetch'))").kind
        == "fetch"
    )
    assert (
        explain(
            "fetch('https://api.example/', {headers: {'Access-Control-Allow-Origin': '*'}})"
        ).kind
        == "fetch"
    )


@pytest.mark.parametrize(
    "row", FIELD["javascript"]["calls"], ids=lambda row: f"{row['source']} {row['url']}"
)
def test_a_program_from_the_field(row: dict[str, Any]) -> None:
    call = from_fetch(row["text"])
    assert (call.source, call.url, call.method) == (row["source"], row["url"], row["method"])
    assert sorted(name for name, _ in call.arguments.get("headers", ())) == sorted(
        row["names"].split()
    )
    assert call.arguments.get("credentials") == row.get("credentials")
    finding = explain(row["text"]).findings[0]
    assert (finding.verdict, finding.method) == ("depends", row["method"])


@pytest.mark.parametrize("row", FIELD["javascript"]["refused"], ids=lambda row: row["text"][:40])
def test_a_program_that_does_not_say_what_decides(row: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as refused:
        explain(row["text"])
    assert row["sentence"] in str(refused.value)
    assert "line 1, column " in str(refused.value)


@pytest.mark.parametrize("row", FIELD["curl"]["commands"], ids=lambda row: str(row["from"]))
def test_a_command_from_the_field(row: dict[str, Any]) -> None:
    call = from_curl(row["text"])
    assert (call.source, call.url, call.method, call.page) == (
        "curl",
        row["url"],
        row["method"],
        row.get("page"),
    )
    assert sorted(name for name, _ in call.arguments.get("headers", ())) == sorted(
        row["names"].split()
    )
    assert call.arguments.get("body") == row.get("body", call.arguments.get("body"))
    assert explain(row["text"]).kind == row.get("kind", "curl")
