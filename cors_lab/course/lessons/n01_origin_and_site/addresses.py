"""Origins and sites of URLs as text, computed by the same code that the simulated browser uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch import url as urls

if TYPE_CHECKING:
    from cors_lab.fetch.url import URL


def origin(url: str) -> str:
    """The origin of this URL, serialised; "null" for an opaque one. Raises ValueError for what is
    no URL.

    >>> origin("https://app.example:443/notes?page=2")
    'https://app.example'
    """
    return parsed(url).origin.serialized


def site(url: str) -> str:
    """The site of this URL: scheme and registrable domain. Raises ValueError for what is no URL.

    >>> site("https://shop.example.co.uk:8080/")
    'https://example.co.uk'
    """
    return str(urls.obtain_site(parsed(url).origin))


def same_origin(a: str, b: str) -> bool:
    """Are the origins of these two URLs the same? Raises ValueError for what is no URL.

    >>> same_origin("https://app.example/", "http://app.example/")
    False
    """
    return urls.same_origin(parsed(a).origin, parsed(b).origin)


def same_site(a: str, b: str) -> bool:
    """Are the sites of these two URLs the same? Raises ValueError for what is no URL.

    >>> same_site("http://localhost:3000", "http://localhost:5000")
    True
    """
    return urls.same_site(parsed(a).origin, parsed(b).origin)


def parsed(url: str) -> URL:
    """The URL record. Raises ValueError for what is no URL."""
    parsed = urls.parse_url(url) if isinstance(url, str) else None
    if parsed is None:
        raise ValueError(
            f"url: {url!r} is not a URL; write one with its scheme, such as 'https://app.example/'."
        )
    return parsed
