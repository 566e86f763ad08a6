"""The server's side in Flask: by hand, and with Flask-CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fixes.code.by_hand import (
    INSTALL,
    Line,
    comments,
    lines,
    method,
    port,
    remarks,
    route,
    sends_nothing,
)
from cors_lab.fixes.code.native import methods_for_list, star_remark, tokens, why_by_hand
from cors_lab.fixes.code.quoting import indented, python
from cors_lab.server.policy import ECHO

if TYPE_CHECKING:
    from cors_lab.fixes.code.case import Case
    from cors_lab.server.policy import Policy

IS_PREFLIGHT = """

def is_preflight():
    asks = "Origin" in request.headers and "Access-Control-Request-Method" in request.headers
    return request.method == "OPTIONS" and asks
"""
PREFLIGHT = """

@app.before_request
def answer_preflight():
    if not is_preflight():
        return None
    response = Response(status={status})
{added}    return response
"""
RESPONSE = """

@app.after_request
def allow_reading(response):
    if not is_preflight(){unless_error}:
{added}    return response
"""
VARY = """

@app.after_request
def vary(response):  # Flask-CORS leaves it out of some answers, and a cache may meet those first
    response.vary.add("Origin")
    return response
"""
NO_ROUTE = (
    "Flask-CORS leaves the preflight to Flask, which answers 404 where there is no route, and the"
    " browser says CORS."
)


def flask_by_hand(case: Case) -> str:
    """A Flask app that writes each header itself."""
    return _by_hand(case, remarks(case.policy))


def flask_cors(case: Case) -> str:
    """A Flask app with Flask-CORS, or by hand where that cannot do what the policy does."""
    reasons = why_by_hand("Flask-CORS", case.policy)
    if reasons:
        return _by_hand(case, remarks(case.policy, "Flask-CORS", reasons))
    options = "".join(f"    {name}={value},\n" for name, value in _options(case.policy).items())
    vary = VARY if case.policy.vary else ""
    head = (
        "from flask import Flask\nfrom flask_cors import CORS\n\napp = Flask(__name__)\nCORS(\n   "
        f" app,\n{options})\n"
    )
    found = [*remarks(case.policy), *star_remark("Flask-CORS", case.policy), NO_ROUTE]
    return comments([INSTALL.format("flask flask-cors"), *found]) + head + vary + _route(case)


def _by_hand(case: Case, found: list[str]) -> str:
    policy, nothing = case.policy, sends_nothing(case.policy)
    if nothing:
        imported = "Flask"
    else:
        if policy.answer_preflight:
            imported = "Flask, Response, request"
        else:
            imported = "Flask, request"
    head = (
        f"{comments([INSTALL.format('flask'), *found])}from flask import {imported}\n\napp ="
        " Flask(__name__)\n"
    )
    if nothing:
        cors = ""
    else:
        cors = IS_PREFLIGHT + _preflight(policy) + _response(policy)
    return head + cors + _route(case)


def _preflight(policy: Policy) -> str:
    if not policy.answer_preflight:
        return ""
    added = "".join(
        f"{indented(_add(line, 'preflight'), 4)}\n" for line in lines(policy, "preflight")
    )
    return PREFLIGHT.format(status=policy.preflight_status, added=added)


def _response(policy: Policy) -> str:
    found = lines(policy, "response")
    if not found:
        return ""
    if policy.on_errors:
        unless_error = ""
    else:
        unless_error = " and response.status_code < 400"
    added = "".join(f"{indented(_add(line, 'response'), 8)}\n" for line in found)
    return RESPONSE.format(unless_error=unless_error, added=added)


def _add(line: Line, answer: str) -> str:
    if line.asked:
        value = f"request.headers[{python(line.asked)}]"
    else:
        value = python(line.value)
    added = f"response.headers.add({python(line.name)}, {value})"
    condition = line.condition(answer)
    if condition:
        return f"if {python(condition)} in request.headers:\n    {added}"
    return added


def _route(case: Case) -> str:
    return (
        f"\n\n@app.route({python(route(case))}, methods=[{python(method(case))}])\ndef answer():\n "
        f'   return "ok"\n\n\nif __name__ == "__main__":\n    app.run(port={port(case)})\n'
    )


def _options(policy: Policy) -> dict[str, str]:
    # `*` must be asked for: by itself Flask-CORS names whoever asks, even where all may
    origins = {"*": {"origins": '"*"', "send_wildcard": "True"}, ECHO: {"origins": 'r".*"'}}
    options = origins.get(str(policy.allow_origin), {"origins": python([policy.allow_origin])})
    options |= {"supports_credentials": "True"} if policy.allow_credentials else {}
    options |= {"methods": python(methods_for_list(policy))}
    if policy.allow_headers in ("*", ECHO):
        names: str | list[str] | None = "*"
    else:
        names = tokens(policy.allow_headers)
    options |= {"allow_headers": python(names)}
    options |= (
        {"expose_headers": python(tokens(policy.expose_headers))} if policy.expose_headers else {}
    )
    return options | ({"max_age": python(policy.max_age)} if policy.max_age else {})
