"""What an open document remembers of its loads: preloads that wait to be used, modules, images."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cors_lab.fetch.request import Client, Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace


class Preload(NamedTuple):
    """A response that a `<link rel=preload>` has fetched, and by which request; `credentials` is
    the mode that its `crossorigin` asks for.
    https://html.spec.whatwg.org/#preload-entry
    """

    request: Request
    response: Response | None
    as_: str
    credentials: str


@dataclass(slots=True)
class Document:
    """The state of one document: `preloads` and `modules` by URL;
    `evaluated`: the URLs of modules that have run; `announced`: its own notes have been told.
    https://html.spec.whatwg.org/#map-of-preloaded-resources
    """

    client: Client
    preloads: dict[str, Preload] = field(default_factory=dict)
    modules: dict[str, Response | None] = field(default_factory=dict)
    evaluated: set[str] = field(default_factory=set)
    announced: bool = False


def announce(document: Document, trace: Trace) -> None:
    """Note what a console says of the document itself, once, before its first load."""
    if document.announced:
        return
    document.announced = True
    policies = document.client.policies
    if policies.quirks:
        trace.note("document-in-quirks-mode", url=document.client.url.href)
    for value in policies.unknown_referrer_policies:
        trace.note("referrer-policy-unknown", value=value)
    for policy in policies.csp:
        told = policy.directives.keys() & {"report-uri", "report-to"}
        if policy.disposition == "report" and not told:
            origin = document.client.url.origin.serialized
            trace.note("csp-unheard", policy=policy.text, origin=origin)
