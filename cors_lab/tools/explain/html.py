"""An explanation in semantic HTML, as the results of a fetch are: words and signs carry it, styles
only help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.display.html import PRE, details, joined, marked, safe_link
from cors_lab.display.palette import BORDER
from cors_lab.display.text import visible
from cors_lab.fixes.fix_code import write
from cors_lab.fixes.frameworks import FRAMEWORKS
from cors_lab.fixes.wanted import Wanted
from cors_lab.tools.explain.causes import heading
from cors_lab.tools.explain.page import (
    AGREEMENTS,
    ALIKE,
    LABELS,
    MOST_FULL,
    SIGNS,
    context,
    in_full,
    names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fixes.paste import Paste
    from cors_lab.tools.explain.finding import Explained, Finding

STATES = {"blocked": "failed", "readable": "passed"}
OPEN = 5  # findings that are shown unfolded
MOST_LISTED = 100


def render(explanation: Explained) -> str:
    """Verdict, what to paste, why; of many findings those after the first few are folded."""
    full, short = explanation.shown()
    if len(explanation.findings) > 1:
        label = LABELS.get(explanation.kind, "")
    else:
        label = ""
    told: set[Wanted] = set()
    findings = [_finding(finding, label, _as_code(finding, told)) for finding in full[:MOST_FULL]]
    parts = [*findings[:OPEN], details(f"{len(findings) - OPEN} more", joined(findings[OPEN:]))]
    if len(explanation.findings) != 1:
        parts.insert(0, Markup("<p><b>{}</b></p>").format(visible(explanation.summary, 1000)))
    if len(full) > MOST_FULL:
        parts.append(
            Markup("<p>{} more like these are not shown here; as JSON you get all.</p>").format(
                len(full) - MOST_FULL
            )
        )
    lines = _list(
        "",
        (
            f"{SIGNS[finding.verdict]} {finding.method} {finding.url}"
            for finding in short[:MOST_LISTED]
        ),
    )
    parts += [details(f"Not blocked ({len(short)})", lines), _list("Also:", explanation.notes)]
    return str(Markup("<div>\n{}\n</div>").format(joined(part for part in parts if part)))


def _finding(finding: Finding, label: str, code: Markup) -> Markup:
    colour = BORDER[STATES.get(finding.verdict, "noted")]
    style = f"margin:{20 if label else 8}px 0 0 0;padding:4px 12px;border-left:4px solid {colour}"
    head = Markup('<p style="{}"><b>{} {}</b><br>{}</p>').format(
        style,
        SIGNS[finding.verdict],
        marked(finding.headline),
        visible(context(finding, label), 1000),
    )
    parts = [
        head,
        *map(_paste, finding.pastes),
        code,
        _said("In full" if finding.pastes else "Fix", in_full(finding)),
    ]
    parts += [_said("Why", finding.why), _list(heading(finding.code), finding.causes)]
    parts += [
        _list("What the browser does here:", finding.points),
        details(ALIKE, _list("", finding.alike)),
    ]
    told = [AGREEMENTS[finding.agreement]] if finding.agreement else []
    parts += [_list("Note:", [*told, *finding.notes]), _step(finding)]
    return joined(part for part in parts if part)


def _as_code(finding: Finding, told: set[Wanted]) -> Markup:
    """The fix in every framework, folded, the guessed one first; what a finding before has told is
    not repeated.
    """
    if finding.no_code or len(told) == OPEN or (wanted := Wanted.of(finding)) in told:
        return Markup("")
    told.add(wanted)
    names = list(dict.fromkeys(filter(None, (finding.framework, *FRAMEWORKS))))
    blocks = [
        details(
            _title(finding, name),
            Markup('<pre style="{}">{}</pre>').format(PRE, _shown(write(wanted, name))),
        )
        for name in names
    ]
    return details(
        "The fix as code for your server",
        Markup('<div style="padding-left:16px">\n{}\n</div>').format(joined(blocks)),
    )


def _title(finding: Finding, name: str) -> str:
    if name == finding.framework:
        return f"{name} (a guess, by {finding.evidence})"
    return name


def _shown(code: str) -> str:
    return "\n".join(visible(line, 2000) for line in code.splitlines())


def _paste(paste: Paste) -> Markup:
    block = '<p style="margin:8px 0 0 0"><b>{}:</b></p>\n<pre style="{}">{}</pre>'
    return Markup(block).format(
        marked(paste.heading), PRE, "\n".join(visible(line, 2000) for line in paste.lines)
    )


def _said(name: str, words: str) -> Markup:
    if words:
        return Markup('<p style="margin:4px 0"><b>{}:</b> {}</p>').format(name, marked(words))
    return Markup("")


def _list(title: str, items: Iterable[str]) -> Markup:
    found = [Markup("<li>{}</li>").format(marked(item)) for item in items]
    if found:
        return Markup('{}<ul style="margin:0">\n{}\n</ul>').format(_bold(title), joined(found))
    return Markup("")


def _bold(title: str) -> Markup:
    if title:
        return Markup('<p style="margin:4px 0"><b>{}</b></p>\n').format(title)
    return Markup("")


def _step(finding: Finding) -> Markup:
    parts: list[str | Markup] = [visible(part) for part in (names(finding), finding.step) if part]
    if finding.spec:
        parts.append(safe_link(finding.spec))
    if parts:
        return Markup('<p style="margin:4px 0">{}</p>').format(Markup("<br>").join(parts))
    return Markup("")
