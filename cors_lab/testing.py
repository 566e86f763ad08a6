"""One readable assertion for a test suite: may this page read that answer? Needs no pytest, no
plugin and no port.

>>> from flask import Flask
>>> app = Flask("notes")
>>> @app.get("/notes")
... def notes():
...     return [], 200, {"Access-Control-Allow-Origin": "https://app.example"}
>>> assert_readable(app, "/notes", page="https://app.example").response.status
200
>>> assert_blocked(app, "/notes", page="https://evil.example", code="allow-origin-mismatch").executed
True
"""  # noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.result.text import render_text
from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import Answer, ask
from cors_lab.tools.check.network import socket_transport
from cors_lab.tools.check.question import Question, http_url
from cors_lab.tools.redact.result import masked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from cors_lab.browser.browser import Transport
    from cors_lab.result.result import FetchResult

__all__ = ["assert_blocked", "assert_readable"]

# As the test clients of Django and Starlette call it, so that a check of the Host header that lets
# those in lets this in.
TEST_SERVER = "https://testserver"
HOST_HINT = (
    "The app answered 400. If it checks the Host header (Django's ALLOWED_HOSTS), name its host:"
    " url='https://api.example/...'."
)


def assert_readable(
    app: Any,
    path: str = "/",
    *,
    page: str,
    url: str | None = None,
    method: str = "GET",
    headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    body: str | bytes | None = None,
    mode: str = "cors",
    credentials: str = "same-origin",
    cookies: Sequence[str] = (),
    engine: str = "chromium",
    status: int | None = None,
    timeout: float = 5.0,
    verify: bool | str = True,
) -> FetchResult:
    """Assert that `page` (an origin, a URL, or "null") can read the answer; AssertionError, with
    the trace, where it cannot.

    `app` is a WSGI or ASGI app (Flask, Django, FastAPI), asked in this process at `path` as
    https://testserver (or at `url`), or the URL of a running server. The other words are those of
    `fetch()`, all methods are sent. `cookies` are what the server has set before, each like
    "session=1; SameSite=None; Secure". `status`: the answer must have it too. Returns the result;
    ValueError for bad arguments.
    """
    question = _question(
        app, path, url, page, method, headers, body, mode, credentials, cookies, engine
    )
    __tracebackhide__ = True  # pytest then shows the line of the test
    answer = _answer(app, question, timeout, verify)
    result = answer.result
    assert result is not None
    if answer.problem:
        _fail(answer.problem, result)
    if answer.verdict != "readable":
        _fail(f"{page} cannot read {_call(result)}.", result)
    if (
        status is not None
        and result.exchanges[-1].response is not None
        and result.exchanges[-1].response.status != status
    ):
        _fail(f"{page} can read {_call(result)}, but its status is not {status}.", result)
    return result


def assert_blocked(
    app: Any,
    path: str = "/",
    *,
    page: str,
    code: str | None = None,
    url: str | None = None,
    method: str = "GET",
    headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    body: str | bytes | None = None,
    mode: str = "cors",
    credentials: str = "same-origin",
    cookies: Sequence[str] = (),
    engine: str = "chromium",
    timeout: float = 5.0,
    verify: bool | str = True,
) -> FetchResult:
    """Assert that `page` cannot read the answer, with this error's `code` (such as
    "allow-origin-missing") if given.

    That no answer comes at all (no server there, say) is not "blocked" unless `code` says so. The
    rest is as in `assert_readable`.
    """
    question = _question(
        app, path, url, page, method, headers, body, mode, credentials, cookies, engine
    )
    __tracebackhide__ = True
    answer = _answer(app, question, timeout, verify)
    result = answer.result
    assert result is not None
    found = result.error.code if result.error else None
    if code is None and answer.problem:
        _fail(answer.problem, result)
    if answer.verdict == "readable":
        _fail(f"{page} can read {_call(result)}, and should not.", result)
    if code is not None and found != code:
        _fail(f"{_call(result)} is blocked with {found}, not with {code}.", result)
    return result


def _question(
    app: Any,
    path: str,
    url: str | None,
    page: str,
    method: str,
    headers: Mapping[str, str] | Sequence[tuple[str, str]],
    body: str | bytes | None,
    mode: str,
    credentials: str,
    cookies: Sequence[str],
    engine: str,
) -> Question:
    if hasattr(headers, "items"):
        pairs = tuple(headers.items())
    else:
        pairs = tuple(headers)
    if isinstance(cookies, str):
        raise ValueError(f"cookies: give a list of texts, [{cookies!r}].")
    if isinstance(app, str):
        where = app
    else:
        where = url or f"{TEST_SERVER}/{path.removeprefix('/')}"
    return Question(
        url=where,
        page=page,
        method=method,
        headers=pairs,
        body=body,
        mode=mode,
        credentials=credentials,
        cookies=tuple(cookies),
        engine=engine,
    )


def _answer(app: Any, question: Question, timeout: float, verify: bool | str) -> Answer:
    try:
        origin = http_url(question.url).origin.serialized
        with _transport(app, origin, timeout, verify) as transport:
            return ask(question, transport, permission=True)
    except CannotAsk as error:
        raise ValueError(error.sentence) from error


def _transport(
    app: Any, origin: str, timeout: float, verify: bool | str
) -> AbstractContextManager[Transport]:
    if isinstance(app, str):
        return socket_transport(timeout, verify)
    return app_transport(app, origin, "app", timeout)


def _call(result: FetchResult) -> str:
    """Method and URL, without the secrets that may be in it."""
    return f"{result.method} {masked(result).url}"


def _fail(sentence: str, result: FetchResult) -> None:
    __tracebackhide__ = True
    last = result.exchanges[-1].response if result.exchanges else None
    if last is not None and last.status == 400 and TEST_SERVER in result.url:
        hint = f"\n\n{HOST_HINT}"
    else:
        hint = ""
    raise AssertionError(f"{sentence}\n\n{render_text(masked(result))}{hint}")
