"""The advice on an answer, as a document: what was seen, what to do, and the headers that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.display.document import Document, Lines, Node, Points, Said
from cors_lab.fixes.frameworks import hint

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.check.advice import Advice


def advice_document(result: FetchResult, advice: Advice, hinted: bool = False) -> Document:
    """What the browser calls the error, what was seen, what to do, and the headers that help.

    `hinted`: with a sentence on how to have the fix as code.
    """
    told: list[Node] = [Said("Error", advice.code)]
    told += [Said("Seen", each.seen) for each in advice.observations]
    if advice.fix:
        told.append(Said(_label(advice), advice.fix))
    headers = [*_failed(advice), *_headers(result, advice)]
    notes: list[Node] = [Said("Note", remark) for remark in advice.remarks]
    if hinted and advice.has_code:
        label, _, words = hint(*advice.guessed, python=False).partition(": ")
        notes.append(Said(label, words))
    groups = (*((block,) for block in told), tuple(headers), *((note,) for note in notes))
    return Document(tuple(group for group in groups if group))


def _label(advice: Advice) -> str:
    """What the fix is called: a fix only where it was tried, or needs no trying."""
    if any(each.decides for each in advice.observations) and not advice.pastes:
        return "Try"
    return "Fix"


def _failed(advice: Advice) -> list[Node]:
    """Every check that this answer fails, where it is more than one and headers would help."""
    if len(advice.failed) < 2 or not advice.pastes:
        return []
    title = f"This answer fails {len(advice.failed)} checks, one after the other:"
    return [Points(title, tuple(gate.step.why for gate in advice.failed))]


def _headers(result: FetchResult, advice: Advice) -> list[Node]:
    """The headers, where they are more than the one that the fix names."""
    if not advice.pastes or (len(advice.failed) < 2 and not advice.assumed):
        return []
    tried = "with these headers the simulated browser can read the answer."
    if advice.assumed:
        tried += f" The answer to {result.method} itself has not been seen yet."
    return [*(Lines(paste.heading, paste.lines) for paste in advice.pastes), Said("Tried", tried)]
