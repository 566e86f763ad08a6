"""The real exports of three browsers (data/README.md), read once."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from cors_lab.tools.read import from_har

DATA = Path(__file__).parent / "data" / "exports.jsonl.gz"
CONSOLES = ("chromium", "firefox", "webkit")


@lru_cache(maxsize=1)
def exports() -> tuple[dict[str, Any], ...]:
    """Every scenario: its requests, errors, and what each browser had to copy."""
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def name(export: dict[str, Any]) -> str:
    """For the ids of tests."""
    return f"{export['id']}-{export['errors'][-1] or 'readable'}"


def requests_by_number(
    export: dict[str, Any], engine: str, never: frozenset[str]
) -> dict[int, int]:
    """Which request of a scenario each entry of its HAR file is, where one that ends in an error of
    `never` may have none.
    """
    asked, errors = (
        {request["url"] for request in export["requests"]},
        export[engine].get("errors", export["errors"]),
    )
    numbers = [
        fetch.entry.number
        for fetch in from_har(export[engine]["har"]).fetches
        if _is_ours(export, fetch.entry.url, asked)
    ]
    recorded = (
        range(len(errors))
        if len(numbers) == len(errors)
        else [at for at, error in enumerate(errors) if error not in never]
    )
    return dict(zip(numbers, recorded, strict=True))


def _is_ours(export: dict[str, Any], url: str, asked: set[str]) -> bool:
    return f"/{export['id']}/" in url or url in asked


def copied(kind: str) -> list[dict[str, Any]]:
    """Copied requests of this kind ("fetch", "preflight"), but for those that DevTools itself calls
    unsupported.
    """
    found = [
        one for export in exports() for one in export["chromium"]["copied"] if one["type"] == kind
    ]
    return [
        one
        for one in found
        if one["curl_bash"].startswith("curl") and one["curl_cmd"].startswith("curl")
    ]
