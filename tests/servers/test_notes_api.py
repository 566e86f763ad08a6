"""The notes API and the page: what the lessons rely on."""

from __future__ import annotations

import http.client
import json

import pytest
from werkzeug.test import Client

from cors_lab.server.loopback import serve
from cors_lab.server.policy import Policy
from servers import notes_api, page

FIRST, SECOND = {"id": 1, "text": "Buy milk"}, {"id": 2, "text": "Learn CORS"}


@pytest.fixture
def api():
    return Client(notes_api.create_app())


def test_two_notes_are_there_at_the_beginning(api):
    response = api.get("/notes")
    assert (response.status_code, response.mimetype, response.json) == (
        200,
        "application/json",
        [FIRST, SECOND],
    )


def test_a_note_is_added_as_json(api):
    response = api.post("/notes", json={"text": "New"})
    assert (response.status_code, response.headers["Location"], response.json) == (
        201,
        "/notes/3",
        {"id": 3, "text": "New"},
    )
    assert api.get("/notes").json == [FIRST, SECOND, {"id": 3, "text": "New"}]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", None],
)
def test_a_simple_request_adds_a_note_too(api, content_type):
    response = api.post("/notes", data="text=caf\u00e9".encode(), content_type=content_type)
    assert (response.status_code, response.json) == (201, {"id": 3, "text": "text=caf\u00e9"})


def test_one_note_is_read_replaced_and_removed(api):
    assert api.get("/notes/2").json == SECOND
    assert api.put("/notes/2", json={"text": "Know CORS"}).json == {"id": 2, "text": "Know CORS"}
    assert api.patch("/notes/2", json={"text": "Teach CORS"}).json == {
        "id": 2,
        "text": "Teach CORS",
    }
    assert api.get("/notes/2").json == {"id": 2, "text": "Teach CORS"}
    removed = api.delete("/notes/2")
    assert (removed.status_code, removed.data) == (204, b"")
    assert api.get("/notes").json == [FIRST]


def test_an_id_is_not_given_twice(api):
    api.post("/notes", json={"text": "New"})
    api.delete("/notes/3")
    assert api.post("/notes", json={"text": "Newer"}).json["id"] == 4


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b"{}", b'{"text": 1}', b"\xff"]
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/notes"), ("PUT", "/notes/1")])
def test_bad_json_is_refused_and_changes_nothing(api, method, path, body):
    response = api.open(path, method=method, data=body, content_type="application/json")
    assert (response.status_code, response.json) == (
        400,
        {"error": 'Send JSON such as {"text": "Buy milk"}.'},
    )
    assert api.get("/notes").json == [FIRST, SECOND]
    assert api.post("/notes", json={"text": "New"}).json["id"] == 3


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_unknown_note_is_a_404_in_json(api, method):
    response = api.open("/notes/9", method=method, json={"text": "x"})
    assert (response.status_code, response.mimetype, response.json) == (
        404,
        "application/json",
        {"error": "There is no note 9."},
    )


def test_a_wrong_method_is_a_405_in_json_that_names_the_right_ones(api):
    response = api.delete("/notes")
    assert (response.status_code, response.mimetype) == (405, "application/json")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_flask_answers_options_with_its_methods_in_a_fixed_order(api):
    response = api.options("/notes/1")
    assert (response.status_code, response.headers["Allow"]) == (
        200,
        "DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
    )


def test_other_answers_have_no_allow_header(api):
    assert "Allow" not in api.get("/notes").headers


def test_each_app_has_its_own_notes(api):
    api.delete("/notes/1")
    assert Client(notes_api.create_app()).get("/notes").json == [FIRST, SECOND]


def test_the_policy_in_front_adds_its_headers():
    api = Client(notes_api.create_app(Policy(allow_origin="https://app.example")))
    for response in (
        api.get("/notes"),
        api.get("/notes/9"),
        api.post("/notes", data="{", content_type="application/json"),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "https://app.example"


def exchange(server, method, path, headers=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    finally:
        connection.close()


def test_over_a_socket_a_post_runs_although_its_answer_has_no_cors_header():
    with serve(notes_api.create_app(), name="https://api.example") as server:
        headers = {"Origin": "https://app.example", "Content-Type": "text/plain"}
        status, answer, _ = exchange(server, "POST", "/notes", headers, "Sent from another origin")
        assert status == 201
        assert not [name for name, _ in answer if name.startswith("Access-Control-")]
        assert len(json.loads(exchange(server, "GET", "/notes")[2])) == 3


def test_over_a_socket_a_preflight_and_its_request():
    policy = Policy(allow_origin="https://app.example", allow_methods="DELETE")
    preflight = {"Origin": "https://app.example", "Access-Control-Request-Method": "DELETE"}
    with serve(notes_api.create_app(policy), name="https://api.example") as server:
        status, headers, body = exchange(server, "OPTIONS", "/notes/1", preflight)
        assert (status, body) == (204, b"")
        assert [name for name, _ in headers if name not in {"Server", "Date"}] == [
            "Access-Control-Allow-Origin",
            "Access-Control-Allow-Methods",
            "Connection",
        ]
        assert exchange(server, "DELETE", "/notes/1", {"Origin": "https://app.example"})[0] == 204
        assert [(entry.method, entry.preflight, entry.status) for entry in server.log] == [
            ("OPTIONS", True, 204),
            ("DELETE", False, 204),
        ]


def test_the_page_has_no_cors_header_and_needs_none():
    client = Client(page.create_app())
    html, profile = client.get("/"), client.get("/profile")
    assert (html.mimetype, html.data[:15]) == ("text/html", b"<!doctype html>")
    assert profile.json == {"name": "Ada", "theme": "dark"}
    assert not [
        name
        for response in (html, profile)
        for name, _ in response.headers
        if name.startswith("Access-Control-")
    ]
