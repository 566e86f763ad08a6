"""The servers of lessons 07 to 10: what each does, and what it leaves to the lesson."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from servers import cached_api, catalogue, login_api, login_wall
from servers.cdn import Cdn

APP, ADMIN = "https://app.example", "https://admin.example"
SESSION = {"Cookie": "session=ada"}


def test_the_login_sets_the_cookie_that_the_account_needs() -> None:
    client = login_api.create_app().test_client(use_cookies=False)
    assert client.get("/me").status_code == 401
    assert client.post("/login").headers["Set-Cookie"] == login_api.COOKIE
    assert client.get("/me", headers=SESSION).json == {"name": "Ada", "email": "ada@app.example"}


@pytest.mark.parametrize(
    ("origin", "status"), [(APP, 200), ("https://evil.example", 403), (None, 403)]
)
def test_only_trusted_pages_change_the_address(origin: str | None, status: int) -> None:
    client = login_api.create_app(trusted={APP}).test_client(use_cookies=False)
    headers = SESSION if origin is None else {**SESSION, "Origin": origin}
    assert client.post("/me/email", data="new@app.example", headers=headers).status_code == status
    account = client.get("/me", headers=SESSION).json
    assert account is not None
    assert (account["email"] == "new@app.example") is (status == 200)


def test_with_no_list_any_page_changes_it() -> None:
    client = login_api.create_app().test_client(use_cookies=False)
    headers = {**SESSION, "Origin": "https://evil.example"}
    assert client.post("/me/email", data="eve", headers=headers).status_code == 200


def test_the_wall_sends_people_to_a_login_page_and_lets_preflights_pass() -> None:
    client = login_wall.create_app().test_client(use_cookies=False)
    assert client.get("/me").headers["Location"] == login_wall.LOGIN
    assert client.options("/me").status_code == 200
    assert client.get("/me", headers=SESSION).status_code == 200
    assert b"Who are you?" in login_wall.login_page().test_client().get("/").data


def test_the_catalogue_says_what_is_wrong_with_a_book() -> None:
    client = catalogue.create_app().test_client()
    assert client.get("/books").headers["X-Total-Count"] == "42"
    assert client.post("/books", json={"title": "Tea"}).status_code == 201
    for body in ("", "[]", "{}", '{"title": " "}', '{"title": 1}'):
        answer = client.post("/books", data=body, content_type="application/json")
        assert answer.status_code == 422
        assert answer.json == {"errors": {"title": "A book needs a title."}}


def test_prices_may_be_kept_and_name_the_page_that_asks() -> None:
    answer = cached_api.create_app().test_client().get("/prices", headers={"Origin": APP})
    assert answer.headers["Cache-Control"] == "max-age=3600"
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "Vary" not in answer.headers
    told = cached_api.create_app(vary=True).test_client().get("/prices")
    assert told.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in told.headers


def allowed(cdn: Cdn, origin: str) -> str | None:
    return (
        Client(cdn)
        .get("/prices", headers={"Origin": origin})
        .headers.get("Access-Control-Allow-Origin")
    )


def test_a_cdn_hands_one_copy_to_everyone_until_it_is_stale() -> None:
    cdn = Cdn(cached_api.create_app(), clock=lambda: 0.0)
    assert [allowed(cdn, APP), allowed(cdn, ADMIN)] == [APP, APP]
    cdn.advance(3599)
    assert Client(cdn).get("/prices").headers["Age"] == "3599"
    cdn.advance(1)
    assert allowed(cdn, ADMIN) == ADMIN


def test_vary_tells_a_cdn_who_is_who() -> None:
    cdn = Cdn(cached_api.create_app(vary=True))
    assert [allowed(cdn, APP), allowed(cdn, ADMIN), allowed(cdn, APP)] == [APP, ADMIN, APP]
    assert len(cdn.copies) == 2


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Cache-Control": "max-age=60"}, 1),
        ({"Cache-Control": "no-store"}, 0),
        ({}, 0),
        ({"Cache-Control": "max-age=60", "Vary": "*"}, 0),
    ],
)
def test_a_cdn_keeps_what_it_may(headers: dict[str, str], kept: int) -> None:
    def app(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", list(headers.items()))
        return [b"3"]

    cdn = Cdn(app)
    Client(cdn).get("/prices")
    Client(cdn).post("/prices")
    assert len(cdn.copies) == kept
