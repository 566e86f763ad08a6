"""Subresource integrity: does a body have the hash that the page asked for?
https://w3c.github.io/webappsec-subresource-integrity/
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_HASH = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?")


def matches(body: bytes, metadata: str) -> bool:
    """Does the body match the strongest hashes listed? No hash that can be read matches everything.
    https://w3c.github.io/webappsec-subresource-integrity/#does-response-match-metadatalist
    """
    listed = _strongest(metadata)
    if not listed:
        return True
    digest = hashlib.new(listed[0][0], body).digest()
    return any(_decoded(value) == digest for _, value in listed)


def is_listed(metadata: str) -> bool:
    """Is there a hash that can be read?"""
    return bool(_strongest(metadata))


def computed(body: bytes, metadata: str) -> str:
    """The hash that the body has, as it would stand in the metadata: "sha256-..."; "" where no hash
    can be read there.
    """
    algorithm = next((algorithm for algorithm, _ in _strongest(metadata)), "")
    if algorithm:
        return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, body).digest()).decode()}"
    return ""


def _strongest(metadata: str) -> list[tuple[str, str]]:
    """The (algorithm, hash) pairs of the strongest algorithm that is listed."""
    found = [match.groups() for token in metadata.split() if (match := _HASH.fullmatch(token))]
    strongest = max((algorithm for algorithm, _ in found), default="")
    return [(algorithm, value) for algorithm, value in found if algorithm == strongest]


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(
            value.translate(str.maketrans("-_", "+/")) + "=" * (-len(value) % 4)
        )
    except binascii.Error:
        return b""
