"""The server's side in nginx, which has no CORS module: each header by an `add_header`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fixes.code.by_hand import Line, comments, lines, port, remarks, sends_nothing
from cors_lab.fixes.code.quoting import DOLLAR, nginx

if TYPE_CHECKING:
    from cors_lab.fixes.code.case import Case
    from cors_lab.server.policy import Policy

VARIABLES = {
    "Origin": "$http_origin",
    "Access-Control-Request-Method": "$http_access_control_request_method",
    "Access-Control-Request-Headers": "$http_access_control_request_headers",
}
HEAD = """\
# Save as nginx.conf; nginx -c "$PWD/nginx.conf" -g "daemon off;"
{comments}events {{}}

http {{
{dollar}{preflight}    server {{
        listen 127.0.0.1:{port};
        default_type text/plain;

        location / {{
{answers}            return 200 "ok"; # or proxy_pass, to the app behind
        }}
    }}
}}
"""
IS_PREFLIGHT = """\
    map "$request_method $http_origin $http_access_control_request_method" $preflight {
        default 0;
        "~^OPTIONS \\S+ \\S+$" 1;
    }

"""
DOLLAR_SIGN = """\
    geo $dollar { default "$"; } # nginx cannot escape it

"""
IF = """\
            if ($preflight) {{
{added}                return {status};
            }}
"""
# An `if` takes over the headers around it unless it has some of its own; one with an empty value is
# not sent.
NONE = """\
                add_header Access-Control-Allow-Origin ""; # sends nothing, and keeps out the lines below
"""  # noqa: E501
NOT_SENT = "nginx sends no header with an empty value. For browsers that comes to the same."
KEPT = (
    "nginx keeps the status {status} for itself: this answers 403 in its place, which browsers"
    " refuse just the same."
)
FEW_STATUSES = "Without `always`, nginx adds headers to 200, 201, 204, 206 and redirects only."
CASE_COUNTS = (
    "nginx answers 400 to the method `{method}`, before any of this: only `{upper}` gets through."
)
OWN_STATUSES = {408, 444, *range(494, 500)}


def nginx_conf(case: Case) -> str:
    """A whole nginx configuration with one location."""
    policy, found, name = case.policy, remarks(case.policy), case.opened().method
    sent = [*lines(policy, "preflight"), *lines(policy, "response")]
    notes = {
        NOT_SENT: any(line.value == "" for line in sent),
        KEPT.format(status=policy.preflight_status): policy.preflight_status in OWN_STATUSES,
        FEW_STATUSES: not policy.on_errors and bool(lines(policy, "response")),
        CASE_COUNTS.format(method=name, upper=name.upper()): name != name.upper(),
    }
    if sends_nothing(policy):
        answers = ""
    else:
        answers = _preflight(policy) + _adding(
            lines(policy, "response"), "always" if policy.on_errors else "", 12
        )
    return HEAD.format(
        comments=comments([*found, *(note for note, applies in notes.items() if applies)]),
        dollar=DOLLAR_SIGN if DOLLAR in answers else "",
        preflight=IS_PREFLIGHT if answers else "",
        port=port(case),
        answers=answers,
    )


def _preflight(policy: Policy) -> str:
    if not policy.answer_preflight:
        return IF.format(added=NONE, status='200 "ok"')
    added = _adding(lines(policy, "preflight"), "always", 16)
    return IF.format(
        added=added or NONE,
        status=403 if policy.preflight_status in OWN_STATUSES else policy.preflight_status,
    )


def _adding(found: list[Line], always: str, by: int) -> str:
    # a variable without a value makes no header: an echo needs no condition
    parts = [
        " ".join(
            filter(
                None,
                [
                    "add_header",
                    line.name,
                    VARIABLES[line.asked] if line.asked else nginx(line.value),
                    always,
                ],
            )
        )
        for line in found
    ]
    return "".join(f"{' ' * by}{part};\n" for part in parts)
