"""What an audit finds: one thing that is wrong, its evidence, who can use it and how, and the
fix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.display.text import visible
from cors_lab.fixes.mistakes.headers import shown
from cors_lab.fixes.mistakes.words import SEVERITIES, WORDS
from cors_lab.tools.redact.text import mask_text, mask_url

if TYPE_CHECKING:
    from cors_lab.result.record import Exchange


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `id` is stable, `reason` says why it is as bad as `severity` says.

    `evidence` is what was asked and answered; the last exchange is the one that shows it.
    """

    id: str
    severity: str
    reason: str
    title: str
    who: str
    fix: str
    evidence: tuple[Exchange, ...] = ()

    @classmethod
    def of(
        cls,
        id: str,
        *evidence: Exchange | None,
        severity: str | None = None,
        reason: str = "",
        **facts: object,
    ) -> Finding:
        """The finding of this id, with its facts in the words, and no secret of a path in them."""
        words = WORDS[id]
        told = {name: _fact(name, fact) for name, fact in facts.items()}
        texts = (words.title.format(**told), words.who.format(**told), words.fix.format(**told))
        kept = tuple(exchange for exchange in evidence if exchange)
        return cls(id, severity or words.severity, reason or words.reason, *texts, kept)

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return SEVERITIES.index(self.severity)


def _fact(name: str, fact: object) -> str:
    if name == "path":
        return shown(visible(mask_url(str(fact)), 1000))
    if name in ("why", "fix"):
        return str(fact)
    return visible(mask_text(str(fact)), 1000)
