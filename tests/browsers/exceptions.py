"""Where the simulated browser and a recording differ, and why: one reason for each scenario, engine and view, never a pattern.

A row that no longer differs makes `test_replay.py` fail: take it off.
"""

from __future__ import annotations

# Several headers are not allowed. Chromium names the one that comes first in a hash table of its own, which is not simulated:
# here it is the first in alphabetical order.
EXCEPTIONS: dict[tuple[str, str, str], str] = {
    ("t00514", "chromium", "console"): "of Z, a, M, all refused, Chromium's hash table has m first; the simulation names a",
    ("t00515", "chromium", "console"): "of Z, a, M, all refused, Chromium's hash table has m first; the simulation names a",
    ("t00517", "chromium", "console"): "of Z, a, M, all refused, Chromium's hash table has m first; the simulation names a",
    ("t01565", "chromium", "console"): "of four headers refused, Chromium's hash table has traceparent first; the simulation names range",
    ("t01567", "chromium", "console"): "of three headers refused, Chromium's hash table has x-beta first; the simulation names if-match",
    ("t01595", "chromium", "console"): "of four headers refused, Chromium's hash table has x-_ first; the simulation names cache-control",
    ("t01730", "chromium", "console"): "of two headers refused, Chromium's hash table has x-test first; the simulation names authorization",
    ("t01869", "chromium", "console"): "of two headers refused, Chromium's hash table has x-test first; the simulation names authorization",
}
