"""No solution that was broken so that it lets a stranger in is accepted.

Whether it does is found out without the judges, the lint or the simulated browser: the app is asked
over WSGI, and the answer's header is read.
"""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from werkzeug.test import Client

from cors_lab.course import check
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.lessons.n14_between_app_and_browser.internet import internet
from tests.course.mutants import mutants
from tests.course.test_exercises import NAMES

APP, ADMIN = "https://app.example", "https://admin.example"
TWO = {APP, ADMIN}
# Who may read, where it is not https://app.example alone.
ALLOWED = {
    "02-two-origins": TWO,
    "06-allow-list": TWO,
    "06-flask-cors": TWO,
    "09-null": TWO,
    "10-poisoned": TWO,
    "12-close": TWO,
}
# Whose origins are not what the learner writes: these have tests of their own kind. The solution
# of 07-one-site names one origin to everyone, so no mutant lets another one in.
OTHERS = {
    "07-one-site",
    "09-wall",
    "09-slash",
    "12-shops",
    "12-not-a-login",
    "14-options",
    "14-relay",
}
STRANGERS = (
    "https://evil.example",
    "https://stranger.test",
    "https://app.exampl",
    "https://app",
    "https://a",
    "https://admin.exam",
    "https://app.example.evil.example",
    "https://evilapp.example",
    "https://evil-admin.example",
    "https://appxexample",
    "http://app.example",
    "http://admin.example",
    "https://app.example:8443",
    "https://x.app.example",
    "https://evil.test/https://app.example",
    "null",
)
ROUTES = (
    ("GET", "/notes"),
    ("GET", "/me"),
    ("POST", "/notes"),
    ("GET", "/broken"),
    ("GET", "/books"),
    ("GET", "/prices"),
    ("GET", "/secret"),
)
SERVERS = [
    id for id, exercise in EXERCISES.items() if exercise.accepts == "app" and id not in OTHERS
]
SHOP, LOGIN, GATEWAY, RELAY = "03-guard", "07-login", "14-options", "14-relay"
OWN = "https://api.example"


def run(code: str) -> Any:
    """What the code leaves behind, or None where it does not run."""
    names: dict[str, Any] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(code, "<mutant>", "exec"), names)
    except Exception:
        return None
    return next((names[name] for name in NAMES if name in names), None)


def reads(app: Any, origin: str, method: str, path: str) -> bool:
    """Would a browser hand this answer to a page of this origin, without cookies?"""
    app.testing = False
    try:
        answer = Client(app).open(path, method=method, headers={"Origin": origin})
    except Exception:
        return False
    values = answer.headers.getlist("Access-Control-Allow-Origin")
    return answer.status_code != 405 and values in ([origin], ["*"])


def lets_in(id: str, app: Any) -> str:
    """A stranger that gets through, "" where none does."""
    allowed = ALLOWED.get(id, {APP})
    for origin in (*STRANGERS, ADMIN):
        for method, path in ROUTES:
            if origin not in allowed and reads(app, origin, method, path):
                return f"{origin} {method} {path}"
    return ""


def takes_an_order(app: Any) -> str:
    """A stranger whose form the shop takes, "" where none is."""
    for origin in (*(one.replace("app.", "api.") for one in STRANGERS), "https://evilapi.example"):
        headers = {"Origin": origin, "Content-Type": "text/plain"}
        try:
            answer = Client(app).post("/orders", data="tea", headers=headers)
        except Exception:
            continue
        if origin != OWN and answer.status_code < 400:
            return origin
    return ""


def changes_the_address(app: Any) -> str:
    """A stranger whose form changes Ada's address, "" where none does, or where the app raises."""
    client = Client(app, use_cookies=False)
    for origin in (*STRANGERS, "https://api.exampl", "http://api.example"):
        headers = {"Origin": origin, "Content-Type": "text/plain", "Cookie": "session=ada"}
        try:
            client.post("/me/email", data="eve", headers=headers)
            account = client.get("/me", headers={"Cookie": "session=ada"}).text
        except Exception:
            return ""
        if "eve" in account:
            return origin
    return ""


@pytest.mark.slow
def test_a_mutant_of_the_login_that_takes_forged_requests_fails() -> None:
    wide = 0
    for name, code in mutants(EXERCISES[LOGIN].solution()):
        app = run(code)
        stranger = changes_the_address(app) if app is not None else ""
        if stranger:
            wide += 1
            assert not check(LOGIN, run(code)).passed, f"{name}: {stranger}"
    assert wide >= 3


def gets_through_the_gateway(app: Any) -> str:
    """A request without the token that the gateway lets through, "" where it lets none."""
    for headers in ({}, {"Origin": APP}, {"Authorization": ""}, {"Authorization": "Bearer ada2"}):
        for method, path in (("GET", "/notes"), ("PUT", "/notes/1")):
            try:
                answer = Client(app).open(path, method=method, headers=headers)
            except Exception:
                continue
            if answer.status_code < 300:
                return f"{method} {path} {headers}"
    return ""


def test_a_mutant_of_the_gateway_that_lets_anyone_in_fails() -> None:
    wide = 0
    for name, code in mutants(EXERCISES[GATEWAY].solution()):
        app = run(code)
        through = gets_through_the_gateway(app) if app is not None else ""
        if through:
            wide += 1
            assert not check(GATEWAY, run(code)).passed, f"{name}: {through}"
    assert wide >= 3


def asks_elsewhere(app: Any) -> str:
    """An address that is not on the relay's list, and that it asks; "" where it asks none."""
    known = ("https://weather.example/today", "https://news.example/today")
    others = ["https://evil.example/", "http://169.254.169.254/", "https://weather.example/"]
    others += [
        *(f"{one}.evil" for one in known),
        *(f"https://evil.example/?{one}" for one in known),
    ]
    for url in (*others, "https://weather.example@evil.example/today", "https://weather"):
        with internet() as found:
            try:
                Client(app, use_cookies=False).get("/relay", query_string={"url": url})
            except Exception:
                continue
        if found.asked:
            return url
    return ""


def test_a_mutant_of_the_relay_that_asks_elsewhere_fails() -> None:
    wide = 0
    for name, code in mutants(EXERCISES[RELAY].solution()):
        app = run(code)
        elsewhere = asks_elsewhere(app) if app is not None else ""
        if elsewhere:
            wide += 1
            assert not check(RELAY, run(code)).passed, f"{name}: {elsewhere}"
    assert wide >= 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("; Secure", ""),
        ("; HttpOnly", ""),
        ("SameSite=Lax", "SameSite=None"),
        ("; SameSite=Lax", ""),
        ("; Secure", "; Secure; Domain=example.com"),
        ("https://app.example.com", "https://app.example"),
        ("https://app.example.com", "*"),
        ('"true"', '"True"'),
    ],
)
@pytest.mark.slow
def test_a_cookie_that_goes_further_than_it_has_to_fails(old: str, new: str) -> None:
    solution = EXERCISES["07-one-site"].solution()
    assert check("07-one-site", run(solution)).passed
    mutant = solution.replace(old, new)
    assert mutant != solution
    assert not check("07-one-site", run(mutant)).passed


@pytest.mark.parametrize("id", SERVERS)
@pytest.mark.slow
def test_a_mutant_that_lets_a_stranger_in_fails(id: str) -> None:
    wide = 0
    for name, code in mutants(EXERCISES[id].solution()):
        app = run(code)
        if app is None or not hasattr(app, "wsgi_app"):
            continue
        stranger = takes_an_order(app) if id == SHOP else lets_in(id, app)
        if stranger:
            wide += 1
            assert not check(id, run(code)).passed, f"{name}: {stranger}"
    assert wide >= 2  # the test can fail: some mutants do let strangers in


def test_a_mutant_of_the_check_that_answers_differently_fails() -> None:
    id = "02-cors-check"
    solution = run(EXERCISES[id].solution())
    values = (None, "*", APP, f"{APP}/", "null", "https://app", f"{APP}.evil.example", f"x{APP}")
    calls = [(APP, value, cookies) for value in values for cookies in (True, False)]
    different = 0
    for name, code in mutants(EXERCISES[id].solution()):
        mutant = run(code)
        if mutant and any(_called(mutant, call) != solution(*call) for call in calls):
            different += 1
            assert not check(id, mutant).passed, name
    assert different >= 5


def _called(function: Any, call: tuple[Any, ...]) -> Any:
    try:
        return function(*call)
    except Exception as error:
        return error
