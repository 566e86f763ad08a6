"""Which strange origins get through, and what may come along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.fetch.url import is_loopback, is_potentially_trustworthy, parse_url
from cors_lab.fixes.mistakes.probes import PROBES
from cors_lab.tools.audit.finding import Finding
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.url import URL
    from cors_lab.fixes.mistakes.probes import Probe
    from cors_lab.tools.audit.prober import Asked
    from cors_lab.tools.audit.survey import Survey

# With a page on the developer's own machine these are no holes: another port there is the same
# machine.
IN_DEVELOPMENT = frozenset({"any-port", "http-origin", "any-subdomain"})


def origin_findings(survey: Survey) -> Iterator[Finding]:
    """One finding for each kind of origin that should not get through and does; what a wider
    hole implies is left out.
    """
    implied: set[str] = set()
    for probe in PROBES:
        if probe.id in implied:
            continue
        through = _through(survey, probe)
        if through is not None:
            implied |= set(probe.implies)
            yield _finding(survey, probe, through)


def _through(survey: Survey, probe: Probe) -> Asked | None:
    """The first origin of this kind that gets through, or None."""
    if probe.id == "null-origin" and survey.page == "null":
        if _gets_through(survey.allowed):
            return survey.allowed
        return None
    for origin in probe.origins(survey.page, survey.scheme):
        asked = survey.read(origin)
        if _gets_through(asked):
            return asked
    return None


def _gets_through(asked: Asked) -> bool:
    """Does the server name this origin? That it says `*` to everyone is told once."""
    return asked.allow_origin == asked.origin


def _finding(survey: Survey, probe: Probe, asked: Asked) -> Finding:
    if asked.with_credentials:
        cookies = ", with the user's cookies"
    else:
        cookies = ""
    words = probe.words(survey.page)
    title = f"{asked.origin} may read {mask_url(survey.path)}{cookies}. {words.why}"
    severity, reason = (
        probe.severity[not asked.with_credentials],
        probe.reason(asked.with_credentials),
    )
    page = parse_url(survey.page)
    if probe.id in IN_DEVELOPMENT and page is not None and is_loopback(page.host):
        severity, reason = "info", "the page is in development, on the user's own machine"
    evidence = (asked.exchange,) if asked.exchange else ()
    return Finding(probe.id, severity, reason, title, words.who, words.fix, evidence)


def page_origin_findings(survey: Survey) -> Iterator[Finding]:
    """What is wrong with the page that may read: no TLS under it, or an origin that others
    have too.
    """
    asked, page = survey.allowed, parse_url(survey.page)
    if page is None or asked.allow_origin not in (survey.page, asked.origin):
        return
    if not page.is_http:
        yield Finding.of("page-of-an-app", asked.exchange, page=survey.page)
    elif page.scheme == "http" and asked.with_credentials and _adds_a_risk(survey, page):
        yield Finding.of("page-insecure", asked.exchange, page=survey.page, path=survey.path)


def _adds_a_risk(survey: Survey, page: URL) -> bool:
    """Is the page in clear the weak point? Not on loopback, nor where the server itself speaks
    in clear.
    """
    return not is_loopback(page.host) and is_potentially_trustworthy(survey.asker.url)


def wildcard_findings(survey: Survey) -> Iterator[Finding]:
    """`*`, with credentials or without."""
    for asked in (survey.allowed, survey.read(survey.stranger)):
        if asked.allow_origin == "*":
            if asked.with_credentials:
                id = "wildcard-credentials"
            else:
                id = "wildcard"
            yield Finding.of(id, asked.exchange, path=survey.path)
            return


def preflight_origin_findings(survey: Survey) -> Iterator[Finding]:
    """A stranger whose preflight passes, though it may not read: the server runs what it sends."""
    if _gets_through(survey.read(survey.stranger)):
        return
    for method in ("PUT", "DELETE", "POST"):
        asked = survey.preflight(survey.stranger, method=method)
        if asked.passed and asked.exchange is not None:
            facts: dict[str, Any] = {"page": survey.stranger, "method": method, "path": survey.path}
            yield Finding.of("preflight-any-origin", asked.exchange, **facts)
            return
