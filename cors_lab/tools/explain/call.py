"""A curl command or a fetch() call: what a browser makes of it that curl does not, and what the
server must send.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.browser.browser import Browser
from cors_lab.fetch.url import Origin, parse_url, same_origin, same_site
from cors_lab.fixes.paste import Paste
from cors_lab.fixes.required_headers import Needs, answers, needs_of, preflight_lines
from cors_lab.messages.rules import fix_sentence
from cors_lab.result.answers import failed_step
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Finding
from cors_lab.tools.explain.words import clause, sentence
from cors_lab.tools.read.other_calls import NEVER_SEEN

if TYPE_CHECKING:
    from cors_lab.browser.browser import Page
    from cors_lab.tools.read import Call

SOURCES = {
    "curl": "a curl command",
    "fetch": "a fetch() call",
    "axios": "a call of axios or its like",
    "jquery": "a call of jQuery",
    "xhr": "an XMLHttpRequest",
}
OPAQUE = (
    'With mode: "no-cors" the page is given an opaque response, whatever the server sends. On the'
    " page, leave the mode out."
)
SAME_ORIGIN = "The page and the URL have the same origin: CORS has no say here."
EXPOSE = "The code reads a header that is hidden from it; in the same response send"
EXPOSE_NOTE = (
    "Across origins JavaScript sees seven headers only, Content-Type among them. The code "
    "reads {names}: without "
    "Access-Control-Expose-Headers it gets null or undefined, though the Network panel "
    "shows the header."
)
NO_COOKIE_READ = (
    "The code reads Set-Cookie, which no page ever sees, exposed or not. The browser "
    "keeps the cookie itself (with "
    'credentials: "include", SameSite=None and Secure); what the page needs to know, send '
    "in the body."
)
NOT_CURL = "curl and a server need no permission; only a page in a browser does."


def explain_call(
    call: Call, page: str | None, engine: str, reads: tuple[str, ...] = ()
) -> Explanation:
    """What a page of this origin would send for this call; without one, that of the page it was
    copied from, or an assumed one.
    """
    origin, notes = _page_origin(call, page)
    finding = _finding(call, Browser(engine=engine).open(origin), engine, notes)
    finding = _with_reads(finding, reads)
    return Explanation(
        call.source,
        f"{sentence(SOURCES[call.source])[:-1]}, as a page in {engine} would send it.",
        (finding,),
    )


def _with_reads(finding: Finding, reads: tuple[str, ...]) -> Finding:
    """With the headers of the answer that the code reads, and that a page of another origin
    does not see.
    """
    if not reads or finding.verdict != "depends":
        return finding
    notes = list(finding.notes)
    hidden = [name for name in reads if name.lower() not in NEVER_SEEN]
    if len(hidden) < len(reads):
        notes.insert(0, NO_COOKIE_READ)
    pastes = finding.pastes
    if hidden:
        shown = ", ".join(
            "-".join(part.capitalize() for part in name.split("-")) for name in hidden
        )
        notes.insert(0, EXPOSE_NOTE.format(names=shown))
        pastes = (*pastes, Paste(EXPOSE, (f"Access-Control-Expose-Headers: {shown}",)))
    return replace(finding, pastes=pastes, notes=tuple(notes))


def _page_origin(call: Call, page: str | None) -> tuple[str, list[str]]:
    if page is not None:
        return page, []
    if call.page is not None:
        return call.page, [
            f"The page's origin, {call.page}, is the one that stands in what was given."
        ]
    url = parse_url(call.url)
    local = url is not None and url.host in ("localhost", "127.0.0.1", "[::1]")
    if url is not None and url.scheme == "http":
        scheme = "http"
    else:
        scheme = "https"
    if local:
        if url and url.port != 3000:
            assumed = "http://localhost:3000"
        else:
            assumed = "http://localhost:8080"
    else:
        assumed = f"{scheme}://app.example"
    return assumed, [f"No page is named: {assumed} is assumed. Name yours with page=… (--page)."]


def _finding(call: Call, page: Page, engine: str, notes: list[str]) -> Finding:
    notes = [*notes, *call.notes]
    try:
        needs = needs_of(page, call.arguments)
    except (TypeError, ValueError) as refused:
        return Finding(
            "blocked",
            "No page can send this: fetch() itself refuses it.",
            call.method,
            call.url,
            page.origin,
            engine,
            why=str(refused),
            notes=tuple(notes),
        )
    result = needs.result
    if result.error is not None:
        return _stopped(call, page, needs, notes)
    asked = Finding(
        "readable", SAME_ORIGIN, result.method, result.url, page.origin, engine, notes=tuple(notes)
    )
    if all(step.code != "cross-origin" for step in result.steps):
        return asked
    if result.response is not None and result.response.type == "opaque":
        return replace(
            asked,
            verdict="opaque",
            headline="Sent, but the page can read nothing of the answer (mode no-cors).",
            fix=OPAQUE,
        )
    asks = f"The browser asks first: a preflight (OPTIONS) goes before this {result.method}."
    at_once = (
        f"No preflight: the browser sends this {result.method} at once, and only reading the answer"
        " needs permission."
    )
    return replace(
        asked,
        verdict="depends",
        headline=asks if needs.preflight else at_once,
        why=_why(needs),
        pastes=(*answers(needs), *preflight_lines(needs)),
        points=tuple(_points(call, page, needs)),
        fix=fix_sentence("allow-origin-missing", {"origin": "null"})
        if needs.origin == "null"
        else "",
    )


def _stopped(call: Call, page: Page, needs: Needs, notes: list[str]) -> Finding:
    """The browser itself says no, whatever the server would answer."""
    result, step = needs.result, failed_step(needs.result)
    assert result.error is not None
    assert step is not None
    return Finding(
        "blocked",
        sentence(f"Blocked before the server has a say: {clause(result.error.code)}"),
        result.method,
        result.url,
        page.origin,
        result.engine,
        0,
        result.error.code,
        (result.error.code,),
        result.error.cors_error,
        result.error.firefox_reason,
        step.stage,
        step.title,
        step.spec,
        result.error.message,
        step.fix,
        notes=tuple(notes),
    )


def _why(needs: Needs) -> str:
    step = next(
        (
            step
            for step in needs.result.steps
            if step.code in ("preflight-needed", "preflight-not-needed")
        ),
        None,
    )
    if step:
        return step.why.removeprefix("Yes. ").removeprefix("No. ")
    return ""


def _points(call: Call, page: Page, needs: Needs) -> list[str]:
    """What a browser does here, and curl does not."""
    points = [
        "It sends Origin:"
        f" {needs.origin}{', which curl sends only if told to' if call.source == 'curl' else ''}."
    ]
    dropped = dict.fromkeys([*call.refused, *_refused(needs)])
    if dropped:
        points.append(f"It drops what no page may set: {', '.join(name for name in dropped)}.")
    if call.own:
        points.append(
            f"It sets these itself; DevTools had copied them along: {', '.join(call.own)}."
        )
    points.append(_cookies(page, needs))
    if needs.preflight is not None:
        points.append(
            "The preflight carries no cookies and no Authorization: the server must answer it"
            " before any login check."
        )
    if call.source == "curl":
        points.append(
            "It follows redirects, as curl does with -L only; one to a third origin makes Origin"
            ' "null".'
        )
        points.append(NOT_CURL)
    return points


def _refused(needs: Needs) -> list[str]:
    return [
        str(step.facts["name"])
        for step in needs.result.steps
        if step.code == "request-header-forbidden"
    ]


def _cookies(page: Page, needs: Needs) -> str:
    url = parse_url(needs.result.url)
    if not needs.credentials:
        return 'It sends no cookies to another origin, unless the page says credentials: "include".'
    origin: Origin = page.client.origin
    if url is not None and (same_site(url.origin, origin) or same_origin(url.origin, origin)):
        return (
            "It sends the cookies that it has for this host, even SameSite=Strict ones: page and"
            " server are on the same site."
        )
    return (
        "Of the cookies for this host it sends only those with SameSite=None and Secure, and none"
        " where third-party cookies are blocked."
    )
