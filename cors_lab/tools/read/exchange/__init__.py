"""An answer that was pasted: curl's output, the Network panel's text, raw HTTP, a log of
requests.
"""

from __future__ import annotations

from cors_lab.tools.read.exchange.reader import Exchange, from_exchange, has_exchange

__all__ = ["Exchange", "from_exchange", "has_exchange"]
