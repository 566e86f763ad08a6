"""Checking a real server with the simulated browser: over http and https, or a WSGI or ASGI app in
this process.
"""

from __future__ import annotations

from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import Answer, ask, would_send
from cors_lab.tools.check.question import Question

__all__ = ["Answer", "CannotAsk", "Question", "ask", "would_send"]
