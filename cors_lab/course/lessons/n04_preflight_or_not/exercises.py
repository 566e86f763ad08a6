"""Exercises on what needs a preflight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.facts import FACTS
from cors_lab.course.exercises.answer_judges import (
    Item,
    Wanted,
    letters_judge,
    letters_of,
    request_judge,
)
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, API, APP, answering, ask
from cors_lab.course.exercises.model import Exercise
from cors_lab.course.lessons.n04_preflight_or_not.safelist import header_reasons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

GENEROUS = answering(
    (ALLOW_ORIGIN, APP),
    ("Access-Control-Allow-Methods", "PUT, PATCH, DELETE"),
    ("Access-Control-Allow-Headers", "*, Authorization"),
)


def _item(text: str, why: str, **arguments: Any) -> Item:
    return Item(text, partial(ask, GENEROUS, **arguments), why, FACTS["preflight"])


def _typed(value: str) -> dict[str, Any]:
    return {"method": "POST", "headers": {"Content-Type": value}, "body": "a=1"}


ITEMS = (
    _item(
        "`POST`, `Content-Type: text/plain;charset=UTF-8`",
        "Only the type itself counts, not its parameters, and text/plain is one of the three.",
        **_typed("text/plain;charset=UTF-8"),
    ),
    _item(
        "`POST`, `Content-Type: application/json`",
        "JSON is not one of the three types that a form can send.",
        **_typed("application/json"),
    ),
    _item(
        "`POST`, `Content-Type: multipart/form-data`",
        "A form that uploads a file has always sent that.",
        **_typed("multipart/form-data; boundary=x"),
    ),
    _item(
        "`DELETE` without any header",
        "Only GET, HEAD and POST need no permission.",
        method="DELETE",
    ),
    _item(
        "`GET`, `Accept: application/json`",
        "Accept may have any value that has no unsafe byte and at most 128 bytes.",
        headers={"Accept": "application/json"},
    ),
    _item(
        "`GET`, `Authorization: Bearer secret`",
        "Authorization is a header that no form could set.",
        headers={"Authorization": "Bearer secret"},
    ),
    _item(
        "`GET`, `Access-Control-Allow-Origin: *`",
        "In a request it allows nothing. It is one more header of the page's own, and those need "
        "permission.",
        headers={"Access-Control-Allow-Origin": "*"},
    ),
    _item(
        "`GET`, `Range: bytes=0-99`",
        "One simple range, with a beginning, is on the safelist: media players ask like that.",
        headers={"Range": "bytes=0-99"},
    ),
    _item(
        "`GET`, `Accept-Language:` and 200 letters `a`",
        "A safe header with a value of more than 128 bytes is no longer safe.",
        headers={"Accept-Language": "a" * 200},
    ),
    _item(
        "`POST` of text, `X-Requested-With: XMLHttpRequest`",
        "That header is not on the safelist. Some libraries add it without asking you.",
        method="POST",
        headers={"X-Requested-With": "XMLHttpRequest"},
        body="a",
    ),
)


def _send(answer: Mapping[str, Any]) -> FetchResult:
    return Browser(hosts={API: GENEROUS}).open(APP).fetch(f"{API}/notes", **answer)


def _unsafe(result: FetchResult) -> list[str]:
    """The request headers for which the browser asked, in lower case."""
    return [
        name
        for step in result.steps
        if step.code == "preflight-needed"
        for name in step.facts.get("headers") or ()
    ]


def _arrived(result: FetchResult) -> bool:
    last = result.exchanges[-1].request if result.exchanges else None
    if last is None or not result.executed:
        return False
    return last.method == "POST" and b"Buy milk" in (last.body or b"")


def _why_not_arrived(result: FetchResult) -> str:
    if not result.exchanges:
        return result.verdict
    return "The request has to stay a POST with the note `Buy milk` in its body."


def _asks_nothing(name: str) -> Any:
    return lambda result: name not in _unsafe(result)


def _causes(result: FetchResult) -> str:
    """What the browser still asks for, in words."""
    names = [f"`{name.title()}`" for name in _unsafe(result)] or [f"the method `{result.method}`"]
    return f"The browser still asks first, because of {' and '.join(names)}."


def _why(result: FetchResult) -> str:
    """What the safelist says to the first of these headers."""
    names = _unsafe(result)
    sent = [pair for pair in result.exchanges[-1].request.headers if pair[0].lower() in names]
    reasons = [reason.why for reason in header_reasons(sent, "chromium") if reason.needs]
    return next(iter(reasons), "Only GET, HEAD and POST go without asking.")


OPAQUE = (
    "`no-cors` needs no preflight because it gives up reading: status 0, no body. Keep "
    '`mode: "cors"`.'
)


def _unread(result: FetchResult) -> str:
    """What kept the page from reading, in short."""
    if result.response is None:
        return "The page cannot read the answer."
    return "The page cannot read the answer: it is opaque."


def _why_unread(result: FetchResult) -> str:
    return result.verdict if result.response is None else OPAQUE


WANTED = (
    Wanted(
        _arrived,
        "The note reaches the server, as a POST.",
        "The server did not get the note.",
        _why_not_arrived,
    ),
    Wanted(
        _asks_nothing("access-control-allow-origin"),
        "No response header is sent with the request.",
        "The browser still asks first, because of `Access-Control-Allow-Origin`.",
        "That is a response header. A page that sends it allows itself nothing, and its request "
        "needs a preflight.",
    ),
    Wanted(
        _asks_nothing("x-requested-with"),
        "No header of the page's own is sent.",
        "The browser still asks first, because of `X-Requested-With`.",
        "It is not on the safelist, whatever its value. Leave it out.",
    ),
    Wanted(
        _asks_nothing("content-type"),
        "The Content-Type is one that a form can send.",
        "The browser still asks first, because of the Content-Type.",
        "Three types need no permission: text/plain, application/x-www-form-urlencoded, "
        "multipart/form-data.",
    ),
    Wanted(lambda result: not FACTS["preflight"](result), "No preflight.", _causes, _why),
    Wanted(
        FACTS["read"],
        "The page reads the answer.",
        _unread,
        _why_unread,
    ),
)

EXERCISES = (
    Exercise(
        id="04-classify",
        title="Preflight or not?",
        task="A page of `https://app.example` sends these to another origin. Which of them need a "
        "preflight? Give their letters.",
        accepts="letters",
        judge=letters_judge(ITEMS, "needs a preflight", "needs none"),
        hints=(
            "Three questions: is the method GET, HEAD or POST? Is every header on the safelist? "
            "Is its value harmless?",
            "On the safelist are Accept, Accept-Language, Content-Language, Content-Type with "
            "three types, and a simple Range.",
            "A value of more than 128 bytes is never harmless.",
        ),
        starter='my_answer = ""',
        solution=lambda: f'my_answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
        praise="Ten of ten. You may now ask yourself before the browser does.",
    ),
    Exercise(
        id="04-no-preflight",
        title="The same note without a preflight",
        task="Rewrite these arguments of `page.fetch` so that the note reaches the server with a "
        "`POST`, the browser does not have to ask first, and the page still reads the answer. The "
        "server takes text as well as JSON.",
        accepts="request",
        judge=request_judge(_send, WANTED),
        hints=(
            'Which headers does the browser ask for? The trace says so at "Does the browser have '
            'to ask first?".',
            "Two of the three headers are of no use at all. The third says what the body is: make "
            "the body something else.",
            "Plain text is one of the three types of body that need no preflight.",
        ),
        starter="""my_answer = {
    "method": "POST",
    "headers": {"Content-Type": "application/json", "X-Requested-With": "fetch",
                "Access-Control-Allow-Origin": "*"},
    "body": '{"text": "Buy milk"}',
}""",
        solution=lambda: (
            """my_answer = {
    "method": "POST",
    "headers": {"Content-Type": "text/plain"},
    "body": "Buy milk",
}"""
        ),
        praise="One request instead of two. Mind the price: the browser no longer asks the server "
        "first, so such a server has to check `Origin` itself.",
    ),
)
