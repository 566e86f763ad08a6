"""Documents in frames and objects: may this response be shown here, and what may the page see of
it.

https://html.spec.whatwg.org/#process-a-navigate-fetch
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch import csp
from cors_lab.fetch.checks import embedded_resource_policy_check
from cors_lab.fetch.fetching import fetch
from cors_lab.fetch.mime_checks import response_type
from cors_lab.fetch.policy import UNSAFE_NONE, parse_embedder_policy
from cors_lab.fetch.trace import NetworkError
from cors_lab.fetch.url import same_origin

if TYPE_CHECKING:
    from collections.abc import Generator

    from cors_lab.fetch.elements import Load, Seen
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

BLANK = {"readable": "document about:blank", "href": "about:blank"}
OPAQUE = {"readable": "null", "href": "SecurityError"}
# What refuses a frame before anything is sent there.
REFUSED_BEFORE = frozenset({"csp-allows", "not-mixed-content"})
NO_WINDOW = {"readable": "null", "href": "no window"}


def load_frame(load: Load) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, Seen]:
    """Navigate a frame of the page."""
    try:
        response = yield from fetch(load.profile.params(load.request, load.trace))
        load.response = response = response.internal or response
        seen = _not_a_document(load, response)
        if seen is not None:
            return seen
        framing_check(load, response)
    except NetworkError as error:
        return _blocked(load, error.code)
    return _shown(load, response)


def framing_check(load: Load, response: Response) -> None:
    """Every check on a response that is to be shown in a frame."""
    if load.element == "object" and load.trace.departs("objects-need-resource-policy"):  # firefox
        embedded_resource_policy_check(load.request, response, load.trace)
    _embedder_policy_check(load, response)
    x_frame_options_check(load, response)


def _not_a_document(load: Load, response: Response) -> Seen | None:
    """What a response comes to that opens no document: a download, no content, an object that
    was not found.
    """
    trace = load.trace
    disposition = (
        (response.headers.get("Content-Disposition") or "").partition(";")[0].strip().lower()
    )
    empty = response.status in (204, 205)
    missing = load.element == "object" and not response.is_ok
    if not (disposition == "attachment" or empty or missing):
        return None
    trace.note("frame-stays", status=response.status, attachment=disposition == "attachment")
    # firefox: an object without a document fires `error`; chromium: so does one with an error
    # status.
    if load.element == "object" and (
        trace.departs("object-without-document-fails")
        or (missing and trace.departs("object-needs-ok"))
    ):
        return {"event": "error", "shown": False, **NO_WINDOW}
    return {"event": "none", "shown": False, **BLANK}


def _embedder_policy_check(load: Load, response: Response) -> None:
    """https://html.spec.whatwg.org/#check-a-navigation-response's-adherence-to-its-embedder-policy"""
    own = load.request.client.policies.embedder
    if own == UNSAFE_NONE:
        return
    if load.attributes.credentialless and load.trace.departs("credentialless-frames"):  # chromium
        return
    theirs = parse_embedder_policy(response.headers.get("Cross-Origin-Embedder-Policy") or "")
    skipped = load.element == "object" and load.trace.departs(
        "objects-need-no-embedder-policy"
    )  # firefox
    # webkit: looks at the resource policy first.
    if load.trace.departs("frame-resource-policy-first"):
        embedded_resource_policy_check(load.request, response, load.trace)
    if not skipped:
        load.trace.check(
            "frame-embedder-policy",
            theirs != UNSAFE_NONE,
            value=theirs,
            page=own,
            url=load.request.url.href,
        )
    embedded_resource_policy_check(load.request, response, load.trace)


def x_frame_options_check(load: Load, response: Response) -> None:
    """`frame-ancestors`, and X-Frame-Options where there is none.
    https://html.spec.whatwg.org/#the-x-frame-options-header
    """
    request, trace = load.request, load.trace
    ancestors = _frame_ancestors_check(load, response)
    raw = response.headers.get("X-Frame-Options")
    if raw is None:
        return
    if ancestors:
        trace.note("frame-options-superseded", value=raw, url=request.url.href)
        return
    distinct = {value.strip("\t ").lower() for value in raw.split(",")}
    where, several = request.url.href, len(distinct) > 1
    if not several and distinct.isdisjoint({"deny", "sameorigin", "allowall"}):
        trace.note("frame-options-invalid", value=raw, url=where)
        return
    if several:
        allowed = distinct.isdisjoint({"deny", "allowall", "sameorigin"})
    else:
        allowed = distinct == {"allowall"} or (distinct == {"sameorigin"} and _ancestors_are(load))
    trace.check("frame-options", allowed, value=raw, url=where, several=several)


def _frame_ancestors_check(load: Load, response: Response) -> bool:
    """Is there an enforced `frame-ancestors`, which this page fulfils?"""
    request, trace = load.request, load.trace
    policies = csp.parse_policies(
        response.headers.get("Content-Security-Policy") or "",
        response.headers.get("Content-Security-Policy-Report-Only") or "",
    )
    client = request.client
    above = (client.origin, client.top_level.origin)
    allowed = csp.check_frame_ancestors(policies, request.url, above, trace)
    trace.check("frame-ancestors-allow", allowed, url=request.url.href)
    enforced = [policy for policy in policies if policy.disposition == "enforce"]
    return any("frame-ancestors" in policy.directives for policy in enforced)


def _ancestors_are(load: Load) -> bool:
    client, url = load.request.client, load.request.url
    return all(
        same_origin(url.origin, ancestor) for ancestor in (client.origin, client.top_level.origin)
    )


def _blocked(load: Load, code: str) -> Seen:
    """What the page sees of a frame whose content was refused."""
    withheld, before = code == "resource-policy", code in REFUSED_BEFORE
    if load.element == "object":
        return {"shown": False, **_blocked_object(load, withheld, before)}
    return {"shown": False, **_blocked_frame(load, code)}


def _blocked_object(load: Load, withheld: bool, before: bool) -> Seen:
    # webkit: an object fires no error; the frame in it keeps what it had, or an error page.
    if not load.trace.departs("blocked-object-is-a-frame"):
        return {"event": "error", **NO_WINDOW}
    if before:
        return {"event": "none", **NO_WINDOW}
    return {"event": "none", **BLANK} if withheld else {"event": "load", **OPAQUE}


def _blocked_frame(load: Load, code: str) -> Seen:
    trace = load.trace
    if code == "not-mixed-content" and trace.departs("mixed-frame-stays"):  # chromium
        return {"event": "none", **BLANK}
    if code in REFUSED_BEFORE:
        # firefox: the frame stays blank, and fires error unless a redirect led there; webkit: it
        # stays blank.
        if trace.departs("refused-frame-fires-error"):
            return _refused_in_firefox(load)
        return {
            "event": "load",
            **(BLANK if trace.departs("refused-frame-stays-blank") else OPAQUE),
        }
    if code == "resource-policy" and trace.departs("withheld-frame-is-silent"):  # firefox, webkit
        return {"event": "none", **BLANK}
    if code == "frame-embedder-policy" and trace.departs(
        "frame-without-embedder-policy-is-silent"
    ):  # firefox
        return {"event": "none", **OPAQUE}
    return {"event": "load", **OPAQUE}


def _refused_in_firefox(load: Load) -> Seen:
    urls = load.request.url_list
    if len(urls) == 1:
        return {"event": "error", **BLANK}
    # What another origin has redirected is no longer the page's to look into.
    gone = not same_origin(urls[0].origin, load.request.origin)
    return {"event": "none", **(OPAQUE if gone else BLANK)}


def _shown(load: Load, response: Response) -> Seen:
    request, trace = load.request, load.trace
    own = _sees_inside(load)
    essence, _ = response_type(response)
    runs = (
        essence in ("text/html", "application/xhtml+xml")
        and b"<script" in response.body
        and _may_script(load)
    )
    trace.note(
        "frame-readable" if own else "frame-hidden",
        url=request.url.href,
        origin=request.origin.serialized,
    )
    if not _may_script(load) and b"<script" in response.body:
        trace.note("frame-sandboxed", url=request.url.href)
    if own and essence.startswith("text/") and not _declares_encoding(response):
        trace.note("frame-charset-missing", url=request.url.href)
    if own:
        where = {"readable": f"document {request.url.href}", "href": request.url.href}
    # firefox: an object gives no window of another origin's document.
    elif load.element == "object" and trace.departs("foreign-object-has-no-window"):
        where = NO_WINDOW
    else:
        where = OPAQUE
    return {"event": "load", "shown": runs, **where}


def _declares_encoding(response: Response) -> bool:
    declared = "charset=" in (response.headers.get("Content-Type") or "").lower()
    return declared or b"<meta charset" in response.body[:1024].lower()


def _sandbox(load: Load) -> set[str] | None:
    given = load.attributes.sandbox
    return None if given is None or load.element != "iframe" else set(given.lower().split())


def _may_script(load: Load) -> bool:
    sandbox = _sandbox(load)
    return sandbox is None or "allow-scripts" in sandbox


def _sees_inside(load: Load) -> bool:
    sandbox = _sandbox(load)
    if sandbox is not None and "allow-same-origin" not in sandbox:
        return False
    return same_origin(load.request.url.origin, load.request.origin)
