"""Header lists and the sets of names the standard is built on. Text is bytes as latin-1
throughout.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cors_lab.fetch.mime import TOKEN, collect_quoted_string, parse_mime_type
from cors_lab.fetch.numbers import whole_number
from cors_lab.fetch.remember import remembering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Pair = tuple[str, str]
Pairs = tuple[Pair, ...]

SAFELISTED_METHODS = frozenset(
    {"GET", "HEAD", "POST"}
)  # https://fetch.spec.whatwg.org/#cors-safelisted-method
FORBIDDEN_METHODS = frozenset(
    {"CONNECT", "TRACE", "TRACK"}
)  # https://fetch.spec.whatwg.org/#forbidden-method
NORMALIZED_METHODS = frozenset(
    {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}
)  # https://fetch.spec.whatwg.org/#concept-method-normalize
# https://fetch.spec.whatwg.org/#forbidden-request-header
FORBIDDEN_REQUEST_HEADERS = frozenset(
    "accept-charset accept-encoding access-control-request-headers access-control-request-method"
    " connection content-length cookie cookie2 date dnt expect host keep-alive origin referer"
    " set-cookie te trailer transfer-encoding upgrade via".split()
)
METHOD_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
FORBIDDEN_RESPONSE_HEADERS = frozenset(
    {"set-cookie", "set-cookie2"}
)  # https://fetch.spec.whatwg.org/#forbidden-response-header-name
# https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
SAFELISTED_RESPONSE_HEADERS = frozenset(
    (
        "cache-control content-language content-length content-type expires last-modified pragma"
    ).split()
)
NO_CORS_SAFELISTED = frozenset(
    "accept accept-language content-language content-type".split()
)  # https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name
NON_WILDCARD = frozenset(
    {"authorization"}
)  # https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
PRIVILEGED_NO_CORS = frozenset(
    {"range"}
)  # https://fetch.spec.whatwg.org/#privileged-no-cors-request-header-name
REQUEST_BODY_HEADERS = frozenset(
    "content-encoding content-language content-location content-type".split()
)  # https://fetch.spec.whatwg.org/#request-body-header-name
SAFELISTED_CONTENT_TYPES = frozenset(
    {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
)

HTTP_WHITESPACE = "\t\n\r "
_UNSAFE_BYTE = re.compile(
    r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]'
)  # https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte
_NO_HEADER_VALUE = re.compile(r"^[\t ]|[\t ]\Z|[\0\r\n]")
_LANGUAGE = re.compile(r"[0-9A-Za-z *,\-.;=]*")
_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)", re.ASCII)


class HeaderList:
    """A header list: an ordered multimap whose names match without regard to case.
    https://fetch.spec.whatwg.org/#concept-header-list
    """

    __slots__ = ("_index", "_indexed", "_spelling", "pairs")

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self.pairs: list[Pair] = list(pairs)
        self._forget_index()

    def _forget_index(self) -> None:
        self._index: dict[str, list[str]] = {}
        self._spelling: dict[str, str] = {}
        self._indexed = 0  # how many of the pairs are in the index: a page may append thousands

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"HeaderList({self.pairs!r})"

    def __contains__(self, name: str) -> bool:
        """https://fetch.spec.whatwg.org/#header-list-contains"""
        return bool(self.values(name))

    def values(self, name: str) -> list[str]:
        """The values of each header of this name, in order."""
        self._bring_up_to_date()
        return self._index.get(name.lower(), [])

    def _bring_up_to_date(self) -> None:
        if self._indexed > len(self.pairs):
            self._forget_index()
        for name, value in self.pairs[self._indexed :]:
            low = name.lower()
            self._spelling.setdefault(low, name)
            self._index.setdefault(low, []).append(value)
        self._indexed = len(self.pairs)

    def get(self, name: str) -> str | None:
        """All values of a name, joined by a comma and a space; None where there is none.
        https://fetch.spec.whatwg.org/#concept-header-list-get
        """
        found = self.values(name)
        if found:
            return ", ".join(found)
        return None

    def append(self, name: str, value: str) -> None:
        """Append, in the spelling of the first header of that name.
        https://fetch.spec.whatwg.org/#concept-header-list-append
        """
        self._bring_up_to_date()
        self.pairs.append((self._spelling.get(name.lower(), name), value))

    def delete(self, names: Iterable[str]) -> None:
        """Remove every header of these lower-case names.
        https://fetch.spec.whatwg.org/#concept-header-list-delete
        """
        gone = frozenset(names)
        self.pairs = [pair for pair in self.pairs if pair[0].lower() not in gone]
        self._forget_index()


def values(pairs: Iterable[Pair], name: str) -> list[str]:
    """The values of each header of this name, in order."""
    low = name.lower()
    return [value for known, value in pairs if known.lower() == low]


def get(pairs: Iterable[Pair], name: str) -> str | None:
    """https://fetch.spec.whatwg.org/#concept-header-list-get"""
    found = values(pairs, name)
    if found:
        return ", ".join(found)
    return None


@remembering(1024)
def is_token(text: str) -> bool:
    """Does it match HTTP's `token`, as a method and a header name must?
    https://httpwg.org/specs/rfc9110.html#tokens
    """
    return TOKEN.fullmatch(text) is not None


def is_header_value(text: str) -> bool:
    """No white space around it, no NUL, CR or LF in it.
    https://fetch.spec.whatwg.org/#header-value
    """
    return _NO_HEADER_VALUE.search(text) is None


def get_decode_and_split(value: str) -> list[str]:
    """Split at commas outside quoted strings, which keep their quotes.
    https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
    """
    found, start, position = [], 0, 0
    while position < len(value):
        if value[position] == '"':
            position = collect_quoted_string(value, position)[1]
            continue
        if value[position] == ",":
            found.append(value[start:position].strip("\t "))
            start = position + 1
        position += 1
    return [*found, value[start:].strip("\t ")]


def is_forbidden_request_header(name: str, value: str) -> bool:
    """May only the browser set it? https://fetch.spec.whatwg.org/#forbidden-request-header"""
    low = name.lower()
    if low in FORBIDDEN_REQUEST_HEADERS or low.startswith(("proxy-", "sec-")):
        return True
    return low in METHOD_OVERRIDES and any(
        method.upper() in FORBIDDEN_METHODS for method in get_decode_and_split(value)
    )


def _safe_accept(value: str) -> bool:
    return _UNSAFE_BYTE.search(value) is None


def _safe_language(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None


@remembering(256)
def _safe_content_type(value: str) -> bool:
    if _UNSAFE_BYTE.search(value):
        return False
    mime_type = parse_mime_type(value)
    return mime_type is not None and mime_type.essence in SAFELISTED_CONTENT_TYPES


def _safe_range(value: str) -> bool:
    """https://fetch.spec.whatwg.org/#simple-range-header-value, with a start that browsers have
    always sent
    """
    match = _RANGE.fullmatch(value)
    return match is not None and (not match[2] or whole_number(match[1]) <= whole_number(match[2]))


SAFELISTED_REQUEST_HEADERS: dict[str, Callable[[str], bool]] = {
    "accept": _safe_accept,
    "accept-language": _safe_language,
    "content-language": _safe_language,
    "content-type": _safe_content_type,
    "range": _safe_range,
}


def is_safelisted_request_header(name: str, value: str) -> bool:
    """May a page send it anywhere without asking?
    https://fetch.spec.whatwg.org/#cors-safelisted-request-header
    """
    rule = SAFELISTED_REQUEST_HEADERS.get(name.lower())
    return rule is not None and len(value) <= 128 and rule(value)


def is_no_cors_safelisted(name: str, value: str) -> bool:
    """https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header"""
    return name.lower() in NO_CORS_SAFELISTED and is_safelisted_request_header(name, value)


def sorted_lowercase_set(names: Iterable[str]) -> list[str]:
    """https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set"""
    return sorted({name.lower() for name in names})


def sort_and_combine(pairs: Sequence[Pair]) -> list[Pair]:
    """Lower-case, sorted, one entry a name, as iterating a `Headers` object gives.
    https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine
    """
    combined: dict[str, list[str]] = {}
    for name, value in pairs:
        combined.setdefault(name.lower(), []).append(value)
    return [
        (name, value)
        for name, found in sorted(combined.items())
        for value in (found if name == "set-cookie" else [", ".join(found)])
    ]


def extract_list(headers: HeaderList, name: str) -> list[str] | str | None:
    """The tokens of a `#token` header, None where there is no such header, or the first text that
    is no token.

    Empty elements are allowed (RFC 9110, 5.6.1).
    https://fetch.spec.whatwg.org/#extract-header-list-values
    """
    found = headers.values(name)
    if not found:
        return None
    tokens: list[str] = []
    for value in found:
        for element in value.split(","):
            token = element.strip("\t ")
            if token and not is_token(token):
                return token
            if token:
                tokens.append(token)
    return tokens


def extract_delta_seconds(headers: HeaderList, name: str) -> int | None:
    """Extract header list values for one `delta-seconds`: None for a missing header and for
    failure. https://fetch.spec.whatwg.org/#extract-header-list-values
    """
    found = headers.values(name)
    if len(found) != 1 or not (found[0].isascii() and found[0].isdigit()):
        return None
    if len(found[0]) > 10:
        return int(found[0][:10])
    return int(found[0])
