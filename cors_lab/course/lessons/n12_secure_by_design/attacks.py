"""Judging the exercises of lesson 12: break-ins, and servers that have to withstand them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client

from cors_lab.course.exercises.app_judge import API
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import STRANGER, strangers
from cors_lab.course.exercises.trials import Trial, browser_at, opened
from cors_lab.course.lessons.n12_secure_by_design.guards import (
    ADMIN,
    APP,
    SECRET_URL,
    SICK,
    Guard,
    attack,
    captured,
)
from cors_lab.fetch.url import parse_origin
from servers import vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

OWNED = (APP, ADMIN, API)


def break_ins(answer: Mapping[str, object]) -> Iterator[Finding]:
    """One attack on each guard that lets somebody in."""
    if not any(str(answer.get(guard.name, "")).strip() for guard in SICK):
        fix = (
            'Write the origin of a page that you could own: `"https://evil.example"`, or `"null"`.'
        )
        yield Finding(False, "Nothing is filled in yet.", fix=fix)
        return
    for guard in SICK:
        yield _break_in(guard, str(answer.get(guard.name, "")).strip())


def _break_in(guard: Guard, origin: str) -> Finding:
    if not origin:
        return Finding(False, f"`{guard.name}`: no attack yet.", fix="Write an origin.")
    if origin in OWNED:
        why = "That page belongs to the victim. You need one that an attacker could own."
        return Finding(False, f"`{guard.name}`: `{origin}` is not yours.", why)
    if origin != "null" and not _is_origin(origin):
        why = "Write scheme and host, as a browser would: no path, no slash, small letters."
        return Finding(False, f"`{guard.name}`: `{origin}` is no origin of a page.", why)
    result = attack(vault.create_app(guard.allows), origin)
    if captured(result):
        return Finding(True, f"`{guard.name}`: `{origin}` has the secret.")
    return Finding(False, f"`{guard.name}`: `{origin}` is kept out.", _hint(guard), trace=result)


def _is_origin(text: str) -> bool:
    origin = parse_origin(text)
    return origin is not None and origin.serialized == text


def _hint(guard: Guard) -> str:
    return f"Its condition is `{guard.code}`. Which origin makes it true, and could be yours?"


def read_secret(visit: Visit, page: str, credentials: str = "include") -> FetchResult:
    """Ada is logged in, and a page of this origin fetches her secret."""
    browser = browser_at({API: visit.app}, login=f"{API}/login")
    return opened(browser, page).fetch(SECRET_URL, credentials=credentials)


def _cannot(visit: Visit, page: str) -> Finding | None:
    result = read_secret(visit, page)
    if captured(result):
        return None
    return Finding(False, f"`{page}` should read the secret.", result.verdict, trace=result)


def _gets_in(visit: Visit, origins: Mapping[str, tuple[str, str]]) -> Finding | None:
    for origin, (why, fix) in origins.items():
        for credentials in ("include", "same-origin"):
            result = read_secret(visit, origin, credentials)
            if result.response is not None:
                bad = f"It works, and that is the bug: `{origin}` gets in."
                return Finding(False, bad, why, fix, result)
    return None


def withstands(visit: Visit) -> Iterator[Trial]:
    """Two pages may read; no strange origin may."""
    for page in (APP, ADMIN):
        yield Trial(f"`{page}` reads the secret.", partial(_cannot, visit, page))
    known = {one.origin: (one.why, one.fix) for one in strangers([APP, ADMIN])}
    sentence = f"None of {len(known)} strange origins gets in."
    yield Trial(sentence, partial(_gets_in, visit, known))


SHOPS = ("https://ada.shop.example", "https://bob-2.shop.example")
WHOLE = "Write the whole origin as one pattern, and use `re.fullmatch`."
# Origins that are no customer's shop: why each gets in where it does, and the fix.
NO_SHOPS: dict[str, tuple[str, str]] = {
    STRANGER: ("Any page on the web gets in.", WHOLE),
    "null": ("`null` is the origin of a sandboxed frame, which any page can make.", WHOLE),
    "https://evilshop.example": (
        "It ends like a shop. The dot in front of `shop` is missing, or stands for any character.",
        r"Write `\.` in front of `shop`.",
    ),
    "https://evil-shop.example": (
        "Your dot stands for any character, a hyphen too.",
        r"Write `\.` for a dot.",
    ),
    "https://ada.shopxexample": (
        "Your dot stands for any character.",
        r"Write `\.` for a dot.",
    ),
    "https://ada.shop.example.evil.example": ("The pattern has no end.", WHOLE),
    "https://evil.example": ("The pattern is too wide.", WHOLE),
    "http://ada.shop.example": (
        "The scheme is not checked: in the same Wi-Fi, anyone can be that page.",
        "Begin the pattern with `https://`.",
    ),
    "https://ada.shop.example:8443": ("Another port is another server.", WHOLE),
    "https://x.ada.shop.example": (
        "A name below a customer's is not a customer: your pattern lets dots pass.",
        "Let a name have letters, digits and hyphens: `[a-z0-9-]+`.",
    ),
    "https://shop.example": ("The shop's own page is no customer.", "Ask for a name: `+`."),
    "https://ada_x.shop.example": (
        "Your pattern lets any sign pass. Names in the DNS can have signs that nobody sells.",
        "Let a name have letters, digits and hyphens: `[a-z0-9-]+`.",
    ),
}


def only_shops(visit: Visit) -> Iterator[Trial]:
    """Each customer's shop may read, and nothing that only looks like one."""
    for page in SHOPS:
        yield Trial(f"`{page}` reads the secret.", partial(_cannot, visit, page))
    sentence = f"None of {len(NO_SHOPS)} origins that only look like a shop gets in."
    yield Trial(sentence, partial(_gets_in, visit, NO_SHOPS))


def not_a_login(visit: Visit) -> Iterator[Trial]:
    """A page reads with the cookie; a program that writes its own Origin does not read at all."""
    yield Trial(f"`{APP}` reads the secret with Ada's cookie.", partial(_cannot, visit, APP))
    for origin in (APP, ADMIN, None):
        words = f"that says `Origin: {origin}`" if origin else "without an Origin"
        sentence = f"A program {words} and has no cookie gets 401 or 403."
        yield Trial(sentence, partial(_program_reads, visit, origin))
    yield Trial("A made-up cookie is worth nothing.", partial(_made_up_cookie, visit))
    known = {one.origin: (one.why, one.fix) for one in strangers([APP])}
    yield Trial("No strange origin gets in.", partial(_gets_in, visit, known))


def _asked(visit: Visit, headers: dict[str, str]) -> Any:
    return Client(visit.app, use_cookies=False).get("/secret", headers=headers)


def _program_reads(visit: Visit, origin: str | None) -> Finding | None:
    answer = _asked(visit, {"Origin": origin} if origin else {})
    if answer.status_code in (401, 403) and vault.SECRET not in answer.text:
        return None
    why = (
        "Only browsers promise that `Origin` is true. A program writes what it likes. CORS tells "
        "a browser who may read; it is not a login."
    )
    fix = 'Ask for the session: `request.cookies.get("session")`.'
    return Finding(False, f"A program reads the secret with status {answer.status_code}.", why, fix)


def _made_up_cookie(visit: Visit) -> Finding | None:
    for cookie in ("session=eve", "session=adam", "session=", "user=ada"):
        answer = _asked(visit, {"Origin": APP, "Cookie": cookie})
        if vault.SECRET in answer.text:
            why = "Compare the whole value of the session."
            return Finding(False, f"`Cookie: {cookie}` reads the secret.", why)
    return None
