"""docs/check-and-audit.md names what the commands say."""

from __future__ import annotations

from pathlib import Path

from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.fixes.mistakes.probes import PROBES
from cors_lab.fixes.mistakes.words import WORDS
from cors_lab.tools.audit.report import Report
from cors_lab.tools.audit.report import data as audit_data
from cors_lab.tools.check.exchange import ask
from cors_lab.tools.check.question import Question
from cors_lab.tools.check.report import data
from tests.tools.check.live import PAGE, answering

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "check-and-audit.md").read_text(
    encoding="utf-8"
)


def test_every_finding_is_there() -> None:
    assert [id for id in [*WORDS, *(probe.id for probe in PROBES)] if f"`{id}`" not in DOCS] == []


def test_every_key_is_there() -> None:
    told = data(ask(Question(url="https://api.example/", page=PAGE), WSGITransport(answering())))
    keys = {
        *told,
        *told["answers"],
        *told["steps"][0],
        *told["exchanges"][0],
        *told["exchanges"][0]["request"],
    }
    keys |= set(audit_data(Report("https://api.example/", PAGE, False, (), ())))
    assert [key for key in sorted(keys) if f"`{key}`" not in DOCS] == []
