"""The server's side in Express: with the `cors` package, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fixes.code.by_hand import (
    Line,
    comments,
    lines,
    method,
    port,
    remarks,
    route,
    sends_nothing,
)
from cors_lab.fixes.code.native import tokens, why_by_hand
from cors_lab.fixes.code.quoting import indented, javascript
from cors_lab.server.policy import ECHO

if TYPE_CHECKING:
    from cors_lab.fixes.code.case import Case
    from cors_lab.server.policy import Policy

INSTALL = "// npm install {packages}; save as server.mjs; node server.mjs\n"
BY_HAND = """
app.use((request, response, next) => {{
  const asks = "origin" in request.headers && "access-control-request-method" in request.headers;
  if (request.method === "OPTIONS" && asks) {{ // a preflight
{preflight}  }}
{response}}});
"""
PREFLIGHT = """\
{added}    response.status({status}).end();
    return;
"""
LEFT_TO_THE_APP = """\
    next();
    return;
"""
# Express knows the status only when the head is written, and Node has no event for that moment.
NOT_ON_ERRORS = """\
  const writeHead = response.writeHead;
  response.writeHead = (status, ...rest) => {{ // the status is known only now
    if (status < 400) {{
{added}    }}
    return writeHead.call(response, status, ...rest);
  }};
"""
SHORTHANDS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
CASE_COUNTS = (
    "Node's HTTP parser answers 400 to the method `{method}`, before Express and the headers here:"
    " only `{upper}` gets through."
)
NOT_ASCII = (
    "Node sends header values beyond ASCII as UTF-8 where a text goes with them; browsers take the"
    " bytes for Latin-1."
)


def express_server(case: Case) -> str:
    """An Express app with the `cors` package, or by hand where that cannot do what the policy
    does.
    """
    policy, reasons = case.policy, why_by_hand("cors", case.policy)
    if not reasons:
        options = "".join(f"  {name}: {value},\n" for name, value in _options(policy).items())
        return _program(case, remarks(policy), f"app.use(cors({{\n{options}}}));\n", library=True)
    found = remarks(policy, "the package cors", reasons)
    if sends_nothing(policy):
        return _program(case, found, "")
    return _program(
        case, found, BY_HAND.format(preflight=_preflight(policy), response=_response(policy))
    )


def _program(case: Case, found: list[str], cors: str, library: bool = False) -> str:
    asked = case.opened().method
    if asked != asked.upper():
        found = [*found, CASE_COUNTS.format(method=asked, upper=asked.upper())]
    if any(
        not line.value.isascii()
        for answer in ("preflight", "response")
        for line in lines(case.policy, answer)
    ):
        found = [*found, NOT_ASCII]
    name, path = method(case), javascript(route(case))
    verb = name.lower() if name in SHORTHANDS else "all"
    packages = "express cors" if library else "express"
    imports = 'import cors from "cors";\n' if library else ""
    return (
        f"{INSTALL.format(packages=packages)}{comments(found, '//')}{imports}"
        f'import express from "express";\n\nconst app = express();\n{cors}\n'
        f"app.{verb}({path}, (request, response) => {{\n "
        f' response.send("ok");\n}});\n\napp.listen({port(case)});\n'
    )


def _preflight(policy: Policy) -> str:
    if not policy.answer_preflight:
        return LEFT_TO_THE_APP
    return PREFLIGHT.format(
        added=_adding(lines(policy, "preflight"), "preflight", 4), status=policy.preflight_status
    )


def _response(policy: Policy) -> str:
    found = lines(policy, "response")
    if found and not policy.on_errors:
        return NOT_ON_ERRORS.format(added=_adding(found, "response", 6)) + "  next();\n"
    return _adding(found, "response", 2) + "  next();\n"


def _adding(found: list[Line], answer: str, by: int) -> str:
    return "".join(f"{indented(_append(line, answer), by)}\n" for line in found)


def _append(line: Line, answer: str) -> str:
    if line.asked:
        value = f"request.get({javascript(line.asked)})"
    else:
        value = javascript(line.value)
    added = f"response.append({javascript(line.name)}, {value});"
    condition = line.condition(answer)
    if condition:
        return f"if ({javascript(condition.lower())} in request.headers) {{\n  {added}\n}}"
    return added


def _options(policy: Policy) -> dict[str, str]:
    options = {"origin": "true" if policy.allow_origin == ECHO else javascript(policy.allow_origin)}
    options |= {"credentials": "true"} if policy.allow_credentials else {}
    options |= {"methods": _list(policy.allow_methods)}
    # left out, it sends back what was asked
    options |= (
        {} if policy.allow_headers == ECHO else {"allowedHeaders": _list(policy.allow_headers)}
    )
    options |= (
        {"exposedHeaders": _list(policy.expose_headers)}
        if policy.expose_headers is not None
        else {}
    )
    options |= {"maxAge": javascript(policy.max_age)} if policy.max_age is not None else {}
    return options | (
        {}
        if policy.preflight_status == 204
        else {"optionsSuccessStatus": str(policy.preflight_status)}
    )


def _list(value: object) -> str:
    """A list of names; as it is where it is none, since the package sends any text."""
    return javascript(value if tokens(value) is None else tokens(value))
