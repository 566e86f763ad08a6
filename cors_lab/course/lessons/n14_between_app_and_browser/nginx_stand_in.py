"""What nginx does with the lines of a location, as a WSGI app: it stands in where nginx is not
installed. The tests hold it against nginx itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from cors_lab.course.lessons.n14_between_app_and_browser.nginx_text import (
    VARIABLE,
    Directive,
    Location,
    condition_of,
    pattern_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# Without `always`, add_header works for these statuses only.
GOOD = frozenset({200, 201, 204, 206, 301, 302, 303, 304, 307, 308})
OWN_WORDS = {
    413: "Request Entity Too Large",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}
PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>"
    "\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
HIDDEN = ("Date", "Server", "Connection")


@dataclass(slots=True)
class StandIn:
    """The app behind a location. `location` may be changed while it runs."""

    location: Location
    behind: WSGIApplication

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        return Visit(self.location, Request(environ), self.behind).answer()(environ, start_response)


@dataclass(slots=True)
class Visit:
    """One request on its way through a location."""

    location: Location
    request: Request
    behind: WSGIApplication
    made: dict[str, str] = field(default_factory=dict)  # by `set`

    def answer(self) -> Response:
        """A page of its own, or what the app says, with the location's headers."""
        if (self.request.content_length or 0) > self.location.most_body:
            return self._with_headers(own_page(413), self.location.lines)
        lines, response = self._rewritten()
        return self._with_headers(response or self._passed_on(), lines)

    def _rewritten(self) -> tuple[tuple[Directive, ...], Response | None]:
        """Whose headers count, and the answer of a `return`."""
        chosen = self.location.lines
        for line in self.location.lines:
            if line.name == "return":
                return chosen, self._returned(line)
            if line.name == "set":
                self._set(line)
            if line.name != "if" or not self._holds(line):
                continue
            if any(inner.name == "add_header" for inner in line.block):
                chosen = line.block
            else:
                chosen = self.location.lines
            for inner in line.block:
                if inner.name == "return":
                    return chosen, self._returned(inner)
                if inner.name == "set":
                    self._set(inner)
        return chosen, None

    def _set(self, line: Directive) -> None:
        self.made[line.arguments[0].lstrip("$")] = self.filled(line.arguments[1])

    def _returned(self, line: Directive) -> Response:
        status = int(line.arguments[0])
        if len(line.arguments) == 1 and status >= 300:
            return own_page(status)
        text = self.filled(line.arguments[1]) if len(line.arguments) > 1 else ""
        if status in (301, 302, 303, 307, 308):
            moved = own_page(status)
            moved.headers["Location"] = text
            return moved
        answer = Response(text, status, {"Server": "nginx"}, mimetype="text/plain")
        if status == 204 or not text:
            del answer.headers["Content-Type"]
        return answer

    def _passed_on(self) -> Response:
        """The app's answer; 502 where there is none."""
        environ = dict(self.request.environ)
        for line in self.location.lines:
            if line.name == "proxy_set_header":
                key = "HTTP_" + line.arguments[0].upper().replace("-", "_")
                value = self.filled(line.arguments[1])
                environ.pop(key, None)
                if value:
                    environ[key] = value
        try:
            answer = Response(*run_wsgi_app(self.behind, environ, buffered=True))
        except ConnectionError:
            return own_page(502)
        hidden = [
            *HIDDEN,
            *(one.arguments[0] for one in self.location.lines if one.name == "proxy_hide_header"),
        ]
        for name in hidden:
            answer.headers.remove(name)
        answer.headers["Server"] = "nginx"
        return answer

    def _with_headers(self, response: Response, lines: tuple[Directive, ...]) -> Response:
        for line in lines:
            if line.name != "add_header":
                continue
            always = len(line.arguments) == 3
            value = self.filled(line.arguments[1])
            if value and (always or response.status_code in GOOD):
                response.headers.add(line.arguments[0], value)
        return response

    def _holds(self, line: Directive) -> bool:
        name, sign, wanted = condition_of(line)
        value = self.value_of(name)
        if not sign:
            return value not in ("", "0")
        if sign in ("=", "!="):
            return (value == wanted) is (sign == "=")
        prefix = "~*" if sign == "~*" else "~"
        return bool(pattern_of(prefix + wanted).search(value)) is (sign != "!~")

    def filled(self, text: str) -> str:
        """The text with its variables' values."""
        return VARIABLE.sub(lambda found: self.value_of(found[1] or found[2]), text)

    def value_of(self, name: str) -> str:
        """The value of a variable, "" where it has none."""
        if name in self.made:
            return self.made[name]
        if name in self.location.maps:
            return self._mapped(self.location.maps[name])
        if name.startswith("http_"):
            return self.request.headers.get(name.removeprefix("http_").replace("_", "-"), "")
        if name.startswith("arg_"):
            return self.request.args.get(name.removeprefix("arg_"), "")
        values = {
            "request_method": self.request.method,
            "uri": self.request.path,
            "request_uri": self.request.full_path.rstrip("?"),
            "host": self.request.host.partition(":")[0],
            "scheme": self.request.scheme,
        }
        return values.get(name, "")

    def _mapped(self, one: Directive) -> str:
        value, default = self.filled(one.arguments[0]), ""
        for row in one.block:
            if row.name == "default":
                default = row.arguments[0]
            elif not row.name.startswith("~") and row.name.lower() == value.lower():
                return self.filled(row.arguments[0])
        for row in one.block:
            if row.name.startswith("~") and pattern_of(row.name).search(value):
                return self.filled(row.arguments[0])
        return self.filled(default)


def own_page(status: int) -> Response:
    """An error page of nginx itself."""
    words = OWN_WORDS.get(status) or HTTPStatus(status).phrase
    page = PAGE.format(title=f"{status} {words}")
    return Response(page, f"{status} {words}", {"Server": "nginx"}, mimetype="text/html")
