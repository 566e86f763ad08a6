"""Text that may hold halves of surrogate pairs: from a command line that is no UTF-8, or from
JSON.
"""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udfff]")


def scalar_value_string(text: str) -> str:
    r"""The text with U+FFFD for each half of a surrogate pair, which no encoding takes.
    https://infra.spec.whatwg.org/#javascript-string-convert

    >>> scalar_value_string("m\udce9:pw")
    'm\ufffd:pw'
    """
    return _HALVES.sub("\ufffd", text)
