"""An OPTIONS that is no preflight: what it lacks, and the command that sends a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get
from cors_lab.fixes.paste import Paste
from cors_lab.fixes.required_headers import quoted
from cors_lab.tools.explain.answer_signs import body_says
from cors_lab.tools.explain.finding import Finding

if TYPE_CHECKING:
    from cors_lab.tools.read.exchange import Exchange

UNKNOWN_URL = "https://server.example/"
NOT_PREFLIGHT = "This OPTIONS is no preflight, so it does not show what the browser gets."
WHY_NOT = (
    "A server tells a preflight by Origin and Access-Control-Request-Method, and this one "
    "lacks {lacks}."
)
SEND_IT = (
    "Send what a browser sends, with your page's origin, method and headers, and paste that answer:"
)
ANSWERED = (
    "It was answered with status {status}. A preflight that is answered so fails: it needs a "
    "status from 200 to 299."
)
ANSWERED_WELL = "Its answer (status {status}) says nothing of what a preflight gets."
NOT_SENT = (
    "A browser sends neither cookies nor Authorization nor a body with a preflight: leave "
    "{names} out."
)


def bare_options(one: Exchange, origin: str, engine: str) -> Finding:
    """An OPTIONS that no browser sends."""
    lacks = [
        name
        for name in ("Origin", "Access-Control-Request-Method")
        if get(one.headers, name) is None
    ]
    why = WHY_NOT.format(lacks=" and ".join(lacks) or "what a browser sends")
    if one.status:
        form = ANSWERED_WELL if 200 <= one.status < 300 else ANSWERED
        why = f"{why} {form.format(status=one.status)}"
    superfluous = [name for name, _ in one.headers if name.lower() in ("cookie", "authorization")]
    notes = [NOT_SENT.format(names=", ".join(superfluous))] if superfluous else []
    paste = Paste("In a terminal", preflight_command(one.url or UNKNOWN_URL, origin))
    return Finding(
        "cannot-tell",
        NOT_PREFLIGHT,
        "OPTIONS",
        one.url,
        origin,
        engine,
        one.number,
        "not-a-preflight",
        ("not-a-preflight",),
        why=why,
        fix=SEND_IT,
        pastes=(paste,),
        notes=tuple(notes),
        observed=tuple(body_says(one)),
    )


def preflight_command(
    url: str, origin: str, method: str = "PUT", headers: str = "content-type, authorization"
) -> tuple[str, ...]:
    """The curl command that sends the preflight of a page, one option a line."""
    return (
        f"curl -i -X OPTIONS {quoted(url)} \\",
        f"  -H {quoted(f'Origin: {origin}')} \\",
        f"  -H {quoted(f'Access-Control-Request-Method: {method}')} \\",
        f"  -H {quoted(f'Access-Control-Request-Headers: {headers}')}",
    )
