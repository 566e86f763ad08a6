"""A server's CORS settings: which headers, on which answers."""

from __future__ import annotations

import dataclasses
import json

import pytest
from flask import Flask, make_response
from werkzeug.test import Client

from cors_lab.server.policy import ECHO, SAME, Policy, PolicyFront

ORIGIN = "https://app.example"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "x-a,x-b",
}

EVERYTHING = Policy(
    allow_origin=ORIGIN,
    allow_credentials=True,
    allow_methods="GET, PUT",
    allow_headers="X-A",
    max_age=600,
    expose_headers="X-Total",
    vary=True,
)


def cors_of(response):
    return [
        (name, value)
        for name, value in response.headers
        if name.startswith("Access-Control-") or name == "Vary"
    ]


@pytest.fixture
def app():
    app = Flask("patient")
    app.add_url_rule("/", view_func=lambda: "hello", methods=["GET", "PUT"])
    app.add_url_rule(
        "/own",
        "own",
        view_func=lambda: make_response(
            "own", {"Access-Control-Allow-Origin": "https://own.example"}
        ),
    )
    app.add_url_rule("/broken", "broken", view_func=lambda: 1 / 0)
    return app


def test_a_preflight_gets_its_headers_and_a_response_gets_its_own():
    assert EVERYTHING.preflight_headers(ORIGIN, "PUT", "x-a") == [
        ("Access-Control-Allow-Origin", ORIGIN),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "GET, PUT"),
        ("Access-Control-Allow-Headers", "X-A"),
        ("Access-Control-Max-Age", "600"),
        ("Vary", "Origin"),
    ]
    assert EVERYTHING.response_headers(ORIGIN) == [
        ("Access-Control-Allow-Origin", ORIGIN),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "X-Total"),
        ("Vary", "Origin"),
    ]


def test_a_policy_without_settings_sends_nothing():
    assert Policy().preflight_headers(ORIGIN, "PUT", "x-a") == []
    assert Policy().response_headers(ORIGIN) == []


def test_a_value_goes_out_as_it_is_right_or_wrong():
    policy = Policy(allow_origin="", allow_credentials="True", max_age="abc", vary="Cookie")
    assert [value for _, value in policy.preflight_headers(ORIGIN, "PUT", None)] == [
        "",
        "True",
        "abc",
        "Cookie",
    ]


def test_several_values_are_several_header_lines():
    policy = Policy(allow_origin=["*", ORIGIN])
    assert policy.response_headers(ORIGIN) == [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Origin", ORIGIN),
    ]


def test_false_is_a_header_not_sent():
    assert Policy(allow_credentials=False, vary=False) == Policy()


def test_echo_sends_back_what_was_asked():
    policy = Policy(allow_origin=ECHO, allow_methods=ECHO, allow_headers=ECHO)
    assert [value for _, value in policy.preflight_headers("null", "patch", "x-a,x-b")] == [
        "null",
        "patch",
        "x-a,x-b",
    ]
    assert policy.preflight_headers(None, None, None) == []


@pytest.mark.parametrize(
    "hostile", ["https://a\r\nSet-Cookie: b=c", "https://a\nb", "https://\u0101"]
)
def test_echo_never_splits_the_answer(hostile):
    assert Policy(allow_origin=ECHO).response_headers(hostile) == []


def test_headers_can_be_on_the_preflight_only_or_on_the_response_only():
    only_preflight, only_response = (
        Policy(allow_origin="*", on_response=False),
        Policy(allow_origin="*", on_preflight=False),
    )
    sent = [("Access-Control-Allow-Origin", "*")]
    assert (
        only_preflight.preflight_headers(ORIGIN, "PUT", None),
        only_preflight.response_headers(ORIGIN),
    ) == (sent, [])
    assert (
        only_response.preflight_headers(ORIGIN, "PUT", None),
        only_response.response_headers(ORIGIN),
    ) == ([], sent)


def test_headers_can_be_missing_from_errors():
    policy = Policy(allow_origin="*", on_errors=False)
    assert policy.response_headers(ORIGIN, 399) == [("Access-Control-Allow-Origin", "*")]
    assert policy.response_headers(ORIGIN, 400) == []


@pytest.mark.parametrize(
    "field",
    [
        "allow_origin",
        "allow_credentials",
        "allow_methods",
        "allow_headers",
        "max_age",
        "expose_headers",
        "vary",
    ],
)
@pytest.mark.parametrize(
    "value", ["a\rb", "a\nb", "a\n", "a\0b", "\x7f", "\u0100", ["fine", "not\r\nfine"]]
)
def test_what_cannot_be_a_header_is_refused_with_the_name_of_the_field(field, value):
    with pytest.raises(ValueError, match=field):
        Policy(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("allow_origin", 5),
        ("allow_origin", True),
        ("max_age", True),
        ("allow_headers", [None]),
        ("on_response", "no"),
        ("answer_preflight", 1),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_the_name_of_the_field(field, value):
    with pytest.raises(TypeError, match=field):
        Policy(**{field: value})


@pytest.mark.parametrize("field", ["max_age", "allow_credentials", "vary"])
def test_echo_is_refused_where_a_request_says_nothing(field):
    with pytest.raises(ValueError, match=f"{field} cannot be ECHO"):
        Policy(**{field: ECHO})


@pytest.mark.parametrize("status", [0, 199, 600, "204", None])
def test_an_impossible_preflight_status_is_refused(status):
    with pytest.raises(ValueError, match="preflight_status"):
        Policy(preflight_status=status)


def test_a_policy_survives_json():
    policy = dataclasses.replace(EVERYTHING, allow_origin=["*", ECHO], preflight_status=200)
    assert Policy(**json.loads(json.dumps(dataclasses.asdict(policy)))) == policy


def test_the_front_answers_a_preflight_for_the_app(app):
    response = Client(PolicyFront(app, EVERYTHING)).options("/", headers=PREFLIGHT)
    assert (response.status, response.data) == ("204 No Content", b"")
    assert list(response.headers) == EVERYTHING.preflight_headers(ORIGIN, "PUT", "x-a,x-b")


@pytest.mark.parametrize("status", [200, 299, 308, 403, 500])
def test_the_front_answers_a_preflight_with_the_status_of_the_policy(app, status):
    response = Client(PolicyFront(app, Policy(preflight_status=status))).options(
        "/", headers=PREFLIGHT
    )
    assert response.status_code == status
    assert list(response.headers) == [("Content-Length", "0")]


def test_the_front_echoes_the_preflight_that_it_got(app):
    policy = Policy(allow_origin=ECHO, allow_methods=ECHO, allow_headers=ECHO)
    response = Client(PolicyFront(app, policy)).options("/", headers=PREFLIGHT)
    assert [value for _, value in cors_of(response)] == [ORIGIN, "PUT", "x-a,x-b"]


def test_the_app_may_answer_the_preflight_itself(app):
    response = Client(
        PolicyFront(app, dataclasses.replace(EVERYTHING, answer_preflight=False))
    ).options("/", headers=PREFLIGHT)
    assert (response.status_code, cors_of(response)) == (200, [])
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS", "PUT"}


@pytest.mark.parametrize("missing", ["Origin", "Access-Control-Request-Method"])
def test_other_options_requests_go_to_the_app(app, missing):
    headers = {name: value for name, value in PREFLIGHT.items() if name != missing}
    response = Client(PolicyFront(app, Policy(allow_origin="*"))).options("/", headers=headers)
    assert response.status_code == 200
    assert cors_of(response) == [("Access-Control-Allow-Origin", "*")]


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404), ("/broken", 500)])
def test_every_response_of_the_app_gets_the_headers(app, path, status):
    response = Client(PolicyFront(app, EVERYTHING)).get(path, headers={"Origin": ORIGIN})
    assert (response.status_code, cors_of(response)) == (
        status,
        EVERYTHING.response_headers(ORIGIN),
    )


def test_errors_of_the_app_lose_the_headers_where_the_policy_says_so(app):
    client = Client(PolicyFront(app, Policy(allow_origin="*", on_errors=False)))
    assert cors_of(client.get("/")) == [("Access-Control-Allow-Origin", "*")]
    assert cors_of(client.get("/nowhere")) == []


def test_vary_is_sent_without_an_origin_too(app):
    assert cors_of(Client(PolicyFront(app, Policy(allow_origin=ECHO, vary=True))).get("/")) == [
        ("Vary", "Origin")
    ]


def test_headers_of_the_app_stay(app):
    response = Client(PolicyFront(app, Policy(allow_origin="*"))).get("/own")
    assert [value for _, value in cors_of(response)] == ["https://own.example", "*"]


def test_a_new_policy_counts_from_the_next_request_on(app):
    front = PolicyFront(app)
    client = Client(front)
    assert cors_of(client.get("/")) == []
    front.policy = Policy(allow_origin="*")
    assert cors_of(client.get("/")) == [("Access-Control-Allow-Origin", "*")]


def test_a_request_meets_one_policy_from_beginning_to_end():
    def app(environ, start_response):
        front.policy = Policy(allow_origin="https://new.example")
        start_response("200 OK", [])
        return [b""]

    front = PolicyFront(app, Policy(allow_origin="https://old.example"))
    client = Client(front)
    assert cors_of(client.get("/")) == [("Access-Control-Allow-Origin", "https://old.example")]
    assert cors_of(client.get("/")) == [("Access-Control-Allow-Origin", "https://new.example")]


def test_something_else_than_a_policy_is_refused(app):
    front = PolicyFront(app)
    with pytest.raises(TypeError, match="policy must be a Policy"):
        front.policy = {"allow_origin": "*"}
    assert front.policy == Policy()


def test_the_preflight_says_what_the_response_says_unless_told_otherwise():
    acao, acac = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
    assert Policy(allow_origin="*", allow_credentials=True).preflight_headers(
        ORIGIN, "PUT", None
    ) == [(acao, "*"), (acac, "true")]
    apart = Policy(
        allow_origin="*", preflight_allow_origin=None, preflight_allow_credentials="True"
    )
    assert apart.preflight_headers(ORIGIN, "PUT", None) == [(acac, "True")]
    assert apart.response_headers(ORIGIN) == [(acao, "*")]
    with pytest.raises(ValueError, match="allow_methods cannot be SAME"):
        Policy(allow_methods=SAME)
