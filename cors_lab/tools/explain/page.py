"""An explanation in plain text: verdict first, then the fix as something to paste, then why."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from cors_lab.display.text import visible
from cors_lab.fixes.frameworks import hint
from cors_lab.tools.explain.causes import heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cors_lab.tools.explain.finding import Explained, Finding

SIGNS = {
    "blocked": "✗",
    "readable": "✓",
    "opaque": "·",
    "cannot-tell": "?",
    "depends": "→",
    "notice": "·",
}
AGREEMENTS = {
    "agrees": "The recorded browser came to the same verdict.",
    "disagrees": "The recorded browser came to another verdict.",
    "unknown": "The recording does not tell what the browser decided.",
}
LABELS = {"har": "entry", "console": "line"}
ALIKE = "The browser says the same when"
SAID_ALL = frozenset({"allow-origin-missing", "preflight-allow-origin-missing"})
LONGEST = 2000
MOST_FULL, MOST_SHORT = 20, 20
NARROWEST = 30


def render(explanation: Explained, width: int = 80, hinted: bool = True) -> str:
    """All findings as deterministic text of at most `width` columns; only what is to be pasted is
    never broken.

    `hinted`: with a sentence on how to have the fix as code, at the first finding that code helps.
    """
    width, label = max(width, NARROWEST), LABELS.get(explanation.kind, "")
    full, short = explanation.shown()
    if hinted:
        first = next((finding for finding in full if not finding.no_code), None)
    else:
        first = None
    parts = [
        _finding(finding, width, label if len(explanation.findings) > 1 else "", finding is first)
        for finding in full[:MOST_FULL]
    ]
    if len(explanation.findings) != 1:
        parts.insert(0, _wrapped(explanation.summary, width))
    if len(full) > MOST_FULL:
        parts.append(
            _wrapped(
                f"{len(full) - MOST_FULL} more like these are not shown here; as JSON you get all.",
                width,
            )
        )
    if short:
        lines = [line for finding in short[:MOST_SHORT] for line in _in_a_line(finding, width)]
        if len(short) > MOST_SHORT:
            more = [f"  and {len(short) - MOST_SHORT} more"]
        else:
            more = []
        parts.append(["Not blocked:", *lines, *more])
    if explanation.notes:
        parts.append(list(_bullets("Also:", explanation.notes, width)))
    return "\n\n".join("\n".join(part) for part in parts)


def _in_a_line(finding: Finding, width: int) -> list[str]:
    return _wrapped(
        f"{finding.method} {finding.url}", width, f"  {SIGNS[finding.verdict]} ", "    "
    )


def _wrapped(words: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` columns; names are not broken at their hyphens, only URLs that fit
    on no line are.
    """
    indent = first if rest is None else rest
    shown = visible(words, LONGEST)
    return textwrap.wrap(
        shown, width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    ) or [first.rstrip()]


def _bullets(title: str, items: Iterable[str], width: int) -> Iterator[str]:
    found = list(items)
    if found:
        yield from _wrapped(title, width)
        for item in found:
            yield from _wrapped(item, width, "- ", "  ")


def _finding(finding: Finding, width: int, label: str, hinted: bool) -> list[str]:
    lines = _wrapped(finding.headline, width, f"{SIGNS[finding.verdict]} ", "  ")
    where = context(finding, label)
    lines += _wrapped(where, width, "  ") if where else []
    for paste in finding.pastes:
        lines += [
            "",
            *_wrapped(f"{paste.heading}:", width),
            *(f"    {visible(line, LONGEST)}" for line in paste.lines),
        ]
    said = _section("In full: " if finding.pastes else "Fix: ", in_full(finding), width)
    if not hinted:
        code = []
    else:
        code = _wrapped(hint(finding.framework, finding.evidence), width, "  ")
    lines += [*code, *said] if finding.pastes else [*said, *code]
    lines += _section("Why: ", finding.why, width)
    lists = (
        (heading(finding.code), finding.causes),
        ("What the browser does here:", finding.points),
        (ALIKE, finding.alike),
    )
    for title, items in lists:
        lines += ["", *_bullets(title, items, width)] if items else []
    told = [AGREEMENTS[finding.agreement]] if finding.agreement else []
    if finding.notes or told:
        lines += ["", *_bullets("Note:", [*told, *finding.notes], width)]
    return (
        lines
        + (["", *_wrapped(names(finding), width, "", "  ")] if names(finding) else [])
        + list(_step(finding, width))
    )


def in_full(finding: Finding) -> str:
    """What to change, unless the lines to paste have said it all."""
    if finding.pastes and finding.code in SAID_ALL:
        return ""
    return finding.fix


def _section(name: str, words: str, width: int) -> list[str]:
    if words:
        return ["", *_wrapped(name + words, width, "", "  ")]
    return []


def _step(finding: Finding, width: int) -> Iterator[str]:
    if finding.step:
        yield from _wrapped(f"Step: {finding.step}", width, "", "  ")
    if finding.spec:
        yield f"  {finding.spec}"


def context(finding: Finding, label: str = "") -> str:
    """Where it stands (`label` is "entry" or "line"), what was asked, by which page, in which
    engine.
    """
    if label and finding.number:
        number = f"{label} {finding.number}"
    else:
        number = ""
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
