"""Which product answered, by its address and its headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import is_local, parse_url
from cors_lab.fixes.products import PRODUCTS, Product

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fetch.url import URL
    from cors_lab.fixes.products.row import Sign

LONGEST = 60
_NOT_PLAIN = re.compile(r"[^\w./ ()+:-]", re.ASCII)


class Recognised(NamedTuple):
    """A product, and what gave it away: a header line, or words on the address."""

    product: Product
    evidence: str
    by_address: bool


def recognise(
    url: str, headers: Iterable[tuple[str, str]] = (), body: str = ""
) -> Recognised | None:
    """The product whose sign is found first; a sign in the address outweighs one in a header."""
    parsed = parse_url(url)
    pairs = [(name.lower(), name, value) for name, value in headers]
    for by_address in (True, False):
        for product in PRODUCTS.values():
            for sign in product.signs:
                if (sign.where in ("host", "port", "path")) is by_address:
                    evidence = _evidence(sign, parsed, pairs, body)
                    if evidence:
                        return Recognised(product, evidence, by_address)
    return None


def _evidence(sign: Sign, url: URL | None, pairs: list[tuple[str, str, str]], body: str) -> str:
    if sign.where in ("host", "port", "path"):
        return _in_address(sign, url)
    if sign.where == "body":
        found = re.search(sign.pattern, body)
        return f"“{_plain(found[0])}”" if found else ""
    for low, name, value in pairs:
        found = re.search(sign.pattern, value, re.IGNORECASE) if low == sign.where.lower() else None
        if found:  # what was found, and no more of the value, which may be a secret
            return f"{_plain(name)}: {_plain(found[0])}" if len(found[0]) > 1 else _plain(name)
    return ""


def _plain(text: str) -> str:
    return _NOT_PLAIN.sub("", text).strip()[:LONGEST]


def _in_address(sign: Sign, url: URL | None) -> str:
    if url is None:
        return ""
    if sign.where == "port" and not is_local(url.host):
        return ""
    text = {"host": url.host, "port": str(url.port or ""), "path": url.path}[sign.where]
    found = re.search(sign.pattern, text)
    if found:
        return f"{sign.where} {text[:LONGEST]}"
    return ""
