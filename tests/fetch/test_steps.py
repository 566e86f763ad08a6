"""The step numbers in comments and docstrings of `fetch/` are those of the standard.

`steps.json` has the first words of every step of the algorithms, as the standard of 2026 has them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cors_lab import fetch

HERE = Path(__file__).parent
ALGORITHMS = json.loads((HERE / "steps.json").read_text(encoding="utf-8"))
ANCHORS = {row["anchor"]: name for name, row in ALGORITHMS.items()}
NAMES = "|".join(sorted(map(re.escape, ALGORITHMS), key=len, reverse=True))
MENTION = re.compile(
    rf"(?:(?P<name>{NAMES})|fetch\.spec\.whatwg\.org/#(?P<anchor>[\w-]+)),"
    r" steps? (?P<first>[\d.]*\d)(?: (?:to|and) (?P<last>[\d.]*\d))?"
)
BARE = re.compile(r"#[^\n]*?\b[Ss]teps? (\d+)(?: (?:to|and) (\d+))?")


def mentions() -> list[tuple[str, str, str]]:
    """The file, the algorithm and the step of each mention."""
    found = []
    for path in sorted(Path(fetch.__path__[0]).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for match in MENTION.finditer(text):
            algorithm = match["name"] or ANCHORS.get(match["anchor"], "")
            if algorithm:
                found += [
                    (path.name, algorithm, match[end]) for end in ("first", "last") if match[end]
                ]
    return found


@pytest.mark.parametrize(("file", "algorithm", "step"), sorted(set(mentions())))
def test_a_step_that_is_named_exists(file: str, algorithm: str, step: str) -> None:
    assert step in ALGORITHMS[algorithm]["steps"], f"{file}: {algorithm} has no step {step}"


def test_mentions_are_found() -> None:
    assert len(mentions()) >= 15


def body_of(name: str) -> str:
    text = (Path(fetch.__path__[0]) / "fetching.py").read_text(encoding="utf-8")
    return text.partition(f"def {name}(")[2].partition("\n\n\ndef ")[0]


@pytest.mark.parametrize(
    ("function", "algorithm"), [("fetch", "Fetch"), ("main_fetch", "Main fetch")]
)
def test_every_step_of_main_fetch_has_its_place_or_is_named_as_left_out(
    function: str, algorithm: str
) -> None:
    """Steps 1, 2, 11, 15 and 24 of main fetch only name variables and hand over."""
    named: set[int] = set()
    for first, last in BARE.findall(body_of(function)):
        named |= set(range(int(first), int(last or first) + 1))
    steps = {int(step) for step in ALGORITHMS[algorithm]["steps"] if step.isdecimal()}
    assert steps - named <= ({17, 18} if function == "fetch" else {1, 2, 11, 15, 24})
