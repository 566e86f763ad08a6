"""Load a resource as an element does: one request by the rules of its destination, then what
the element makes of the answer.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.fetch import elements, frames, preloads, workers
from cors_lab.fetch.destinations import FRAMES, MEDIA, MODULES, WORKERS, element_request
from cors_lab.fetch.document import announce
from cors_lab.fetch.elements import Load
from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.headers import HeaderList
from cors_lab.fetch.javascript import read_script
from cors_lab.fetch.sniff import is_media
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    from cors_lab.fetch.destinations import Attributes
    from cors_lab.fetch.document import Document
    from cors_lab.fetch.elements import Seen
    from cors_lab.fetch.params import Profile
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

PROBE = "bytes=0-1445"
Loading = Generator[HTTPRequest, HTTPResponse | NetworkFailure, "Seen"]


def begin(
    element: str,
    text: str,
    attributes: Attributes,
    profile: Profile,
    document: Document,
    trace: Trace,
) -> Load | None:
    """The load that this element begins; None where its URL cannot be parsed."""
    request = element_request(element, text, attributes, document.client, profile.engine, trace)
    if request is None:
        trace.note("load-url-invalid", url=text)
        return None
    announce(document, trace)
    return Load(element, attributes, request, trace, profile, document)


def load(current: Load) -> Loading:
    """Ask, and give what the page sees."""
    if current.element == "preload":
        return (yield from preloads.preload(current))
    if current.element == "modulepreload":
        return (yield from preloads.module_preload(current))
    if current.element in FRAMES:
        return (yield from frames.load_frame(current))
    if current.element in WORKERS:
        refused = workers.constructor_check(current)
        if refused is not None:
            return refused
    try:
        response = yield from fetch_or_preloaded(current)
        if current.element in MEDIA:
            yield from _probe(current, response)
        return _use(current, response)
    except NetworkError as error:
        if error.code == "csp-allows" and current.element in WORKERS:
            return workers.refused_by_policy(current) or elements.failed(
                current, current.element, error.code
            )
        return elements.failed(current, current.element, error.code)


def _probe(
    current: Load, response: Response
) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, None]:
    """webkit: asks once more for the first bytes of what it cannot play."""
    if (
        current.element != "audio"
        or is_media(response.body)
        or not current.trace.departs("unplayable-asked-twice")
    ):
        return
    again = replace(current.request, headers=HeaderList(current.request.headers))
    again.headers.append("Range", PROBE)
    with suppress(NetworkError):
        yield from fetch(current.profile.params(again, current.trace))


def _use(current: Load, response: Response) -> Seen:
    if current.element in WORKERS:
        return workers.use_worker(current, response)
    if current.element == "import()":
        elements.module_check(current, response)
        script = read_script(response.body)
        return {"event": "load", "readable": ",".join(script.exports)}
    return elements.USES[current.element](current, response)


def fetch_or_preloaded(
    current: Load,
) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, Response]:
    """The response, unfiltered: of a preload that fits, or of the network."""
    params = current.profile.params(current.request, current.trace)
    params.preloaded = preloads.consume(current.document, current.request, current.trace)
    spoiled = preloads.spoils(current.document, current.request, current.trace)
    response = yield from fetch(params)
    current.response = response.internal or response
    if spoiled:
        current.trace.fail("preload-spoils", url=current.request.url_list[0].href)
    if current.element in MODULES:
        current.document.modules[current.request.url_list[0].href] = current.response
    return current.response
