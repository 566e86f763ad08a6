"""From what the bench stands at to what a real browser can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.bench.real_browser.run import SANDBOX, Case
from cors_lab.bench.state import call_of, redirect_target
from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.bench.session import Session


def case_of(session: Session) -> Case:
    """The call of the bench's last run, its server, and why a real page cannot make it, if it
    cannot.
    """
    values, stage = session.values, session.rig.stage
    url, target = parse_url(values["url"]), redirect_target(values)
    leads_on = (
        url is not None and target is not None and target.is_http and target.origin != url.origin
    )
    if leads_on:
        elsewhere = {target.origin.serialized: stage.elsewhere}
    else:
        elsewhere = {}
    known: tuple[str, ...] = ()
    if values["cookie"]:
        known = ("The cookie that the simulated profile was given is not in your browser.",)
    return Case(
        call_of(values),
        values["page"],
        stage,
        elsewhere,
        obstacle(values, url.origin.serialized if url else None),
        known,
    )


def obstacle(values: Mapping[str, Any], origin: str | None) -> str:
    """Why the notebook's page cannot stand in for the bench's page, in a sentence; "" if it can."""
    if "://" not in values["page"] and values["page"] != SANDBOX:
        return (
            "The bench's page is a data: or a file: page, and this notebook's page is neither; a"
            " sandboxed frame could be tried."
        )
    if values["page"] == origin:
        return (
            "This call stays within the page's own origin, and what answers there for a notebook's"
            " page is Jupyter."
        )
    if values["framed_by"] is not None:
        return "The bench's page is in a frame of another site, and this notebook's page is not."
    if values["upload_listener"]:
        return "An upload listener belongs to XMLHttpRequest; fetch() has none to try it with."
    if values["server"] != "running":
        return "The bench's server is set not to answer, so there is nobody to ask."
    return ""
