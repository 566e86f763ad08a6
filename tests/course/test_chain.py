"""The chain of lesson 14: which layer spoke, and a stand-in that answers as nginx itself does."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.course import chain, check, in_front
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.lessons.n14_between_app_and_browser import fronts
from cors_lab.course.lessons.n14_between_app_and_browser.chain import (
    CALLS,
    FROM_DEV,
    OWN_API,
    PROXIED,
    START,
    Chain,
)
from cors_lab.course.lessons.n14_between_app_and_browser.exercises import GUARD, RELAY_SOLUTION
from cors_lab.course.lessons.n14_between_app_and_browser.fronts import behind_nginx, nginx_for
from cors_lab.course.lessons.n14_between_app_and_browser.internet import internet
from cors_lab.course.lessons.n14_between_app_and_browser.layers import (
    ADMIN,
    BY_LIST,
    NO_VARY,
    NOTHING,
    OPTIONS,
    OTHERS,
    the_app,
)
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_text import read_location
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from cors_lab.server.loopback import Server, serve
from cors_lab.server.nginx import nginx_binary
from tests.course.test_exercises import answer_of
from tests.course.wrong.lesson_14 import ALLOW, BOTH, HIDE, WRONG, nginx

needs_nginx = pytest.mark.skipif(nginx_binary() is None, reason="nginx is not installed")
PUT, LONG = "PUT /notes/1, JSON", "POST /notes, 4 kB of text"
ADDS = "Allow-Origin https://app.example"
CASES: dict[str, dict[str, Any]] = {
    "as it begins": {},
    "two voices": {"adds": ADDS},
    "the app's is hidden": {"adds": "the same, and hides the app's"},
    "a 404 without the header": {"adds": ADDS, "says": NOTHING, "call": "GET /nothing (404)"},
    "a 404 with it": {"adds": "the same, always", "says": NOTHING, "call": "GET /nothing (404)"},
    "a 413": {"small": True, "call": LONG, "adds": "the same, always"},
    "a 502": {"runs": False, "adds": "the same, always"},
    "a preflight": {"call": PUT},
    "a preflight, stopped": {"call": PUT, "options": OPTIONS[1]},
    "the app broken": {"call": "GET /broken (500)"},
}


@pytest.fixture
def links() -> Chain:
    """A chain of its own: a new one takes the place of the last one's servers."""
    return Chain()


def seen(links: Chain, **values: Any) -> str:
    return " ".join("\n".join(links({**START, **values}).text()).split())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "The answer is from: app."),
        ({"adds": ADDS}, "Access-Control-Allow-Origin is from app and from nginx."),
        ({"runs": False}, "The answer is from: nginx."),
        ({"small": True, "call": LONG}, "[nginx] answers 413"),
        ({"call": PUT, "options": OPTIONS[1]}, "[nginx] is never asked"),
        ({"call": PUT, "options": OPTIONS[2]}, "The answer is from: gateway."),
        ({"others": OTHERS[1]}, "[gateway] answers 429"),
        ({"others": OTHERS[2]}, "[gateway] answers 302"),
        ({"others": OTHERS[2], "way": PROXIED}, "[login page] answers 200"),
        ({"strips": True}, "[CDN] takes `Origin` off the request"),
        ({"keeps": True, "says": NO_VARY, "before": ADMIN}, "[CDN] answers 200 from its copy"),
        ({"adds": "the same, and hides the app's"}, "✓ The page can read the response"),
        ({"way": PROXIED, "says": NOTHING}, "it is the page's own origin"),
        ({"way": PROXIED, "proxies": False}, "[dev proxy] answers 200 with the page itself, HTML"),
        ({"way": PROXIED, "call": PUT}, "`PUT /api/notes/1` · `Origin: http://localhost:3000`"),
        ({"way": OWN_API}, "[file host] answers 200 with the page itself, HTML"),
        ({"way": FROM_DEV}, "http://localhost:3000 may not read it"),
    ],
)
def test_the_layer_that_spoke_is_named(links: Chain, values: dict[str, Any], said: str) -> None:
    assert said in seen(links, **values)


def test_a_copy_made_with_vary_is_not_handed_to_another_page(links: Chain) -> None:
    assert "from its copy" not in seen(links, keeps=True, says=BY_LIST, before=ADMIN)


def test_a_header_is_set_by_one_layer(links: Chain) -> None:
    shown = seen(links)
    assert "`Vary: Origin` · Set by: app" in shown
    assert "`Server: nginx` · Set by: nginx" in shown


def test_every_switch_of_the_widget_says_what_it_does() -> None:
    widget = chain(call=PUT)
    for name in CALLS:
        assert widget.set(call=name).seen.sentence
    assert "there is no 'loudly'; there are 'no header'" in repr(widget.set(adds="loudly"))
    with pytest.raises(ValueError, match="there is no 'colour'"):
        chain(colour="red")


LINES = {
    text
    for id in ("14-doubled", "14-error-page")
    for text in (EXERCISES[id].solution(), *(code for code, _ in WRONG[id]))
}


def takes(text: str) -> bool:
    try:
        read_location(text)
    except ValueError:
        return False
    return True


def answers(transport: Any, url: str) -> Iterator[tuple[Any, ...]]:
    """What comes back for every kind of request that a judge makes."""
    long = "x" * (1024 * 1024 + 1)
    origins = ["https://app.example", "https://admin.example", "https://app.example.evil.example"]
    origins += ["HTTPS://APP.EXAMPLE", "null", ""]
    asks = [("GET", "/notes", "", 6), ("GET", "/nothing", "", 2), ("OPTIONS", "/notes/1", "", 1)]
    for method, path, body, count in [*asks, ("POST", "/notes", long, 1)]:
        for origin in origins[:count]:
            headers = [("Host", "api.example"), ("Content-Length", str(len(body)))]
            headers += [("Origin", origin)] if origin else []
            request = HTTPRequest("request", method, f"{url}{path}", tuple(headers), body.encode())
            answer = transport.send(request, url)
            assert isinstance(answer, HTTPResponse), answer
            told = sorted(
                (name.lower(), value)
                for name, value in answer.headers
                if name.lower().startswith(("access-control-", "vary", "location"))
            )
            own_page = answer.body if b"<center>nginx" in answer.body else b""
            yield method, path, origin, answer.status, told, own_page


def of_both(lines: str, says: str) -> tuple[list[Any], list[Any]]:
    """What nginx itself answers with these lines, and what the stand-in does."""
    with serve(the_app({"says": says}), name="https://app.nginx.example") as app:
        server = nginx_for(lines, app.url, "https://front.nginx.example")
        real = list(answers(SocketTransport(), server.url))
        server.stop()
    instead = WSGITransport(behind_nginx(lines, the_app({"says": says})))
    return real, list(answers(instead, "http://api.example"))


@needs_nginx
def test_nginx_itself_answers_every_known_answer_as_the_stand_in_does() -> None:
    texts = [lines for lines in map(str, map(answer_of, sorted(LINES))) if takes(lines)]
    assert len(texts) >= 20
    for lines in texts:
        real, instead = of_both(lines, BY_LIST)
        assert instead == real, lines


@needs_nginx
@pytest.mark.parametrize(
    "lines",
    [
        "if ($request_method = OPTIONS) { add_header X-A 1 always; return 204; } add_header X-B 2;",
        "set $who stranger; if ($http_origin = https://app.example) { set $who friend; } "
        "add_header Access-Control-Allow-Origin $who always;",
        'add_header Access-Control-Allow-Origin "${http_origin}" always; return 200 "hi";',
        "map $http_origin $o { default none; https://app.example one; ~*ADMIN two; } "
        "add_header Access-Control-Allow-Origin $o;",
        "if ($http_origin !~ example$) { return 403; } add_header Vary 'a, b' always; return 404;",
        "return 302 https://login.example/;",
        "add_header Access-Control-Allow-Origin 'a \\' b' always; # a comment; with a sign",
    ],
)
def test_other_lines_mean_the_same_to_both(lines: str) -> None:
    real, instead = of_both(lines, NOTHING)
    assert instead == real


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("add_header X 1", "has no end"),
        ("add_header X 1; }", "too many"),
        ("if ($request_method = OPTIONS) { return 204;", "has no end"),
        ('add_header X "1;', "a quote is not closed"),
        ("add_header X $nobody;", "there is no variable `$nobody`"),
        ("if ($http_origin ~ '(') { return 403; }", "is no pattern"),
        ("if $http_origin { return 403; }", "in brackets"),
        ("map $a { b c; }", "a source and a variable"),
        ("return no;", "`return` wants a status"),
        ("client_max_body_size many;", "is no size"),
        ("if ($http_origin) { proxy_pass http://app; }", "may not be in an `if` here"),
        ("lua_code_cache off;", "does not know `lua_code_cache`"),
    ],
)
def test_lines_that_are_wrong_get_one_sentence(lines: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as raised:
        behind_nginx(lines, the_app({"says": NOTHING}))
    assert "\n" not in str(raised.value)


def test_settings_come_from_the_table_of_products() -> None:
    for name, words in {"caddy": "@preflight", "traefik": "addVaryHeader", "vite": "proxy"}.items():
        assert words in repr(in_front(name))
    assert "cannot be tried" in repr(in_front("nginx").set(page="https://app.example\nX: y"))
    with pytest.raises(ValueError, match="there is no 'iis'"):
        in_front("iis")


def test_the_page_s_words_cannot_break_out_of_the_widget() -> None:
    assert "<script>" not in in_front("caddy").set(page="<script>")._static_html()


HIDDEN_AND_MAPPED = nginx(f"{BOTH}{HIDE}{ALLOW} $cors always;")
RIGHT = {
    "14-doubled": [
        HIDDEN_AND_MAPPED,
        HIDDEN_AND_MAPPED.replace(
            "map $http_origin $cors {", "map $http_origin $cors { default '';"
        ),
        'my_answer = "location / { proxy_pass http://app; }"[13:-2]',
    ],
    "14-options": [
        GUARD.format(
            condition='request.method == "OPTIONS":\n        return None\n    if '
            'request.headers.get("Authorization", "") != "Bearer ada"'
        ).replace("403", "401"),
    ],
    "14-relay": [
        RELAY_SOLUTION.replace("answer.content, {", "answer.json(), {"),
        RELAY_SOLUTION.replace("answer.content, {", "answer.text, answer.status_code, {"),
        RELAY_SOLUTION.replace("from requests import get", "import requests").replace(
            " get(request", " requests.Session().get(request"
        ),
        RELAY_SOLUTION.replace(', {"Access-Control-Allow-Origin": "https://app.example"}', "")
        + '\n\nfrom flask_cors import CORS\nCORS(my_app, origins=["https://app.example"])',
    ],
}


@pytest.mark.parametrize(
    ("id", "code"), [(id, code) for id, codes in RIGHT.items() for code in codes]
)
def test_a_right_answer_of_another_kind_is_right(id: str, code: str) -> None:
    feedback = check(id, answer_of(code))
    assert feedback.passed, feedback


def test_where_nginx_does_not_start_something_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "nginx_binary", lambda: "/nowhere/nginx")

    def refuse(*_: object) -> None:
        raise FileNotFoundError("nginx is not installed")

    monkeypatch.setattr(fronts, "Nginx", refuse)
    assert "The answer is from: nginx." in seen(Chain(), runs=False)


def test_the_hosts_of_the_chain_are_on_this_machine(links: Chain) -> None:
    assert all(url.startswith("http://127.0.0.1:") for url in links.hosts.values())


@needs_nginx
def test_the_stand_in_shows_what_nginx_itself_shows(links: Chain) -> None:
    real = {name: seen(links, **values) for name, values in CASES.items()}
    instead = Chain(itself=False)  # it takes the place of the other one's servers
    assert isinstance(instead.nginx, Server)
    assert {name: seen(instead, **values) for name, values in CASES.items()} == real


def test_the_internet_of_the_relay_leaves_everything_as_it_was() -> None:
    before = dict(vars(socket.socket)), socket.getaddrinfo
    with internet() as found, pytest.raises(OSError, match="ask with `requests`"):
        socket.create_connection(("weather.example", 443))
    assert found.asked == []
    assert (dict(vars(socket.socket)), socket.getaddrinfo) == before
