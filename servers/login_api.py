"""A login API: a session cookie, something private to read, and something private to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request

if TYPE_CHECKING:
    from collections.abc import Container

COOKIE = "session=ada; Path=/; HttpOnly; Secure; SameSite=None"


def create_app(cookie: str = COOKIE, trusted: Container[str] | None = None) -> Flask:
    """/login sets the cookie, GET /me needs it, POST /me/email changes the address to its body.

    Only pages of the origins in `trusted` may POST; None lets any page do it, which is a hole.
    """
    app = Flask(__name__)
    app.config["COOKIE"] = cookie
    account = {"name": "Ada", "email": "ada@app.example"}

    @app.before_request
    def refuse_forged_requests() -> None:
        if request.method != "POST" or trusted is None:
            return
        # A browser sends Origin with every POST, and no page can forge it.
        if request.headers.get("Origin") not in trusted:
            abort(403)

    @app.route("/login", methods=["GET", "POST"])
    def login() -> tuple[dict[str, str], dict[str, str]]:
        return {"welcome": "Ada"}, {"Set-Cookie": app.config["COOKIE"]}

    @app.get("/me")
    def me() -> dict[str, str]:
        require_login()
        return account

    @app.post("/me/email")
    def change_email() -> dict[str, str]:
        require_login()
        account["email"] = request.get_data(as_text=True)
        return account

    app.after_request(_with_sorted_allow)
    return app


def require_login() -> None:
    """Answer 401 to a request that does not carry the session cookie."""
    if request.cookies.get("session") != "ada":
        abort(401)


def _with_sorted_allow(response: Response) -> Response:
    if response is not None:  # Flask lists the methods in another order on each start
        response.allow = sorted(response.allow)
    return response
