"""The bench: the widget on which a learner plays a page against a server until it clicks."""

from __future__ import annotations

from cors_lab.bench.widget import Bench

__all__ = ["Bench"]
