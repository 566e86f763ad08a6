"""Pastes from public reports, each answered as the people who solved it would answer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cors_lab import explain

DATA = Path(__file__).parent / "data"
HAR = {
    "log": {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "entries": [
            {
                "request": {
                    "method": "GET",
                    "url": f"https://api.example{path}",
                    "headers": [{"name": "Origin", "value": "https://app.example"}],
                },
                "response": {
                    "status": status,
                    "headers": [{"name": name, "value": value} for name, value in headers],
                },
                "_resourceType": "fetch",
                "_error": error,
            }
            for path, status, headers, error in (
                ("/v1/foo", 301, (("Location", "/v1/foo/"),), "net::ERR_FAILED"),
            )
        ],
    }
}


def read(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [case for case in map(json.loads, lines) if "by" not in case]


@pytest.mark.slow
@pytest.mark.parametrize("case", read("cases.jsonl") + read("reports.jsonl"), ids=lambda c: c["id"])
def test_a_report_is_answered(case: dict[str, Any]) -> None:
    explanation = explain(HAR if case.get("har") else case["input"], page=case.get("page"))
    findings, text = explanation.findings, " ".join(explanation.text.split())
    assert case.get("code", "") in ["", *(finding.code for finding in findings)]
    assert case.get("verdict", "") in ["", *(finding.verdict for finding in findings)]
    assert len(findings) == case.get("findings", len(findings))
    for pattern in case.get("must", ()):
        assert re.search(pattern, text, re.IGNORECASE), f"{pattern} is not in:\n{explanation.text}"
    for pattern in case.get("never", ()):
        assert not re.search(pattern, text, re.IGNORECASE), f"{pattern} is in:\n{explanation.text}"


@pytest.mark.parametrize("case", read("reports.jsonl"), ids=lambda c: c["id"])
def test_a_report_has_its_source_and_its_truth(case: dict[str, Any]) -> None:
    assert case["source"]
    assert case["truth"].endswith(".")
    assert case["must"] or case.get("code")
