"""Wrong answers to the exercises of lesson 10, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n10_two_caches.exercises import LASTS, STARTER, seconds

SOLUTION = STARTER.replace('3600"}', '3600", "Vary": "Origin"}')
CONDITION = 'request.headers.get("Origin") in {"https://app.example", "https://admin.example"}'


def numbers(place: int, value: str) -> str:
    """The right numbers, but for one."""
    right = {question: str(seconds(question)) for question in LASTS}
    right[list(LASTS)[place]] = value
    return f"my_answer = {right!r}"


def prices(old: str, new: str) -> str:
    """The solution of 10-poisoned with one thing changed."""
    assert old in SOLUTION, old
    return SOLUTION.replace(old, new)


WRONG: dict[str, list[tuple[str, str]]] = {
    "10-how-long": [
        (numbers(0, "86400"), "Chromium keeps it for two hours at most"),
        (numbers(1, "7200"), "Firefox keeps it for a day at most"),
        (numbers(2, "86400"), "WebKit's limit is the lowest"),
        (numbers(3, "600"), "A limit only shortens"),
        (numbers(4, "0"), "a yes is good for 5 seconds"),
        (numbers(5, "600"), "A copy is no preflight"),
        (numbers(0, "2 hours"), "is no number of seconds"),
        (numbers(0, ""), "has no number yet"),
    ],
    "10-poisoned": [
        (
            prices(', "Vary": "Origin"', "").replace(
                "    return {", '        headers["Vary"] = "Origin"\n    return {'
            ),
            "no Access-Control-Allow-Origin for this page",
        ),
        (
            prices('"Vary": "Origin"', '"Vary": "Accept-Encoding"'),
            "no Access-Control-Allow-Origin for this page",
        ),
        (prices("max-age=3600", "no-store"), "Three reads in an hour cost 3 requests"),
        (
            prices(', "Vary": "Origin"', "").replace("max-age=3600", "no-store"),
            "Three reads in an hour cost 3 requests",
        ),
        (prices('"Vary": "Origin"', '"Vary": "*"'), "Three reads in an hour cost 3 requests"),
        (
            prices(f"    if {CONDITION}:\n        headers", "    headers").replace(
                '= request.headers["Origin"]', '= "*"'
            ),
            "`https://stranger.test` reads the prices too",
        ),
        (
            prices(f"if {CONDITION}", 'if request.headers.get("Origin")'),
            "`https://stranger.test` reads the prices too",
        ),
        (
            prices(
                f"if {CONDITION}",
                (
                    'if request.headers.get("Origin", "none") in "https://app.example, '
                    'https://admin.example"'
                ),
            ),
            "reads the prices too",
        ),
        (
            prices(
                f"if {CONDITION}",
                'if request.headers.get("Origin", "").endswith(("app.example", "admin.example"))',
            ),
            "reads the prices too",
        ),
        (
            prices('= request.headers["Origin"]', '= "https://app.example"'),
            "`https://admin.example` should read the prices",
        ),
        (prices("max-age=3600", "max-age=600"), "Three reads in an hour cost 2 requests"),
        (
            prices('"Vary": "Origin"', '"Vary": "Referer"'),
            "no Access-Control-Allow-Origin for this page",
        ),
        (
            prices(', "https://admin.example"', ', "https://admin.example", "null"'),
            "`null` reads the prices too",
        ),
    ],
}
