"""Does a URL match a source list of Content Security Policy?
https://w3c.github.io/webappsec-csp/#match-url-to-source-list
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from cors_lab.fetch.url import DEFAULT_PORTS

if TYPE_CHECKING:
    from collections.abc import Set

    from cors_lab.fetch.url import URL, Origin

# https://w3c.github.io/webappsec-csp/#grammardef-source-list
_SCHEME_SOURCE = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HOST_SOURCE = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.\-]*)://)?"
    r"(\*|(?:\*\.)?[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*\.?|\[[0-9A-Fa-f:.]+\])"
    r"(?::([0-9]+|\*))?"
    r"(/[^?#]*)?(?:[?#].*)?"
)
_NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_\-]+={0,2})'", re.IGNORECASE)
_HASH = re.compile(r"'(sha256|sha384|sha512)-([A-Za-z0-9+/_\-]+={0,2})'", re.IGNORECASE)
KEYWORDS = frozenset(
    """
    'self' 'none' 'unsafe-inline' 'unsafe-eval' 'strict-dynamic' 'unsafe-hashes' 'report-sample'
    'unsafe-allow-redirects' 'wasm-unsafe-eval' 'trusted-types-eval' 'report-sha256'
    'report-sha384' 'report-sha512' 'inline-speculation-rules'
    """.split()
)
# An insecure scheme in a policy covers the secure one:
# https://w3c.github.io/webappsec-csp/#scheme-part-match
COVERED = {"http": ("https",), "ws": ("wss", "http", "https"), "wss": ("https",)}
COVERED_BY_ENGINES = {"http": ("https",), "ws": ("wss",)}


class Target(NamedTuple):
    """What a source list is asked about: a URL, the policy's own origin, and how far redirects led.

    `one_way`: web socket schemes in the list cover no HTTP scheme (the departure of two engines).
    """

    url: URL
    own: Origin
    redirected: bool = False
    one_way: bool = False


def nonces(sources: tuple[str, ...]) -> list[str]:
    """The nonces of this source list."""
    return [match[1] for match in map(_NONCE.fullmatch, sources) if match]


def hashes(sources: tuple[str, ...]) -> list[tuple[str, str]]:
    """(algorithm, digest) of each hash of this source list; base64url counts as base64."""
    found = [match for match in map(_HASH.fullmatch, sources) if match]
    return [(match[1].lower(), _as_base64(match[2])) for match in found]


def _as_base64(digest: str) -> str:
    return digest.replace("-", "+").replace("_", "/")


def integrity_is_listed(integrity: str, sources: tuple[str, ...]) -> bool:
    """Is each digest of this integrity attribute in the list?
    https://w3c.github.io/webappsec-csp/#script-pre-request
    """
    listed = set(hashes(sources))
    tokens = [token.partition("?")[0].partition("-") for token in integrity.split()]
    known = [(algorithm.lower(), _as_base64(digest)) for algorithm, _, digest in tokens]
    return bool(known) and bool(listed) and all(digest in listed for digest in known)


def has_keyword(sources: tuple[str, ...], keyword: str) -> bool:
    """Does the list have this keyword, such as `'strict-dynamic'`?"""
    return any(source.lower() == keyword for source in sources)


def is_source(text: str) -> bool:
    """Is this one of the forms that a source expression may have?"""
    if text.startswith("'"):
        return text.lower() in KEYWORDS or bool(_NONCE.fullmatch(text) or _HASH.fullmatch(text))
    return bool(_SCHEME_SOURCE.fullmatch(text) or _HOST_SOURCE.fullmatch(text))


def matches_list(target: Target, sources: tuple[str, ...]) -> bool:
    """https://w3c.github.io/webappsec-csp/#match-url-to-source-list"""
    if len(sources) == 1 and sources[0].lower() == "'none'":
        return False
    return any(_matches(target, source) for source in sources)


def _matches(target: Target, source: str) -> bool:
    """https://w3c.github.io/webappsec-csp/#match-url-to-source-expression"""
    url = target.url
    if source == "*":
        network = url.scheme in ("http", "https", "ws", "wss")
        return network or _scheme_matches(target.own.scheme, url.scheme, target.one_way)
    if source.lower() == "'self'":
        return _matches_self(url, target.own)
    scheme = _SCHEME_SOURCE.fullmatch(source)
    if scheme:
        return _scheme_matches(scheme[1].lower(), url.scheme, target.one_way)
    host = _HOST_SOURCE.fullmatch(source)
    return host is not None and _matches_host(target, host)


def _matches_self(url: URL, own: Origin) -> bool:
    """The page's own host, also where the scheme is the secure form or the web socket form of
    it.
    """
    if own.opaque or not own.host:
        return False
    if url.host != own.host:
        return False
    if url.scheme == own.scheme:
        return url.port == own.port
    same_port = url.port == own.port or (url.port is None and own.port is None)
    upgraded = url.scheme in ("https", "wss") or (own.scheme == "http" and url.scheme == "ws")
    return upgraded and same_port


def _matches_host(target: Target, source: re.Match[str]) -> bool:
    scheme, host, port, path = source.groups()
    url = target.url
    wanted = (scheme or target.own.scheme).lower()
    # A source without a scheme covers what the page's own scheme covers.
    covered = scheme is None and _is_side_grade(wanted, url.scheme)
    if not covered and not _scheme_matches(wanted, url.scheme, target.one_way):
        return False
    if not url.host or not _host_matches(host.lower(), url.host):
        return False
    if not _port_matches(port, wanted, url):
        return False
    return target.redirected or not path or _path_matches(path, url.path)


def _is_side_grade(page: str, scheme: str) -> bool:
    """A host alone, in a page over http(s), also covers web sockets to that host."""
    return (page, scheme) in (("https", "wss"), ("http", "ws"), ("http", "wss"))


def _scheme_matches(a: str, b: str, one_way: bool) -> bool:
    """https://w3c.github.io/webappsec-csp/#scheme-part-match"""
    covered = COVERED_BY_ENGINES if one_way else COVERED
    return a == b or b in covered.get(a, ())


def _host_matches(pattern: str, host: str) -> bool:
    """https://w3c.github.io/webappsec-csp/#match-hosts"""
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern


def _port_matches(port: str | None, scheme: str, url: URL) -> bool:
    """https://w3c.github.io/webappsec-csp/#match-ports"""
    actual = url.port if url.port is not None else DEFAULT_PORTS.get(url.scheme)
    if port is None:
        return url.port is None
    if port == "*":
        return True
    upgraded = scheme != url.scheme and (port, actual) == ("80", 443)
    return int(port[:6]) == actual or upgraded


@lru_cache(maxsize=1024)
def _path_matches(pattern: str, path: str) -> bool:
    """https://w3c.github.io/webappsec-csp/#match-paths"""
    if pattern == "/" and not path:
        return True
    wanted, found = pattern.split("/"), path.split("/")
    exact = not pattern.endswith("/")
    if len(wanted) > len(found) or (exact and len(wanted) != len(found)):
        return False
    if not exact:
        wanted = wanted[:-1]
    return all(unquote(a) == unquote(b) for a, b in zip(wanted, found, strict=False))


def unknown_sources(sources: tuple[str, ...], known: Set[str] = frozenset()) -> list[str]:
    """The expressions of this list that no browser knows, and that it therefore passes over."""
    return [source for source in sources if source not in known and not is_source(source)]
