"""The log of progress: what happened when. Entries are added and never changed, so two logs merge
into one without losing anything, and everything else (reviews, tries, times) is computed from it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TRY, HINT, SOLUTION, ANSWER = "try", "hint", "solution", "answer"
REVIEW, UNDO, GAME, NOTE, BOOKMARK = "review", "undo", "game", "note", "bookmark"
EXAM, CLINIC = "exam", "clinic"
KINDS = frozenset((TRY, HINT, SOLUTION, ANSWER, REVIEW, UNDO, GAME, NOTE, BOOKMARK, EXAM, CLINIC))
MOST_TEXT = 16 * 1024  # characters of one text in the log
FIRST_YEAR = 2000  # before it there is no clock that runs
FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


class Entry(NamedTuple):
    """One thing that happened: when (UTC), of which kind, to what, and the rest."""

    at: datetime
    kind: str
    id: str
    value: Mapping[str, Any]

    @property
    def key(self) -> str:
        """`2026-12-01T09:30:00.000000Z try 02-one-header`: sorted by it, entries are in order."""
        return f"{self.at.strftime(FORM)} {self.kind} {self.id}"


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def is_key(key: str) -> bool:
    """Is this the key of an entry?"""
    return _parts(key) is not None


def _parts(key: str) -> tuple[datetime, str, str] | None:
    stamp, _, rest = key.partition(" ")
    kind, _, id = rest.partition(" ")
    try:
        at = datetime.strptime(stamp, FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
    if at.year < FIRST_YEAR or not kind or not id:
        return None
    return at, kind, id


def entries(log: Mapping[str, Any], *kinds: str) -> list[Entry]:
    """The entries of these kinds, all without any, in the order in which they happened.

    What was taken back, and the entry that took it back, are left out.
    """
    undone = {str(value.get("of")) for key, value in log.items() if f" {UNDO} " in key}
    found = []
    for key in sorted(log):
        parts = _parts(key)
        if parts is None or key in undone:
            continue
        if parts[1] in kinds or (not kinds and parts[1] != UNDO):
            found.append(Entry(*parts, log[key]))
    return found


def last(found: Iterable[Entry]) -> Entry | None:
    """The last of these entries."""
    entry = None
    for one in found:
        entry = one
    return entry
