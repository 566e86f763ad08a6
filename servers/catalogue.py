"""A catalogue of books: a table reads its headers, a form reads what is wrong in its 422."""

from __future__ import annotations

from flask import Flask, Response, request

TITLES = ("Fetch, the Standard", "Tea for Developers", "The Art of the Header")
# The last one is for the server's operators, not for pages.
HEADERS = {
    "X-Total-Count": "42",
    "Link": '</books?page=2>; rel="next"',
    "ETag": '"v7"',
    "X-Served-By": "db7.internal",
}


def create_app() -> Flask:
    """GET /books, POST /books (JSON with a title), GET /broken (raises). No CORS anywhere."""
    app = Flask(__name__)

    @app.get("/books")
    def list_books() -> tuple[list[str], dict[str, str]]:
        return list(TITLES), HEADERS

    @app.post("/books")
    def add_book() -> tuple[dict[str, object], int]:
        book = request.get_json(silent=True)
        title = book.get("title") if isinstance(book, dict) else None
        if not isinstance(title, str) or not title.strip():
            return {"errors": {"title": "A book needs a title."}}, 422
        return {"title": title}, 201

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("This route is broken on purpose.")

    app.after_request(_with_sorted_allow)
    return app


def _with_sorted_allow(response: Response) -> Response:
    if response is not None:  # Flask lists the methods in another order on each start
        response.allow = sorted(response.allow)
    return response
