"""For every test run, that of the lessons by nbval included."""

from __future__ import annotations

import os

os.environ["CORS_LAB_PROGRESS"] = (
    "off"  # the progress of whoever runs the tests stays out of them, and they out of it
)
