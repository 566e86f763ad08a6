"""Where pages and servers are: origins, opaque documents, address spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.local_network import PERMISSIONS, SPACES, LocalNetwork
from cors_lab.fetch.request import Client
from cors_lab.fetch.url import Origin, obtain_site, opaque_origin, parse_origin, parse_url
from cors_lab.messages.rules import argument_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("sandbox", "data", "file")


def address_spaces(spaces: Mapping[str, str] | None, permission: str) -> LocalNetwork | None:
    """Where servers are; ValueError for a word that is no address space or permission."""
    if permission not in PERMISSIONS:
        raise ValueError(argument_sentence("local_network_access", "permission", permission))
    if spaces is None:
        return None
    for space in spaces.values():
        if space not in SPACES:
            raise ValueError(argument_sentence("address_spaces", "space", space))
    origins = {tuple_origin("address_spaces", origin).serialized: origin for origin in spaces}
    return LocalNetwork({key: spaces[origin] for key, origin in origins.items()}, permission)


def origin_key(origin: str) -> str:
    """The serialised origin under which a host is kept."""
    return tuple_origin("hosts", origin).serialized


def tuple_origin(argument: str, text: object) -> Origin:
    """The origin that this text is; ValueError, with the argument's name, if it is none."""
    origin = parse_origin(text) if isinstance(text, str) else None
    if origin is None:
        raise ValueError(
            f"{argument}: {text!r} is not an origin; write scheme, host and, where it is not the"
            " default, port: 'https://app.example'."
        )
    return origin


def opaque_client(embedder: str | None, kind: str, url: str | None = None) -> Client:
    """The environment of a document with an opaque origin."""
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r} is not one of {', '.join(KINDS)}.")
    if embedder is not None:
        top = parse_url(f"{tuple_origin('embedder', embedder)}/")
    else:
        top = None
    text = {
        "sandbox": f"{top}__frame" if top else "about:srcdoc",
        "data": "data:text/html,",
        "file": "file:///page.html",
    }[kind]
    document = parse_url(text if url is None else url)
    if document is None or (url is not None and not document.is_http):
        raise ValueError(f"url: {url!r} is not an http or https URL.")
    origin = opaque_origin()
    return Client(
        origin,
        document,
        top or document,
        obtain_site(top.origin if top else origin),
        top is not None,
    )
