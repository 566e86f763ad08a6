"""docs/explain.md names what an explanation says."""

from __future__ import annotations

from pathlib import Path

from cors_lab import explain
from cors_lab.fixes.frameworks import FRAMEWORKS
from cors_lab.tools.explain.causes import CAUSES, GATEWAY

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "explain.md").read_text(encoding="utf-8")


def test_every_key_and_framework_is_there() -> None:
    told = explain(
        "Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status code: 200"
    ).as_dict()
    keys = {*told, *told["findings"][0], "where", "fixCode", *FRAMEWORKS} - {"lines"}
    assert [key for key in sorted(keys) if f"`{key}`" not in DOCS] == []


def test_the_statuses_of_gateways_are_those_that_are_looked_for() -> None:
    named = CAUSES["missing"][0].look.removeprefix("Status ").replace(" or ", ", ")
    assert named in DOCS
    assert {int(status) for status in named.split(", ")} <= GATEWAY
