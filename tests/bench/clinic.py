"""The clinic's cases as states of the bench: what is set, and what must come of it in each case.

`state` opens the case; `code` is our error, "" where the page can read; `chromium` and `firefox`
are the names those browsers give it;
`answers` are preflight, request, server ran it, page could read it. `cured`, where there is one, is
what a developer changes, and it works.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PAGE = "https://app.example"
ME = {"allow_origin": PAGE, "allow_credentials": "true"}
JSON = {"method": "POST", "content_type": "application/json"}
PUT = {"method": "PUT", "allow_origin": PAGE, "allow_methods": "PUT"}
TOKEN = {"headers": ["Authorization: Bearer secret"]}
GET_NO, PREFLIGHT_NO, BOTH_NO = (
    ("not sent", "sent", "yes", "no"),
    ("sent", "not sent", "no", "no"),
    ("sent", "sent", "yes", "no"),
)
GET_YES, BOTH_YES = ("not sent", "sent", "yes", "yes"), ("sent", "sent", "yes", "yes")


@dataclass(frozen=True, slots=True)
class Case:
    """One case, with its number in the clinic."""

    number: int
    symptom: str
    state: dict[str, Any]
    code: str
    chromium: str | None
    firefox: str | None
    answers: tuple[str, ...]
    cured: dict[str, Any] | None = field(default=None)


MISSING = ("allow-origin-missing", "MissingAllowOriginHeader", "CORSMissingAllowOrigin2")
MISMATCH = ("allow-origin-mismatch", "AllowOriginMismatch", "CORSAllowOriginNotMatchingOrigin")
MULTIPLE = ("allow-origin-multiple", "MultipleAllowOriginValues")
STATUS = ("preflight-status", "PreflightInvalidStatus", "CORSPreflightDidNotSucceed3")
NO_PREFLIGHT_ORIGIN = (
    "preflight-allow-origin-missing",
    "PreflightMissingAllowOriginHeader",
    "CORSMissingAllowOrigin2",
)
HEADER = (
    "header-not-allowed",
    "HeaderDisallowedByPreflightResponse",
    "CORSMissingAllowHeaderFromPreflight2",
)
METHOD = ("method-not-allowed", "MethodDisallowedByPreflightResponse", "CORSMethodNotFound")
READABLE = ("", None, None)

CASES = [
    Case(
        1,
        "no CORS at all",
        {"page": "http://localhost:3000", "url": "http://localhost:5000/notes"},
        *MISSING,
        GET_NO,
    ),
    Case(
        2,
        "the app answers OPTIONS itself, with a bare 200",
        PUT | {"answer_preflight": False},
        *NO_PREFLIGHT_ORIGIN,
        PREFLIGHT_NO,
    ),
    Case(
        2,
        "OPTIONS gets a 404, with headers",
        PUT | {"preflight_status": 404},
        *STATUS,
        PREFLIGHT_NO,
        {"preflight_status": 204},
    ),
    Case(
        3,
        "a guard before CORS refuses the preflight",
        TOKEN | {"guard": "before", "allow_origin": PAGE},
        *NO_PREFLIGHT_ORIGIN,
        PREFLIGHT_NO,
        {"guard": "after", "allow_headers": "authorization"},
    ),
    Case(
        3,
        "OPTIONS gets a 401, with headers",
        TOKEN | {"preflight_status": 401, "allow_origin": PAGE},
        *STATUS,
        PREFLIGHT_NO,
    ),
    Case(
        4,
        "headers on OPTIONS only",
        JSON | {"allow_origin": PAGE, "allow_headers": "content-type", "on_response": False},
        *MISSING,
        BOTH_NO,
        {"on_response": True},
    ),
    Case(
        5,
        "an error loses the headers",
        {"allow_origin": PAGE, "response_status": 500, "on_errors": False},
        *MISSING,
        ("not sent", "sent", "failed (500)", "no"),
        {"on_errors": True},
    ),
    Case(
        6,
        "a proxy redirects the preflight",
        PUT | {"redirect_to": "/notes/", "redirect_by": "proxy", "redirect_status": 308},
        NO_PREFLIGHT_ORIGIN[0],
        "PreflightDisallowedRedirect",
        "CORSMissingAllowOrigin2",
        PREFLIGHT_NO,
        {"url": "https://api.example/notes/"},
    ),
    Case(
        6,
        "the preflight is redirected, with headers",
        PUT | {"preflight_status": 308},
        "preflight-redirect",
        "PreflightDisallowedRedirect",
        "CORSExternalRedirectNotAllowed",
        PREFLIGHT_NO,
    ),
    Case(
        7,
        "* with credentials",
        {"credentials": "include", "allow_origin": "*", "allow_credentials": "true"},
        "allow-origin-wildcard",
        "WildcardOriginNotAllowed",
        "CORSNotSupportingCredentials",
        GET_NO,
        {"credentials": "same-origin"},
    ),
    Case(
        8,
        "Allow-Credentials: True",
        {"credentials": "include", "allow_origin": PAGE, "allow_credentials": "True"},
        "allow-credentials",
        "InvalidAllowCredentials",
        "CORSMissingAllowCredentials",
        GET_NO,
        {"allow_credentials": "true"},
    ),
    Case(
        9,
        "proxy and app both speak, in two lines",
        {"allow_origin": "*", "proxy": ["Access-Control-Allow-Origin: *"]},
        *MULTIPLE,
        "CORSMultipleAllowOriginNotAllowed",
        GET_NO,
        {"proxy": []},
    ),
    Case(
        9,
        "two values in one line",
        {"allow_origin": "*, *"},
        *MULTIPLE,
        "CORSAllowOriginNotMatchingOrigin",
        GET_NO,
    ),
    Case(
        10,
        "a list of origins",
        {"allow_origin": f"{PAGE}, https://other.example"},
        *MULTIPLE,
        "CORSAllowOriginNotMatchingOrigin",
        GET_NO,
    ),
    Case(
        10,
        "a pattern",
        {"page": "http://localhost:3000", "allow_origin": "http://localhost:*"},
        "allow-origin-invalid",
        "InvalidAllowOriginValue",
        "CORSAllowOriginNotMatchingOrigin",
        GET_NO,
    ),
    Case(
        11,
        "Content-Type: application/json is not allowed",
        JSON | {"allow_origin": PAGE},
        *HEADER,
        PREFLIGHT_NO,
        {"allow_headers": "content-type"},
    ),
    Case(
        11,
        "a library adds a header",
        {"headers": ["baggage: sentry-release=1.0"], "allow_origin": "*"},
        *HEADER,
        PREFLIGHT_NO,
    ),
    Case(
        12,
        "the page sends Access-Control-Allow-Origin",
        {"headers": ["Access-Control-Allow-Origin: *"], "allow_origin": "*"},
        *HEADER,
        PREFLIGHT_NO,
        {"headers": []},
    ),
    Case(
        13,
        "patch in lower case",
        {"method": "patch", "allow_origin": PAGE, "allow_methods": "PUT, PATCH, DELETE"},
        *METHOD,
        PREFLIGHT_NO,
        {"method": "PATCH"},
    ),
    Case(
        14,
        "a slash after the origin",
        {"allow_origin": f"{PAGE}/"},
        *MISMATCH,
        GET_NO,
        {"allow_origin": PAGE},
    ),
    Case(
        15,
        "localhost is not 127.0.0.1",
        {
            "page": "http://127.0.0.1:3000",
            "url": "http://127.0.0.1:5000/notes",
            "allow_origin": "http://localhost:3000",
        },
        *MISMATCH,
        GET_NO,
        {"page": "http://localhost:3000"},
    ),
    Case(
        16,
        "a file: page has the origin null",
        {"page": "file", "allow_origin": "http://localhost:3000"},
        *MISMATCH,
        GET_NO,
        {"allow_origin": "*"},
    ),
    Case(
        17,
        "mode: no-cors",
        {
            "mode": "no-cors",
            "method": "POST",
            "content_type": "application/json",
            "headers": ["X-Demo: 1"],
        },
        *READABLE,
        GET_NO,
    ),
    Case(18, "a header JavaScript does not see", {"allow_origin": "*"}, *READABLE, GET_YES),
    Case(
        19,
        "a cached copy without the header",
        {"cache_control": "max-age=600", "allow_origin": "<echo>", "before": [{"mode": "no-cors"}]},
        *MISSING,
        ("not sent", "not sent (cached)", "no", "no"),
        {"vary": "Origin"},
    ),
    Case(
        20,
        "the preflight cache remembers what the server no longer says",
        PUT | {"allow_methods": None, "max_age": "86400", "before": [{"allow_methods": "PUT"}]},
        *READABLE,
        ("not sent (cached)", "sent", "yes", "yes"),
        {"before": [{"allow_methods": "PUT", "advance": 7201}]},
    ),
    Case(
        21,
        "CORS is right, the cookie is missing",
        ME | {"credentials": "include", "cookie": "session=ada", "guard": "cookie"},
        *READABLE,
        ("not sent", "sent", "refused (401)", "yes"),
        {"cookie": "session=ada; SameSite=None; Secure"},
    ),
    Case(
        22,
        "a redirect to a login page",
        {"allow_origin": PAGE, "redirect_to": "https://login.example/"},
        *MISSING,
        ("not sent", "sent ×2", "yes", "no"),
        {"redirect_to": None},
    ),
    Case(
        22,
        "a redirect with a password in it",
        {"allow_origin": PAGE, "redirect_to": "https://user:pw@login.example/"},
        "redirect-userinfo",
        "RedirectContainsCredentials",
        "CORSDidNotSucceed2",
        GET_NO,
    ),
    Case(
        23,
        "the server is stopped",
        {"server": "stopped"},
        "connection-refused",
        None,
        "CORSDidNotSucceed2",
        ("not sent", "not sent", "no", "no"),
        {"server": "running", "allow_origin": "*"},
    ),
    Case(
        23,
        "mixed content",
        {"url": "http://api.example/notes", "allow_origin": "*"},
        "mixed-content",
        None,
        None,
        ("not sent", "not sent", "no", "no"),
        {"url": "https://api.example/notes"},
    ),
    Case(
        25,
        "any origin, with credentials",
        ME | {"page": "https://evil.example", "credentials": "include", "allow_origin": "<echo>"},
        *READABLE,
        GET_YES,
    ),
]
