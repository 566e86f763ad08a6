"""Judging a back end of one's own: it asks two addresses, and cannot be talked into a third."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client

from cors_lab.course.exercises.app_judge import API
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import strangers
from cors_lab.course.exercises.trials import Trial, browser_at, opened, status_of
from cors_lab.course.lessons.n14_between_app_and_browser.internet import (
    METADATA,
    NEWS,
    PAGES,
    WEATHER,
    internet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests import PreparedRequest

    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

APP = "https://app.example"
SET = "Compare the whole address with a set of two: `url in {...}`."
ANY = (
    "Anyone can make your server ask any address, also one that only your server can reach. That "
    "is an open relay."
)
# Addresses that are not on the list: why each gets through where it does.
ABUSES: tuple[tuple[str, str], ...] = (
    ("https://stranger.test/", ANY),
    (METADATA, ANY),
    ("http://127.0.0.1:8000/admin", ANY),
    ("https://evil.example/today", "Its path is right, and its host is not."),
    ("https://weather.example.evil.example/today", "It only begins like an address of yours."),
    (
        "https://weather.example@evil.example/today",
        "The part in front of `@` is a name and a password. The host is `evil.example`.",
    ),
    (
        "https://evil.example/?https://weather.example/today",
        "Your address is only a part of it. The host is `evil.example`.",
    ),
    (
        "https://evil.example/https://weather.example/today",
        "It ends like your address. The host is `evil.example`.",
    ),
    ("https://evilweather.example/today", "Its host only ends like yours."),
    (
        "https://weatherxexample/today",
        "In a pattern a dot stands for any character. Anyone can own such a name.",
    ),
    (
        "https://eve:secret@weather.example/today",
        "Host and path are right, but with the name and password of someone else in front.",
    ),
    ("https://weather.example:8443/today", "Another port is another server."),
    ("http://weather.example/today", "Over http, anyone on the way can answer."),
    ("https://weather.example/today/../admin", "Its path leads out of what you meant."),
    ("https://weather.example/TODAY", "In a path, capital letters are other letters."),
    ("https://weather.example/admin", "The host is right, and this path was never meant."),
    ("https://weather.example/", "A part of an address is enough for it."),
    ("https://weather", "A part of an address is enough, and this host is another one."),
    ("https://weather.example/today/", "It begins like your address, and goes on."),
    ("https://weather.example/today.evil", "It begins like your address, and goes on."),
    (
        "https://weather%2Eexample/today",
        "Some decode the dot of such a host, and some do not.",
    ),
    ("https://weather.example\\@evil.example/today", "Browsers and libraries disagree on `\\`."),
)
# What a program says to look like your page: any program can.
DISGUISES: tuple[dict[str, str], ...] = (
    {},
    {
        "Origin": APP,
        "Referer": f"{APP}/",
        "Sec-Fetch-Site": "same-site",
        "Sec-Fetch-Mode": "cors",
        "X-Requested-With": "XMLHttpRequest",
        "User-Agent": "Mozilla/5.0",
        "Cookie": "session=ada",
        "Authorization": "Bearer ada",
        "Host": "api.example",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "127.0.0.1",
        "Via": "1.1 proxy",
    },
)
DISGUISED = (
    "`Origin`, `Referer`, `Host` and the like are what the client says about itself. A program "
    "that says the same may let your server ask anything."
)
PRIVATE = ("Cookie", "Authorization", "Referer", "X-Forwarded-For")
OF_ADA = {
    "Cookie": "session=ada",
    "Authorization": "Bearer ada",
    "Referer": f"{APP}/private",
    "X-Forwarded-For": "192.0.2.7",
}


def relayed(visit: Visit) -> Iterator[Trial]:
    """Two addresses for one page, and nothing else for anyone."""
    for url in PAGES:
        yield Trial(f"`{APP}` reads `{url}` through it.", partial(_reads, visit, url))
    sentence = f"None of {len(ABUSES)} other addresses is asked."
    yield Trial(sentence, partial(_abused, visit))
    yield Trial("Two addresses at once do not confuse it.", partial(_confused, visit))
    yield Trial("It does not follow a redirect.", partial(_follows, visit))
    yield Trial("It relays no POST, PUT or DELETE.", partial(_sends, visit))
    yield Trial("It hands on nothing of the visitor's.", partial(_tells, visit))
    yield Trial("It hands on no cookie of theirs.", partial(_sets, visit))
    yield Trial("Without `url` it answers 4xx.", partial(_without, visit))
    yield Trial("No strange page reads through it.", partial(_leaks, visit))


def _fetch(visit: Visit, origin: str, url: str) -> FetchResult:
    page = opened(browser_at({API: visit.app}), origin)
    with internet():
        return page.fetch(f"{API}/relay?url={url}")


def _asked(
    visit: Visit, *urls: str, method: str = "GET", moved: bool = False, **more: Any
) -> list[PreparedRequest]:
    """What the back end asks of the internet, if a program says this to it."""
    with internet(moved) as found:
        program = Client(visit.app, use_cookies=False)
        program.open("/relay", method=method, query_string={"url": list(urls)}, **more)
    return found.asked


def _reads(visit: Visit, url: str) -> Finding | None:
    result = _fetch(visit, APP, url)
    if status_of(result) == 200 and _says(result, PAGES[url]):
        return None
    bad = f"`{APP}` should read `{url}` through `/relay`."
    if result.response is None:
        return Finding(False, bad, result.verdict, trace=result)
    why = f"It reads status {status_of(result)} and something else than the other server said."
    return Finding(False, bad, why, trace=result)


def _says(result: FetchResult, wanted: str) -> bool:
    """Does the page read the same JSON, however it is spaced?"""
    try:
        found = json.loads(result.response.text() if result.response else "")
    except ValueError:
        return False
    return bool(found == json.loads(wanted))


def _abused(visit: Visit) -> Finding | None:
    for headers in DISGUISES:
        for url, why in ABUSES:
            for one in _asked(visit, url, headers=headers):
                if one.url in PAGES:
                    bad = f"Told `{url}`, it asks `{one.url}`."
                    fix = f"What is not on the list is refused, not repaired. {SET}"
                    return Finding(False, bad, "The address was changed until it fitted.", fix)
                said = ", and says that it is your page" if headers else ""
                bad = f"A program wants `{url}`{said}: it is asked."
                return Finding(False, bad, DISGUISED if headers else why, SET)
    return None


def _confused(visit: Visit) -> Finding | None:
    for pair in ((WEATHER, METADATA), (METADATA, WEATHER)):
        for one in _asked(visit, *pair):
            if one.url not in PAGES:
                first = "first" if pair[0] == METADATA else "second"
                bad = f"With two `url` in one request, it asks the {first} one: `{one.url}`."
                why = "One was looked at, and the other one was asked."
                return Finding(False, bad, why, "Keep it in a variable, and use that for both.")
    return None


def _follows(visit: Visit) -> Finding | None:
    for one in _asked(visit, WEATHER, moved=True):
        if one.url not in PAGES:
            bad = f"`{WEATHER}` sends it to `{one.url}`, and it goes there."
            why = "A redirect is an address that someone else chose. No list has seen it."
            return Finding(False, bad, why, "Ask with `allow_redirects=False`.")
    return None


def _sends(visit: Visit) -> Finding | None:
    for method in ("POST", "PUT", "DELETE"):
        for one in _asked(visit, WEATHER, method=method, data="1000 teas"):
            bad = f"A {method} to `/relay` becomes a {one.method} to `{one.url}`."
            why = "The page only reads. Anything more is a tool for strangers."
            return Finding(False, bad, why, 'Route `GET` only: `@my_app.get("/relay")`.')
    return None


def _tells(visit: Visit) -> Finding | None:
    for one in _asked(visit, NEWS, headers=OF_ADA):
        for name in PRIVATE:
            if one.headers.get(name) == OF_ADA[name]:
                bad = f"The visitor's `{name}` goes to `{one.url}`."
                why = "It was meant for your server. Now somebody else has it."
                return Finding(False, bad, why, "Do not hand the visitor's headers on.")
    return None


def _sets(visit: Visit) -> Finding | None:
    with internet():
        answer = Client(visit.app, use_cookies=False).get("/relay", query_string={"url": WEATHER})
    if "Set-Cookie" not in answer.headers:
        return None
    why = "Their server sets a cookie on yours: that can log a visitor out, or in as someone else."
    return Finding(False, "Their `Set-Cookie` comes from your server.", why, "Pass on the body.")


def _without(visit: Visit) -> Finding | None:
    with internet():
        status = Client(visit.app, use_cookies=False).get("/relay").status_code
    if 400 <= status < 500:
        return None
    return Finding(False, f"Without `url` it answers {status}.", "That is a client's mistake: 4xx.")


def _leaks(visit: Visit) -> Finding | None:
    for stranger in strangers([APP]):
        result = _fetch(visit, stranger.origin, WEATHER)
        if result.response is not None:
            bad = f"`{stranger.origin}` reads through your relay."
            why = "Every page on the web has your server work for it, at your cost."
            return Finding(False, bad, why, f"Name your page: `{APP}`.", result)
    return None
