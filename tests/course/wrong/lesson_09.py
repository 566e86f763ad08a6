"""Wrong answers to the exercises of lesson 09, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n09_redirects.exercises import (
    NULL_SOLUTION,
    SLASH_STARTER,
    WALL_SOLUTION,
    WALL_STARTER,
    WALL_TOP,
)

ANSWER = 'return {"login": "https://login.example/"}, 401'
OPTIONS = 'request.method == "OPTIONS" or '
IN_LIST = 'if request.headers.get("Origin") in listed:'
NO_KEY = ('= request.headers["Origin"]', '= request.headers.get("Origin", "none")')


def wall(old: str, new: str) -> str:
    """The solution of 09-wall with one thing changed."""
    assert old in WALL_SOLUTION, old
    return WALL_SOLUTION.replace(old, new)


def null(old: str, new: str) -> str:
    """The solution of 09-null with one thing changed."""
    assert old in NULL_SOLUTION, old
    return NULL_SOLUTION.replace(old, new)


def listed(condition: str) -> str:
    code = null(IN_LIST, f'origin = request.headers.get("Origin", "")\n    if {condition}:')
    return code.replace(*NO_KEY)


BOTH = SLASH_STARTER.replace('"/feedback/"', '"/feedback/", strict_slashes=False')
EVERYONE = """

@my_app.after_request
def everyone(response):
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response"""

WRONG: dict[str, list[tuple[str, str]]] = {
    "09-wall": [
        (
            WALL_STARTER.replace(
                "if request.path", 'if request.method != "OPTIONS" and request.path'
            ),
            "follows the redirect",
        ),
        (
            WALL_STARTER.replace(
                'return redirect("https://login.example/")', 'return "Please log in.", 401'
            ),
            "The preflight is answered 401",
        ),
        (
            wall(ANSWER, 'return "<h1>Log in</h1>", 200'),
            "With no session, nothing may be handed out",
        ),
        (wall(ANSWER, 'return "No.", 403'), "401 says that she has to log in"),
        (wall(ANSWER, 'return redirect("/login")'), "With no session, nothing may be handed out"),
        (
            wall(
                'request.cookies.get("session") != "ada"',
                'not request.cookies.get("session", "").startswith("ada")',
            ),
            "The session `adamant` is let in",
        ),
        (
            wall('request.cookies.get("session") != "ada"', '"session" not in request.cookies'),
            "The session `adamant` is let in",
        ),
        (wall(' != "ada"', ' != "eve"'), "does not recognise Ada's session"),
        (
            wall(
                f'    if request.cookies.get("session") != "ada":\n        {ANSWER}',
                "    return None",
            ),
            "With no session, nothing may be handed out",
        ),
        (wall(ANSWER, 'return redirect("https://login.example/", 307)'), "follows the redirect"),
        (
            (
                f'{WALL_TOP}    if request.method == "GET" and request.path != "/login" and '
                'request.cookies.get("session") != "ada":\n        return "", 401'
            ),
            "`POST /notes`, not logged in",
        ),
        (wall(ANSWER, 'return "", 401, {"Access-Control-Allow-Origin": "*"}'), "reads `/me`"),
    ],
    "09-slash": [
        (SLASH_STARTER.replace('"/feedback/"', '"/feedback"'), "with it, and read 201"),
        (BOTH.replace("post", "get"), "It reads the status 40"),
        (BOTH.replace("201", "200"), "It reads the status 200"),
        (SLASH_STARTER + EVERYONE, "The preflight is answered with a redirect"),
        (BOTH + EVERYONE, "`https://stranger.test` can send it too"),
        (
            BOTH + EVERYONE.replace('"*"', 'by_hand.request.headers.get("Origin", "")', 1),
            "`https://stranger.test` can send it too",
        ),
        (BOTH.replace('{"thanks": "Ada"}', "{}"), "should send JSON to `/feedback`"),
    ],
    "09-null": [
        (
            null('"https://admin.example"}', '"https://admin.example", "null"}'),
            "You are in, as the attacker",
        ),
        (null(', "https://admin.example"', ""), "`https://admin.example` should read `/me`"),
        (listed('origin != "null"'), "`https://stranger.test` reads `/me`"),
        (
            listed('origin in listed or not origin.startswith("http")'),
            "You are in, as the attacker",
        ),
        (
            listed('origin.startswith(("https://app.example", "https://admin.example"))'),
            "`https://app.example.evil.example` reads `/me`",
        ),
        (
            listed('origin.endswith(("app.example", "admin.example"))'),
            "`https://evilapp.example` reads `/me`",
        ),
        (
            listed('origin in "https://app.example, https://admin.example, null"'),
            "You are in, as the attacker",
        ),
        (
            listed(
                'origin in listed or request.headers.get("Referer", '
                '"").startswith("https://app.example")'
            ),
            "`https://app.example.evil.example` reads `/me`",
        ),
        (null('    response.vary.add("Origin")\n', ""), "`Vary: Origin` is missing"),
        (null('= request.headers["Origin"]', '= "null"'), "should read `/me`"),
        (
            null('        response.headers["Access-Control-Allow-Credentials"] = "true"\n', ""),
            "Access-Control-Allow-Credentials",
        ),
        (
            null(
                IN_LIST,
                (
                    'import re\n    if re.match("https://(app|admin).example", '
                    'request.headers.get("Origin", "")):'
                ),
            ),
            "`https://app.example.evil.example` reads `/me`",
        ),
    ],
}
