"""Subresource integrity: does a body have the hash that the page asked for? https://w3c.github.io/webappsec-subresource-integrity/"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_HASH = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?")


def matches(body: bytes, metadata: str) -> bool:
    """Does the body match the strongest hashes listed? No hash that can be read matches everything. https://w3c.github.io/webappsec-subresource-integrity/#does-response-match-metadatalist"""
    found = [match.groups() for token in metadata.split() if (match := _HASH.fullmatch(token))]
    if not found:
        return True
    strongest = max(algorithm for algorithm, _ in found)
    digest = hashlib.new(strongest, body).digest()
    return any(_decoded(value) == digest for algorithm, value in found if algorithm == strongest)


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value.translate(str.maketrans("-_", "+/")) + "=" * (-len(value) % 4))
    except binascii.Error:
        return b""
