"""An explanation as one document: verdict first, then the fix as something to paste, then why.

Text, HTML and what the widget shows come from the same tree of blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.display.document import Document, Fold, Lines, Names, Points, Said, Text, Verdict
from cors_lab.fixes.fix_code import write
from cors_lab.fixes.frameworks import FRAMEWORKS, hint
from cors_lab.fixes.wanted import Wanted
from cors_lab.tools.explain.causes import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.display.document import Node, State
    from cors_lab.tools.explain.finding import Explained, Finding

SIGNS = {
    "blocked": "✗",
    "readable": "✓",
    "opaque": "·",
    "cannot-tell": "?",
    "depends": "→",
    "notice": "·",
}
STATES: dict[str, State] = {"blocked": "failed", "readable": "passed"}
AGREEMENTS = {
    "agrees": "The recorded browser came to the same verdict.",
    "disagrees": "The recorded browser came to another verdict.",
    "unknown": "The recording does not tell what the browser decided.",
}
LABELS = {"har": "entry", "console": "line", "exchange": "line"}
ALIKE = "The browser says the same when"
SHOWS = "What the answer shows:"
DOES = "What the browser does here:"
AS_CODE = "The fix as code for your server"
SAID_ALL = frozenset({"allow-origin-missing", "preflight-allow-origin-missing"})
MOST_FULL, MOST_SHORT = 20, 20
MOST_CODES = 5  # findings whose fix is shown as code
NARROWEST = 30


def render(explanation: Explained, width: int = 80, hinted: bool = True) -> str:
    """All findings as deterministic text of at most `width` columns; only what is to be pasted is
    never broken.

    `hinted`: with a sentence on how to have the fix as code, at the first finding that code helps.
    """
    return document(explanation, hinted=hinted).text(max(width, NARROWEST))


def render_html(explanation: Explained) -> str:
    """All findings as semantic HTML."""
    return document(explanation, codes=True).html()


def document(explanation: Explained, hinted: bool = True, codes: bool = False) -> Document:
    """The explanation as a tree; with `codes`, the fix in every framework is in it, folded."""
    full, short = explanation.shown()
    many = len(explanation.findings) > 1
    label = LABELS.get(explanation.kind, "") if many else ""
    first = next((finding for finding in full if hinted and not finding.no_code), None)
    wanted: set[Wanted] = set()
    groups = []
    for finding in full[:MOST_FULL]:
        fold = _as_code(finding, finding is first, wanted if codes else None)
        groups.append(tuple(_finding(finding, label, fold)))
    if len(explanation.findings) != 1:
        groups.insert(0, (Said("", explanation.summary),))
    if len(full) > MOST_FULL:
        more = len(full) - MOST_FULL
        groups.append(
            (Said("", f"{more} more like these are not shown here; as JSON you get all."),)
        )
    if short:
        groups.append((_not_blocked(short),))
    if explanation.notes:
        groups.append((Points("Also:", tuple(explanation.notes)),))
    return Document(tuple(groups))


def _not_blocked(short: tuple[Finding, ...]) -> Points:
    shown = tuple(f"{SIGNS[one.verdict]} {one.method} {one.url}" for one in short[:MOST_SHORT])
    more = (f"and {len(short) - MOST_SHORT} more",) if len(short) > MOST_SHORT else ()
    return Points(f"Not blocked ({len(short)}):", (*shown, *more), closed=True)


def _finding(finding: Finding, label: str, fold: Fold) -> Iterator[Node]:
    state = STATES.get(finding.verdict, "noted")
    about = context(finding, label)
    yield Verdict(SIGNS[finding.verdict], state, finding.headline, about, bool(label))
    fix = in_full(finding)
    first = fix and (finding.observed or not finding.pastes)
    if first:
        yield Said("Fix", fix)
    for paste in finding.pastes:
        yield Lines(paste.heading, paste.lines)
    yield fold
    if fix and not first:
        yield Said("In full", fix)
    if finding.why:
        yield Said("Why", finding.why)
    yield from _lists(finding)
    lines = [line for line in (names(finding), _step(finding)) if line]
    if lines or finding.spec:
        yield Names(tuple(lines), finding.spec)


def _lists(finding: Finding) -> Iterator[Points]:
    agreement = (AGREEMENTS[finding.agreement],) if finding.agreement else ()
    titles = (
        (SHOWS, finding.observed, False),
        (heading(finding.code, finding.stage), finding.causes, False),
        (DOES, finding.points, False),
        (ALIKE, finding.alike, True),
        ("Note:", (*agreement, *finding.notes), False),
    )
    for title, items, closed in titles:
        if items:
            yield Points(title, tuple(items), closed)


def _as_code(finding: Finding, hinted: bool, told: set[Wanted] | None) -> Fold:
    """The fix in every framework, the guessed one first; what a finding before has told is not
    repeated.
    """
    instead = hint(finding.framework, finding.evidence) if hinted else ""
    if told is None or finding.no_code or len(told) == MOST_CODES:
        return Fold(AS_CODE, (), instead)
    wanted = Wanted.of(finding)
    if wanted in told:
        return Fold(AS_CODE, (), instead)
    told.add(wanted)
    names = dict.fromkeys(filter(None, (finding.framework, *FRAMEWORKS)))
    blocks = tuple(Text(_title(finding, name), write(wanted, name)) for name in names)
    return Fold(AS_CODE, blocks, instead)


def _title(finding: Finding, name: str) -> str:
    if name == finding.framework:
        return f"{name} (a guess, by {finding.evidence})"
    return name


def in_full(finding: Finding) -> str:
    """What to change, unless the lines to paste have said it all."""
    if finding.pastes and finding.code in SAID_ALL and not finding.observed:
        return ""
    return finding.fix


def _step(finding: Finding) -> str:
    return f"Step: {finding.step}" if finding.step else ""


def context(finding: Finding, label: str = "") -> str:
    """Where it stands (`label` is "entry" or "line"), what was asked, by which page, in which
    engine.
    """
    number = f"{label} {finding.number}" if label and finding.number else ""
    where = f"{finding.method} {finding.url}".strip()
    page = f"page {finding.page}" if finding.page else ""
    return " · ".join(filter(None, (number, where, page, finding.engine)))


def names(finding: Finding) -> str:
    """What the error is called: by us, by Chromium, by Firefox."""
    if not finding.code:
        return ""
    others = [("Chromium", finding.cors_error), ("Firefox", finding.firefox_reason)]
    return " · ".join(
        [f"Code: {finding.code}", *(f"{engine} {name}" for engine, name in others if name)]
    )
