"""Recorded loads on which the simulated browser and an engine differ in what the page sees or what
is sent, and why: one reason for each scenario and engine.

A row that no longer differs makes `test_loads.py` fail: take it off.
"""

from __future__ import annotations

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("l01076", "chromium"): (
        "how many times a stream reconnects within the time watched is a matter of milliseconds"
    ),
    ("l01243", "chromium"): (
        "asked by itself, Chromium 156 answers from the HTTP cache and fails, as ours does"
    ),
}
