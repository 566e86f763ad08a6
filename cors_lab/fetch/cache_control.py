"""Reading Cache-Control and HTTP dates (RFC 9110, RFC 9111): text in, numbers and directives
out.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

LONGEST = 2**31  # https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_DATE = re.compile(
    r"[A-Z]{3,9}, (?P<day>\d\d)[ -](?P<month>[A-Z]{3})[ -](?P<year>\d{4}|\d\d)"
    r" (?P<time>\d\d:\d\d:\d\d) GMT"
    r"|[A-Z]{3} (?P<month2>[A-Z]{3}) (?P<day2>[ \d]\d) (?P<time2>\d\d:\d\d:\d\d) (?P<year2>\d{4})",
    re.IGNORECASE | re.ASCII,
)


def parse_date(value: str) -> float | None:
    """Seconds since 1970 of an HTTP-date in any of its three forms, None for anything else.
    https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
    """
    if len(value) <= 64:
        match = _DATE.fullmatch(value.strip(" \t"))
    else:
        match = None
    if match is None:
        return None
    day, month, year, time = (
        match[name] or match[name + "2"] for name in ("day", "month", "year", "time")
    )
    if len(year) == 4:
        number = int(year)
    else:
        number = int(year) + (1900 if int(year) >= 70 else 2000)
    hour, minute, second = map(int, time.split(":"))
    try:
        return datetime(
            number,
            _MONTHS.index(month.lower()) // 4 + 1,
            int(day),
            hour,
            minute,
            second,
            tzinfo=UTC,
        ).timestamp()
    except ValueError:
        return None


def parse_seconds(value: str | None) -> int | None:
    """Delta-seconds, capped at 2**31; None for anything but digits.
    https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2
    """
    if value is None or not (value.isascii() and value.isdigit()):
        return None
    if len(value) <= 10:
        return min(int(value), LONGEST)
    return LONGEST


def parse_directives(value: str) -> dict[str, str]:
    """Cache-Control's directives by lower-case name; the first of a name counts, a quoted argument
    is not looked into.
    """
    directives: dict[str, str] = {}
    for item in _QUOTED.sub('""', value).split(","):
        name, _, argument = item.partition("=")
        directives.setdefault(name.strip(" \t").lower(), argument.rstrip(" \t"))
    return directives
