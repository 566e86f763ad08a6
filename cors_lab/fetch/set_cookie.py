"""Parsing Set-Cookie: the line, its attributes, its dates, as RFC 6265bis has them and as
WebKitGTK's network library does.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.numbers import whole_number

if TYPE_CHECKING:
    from cors_lab.fetch.cookie_policy import SameSite

PAIR_LIMIT, ATTRIBUTE_LIMIT = 4096, 1024
LONGEST_AGE = 400 * 86400
WHITESPACE = " \t"
PRINTABLE = re.compile(r"[\x20-\x7e]*")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MAX_AGE = re.compile(r"-?[0-9]+", re.ASCII)
SAME_SITE: dict[str, SameSite] = {"strict": "Strict", "lax": "Lax", "none": "None"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE_DELIMITER = re.compile(r"[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
DATE_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])")
DATE_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
DATE_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")


def parse_cookie_date(text: str) -> float | None:
    """Seconds since the epoch, or None where no date can be read. RFC 6265bis, 5.1.1."""
    clock = day = month = year = None
    for token in filter(None, DATE_DELIMITER.split(text)):
        if clock is None and (found := DATE_TIME.match(token)):
            clock = (int(found[1]), int(found[2]), int(found[3]))
        elif day is None and (found := DATE_DAY.match(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in MONTHS:
            month = MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := DATE_YEAR.match(token)):
            year = int(found[1])
    if clock is None or day is None or month is None or year is None:
        return None
    return _timestamp(year, month, day, clock)


def _timestamp(year: int, month: int, day: int, clock: tuple[int, int, int]) -> float | None:
    full = year + (1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0)
    if full < 1601:
        return None
    try:
        hour, minute, second = clock
        return datetime(full, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None


class SetCookie(NamedTuple):
    """One Set-Cookie line as parsed: `domain` "" and `path` None where not given; `max_age` in
    seconds, `expires` since the epoch.
    """

    name: str
    value: str
    domain: str = ""
    path: str | None = None
    max_age: int | None = None
    expires: float | None = None
    secure: bool = False
    http_only: bool = False
    same_site: SameSite = "unset"
    partitioned: bool = False

    def expiry(self, now: float) -> float | None:
        """When it ends: Max-Age before Expires, at most 400 days from now; None for a session
        cookie.
        """
        if self.max_age is not None:
            if self.max_age > 0:
                return now + min(self.max_age, LONGEST_AGE)
            return float("-inf")
        if self.expires is None:
            return None
        return min(self.expires, now + LONGEST_AGE)


def parse_set_cookie(line: str, nameless: bool = True, libsoup: bool = False) -> SetCookie | str:
    """The cookie that a Set-Cookie value describes, or the code of the reason to ignore it whole.
    RFC 6265bis, 5.6.

    `libsoup`: as WebKitGTK's library parses it. `nameless`: a text without "=" is a value without a
    name, as the RFC has it; else it is a name, which no cookie may lack.
    """
    if libsoup:
        line = PRINTABLE.match(line)[0]  # type: ignore[index]  # it matches the empty text too
    if CONTROL.search(line):
        return "cookie-control-character"
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals and nameless:
        name, value = "", pair
    name, value = name.strip(WHITESPACE), value.strip(WHITESPACE)
    if not name and not value and not libsoup:
        return "cookie-empty"
    if not name and not nameless:
        return "cookie-name-empty"
    if len(name) + len(value) > PAIR_LIMIT:
        return "cookie-too-large"
    return _with_attributes(SetCookie(name, value), attributes, libsoup)


def _with_attributes(cookie: SetCookie, attributes: list[str], libsoup: bool) -> SetCookie:
    # A later attribute of the same name wins; one whose value cannot be read counts as not there.
    changes: dict[str, object] = {}
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        value = value.strip(WHITESPACE)
        if len(value) <= ATTRIBUTE_LIMIT:
            found = _attribute(name.strip(WHITESPACE).lower(), value)
            if libsoup:
                found = _lifetime_of_libsoup(name.strip(WHITESPACE).lower(), value, found)
            changes.update(found)
    return cookie._replace(**changes)  # type: ignore[arg-type]


def _lifetime_of_libsoup(name: str, value: str, found: dict[str, object]) -> dict[str, object]:
    """The later of Max-Age and Expires counts, and a Max-Age without a value is 0."""
    if name == "max-age" and (not value or found):
        return {"max_age": found.get("max_age", 0), "expires": None}
    if name == "expires" and found:
        return found | {"max_age": None}
    return found


def _attribute(name: str, value: str) -> dict[str, object]:
    """What one attribute says of the cookie: nothing where it is unknown or unreadable. RFC
    6265bis, 5.6.1 to 5.6.7.
    """
    match name:
        case "secure" | "partitioned":
            return {name: True}
        case "httponly":
            return {"http_only": True}
        case "domain":
            return {"domain": value.removeprefix(".").lower()}
        case "path":
            return {"path": value if value.startswith("/") else None}
        case "samesite":
            return {"same_site": SAME_SITE.get(value.lower(), "unset")}
        case "max-age":
            if MAX_AGE.fullmatch(value):
                return {"max_age": whole_number(value)}
            return {}
        case "expires":
            date = parse_cookie_date(value)
            if date is None:
                return {}
            return {"expires": date}
    return {}
