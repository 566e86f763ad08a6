"""A server's CORS settings as one value, and the WSGI app that puts them in front of another
app.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Pairs = list[tuple[str, str]]
Value = str | Sequence[str] | None

ECHO = "<echo>"
"""As a value of `allow_origin`, `allow_methods` or `allow_headers`: whatever this request asked
for, sent back unchecked.
"""

SAME = "<same>"
"""As a value of `preflight_allow_origin` or `preflight_allow_credentials`: what the field of the
response says.
"""

# field, its header, and on which answers it is sent
HEADERS = (
    ("allow_origin", "Access-Control-Allow-Origin", {"response"}),
    ("preflight_allow_origin", "Access-Control-Allow-Origin", {"preflight"}),
    ("allow_credentials", "Access-Control-Allow-Credentials", {"response"}),
    ("preflight_allow_credentials", "Access-Control-Allow-Credentials", {"preflight"}),
    ("allow_methods", "Access-Control-Allow-Methods", {"preflight"}),
    ("allow_headers", "Access-Control-Allow-Headers", {"preflight"}),
    ("max_age", "Access-Control-Max-Age", {"preflight"}),
    ("expose_headers", "Access-Control-Expose-Headers", {"response"}),
    ("vary", "Vary", {"preflight", "response"}),
)
ECHOING = {"allow_origin", "preflight_allow_origin", "allow_methods", "allow_headers"}
LIKE = {
    "preflight_allow_origin": "allow_origin",
    "preflight_allow_credentials": "allow_credentials",
}
MEANING_OF_TRUE = {
    "allow_credentials": "true",
    "preflight_allow_credentials": "true",
    "vary": "Origin",
}
SWITCHES = ("answer_preflight", "on_preflight", "on_response", "on_errors")

HEADER_TEXT = re.compile(
    r"[\t\x20-\x7e\x80-\xff]*"
)  # what servers and clients agree to pass on: no control character


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a server says about CORS: header values, and on which of its answers it sends them.
    `Policy()` says nothing.

    A header field is None (not sent), the text of one header line, or several texts (that many
    lines); it goes out as it is, right or wrong. `True` stands for the usual text of
    `allow_credentials` ("true") and `vary` ("Origin"), and `max_age` may be a number of seconds.
    What the preflight says of origin and credentials is what the response says, unless its own
    field says otherwise. Raises ValueError or TypeError, with the name of the field, for what
    cannot be a header.

    >>> policy = Policy(allow_origin="*", allow_methods="PUT", max_age=600)
    >>> policy.preflight_headers(  # doctest: +NORMALIZE_WHITESPACE
    ...     "https://app.example", "PUT", None
    ... )
    [('Access-Control-Allow-Origin', '*'), ('Access-Control-Allow-Methods', 'PUT'),
    ('Access-Control-Max-Age', '600')]
    >>> policy.response_headers("https://app.example")
    [('Access-Control-Allow-Origin', '*')]
    """

    allow_origin: Value = None
    allow_credentials: Value | bool = None
    allow_methods: Value = None
    allow_headers: Value = None
    max_age: Value | int = None
    expose_headers: Value = None
    vary: Value | bool = None
    preflight_status: int = 204
    answer_preflight: bool = (
        True  # False: the app answers OPTIONS itself, Flask for example with a bare 200
    )
    on_preflight: bool = True
    on_response: bool = True
    # False: no headers on 4xx and 5xx, as where a decorator or a proxy adds them only to what went
    # well
    on_errors: bool = True
    preflight_allow_origin: Value = SAME
    preflight_allow_credentials: Value | bool = SAME

    def __post_init__(self) -> None:
        for field, _, _ in HEADERS:
            object.__setattr__(self, field, _value(field, getattr(self, field)))
        for field in SWITCHES:
            if not isinstance(getattr(self, field), bool):
                raise TypeError(f"{field} is either True or False, not {getattr(self, field)!r}")
        status = self.preflight_status
        if not isinstance(status, int) or not 200 <= status <= 599:
            raise ValueError(
                f"preflight_status must be an HTTP status from 200 to 599, not {status!r}"
            )

    def preflight_headers(
        self, origin: str | None, request_method: str | None, request_headers: str | None
    ) -> Pairs:
        """The headers for a preflight with these values of Origin, Access-Control-Request-Method
        and -Headers (None: not sent).

        https://fetch.spec.whatwg.org/#http-responses
        """
        asked = {
            "preflight_allow_origin": origin,
            "allow_methods": request_method,
            "allow_headers": request_headers,
        }
        if self.on_preflight:
            return self._headers("preflight", asked)
        return []

    def response_headers(self, origin: str | None, status: int = 200) -> Pairs:
        """The headers for any other response, with this status, to a request with this Origin
        (None: not sent).

        https://fetch.spec.whatwg.org/#http-responses
        """
        sent = self.on_response and (self.on_errors or status < 400)
        if sent:
            return self._headers("response", {"allow_origin": origin})
        return []

    def said(self, field: str) -> Value:
        """The value of a header field, with that of the response in place of SAME."""
        value: Value = getattr(self, field)
        if value == SAME:
            value = getattr(self, LIKE[field])
        return value

    def _headers(self, answer: str, asked: dict[str, str | None]) -> Pairs:
        return [
            (header, line)
            for field, header, answers in HEADERS
            if answer in answers
            for value in lines_of(self.said(field))
            if (line := _echoed(asked[field]) if value == ECHO else value) is not None
        ]


class PolicyFront:
    """A WSGI app that answers preflights for `app` and adds the headers of `policy` to everything
    `app` answers.

    Assign `front.policy` while it runs: each request sees one policy, the old or the new one.
    Headers that the app sets itself stay, so two lines of one name are possible, as with a real
    proxy. An app that raises has no answer to add headers to.

    >>> from werkzeug.test import Client
    >>> front = PolicyFront(lambda environ, start: start("200 OK", []) and [b"hello"])
    >>> front.policy = Policy(allow_origin="*")
    >>> Client(front).get("/").headers["Access-Control-Allow-Origin"]
    '*'
    """

    __slots__ = ("_policy", "app")

    def __init__(self, app: WSGIApplication, policy: Policy | None = None) -> None:
        self.app = app
        self.policy = policy or Policy()

    @property
    def policy(self) -> Policy:
        """The policy that the next request meets."""
        return self._policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        if not isinstance(policy, Policy):
            raise TypeError(
                f"policy must be a Policy, such as Policy(allow_origin='*'), not {policy!r}"
            )
        self._policy = policy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        policy = self.policy  # read once: another thread may assign a new one meanwhile
        if not is_preflight(environ):
            return self.app(environ, _adding(policy, environ.get("HTTP_ORIGIN"), start_response))
        if not policy.answer_preflight:
            return self.app(environ, start_response)
        start_response(_status_line(policy.preflight_status), _preflight_answer(policy, environ))
        return []


def is_preflight(environ: WSGIEnvironment) -> bool:
    """Is this a CORS-preflight request?

    https://fetch.spec.whatwg.org/#cors-preflight-request
    """
    return (
        environ["REQUEST_METHOD"] == "OPTIONS"
        and "HTTP_ORIGIN" in environ
        and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    )


def _adding(policy: Policy, origin: str | None, start_response: StartResponse) -> StartResponse:
    def start(status, headers, exc_info=None, /):  # type: ignore[no-untyped-def]  # the types are those of StartResponse
        return start_response(
            status, [*headers, *policy.response_headers(origin, int(status[:3]))], exc_info
        )

    return start


def _preflight_answer(policy: Policy, environ: WSGIEnvironment) -> Pairs:
    names = (
        "HTTP_ORIGIN",
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS",
    )
    headers = policy.preflight_headers(*(environ.get(name) for name in names))
    bodiless = policy.preflight_status in {
        204,
        304,
    }  # RFC 9110, section 8.6: no Content-Length with 204
    if bodiless:
        return headers
    return [*headers, ("Content-Length", "0")]


def _status_line(status: int) -> str:
    if status in set(HTTPStatus):
        return f"{status} {HTTPStatus(status).phrase}"
    return f"{status} "


def lines_of(value: Any) -> Sequence[str]:
    """The header lines that a field's value stands for."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(value)


def _echoed(value: str | None) -> str | None:
    # A folded request header can carry a line end into the environ: echoed, it would split our
    # answer.
    if value is not None and HEADER_TEXT.fullmatch(value):
        return value
    return None


def _value(field: str, value: object) -> Value:
    """The value as it is kept: None, a text, or a tuple of texts."""
    if isinstance(value, bool) and field in MEANING_OF_TRUE:
        if value:
            return MEANING_OF_TRUE[field]
        return None
    if isinstance(value, int) and not isinstance(value, bool) and field == "max_age":
        return str(value)
    if isinstance(value, list | tuple):
        return tuple(_line(field, line) for line in value)
    if value is None:
        return None
    return _line(field, value)


def _line(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(
            f"{field} must be text, a list of texts (several header lines) or None, not {value!r}"
        )
    if not HEADER_TEXT.fullmatch(value):
        raise ValueError(
            f"{field} cannot go into a header: {value!r} has a line break, another control"
            " character or one above U+00FF"
        )
    if value == SAME and field not in LIKE:
        raise ValueError(
            f"{field} cannot be SAME: only {', '.join(sorted(LIKE))} can follow another field"
        )
    if value == ECHO and field not in ECHOING:
        raise ValueError(
            f"{field} cannot be ECHO: a request has nothing to echo there, only in"
            f" {', '.join(sorted(ECHOING))}"
        )
    return value
