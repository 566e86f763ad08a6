"""Exercises on credentials: which cookies travel, a login for another origin, one for one site."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.answer_judges import Item, letters_judge, letters_of
from cors_lab.course.exercises.model import Exercise
from cors_lab.course.exercises.trials import trials_judge
from cors_lab.course.lessons.n07_credentials.logins import at_home, from_another_origin
from cors_lab.server.policy import ECHO, Policy, PolicyFront
from servers import login_api

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

APP, API = "https://app.example", "https://api.example"
SITE_APP, SITE_API = "https://app.example.com", "https://api.example.com"
LOCAL, LOCAL_IP, LOCAL_API = (
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "http://localhost:5000",
)
NONE = "session=ada; Path=/; Secure; SameSite=None"
LAX = "session=ada; Path=/; SameSite=Lax"
BARE = "session=ada; Path=/"
GENEROUS = Policy(allow_origin=ECHO, allow_credentials=True, allow_methods="DELETE")


def asked(
    page: str, api: str, cookie: str, method: str = "GET", credentials: str = "include"
) -> FetchResult:
    """A fetch of /me, in a browser that got this cookie at the API's own login page."""
    app = PolicyFront(login_api.create_app(cookie), GENEROUS)
    browser = Browser(hosts={api: app})
    browser.visit(f"{api}/login")
    return browser.open(page).fetch(f"{api}/me", method, credentials=credentials)


def carries_cookie(result: FetchResult, exchange: int = -1) -> bool:
    """Did this request carry a cookie? The first is the preflight, where there is one."""
    return any(name == "Cookie" for name, _ in result.exchanges[exchange].request.headers)


ITEMS = (
    Item(
        "`https://app.example` fetches `https://api.example/me`; the cookie says "
        "`SameSite=None; Secure`",
        partial(asked, APP, API, NONE, credentials="same-origin"),
        "`fetch` says nothing of credentials here. Its default, `same-origin`, sends no cookie to "
        "another origin.",
        carries_cookie,
    ),
    Item(
        'the same, with `credentials: "include"`',
        partial(asked, APP, API, NONE),
        "The request asks for cookies, and this cookie may go to other sites over https.",
        carries_cookie,
    ),
    Item(
        'the same, with `credentials: "include"`, but the cookie says `SameSite=Lax`',
        partial(asked, APP, API, LAX),
        "`app.example` and `api.example` are two sites. A Lax cookie does not go along with a "
        "`fetch` from another site.",
        carries_cookie,
    ),
    Item(
        "`https://app.example.com` fetches `https://api.example.com/me` with `include`; "
        "the cookie says `SameSite=Lax`",
        partial(asked, SITE_APP, SITE_API, LAX),
        "Two origins, but one site, `example.com`. SameSite is about sites.",
        carries_cookie,
    ),
    Item(
        "`http://localhost:3000` fetches `http://localhost:5000/me` with `include`; "
        "the cookie has no `SameSite`",
        partial(asked, LOCAL, LOCAL_API, BARE),
        "A site has no port, so this is one site.",
        carries_cookie,
    ),
    Item(
        "`http://127.0.0.1:3000` fetches `http://localhost:5000/me` with `include`; "
        "the cookie has no `SameSite`",
        partial(asked, LOCAL_IP, LOCAL_API, BARE),
        "It is the same machine, but these are two hosts, so two sites. Without SameSite, Chromium "
        "takes the cookie for Lax.",
        carries_cookie,
    ),
    Item(
        "the preflight of a `DELETE` with `include`; the cookie says `SameSite=None; Secure`",
        partial(asked, APP, API, NONE, "DELETE"),
        "A preflight never carries a cookie, whatever the request after it carries.",
        partial(carries_cookie, exchange=0),
    ),
    Item(
        "`https://api.example` fetches its own `/me`, with no options; the cookie says "
        "`SameSite=Lax`",
        partial(asked, API, API, LAX, credentials="same-origin"),
        "To its own origin a page always sends its cookies: that is what `same-origin` means.",
        carries_cookie,
    ),
)

IMPORTS = "from flask import abort, request\nfrom servers import login_api\n\n"
LOGIN_STARTER = f"""{IMPORTS}my_app = login_api.create_app("session=ada; Path=/; HttpOnly")

@my_app.before_request
def guard():
    if request.method == "POST" and request.headers.get("Origin") != "https://api.example":
        abort(403)"""
LOGIN_SOLUTION = f"""{IMPORTS}my_app = login_api.create_app(
    "session=ada; Path=/; HttpOnly; Secure; SameSite=None")
PAGE = "https://app.example"

@my_app.before_request
def guard():
    trusted = {{"https://api.example", PAGE}}
    if request.method == "POST" and request.headers.get("Origin") not in trusted:
        abort(403)

@my_app.after_request
def allow(response):
    response.vary.add("Origin")
    if request.headers.get("Origin") == PAGE:
        response.headers["Access-Control-Allow-Origin"] = PAGE
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response"""
LOGIN_EXPRESS = """const PAGE = "https://app.example";
const TRUSTED = new Set(["https://api.example", PAGE]);

app.use((req, res, next) => {
  res.vary("Origin");
  if (req.headers.origin === PAGE) {
    res.set("Access-Control-Allow-Origin", PAGE);
    res.set("Access-Control-Allow-Credentials", "true");
    res.set("Access-Control-Allow-Headers", "Content-Type");
  }
  if (req.method === "OPTIONS") return res.sendStatus(204);
  if (req.method === "POST" && !TRUSTED.has(req.headers.origin)) return res.sendStatus(403);
  next();
});

app.post("/login", (req, res) => {
  res.cookie("session", "ada", { httpOnly: true, secure: true, sameSite: "none" });
  res.json({ welcome: "Ada" });
});"""

SITE_HOOK = """@my_app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "{page}"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response"""
SITE_STARTER = f"""from servers import login_api

my_app = login_api.create_app(
    "session=ada; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=None")

{SITE_HOOK.format(page=APP)}"""
SITE_SOLUTION = f"""from servers import login_api

my_app = login_api.create_app("session=ada; Path=/; Secure; HttpOnly; SameSite=Lax")

{SITE_HOOK.format(page=SITE_APP)}"""
SITE_EXPRESS = """app.use((req, res, next) => {
  res.set("Access-Control-Allow-Origin", "https://app.example.com");
  res.set("Access-Control-Allow-Credentials", "true");
  next();
});

app.post("/login", (req, res) => {
  // No `domain`: the cookie goes back to this host, and to no other.
  res.cookie("session", "ada", { httpOnly: true, secure: true, sameSite: "lax" });
  res.json({ welcome: "Ada" });
});"""

EXERCISES = (
    Exercise(
        id="07-which-cookies",
        title="Does the cookie go along?",
        task="Ada has logged in at the API, in Chromium, and its CORS headers are in order. In "
        "which of these requests does her session cookie go along? Give their letters.",
        accepts="letters",
        judge=letters_judge(ITEMS, "carries the cookie", "does not carry the cookie"),
        hints=(
            "Ask three things of each: does the request ask for cookies? Is it the request itself, "
            "or its preflight? Does the cookie agree?",
            "SameSite compares sites, not origins: the scheme and the registrable domain. A port "
            "is no part of a site.",
        ),
        starter='my_answer = ""',
        solution=lambda: f'my_answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
        praise="Cookies hold no secrets from you any more. (Except those with HttpOnly.)",
    ),
    Exercise(
        id="07-login",
        title="Log in from another origin",
        task="`https://app.example` wants to log in with a `POST` of JSON, to read `/me`, and to "
        '`POST` a new address as JSON to `/me/email`, all with `credentials: "include"`. Let it. '
        "No other page may read or change anything, and no script may read the cookie. The page "
        "and the API, `https://api.example`, are two sites.",
        accepts="app",
        judge=trials_judge(from_another_origin),
        hints=(
            "Three things have to agree: the CORS headers (the origin by name, credentials, and "
            "Content-Type for the preflight), the guard, and the cookie.",
            "A cookie that goes to another site needs `SameSite=None; Secure`. `HttpOnly` keeps "
            "it from scripts.",
            "Keep the guard, and give it a set of two whole origins. Without it, any page could "
            "send a POST with Ada's cookie.",
        ),
        starter=LOGIN_STARTER,
        solution=lambda: LOGIN_SOLUTION,
        praise="Ada is in, and the stranger at the door is still a stranger. One thing you cannot "
        "fix here: WebKit keeps no such cookie. The next exercise is about that.",
        express=LOGIN_EXPRESS,
    ),
    Exercise(
        id="07-one-site",
        title="One site",
        task="The API moves to `https://api.example.com`, the page to `https://app.example.com`: "
        "one site. Let the page log in and read `/me` in all three engines. Then take from the "
        "cookie what it no longer needs: no request of another site carries it, no other host "
        "gets it, no script reads it, and it never goes over plain http.",
        accepts="app",
        judge=trials_judge(at_home),
        hints=(
            "One site, but still two origins: the CORS headers stay, with the page's new origin.",
            "`SameSite=None` is for other sites. Which value keeps the cookie at home?",
            "`Domain` gives a cookie to every host of the domain. Without it, the cookie goes back "
            "to the host that set it, and to no other.",
        ),
        starter=SITE_STARTER,
        solution=lambda: SITE_SOLUTION,
        praise="Three engines, one cookie, no exceptions. The best third-party cookie is none.",
        express=SITE_EXPRESS,
    ),
)
