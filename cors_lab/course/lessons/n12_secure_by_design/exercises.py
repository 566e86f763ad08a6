"""Exercises of lesson 12: break in, then build what withstands."""

from __future__ import annotations

from cors_lab.course.exercises.model import Exercise
from cors_lab.course.exercises.trials import trials_judge
from cors_lab.course.lessons.n12_secure_by_design.attacks import (
    break_ins,
    not_a_login,
    only_shops,
    withstands,
)
from cors_lab.course.lessons.n12_secure_by_design.guards import SICK

ATTACKS = {
    "reflects": "https://evil.example",
    "null": "null",
    "begins": "https://app.example.evil.example",
    "ends": "https://evilapp.example",
    "dot": "https://appxexample",
    "http": "http://app.example",
}
LINES = ",\n             ".join(f'"{guard.name}": ""' for guard in SICK)
ANSWERS = ",\n             ".join(f'"{name}": "{origin}"' for name, origin in ATTACKS.items())
CONDITIONS = " · ".join(f"{guard.name}: `{guard.code}`" for guard in SICK)

VAULT = """from servers import vault

def allows(origin):
{body}

my_app = vault.create_app(allows)"""
SHOP_SOLUTION = r"""import re
from servers import vault

def allows(origin):
    return re.fullmatch(r"https://[a-z0-9-]+\.shop\.example", origin) is not None

my_app = vault.create_app(allows)"""
LOGIN_STARTER = """from flask import abort, request
from servers import vault

my_app = vault.create_app(["https://app.example"].__contains__)

@my_app.before_request
def gate():
    if request.headers.get("Origin") == "https://app.example":
        return {"secret": vault.SECRET}"""
LOGIN_SOLUTION = """from flask import abort, request
from servers import vault

my_app = vault.create_app(["https://app.example"].__contains__)

@my_app.before_request
def gate():
    if request.path == "/secret" and request.cookies.get("session") != "ada":
        abort(401)"""
EXPRESS_LIST = """const LISTED = new Set(["https://app.example", "https://admin.example"]);

app.use((req, res, next) => {
  res.vary("Origin");
  if (LISTED.has(req.headers.origin)) {
    res.set("Access-Control-Allow-Origin", req.headers.origin);
    res.set("Access-Control-Allow-Credentials", "true");
  }
  next();
});"""
EXPRESS_SHOPS = r"""const SHOP = /^https:\/\/[a-z0-9-]+\.shop\.example$/;

app.use((req, res, next) => {
  res.vary("Origin");
  if (SHOP.test(req.headers.origin ?? "")) {
    res.set("Access-Control-Allow-Origin", req.headers.origin);
    res.set("Access-Control-Allow-Credentials", "true");
  }
  next();
});"""
EXPRESS_LOGIN = """app.get("/secret", (req, res) => {
  // Origin says who may read. Who the user is, the session says.
  if (req.cookies.session !== "ada") return res.sendStatus(401);
  res.json({ secret });
});"""

EXERCISES = (
    Exercise(
        id="12-break-in",
        title="Six doors",
        task="You are Eve. Six vaults allow a page if their condition is true. For each, write the "
        "origin of a page that you could own, or of a frame that you could make, and that reads "
        f"Ada's secret. {CONDITIONS}",
        accepts="texts",
        judge=break_ins,
        hints=(
            "Read each condition as Python does: which strings make it true?",
            "You can register any name, and put anything in front of it. You can also make a "
            "sandboxed frame, whose origin is `null`.",
            "For the last one you need no name at all, only the same Wi-Fi as Ada: there you can "
            "answer for any address that begins with `http:`.",
        ),
        starter=f"my_answer = {{{LINES}}}",
        solution=lambda: f"my_answer = {{{ANSWERS}}}",
        praise="Six out of six. Now forget how to do it, and remember how to prevent it.",
    ),
    Exercise(
        id="12-close",
        title="Close the doors",
        task="Write the guard of the vault: `https://app.example` and `https://admin.example` may "
        "read the secret, and no other origin. The same attacks come again, and a few more.",
        accepts="app",
        judge=trials_judge(withstands),
        hints=(
            "Do not ask what an origin looks like. Ask whether it is one of two.",
            "`in` looks for a part if its right side is a string. Give it a set.",
        ),
        starter=VAULT.format(body='    return origin.endswith(".example")'),
        solution=lambda: VAULT.format(
            body='    return origin in {"https://app.example", "https://admin.example"}'
        ),
        praise="One line, and Eve goes home. It is also the shortest one you could have written.",
        express=EXPRESS_LIST,
    ),
    Exercise(
        id="12-shops",
        title="A pattern that holds",
        task="Sometimes a list is not enough: each customer has a shop of their own, such as "
        "`https://ada.shop.example` or `https://bob-2.shop.example`. Let all shops read, and "
        "nothing that only looks like one. Names have small letters, digits and hyphens.",
        accepts="app",
        judge=trials_judge(only_shops),
        hints=(
            "Describe the whole origin, from the scheme to the end: `re.fullmatch`.",
            r"A dot is written `\.`, and a name `[a-z0-9-]+`. A `.` or `.*` is too much.",
        ),
        starter="import re\n"
        + VAULT.format(body='    return re.search("https://.*.shop.example", origin)'),
        solution=lambda: SHOP_SOLUTION,
        praise="A pattern with a beginning, an end, and escaped dots. Rarer than it should be.",
        express=EXPRESS_SHOPS,
    ),
    Exercise(
        id="12-not-a-login",
        title="CORS is not a login",
        task="This server hands out the secret to every request that says "
        "`Origin: https://app.example`. A program can say that too. Let the page read with Ada's "
        "cookie, and let everything without her session get 401 or 403.",
        accepts="app",
        judge=trials_judge(not_a_login),
        hints=(
            "Only a browser keeps its word about `Origin`. What does a program not have?",
            "The session cookie proves who the user is. `Origin` only says which page asks.",
        ),
        starter=LOGIN_STARTER,
        solution=lambda: LOGIN_SOLUTION,
        praise="Two questions, two answers: who are you, and which page is asking?",
        express=EXPRESS_LOGIN,
    ),
)
