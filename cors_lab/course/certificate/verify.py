"""Verify a certificate: judge every answer again, and compare the page with what its data says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.course.certificate.claims import edition
from cors_lab.course.certificate.page import claims_in, page
from cors_lab.course.certificate.replay import (
    FAILS,
    HOLDS,
    NOT_RUN,
    Outcome,
    exam_outcome,
    exercise_outcome,
    question_outcome,
)
from cors_lab.display.text import visible, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.certificate.claims import Claims

SIGNS = {HOLDS: "✓", FAILS: "✗", NOT_RUN: "○"}
CHANGED = "The page says something else than its answers do: do not trust what is printed on it."
OTHER_EDITION = (
    "It was made with edition {}, and this is {}: what the page says around its answers was not "
    "compared."
)
LIMITS = "Who answered, when, and with how many tries and hints cannot be verified."


class Verdict(NamedTuple):
    """Whose certificate it is, the outcome of each answer, and what else is to be said."""

    name: str
    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...]
    intact: bool

    @property
    def holds(self) -> bool:
        """Does the page say what its answers say, and does every answer hold?"""
        states = {outcome.state for outcome in self.outcomes}
        return self.intact and states == {HOLDS}

    def text(self) -> str:
        """In lines of 80 columns."""
        lines = [f"Certificate of {visible(self.name)}", ""]
        for outcome in self.outcomes:
            why = f": {visible(outcome.why, 400)}" if outcome.why else ""
            said = f"{visible(outcome.id, 60)} {outcome.state}{why}"
            lines += wrapped(said, f"{SIGNS[outcome.state]} ", "    ")
        for note in [self.summary(), *self.notes, LIMITS]:
            lines += ["", *wrapped(note)]
        return "\n".join(lines)

    def summary(self) -> str:
        """How many hold; the first that does not is named."""
        if not self.outcomes:
            return "It has no answers, so there is nothing that could hold."
        count = sum(outcome.state == HOLDS for outcome in self.outcomes)
        said = f"{count} of {len(self.outcomes)} answers hold."
        other = next((outcome for outcome in self.outcomes if outcome.state != HOLDS), None)
        if other is None:
            return said
        return f"{said} The first that does not: {visible(other.id, 60)}."


def verify(text: str) -> Verdict:
    """The verdict on this page. Raises NoCertificateError where it is none."""
    claims = claims_in(text)
    notes, intact = [], True
    if claims["edition"] != edition():
        notes.append(OTHER_EDITION.format(visible(claims["edition"], 40), edition()))
    elif not _is_as_rendered(claims, text):
        notes.append(CHANGED)
        intact = False
    return Verdict(claims["name"], tuple(_outcomes(claims)), tuple(notes), intact)


def _is_as_rendered(claims: Claims, text: str) -> bool:
    try:
        return page(claims) == text.replace("\r\n", "\n")
    except (KeyError, TypeError, AttributeError, ValueError):  # parts of it are not of our making
        return False


def _outcomes(claims: Claims) -> Iterator[Outcome]:
    parts = (("exercises", exercise_outcome), ("questions", question_outcome))
    seen: Counter[str] = Counter()
    for name, outcome in parts:
        for claim in claims[name]:
            id = str(claim.get("id"))
            seen[id] += 1
            if seen[id] > 1:
                yield Outcome(id, FAILS, "it is listed twice")
            else:
                yield outcome(claim)
    yield from map(exam_outcome, claims["exams"])
