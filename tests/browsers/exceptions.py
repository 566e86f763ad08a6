"""Where the simulated browser and a recording differ, and why: one reason for each scenario, engine
and view, never a pattern.

A row that no longer differs makes `test_replay.py` fail: take it off.
"""

from __future__ import annotations

EXCEPTIONS: dict[tuple[str, str, str], str] = {}
