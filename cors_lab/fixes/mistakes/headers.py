"""Mistakes that can be seen in the headers of a server's answers, whoever asked."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.headers import (
    FORBIDDEN_METHODS,
    FORBIDDEN_REQUEST_HEADERS,
    FORBIDDEN_RESPONSE_HEADERS,
    NORMALIZED_METHODS,
    HeaderList,
    extract_delta_seconds,
    extract_list,
)
from cors_lab.fetch.url import parse_origin, parse_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cors_lab.fetch.headers import Pair

METHODS, HEADERS = "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"
ORIGIN, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
EXPOSE, MAX_AGE = "Access-Control-Expose-Headers", "Access-Control-Max-Age"
MOST_KEPT = 7200  # seconds, in Chromium
LONGEST = 200  # characters of a value that are shown
USUAL_METHODS = NORMALIZED_METHODS | {"PATCH"}
OF_ANSWERS = frozenset(
    f"access-control-{name}"
    for name in (
        "allow-origin",
        "allow-credentials",
        "allow-methods",
        "allow-headers",
        "max-age",
        "expose-headers",
    )
)
OF_REQUESTS = frozenset(
    {
        "origin",
        "cookie",
        "host",
        "referer",
        "user-agent",
        "access-control-request-method",
        "access-control-request-headers",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
    }
)
NO_FACTS: Mapping[str, str] = MappingProxyType({})
_NEGATIVE = re.compile(r"-[0-9]+")
NEGATIVE = "Chromium, Firefox and WebKit all take it as `0`, and ask again each time."
NO_NUMBER = "Chromium and WebKit ask again after 5 seconds, Firefox asks each time."


class Said(NamedTuple):
    """The headers of a server's two answers to a page that may read; None for an answer that
    was not asked for.
    """

    answer: tuple[Pair, ...] | None = None
    preflight: tuple[Pair, ...] | None = None


class Mistake(NamedTuple):
    """One mistake: its id in WORDS, its facts, its severity where it is not the usual, and
    which answer shows it.
    """

    id: str
    facts: Mapping[str, str] = NO_FACTS
    severity: str | None = None
    on_preflight: bool = True


def header_mistakes(said: Said) -> Iterator[Mistake]:
    """All mistakes in these headers, each cause once.
    https://fetch.spec.whatwg.org/#http-responses
    """
    answer = HeaderList(said.answer or ())
    preflight = HeaderList(said.preflight or ())
    yield from _origin(answer, on_preflight=False) or _origin(preflight, on_preflight=True)
    yield from _credentials(answer, preflight, said)
    if ORIGIN in preflight:
        for check in ON_PREFLIGHT:
            yield from check(preflight)
    yield from _star(answer, preflight)
    yield from _exposed(answer, preflight, said)


def shown(value: str) -> str:
    """A value from the wire as it may stand between backticks: short, and with none of its own."""
    short = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    return short.replace("`", "\\x60")


def wrong_origin(value: str) -> str:
    """Why no page can have this value of Access-Control-Allow-Origin as its origin, in a sentence;
    "" where one can.

    >>> wrong_origin("https://app.example/")
    'an origin has no path, not even a slash.'
    """
    if value in ("*", "null"):
        return ""
    if not value:
        return "it is empty."
    if "," in value or " " in value.strip():
        return "browsers take one origin only, not a list."
    if "*" in value:
        return "browsers know no patterns; a `*` counts only where it stands alone."
    if parse_origin(value) is not None:
        return ""
    url = parse_url(value)
    if url is None or not url.host:
        return "it is not an origin."
    if not url.is_http:
        return ""  # an app's own scheme
    return _not_serialized(value)


def _not_serialized(value: str) -> str:
    """What keeps the origin of this URL from being written so."""
    rest = value.partition("://")[2]
    if "/" in rest or "?" in rest or "#" in rest:
        return "an origin has no path, not even a slash."
    if value != value.lower():
        return "browsers write an origin in lower case, and compare the case."
    if re.search(":[0-9]+$", value):
        return "browsers leave the default port out."
    return "browsers write this origin in another way."


def _origin(headers: HeaderList, *, on_preflight: bool) -> list[Mistake]:
    value = headers.get(ORIGIN)
    if value is None or not (why := wrong_origin(value)):
        return []
    return [Mistake("allow-origin-value", {"value": shown(value), "why": why}, None, on_preflight)]


def _credentials(answer: HeaderList, preflight: HeaderList, said: Said) -> Iterator[Mistake]:
    for headers, on_preflight in ((answer, False), (preflight, True)):
        value = headers.get(CREDENTIALS)
        if value not in (None, "true", "false"):
            yield Mistake("credentials-value", {"value": shown(value or "")}, None, on_preflight)
            return
    asked_both = said.answer is not None and said.preflight is not None
    promised = preflight.get(CREDENTIALS) == "true" and answer.get(CREDENTIALS) != "true"
    if asked_both and promised and parse_origin(answer.get(ORIGIN) or "") is not None:
        yield Mistake("credentials-differ", on_preflight=False)


def _methods(preflight: HeaderList) -> Iterator[Mistake]:
    listed = extract_list(preflight, METHODS)
    if isinstance(listed, str):
        yield _invalid("allow-methods-invalid", preflight, METHODS, listed)
        return
    forbidden = _named(listed, lambda name: name.upper() in FORBIDDEN_METHODS)
    if forbidden:
        yield Mistake("methods-forbidden", {"names": forbidden})
    known = set(listed or ())
    for name in listed or ():
        if name.upper() in USUAL_METHODS and name.upper() not in known | {"GET", "HEAD", "POST"}:
            yield Mistake("methods-case", {"value": shown(name), "upper": name.upper()})
            return


def _headers(preflight: HeaderList) -> Iterator[Mistake]:
    listed = extract_list(preflight, HEADERS)
    if isinstance(listed, str):
        yield _invalid("allow-headers-invalid", preflight, HEADERS, listed)
        return
    if names := _named(listed, lambda name: name.lower() in OF_ANSWERS):
        yield Mistake("headers-of-answers", {"names": names})
    if names := _named(listed, _only_browsers_send):
        yield Mistake("headers-forbidden", {"names": names})


def _only_browsers_send(name: str) -> bool:
    low = name.lower()
    return low in FORBIDDEN_REQUEST_HEADERS or low.startswith(("proxy-", "sec-"))


def _max_age(preflight: HeaderList) -> Iterator[Mistake]:
    value = preflight.get(MAX_AGE)
    if value is None:
        return
    seconds = extract_delta_seconds(preflight, MAX_AGE)
    if seconds is None:
        negative = _NEGATIVE.fullmatch(value) is not None
        why = NEGATIVE if negative else NO_NUMBER
        yield Mistake(
            "max-age-invalid", {"value": shown(value), "why": why}, "info" if negative else None
        )
    elif seconds > MOST_KEPT:
        yield Mistake("max-age-long", {"value": shown(value)})


ON_PREFLIGHT: tuple[Callable[[HeaderList], Iterator[Mistake]], ...] = (_methods, _headers, _max_age)


def _star(answer: HeaderList, preflight: HeaderList) -> Iterator[Mistake]:
    """`*` is a wildcard only without credentials; where the origin is `*` too, that is the
    cause.
    """
    stars = [
        (name, headers)
        for name, headers in ((METHODS, preflight), (HEADERS, preflight), (EXPOSE, answer))
        if headers.get(CREDENTIALS) == "true"
        and headers.get(ORIGIN) not in (None, "*")
        and _has_star(headers, name)
    ]
    if not stars:
        return
    alone = any(headers.values(name) == ["*"] for name, headers in stars if name != EXPOSE)
    names = " and ".join(name for name, _ in stars)
    yield Mistake(
        "star-with-credentials", {"names": names}, None if alone else "low", stars[0][0] != EXPOSE
    )


def _has_star(headers: HeaderList, name: str) -> bool:
    listed = extract_list(headers, name)
    return isinstance(listed, list) and "*" in listed


def _exposed(answer: HeaderList, preflight: HeaderList, said: Said) -> Iterator[Mistake]:
    if EXPOSE not in answer:
        if EXPOSE in preflight and said.answer is not None and ORIGIN in answer:
            yield Mistake("expose-on-preflight", {"value": shown(preflight.get(EXPOSE) or "")})
        return
    listed = extract_list(answer, EXPOSE)
    if isinstance(listed, str):
        yield _invalid("expose-invalid", answer, EXPOSE, listed, on_preflight=False)
        return
    if names := _named(listed, lambda name: name.lower() in FORBIDDEN_RESPONSE_HEADERS):
        yield Mistake("expose-forbidden", {"names": names}, None, on_preflight=False)
    if names := _named(listed, lambda name: name.lower() in OF_REQUESTS):
        yield Mistake("expose-of-requests", {"names": names}, None, on_preflight=False)


def _invalid(
    id: str, headers: HeaderList, name: str, token: str, *, on_preflight: bool = True
) -> Mistake:
    return Mistake(
        id, {"value": shown(headers.get(name) or ""), "token": shown(token)}, None, on_preflight
    )


def _named(listed: Iterable[str] | None, condition: Callable[[str], bool]) -> str:
    """The names for which it holds, as they are written, each once."""
    names = dict.fromkeys(name for name in listed or () if condition(name))
    return shown(", ".join(names))
