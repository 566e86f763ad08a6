"""Recorded loads on which the simulated browser and an engine differ in what the page sees or what
is sent, and why: one reason for each scenario and engine.

A row that no longer differs makes `test_loads.py` fail: take it off.
"""

from __future__ import annotations

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("l00659", "chromium"): (
        "a frame with credentialless says Sec-Fetch-Storage-Access: none; ours says active"
    ),
    ("l01227", "webkit"): (
        "a preload without CORS that may not be stored still makes the later load with CORS fail, "
        "though that load goes out again"
    ),
    ("l01243", "chromium"): (
        "fetch() without credentials is not given what the HTTP cache holds of a preload"
    ),
    ("l01729", "firefox"): (
        "a lax referrer policy that was ignored for another site counts again after a redirect back"
    ),
}
