"""Auditing a server's CORS settings: what known scanners look for, and what they miss."""

from __future__ import annotations

from cors_lab.auditing.finding import Finding
from cors_lab.auditing.run import Report, audit

__all__ = ["Finding", "Report", "audit"]
