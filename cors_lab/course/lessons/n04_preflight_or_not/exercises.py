"""Exercises on what needs a preflight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.facts import FACTS
from cors_lab.course.exercises.answer_judges import Item, letters_judge, letters_of, request_judge
from cors_lab.course.exercises.app_judge import API
from cors_lab.course.exercises.model import Exercise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

APP = "https://app.example"
ALLOWED = [
    ("Access-Control-Allow-Origin", APP),
    ("Access-Control-Allow-Methods", "PUT, PATCH, DELETE"),
    ("Access-Control-Allow-Headers", "*"),
    ("Content-Type", "application/json"),
]


def _generous(environ: Any, start_response: Any) -> list[bytes]:
    """A server that allows this page everything."""
    start_response("200 OK", ALLOWED)
    return [b"[]"]


def _ask(**arguments: Any) -> FetchResult:
    return Browser(hosts={API: _generous}).open(APP).fetch(f"{API}/notes", **arguments)


def _item(text: str, why: str, **arguments: Any) -> Item:
    return Item(text, partial(_ask, **arguments), why, FACTS["preflight"])


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
        "Accept may have any value that has no unsafe byte and is not longer than 128 bytes.",
        headers={"Accept": "application/json"},
    ),
    _item(
        "`GET`, `Authorization: Bearer secret`",
        "Authorization is a header that no form could set.",
        headers={"Authorization": "Bearer secret"},
    ),
    _item(
        "`GET`, `Access-Control-Allow-Origin: *`",
        (
            "As a header of a request it allows nothing. It is one more header of the page's "
            "own, and those need permission."
        ),
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
    return _ask(**answer)


def _sent(result: FetchResult) -> list[str]:
    if result.exchanges:
        return [name.lower() for name, _ in result.exchanges[-1].request.headers]
    return []


def _unsafe(result: FetchResult) -> set[str]:
    """The request headers for which the browser asked."""
    return {
        name
        for step in result.steps
        if step.code == "preflight-needed"
        for name in step.facts.get("headers") or ()
    }


def _arrived(result: FetchResult) -> bool:
    last = result.exchanges[-1].request if result.exchanges else None
    return (
        last is not None
        and result.executed
        and last.method == "POST"
        and b"Buy milk" in (last.body or b"")
    )


WANTED = (
    (
        _arrived,
        "The note reaches the server, as a POST.",
        "The server did not get the note.",
        "The request has to stay a POST with the note `Buy milk` in its body.",
    ),
    (
        lambda result: "access-control-allow-origin" not in _unsafe(result),
        "No header of the response is sent as one of the request.",
        "The browser still asks first, because of `Access-Control-Allow-Origin`.",
        (
            "That is a header of responses. A page that sends it allows itself nothing, and "
            "its request needs a preflight."
        ),
    ),
    (
        lambda result: "x-requested-with" not in _unsafe(result),
        "No header of the page's own is sent.",
        "The browser still asks first, because of `X-Requested-With`.",
        "It is not on the safelist, whatever its value. Leave it out.",
    ),
    (
        lambda result: "content-type" not in _unsafe(result),
        "The Content-Type is one that a form can send.",
        "The browser still asks first, because of the Content-Type.",
        (
            "Three types need no permission: text/plain, application/x-www-form-urlencoded, "
            "multipart/form-data."
        ),
    ),
    (
        lambda result: not FACTS["preflight"](result),
        "No preflight.",
        "The browser still asks first.",
        'Look at the step "Does the browser have to ask first?" of the trace.',
    ),
    (
        FACTS["read"],
        "The page reads the answer.",
        "The page cannot read the answer: it is opaque.",
        (
            "`no-cors` needs no preflight because it gives up reading: status 0, no body. "
            'Stay with `mode: "cors"`.'
        ),
    ),
)

EXERCISES = (
    Exercise(
        id="04-classify",
        title="Preflight or not?",
        task=(
            "A page of `https://app.example` sends these to another origin. Which of them "
            "need a preflight? Give their letters."
        ),
        accepts="letters",
        judge=letters_judge(ITEMS, "needs a preflight", "needs none"),
        hints=(
            (
                "Three questions: is the method GET, HEAD or POST? Is every header on the "
                "safelist? Is its value harmless?"
            ),
            (
                "On the safelist are Accept, Accept-Language, Content-Language, Content-Type "
                "with three types, and a simple Range."
            ),
            "A value of more than 128 bytes is never harmless.",
        ),
        starter='answer = ""',
        solution=lambda: f'answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
    ),
    Exercise(
        id="04-no-preflight",
        title="The same note without a preflight",
        task="Rewrite these arguments of `page.fetch` so that the note reaches the server with "
        "a `POST`, the browser does not have to ask "
        "first, and the page still reads the answer. The server takes text as well as JSON.",
        accepts="request",
        judge=request_judge(_send, WANTED),
        hints=(
            (
                'Which headers does the browser ask for? The trace says so at "Does the '
                'browser have to ask first?".'
            ),
            (
                "Two of the three headers are of no use at all. The third says what the body "
                "is: make the body something else."
            ),
            "Plain text is one of the three types of body that need no preflight.",
        ),
        starter="""answer = {
    "method": "POST",
    "headers": {"Content-Type": "application/json", "X-Requested-With": "fetch",
                "Access-Control-Allow-Origin": "*"},
    "body": '{"text": "Buy milk"}',
}""",
        solution=lambda: (
            """answer = {
    "method": "POST",
    "headers": {"Content-Type": "text/plain"},
    "body": "Buy milk",
}"""
        ),
        praise=(
            "The browser no longer asks the server first, so neither does anybody else: such "
            "a server has to check `Origin` by itself."
        ),
    ),
)
