"""Submitting a form into a new frame of the page.

https://html.spec.whatwg.org/#form-submission-algorithm
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.fetch.destinations import Attributes, add_headers
from cors_lab.fetch.elements import Load
from cors_lab.fetch.form import Call, new_request
from cors_lab.fetch.frames import load_frame
from cors_lab.fetch.thrown import Thrown

if TYPE_CHECKING:
    from collections.abc import Generator

    from cors_lab.fetch.document import Document
    from cors_lab.fetch.params import FetchParams, Profile
    from cors_lab.fetch.trace import Record, Trace
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

    Network = Generator[HTTPRequest, HTTPResponse | NetworkFailure, dict[str, Any]]

NOTHING: dict[str, Any] = {"event": "none", "shown": False, "readable": "document about:blank"}


def submit(params: FetchParams, profile: Profile, document: Document, call: Call) -> Network:
    """Submit one form; returns the corpus' fields."""
    trace = params.trace
    try:
        request = new_request(document.client, call)
    except Thrown:
        return dict(NOTHING)
    add_headers(request, profile.engine, trace)
    params.request = request
    load = Load("form", Attributes(), request, trace, profile, document)
    seen = yield from load_frame(load)
    failed = _failed(trace)
    if failed is not None and _never_left(failed):
        return _refused(failed, trace)
    # firefox: a form's frame fires no error.
    event = "none" if seen["event"] == "error" else seen["event"]
    return {"event": event, "shown": seen["shown"], "readable": seen["readable"]}


def _failed(trace: Trace) -> Record | None:
    return next((record for record in reversed(trace.records) if record.state == "failed"), None)


def _never_left(failed: Record) -> bool:
    """Did the page's policy on forms, or its own security, keep the form?"""
    if failed.code == "csp-allows":
        return bool(failed.facts["directive"] == "form-action")
    return failed.code == "not-mixed-content"


def _refused(failed: Record, trace: Trace) -> dict[str, Any]:
    """The frame stays as it was, and nothing happens."""
    by_policy = failed.code == "csp-allows" and not failed.facts["redirected"]
    # firefox: `submit()` throws.
    if by_policy and trace.departs("form-action-throws"):
        return {"threw": Thrown("NS_ERROR_CONTENT_BLOCKED", "form-csp").record, **NOTHING}
    return dict(NOTHING)
