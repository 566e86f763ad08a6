"""The API that learners repair: plain Flask that knows nothing of CORS, with something public,
something private and something broken.
"""

from __future__ import annotations

from flask import Flask, Response, abort, request

COOKIE = "session=ada; Path=/; Secure; HttpOnly; SameSite=None"


def create_app() -> Flask:
    """GET and POST /notes, PUT and DELETE /notes/<id>, /login (sets a cookie), /me (private),
    /broken (raises).
    """
    app = Flask(__name__)
    notes = ["Buy milk", "Learn CORS"]

    @app.get("/notes")
    def list_notes() -> list[str]:
        return notes

    @app.post("/notes")
    def add_note() -> tuple[list[str], int]:
        notes.append(request.get_data(as_text=True))
        return notes, 201

    @app.route("/notes/<int:id>", methods=["PUT", "DELETE"])
    def one_note(id: int) -> tuple[str, int]:
        return "", 204

    @app.get("/login")
    def login() -> tuple[str, dict[str, str]]:
        return "Welcome, Ada.", {"Set-Cookie": COOKIE}

    @app.get("/me")
    def me() -> dict[str, str] | Response:
        if request.cookies.get("session") == "ada":
            return {"name": "Ada"}
        return abort(401)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("This route is broken on purpose.")

    app.after_request(_with_sorted_allow)
    return app


def _with_sorted_allow(
    response: Response,
) -> Response:  # Flask lists the methods in another order on each start
    if (
        response is not None
    ):  # a hook that was added later, and runs before this one, may have forgotten to return it
        response.allow = sorted(response.allow)
    return response
