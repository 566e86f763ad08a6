"""Every control of the bench: its name in the state, label, default and choices.

Among the choices are mistakes that people make in earnest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from cors_lab.fetch.request import ENUMS
from cors_lab.server.policy import ECHO, SAME


class Choice(NamedTuple):
    """One value of a control: how it is shown, what it stands for, and a remark beside it."""

    shown: str
    value: Any
    note: str = ""


Kind = Literal["text", "choice", "value", "values", "number", "lines"]
Place = Literal["page", "request", "option", "response", "preflight", "around"]

PAGE, URL = "https://app.example", "https://api.example/notes"
NOT_SENT = Choice("not sent", None)
OPAQUE = {
    "sandbox": "null: a sandboxed frame",
    "data": "null: a data: page",
    "file": "null: a file: page",
}
BODIES = {
    "text/plain": "Water the plants",
    "application/x-www-form-urlencoded": "text=Water+the+plants",
    "application/json": '{"text": "Water the plants"}',
}


@dataclass(frozen=True, slots=True)
class Field:
    """One control.

    Its kind: free text, one of the choices, a value to choose or type ("values": of one or several
    header lines), a number to choose or type, or a list of lines `Name: value`. `header`: is its
    label the name of a header? `main`: is it in sight at first?
    """

    name: str
    label: str
    kind: Kind
    default: Any = None
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    header: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that belong together, and the place where they are: a message, or beside one."""

    title: str
    place: Place
    fields: tuple[Field, ...]

    @property
    def asks(self) -> bool:
        """Does it belong to the page's side?"""
        return self.place in {"page", "request", "option"}


def same(*values: Any) -> tuple[Choice, ...]:
    """Choices that are shown as their values."""
    return tuple(Choice(str(value), value) for value in values)


def _distinct(choices: list[Choice]) -> tuple[Choice, ...]:
    """The first choice of each value."""
    found: dict[Any, Choice] = {}
    for choice in choices:
        found.setdefault(choice.value, choice)
    return tuple(found.values())


def header(
    name: str, label: str, choices: tuple[Choice, ...], default: Any = None, main: bool = False
) -> Field:
    """A header of an answer, which may be there several times."""
    return Field(name, label, "values", default, choices, header=True, main=main)


def pages(given: str) -> tuple[Choice, ...]:
    """Where the page may come from; `given` is what the bench began with."""
    known = [
        Choice(given, given),
        Choice(PAGE, PAGE),
        Choice("http://app.example", "http://app.example", "other scheme"),
        Choice("https://app.example:8443", "https://app.example:8443", "other port"),
        Choice("https://www.app.example", "https://www.app.example", "same site"),
        Choice("https://api.example", "https://api.example", "the API's own"),
        *same("http://localhost:3000", "http://127.0.0.1:3000"),
        *(Choice(words, value) for value, words in OPAQUE.items()),
    ]
    return _distinct(known)


def origins(page: str) -> tuple[Choice, ...]:
    """Values of Access-Control-Allow-Origin: the right one, and what people write in its place."""
    mine = PAGE if page == "null" else page
    scheme, _, host = mine.partition("://")
    capitals = f"{scheme}://{host.upper()}"
    known = [
        NOT_SENT,
        Choice(page, page, "this page"),
        Choice("*", "*", "any page"),
        Choice(f"{mine}/", f"{mine}/", "a slash"),
        Choice(capitals, capitals, "capitals"),
        Choice(host, host, "no scheme"),
        Choice("http://localhost:*", "http://localhost:*", "a pattern"),
        Choice("https://other.example", "https://other.example", "another page"),
        Choice(f"{mine}, https://other.example", f"{mine}, https://other.example", "a list"),
        Choice("two lines: * and *", ("*", "*")),
        Choice(f"two lines: {mine} and *", (mine, "*")),
        Choice("null", "null"),
        Choice("echo: the Origin of anyone who asks", ECHO),
        Choice("an empty value", ""),
    ]
    return _distinct(known)


CREDENTIALS = (NOT_SENT, *same("true", "True", "false"))
COOKIES = (
    NOT_SENT,
    *same(
        "session=ada",
        "session=ada; SameSite=Lax",
        "session=ada; SameSite=Strict",
        "session=ada; SameSite=None; Secure",
        "session=ada; SameSite=None",
        "session=ada; SameSite=None; Secure; Partitioned",
    ),
)
HEADERS = same(
    "X-Demo: 1",
    "Authorization: Bearer secret",
    "X-Requested-With: XMLHttpRequest",
    "Access-Control-Allow-Origin: *",
    "baggage: sentry-release=1.0",
    "Accept: application/json",
    "Range: bytes=0-99",
)
ENGINES = (
    Choice("Chromium", "chromium"),
    Choice("Firefox", "firefox"),
    Choice("WebKit (Safari)", "webkit"),
    Choice("the standard", "standard"),
)
METHODS = same("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "patch", "put")
TYPES = (Choice("none", None), *same(*BODIES), *same("text/plain; application/json"))
ANSWERS_FOR_ANY = "Any name will do: this bench's server answers for it."

REQUEST = (
    Field("method", "Method", "value", "GET", METHODS, main=True),
    Field("url", "URL", "text", URL, hint=ANSWERS_FOR_ANY, main=True),
    Field("content_type", "Content-Type", "value", None, TYPES, header=True, main=True),
    Field("headers", "More headers", "lines", (), HEADERS, main=True),
)
USUAL_BODY = (Choice("the usual one for its type", None), Choice("none", ""))
UPLOAD = (Choice("no", False), Choice("yes, on an XMLHttpRequest", True))
VISITED = "Set when the user visited this server before."
FRAMES = (Choice("no page", None), *same("https://portal.example", "https://api.example"))
OPTIONS = (
    Field(
        "credentials",
        "credentials",
        "choice",
        "same-origin",
        same("same-origin", "include", "omit"),
        main=True,
    ),
    Field("body", "body", "value", None, USUAL_BODY),
    Field("mode", "mode", "choice", "cors", same(*ENUMS["mode"])),
    Field("redirect", "redirect", "choice", "follow", same(*ENUMS["redirect"])),
    Field("cache", "cache", "choice", "default", same(*ENUMS["cache"])),
    Field("upload_listener", "Upload listener", "choice", False, UPLOAD),
    Field(
        "cookie", "Existing cookie", "value", None, (Choice("none", None), *COOKIES[1:]), VISITED
    ),
    Field("framed_by", "In a frame of", "value", None, FRAMES),
)
STATUSES = same(200, 201, 204, 401, 403, 404, 413, 429, 500)
CACHE_CONTROL = (NOT_SENT, *same("no-store", "no-cache", "max-age=600", "public, max-age=86400"))
EXPOSED = (NOT_SENT, *same("x-total-count", "*", "x-total-count, x-request-id"))
OTHER_HEADERS = same(
    "X-Request-Id: 42",
    "Cross-Origin-Resource-Policy: same-origin",
    "Retry-After: 30",
    "Expose-Headers: x-total-count",
)
ON_ERRORS = (Choice("CORS headers too", True), Choice("no CORS headers", False))
ON_RESPONSES = (Choice("CORS headers", True), Choice("none: on the preflight only", False))
OWN_STATUS = (Choice("the app's own", None), *STATUSES)
RESPONSE = (
    Field("response_status", "Status", "number", None, OWN_STATUS),
    header("expose_headers", "Access-Control-Expose-Headers", EXPOSED),
    header("vary", "Vary", (NOT_SENT, *same("Origin", "*", "Accept-Encoding"))),
    header("cache_control", "Cache-Control", CACHE_CONTROL),
    header("set_cookie", "Set-Cookie", COOKIES),
    Field("response_headers", "Other headers", "lines", (), OTHER_HEADERS),
    Field("on_errors", "On 4xx and 5xx", "choice", True, ON_ERRORS),
    Field("on_response", "On responses", "choice", True, ON_RESPONSES),
)
ALLOWED_METHODS = (NOT_SENT, *same("GET, POST", "PUT, PATCH, DELETE", "PUT", "put", "*"))
ALLOWED_HEADERS = (
    NOT_SENT,
    *same("content-type", "content-type, x-demo", "authorization", "*"),
    Choice("echo: what is asked for", ECHO),
)
PREFLIGHT_STATUSES = same(204, 200, 301, 308, 401, 403, 404, 405, 500)
MAX_AGES = (NOT_SENT, *same("0", "5", "600", "86400", "-1", "abc"))
PREFLIGHT = (
    Field("preflight_status", "Status of OPTIONS", "number", 204, PREFLIGHT_STATUSES, main=True),
    header("allow_methods", "Access-Control-Allow-Methods", ALLOWED_METHODS, main=True),
    header("allow_headers", "Access-Control-Allow-Headers", ALLOWED_HEADERS, main=True),
    header("max_age", "Access-Control-Max-Age", MAX_AGES, main=True),
)
RUNNING = (
    Choice("running", "running"),
    Choice("stopped", "stopped"),
    Choice("speaks no TLS", "no TLS"),
)
GUARDS = (
    Choice("none", None),
    Choice("401 without a token, before CORS", "before"),
    Choice("401 without a token, after CORS", "after"),
    Choice("401 without the cookie, after CORS", "cookie"),
)
PROXIED = same(
    "Access-Control-Allow-Origin: *",
    f"Access-Control-Allow-Origin: {PAGE}",
    "Vary: Origin",
    "Access-Control-Allow-Credentials: true",
)
TARGETS = (
    Choice("nowhere", None),
    *same("/notes/", URL, "https://login.example/", "https://www.app.example/notes"),
    *same("https://user:pw@api.example/x"),
)
REDIRECTING = (
    Choice("the app, with CORS headers", "app"),
    Choice("a proxy, before CORS", "proxy"),
)
ELSEWHERE = (
    Choice("sends no CORS headers", "nothing"),
    Choice("sends the same ones", "same"),
)
AROUND = (
    Field("server", "Server", "choice", "running", RUNNING),
    Field("guard", "Login guard", "choice", None, GUARDS),
    Field("proxy", "A proxy adds", "lines", (), PROXIED),
    Field("redirect_to", "Redirects to", "value", None, TARGETS),
    Field("redirect_status", "Redirect status", "number", 302, same(301, 302, 303, 307, 308)),
    Field("redirect_by", "Redirected by", "choice", "app", REDIRECTING),
    Field("elsewhere", "The other origin", "choice", "nothing", ELSEWHERE),
)
LIKE = Choice("as the response", SAME)
ANSWERED_BY = (Choice("the CORS layer", True), Choice("the app: a bare 200", False))
ON_PREFLIGHTS = (Choice("yes", True), Choice("none: on responses only", False))


def apart(page: str) -> tuple[Field, ...]:
    """Where the answer to the preflight differs from the response."""
    return (
        header(
            "preflight_allow_origin",
            "Access-Control-Allow-Origin (preflight)",
            (LIKE, *origins(page)),
            SAME,
        ),
        header(
            "preflight_allow_credentials",
            "Access-Control-Allow-Credentials (preflight)",
            (LIKE, *CREDENTIALS),
            SAME,
        ),
        Field("answer_preflight", "Answered by", "choice", True, ANSWERED_BY),
        Field("on_preflight", "CORS headers", "choice", True, ON_PREFLIGHTS),
    )


def groups(page: object = PAGE, given: str = PAGE) -> tuple[Group, ...]:
    """All controls for a page of this origin ("null" where it is none).

    `given` is the page that the bench began with.
    """
    origin = page if isinstance(page, str) and "://" in page else "null"
    window = (
        Field("page", "Page", "value", PAGE, pages(given), main=True),
        Field("engine", "Browser", "choice", "chromium", ENGINES, main=True),
    )
    allowing = (
        header("allow_origin", "Access-Control-Allow-Origin", origins(origin), main=True),
        header("allow_credentials", "Access-Control-Allow-Credentials", CREDENTIALS, main=True),
    )
    status, *more = RESPONSE
    return (
        Group("The browser's window", "page", window),
        Group("The request", "request", REQUEST),
        Group("Options of the fetch", "option", OPTIONS),
        Group("The response", "response", (status, *allowing, *more)),
        Group("The answer to a preflight", "preflight", (*PREFLIGHT, *apart(origin))),
        Group("Around the server", "around", AROUND),
    )


FIELDS = {field.name: field for group in groups() for field in group.fields}
DEFAULTS = {name: field.default for name, field in FIELDS.items()}
