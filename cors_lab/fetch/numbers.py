"""Whole numbers that someone else wrote: as many digits as they like."""

from __future__ import annotations

LARGEST = 1_000_000_000_000_000_000
MOST_DIGITS = 18  # more than any size or time in seconds has; Python refuses to read 4301


def whole_number(digits: str) -> int:
    """The number that these ASCII digits are, with a sign or without; what has more digits is cut
    to 10 to the 18th.

    >>> whole_number("0600"), whole_number("-5"), whole_number("9" * 5000)
    (600, -5, 1000000000000000000)
    """
    if digits.startswith("-"):
        return -whole_number(digits[1:])
    significant = digits.lstrip("0")
    if len(significant) > MOST_DIGITS:
        return LARGEST
    return int(significant or "0")
