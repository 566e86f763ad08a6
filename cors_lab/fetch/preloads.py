"""Preloads: what they ask for, which event they fire, and which later load is given their response.

https://html.spec.whatwg.org/#link-type-preload
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch import elements
from cors_lab.fetch.destinations import MODULES, PRELOADS, cors_setting
from cors_lab.fetch.document import Preload
from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.mime import parse_mime_type
from cors_lab.fetch.mime_checks import JAVASCRIPT
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import same_origin

if TYPE_CHECKING:
    from collections.abc import Generator

    from cors_lab.fetch.document import Document
    from cors_lab.fetch.elements import Load, Seen
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

# What `as` may name although nothing is preloaded for it.
KNOWN_ELSEWHERE = frozenset(
    {
        "audio",
        "video",
        "audioworklet",
        "document",
        "embed",
        "frame",
        "iframe",
        "json",
        "manifest",
        "object",
        "paintworklet",
        "report",
        "serviceworker",
        "sharedworker",
        "worker",
        "xslt",
    }
)
TYPES = {
    "font": frozenset(
        {
            "font/woff",
            "font/woff2",
            "font/ttf",
            "font/otf",
            "font/collection",
            "font/sfnt",
            "application/font-woff",
            "application/x-font-ttf",
            "application/x-font-otf",
            "application/font-sfnt",
        }
    ),
    "style": frozenset({"text/css"}),
    "script": JAVASCRIPT,
    "track": frozenset({"text/vtt"}),
}
NOTHING: Seen = {"event": "none"}


def preload(load: Load) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, Seen]:
    """https://html.spec.whatwg.org/#preload"""
    trace = load.trace
    seen = _not_fetched(load)
    if seen is not None:
        return seen
    try:
        response = yield from fetch(load.profile.params(load.request, trace))
    except NetworkError as error:
        _keep(load, None)
        return {"event": _event_of_failure(load, error.code)}
    load.response = internal = response.internal or response
    _keep(load, internal)
    return {"event": _event(load, internal)}


def _not_fetched(load: Load) -> Seen | None:
    """What a preload does that is not fetched; None for one that is."""
    trace, word = load.trace, (load.attributes.as_ or "").lower()
    if word in ("audio", "video"):
        trace.note("preload-not-fetched", as_=word)
        # firefox: says that it has loaded.
        return {"event": "load"} if trace.departs("media-preload-pretends") else NOTHING
    if word == "track" and trace.departs("track-preload-fails"):  # firefox
        return {"event": "error"}
    if word not in PRELOADS and not (
        word == "worker" and trace.departs("worker-preload")
    ):  # webkit
        trace.note("preload-not-fetched", as_=word)
        return NOTHING
    given = parse_mime_type(load.attributes.type or "")
    if given is None:
        return None
    fits = (
        given.essence in TYPES[word] if word in TYPES else word != "image" or given.type == "image"
    )
    if not fits:
        trace.note("preload-type-unsupported", as_=word, type=given.essence)
        return NOTHING
    return None


def _event(load: Load, response: Response) -> str:
    word, trace = (load.attributes.as_ or "").lower(), load.trace
    if response.is_ok or word == "image":
        return "load"
    if word == "fetch":
        # firefox: an error status fails.
        return "error" if trace.departs("fetch-preload-needs-ok") else "load"
    trace.note("preload-status", status=response.status)
    return "error"


def _event_of_failure(load: Load, code: str) -> str:
    # firefox: so has what CORS forbids to read, and what a policy refused after a redirect.
    refused = code.startswith("allow-") or (code == "csp-allows" and len(load.request.url_list) > 1)
    if refused and load.trace.departs("refused-preload-loads"):
        return "load"
    # firefox, webkit: what may not be used has still been loaded.
    unused = code.startswith("nosniff-") or code in ("script-type", "opaque-response")
    return "load" if unused and load.trace.departs("unusable-preload-loads") else "error"


def _keep(load: Load, response: Response | None) -> None:
    word = (load.attributes.as_ or "").lower()
    asked = cors_setting(load.attributes.crossorigin)
    credentials = "include" if asked == "use-credentials" else load.request.credentials
    kept = Preload(load.request, response, word, credentials)
    load.document.preloads[load.request.url_list[0].href] = kept


def module_preload(load: Load) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, Seen]:
    """https://html.spec.whatwg.org/#link-type-modulepreload"""
    trace = load.trace
    try:
        response = yield from fetch(load.profile.params(load.request, trace))
        load.response = internal = response.internal or response
        load.document.modules[load.request.url_list[0].href] = internal
        elements.module_check(load, internal)
    except NetworkError as error:
        return {"event": _event_of_module(load, error.code)}
    return {"event": "load"}


def _event_of_module(load: Load, code: str) -> str:
    trace = load.trace
    cross = load.request.tainting == "cors"
    # firefox: of another origin's module only a status or a policy makes an error.
    if cross and code != "csp-allows" and trace.departs("cross-origin-modulepreload-loads"):
        return "load"
    # webkit: a wrong type is none.
    if code in ("module-type", "script-type", "nosniff-script") and trace.departs(
        "modulepreload-type-unchecked"
    ):
        return "load"
    return "error"


def consume(document: Document, request: Request, trace: Trace) -> Response | None:
    """The response of a preload, or of an earlier import of this module, that fits; None where the
    network is asked.

    https://html.spec.whatwg.org/#consume-a-preloaded-resource
    """
    url = request.url_list[0].href
    if request.initiator in MODULES and url in document.modules:
        return document.modules[url]
    found = document.preloads.get(url)
    if found is None or not _fits(found, request, trace):
        return None
    del document.preloads[url]
    if found.response is not None:
        trace.note("preload-used", url=url)
    return found.response


def _fits(found: Preload, request: Request, trace: Trace) -> bool:
    url = request.url_list[0].href
    if found.request.destination != request.destination:
        return False
    # firefox: a classic script that was preloaded is no module.
    if request.initiator in MODULES and trace.departs("script-preload-serves-no-module"):
        return False
    if request.integrity != found.request.integrity or request.method != "GET":
        return False
    if found.credentials != request.credentials and not _credentials_fit(found, request, trace):
        trace.note("preload-credentials-differ", url=url)
        return False
    if found.request.mode != request.mode and not _mode_fits(request, trace):
        trace.note("preload-mode-differs", url=url)
        return False
    return True


def _credentials_fit(found: Preload, request: Request, trace: Trace) -> bool:
    if request.initiator == "fetch":
        # firefox: fetch() without credentials is given what was preloaded without.
        anonymous = found.credentials == "same-origin" and request.credentials == "omit"
        return anonymous and trace.departs("anonymous-preload-serves-omit")
    # webkit: for elements they make no difference.
    return trace.departs("preload-credentials-ignored")


def _mode_fits(request: Request, trace: Trace) -> bool:
    # webkit: for elements without CORS it makes no difference.
    return (
        request.mode == "no-cors"
        and request.initiator != "fetch"
        and trace.departs("preload-mode-ignored")
    )


def spoils(document: Document, request: Request, trace: Trace) -> bool:
    """webkit: what was preloaded without CORS makes a load with CORS fail, though it is asked for
    again.
    """
    found = document.preloads.get(request.url_list[0].href)
    if found is None or found.request.destination != request.destination:
        return False
    without = found.request.mode == "no-cors" and request.mode == "cors"
    elsewhere = not same_origin(request.url.origin, request.origin)
    return without and elsewhere and trace.departs("no-cors-preload-spoils-cors")
