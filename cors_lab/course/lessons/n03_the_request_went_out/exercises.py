"""Exercises on what ran although the page saw an error, and on what a server must refuse by
itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.answer_judges import Item, letters_judge, letters_of
from cors_lab.course.exercises.app_judge import API, JSON, Visit, app_judge
from cors_lab.course.exercises.model import Exercise, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.result import FetchResult

FORM = "application/x-www-form-urlencoded"


def _silent(environ: Any, start_response: Any) -> list[bytes]:
    """A server that does whatever is asked, and says nothing of CORS."""
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"[]"]


def _ask(**arguments: Any) -> FetchResult:
    return (
        Browser(hosts={API: _silent}).open("https://app.example").fetch(f"{API}/notes", **arguments)
    )


def _item(text: str, why: str, **arguments: Any) -> Item:
    return Item(text, partial(_ask, **arguments), why, lambda result: result.executed)


ITEMS = (
    _item(
        "`GET`",
        (
            "Nothing special about it: it is sent, the server answers, and only then the "
            "browser keeps the answer from the page."
        ),
    ),
    _item(
        "`POST` of plain text",
        "A form could always send it, so it needs no preflight: it is sent and it runs.",
        method="POST",
        body="Buy milk",
    ),
    _item(
        "`POST` of JSON",
        (
            "`Content-Type: application/json` needs a preflight. It fails here, and what it "
            "would have allowed is never sent."
        ),
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
        (
            "`no-cors` never asks. The Content-Type becomes text/plain, the request is sent, "
            "and it runs."
        ),
        method="POST",
        headers=JSON,
        body="{}",
        mode="no-cors",
    ),
    _item(
        "`GET` with a header `X-Demo: 1`",
        "A header of its own needs a preflight, which fails here, so the GET is never sent.",
        headers={"X-Demo": "1"},
    ),
)

# What strangers try, without a preflight: content type and body.
FORGED = (
    ("https://evil.example", "text/plain", "tea"),
    ("https://evil.example", FORM, "item=tea"),
    ("https://evil.example", "text/plain", '{"item": "tea"}'),
    ("https://evil.example", "text/plain; x=application/json", '{"item": "tea"}'),
    ("https://api.example.evil.example", "text/plain", "tea"),
    ("null", FORM, "item=tea"),
)
WHYS = {
    (
        "https://evil.example",
        "text/plain",
        "tea",
    ): "A POST of plain text needs no preflight, so nobody asked your server before it did it.",
    (
        "https://evil.example",
        FORM,
        "item=tea",
    ): "That is what an HTML form sends, without any JavaScript. It is as simple as plain text.",
    (
        "https://evil.example",
        "text/plain",
        '{"item": "tea"}',
    ): (
        "The body looks like JSON, but its type says text/plain, so no preflight was needed. "
        "Look at the type, not at the body."
    ),
    (
        "https://evil.example",
        "text/plain; x=application/json",
        '{"item": "tea"}',
    ): (
        "The type is text/plain; the rest is a parameter. Compare the whole type "
        "(`request.mimetype`, `request.is_json`), not a part of the header."
    ),
    (
        "https://api.example.evil.example",
        "text/plain",
        "tea",
    ): "That origin only begins like yours. Compare whole origins.",
    (
        "null",
        FORM,
        "item=tea",
    ): "`null` is the origin of a sandboxed frame, which any page can make.",
}
MERELY_CORS = (
    "The answer has an Access-Control-Allow-Origin. That says who may read it, after the order was"
    " taken; it keeps nobody from ordering."
)


def _own(visit: Visit) -> FetchResult:
    return visit.fetch(API, "/orders", method="POST", headers=JSON, body='{"item": "tea"}')


def _orders(result: FetchResult) -> int | None:
    """How many orders the server says that it has."""
    if result.response and result.response.status == 201:
        text = result.response.text()
    else:
        text = ""
    digits = "".join(filter(str.isdigit, text))
    if digits:
        return int(digits[:9])
    return None


def _forge(visit: Visit, origin: str, kind: str, body: str) -> Finding:
    result = visit.fetch(
        origin, "/orders", method="POST", mode="no-cors", headers={"Content-Type": kind}, body=body
    )
    if visit.crashes:
        return visit.crash("`POST /orders`", result)
    response = result.exchanges[-1].response
    if response is not None and response.status >= 400:
        return Finding(True, f"`{origin}` cannot order ({kind}): {response.status}.")
    has_cors = any(
        name.lower() == "access-control-allow-origin"
        for name, _ in (response.headers if response else ())
    )
    why = MERELY_CORS if has_cors else WHYS[origin, kind, body]
    return Finding(
        False,
        f"`{origin}` ordered tea ({kind}), and the server took the order.",
        why,
        "Refuse before you order: `abort(403)`.",
        result,
    )


def _guarded(visit: Visit) -> Iterator[Finding]:
    own = _own(visit)
    before = _orders(own)
    if visit.crashes:
        yield visit.crash("`POST /orders`", own)
    elif before is None:
        why = (
            "Its POST has `Origin: https://api.example` and `Content-Type: application/json`, and"
            " should be answered 201 with the number of orders."
        )
        yield Finding(
            False,
            "The shop's own page, `https://api.example`, can no longer order.",
            why,
            trace=own,
        )
    yield Finding(True, "The shop's own page, `https://api.example`, orders with a POST of JSON.")
    for forged in FORGED:
        yield _forge(visit, *forged)
    again = _own(visit)
    late = _orders(again) != (before or 0) + 1
    yield (
        Finding(
            False,
            "The strangers were answered with an error, but their orders are in the list.",
            "The check comes too late.",
            "Refuse before `orders.append`.",
            again,
        )
        if late
        else Finding(True, "No forged order is in the list.")
    )


EXERCISES = (
    Exercise(
        id="03-executed",
        title="What ran?",
        task=(
            "A page of `https://app.example` sends these to `https://api.example`, whose server"
            " does everything and says nothing of CORS. Which of them did the server run? Give"
            " their letters."
        ),
        accepts="letters",
        judge=letters_judge(ITEMS, "ran on the server", "did not run"),
        hints=(
            "Only a failed preflight keeps a request at home. So ask of each: does it need one?",
            "What an HTML form could send needs none. `no-cors` never sends one.",
        ),
        starter='answer = ""',
        solution=lambda: f'answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
        praise=(
            "In all of them the page got nothing to read. Sent, run and readable are three"
            " questions."
        ),
    ),
    Exercise(
        id="03-guard",
        title="Refuse what you did not ask for",
        task=(
            "Pages of other origins can order here with a `POST` that needs no preflight. Let only"
            " the shop's own pages order (their origin is `https://api.example`, and they send"
            " JSON): refuse the rest with an error, before the order is taken."
        ),
        accepts="app",
        judge=app_judge(more=_guarded),
        hints=(
            (
                "CORS cannot help: it decides who may read. The view itself has to say no, with"
                " `abort(403)`."
            ),
            "A browser always sends `Origin` with a POST, and no page can forge it.",
            (
                "Or take nothing but `application/json` (`request.is_json`): a page of another"
                " origin needs a preflight to send that."
            ),
        ),
        starter="""from flask import Flask, abort, request
app, orders = Flask("shop"), []

@app.post("/orders")
def order():
    orders.append(request.get_data(as_text=True))
    return {"orders": len(orders)}, 201""",
        solution=lambda: (
            """from flask import Flask, abort, request
app, orders = Flask("shop"), []
@app.post("/orders")
def order():
    if request.headers.get("Origin") != "https://api.example":
        abort(403)
    orders.append(request.get_data(as_text=True))
    return {"orders": len(orders)}, 201"""
        ),
    ),
)
