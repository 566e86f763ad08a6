"""The speed challenge of lesson 04: preflight or not. Every key is computed when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from cors_lab.course.lessons.n04_preflight_or_not.preflight_or_not import asked, look, pairs_of
from cors_lab.course.study.challenge import Choice, Dealt, Kind

KEY = "04-speed-challenge"
NEEDS = {True: 0, False: 1}
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


def deck() -> list[Dealt]:
    """The requests, each with its key, computed now."""
    cards = [card(*request) for request in DECK]
    return [Dealt(one.request, NEEDS[one.needs], one.why) for one in cards]


PREFLIGHT = Kind(
    KEY,
    "which of these need a preflight?",
    (
        Choice("P", "Preflight", "It needs a preflight.", "Needs a preflight."),
        Choice("N", "No preflight", "No preflight.", "No preflight."),
    ),
    deck,
)
