"""What pasted settings would answer to a page, and what is wrong with them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from cors_lab.fetch.url import parse_origin, parse_url
from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.keys import ECHOING, PATTERNS
from cors_lab.fixes.products.settings import ECHO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fixes.products.settings import Settings

OFF = "CORS is switched off in it, so the rest has no effect."
ANYONE = (
    "It sends every Origin back and allows credentials: every website can read what a "
    "logged-in user of yours sees. Send back only "
    "origins from a list of yours."
)
STAR_WITH_CREDENTIALS = (
    "`*` does not go with credentials: browsers refuse it. Name the origins, or leave "
    "credentials out."
)
STAR_ECHOED = (
    "{label} answers a star by sending the asking origin back, and with credentials that "
    "lets every website read. Name the origins."
)
NULL = (
    "It allows the origin `null`, which every website can have through a sandboxed frame. "
    "Take it out."
)
SLASH = (
    "`{origin}` ends with a slash, and an origin never does: it is compared letter by letter. "
    "Write `{bare}`."
)
PATH = "`{origin}` has a path; an origin is scheme, host and port only. Write `{bare}`."
NO_SCHEME = (
    "`{origin}` has no scheme: an origin begins with https:// or http://. Write `https://{origin}`."
)
NO_PATTERN = (
    "`{origin}`: a star inside an origin is no pattern there, so no page is let in. List "
    "the origins, and send back the one that asks."
)
LOOSE = (
    "`{origin}` lets in hosts that only begin or end like yours; write a dot before the "
    "domain, and the scheme."
)
OPEN_ENDED = (
    "The pattern `{pattern}` is open at an end, so that https://app.example.evil.example "
    "or the like gets through. Anchor it: ^ in front, "
    "$ at the end, and dots as \\."
)
ANY_LETTER = "In the pattern `{pattern}` a bare dot fits any letter: write \\. for a dot."
SEVERAL = (
    "Access-Control-Allow-Origin may hold one origin, and `{value}` are several. Send back "
    "the one that asks, if it is on your list."
)
NO_ALWAYS = (
    'Without `always`, nginx adds the header to 200, 204 and redirects only: pages see "CORS '
    'error" in place of every 4xx and 5xx.'
)
NO_OPTIONS = (
    "Nothing in it answers OPTIONS: preflights go to the app behind, which has to answer them "
    "with a status from 200 to 299."
)
TWICE = (
    "`Header add` and `append` make a second header where the app sends one: use `Header "
    "always set`."
)
NOT_ALWAYS = "Without `always`, Apache leaves the header out of errors: write `Header always set`."
UNKNOWN_METHOD = "{label} does not take {method} in a rule: it knows {known} only, in capitals."
STAR_HEADER = "A star in the list of headers is not taken there: list the headers by name."
LITERAL_STAR = (
    "With credentials, `*` in {name} is the name of a {what} that is called `*`: list them."
)
DEFAULT_ON = (
    'ingress-nginx allows credentials unless cors-allow-credentials says "false", and with '
    "`*` that is refused or unsafe."
)


def faults_of(settings: Settings) -> Iterator[str]:
    """What is wrong, the worst first."""
    if settings.enabled is False:
        yield OFF
    yield from _credentials(settings)
    for origin in settings.origins:
        yield from _origin(settings, origin)
    for pattern in settings.patterns:
        yield from _pattern(pattern)
    yield from _syntax(settings)
    yield from _lists(settings)


def _credentials(settings: Settings) -> Iterator[str]:
    star, echo = "*" in settings.origins, ECHO in settings.origins
    with_credentials = settings.credentials is True
    if echo and with_credentials:
        yield ANYONE
    elif star and settings.product == "ingress-nginx" and settings.credentials is None:
        yield DEFAULT_ON
    elif star and with_credentials and settings.product in ECHOING:
        yield STAR_ECHOED.format(label=settings.label)
    elif star and with_credentials:
        yield STAR_WITH_CREDENTIALS


def _origin(settings: Settings, origin: str) -> Iterator[str]:
    if origin in ("*", "+", ECHO):
        return
    if origin.lower() == "null":
        yield NULL
        return
    if settings.literal and re.search(r"[,\s]", origin):
        yield SEVERAL.format(value=origin)
        return
    if "*" in origin:
        if settings.literal or settings.product not in PATTERNS:
            yield NO_PATTERN.format(origin=origin)
        elif re.search(r"\*[A-Za-z0-9]", origin) or "://" not in origin:
            yield LOOSE.format(origin=origin)
        return
    yield from _spelling(origin)


def _pattern(pattern: str) -> Iterator[str]:
    """A pattern that fits more than its author thinks; it is looked at, and never run."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        yield OPEN_ENDED.format(pattern=pattern)
    elif re.search(r"(?<!\\)\.(?![*+?])", pattern):
        yield ANY_LETTER.format(pattern=pattern)


def _spelling(origin: str) -> Iterator[str]:
    # a variable or a regular expression
    if "$" in origin or "%" in origin or origin.startswith("/"):
        return
    if "://" not in origin:
        yield NO_SCHEME.format(origin=origin)
        return
    url = parse_url(origin)
    if url is None or parse_origin(origin) is not None:
        return
    bare = f"{url.scheme}://{url.host_header}"
    if origin.rstrip("/") == bare:
        yield SLASH.format(origin=origin, bare=bare)
    elif url.path not in ("", "/") or url.query:
        yield PATH.format(origin=origin, bare=bare)


def _syntax(settings: Settings) -> Iterator[str]:
    text = settings.text
    if settings.product == "nginx":
        lines = [
            line for line in text.splitlines() if "access-control-allow-origin" in line.lower()
        ]
        if any(not re.search(r"\balways\s*;", line) for line in lines):
            yield NO_ALWAYS
        if "OPTIONS" not in text:
            yield NO_OPTIONS
    if settings.product == "apache":
        if re.search(
            r"Header\s+(?:always\s+)?(?:add|append)\s+[\"']?Access-Control-Allow-Origin",
            text,
            re.IGNORECASE,
        ):
            yield TWICE
        elif not re.search(r"Header\s+always", text, re.IGNORECASE):
            yield NOT_ALWAYS


def _lists(settings: Settings) -> Iterator[str]:
    known = PRODUCTS[settings.product].methods if settings.product in PRODUCTS else frozenset()
    for method in settings.methods:
        if known and method not in known:
            names = ", ".join(sorted(known))
            yield UNKNOWN_METHOD.format(label=settings.label, method=method, known=names)
    if settings.product == "r2" and "*" in settings.headers:
        yield STAR_HEADER
    if settings.literal and settings.credentials:
        if "*" in settings.headers:
            yield LITERAL_STAR.format(name="Access-Control-Allow-Headers", what="header")
        if "*" in settings.methods:
            yield LITERAL_STAR.format(name="Access-Control-Allow-Methods", what="method")


def answer_to(settings: Settings, page: str) -> str:
    """What a page of this origin would get, in a sentence."""
    allowed = _allowed(settings, page)
    if not allowed:
        return f"To {page} it sends no Access-Control-Allow-Origin that fits: the page is blocked."
    said = [f"Access-Control-Allow-Origin: {allowed}"]
    if settings.credentials:
        said.append("Access-Control-Allow-Credentials: true")
    if settings.methods:
        said.append(f"Access-Control-Allow-Methods: {', '.join(settings.methods)}")
    if settings.headers:
        said.append(f"Access-Control-Allow-Headers: {', '.join(settings.headers)}")
    return f"To {page} it would answer {'; '.join(said)}."


def _allowed(settings: Settings, page: str) -> str:
    """The value for this page; "" where it is not let in."""
    if settings.enabled is False:
        return ""
    if ECHO in settings.origins or page in settings.origins:
        return page
    if "*" in settings.origins:
        echoes = settings.product in ECHOING and settings.credentials
        return page if echoes else "*"
    if settings.literal or settings.product not in PATTERNS:
        return ""
    fits = any(
        "*" in each and len(each) < 300 and fnmatchcase(page, each.replace("[", "[[]"))
        for each in settings.origins
    )
    return page if fits else ""
