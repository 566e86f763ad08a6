"""Speed challenges: a dozen things to tell apart, against the clock or without one. Every key is
computed when a challenge is made; best times are kept.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.record import log, store
from cors_lab.display import esm
from cors_lab.display.html import beside, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.course.record.record import Record

HERE = Path(__file__).parent
SECONDS, DEALT, MISSES = 60, 12, 2
LEAD = "{dealt} requests: {question} {enough} right pass, with the clock or without."


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its key, its label, and the sentences of the live and of the static form."""

    key: str
    label: str
    sentence: str
    static: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """One card: what it shows (lines), the index of the choice that is right, and why."""

    request: str
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of challenge: the key of its scores, its question, its choices, and `deck()`."""

    key: str
    question: str
    choices: tuple[Choice, ...]
    deck: Callable[[], list[Dealt]]
    cards: str = "requests"


class SpeedChallenge(anywidget.AnyWidget):
    """Up to twelve cards, sixty seconds if wanted. All but two right pass, with the clock or
    without.
    """

    _esm = esm.joined_esm(esm.DOM, HERE / "challenge.js")
    _css = styled(HERE / "challenge.css")

    cards = traitlets.List(traitlets.Dict()).tag(sync=True)
    choices = traitlets.List(traitlets.Dict()).tag(sync=True)
    rules = traitlets.Dict().tag(sync=True)
    result = traitlets.List(traitlets.Any()).tag(sync=True)
    best = traitlets.Unicode().tag(sync=True)

    def __init__(self, kind: Kind, record: Record) -> None:
        self.kind = kind
        self.record = record
        self.deck = kind.deck()
        dealt = min(DEALT, len(self.deck))
        rules = {"seconds": SECONDS, "dealt": dealt, "enough": dealt - MISSES}
        lead = LEAD.format(question=kind.question, **rules).replace("requests", kind.cards)
        super().__init__(
            cards=[asdict(one) for one in self.deck],
            choices=[asdict(one) for one in kind.choices],
            rules=rules | {"lead": lead},
            best=best_of(record, kind.key),
        )
        self.observe(self._on_result, "result")

    def _on_result(self, _: object) -> None:
        """The view tells [count, right, answered, seconds]; no seconds without the clock."""
        match self.result:
            case [_, int(right), int(answered), int() | float() as seconds]:
                self._keep(right, answered, round(float(seconds), 1))

    def _keep(self, right: int, answered: int, seconds: float) -> None:
        if not 0 <= right <= answered <= self.rules["dealt"] or not 0 <= seconds <= SECONDS:
            return
        passed = right >= self.rules["enough"]
        more = store.nothing()
        if self.kind.key[:2].isdigit():  # the challenge of a lesson counts in its table
            more["recall"] = {self.kind.key: passed}
        score = {"right": right, "answered": answered, "seconds": seconds, "passed": passed}
        self.record.add(log.GAME, self.kind.key, more, **score)
        self.best = best_of(self.record, self.kind.key)

    def __repr__(self) -> str:
        """The static form: the cards without the answers."""
        lines = [f"Speed challenge: {self._question()}"]
        for number, one in enumerate(self.deck, start=1):
            lines += wrapped(f"{number}. {one.request.replace(chr(10), ' · ')}", "  ", "     ")
        return "\n".join(lines)

    def _question(self) -> str:
        return self.kind.question.replace("these need", f"these {len(self.deck)} need")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        static = Markup("<p><b>Speed challenge</b>: {}</p>\n<ol>\n{}\n</ol>")
        static = static.format(self.kind.question, joined(self._card(one) for one in self.deck))
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), f"<div>\n{static}\n</div>")

    def _card(self, one: Dealt) -> Markup:
        said = self.kind.choices[one.answer].static
        request = marked("`" + one.request.replace("\n", "` · `") + "`")
        form = "<li><details><summary>{}</summary><p><b>{}</b> {}</p></details></li>"
        return Markup(form).format(request, said, marked(one.why))


def best_of(record: Record, key: str) -> str:
    """The best game of this kind in a sentence, "" where none was passed with the clock."""
    games = [entry.value for entry in record.entries(log.GAME) if entry.id == key]
    timed = [game for game in games if game.get("passed") is True and _seconds(game)]
    if not timed:
        return ""
    best = min(timed, key=lambda game: (-_number(game, "right"), _seconds(game)))
    return f"Your best: {_number(best, 'right'):g} right in {_seconds(best):g} seconds."


def _seconds(game: Any) -> float:
    return _number(game, "seconds")


def _number(game: Any, name: str) -> float:
    """What a file edited by hand has there, if it is a number."""
    value = game.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
