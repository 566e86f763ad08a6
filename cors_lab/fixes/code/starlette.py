"""The server's side in FastAPI: with Starlette's CORSMiddleware, which is FastAPI's too, and by
hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.numbers import whole_number
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

ROUTE = """\
app = FastAPI()


@app.api_route({path}, methods=[{method}])
def answer():
    return PlainTextResponse("ok")
"""
RUN = """

if __name__ == "__main__":
    uvicorn.run(app, port={port})
"""
MIDDLEWARE = """

# Around the whole app, not by app.add_middleware: so the answer to an exception, a 500, has the headers too.
app = CORSMiddleware(
    app,
{options})
"""  # noqa: E501
BY_HAND = """

def with_cors(inner):
    async def app(scope, receive, send):
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        asked = Headers(scope=scope)
        asks = "Origin" in asked and "Access-Control-Request-Method" in asked
        if scope["method"] == "OPTIONS" and asks:  # a preflight
{preflight}            return
{sending}        await inner(scope, receive, {send})

    return app


app = with_cors(app)
"""
PREFLIGHT = """\
            response = Response(status_code={status})
{added}            await response(scope, receive, send)
"""
LEFT_TO_THE_APP = """\
            await inner(scope, receive, send)
"""
SENDING = """\

        async def send_with_cors(message):
            if message["type"] == "http.response.start"{unless_error}:
                headers = MutableHeaders(scope=message)
{added}            await send(message)

"""


def fastapi(case: Case) -> str:
    """A FastAPI app with CORSMiddleware, or by hand where that cannot do what the policy does."""
    reasons = why_by_hand("CORSMiddleware", case.policy)
    if reasons:
        return _by_hand(case, remarks(case.policy, "CORSMiddleware", reasons))
    imports = (
        "import uvicorn\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import"
        " CORSMiddleware\n"
    )
    options = "".join(f"    {name}={value},\n" for name, value in _options(case.policy).items())
    found = [*remarks(case.policy), *star_remark("CORSMiddleware", case.policy)]
    return _program(
        case,
        found,
        f"{imports}from fastapi.responses import PlainTextResponse\n",
        MIDDLEWARE.format(options=options),
    )


def _by_hand(case: Case, found: list[str]) -> str:
    policy = case.policy
    if sends_nothing(policy):
        return _program(
            case,
            found,
            "import uvicorn\nfrom fastapi import FastAPI\nfrom fastapi.responses import"
            " PlainTextResponse\n",
            "",
        )
    if policy.answer_preflight:
        responses = "PlainTextResponse, Response"
    else:
        responses = "PlainTextResponse"
    if lines(policy, "response"):
        structures = "Headers, MutableHeaders"
    else:
        structures = "Headers"
    imports = (
        f"import uvicorn\nfrom fastapi import FastAPI\nfrom fastapi.responses import {responses}\n"
        f"from starlette.datastructures import {structures}\n"
    )
    preflight, sending = _preflight(policy), _sending(policy)
    send = "send_with_cors" if sending else "send"
    return _program(
        case, found, imports, BY_HAND.format(preflight=preflight, sending=sending, send=send)
    )


def _program(case: Case, found: list[str], imports: str, cors: str) -> str:
    app = ROUTE.format(path=python(route(case)), method=python(method(case)))
    return f"{comments([INSTALL.format('fastapi uvicorn'), *found])}{imports}\n{app}{cors}{RUN.format(port=port(case))}"  # noqa: E501


def _preflight(policy: Policy) -> str:
    if not policy.answer_preflight:
        return LEFT_TO_THE_APP
    added = "".join(
        f"{indented(_add(line, 'response.headers', 'preflight'), 12)}\n"
        for line in lines(policy, "preflight")
    )
    return PREFLIGHT.format(status=policy.preflight_status, added=added)


def _sending(policy: Policy) -> str:
    found = lines(policy, "response")
    if policy.on_errors:
        unless_error = ""
    else:
        unless_error = ' and message["status"] < 400'
    added = "".join(f"{indented(_add(line, 'headers', 'response'), 16)}\n" for line in found)
    if found:
        return SENDING.format(unless_error=unless_error, added=added)
    return ""


def _add(line: Line, headers: str, answer: str) -> str:
    if line.asked:
        value = f"asked[{python(line.asked)}]"
    else:
        value = python(line.value)
    added = f"{headers}.append({python(line.name)}, {value})"
    condition = line.condition(answer)
    if condition:
        return f"if {python(condition)} in asked:\n    {added}"
    return added


def _options(policy: Policy) -> dict[str, str]:
    if policy.allow_origin == ECHO:
        origins = {"allow_origin_regex": 'r".*"'}
    else:
        origins = {"allow_origins": python([policy.allow_origin])}
    if policy.allow_headers in ("*", ECHO):
        names: list[str] | None = ["*"]
    else:
        names = tokens(policy.allow_headers)
    options = origins | ({"allow_credentials": "True"} if policy.allow_credentials else {})
    options |= {"allow_methods": python(methods_for_list(policy)), "allow_headers": python(names)}
    options |= (
        {"expose_headers": python(tokens(policy.expose_headers))} if policy.expose_headers else {}
    )
    # CORSMiddleware always sends a Max-Age; 5 seconds is what browsers take where there is none
    return options | {"max_age": str(whole_number(str(policy.max_age))) if policy.max_age else "5"}
