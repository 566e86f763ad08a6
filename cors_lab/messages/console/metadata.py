"""What Chromium and Firefox print of integrity metadata that they cannot read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ALGORITHMS = ("sha256", "sha384", "sha512")
CHROMIUM = "Error parsing 'integrity' attribute ('{metadata}'). {fault}"
CHROMIUM_NO_ALGORITHM = (
    "The hash algorithm must be one of 'sha256', 'sha384', 'sha512', or 'ed21159', followed by a"
    " '-' character."
)
CHROMIUM_OTHER_ALGORITHM = (
    "The specified hash algorithm must be one of 'sha256', 'sha384', 'sha512', or 'ed21159'."
)
CHROMIUM_NO_DIGEST = "The digest must be a valid, base64-encoded value."
CHROMIUM_OPTION = "Ignoring unrecognized 'integrity' attribute option '{option}'."
FIREFOX_MALFORMED = (
    "The script element has a malformed hash in its integrity attribute: “{token}”. The correct"
    " format is “<hash algorithm>-<hash value>”."
)
FIREFOX_ALGORITHM = "Unsupported hash algorithm in the integrity attribute: “{algorithm}”"
FIREFOX_LENGTH = "The hash contained in the integrity attribute has the wrong length."
FIREFOX_NOTHING = "The integrity attribute does not contain any valid metadata."
DIGEST = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
BASE64_LENGTHS = {"sha256": 43, "sha384": 64, "sha512": 86}  # without padding


EMPTY = {
    "sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "sha384": "OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb",
    "sha512": (
        "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
    ),
}  # of an empty body


def strongest_algorithm(metadata: str) -> str:
    """The strongest algorithm that is named; "" where none is known."""
    known = [algorithm for _, algorithm, _, _, _ in _tokens(metadata) if algorithm in ALGORITHMS]
    return max(known, default="")


def strongest(metadata: str) -> str:
    """The metadata without the hashes of weaker algorithms."""
    best = strongest_algorithm(metadata)
    return " ".join(
        token
        for token, algorithm, _, _, _ in _tokens(metadata)
        if algorithm == best or algorithm not in ALGORITHMS
    )


def _tokens(metadata: str) -> Iterator[tuple[str, str, str, str, str]]:
    """(token, algorithm, "-" or "", digest, option) of each."""
    for token in metadata.split():
        expression, _, option = token.partition("?")
        yield (token, *expression.partition("-"), option)


def chromium_notes(metadata: str) -> list[str]:
    """A line for each token that cannot be read, and for each option."""
    lines = []
    for _, algorithm, dash, digest, option in _tokens(metadata):
        fault = ""
        if not dash:
            fault = CHROMIUM_NO_ALGORITHM
        elif algorithm not in ALGORITHMS:
            fault = CHROMIUM_OTHER_ALGORITHM
        elif not DIGEST.fullmatch(digest):
            fault = CHROMIUM_NO_DIGEST
        elif option:
            lines.append(CHROMIUM_OPTION.replace("{option}", option))
        if fault:
            lines.append(CHROMIUM.replace("{fault}", fault).replace("{metadata}", metadata))
    return lines


def firefox_notes(metadata: str, readable: bool = True) -> list[str]:
    """A line for each token that cannot be read, and one if none can; of what is not `readable` no
    hash is looked at.
    """
    lines, valid = [], False
    for token, algorithm, dash, digest, _ in _tokens(metadata):
        if dash and algorithm not in ALGORITHMS:
            lines.append(FIREFOX_ALGORITHM.replace("{algorithm}", algorithm))
        elif not dash or not DIGEST.fullmatch(digest):
            lines.append(FIREFOX_MALFORMED.replace("{token}", token))
        else:
            valid = True
            lines += [FIREFOX_LENGTH] * (
                readable and len(digest.rstrip("=")) != BASE64_LENGTHS[algorithm]
            )
    if valid or not metadata:
        return lines
    return [*lines, FIREFOX_NOTHING]
