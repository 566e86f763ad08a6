"""What installed browsers did with the clinic's cases, as `record.py` stored it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.browsers.replay import PREFIX
from tests.browsers.scenario import load

RECORDED = Path(__file__).parent / "data" / "recorded.jsonl.gz"


def rows() -> list[dict[str, Any]]:
    """One row for each case: `case` is its label, and under the name of each engine stands what it
    did.
    """
    return load(RECORDED) if RECORDED.exists() else []


@lru_cache(maxsize=1)
def recorded() -> dict[str, dict[str, Any]]:
    """The rows by their labels, read once."""
    return {row["case"]: row for row in rows()}


def lines(label: str, engine: str) -> list[str]:
    """The console of one case, without the recorder's prefixes; that of "devtools" is Chromium's as
    a person would save it.
    """
    if engine == "devtools":
        return list(recorded()[label]["chromium"]["console"])
    return [
        PREFIX[engine].sub("", line, count=1)
        for step in recorded()[label][engine]["steps"]
        for line in step["console"]
    ]
