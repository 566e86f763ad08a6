"""Auditing a server's CORS settings: what known scanners look for, and what they miss."""

from __future__ import annotations

from cors_lab.tools.audit.finding import Finding
from cors_lab.tools.audit.report import Report
from cors_lab.tools.audit.run import audit

__all__ = ["Finding", "Report", "audit"]
