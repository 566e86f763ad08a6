"""An API that answers every path and every method, and says what it was asked; the bench plays with
it.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

NOTES = '["Buy milk", "Learn CORS"]'


def create_app() -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """It knows nothing of CORS. `run` in its answer counts what it was made to do: a request that
    the browser hides counts too.
    """
    runs = count(1)

    @Request.application
    def app(request: Request) -> Response:
        if (
            request.method == "OPTIONS"
        ):  # as Flask answers it for each route: 200, and not a word about CORS
            return Response(headers={"Allow": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"})
        method = request.environ["REQUEST_METHOD"]  # in the case in which it was sent
        told = (
            f'{{"run": {next(runs)}, "asked": "{method if method.isalpha() else "?"}", "notes":'
            f" {NOTES}}}\n"
        )
        return Response(
            told,
            201 if method == "POST" else 200,
            {"X-Total-Count": "2"},
            content_type="application/json",
        )

    return app
