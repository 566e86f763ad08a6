"""The page's side: one call as JavaScript, curl, Python requests, and a pytest test."""

from __future__ import annotations

import base64
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from cors_lab.browser.dry_run import readable, rehearse
from cors_lab.fetch.headers import sort_and_combine
from cors_lab.fixes.code.quoting import indented, javascript, python, shell
from cors_lab.server.policy import ECHO, HEADERS, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.fixes.code.case import Case
    from cors_lab.result.result import FetchResult
    from cors_lab.server.policy import Policy

WIDTH = 100  # columns of a generated line, before it is broken
JAVASCRIPT_NAMES = {"referrer_policy": "referrerPolicy"}
CURL_SEES_TO = {"host", "connection", "content-length"}
CURLS_OWN = ("Accept", "User-Agent")
BROWSERS_OWN = CURL_SEES_TO | set(
    "accept accept-encoding accept-language referer user-agent sec-fetch-site sec-fetch-mode"
    " sec-fetch-dest".split()
)
NO_PREFLIGHT = (
    "# The browser sends no preflight for this call: it asks at once, as any HTML form or link"
    " could.\n"
)
SAME_ORIGIN = "# The browser sends no preflight for this call: it asks the page's own origin.\n"
COOKIES = (
    "# The browser would add the cookies that it has for this server. Give curl yours: -b"
    " 'name=value'\n"
)
NO_FETCH = (
    "// Not to be had with fetch(): this preflight is what an XMLHttpRequest with an upload"
    " listener causes.\n"
)
NOTHING_SENT = "# The browser sends nothing for this call: "


def fetch_call(case: Case) -> str:
    """A `fetch()` call for the console of a page, or for a module."""
    options = {
        JAVASCRIPT_NAMES.get(name, name): value
        for name, value in case.call.items()
        if name not in ("url", "use_cors_preflight")
    }
    lines = "".join(
        f"  {name}: {_javascript_value(case, name, value)},\n" for name, value in options.items()
    )
    init = f", {{\n{lines}}}" if lines else ""
    return (
        f"{NO_FETCH if case.call.get('use_cors_preflight') else ''}"
        f"const response = await fetch({javascript(case.call['url'])}{init});\n"
        "console.log(response.status, await response.text());\n"
    )


def _javascript_value(case: Case, name: str, value: Any) -> str:
    if name == "headers":
        pairs = case.pairs()
        # as an object they read best, but that has each name once, and one name it would take for
        # something else
        once = len(dict(pairs)) == len(pairs) and "__proto__" not in dict(pairs)
        return javascript(dict(pairs) if once else [list(pair) for pair in pairs])
    if isinstance(value, bytes):
        return f"new Uint8Array({list(value)})"
    return javascript(value)


def curl(case: Case) -> str:
    """The real request, with every header that the browser sends."""
    request = case.sent("request")
    if request is None:
        return _nothing_sent(case)
    return f"{COOKIES if case.call.get('credentials') == 'include' else ''}{_curl(request)}"


def curl_preflight(case: Case) -> str:
    """The preflight, or a comment where the browser needs none."""
    preflight = case.sent("preflight")
    if preflight is not None:
        return _curl(preflight)
    response = case.opened().response
    if case.sent("request") is None:
        return _nothing_sent(case)
    if response and response.type == "basic":
        return SAME_ORIGIN
    return NO_PREFLIGHT


def _nothing_sent(case: Case) -> str:
    return f"{NOTHING_SENT}{' '.join(case.opened().verdict.split())}\n"


def _curl(request: HTTPRequest) -> str:
    body, before = _curl_body(request.body)
    names = {name.lower() for name, _ in request.headers}
    if request.method == "HEAD":
        options = ["--head"]
    else:
        if request.method == "GET":
            options = []
        else:
            options = [f"-X {shell(request.method)}"]
    options += [
        f"-H {shell(_curl_header(name, value))}"
        for name, value in request.headers
        if _curl_sends(name, value)
    ]
    options += [
        f"-H '{name}:'" for name in CURLS_OWN if name.lower() not in names
    ]  # else curl sends its own
    options += ["--compressed"] if "accept-encoding" in names else []
    options += (
        ["-H 'Content-Type:'"] if body and "content-type" not in names else []
    )  # curl would call it a form
    glob = "--globoff " if set(request.url) & set("[]{}") else ""
    return before + " \\\n  ".join([f"curl -i {glob}{shell(request.url)}", *options, *body]) + "\n"


def _curl_sends(name: str, value: str) -> bool:
    return name.lower() not in CURL_SEES_TO or (name.lower() == "content-length" and value == "0")


def _curl_header(name: str, value: str) -> bytes:
    # `Name:` would tell curl to leave it out
    if value:
        return f"{name}: {value}".encode("latin-1")
    return f"{name};".encode()


def _curl_body(body: bytes | None) -> tuple[list[str], str]:
    """Curl's options for a body, and what must stand before the command."""
    if not body:
        return [], ""
    if b"\0" in body:  # no shell can hold that in an argument
        return ["--data-binary @-"], f"echo {base64.b64encode(body).decode()} | base64 -d |\n"
    return [f"--data-raw {shell(body)}"], ""


def requests_call(case: Case) -> str:
    """A program with Python's requests, which is no browser: it shows what the server answers,
    allowed or not.
    """
    request = case.sent("request")
    if request is None:
        return _nothing_sent(case)
    given = _requests_headers(case, request)
    lines = [python(request.method), python(request.url)]
    lines += (
        [
            _block(
                "headers={",
                (f"{python(name)}: {_requests_value(value)}" for name, value in given.items()),
                "}",
            )
        ]
        if given
        else []
    )
    lines += [f"data={_requests_body(request.body)}"] if request.body else []
    lines += ["allow_redirects=False"] if case.call.get("redirect", "follow") != "follow" else []
    if request.method != request.method.upper():
        upper = f"# requests sends the method in capitals: {request.method.upper()}.\n"
    else:
        upper = ""
    return (
        "# requests is no browser: it asks for no permission, and reads every answer.\n"
        f"{upper}import requests\n\n"
        f"{_block('response = requests.request(', lines, ')')}\n"
        "print(response.status_code, dict(response.headers))\nprint(response.text)\n"
    )


def _requests_headers(case: Case, request: HTTPRequest) -> dict[str, str]:
    """The author's headers and those that make the call cross-origin; what else a browser says of
    itself is left to requests.
    """
    written = {name.lower() for name, _ in case.pairs()} - CURL_SEES_TO
    kept = [
        (name, value)
        for name, value in request.headers
        if name.lower() in written or name.lower() not in BROWSERS_OWN
    ]
    names = [name.lower() for name, _ in kept]
    return dict(kept if len(set(names)) == len(names) else sort_and_combine(kept))


def _requests_value(value: str) -> str:
    # as text, requests would take some for white space
    if value.isascii():
        return python(value)
    return repr(value.encode("latin-1"))


def _requests_body(body: bytes) -> str:
    if body.isascii():
        return python(body.decode())
    return repr(body)


def _block(opening: str, items: Iterable[str], closing: str) -> str:
    return opening + "\n" + "".join(f"{indented(item, 4)},\n" for item in items) + closing


PYTEST = '''\
from cors_lab import {names}


def app(environ, start_response):
    """Put your own WSGI app in its place: `from my_project import app`."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def test_{outcome}():
{policy}
    browser = Browser(engine={engine}, hosts={{{server}: PolicyFront(app, policy)}})
    page = browser.open({origin})
{fetch}
    {asserts}
'''


def pytest_test(case: Case) -> str:
    """A test that asserts what comes of the call with this policy, today."""
    result = rehearse(case.page, case.call, case.policy)
    given = policy_arguments(case.policy)
    return PYTEST.format(
        names=f"{'ECHO, ' if _echoes(case.policy) else ''}Browser, Policy, PolicyFront",
        outcome="the_page_can_read" if readable(result) else "the_page_cannot_read",
        policy=_statement("policy = Policy(", [f"{name}={value}" for name, value in given.items()]),
        engine=python(result.engine),
        server=python("/".join(result.url.split("/")[:3])),
        origin=python(case.page.origin),
        fetch=_statement("result = page.fetch(", _fetch_arguments(case)),
        asserts="\n    ".join(_asserts(result)),
    )


def _statement(opening: str, items: list[str]) -> str:
    line = f"{opening}{', '.join(items)})"
    return indented(line if len(line) <= WIDTH else _block(opening, items, ")"), 4)


def policy_arguments(policy: Policy) -> dict[str, str]:
    """The arguments of Policy as Python source, without those that are its defaults."""
    return {
        one.name: _value(value)
        for one in fields(policy)
        if (value := getattr(policy, one.name)) != one.default
    }


def _echoes(policy: Policy) -> bool:
    return any(ECHO in lines_of(policy.said(field)) for field, _, _ in HEADERS)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if value == ECHO:
        return "ECHO"
    return python(value)


def _fetch_arguments(case: Case) -> list[str]:
    given = {
        name: case.pairs() if name == "headers" else value
        for name, value in case.call.items()
        if name != "url"
    }
    return [python(case.call["url"]), *(f"{name}={python(value)}" for name, value in given.items())]


def _asserts(result: FetchResult) -> list[str]:
    executed = (
        f"assert {'' if result.executed else 'not '}result.executed  # did the server run the"
        " request?"
    )
    if result.error is not None:
        return [f"assert result.error.code == {python(result.error.code)}", executed]
    assert result.response is not None
    kept = [
        f"assert result.response.type == {python(result.response.type)}",
        f"assert result.response.status == {result.response.status}",
    ]
    return ["assert result.fulfilled", *kept, executed]
