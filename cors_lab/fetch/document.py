"""What an open document remembers of its loads: preloads that wait to be used, modules, images."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cors_lab.fetch.request import Client, Request
    from cors_lab.fetch.response import Response


class Preload(NamedTuple):
    """A response that a `<link rel=preload>` has fetched, and by which request.
    https://html.spec.whatwg.org/#preload-entry
    """

    request: Request
    response: Response | None
    as_: str


@dataclass(slots=True)
class Document:
    """The state of one document: `preloads` and `modules` by URL;
    `announced`: its own notes have been told.
    https://html.spec.whatwg.org/#map-of-preloaded-resources
    """

    client: Client
    preloads: dict[str, Preload] = field(default_factory=dict)
    modules: dict[str, Response | None] = field(default_factory=dict)
    announced: bool = False
