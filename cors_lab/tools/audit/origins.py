"""Which strange origins get through, and what may come along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.tools.audit.finding import Finding
from cors_lab.tools.audit.probes import PROBES
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.tools.audit.prober import Asked
    from cors_lab.tools.audit.probes import Probe
    from cors_lab.tools.audit.survey import Survey


def origin_findings(survey: Survey) -> Iterator[Finding]:
    """One finding for each kind of origin that should not get through and does; what a wider hole
    implies is not repeated.
    """
    implied: set[str] = set()
    for probe in PROBES:
        if probe.id in implied:
            continue
        through = next(
            (
                asked
                for origin in probe.origins(survey.page, survey.scheme)
                if _gets_through(asked := survey.read(origin))
            ),
            None,
        )
        if through is not None:
            implied |= set(probe.implies)
            yield _finding(survey, probe, through)


def _gets_through(asked: Asked) -> bool:
    """Does the server name this origin? That it says `*` to everyone is told once."""
    return asked.allow_origin == asked.origin


def _finding(survey: Survey, probe: Probe, asked: Asked) -> Finding:
    if asked.with_credentials:
        cookies = ", with the user's cookies"
    else:
        cookies = ""
    title = f"{asked.origin} may read {mask_url(survey.path)}{cookies}. {probe.why}"
    evidence = (asked.exchange,) if asked.exchange else ()
    return Finding(
        probe.id, probe.severity[not asked.with_credentials], title, probe.who, probe.fix, evidence
    )


def wildcard_findings(survey: Survey) -> Iterator[Finding]:
    """`*`, and credentials that do not go with it or are misspelt."""
    asked = next(
        (
            asked
            for asked in (survey.allowed, survey.read(survey.stranger))
            if asked.allow_origin == "*"
        ),
        None,
    )
    credentials = survey.allowed.header("Access-Control-Allow-Credentials")
    if asked is not None:
        yield Finding.of(
            "wildcard-credentials" if asked.with_credentials else "wildcard",
            asked.exchange,
            path=survey.path,
        )
    if credentials not in (None, "true", "false"):
        yield Finding.of("credentials-value", survey.allowed.exchange, value=credentials)


def preflight_origin_findings(survey: Survey) -> Iterator[Finding]:
    """A stranger whose preflight passes, though it may not read: what it sends is run."""
    if _gets_through(survey.read(survey.stranger)):
        return
    for method in ("PUT", "DELETE", "POST"):
        asked = survey.asker.preflight(survey.stranger, survey.path, method)
        if asked.passed:
            yield Finding.of(
                "preflight-any-origin",
                asked.exchange,
                page=survey.stranger,
                method=method,
                path=survey.path,
            )
            return
