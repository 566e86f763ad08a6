"""Exercises on what ran although the page saw an error, and on what a server must refuse itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.answer_judges import Item, letters_judge, letters_of
from cors_lab.course.exercises.app_judge import API, JSON, Visit, app_judge
from cors_lab.course.exercises.in_process import answering, ask
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.strangers import STRANGER, strangers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.result import FetchResult

FORM = "application/x-www-form-urlencoded"
TEXT = "text/plain"
TEA_AS_JSON = '{"item": "tea"}'


def _item(text: str, why: str, **arguments: Any) -> Item:
    return Item(text, partial(ask, answering(), **arguments), why, _ran)


def _ran(result: FetchResult) -> bool:
    return result.executed


ITEMS = (
    _item(
        "`GET`",
        "Nothing special about it: it is sent, the server answers, and only then the browser "
        "keeps the answer from the page.",
    ),
    _item(
        "`POST` of plain text",
        "A form could always send it, so it needs no preflight: it is sent and it runs.",
        method="POST",
        body="Buy milk",
    ),
    _item(
        "`POST` of JSON",
        "`Content-Type: application/json` needs a preflight. The preflight fails here, so the "
        "POST is never sent.",
        method="POST",
        headers=JSON,
        body="{}",
    ),
    _item(
        "`DELETE`",
        "No form could send it: it needs a preflight, which fails here, so it is never sent.",
        method="DELETE",
    ),
    _item(
        '`POST` of JSON with `mode: "no-cors"`',
        "`no-cors` never asks. The Content-Type becomes text/plain, the request is sent, and it "
        "runs.",
        method="POST",
        headers=JSON,
        body="{}",
        mode="no-cors",
    ),
    _item(
        "`GET` with a header `X-Demo: 1`",
        "A header of the page's own needs a preflight, which fails here, so the GET is never sent.",
        headers={"X-Demo": "1"},
    ),
)


@dataclass(frozen=True, slots=True)
class Forged:
    """A POST that a stranger tries without a preflight: from where, what, and what it shows."""

    origin: str
    kind: str
    body: str
    said: str
    why: str


def _forged() -> Iterator[Forged]:
    """What strangers try, the plainest first."""
    yield Forged(
        STRANGER,
        TEXT,
        "tea",
        "plain text",
        "A POST of plain text needs no preflight, so no one asked your server before it did it.",
    )
    yield Forged(
        STRANGER,
        FORM,
        "item=tea",
        "an HTML form",
        "That is what an HTML form sends, without any JavaScript. It needs no preflight either.",
    )
    yield Forged(
        STRANGER,
        TEXT,
        TEA_AS_JSON,
        "JSON that is labelled text/plain",
        "The body looks like JSON, but its type says text/plain, so no preflight was needed. Look "
        "at the type, not at the body.",
    )
    yield Forged(
        STRANGER,
        "text/plain; x=application/json",
        TEA_AS_JSON,
        "text/plain with `application/json` in a parameter",
        "The type is text/plain; the rest is a parameter. Compare the whole type "
        "(`request.mimetype`, `request.is_json`), not a part of the header.",
    )
    for stranger in strangers((API,)):
        yield Forged(stranger.origin, FORM, "item=tea", "an HTML form", stranger.why)


MERELY_CORS = (
    "The answer has an Access-Control-Allow-Origin. That says who may read it, after the order "
    "was taken; it stops no one from ordering."
)
REFUSE_FIRST = "Refuse before you order: `abort(403)`."
AN_ERROR = "Refuse with an error status, so that the caller knows: `abort(403)`."
OWN_CANNOT = (
    "Its POST has `Origin: https://api.example` and `Content-Type: application/json`. It should "
    "be answered 201 with the number of orders."
)
TOO_LATE = Finding(
    False,
    "The strangers were answered with an error, but their orders are in the list.",
    "The check comes too late.",
    "Refuse before `orders.append`.",
)


def _own(visit: Visit) -> FetchResult:
    return visit.fetch(API, "/orders", method="POST", headers=JSON, body=TEA_AS_JSON)


def _orders(result: FetchResult) -> int | None:
    """How many orders the server says that it has."""
    if result.response is None or result.response.status != 201:
        return None
    digits = "".join(filter(str.isdigit, result.response.text()))
    return int(digits) if digits else None


def _guarded(visit: Visit) -> Iterator[Finding]:
    own = _own(visit)
    before = _orders(own)
    if visit.crashes:
        yield visit.crash("`POST /orders`", own)
        return
    if before is None:
        said = "The shop's own page, `https://api.example`, can no longer order."
        yield Finding(False, said, OWN_CANNOT, trace=own)
        return
    yield Finding(True, "The shop's own page, `https://api.example`, orders with a POST of JSON.")
    tried = 0
    for forged in _forged():
        finding = _forge(visit, forged, before + tried)
        tried += 1
        if finding is not None:
            yield finding
            return
    yield Finding(True, f"{tried} forged orders were refused: other origins, other types, `null`.")


def _forge(visit: Visit, forged: Forged, before: int) -> Finding | None:
    """What is wrong with the answer to this forged order, or None; `before`: orders until then."""
    headers = {"Content-Type": forged.kind}
    arguments = {"method": "POST", "mode": "no-cors", "headers": headers, "body": forged.body}
    result = visit.fetch(forged.origin, "/orders", **arguments)
    if visit.crashes:
        return visit.crash("`POST /orders`", result)
    response = result.exchanges[-1].response
    status = response.status if response else 0
    taken = (_orders(_own(visit)) or 0) > before + 1
    if status >= 400:
        return TOO_LATE if taken else None
    if not taken:
        said = (
            f"`{forged.origin}` is answered {status}, as if its order had been taken. It was not."
        )
        return Finding(False, said, "A page that cannot read takes that for a success.", AN_ERROR)
    named = {name.lower() for name, _ in response.headers} if response else set()
    why = MERELY_CORS if "access-control-allow-origin" in named else forged.why
    said = f"`{forged.origin}` ordered tea ({forged.said}), and the server took the order."
    return Finding(False, said, why, REFUSE_FIRST, result)


SHOP = """from flask import Flask, abort, request
my_app = Flask("shop")
orders = []

@my_app.post("/orders")
def order():
"""
TAKE = """    orders.append(request.get_data(as_text=True))
    return {"orders": len(orders)}, 201"""

EXERCISES = (
    Exercise(
        id="03-executed",
        title="What ran?",
        task="A page of `https://app.example` sends these to `https://api.example`, whose server "
        "does everything and says nothing about CORS. Which of them did the server run? Give "
        "their letters.",
        accepts="letters",
        judge=letters_judge(ITEMS, "ran on the server", "did not run"),
        hints=(
            "Only a failed preflight keeps a request at home. So ask of each: does it need one?",
            "Anything that an HTML form could send needs none. `no-cors` never sends one.",
        ),
        starter='my_answer = ""',
        solution=lambda: f'my_answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
        praise="In all of them the page got nothing to read. Sent, run and readable are three "
        "questions, and you kept them apart.",
    ),
    Exercise(
        id="03-guard",
        title="Refuse what you did not ask for",
        task="Pages of other origins can order here with a `POST` that needs no preflight. Let "
        "only the shop's own pages order (their origin is `https://api.example`, and they send "
        "JSON): refuse the rest with an error, before the order is taken.",
        accepts="app",
        judge=app_judge(more=_guarded),
        hints=(
            "CORS cannot help: it decides who may read. The view itself has to say no, with "
            "`abort(403)`.",
            "A browser always sends `Origin` with a POST, and no page can forge it.",
            "Or take nothing but `application/json` (`request.is_json`): a page of another origin "
            "needs a preflight to send that.",
        ),
        starter=SHOP + TAKE,
        solution=lambda: (
            f"""{SHOP}    if request.headers.get("Origin") != "https://api.example":
        abort(403)
{TAKE}"""
        ),
        praise="No tea for strangers. The bouncer works for the guest; now the club has one, too.",
        express="""const express = require("express");
const app = express();
const orders = [];

app.post("/orders", express.text({ type: "*/*" }), (request, response) => {
  if (request.get("Origin") !== "https://api.example") return response.sendStatus(403);
  orders.push(request.body);
  response.status(201).json({ orders: orders.length });
});

module.exports = app;
""",
    ),
)
