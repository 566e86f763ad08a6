"""How long `cors-lab check` takes beside curl with the same two exchanges. Run by hand: python -m tests.bench.bench_check.

Processes are measured, started by turns, with bytecode cached as on a user's machine. "start" is Python's alone (`python -c pass`), and
the program's (`cors-lab check --help`: with click and everything that is imported before the first question).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

from cors_lab.serving import serve

PAGE = "https://app.example"
ALLOW = [("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Methods", "PUT"), ("Content-Length", "0")]
CURL = ("curl", "-s", "-i", "-H", f"Origin: {PAGE}")


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", ALLOW)
    return []


def contenders(url: str) -> dict[str, list[str]]:
    preflight = [*CURL, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT", url]
    command = [sys.executable, "-m", "cors_lab", "check"]
    return {
        "curl, two exchanges": [*preflight, "--next", *CURL[1:], "-X", "PUT", url],
        "Python's start": [sys.executable, "-c", "pass"],
        "the program's start": [*command, "--help"],
        "cors-lab check": [*command, url, "--page", PAGE, "-X", "PUT", "--yes"],
    }


def main(rounds: int = 15) -> None:
    with serve(app) as server, tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        runs = contenders(f"{server.url}/notes")
        times: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(rounds + 1):
            for name, command in runs.items():
                start = time.perf_counter()
                subprocess.run(command, env=environment, check=True, capture_output=True)
                if number:  # the first round fills the cache of bytecode
                    times[name].append(time.perf_counter() - start)
    median = {name: statistics.median(taken) for name, taken in times.items()}
    curl, python, program, check = median.values()
    for name, taken in median.items():
        print(f"{name:22} p50 {taken * 1e3:6.1f} ms")
    print(f"check : curl + Python's start       {check / (curl + python):5.2f}")
    print(f"check : curl + the program's start  {check / (curl + program):5.2f}")


if __name__ == "__main__":
    main()
