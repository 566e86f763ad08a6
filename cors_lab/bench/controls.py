"""Every control of the bench: its name in the state, its label, its default, and its choices,
mistakes made in earnest among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cors_lab.fetch.request import ENUMS
from cors_lab.server.policy import ECHO, SAME

Choice = tuple[str, Any]
Kind = Literal["text", "choice", "value", "values", "number", "lines"]

PAGE, URL = "https://app.example", "https://api.example/notes"
NOT_SENT: Choice = ("not sent", None)
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
    """One control. Its kind: free text, one of the choices, a choice or other text ("values": or
    several header lines), a choice or another number, or a list of lines `Name: value`.
    """

    name: str
    label: str
    kind: Kind
    default: Any = None
    choices: tuple[Choice, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that belong together; those of a folded group are shown when it is opened."""

    title: str
    side: Literal["ask", "answer"]
    fields: tuple[Field, ...]
    folded: bool = True


def same(*values: Any) -> tuple[Choice, ...]:
    """Choices whose labels are their values."""
    return tuple((str(value), value) for value in values)


def pages(given: str) -> tuple[Choice, ...]:
    """Where the page may come from; `given` is what the bench began with."""
    labels = {
        given: f"{given}",
        PAGE: PAGE,
        "http://app.example": "http://app.example  (other scheme)",
        "https://app.example:8443": "https://app.example:8443  (other port)",
        "https://www.app.example": "https://www.app.example  (same site)",
        "https://api.example": "https://api.example  (the API's own)",
        "http://localhost:3000": "http://localhost:3000",
        "http://127.0.0.1:3000": "http://127.0.0.1:3000",
    }
    return tuple((label, value) for value, label in (labels | OPAQUE).items())


def origins(page: str) -> tuple[Choice, ...]:
    """Values of Access-Control-Allow-Origin: the right one, and what people write in its place."""
    mine = PAGE if page == "null" else page
    scheme, _, host = mine.partition("://")
    labels = {
        None: "not sent",
        page: f"{page}  (this page)",
        "*": "*",
        f"{mine}/": f"{mine}/  (slash)",
        f"{scheme}://{host.upper()}": f"{scheme}://{host.upper()}  (capitals)",
        host: f"{host}  (no scheme)",
        "http://localhost:*": "http://localhost:*  (pattern)",
        "https://other.example": "https://other.example",
        f"{mine}, https://other.example": f"{mine}, https://other.example  (list)",
        ("*", "*"): "two lines: * and *",
        (mine, "*"): f"two lines: {mine} and *",
        "null": "null",
        ECHO: "echo: whoever asks",
    }
    return tuple((label, value) for value, label in ({None: "", page: ""} | labels).items())


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
    ("Chromium", "chromium"),
    ("Firefox", "firefox"),
    ("WebKit (Safari)", "webkit"),
    ("the standard", "standard"),
)

ASK = (
    Field("url", "URL", "text", URL, hint="Any name will do: this bench's server answers for it."),
    Field(
        "method",
        "Method",
        "value",
        "GET",
        same("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "patch", "put"),
    ),
    Field(
        "content_type",
        "Content-Type",
        "value",
        None,
        (("none", None), *same(*BODIES), *same("text/plain; application/json")),
    ),
    Field("headers", "Headers", "lines", (), HEADERS),
    Field(
        "credentials",
        "Credentials",
        "choice",
        "same-origin",
        same("same-origin", "include", "omit"),
    ),
    Field("engine", "Browser", "choice", "chromium", ENGINES),
)
MORE = (
    Field("body", "Body", "value", None, (("the usual one for its type", None), ("none", ""))),
    Field("mode", "Mode", "choice", "cors", same(*ENUMS["mode"])),
    Field("redirect", "Redirect", "choice", "follow", same(*ENUMS["redirect"])),
    Field("cache", "Cache", "choice", "default", same(*ENUMS["cache"])),
    Field(
        "upload_listener",
        "Upload listener",
        "choice",
        False,
        (("no", False), ("yes, on an XMLHttpRequest", True)),
    ),
    Field(
        "cookie",
        "Cookie it has",
        "value",
        None,
        (("none", None), *COOKIES[1:]),
        "Set when the user visited this server before.",
    ),
    Field(
        "framed_by",
        "In a frame of",
        "value",
        None,
        (("no page", None), *same("https://portal.example", "https://api.example")),
    ),
)
BOTH = (
    Field("allow_credentials", "Allow-Credentials", "values", None, CREDENTIALS),
    Field("vary", "Vary", "values", None, (NOT_SENT, *same("Origin", "*", "Accept-Encoding"))),
)
PREFLIGHT = (
    Field(
        "preflight_status",
        "Status of OPTIONS",
        "number",
        204,
        same(204, 200, 301, 308, 401, 403, 404, 405, 500),
    ),
    Field(
        "allow_methods",
        "Allow-Methods",
        "values",
        None,
        (NOT_SENT, *same("GET, POST", "PUT, PATCH, DELETE", "PUT", "put", "*")),
    ),
    Field(
        "allow_headers",
        "Allow-Headers",
        "values",
        None,
        (
            NOT_SENT,
            *same("content-type", "content-type, x-demo", "authorization", "*"),
            ("echo: whatever is asked", ECHO),
        ),
    ),
    Field(
        "max_age",
        "Max-Age",
        "values",
        None,
        (NOT_SENT, *same("0", "5", "600", "86400", "-1", "abc")),
    ),
)
RESPONSE = (
    Field(
        "response_status",
        "Status",
        "number",
        None,
        (("the app's own", None), *same(200, 201, 204, 401, 403, 404, 413, 429, 500)),
    ),
    Field(
        "expose_headers",
        "Expose-Headers",
        "values",
        None,
        (NOT_SENT, *same("x-total-count", "*", "x-total-count, x-request-id")),
    ),
    Field(
        "cache_control",
        "Cache-Control",
        "values",
        None,
        (NOT_SENT, *same("no-store", "no-cache", "max-age=600", "public, max-age=86400")),
    ),
    Field("set_cookie", "Set-Cookie", "values", None, COOKIES),
    Field(
        "response_headers",
        "Other headers",
        "lines",
        (),
        same(
            "X-Request-Id: 42",
            "Cross-Origin-Resource-Policy: same-origin",
            "Retry-After: 30",
            "Expose-Headers: x-total-count",
        ),
    ),
    Field(
        "on_errors",
        "On 4xx and 5xx",
        "choice",
        True,
        (("CORS headers too", True), ("no CORS headers", False)),
    ),
    Field(
        "on_response",
        "On responses",
        "choice",
        True,
        (("CORS headers", True), ("none: on the preflight only", False)),
    ),
)
AROUND = (
    Field(
        "server",
        "Server",
        "choice",
        "running",
        (("running", "running"), ("stopped", "stopped"), ("speaks no TLS", "no TLS")),
    ),
    Field(
        "guard",
        "Login guard",
        "choice",
        None,
        (
            ("none", None),
            ("401 without a token, before CORS", "before"),
            ("401 without a token, after CORS", "after"),
            ("401 without the cookie, after CORS", "cookie"),
        ),
    ),
    Field(
        "proxy",
        "A proxy adds",
        "lines",
        (),
        same(
            "Access-Control-Allow-Origin: *",
            f"Access-Control-Allow-Origin: {PAGE}",
            "Vary: Origin",
            "Access-Control-Allow-Credentials: true",
        ),
    ),
    Field(
        "redirect_to",
        "Redirects to",
        "value",
        None,
        (
            ("nowhere", None),
            *same(
                "/notes/",
                URL,
                "https://login.example/",
                "https://www.app.example/notes",
                "https://user:pw@api.example/x",
            ),
        ),
    ),
    Field("redirect_status", "Redirect status", "number", 302, same(301, 302, 303, 307, 308)),
    Field(
        "redirect_by",
        "Redirected by",
        "choice",
        "app",
        (("the app, with CORS headers", "app"), ("a proxy, before CORS", "proxy")),
    ),
    Field(
        "elsewhere",
        "The other origin",
        "choice",
        "nothing",
        (("sends no CORS headers", "nothing"), ("sends the same ones", "same")),
    ),
)


def apart(page: str) -> tuple[Field, ...]:
    """What the preflight says otherwise than the response."""
    like = ("as the response", SAME)
    return (
        Field("preflight_allow_origin", "Its Allow-Origin", "values", SAME, (like, *origins(page))),
        Field(
            "preflight_allow_credentials",
            "Its Allow-Credentials",
            "values",
            SAME,
            (like, *CREDENTIALS),
        ),
        Field(
            "answer_preflight",
            "Answered by",
            "choice",
            True,
            (("the CORS layer", True), ("the app: a bare 200", False)),
        ),
        Field(
            "on_preflight",
            "CORS headers",
            "choice",
            True,
            (("yes", True), ("none: on responses only", False)),
        ),
    )


def groups(page: object = PAGE, given: str = PAGE) -> tuple[Group, ...]:
    """All controls for a page of this origin ("null" where it is none); `given` is the page that
    the bench began with.
    """
    origin = page if isinstance(page, str) and "://" in page else "null"
    return (
        Group(
            "The page asks",
            "ask",
            (Field("page", "Page", "value", PAGE, pages(given)), *ASK),
            folded=False,
        ),
        Group("More of the request", "ask", MORE),
        Group(
            "The server answers",
            "answer",
            (Field("allow_origin", "Allow-Origin", "values", None, origins(origin)), *BOTH[:1]),
            folded=False,
        ),
        Group("… to a preflight", "answer", PREFLIGHT, folded=False),
        Group("The preflight says otherwise", "answer", apart(origin)),
        Group("More of the response", "answer", (*BOTH[1:], *RESPONSE)),
        Group("Around the server: redirect, guard, proxy", "answer", AROUND),
    )


FIELDS = {field.name: field for group in groups() for field in group.fields}
DEFAULTS = {name: field.default for name, field in FIELDS.items()}
