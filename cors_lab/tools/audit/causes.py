"""Two findings of one cause become one: that which says the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.tools.audit.finding import Finding

LOGIN = frozenset({401, 403, 407})
INVALID = frozenset({"preflight-refused", "methods-wider", "methods-any", "headers-any"})
# A finding, and those that it explains.
EXPLAINS: dict[str, frozenset[str]] = {
    "any-origin": frozenset({"page-insecure"}),
    "allow-origin-value": frozenset({"page-blocked", "preflight-refused", "vary-missing"}),
    "wildcard-credentials": frozenset(
        {"page-blocked", "preflight-refused", "star-with-credentials"}
    ),
    "allow-methods-invalid": INVALID,
    "allow-headers-invalid": INVALID,
    "star-with-credentials": frozenset({"methods-any", "headers-any"}),
    "methods-case": frozenset({"methods-wider", "preflight-refused"}),
    "page-blocked": frozenset(
        {"preflight-without-headers", "preflight-auth", "preflight-unhandled", "preflight-refused"}
    ),
    "preflight-redirect": frozenset({"redirect-without-headers"}),
}


def without_repetition(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those that another one explains."""
    kept = list(findings)
    explained = set(_login_first(kept))
    for finding in kept:
        if finding.id not in explained:
            explained |= EXPLAINS.get(finding.id, frozenset())
    return [finding for finding in kept if finding.id not in explained]


def _login_first(findings: list[Finding]) -> frozenset[str]:
    """What is explained where the preflight and the page are both sent to log in."""
    statuses = {finding.id: _status(finding) for finding in findings}
    if statuses.get("preflight-auth") in LOGIN and statuses.get("page-blocked") in LOGIN:
        return frozenset({"page-blocked", "error-without-headers"})
    return frozenset()


def _status(finding: Finding) -> int:
    last = finding.evidence[-1] if finding.evidence else None
    if last and last.response:
        return last.response.status
    return 0
