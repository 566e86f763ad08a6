"""Where a request goes: the server that its URL names, and the path there."""

from __future__ import annotations

import re

HTTP_URL = re.compile(
    r"(https?)://(?:[^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]+)(?::([0-9]{0,5}))?(?=[/?#]|$)([^#]*)"
)


def parse_address(url: str) -> tuple[str, str, int, str]:
    """Scheme, host as written, port, and path with query of a serialised http(s) URL; ValueError
    for anything else.
    """
    match = HTTP_URL.match(url)
    if match is None or int(match[3] or 0) > 65535:
        raise ValueError(
            f"No server can be reached at {url!r}: write it like 'http://127.0.0.1:5000'."
        )
    port = int(match[3] or (443 if match[1] == "https" else 80))
    return match[1], match[2], port, match[4] if match[4].startswith("/") else f"/{match[4]}"
