"""The speed challenge of lesson 04: preflight or not, against the clock or without one. Every key
is computed when it is made.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.lessons.n04_preflight_or_not.preflight_or_not import asked, look, pairs_of
from cors_lab.course.record.record import record
from cors_lab.display import esm
from cors_lab.display.html import beside, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import wrapped

HERE = Path(__file__).parent
KEY = "04-speed-challenge"
SECONDS, DEALT, ENOUGH = 60, 12, 10
LONG = "a" * 200
# Method and header lines; "+" stands for an upload listener.
DECK = (
    ("GET",),
    ("HEAD",),
    ("POST",),
    ("PUT",),
    ("DELETE",),
    ("PATCH",),
    ("GET", "Accept: application/json"),
    ("GET", "Authorization: Bearer secret"),
    ("GET", "Range: bytes=0-99"),
    ("GET", "Range: bytes=-100"),
    ("GET", "Access-Control-Allow-Origin: *"),
    ("GET", f"Accept-Language: {LONG}"),
    ("GET", "Accept-Language: de, en;q=0.8"),
    ("GET", "Content-Type: application/json"),
    ("GET", "Cookie: session=ada"),
    ("GET", "If-None-Match: abc"),
    ("POST", "Content-Type: text/plain;charset=UTF-8"),
    ("POST", "Content-Type: application/json"),
    ("POST", "Content-Type: multipart/form-data; boundary=x"),
    ("POST", "Content-Type: application/x-www-form-urlencoded"),
    ("POST", "Content-Type: TEXT/PLAIN"),
    ("POST", "X-Requested-With: XMLHttpRequest"),
    ("POST", "baggage: sentry-release=1.0"),
    ("POST", "+"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One request, whether it needs a preflight, and why."""

    request: str
    needs: bool
    why: str


def card(method: str, *lines: str) -> Card:
    """Ask the simulated browser."""
    listener, headers = "+" in lines, "\n".join(line for line in lines if line != "+")
    result = asked(method, pairs_of(headers), listener, "chromium")
    needs = result.exchanges[0].kind == "preflight"
    view = look({"method": method, "headers": headers, "listener": listener, "engine": "chromium"})
    items = view.blocks[0].items  # type: ignore[union-attr]  # the first block is the list of causes
    deciding = [item for item in items if item.state == "failed"] or items[-1:]
    shown = [method, *(line.replace(LONG, "aaa… (200 letters)") for line in lines if line != "+")]
    return Card(
        "\n".join([*shown, *(["with an upload listener"] if listener else [])]),
        needs,
        " ".join(item.why for item in deciding),
    )


class SpeedChallenge(anywidget.AnyWidget):
    """Twelve requests out of two dozen, sixty seconds if wanted: which need a preflight? Ten right
    pass, with the clock or without.
    """

    _esm = esm.joined_esm(esm.DOM, HERE / "challenge.js")
    _css = styled(HERE / "challenge.css")

    cards = traitlets.List(traitlets.Dict()).tag(sync=True)
    rules = traitlets.Dict({"seconds": SECONDS, "dealt": DEALT, "enough": ENOUGH}).tag(sync=True)
    right = traitlets.Int(-1).tag(sync=True)

    def __init__(self) -> None:
        self.deck = [card(*request) for request in DECK]
        super().__init__(cards=[asdict(one) for one in self.deck])
        self.observe(self._on_right, "right")

    def _on_right(self, _: object) -> None:
        if self.right >= 0:
            record("recall", KEY, self.right >= ENOUGH)

    def __repr__(self) -> str:
        """The static form: the requests without the answers."""
        lines = [f"Speed challenge: which of these {len(self.deck)} need a preflight?"]
        for number, one in enumerate(self.deck, start=1):
            lines += wrapped(f"{number}. {one.request.replace(chr(10), ' · ')}", "  ", "     ")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        static = Markup(
            "<p><b>Speed challenge</b>: which of these need a preflight?</p>\n<ol>\n{}\n</ol>"
        )
        static = static.format(joined(_static(one) for one in self.deck))
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), f"<div>\n{static}\n</div>")


def _static(one: Card) -> Markup:
    said = "Needs a preflight." if one.needs else "No preflight."
    request = marked("`" + one.request.replace("\n", "` · `") + "`")
    return Markup("<li><details><summary>{}</summary><p><b>{}</b> {}</p></details></li>").format(
        request, said, marked(one.why)
    )
