"""An explanation: findings, each with a verdict, the fix as something to paste, and why. It shows
itself as text, HTML and JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cors_lab.tools.read.call import Unreadable

if TYPE_CHECKING:
    from cors_lab.tools.explain.finding import Finding

NOTHING = "Nothing here was blocked: there is nothing to mend."
ORDER = {"blocked": 0, "cannot-tell": 1, "depends": 2, "readable": 3, "opaque": 4, "notice": 5}
MOST_NUMBERS = 10


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """What `explain` found: `kind` is "console", "curl", "fetch", "axios" or "har"; `summary` one
    sentence on all of it.
    """

    kind: str
    summary: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The explanation in plain text of at most 80 columns."""
        from cors_lab.tools.explain.page import render

        return render(self)

    def shown(self) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """What a reader sees: findings told in full (equal ones of a recording once, the blocked
        first), and those told in a line.
        """
        if self.kind != "har":
            return self.findings, ()
        groups: dict[tuple[str, ...], list[Finding]] = {}
        for finding in self.findings:
            same = (
                finding.verdict,
                finding.code,
                finding.method,
                finding.url.partition("?")[0],
                finding.page,
                finding.agreement,
            )
            groups.setdefault(same, []).append(finding)
        told = sorted(
            (_told_once(group) for group in groups.values()),
            key=lambda finding: ORDER[finding.verdict],
        )
        parts: dict[bool, list[Finding]] = {True: [], False: []}
        for finding in told:
            is_short = finding.verdict == "readable" and finding.agreement != "disagrees"
            parts[is_short].append(finding)
        return tuple(parts[False]), tuple(parts[True])

    def fix(self, framework: str) -> str:
        """The fix as code for "nginx", "flask", "flask-cors", "fastapi", "django" or "express", of
        each finding that code helps.

        Where none does, a sentence says why. Raises ValueError for another framework.

        >>> from cors_lab import explain
        >>> code = explain("Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status code: 200").fix("express")
        >>> print(*(line for line in code.splitlines() if "origin:" in line))
          origin: "https://app.example",
        """  # noqa: E501
        from cors_lab.fixes.fix_code import code_for

        try:
            codes = dict.fromkeys(code_for(finding, framework) for finding in self.shown()[0])
        except ValueError as error:
            raise Unreadable(str(error)) from error
        helping = [code for code in codes if "\n" in code]
        return "\n\n".join(helping or codes or [NOTHING])

    def to_json(self, indent: int | None = 2) -> str:
        """For machines: every finding with our code, Chromium's corsError and Firefox's reason."""
        return json.dumps(self.as_dict(), indent=indent, ensure_ascii=False)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data; the keys are stable."""
        return {
            "kind": self.kind,
            "summary": self.summary,
            "findings": [_plain(finding) for finding in self.findings],
            "notes": list(self.notes),
        }

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from cors_lab.tools.explain.page import render_html

        return render_html(self)


def _told_once(group: list[Finding]) -> Finding:
    first, count = group[0], len(group)
    numbers = ", ".join(str(finding.number) for finding in group[:MOST_NUMBERS]) + (
        ", …" if count > MOST_NUMBERS else ""
    )
    if count > 1:
        return replace(
            first,
            notes=(*first.notes, f"The same {count} times in this recording: entries {numbers}."),
        )
    return first


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "headline": finding.headline,
        "number": finding.number or None,
        "method": finding.method or None,
        "url": finding.url or None,
        "page": finding.page or None,
        "engine": finding.engine or None,
        "code": finding.code or None,
        "codes": list(finding.codes),
        "corsError": finding.cors_error,
        "firefoxReason": finding.firefox_reason,
        "stage": finding.stage or None,
        "step": finding.step or None,
        "spec": finding.spec or None,
        "why": finding.why or None,
        "fix": finding.fix or None,
        "paste": [{"where": paste.heading, "lines": list(paste.lines)} for paste in finding.pastes],
        "points": list(finding.points),
        "causes": list(finding.causes),
        "observed": list(finding.observed),
        "framework": finding.framework or None,
        "evidence": finding.evidence or None,
        "alike": list(finding.alike),
        "agreement": finding.agreement or None,
        "notes": list(finding.notes),
    }
