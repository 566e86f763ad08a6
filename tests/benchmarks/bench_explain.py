"""What `explain` and `cors-lab --help` cost, as ratios within one run: python -m
tests.benchmarks.bench_explain

A HAR file of 2,000 entries against json.loads of the same file (and in seconds: under 3 are
wanted), the first console line against
`python -c pass`, and `cors-lab --help` against it (in seconds: under 0.3).
"""

from __future__ import annotations

import copy
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cors_lab import explain

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[1] / "tools" / "read" / "data" / "exports.jsonl.gz"
ENTRIES = 2000
RUNS = 5
LINE = "Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status code: 200"


def recording() -> str:
    """A HAR file of real entries, preflights and failures among them, each fetch with a URL of its
    own and a body of 1,000 characters.
    """
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        hars = [json.loads(line)["chromium"]["har"]["log"] for line in lines]
    real = [
        [entry for entry in log["entries"] if entry["_resourceType"] != "document"] for log in hars
    ]
    entries: list[dict[str, Any]] = []
    while len(entries) < ENTRIES:
        for group in real:
            text = json.dumps(group).replace(".test/", f".test/{len(entries)}/")
            entries += copy.deepcopy(json.loads(text))
    for entry in entries:
        entry["response"]["content"]["text"] = "x" * 1000
    return json.dumps({"log": {**hars[0], "entries": entries[:ENTRIES]}})


def fastest(run: Callable[[], object]) -> float:
    """Seconds of the fastest of a few runs."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times)


def started(*arguments: str) -> float:
    """Seconds of a fresh Python with these arguments."""
    return fastest(
        lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    )


def main() -> None:
    """Measure and print."""
    har = recording()
    parsed, explained = fastest(lambda: json.loads(har)), fastest(lambda: explain(har).text)
    findings = explain(har).findings
    print(
        f"HAR of {ENTRIES} entries, {len(har) / 1e6:.1f} MB, {len(findings)} findings: "
        f"{explained:.2f} s"
    )
    print(f"  {explained / parsed:.0f} x json.loads of the same file")
    nothing = started("-c", "pass")
    print(f"python -c pass: {nothing * 1000:.0f} ms")
    for name, arguments in {
        "cors-lab --help": ("-m", "cors_lab", "--help"),
        "cors-lab explain --help": ("-m", "cors_lab", "explain", "--help"),
        "cors-lab explain LINE": ("-m", "cors_lab", "explain", LINE),
    }.items():
        took = started(*arguments)
        print(f"{name}: {took * 1000:.0f} ms, {took / nothing:.1f} x python -c pass")


if __name__ == "__main__":
    main()
