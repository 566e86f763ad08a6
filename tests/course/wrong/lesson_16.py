"""Wrong answers to the exercises of lesson 16, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n16_the_clinic.exercises import SOLUTION, STARTER

RIGHT = {"first": "server", "second": "proxy", "third": "page", "fourth": "cache"}


def beds(**changed: str) -> str:
    """The right places, but for these."""
    return f"my_answer = {RIGHT | changed!r}"


def changed(old: str, new: str) -> str:
    """The solution with something else in it."""
    assert old in SOLUTION
    return SOLUTION.replace(old, new)


WRONG: dict[str, list[tuple[str, str]]] = {
    "16-where": [
        (beds(first="proxy"), "first: Not there. If it were a layer"),
        (beds(second="server"), "second: Not there. If it were the app"),
        (beds(third="server"), "third: Not there. If it were the app"),
        (beds(fourth="server"), "fourth: Not there. If it were the app"),
        (beds(fourth="the moon"), "fourth: Choose a place"),
    ],
    "16-two-illnesses": [
        (STARTER, "no Access-Control-Allow-Origin"),
        (
            changed('request.method != "OPTIONS" and ', ""),
            "The guard refuses the preflight",
        ),
        (
            changed('["Access-Control-Allow-Headers"] = "Authorization"', '["X-Other"] = "1"'),
            "allows nothing (credentials",
        ),
        (changed("        abort(401)", "        pass"), "its status is 200 and not 401"),
        (
            changed('if origin in {"https://app.example"}:', "if origin:"),
            "`https://stranger.test`",
        ),
    ],
}
