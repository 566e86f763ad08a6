"""A report as text of at most 80 columns, and as data for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cors_lab.display.html import PRE, details, joined, marked
from cors_lab.display.palette import BORDER
from cors_lab.display.text import visible, wrapped
from cors_lab.fetch.headers import values
from cors_lab.result.text import status_line
from cors_lab.tools.check.report import exchange_data
from cors_lab.tools.redact.result import masked_exchange
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from cors_lab.result.record import Exchange
    from cors_lab.tools.audit.finding import Finding

ASKED = ("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers", "Cookie")
ANSWERED = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Max-Age",
    "Access-Control-Allow-Private-Network",
    "Vary",
    "Cache-Control",
    "Location",
    "Allow",
)


STATES = {"high": "failed", "medium": "failed"}
ONLY_ASKED = "An audit sees only what it asks for: name more paths with --path (paths=…)."


def render_report(report: Report) -> str:
    """The findings, the worst first: what was asked and answered, who can use it, what to do."""
    lines = [part for line in heading(report) for part in wrapped(line, "", "  ")]
    for finding in report.findings:
        lines += ["", *finding_lines(finding)]
    return "\n".join([*lines, "", *wrapped(summary(report))])


def heading(report: Report) -> list[str]:
    """What was audited, for whom, and how much it took."""
    if report.guessed:
        guess = " (a guess; name yours with --page)"
    else:
        guess = ""
    asked = f"page that may read: {visible(report.page)}{guess} · {len(report.exchanges)} requests"
    return [f"Audit of {visible(mask_url(report.url), 1000)}", asked]


def summary(report: Report) -> str:
    """How much was found, in a sentence."""
    silent = not any(
        exchange.response and values(exchange.response.headers, ANSWERED[0])
        for exchange in report.exchanges
    )
    if not report.findings:
        if silent:
            why = "No answer has a CORS header, so no page of another origin can read anything."
        else:
            why = ONLY_ASKED
        return f"✓ Nothing was found. {why}"
    counts = {
        severity: sum(each.severity == severity for each in report.findings)
        for severity in ("high", "medium", "low", "info")
    }
    told = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    return f"{'✗' if report.serious else '✓'} {told}." + (
        "" if report.serious else " Notes only: nothing above info."
    )


def finding_lines(finding: Finding) -> list[str]:
    """One finding."""
    lines = wrapped(f"{finding.severity.upper()} {finding.id}")
    lines += wrapped(visible(finding.title, 1000), "  ")
    lines += wrapped(f"Why {finding.severity}: {visible(finding.reason, 1000)}.", "  ", "    ")
    for exchange in finding.evidence[-2:]:
        lines += evidence_lines(masked_exchange(exchange))
    return (
        lines
        + wrapped(f"Who: {finding.who}", "  ", "    ")
        + wrapped(f"Fix: {visible(finding.fix, 1000)}", "  ", "    ")
    )


def evidence_lines(exchange: Exchange) -> list[str]:
    """The exchange as far as CORS is concerned."""
    request, response = exchange.request, exchange.response
    path = f"/{request.url.split('/', 3)[-1]}"
    asked = [(name, value) for name in ASKED for value in values(request.headers, name)]
    lines = wrapped(f"{request.method} {visible(path)}", "    > ", "    >     ")
    lines += [
        part
        for name, value in asked
        for part in wrapped(f"{name}: {visible(value)}", "    > ", "    >     ")
    ]
    lines += wrapped(status_line(exchange), "    < ", "    <     ")
    if response:
        answered = [(name, value) for name in ANSWERED for value in values(response.headers, name)]
    else:
        answered = []
    return lines + [
        part
        for name, value in answered
        for part in wrapped(f"{name}: {visible(value)}", "    < ", "    <     ")
    ]


def data(report: Report) -> dict[str, Any]:
    """The report for machines; docs/check-and-audit.md names the keys. They are only ever
    added to.
    """
    return {
        "verdict": "findings" if report.serious else "clean",
        "exitCode": report.exit_code,
        "url": mask_url(report.url),
        "page": report.page,
        "pageGuessed": report.guessed,
        "requests": len(report.exchanges),
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    evidence = [exchange_data(masked_exchange(exchange)) for exchange in finding.evidence]
    return {
        "id": finding.id,
        "severity": finding.severity,
        "reason": finding.reason,
        "title": finding.title,
        "who": finding.who,
        "fix": finding.fix,
        "evidence": evidence,
    }


def render_html(report: Report) -> str:
    """What was found, the worst first; evidence is folded."""
    head = Markup("<p>{}<br><b>{}</b></p>").format(
        Markup("<br>").join(marked(line) for line in heading(report)), marked(summary(report))
    )
    return str(
        Markup("<div>\n{}\n</div>").format(joined([head, *map(_finding_html, report.findings)]))
    )


def _finding_html(finding: Finding) -> Markup:
    style = (
        "margin:8px 0 0 0;padding:4px 12px;border-left:4px solid"
        f" {BORDER[STATES.get(finding.severity, 'noted')]}"
    )
    words = Markup("<br>").join(
        Markup("<b>{}:</b> {}").format(name, marked(text))
        for name, text in (
            (f"Why {finding.severity}", f"{finding.reason}."),
            ("Who", finding.who),
            ("Fix", finding.fix),
        )
    )
    block = '<p style="{}"><b>{} {}</b><br>{}<br>{}</p>'
    told = Markup(block).format(
        style, finding.severity.upper(), finding.id, marked(finding.title), words
    )
    lines = [
        line.strip()
        for exchange in finding.evidence
        for line in evidence_lines(masked_exchange(exchange))
    ]
    return joined(
        [
            told,
            details("Evidence", Markup('<pre style="{}">{}</pre>').format(PRE, "\n".join(lines))),
        ]
    )


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """The findings, the worst first; `page` is the origin that was taken as the one that may read,
    `guessed`: nobody named it.
    """

    url: str
    page: str
    guessed: bool
    findings: tuple[Finding, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def serious(self) -> tuple[Finding, ...]:
        """Those above "info"."""
        return tuple(finding for finding in self.findings if finding.severity != "info")

    @property
    def exit_code(self) -> int:
        """0: nothing above "info"; 1: there is."""
        if self.serious:
            return 1
        return 0

    def __repr__(self) -> str:
        return render_report(self)

    def _repr_html_(self) -> str:
        return render_html(self)
