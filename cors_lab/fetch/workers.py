"""Workers: who may start one from which URL, and which script runs in it.
https://html.spec.whatwg.org/#dom-worker
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.javascript import read_script
from cors_lab.fetch.mime_checks import JAVASCRIPT, is_nosniff, response_type
from cors_lab.fetch.policy import UNSAFE_NONE, parse_embedder_policy
from cors_lab.fetch.url import same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.elements import Load, Seen
    from cors_lab.fetch.response import Response

EXCEPTION = "exception"


def refused_by_policy(load: Load) -> Seen | None:
    """webkit: what a page's policy refuses before it is sent makes the constructor throw."""
    throws = len(load.request.url_list) == 1 and load.trace.departs("worker-policy-throws")
    return {"event": EXCEPTION, EXCEPTION: "worker-cross-origin"} if throws else None


def constructor_check(load: Load) -> Seen | None:
    """What `new Worker(url)` does where the URL is another origin's: throws, or fires `error`.
    None where it goes on.
    """
    request, trace = load.request, load.trace
    if same_origin(request.url.origin, request.origin) or request.url.scheme in ("data", "blob"):
        return None
    trace.note("worker-other-origin", url=request.url.href, origin=request.origin.serialized)
    # firefox: fires an event where the standard throws.
    return (
        None
        if trace.departs("worker-refused-by-event")
        else {"event": EXCEPTION, EXCEPTION: "worker-cross-origin"}
    )


def use_worker(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#fetch-a-classic-worker-script"""
    load.trace.check("status-ok", response.is_ok, status=response.status)
    _type_check(load, response)
    _embedder_check(load, response)
    script = read_script(response.body)
    message = script.message
    if message is None:
        return {"event": "none" if script.parses else "error"}
    return {"event": "load", "readable": message}


def _type_check(load: Load, response: Response) -> None:
    trace = load.trace
    essence, _ = response_type(response)
    if essence in JAVASCRIPT:
        return
    lenient = (
        "worker-type-unchecked" if load.element == "worker" else "module-worker-type-unchecked"
    )
    if not is_nosniff(response) and trace.departs(
        lenient
    ):  # chromium: classic ones; webkit: modules
        return
    trace.check("worker-type", False, type=essence, url=load.request.url.href)


def _embedder_check(load: Load, response: Response) -> None:
    """https://html.spec.whatwg.org/#check-a-global-object's-embedder-policy"""
    own = load.request.client.policies.embedder
    if own == UNSAFE_NONE:
        return
    theirs = parse_embedder_policy(response.headers.get("Cross-Origin-Embedder-Policy") or "")
    load.trace.check("worker-embedder-policy", theirs != UNSAFE_NONE, value=theirs, page=own)
