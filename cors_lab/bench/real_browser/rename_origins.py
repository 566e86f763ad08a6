"""The bench's server for a real browser: it answers under real addresses, and its app goes on in
the names of the lesson.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REACHED = (  # answers whoever asks: is this server within the browser's reach at all?
    "/.cors-lab/reached"
)
SECRET = frozenset({"cookie", "authorization", "proxy-authorization"})
HIDDEN = "(not shown)"
NAMED = frozenset({"access-control-allow-origin", "location"})
COOKIE_PREFIX = re.compile(r"\s*(__(?:Host|Secure|Http|Host-Http)-)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the server saw it: the method and the path as they were sent, and its headers,
    secrets hidden.
    """

    method: str
    path: str
    status: int
    preflight: bool
    headers: tuple[tuple[str, str], ...]


class Translated:
    """`app`, whose requests and answers name real origins on the wire; `names` maps an origin of
    the lesson to the real one.

    In: Origin and Referer. Out: Access-Control-Allow-Origin and Location, where an exact name
    becomes the exact real one, and a name in wrong case or with a slash stays as wrong as it was.
    Cookies are marked with `run`, and others are dropped: those of the notebook's own server, or of
    an earlier run, reach neither the app nor the log. Each request is told to `seen`, in the
    lesson's names.
    """

    def __init__(
        self, app: WSGIApplication, names: Mapping[str, str], run: str, seen: Callable[[Seen], None]
    ) -> None:
        self.app, self.names, self.run, self.seen = app, names, run, seen

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        if environ["PATH_INFO"] == REACHED:
            start_response("204 No Content", [])
            return []
        back = {real: name for name, real in self.names.items()}
        for key in {"HTTP_ORIGIN", "HTTP_REFERER"} & set(environ):
            environ[key] = renamed(environ[key], back)
        if cookies := _unmarked(environ.pop("HTTP_COOKIE", ""), self.run):
            environ["HTTP_COOKIE"] = cookies

        def start(status, headers, exc_info=None, /):  # type: ignore[no-untyped-def]  # the types are those of StartResponse
            if exc_info is None:
                self.seen(_seen(environ, int(status[:3])))
            return start_response(
                status,
                [(name, self._outward(name.lower(), value)) for name, value in headers],
                exc_info,
            )

        try:
            return self.app(environ, start)
        except Exception:
            self.seen(_seen(environ, 500))
            raise

    def _outward(self, name: str, value: str) -> str:
        if name == "set-cookie":
            return COOKIE_PREFIX.sub(lambda found: f"{found[1] or ''}{self.run}-", value, count=1)
        if name in NAMED:
            return renamed(value, self.names)
        return value


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with every origin of `names` in its new name; one in another case gets the new name
    in upper case, and stays wrong.
    """
    if not names:
        return text
    lower = {name.lower(): real for name, real in names.items()}
    origins = re.compile(
        "|".join(rf"{re.escape(name)}(?![\w.:-])" for name in names), re.IGNORECASE
    )
    return origins.sub(lambda found: names.get(found[0]) or lower[found[0].lower()].upper(), text)


def _unmarked(cookies: str, run: str) -> str:
    """The Cookie header as the app may see it: the cookies of this run, under the names that the
    app gave them.
    """
    mark = re.compile(rf"({COOKIE_PREFIX.pattern}){re.escape(run)}-(.*)", re.DOTALL | re.IGNORECASE)
    return "; ".join(
        f"{found[1].strip()}{found[3]}"
        for part in cookies.split(";")
        if (found := mark.fullmatch(part.strip()))
    )


def _seen(environ: WSGIEnvironment, status: int) -> Seen:
    method = environ["REQUEST_METHOD"]
    pairs = [
        (key[5:].replace("_", "-").lower(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_")
    ]
    pairs += [("content-type", environ["CONTENT_TYPE"])] if environ.get("CONTENT_TYPE") else []
    headers = tuple(sorted((name, HIDDEN if name in SECRET else value) for name, value in pairs))
    preflight = (
        method == "OPTIONS"
        and "HTTP_ORIGIN" in environ
        and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    )
    return Seen(
        method, environ.get("REQUEST_URI") or environ["PATH_INFO"], status, preflight, headers
    )
