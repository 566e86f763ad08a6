"""What a line of a console tells besides the reason, and what follows from it: a redirect, a
login, an app, a value, headers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from cors_lab.fetch.headers import is_forbidden_request_header, is_token
from cors_lab.fetch.url import parse_url
from cors_lab.fixes.app_origins import meaning
from cors_lab.fixes.owners import added_by_others, foreign, service_at
from cors_lab.fixes.paste import Paste
from cors_lab.fixes.products.recognise import recognise
from cors_lab.tools.explain.redirects import (
    LOGIN,
    Redirect,
    is_authorization,
    is_login,
    unseen_target,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.tools.explain.finding import Finding

APPS_OWN = (
    "The URL's scheme belongs to the app itself: its native layer answered this request, not your "
    "server, and no header of your server helps."
)
CAPACITOR_HTTP = (
    "This is CapacitorHttp, which takes fetch() over{target}. With live reload "
    "(server.url) the page "
    "has another origin than the interceptor: switch CapacitorHttp off in "
    "capacitor.config while you "
    "use live reload, or update Capacitor. In the built app both have the same origin."
)
CAPACITOR_FILE = (
    "The app's own files have another origin than the page with live reload (server.url): "
    "read them "
    "with the Filesystem plugin, or try it in the built app."
)
BROWSERS_HEADER = (
    "No page can set {name}: the browser sends it itself. Safari until 2017 (and old "
    "WebViews) asked "
    "permission for it after a redirect of a request that had a preflight. So it is the "
    "redirect that "
    "is at fault: let the page ask the final URL."
)
OWN_ADDRESS = (
    "`{value}` is the server's own address. The header names the page that may read, not "
    "the server: "
    "here `{origin}`."
)
TRAILING_SLASH = "An origin has no slash at its end: `{value}` never matches."
TWICE = (
    "Two values mean that the header is set twice, by the app and by a proxy, or by two "
    "middlewares: "
    "set it in one place only."
)
AFTER_NULL = (
    "After the redirect the browser sent `Origin: null`, so no origin by name matches, not "
    "even the page's own."
)
WHERE = "The request was redirected from `{before}` to `{url}`."
MADE_UP = (
    "Take {names} out of the page: that is no header of a request. It only makes a preflight, and "
    "permits nothing."
)
FROM_FILE = (
    "If the page was opened as a file (by a double click), run `python -m http.server` in "
    "its folder and open "
    "http://localhost:8000/ instead."
)
FILE_APP = (
    "`file://` is what Electron and Cordova apps send that load their pages from files: "
    "give the page a scheme of "
    "its own (app://), or ask from the app's native side, where CORS has no say."
)
BEHIND = (
    "Status {status} comes from a proxy that could not reach the app behind it: that is the first"
    " thing to repair, the header is the second."
)
RESTART = "See that the app behind the proxy runs, and answers in time (its log, the proxy's log)."
# What people put on requests in the hope that it helps.
NONSENSE = re.compile(
    r"(?i)acc?ess?-control-allow-|crossdomain$|cross-?origin$|x-cors|allow-origin$"
)


def with_circumstances(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """The finding with what follows from the rest of its line, and from the lines around it."""
    for add in ADDED:
        finding = add(finding, facts)
    return finding


def redirect_of(facts: Mapping[str, Any], page: str) -> Redirect | None:
    """The redirect that a line tells of; None where it tells of none."""
    url, before, after = (
        facts.get("url") or "",
        facts.get("first_url") or "",
        facts.get("redirects_to") or "",
    )
    if after:
        return Redirect(before or url, after, page)
    if before and before != url:
        return Redirect(before, url, page)
    return None


def _redirected(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """Where the redirect came from, where it leads, and what to do instead."""
    redirect = redirect_of(facts, finding.page)
    if redirect is None:
        return _redirected_somewhere(finding)
    if not redirect.before:
        where = f"The request was redirected to `{redirect.url}`."
    else:
        where = WHERE.format(before=redirect.before, url=redirect.url)
    null = redirect.origin_is_null or facts.get("origin") == "null"
    why = f"{where} {AFTER_NULL}" if null else f"{where} {finding.why}"
    fix = " ".join(redirect.advice())
    if redirect.is_elsewhere and not null:
        fix = f"{fix} {finding.fix}"
    return replace(finding, why=why, fix=fix, pastes=(), causes=(), notes=())


def _redirected_somewhere(finding: Finding) -> Finding:
    """A preflight that was redirected: the line does not say where to, but the URL may."""
    if finding.code != "preflight-redirect":
        return finding
    guess = unseen_target(finding.url, finding.page)
    if is_authorization(finding.url) or (not guess and is_login(finding.url)):
        guess = LOGIN
    return replace(finding, fix=f"{guess} {finding.fix}") if guess else finding


def _authorization(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """A login that was asked by a fetch, rather than navigated to."""
    if redirect_of(facts, finding.page) is not None or not is_authorization(finding.url):
        return finding
    if "allow-" not in finding.code and finding.code not in (
        "preflight-status",
        "preflight-redirect",
    ):
        return finding
    return replace(finding, fix=LOGIN, pastes=(), causes=())


def _app_answers(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """A request that the app's own native layer answers."""
    url = parse_url(finding.url)
    if url is None or url.is_http or not finding.code.endswith(("missing", "mismatch", "invalid")):
        return finding
    if "_capacitor_http" in url.path:
        target = parse_qs(url.query).get("u", [""])[0]
        told = f" (here for {unquote(target)})" if target else ""
        return replace(
            finding,
            why=APPS_OWN,
            fix=CAPACITOR_HTTP.format(target=told),
            pastes=(),
            causes=(),
            notes=(),
        )
    if "_capacitor_file_" in url.path:
        return replace(finding, why=APPS_OWN, fix=CAPACITOR_FILE, pastes=(), causes=(), notes=())
    return (
        replace(finding, why=APPS_OWN, pastes=(), causes=(), notes=())
        if meaning(finding.url)
        else finding
    )


def _of_browser(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """A header that no page can set, so that the page is not to blame."""
    name = str(facts.get("header") or "")
    if (
        finding.code != "header-not-allowed"
        or not name
        or not is_forbidden_request_header(name, "")
    ):
        return finding
    return replace(finding, fix=BROWSERS_HEADER.format(name=name), pastes=())


def _headers(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """All headers that the preflight asked for, who adds them, and those that are none."""
    if finding.code != "header-not-allowed" or not finding.pastes:
        return finding
    blamed = str(facts.get("header") or "")
    asked = [
        name.strip()
        for name in str(facts.get("asked_headers") or "").split(",")
        if is_token(name.strip())
    ]
    names = list(
        dict.fromkeys([*([blamed.lower()] if is_token(blamed) else []), *map(str.lower, asked)])
    )
    made_up = [name for name in names if NONSENSE.match(name)]
    wanted = [name for name in names if name not in made_up]
    notes = [
        *([added_by_others(names)] if names and added_by_others(names) else []),
        *finding.notes,
    ]
    if made_up:
        notes.insert(0, MADE_UP.format(names=", ".join(made_up)))
    pastes = finding.pastes
    if len(wanted) > 1:
        line = f"Access-Control-Allow-Headers: {', '.join(wanted)}"
        pastes = (Paste(finding.pastes[0].heading, (line,)),)
    return replace(finding, pastes=pastes, notes=tuple(notes))


def _value(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """What is wrong with the value of Access-Control-Allow-Origin, where it shows."""
    value = str(facts.get("allow_origin") or "")
    if "allow-origin" not in finding.code or not value or redirect_of(facts, finding.page):
        return finding
    notes = []
    url, named = parse_url(finding.url), parse_url(value)
    if (
        url is not None
        and named is not None
        and url.origin.serialized == named.origin.serialized != finding.page
    ):
        notes.append(OWN_ADDRESS.format(value=value, origin=finding.page or "the page's origin"))
    if value.endswith("/"):
        notes.append(TRAILING_SLASH.format(value=value))
    if "," in value:
        notes.append(TWICE)
    return replace(finding, notes=(*notes, *finding.notes)) if notes else finding


def _app_page(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """What a page without a web server is, and what to allow for it."""
    local = finding.page == "null" and finding.url.startswith("file:")
    known = meaning("file:///" if local else finding.page) if finding.page else None
    if known is None or finding.verdict != "blocked" or finding.why.startswith(APPS_OWN):
        return finding
    redirected = redirect_of(facts, finding.page) is not None
    if finding.page == "null" and redirected:
        return finding
    said = [f"{known.what} {known.allow}", *([known.never] if known.never else [])]
    if known.code == "null":
        said = [FROM_FILE, finding.fix]
    elif finding.page.startswith("file:"):
        said.insert(0, FILE_APP)
    if known.code in ("file", "null"):
        return replace(finding, fix=" ".join(said), pastes=(), causes=())
    return replace(finding, notes=(*said, *finding.notes))


def _behind(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """An app that its proxy cannot reach: the header is the second matter then."""
    if str(facts.get("status")) not in ("502", "503", "504") or not finding.pastes:
        return finding
    first = BEHIND.format(status=facts["status"])
    return replace(finding, observed=(first,), fix=f"{RESTART} {finding.fix}")


def _owner(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """A server that belongs to someone else, so that its headers are theirs to set."""
    if not finding.pastes or finding.verdict != "blocked":
        return finding
    if service_at(finding.url) is None:
        return finding
    return replace(finding, fix=foreign(finding.url, finding.page), pastes=(), causes=())


def _product(finding: Finding, facts: Mapping[str, Any]) -> Finding:
    """A product that its address gives away, whose setting is then named first."""
    found = recognise(finding.url) if finding.pastes and not finding.framework else None
    if found is None or not found.by_address:
        return finding
    return replace(finding, framework=found.product.name, evidence=found.evidence)


ADDED = (
    _app_answers,
    _redirected,
    _authorization,
    _of_browser,
    _headers,
    _value,
    _behind,
    _app_page,
    _owner,
    _product,
)
