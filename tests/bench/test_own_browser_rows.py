"""Ask your own browser, without a browser: the message that begins a run, the translation of names,
the rows and their verdict.
"""

from __future__ import annotations

import json
from wsgiref.util import setup_testing_defaults

import pytest
import requests

from cors_lab.bench import Bench
from cors_lab.bench.real_browser.case import case_of
from cors_lab.bench.real_browser.compare import Heard, heard_from
from cors_lab.bench.real_browser.rename_origins import Seen, Translated, renamed
from cors_lab.bench.real_browser.run import Case, OwnBrowser, engine_of, out_of_reach
from cors_lab.server.policy import ECHO, Policy
from servers.notes_api import create_app

PAGE, API, LAB = "https://app.example", "https://api.example", "http://127.0.0.1:8888"
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 "
    "Safari/537.36"
)
NAMES = {PAGE: "http://localhost:8888", API: "http://127.0.0.1:5001"}
GET = {"url": f"{API}/notes", "method": "GET", "headers": []}


@pytest.fixture
def own():
    """Makes an OwnBrowser for a policy and a call; its servers end with the test."""
    made = []

    def make(policy=None, call=None, **more):
        case = Case(call or GET, PAGE, create_app(policy or Policy(allow_origin=PAGE)), **more)
        made.append(OwnBrowser(lambda: case))
        return made[-1]

    yield make
    for each in made:
        each.close()


def begin(own, page=LAB):
    return own.answer({"origin": page, "agent": AGENT})


def played(plan, page=LAB, **changed):
    """What a browser without any rules of its own hears: the answer of the real server, as its
    JavaScript would see it.
    """
    init = plan["init"]
    answer = requests.request(
        init["method"],
        plan["url"].replace("localhost", "127.0.0.1"),
        headers={"Origin": page},
        timeout=5,
    )
    shown = [
        [name.lower(), value]
        for name, value in answer.headers.items()
        if name.lower() in ("content-type", "content-length")
    ]
    heard = {
        "fulfilled": True,
        "type": "cors",
        "status": answer.status_code,
        "redirected": False,
        "headers": shown,
        "body": answer.text,
    }
    return json.loads(json.dumps({"run": plan["run"], "heard": {**heard, **changed}}))


def by_label(reply):
    return {row["label"]: row for row in reply["rows"]}


@pytest.mark.parametrize(
    ("page", "host"),
    [
        (LAB, "localhost"),
        ("http://localhost:8888", "127.0.0.1"),
        ("http://[::1]:8888", "localhost"),
    ],
)
def test_the_server_is_asked_under_a_host_that_the_page_has_not_so_that_it_gets_none_of_jupyters_cookies(  # noqa: E501
    own, page, host
):
    plan = begin(own(), page)
    assert plan["url"].startswith(f"http://{host}:")
    assert plan["url"].endswith("/notes")
    assert plan["init"] == {"method": "GET", "headers": []}


def test_the_view_that_asked_is_named_in_every_answer(own):
    button = own()
    begun = button.answer({"view": "left", "origin": LAB, "agent": AGENT})
    assert begun["view"] == button.answer({"view": "left", **played(begun)})["view"] == "left"
    assert button.answer({"view": "right", "origin": "null"})["view"] == "right"


def test_every_run_has_a_port_of_its_own(own):
    button = own()
    assert begin(button)["url"] != begin(button)["url"]


def test_an_agreeing_browser_is_told_so_and_the_servers_log_is_the_witness(own):
    button = own()
    reply = button.answer(played(begin(button)))
    assert (reply["agree"], reply["verdict"]) == (
        True,
        "Your browser and the simulation agree in every row.",
    )
    assert (
        by_label(reply)["request, as the server saw it"]["own"]
        == "GET /notes → 200 (origin: https://app.example)"
    )
    assert by_label(reply)["preflight, as the server saw it"]["own"] == "none came"
    assert "https://app.example" in reply["remarks"][0]
    assert "chromium" in reply["remarks"][1]


def test_a_browser_that_does_otherwise_is_told_in_which_rows(own):
    button = own()
    reply = button.answer(played(begin(button), type="opaque", status=0, headers=[], body=""))
    assert not reply["agree"]
    assert reply["verdict"] == (
        "They differ in: type, status, headers that it can read, body that it can read. "
        "Believe your browser."
    )


def test_a_browser_that_rejects_where_the_simulation_fulfils_differs(own):
    button = own()
    reply = button.answer(
        played(begin(button), fulfilled=False, error="TypeError: Failed to fetch")
    )
    promise = by_label(reply)["promise"]
    assert (promise["simulated"], promise["own"], promise["agree"]) == (
        "fulfilled",
        "rejected: TypeError: Failed to fetch",
        False,
    )


def test_a_server_that_the_browser_cannot_reach_is_said_instead_of_compared(own):
    button = own()
    plan = begin(button)
    reply = button.answer({"run": plan["run"], "heard": {"reached": False}})
    assert (
        reply["sorry"]
        == f"Your browser cannot reach {plan['url']}: is the kernel on another machine?"
    )


def test_an_answer_to_an_earlier_run_is_not_compared(own):
    button = own()
    first = begin(button)
    begin(button)
    assert "earlier run" in button.answer({"run": first["run"], "heard": {}})["sorry"]


def test_a_control_that_was_changed_meanwhile_is_said():
    bench = Bench()
    button = OwnBrowser(lambda: case_of(bench._session))
    plan = begin(button)
    bench.method = "PUT"
    assert (
        button.answer({"run": plan["run"], "heard": {}})["sorry"]
        == "A control was changed meanwhile. Ask again."
    )
    button.close()


@pytest.mark.parametrize(
    "page",
    [
        "https://hub.example",
        "vscode-webview://1a2b",
        "null",
        "http://127.0.0.1.evil.example",
        "None",
    ],
)
def test_a_page_that_is_not_on_loopback_is_told_why_not(own, page):
    assert begin(own(), page)["sorry"] == out_of_reach(page) != ""


@pytest.mark.parametrize(
    "page",
    [LAB, "http://localhost", "http://lab.localhost:8888", "http://127.1.2.3", "http://[::1]:1"],
)
def test_a_page_on_loopback_is_within_reach(page):
    assert out_of_reach(page) == ""


@pytest.mark.parametrize(
    "message", [{"heard": "nonsense"}, {"heard": None}, {"heard": {"status": "x"}}, {"heard": []}]
)
def test_a_message_that_no_view_sends_is_a_sentence(own, message):
    button = own()
    assert "sorry" in button.answer({**message, "run": begin(button)["run"]})


def test_what_a_page_heard_is_taken_as_text():
    heard = heard_from(
        {"fulfilled": "yes", "headers": [["a", 1], "b", ["c"]], "body": {"x": 1}, "reached": 0}
    )
    assert heard == Heard(False, headers=(("a", "1"),), body="{'x': 1}")


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (PAGE, "http://localhost:8888"),
        (f"{PAGE}/", "http://localhost:8888/"),
        ("https://APP.example", "HTTP://LOCALHOST:8888"),
        (f"{PAGE}:8443", f"{PAGE}:8443"),
        (f"{PAGE}.evil.test", f"{PAGE}.evil.test"),
        ("http://app.example", "http://app.example"),
        (f"{PAGE}, {API}", "http://localhost:8888, http://127.0.0.1:5001"),
        ("*", "*"),
        ("null", "null"),
    ],
)
def test_a_name_becomes_the_real_one_and_a_mistake_stays_a_mistake(value, wire):
    assert renamed(value, NAMES) == wire


def exchange(policy, app=None, **environ):
    """One request to a translated server: the answer's headers, what the app got, what the log
    has.
    """
    got, log, answered = {}, [], []
    setup_testing_defaults(environ)

    def asked(environ, start_response):
        got.update(environ)
        return (app or create_app(policy))(environ, start_response)

    list(
        Translated(asked, NAMES, "lab1", log.append)(
            environ, lambda status, headers, exc_info=None: answered.extend(headers)
        )
    )
    return answered, got, log


def test_the_app_is_asked_in_the_lessons_names_and_answers_in_the_real_ones():
    headers, got, log = exchange(
        Policy(allow_origin=ECHO),
        HTTP_ORIGIN="http://localhost:8888",
        PATH_INFO="/notes",
        REQUEST_URI="/notes",
    )
    assert ("Access-Control-Allow-Origin", "http://localhost:8888") in headers
    assert got["HTTP_ORIGIN"] == PAGE
    assert log == [Seen("GET", "/notes", 200, False, (("host", "127.0.0.1"), ("origin", PAGE)))]


def test_cookies_of_jupyter_and_of_earlier_runs_reach_neither_the_app_nor_the_log():
    _, got, log = exchange(
        Policy(), HTTP_COOKIE="_xsrf=2|secret; lab0-sid=old; username-127-0-0-1=x"
    )
    assert "HTTP_COOKIE" not in got
    assert "cookie" not in dict(log[0].headers)


def test_a_runs_own_cookies_come_back_under_the_apps_names_and_are_not_shown():
    def app(environ, start_response):
        start_response(
            "200 OK",
            [
                ("Set-Cookie", "sid=1; Secure"),
                ("Set-Cookie", "__Host-id=2; Path=/"),
                ("Set-Cookie", "flag"),
            ],
        )
        return []

    headers, got, log = exchange(
        None, app, HTTP_COOKIE="lab1-sid=1; __Host-lab1-id=2; _xsrf=secret"
    )
    assert [value for _, value in headers] == [
        "lab1-sid=1; Secure",
        "__Host-lab1-id=2; Path=/",
        "lab1-flag",
    ]
    assert got["HTTP_COOKIE"] == "sid=1; __Host-id=2"
    assert dict(log[0].headers)["cookie"] == "(not shown)"


def test_a_sandboxed_page_is_a_sandboxed_frame_of_the_real_one_and_null_stays_null(own):
    case = Case(GET, "sandbox", create_app(Policy(allow_origin="null")))
    button = OwnBrowser(lambda: case)
    plan = begin(button)
    reply = button.answer(played(plan, page="null"))
    assert plan["framed"]
    assert reply["agree"], reply["rows"]
    assert (
        by_label(reply)["request, as the server saw it"]["own"] == "GET /notes → 200 (origin: null)"
    )
    assert "sandboxed frame" in reply["remarks"][0]


def test_an_app_that_fails_is_in_the_log_too():
    def broken(environ, start_response):
        raise RuntimeError("broken on purpose")

    log = []
    environ = {}
    setup_testing_defaults(environ)
    with pytest.raises(RuntimeError):
        Translated(broken, NAMES, "lab1", log.append)(environ, lambda *_: None)
    assert [seen.status for seen in log] == [500]


@pytest.mark.parametrize(
    ("agent", "engine"),
    [
        (AGENT, "chromium"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox"),
        (
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "Version/26.0 Safari/605.1.15"
            ),
            "webkit",
        ),
        ("curl/8.5.0", "standard"),
    ],
)
def test_the_engine_is_what_the_browser_says_it_is(agent, engine):
    assert engine_of(agent) == engine


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"page": "file"}, "a file: page"),
        ({"page": "sandbox"}, ""),
        ({"page": "https://api.example"}, "own origin"),
        ({"framed_by": "https://portal.example"}, "in a frame"),
        ({"upload_listener": True}, "XMLHttpRequest"),
        ({"server": "stopped"}, "nobody to ask"),
        ({}, ""),
    ],
)
def test_what_no_notebooks_page_can_stand_for_is_a_sentence(state, words):
    found = case_of(Bench(state=state)._session).obstacle
    assert words in found
    assert bool(found) is bool(words)


def test_a_redirect_to_another_origin_gets_a_real_server_there_too():
    case = case_of(Bench(state={"redirect_to": "https://other.example/notes"})._session)
    assert list(case.elsewhere) == ["https://other.example"]
