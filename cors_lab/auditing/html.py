"""A report in semantic HTML, as the results of a fetch are: words and signs carry it, styles only help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.auditing.report import evidence_lines, heading, summary
from cors_lab.checking.masked import masked_exchange
from cors_lab.views.html import PRE, details, joined, marked
from cors_lab.views.palette import BORDER

if TYPE_CHECKING:
    from cors_lab.auditing.finding import Finding
    from cors_lab.auditing.run import Report

STATES = {"high": "failed", "medium": "failed"}


def render_html(report: Report) -> str:
    """What was found, the worst first; evidence is folded."""
    head = Markup("<p>{}<br><b>{}</b></p>").format(Markup("<br>").join(marked(line) for line in heading(report)), marked(summary(report)))
    return str(Markup("<div>\n{}\n</div>").format(joined([head, *map(_finding, report.findings)])))


def _finding(finding: Finding) -> Markup:
    style = f"margin:8px 0 0 0;padding:4px 12px;border-left:4px solid {BORDER[STATES.get(finding.severity, 'noted')]}"
    words = Markup("<br>").join(
        Markup("<b>{}:</b> {}").format(name, marked(text)) for name, text in (("Who", finding.who), ("Fix", finding.fix))
    )
    block = '<p style="{}"><b>{} {}</b><br>{}<br>{}</p>'
    told = Markup(block).format(style, finding.severity.upper(), finding.id, marked(finding.title), words)
    lines = [line.strip() for exchange in finding.evidence for line in evidence_lines(masked_exchange(exchange))]
    return joined([told, details("Evidence", Markup('<pre style="{}">{}</pre>').format(PRE, "\n".join(lines)))])
