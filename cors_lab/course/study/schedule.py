"""When something is due again: the algorithm FSRS, replayed from the log of reviews.
https://github.com/open-spaced-repetition/py-fsrs
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fsrs import Card, Rating, Scheduler

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from cors_lab.course.record import log
    from cors_lab.course.study.deck import Item

RATINGS = ("Again", "Hard", "Good", "Easy")
NEW_A_DAY = 12  # after a lost month, too, a day has an end
DAYS = 7  # of the forecast


def scheduler() -> Scheduler:
    """The scheduler with nothing left to chance; what was missed returns the same day by itself."""
    return Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was reviewed, by key: the card as FSRS knows it, and the last review."""

    cards: Mapping[str, Card]
    last: Mapping[str, log.Entry]
    first: Mapping[str, datetime]
    now: datetime

    @classmethod
    def of(cls, reviews: Iterable[log.Entry], now: datetime) -> Schedule:
        """Replay these entries of the log, in order; a rating that is none is passed over."""
        with_nothing_left_to_chance = scheduler()
        cards: dict[str, Card] = {}
        last: dict[str, log.Entry] = {}
        first: dict[str, datetime] = {}
        for entry in reviews:
            rating = entry.value.get("rating")
            if rating not in (1, 2, 3, 4):
                continue
            card = cards.get(entry.id) or Card(card_id=1)
            at = min(entry.at, now)  # a clock may have been wrong
            cards[entry.id] = _reviewed(with_nothing_left_to_chance, card, rating, at)
            last[entry.id] = entry
            first.setdefault(entry.id, entry.at)
        return cls(cards, last, first, now)

    def due(self, items: Sequence[Item]) -> list[Item]:
        """What is due now: what was learnt before, then what is new, then what was missed today."""
        learnt = [item for item in items if item.key in self.cards and not self.missed(item.key)]
        learnt = [item for item in learnt if self.day_of(item.key) <= self.today]
        learnt.sort(key=lambda item: self.cards[item.key].due)
        begun_today = sum(at.astimezone().date() == self.today for at in self.first.values())
        new = [item for item in items if item.key not in self.cards]
        missed = [item for item in items if item.key in self.cards and self.missed(item.key)]
        missed.sort(key=lambda item: self.last[item.key].at)
        return [*learnt, *new[: max(NEW_A_DAY - begun_today, 0)], *missed]

    def missed(self, key: str) -> bool:
        """Was the last rating Again? Then it stays due until it is known."""
        return bool(self.last[key].value.get("rating") == 1)

    @property
    def today(self) -> date:
        """The day now, in the learner's time zone."""
        return self.now.astimezone().date()

    def day_of(self, key: str) -> date:
        """The day on which it is due."""
        return self.cards[key].due.astimezone().date()

    def intervals(self, key: str) -> list[str]:
        """For each rating, when it would come again, in words."""
        card = self.cards.get(key) or Card(card_id=1)
        said = ["today"]
        for rating in (2, 3, 4):
            later = _reviewed(scheduler(), card, rating, self.now)
            said.append(in_days((later.due.astimezone().date() - self.today).days))
        return said

    def forecast(self, items: Sequence[Item]) -> list[tuple[str, int]]:
        """How many are due today and on each of the next days, and how many later."""
        known = [item for item in items if item.key in self.cards and not self.missed(item.key)]
        left = [max((self.day_of(item.key) - self.today).days, 0) for item in known]
        rows = [("today", len(self.due(items)))]
        for day in range(1, DAYS):
            at = self.today + timedelta(days=day)
            rows.append((at.strftime("%a %d %b"), left.count(day)))
        later = sum(days >= DAYS for days in left)
        new = sum(item.key not in self.cards for item in items)
        due = {item.key for item in self.due(items)}
        waiting = new - sum(key not in self.cards for key in due)
        return [*rows, ("later", later), ("new, on other days", waiting)]


def _reviewed(with_scheduler: Scheduler, card: Card, rating: Any, at: datetime) -> Card:
    return with_scheduler.review_card(card, Rating(rating), at)[0]


def in_days(days: int) -> str:
    """`today`, `tomorrow`, `in 12 days`, `in 3 months`, `in 2 years`."""
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    if days < 730:
        return f"in {round(days / 30.4)} months"
    return f"in {round(days / 365)} years"
