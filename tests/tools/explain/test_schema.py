"""What `--json` gives is as docs/explain.schema.json says, for every report that is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cors_lab import explain

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs/explain.schema.json").read_text("utf-8"))
REPORTS = (Path(__file__).parent / "data/reports.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "report", [json.loads(line) for line in REPORTS], ids=lambda report: report["id"]
)
def test_json_is_as_the_schema_says(report: dict[str, Any]) -> None:
    explanation = explain(report["input"], page=report.get("page"))
    told = json.loads(explanation.to_json())
    jsonschema.validate(told, SCHEMA)
    assert told == explanation.as_dict()


def test_every_key_of_a_finding_is_in_the_schema() -> None:
    (told,) = explain("fetch('https://api.example/notes')").as_dict()["findings"]
    assert sorted(told) == sorted(SCHEMA["properties"]["findings"]["items"]["properties"])
