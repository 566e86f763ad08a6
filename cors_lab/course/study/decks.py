"""Three more kinds of speed challenge: readable or not, same origin or site, and which engine."""

from __future__ import annotations

from typing import Any

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.in_process import API, APP, JSON, answering
from cors_lab.course.lessons.n01_origin_and_site.addresses import (
    origin,
    same_origin,
    same_site,
    site,
)
from cors_lab.course.lessons.n04_preflight_or_not.challenge import PREFLIGHT
from cors_lab.course.lessons.n04_preflight_or_not.preflight_or_not import asked
from cors_lab.course.study.challenge import Choice, Dealt, Kind
from cors_lab.display.text import visible
from cors_lab.server.policy import Policy, PolicyFront

COOKIES = {"credentials": "include"}
POST = {"method": "POST", "headers": JSON, "body": "{}"}
PUT = {"method": "PUT", "headers": JSON, "body": "{}"}
NAMED = Policy(allow_origin=APP)
# What the page calls, what the server answers, and the server itself.
READS: tuple[tuple[str, str, dict[str, Any], Policy], ...] = (
    ("GET", "no CORS header", {}, Policy()),
    ("GET", "Access-Control-Allow-Origin: *", {}, Policy(allow_origin="*")),
    ("GET", f"Access-Control-Allow-Origin: {APP}", {}, NAMED),
    ("GET", f"Access-Control-Allow-Origin: {APP}/", {}, Policy(allow_origin=f"{APP}/")),
    ("GET", "Access-Control-Allow-Origin: app.example", {}, Policy(allow_origin="app.example")),
    ("GET", "Access-Control-Allow-Origin: *, twice", {}, Policy(allow_origin=["*", "*"])),
    (
        "GET, with cookies",
        "Access-Control-Allow-Origin: *, Access-Control-Allow-Credentials: true",
        COOKIES,
        Policy(allow_origin="*", allow_credentials=True),
    ),
    (
        "GET, with cookies",
        f"Access-Control-Allow-Origin: {APP}, Access-Control-Allow-Credentials: true",
        COOKIES,
        Policy(allow_origin=APP, allow_credentials=True),
    ),
    ("GET, with cookies", f"Access-Control-Allow-Origin: {APP}", COOKIES, NAMED),
    (
        "POST of JSON",
        f"Access-Control-Allow-Origin: {APP} on both answers",
        POST,
        NAMED,
    ),
    (
        "POST of JSON",
        f"Access-Control-Allow-Origin: {APP}, Access-Control-Allow-Headers: content-type, on both",
        POST,
        Policy(allow_origin=APP, allow_headers="content-type"),
    ),
    (
        "POST of JSON",
        "the same headers, on OPTIONS only",
        POST,
        Policy(allow_origin=APP, allow_headers="content-type", on_response=False),
    ),
    (
        "PUT of JSON",
        "the origin, Access-Control-Allow-Headers: content-type, and no list of methods",
        PUT,
        Policy(allow_origin=APP, allow_headers="content-type"),
    ),
    (
        "PUT of JSON",
        "the origin, Access-Control-Allow-Headers: content-type, Access-Control-Allow-Methods: PUT",
        PUT,
        Policy(allow_origin=APP, allow_headers="content-type", allow_methods="PUT"),
    ),
    (
        "PUT of JSON",
        "every header there is, and OPTIONS is answered 401",
        PUT,
        Policy(
            allow_origin=APP,
            allow_headers="content-type",
            allow_methods="PUT",
            preflight_status=401,
        ),
    ),
)
PAIRS = (
    ("https://shop.example/a", "https://shop.example/b"),
    ("https://shop.example", "https://shop.example:443/cart"),
    ("https://shop.example", "http://shop.example"),
    ("https://shop.example", "https://api.shop.example"),
    ("https://shop.example", "https://shop.example:8443"),
    ("https://shop.example", "https://shop.example.evil.test"),
    ("http://localhost:3000", "http://localhost:5000"),
    ("http://localhost:3000", "http://127.0.0.1:3000"),
    ("https://ada.github.io", "https://grace.github.io"),
    ("https://www.shop.co.uk", "https://api.shop.co.uk"),
    ("https://shop.co.uk", "https://bank.co.uk"),
    ("HTTPS://SHOP.EXAMPLE", "https://shop.example"),
    ("http://127.0.0.1:3000", "http://127.0.0.1:5000"),
    ("https://myshop.example", "https://shop.example"),
)
HEADERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("GET", (("Save-Data", "on"),)),
    ("GET", (("DPR", "2"),)),
    ("GET", (("Downlink", "10"),)),
    ("GET", (("User-Agent", "mine"),)),
    ("GET", (("Range", "BYTES=0-9"),)),
    ("GET", (("Range", "bytes=0-9"),)),
    ("GET", (("Accept", "text/plain"),)),
    ("GET", (("Accept", "caf\u00e9"),)),
    ("GET", (("X-Requested-With", "fetch"),)),
    ("POST", (("Content-Type", "text/plain;charset="),)),
    ("POST", (("Content-Type", "text/plain;x=y"),)),
    ("POST", (("Content-Type", "application/json"),)),
    ("DELETE", ()),
    ("GET", (("Authorization", "Bearer secret"),)),
)
ADDRESS = "127.0.0.1"
ODD = {"chromium": 0, "firefox": 1, "webkit": 2}
NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}
SENT = {True: "asks first", False: "does not ask"}


def reads() -> list[Dealt]:
    """Requests and answers, each with whether the page reads."""
    found = []
    for call, answer, arguments, policy in READS:
        browser = Browser(hosts={API: PolicyFront(answering(), policy)})
        result = browser.open(APP).fetch(f"{API}/notes", **arguments)
        why = f"What happened: {visible(result.verdict, 400)}"
        found.append(Dealt(f"{call}\n{answer}", int(not result.fulfilled), why))
    return found


def pairs() -> list[Dealt]:
    """Two addresses, each with what they are to each other."""
    found = []
    for one, other in PAIRS:
        answer = 2
        if same_origin(one, other):
            answer = 0
        elif same_site(one, other):
            answer = 1
        why = f"The origins are `{origin(one)}` and `{origin(other)}`, {_sites(one, other)}."
        found.append(Dealt(f"{one}\n{other}", answer, why))
    return found


def _sites(one: str, other: str) -> str:
    if ADDRESS in one + other:
        return "and an IP address is a site of its own, whatever the port"
    return f"the sites `{site(one)}` and `{site(other)}`"


def odd_ones() -> list[Dealt]:
    """Requests, each with the engine that differs in whether it asks first."""
    found = []
    for method, headers in HEADERS:
        asks = {
            engine: asked(method, list(headers), False, engine).exchanges[0].kind == "preflight"
            for engine in ODD
        }
        answers = list(asks.values())
        odd = [engine for engine in ODD if answers.count(asks[engine]) == 1]
        said = ", ".join(f"{NAMES[engine]} {SENT[asks[engine]]}" for engine in ODD)
        lines = [method, *(f"{name}: {value}" for name, value in headers)]
        answer = ODD[odd[0]] if odd else len(ODD)
        found.append(Dealt("\n".join(lines), answer, f"{said}."))
    return found


def _same(key: str, label: str, sentence: str) -> Choice:
    return Choice(key, label, sentence, sentence)


KINDS: dict[str, Kind] = {
    "preflight": PREFLIGHT,
    "readable": Kind(
        "readable",
        "does the page of https://app.example read the answer?",
        (
            _same("R", "Readable", "The page reads it."),
            _same("B", "Blocked", "The page gets an error."),
        ),
        reads,
    ),
    "site": Kind(
        "site",
        "same origin, same site, or neither?",
        (
            _same("O", "Same origin", "Same origin, and so same site."),
            _same("S", "Same site", "Another origin, but the same site."),
            _same("N", "Neither", "Another origin and another site."),
        ),
        pairs,
        "pairs",
    ),
    "engine": Kind(
        "engine",
        "which engine differs in whether it sends a preflight?",
        (
            _same("C", "Chromium", "Chromium differs."),
            _same("F", "Firefox", "Firefox differs."),
            _same("W", "WebKit", "WebKit differs."),
            _same("A", "All the same", "All three do the same."),
        ),
        odd_ones,
    ),
}
