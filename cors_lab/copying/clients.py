"""The page's side: one call as JavaScript, curl, Python requests, and a pytest test."""

from __future__ import annotations

import base64
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from cors_lab.copying.quoting import indented, javascript, python, shell
from cors_lab.fetch.headers import sort_and_combine
from cors_lab.policy import ECHO, Policy
from cors_lab.rehearsal import readable, rehearse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.copying.case import Case
    from cors_lab.fetch.request import HTTPRequest
    from cors_lab.result import FetchResult

JAVASCRIPT_NAMES = {"referrer_policy": "referrerPolicy"}
# What curl, and requests, see to by themselves.
HOUSEKEEPING = {"host", "connection", "content-length", "accept-encoding"}
BROWSERS_OWN = HOUSEKEEPING | {"user-agent", "accept", "accept-language", "referer", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"}
NO_PREFLIGHT = "# The browser sends no preflight for this call: it asks at once, as any HTML form or link could."
NOTHING_SENT = "# The browser sends nothing for this call: "


def fetch_call(case: Case) -> str:
    """A `fetch()` call for the console of a page, or for a module."""
    options = {JAVASCRIPT_NAMES.get(name, name): value for name, value in case.call.items() if name not in ("url", "use_cors_preflight")}
    lines = "".join(f"  {name}: {_javascript_value(name, value)},\n" for name, value in options.items())
    init = f", {{\n{lines}}}" if lines else ""
    note = "// Not to be had with fetch(): this preflight is what an XMLHttpRequest with an upload listener causes.\n"
    return (
        f"{note if case.call.get('use_cors_preflight') else ''}"
        f"const response = await fetch({javascript(case.call['url'])}{init});\n"
        "console.log(response.status, await response.text());\n"
    )


def _javascript_value(name: str, value: Any) -> str:
    if name == "headers":
        pairs = _pairs(value)
        return javascript(dict(pairs) if len(dict(pairs)) == len(pairs) else [list(pair) for pair in pairs])
    return f"new Uint8Array({list(value)})" if isinstance(value, bytes) else javascript(value)


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (headers.items() if hasattr(headers, "items") else headers)]


def curl(case: Case) -> str:
    """The real request, with every header that the browser sends."""
    request = case.sent("request")
    return _curl(request) if request else _nothing_sent(case)


def curl_preflight(case: Case) -> str:
    """The preflight, or a comment where the browser needs none."""
    preflight = case.sent("preflight")
    return _curl(preflight) if preflight else NO_PREFLIGHT + "\n" if case.sent("request") else _nothing_sent(case)


def _nothing_sent(case: Case) -> str:
    return f"{NOTHING_SENT}{case.opened().verdict}\n"


def _curl(request: HTTPRequest) -> str:
    body, before = _curl_body(request.body)
    names = {name.lower() for name, _ in request.headers}
    options = ["--head"] if request.method == "HEAD" else [] if request.method == "GET" else [f"-X {shell(request.method)}"]
    options += [f"-H {shell(_curl_header(name, value))}" for name, value in request.headers if _curl_sends(name, value)]
    options += ["--compressed"] if "accept-encoding" in names else []
    options += ["-H 'Content-Type:'"] if body and "content-type" not in names else []  # curl would call it a form
    glob = "--globoff " if set(request.url) & set("[]{}") else ""
    return before + " \\\n  ".join([f"curl -i {glob}{shell(request.url)}", *options, *body]) + "\n"


def _curl_sends(name: str, value: str) -> bool:
    return name.lower() not in HOUSEKEEPING or (name.lower() == "content-length" and value == "0")


def _curl_header(name: str, value: str) -> str:
    return f"{name}: {_as_utf8(value)}" if value else f"{name};"  # `Name:` would tell curl to leave it out


def _as_utf8(value: str) -> str:
    """A header's bytes as the text that a UTF-8 terminal turns into the same bytes, where there is one."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value


def _curl_body(body: bytes | None) -> tuple[list[str], str]:
    """Curl's options for a body, and what must stand before the command."""
    if not body:
        return [], ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # no shell can hold that in an argument
        return ["--data-binary @-"], f"echo {base64.b64encode(body).decode()} | base64 -d |\n"
    return [f"--data-raw {shell(text)}"], ""


def requests_call(case: Case) -> str:
    """A program with Python's requests, which is no browser: it shows what the server answers, allowed or not."""
    request = case.sent("request")
    if request is None:
        return _nothing_sent(case)
    written = {name.lower() for name, _ in _pairs(case.call.get("headers", ()))} - HOUSEKEEPING
    kept = [(name, value) for name, value in request.headers if name.lower() in written or name.lower() not in BROWSERS_OWN]
    given = {name: python(value) for name, value in sort_and_combine(kept)}
    lines = [python(request.method), python(request.url)]
    lines += [_block("headers={", (f"{python(name)}: {value}" for name, value in given.items()), "}")] if given else []
    lines += [f"data={request.body!r}"] if request.body else []
    upper = f"# requests sends the method in capitals: {request.method.upper()}.\n" if request.method != request.method.upper() else ""
    return (
        "# requests is no browser: it asks for no leave, and reads every answer.\n"
        f"{upper}import requests\n\n"
        f"{_block('response = requests.request(', lines, ')')}\n"
        "print(response.status_code, dict(response.headers))\nprint(response.text)\n"
    )


def _block(opening: str, items: Iterable[str], closing: str) -> str:
    return opening + "\n" + "".join(f"{indented(item, 4)},\n" for item in items) + closing


PYTEST = '''\
from cors_lab import {names}


def app(environ, start_response):
    """Put your own WSGI app in its place: `from my_project import app`."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def test_{outcome}():
    api = PolicyFront(app, {policy})
    browser = Browser(engine={engine}, hosts={{{server}: api}})
    result = browser.open({origin}).{fetch}
    {asserts}
'''


def pytest_test(case: Case) -> str:
    """A test that asserts what comes of the call with this policy, today."""
    result = rehearse(case.page, case.call, case.policy)
    server = "/".join(result.url.split("/")[:3])
    literal = policy_literal(case.policy)
    return PYTEST.format(
        names=f"{'ECHO, ' if 'ECHO' in literal else ''}Browser, Policy, PolicyFront",
        outcome="the_page_can_read" if readable(result) else "the_page_cannot_read",
        policy=literal,
        engine=python(result.engine),
        server=python(server),
        origin=python(case.page.origin),
        fetch=_fetch_literal(case.call),
        asserts="\n    ".join(_asserts(result)),
    )


def policy_literal(policy: Policy) -> str:
    """The policy as Python source, with what it does not leave at its default."""
    chosen = [(one.name, getattr(policy, one.name)) for one in fields(policy)]
    usual = {one.name: one.default for one in fields(policy) if one.default is not MISSING}
    return f"Policy({', '.join(f'{name}={_value(value)}' for name, value in chosen if value != usual.get(name))})"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return "ECHO" if value == ECHO else python(value)


def _fetch_literal(call: dict[str, Any]) -> str:
    given = [f"{name}={python(value)}" for name, value in call.items() if name != "url"]
    return f"fetch({', '.join([python(call['url']), *given])})"


def _asserts(result: FetchResult) -> list[str]:
    executed = f"assert {'' if result.executed else 'not '}result.executed  # did the server run the request?"
    if result.error is not None:
        return [f"assert result.error.code == {python(result.error.code)}", executed]
    assert result.response is not None
    kept = [f"assert result.response.type == {python(result.response.type)}", f"assert result.response.status == {result.response.status}"]
    return ["assert result.fulfilled", *kept, executed]
