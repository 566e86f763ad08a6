"""Wrong answers to the exercises of lesson 07, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n07_credentials.exercises import LOGIN_SOLUTION, SITE_SOLUTION

APP = "https://app.example"
TRUSTED = '    trusted = {"https://api.example", PAGE}\n'
NOT_IN = 'request.headers.get("Origin") not in trusted'
EQUAL = 'if request.headers.get("Origin") == PAGE:'
GUARD = LOGIN_SOLUTION[
    LOGIN_SOLUTION.index("@my_app.before") : LOGIN_SOLUTION.index("@my_app.after")
]


def login(old: str, new: str) -> str:
    """The solution of 07-login with one thing changed."""
    assert old in LOGIN_SOLUTION, old
    return LOGIN_SOLUTION.replace(old, new)


def site(old: str, new: str) -> str:
    """The solution of 07-one-site with one thing changed."""
    assert old in SITE_SOLUTION, old
    return SITE_SOLUTION.replace(old, new)


WRONG: dict[str, list[tuple[str, str]]] = {
    "07-which-cookies": [
        ('my_answer = "ABDEH"', "`same-origin`, sends no cookie to another origin"),
        ('my_answer = "DEH"', "this cookie may go to other sites over https"),
        ('my_answer = "BCDEH"', "A Lax cookie does not go along"),
        ('my_answer = "BEH"', "SameSite is about sites"),
        ('my_answer = "BDH"', "A site has no port"),
        ('my_answer = "BDEFH"', "these are two hosts, so two sites"),
        ('my_answer = "BDEGH"', "A preflight never carries a cookie"),
        ('my_answer = "BDE"', "that is what `same-origin` means"),
    ],
    "07-login": [
        (login(GUARD, ""), "`https://stranger.test` sent a form"),
        (
            login(TRUSTED, "").replace(NOT_IN, 'request.headers.get("Origin") == "null"'),
            "`https://stranger.test` sent a form",
        ),
        (
            login(
                f"and {NOT_IN}", 'and not request.headers.get("Origin", "").endswith(".example")'
            ),
            "`https://evil.example` sent a form",
        ),
        (
            login(
                f"and {NOT_IN}",
                (
                    'and request.headers.get("Origin", "") not in "https://app.example '
                    'https://api.example"'
                ),
            ),
            "`https://app.exampl` sent a form",
        ),
        (
            login(
                f"and {NOT_IN}",
                (
                    'and not request.headers.get("Origin", '
                    '"").startswith(("https://app.example", "https://api.example"))'
                ),
            ),
            "`https://app.example.evil.example` sent a form",
        ),
        (
            login(f"and {NOT_IN}", 'and request.headers.get("Origin") not in (*trusted, "null")'),
            "`null` sent a form",
        ),
        (
            login("trusted = {", 'trusted = {"http://app.example", '),
            "`http://app.example` sent a form",
        ),
        (
            login(f"and {NOT_IN}", 'and "Origin" not in request.headers'),
            "`https://stranger.test` sent a form",
        ),
        (
            login(EQUAL, "if True:").replace(
                'Allow-Origin"] = PAGE', 'Allow-Origin"] = request.headers.get("Origin", "")'
            ),
            "`https://stranger.test` reads `/me`",
        ),
        (
            login(EQUAL, 'if request.headers.get("Origin", "").endswith(".example"):').replace(
                'Allow-Origin"] = PAGE', 'Allow-Origin"] = request.headers["Origin"]'
            ),
            "`https://evil.example` reads `/me`",
        ),
        (
            login(EQUAL, 'if request.headers.get("Origin") in (PAGE, "null"):').replace(
                'Allow-Origin"] = PAGE', 'Allow-Origin"] = request.headers["Origin"]'
            ),
            "`null` reads `/me`",
        ),
        (
            login("; Secure; SameSite=None", ""),
            "its SameSite does not let it be set from another site",
        ),
        (login("; Secure; SameSite=None", "; SameSite=None"), "SameSite=None needs Secure"),
        (
            login("; Secure; SameSite=None", "; Secure; SameSite=Lax"),
            "its SameSite does not let it be set from another site",
        ),
        (login("HttpOnly; ", ""), "A script can read the cookie"),
        (
            login('Credentials"] = "true"', 'Credentials"] = "True"'),
            "Access-Control-Allow-Credentials",
        ),
        (
            login(
                '        response.headers["Access-Control-Allow-Headers"] = "Content-Type"\n', ""
            ),
            "content-type",
        ),
        (
            login(
                '= PAGE\n        response.headers["Access-Control-Allow-C',
                '= "*"\n        response.headers["Access-Control-Allow-C',
            ),
            "`*`",
        ),
        (
            login('{"https://api.example", PAGE}', '{"https://api.example"}'),
            "Your guard refuses this page with 403",
        ),
        (
            login("https://api.example", "https://api.exampl"),
            "A page of `https://api.example` itself no longer",
        ),
        (
            login(
                '{"https://api.example", PAGE}',
                '{"https://api.example", "https://api.exampl", PAGE}',
            ),
            "`https://api.exampl` sent a form",
        ),
        (
            login('if request.method == "POST" and ', "if "),
            "A page of `https://api.example` itself no longer reads",
        ),
        (login('    response.vary.add("Origin")\n', ""), "`Vary: Origin` is missing"),
    ],
    "07-one-site": [
        (
            site("https://app.example.com", APP),
            "`https://app.example`, but the browser sent Origin `https://app.example.com`",
        ),
        (
            site("SameSite=Lax", "SameSite=None"),
            "a request from `https://evil.example` carries the cookie",
        ),
        (site("; SameSite=Lax", ""), "Chromium takes that for Lax; other engines do not"),
        (
            site("Path=/;", "Path=/; Domain=example.com;"),
            "`https://news.example.com` gets the cookie too",
        ),
        (site("HttpOnly; ", ""), "A script can read the cookie"),
        (site("Secure; ", ""), "The cookie goes over plain http"),
        (site("Path=/;", "Path=/; Domain=app.example.com;"), "its Domain is not the server's own"),
        (
            site('    response.headers["Access-Control-Allow-Credentials"] = "true"\n', ""),
            "Access-Control-Allow-Credentials",
        ),
        (
            site(
                '    response.headers["Access-Control-Allow-Origin"] = "https://app.example.com"\n',
                "",
            ),
            "no Access-Control-Allow-Origin",
        ),
        (
            "from flask import request\n"
            + site('"https://app.example.com"', 'request.headers.get("Origin", "")'),
            "`https://stranger.test` reads `/me`",
        ),
        (
            "from flask import request\n"
            + site(
                '    response.headers["Access-Control-Allow-Origin"] = "https://app.example.com"',
                (
                    '    if request.headers.get("Origin", "").endswith(".example.com"):\n        '
                    'response.headers["Access-Control-Allow-Origin"] = '
                    'request.headers["Origin"]'
                ),
            ),
            "reads `/me`",
        ),
    ],
}
