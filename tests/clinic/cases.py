"""The 25 cases of the clinic, some in two or three forms, and what must be said of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.clinic import apps
from tests.clinic.case import API, JSON, PAGE, Case, Deploy

LOGIN = "https://login.example"
WITH_CREDENTIALS = ("Access-Control-Allow-Credentials", "true")
MISSING = {
    "code": "allow-origin-missing",
    "cors_error": "MissingAllowOriginHeader",
    "firefox_reason": "CORSMissingAllowOrigin2",
}
MISMATCH = {
    "code": "allow-origin-mismatch",
    "cors_error": "AllowOriginMismatch",
    "firefox_reason": "CORSAllowOriginNotMatchingOrigin",
}
HEADER = {
    "code": "header-not-allowed",
    "cors_error": "HeaderDisallowedByPreflightResponse",
    "firefox_reason": "CORSMissingAllowHeaderFromPreflight2",
}
NO_ANSWER = {"firefox_reason": "CORSDidNotSucceed2"}
PUT = {"method": "PUT", **JSON}


def case(
    number: int, title: str, app: Callable[[], Any] | None = None, at: str = API, **facts: Any
) -> Case:
    others = facts.pop("others", {})
    return Case(number=number, title=title, apps={at: app, **others} if app else others, **facts)


CASES: tuple[Case, ...] = (
    case(1, "no CORS at all", apps.plain, **MISSING, audit="page-blocked"),
    case(
        2,
        "the preflight gets Flask's own OPTIONS",
        apps.in_the_view_only,
        words=PUT,
        code="preflight-allow-origin-missing",
        cors_error="PreflightMissingAllowOriginHeader",
        firefox_reason="CORSMissingAllowOrigin2",
        audit="preflight-without-headers",
    ),
    case(
        3,
        "the login check answers the preflight",
        apps.guarded,
        words={**PUT, "headers": (("Authorization", "Bearer x"),)},
        code="preflight-status",
        cors_error="PreflightInvalidStatus",
        firefox_reason="CORSPreflightDidNotSucceed3",
        audit="preflight-auth",
    ),
    case(
        4,
        "headers on OPTIONS only",
        apps.options_only,
        words={"method": "POST", **JSON},
        **MISSING,
        audit="page-blocked",
    ),
    case(
        5,
        "a 500 loses the headers",
        apps.crashing,
        path="/crash",
        **MISSING,
        audit="error-without-headers",
        healthy="/notes",
    ),
    case(
        6,
        "the preflight is redirected to the slash",
        apps.trailing_slash,
        path="/slash",
        words={"method": "POST", **JSON},
        code="preflight-redirect",
        cors_error="PreflightDisallowedRedirect",
        firefox_reason="CORSExternalRedirectNotAllowed",
        audit="preflight-redirect",
    ),
    case(
        6,
        "the preflight is redirected to http",
        apps.deaf_to_its_proxy,
        path="/slash",
        words={"method": "POST", **JSON},
        code="preflight-redirect",
        cors_error="PreflightDisallowedRedirect",
        firefox_reason="CORSDidNotSucceed2",
        audit="preflight-redirect",
    ),
    case(
        7,
        "* with credentials",
        apps.allow("*", WITH_CREDENTIALS),
        words={"credentials": "include"},
        code="allow-origin-wildcard",
        cors_error="WildcardOriginNotAllowed",
        firefox_reason="CORSNotSupportingCredentials",
        audit="wildcard-credentials",
    ),
    case(
        8,
        "Allow-Credentials: True",
        apps.allow(PAGE, ("Access-Control-Allow-Credentials", "True")),
        words={"credentials": "include"},
        code="allow-credentials",
        cors_error="InvalidAllowCredentials",
        firefox_reason="CORSMissingAllowCredentials",
        audit="credentials-value",
    ),
    case(
        9,
        "proxy and app both add the header",
        apps.behind_a_proxy,
        code="allow-origin-multiple",
        cors_error="MultipleAllowOriginValues",
        firefox_reason="CORSMultipleAllowOriginNotAllowed",
        audit="allow-origin-value",
    ),
    case(
        10,
        "a list",
        apps.allow(f"{PAGE}, https://admin.example"),
        code="allow-origin-multiple",
        cors_error="MultipleAllowOriginValues",
        firefox_reason="CORSAllowOriginNotMatchingOrigin",
        audit="allow-origin-value",
    ),
    case(
        10,
        "a pattern",
        apps.allow("https://*.example:*"),
        code="allow-origin-invalid",
        cors_error="InvalidAllowOriginValue",
        firefox_reason="CORSAllowOriginNotMatchingOrigin",
        audit="allow-origin-value",
    ),
    case(
        11,
        "an SDK adds a header",
        apps.flask_cors(origins=[PAGE], allow_headers=["Content-Type"]),
        words={"headers": (("baggage", "sentry-release=1"),)},
        **HEADER,
    ),
    case(
        12,
        "the page sends Access-Control-Allow-Origin",
        apps.flask_cors(origins=[PAGE], allow_headers=["Content-Type"]),
        words={"headers": (("Access-Control-Allow-Origin", "*"),)},
        **HEADER,
    ),
    case(
        13,
        "patch in lower case",
        apps.flask_cors(origins=[PAGE], methods=["PATCH"]),
        words={"method": "patch"},
        code="method-not-allowed",
        cors_error="MethodDisallowedByPreflightResponse",
        firefox_reason="CORSMethodNotFound",
    ),
    case(
        14,
        "a slash behind the origin",
        apps.allow(f"{PAGE}/"),
        **MISMATCH,
        audit="allow-origin-value",
    ),
    case(
        14,
        "a slash in the middleware's list",
        apps.flask_cors(origins=[f"{PAGE}/"]),
        **MISSING,
        audit="page-blocked",
    ),
    case(
        15,
        "localhost is not 127.0.0.1",
        apps.allow("http://localhost:3000"),
        words={"page": "http://127.0.0.1:3000"},
        **MISMATCH,
        audit="page-blocked",
    ),
    case(16, "the origin null is refused", apps.allow(PAGE), words={"page": "null"}, **MISMATCH),
    case(
        16,
        "the origin null is trusted",
        apps.flask_cors(origins=[PAGE, "null"]),
        words={"page": "null"},
        exit_code=0,
        audit="null-origin",
        shown=("null-origin",),
    ),
    case(17, "no-cors as a remedy", apps.plain, words={"mode": "no-cors"}, audit="page-blocked"),
    case(
        18,
        "a header that scripts do not see",
        apps.hidden_header,
        exit_code=0,
        notes=("hidden-headers",),
        shown=("header-unknown",),
    ),
    case(
        19,
        "a cached copy without the header",
        apps.cached_for_all,
        exit_code=0,
        audit="vary-missing",
        steps=({"mode": "no-cors"}, {}),
        shown=("", "allow-origin-missing"),
    ),
    case(
        20,
        "the preflight's old answer is kept",
        apps.flask_cors(origins=[PAGE], max_age=86400),
        words=PUT,
        exit_code=0,
        notes=("preflight-kept",),
        audit="max-age-long",
        steps=({}, Deploy({API: apps.flask_cors(origins=[PAGE], methods=["GET"])}), {}),
        shown=("", "preflight-kept"),
    ),
    case(
        21,
        "the cookie stays at home",
        apps.logged_in_only,
        words={"credentials": "include", "cookies": ("sid=1",)},
        exit_code=0,
        notes=("readable-error", "cookie-withheld"),
        steps=({"url": f"{API}/login", "method": "POST"}, {}),
        shown=("", "cookie-withheld"),
    ),
    case(
        22,
        "a redirect to the login page",
        apps.sends_to(f"{LOGIN}/"),
        others={LOGIN: apps.plain},
        **MISSING,
        audit="redirect-leaves",
    ),
    case(
        22,
        "a redirect with a password in it",
        apps.sends_to("https://me:pw@login.example/"),
        code="redirect-userinfo",
        cors_error="RedirectContainsCredentials",
        firefox_reason="CORSDidNotSucceed2",
        audit="redirect-leaves",
    ),
    case(
        23,
        "nobody is there",
        words={"url": "https://refused.test/notes"},
        exit_code=2,
        code="connection-refused",
        **NO_ANSWER,
    ),
    case(
        23,
        "a name without an address",
        words={"url": "https://nowhere.test/notes"},
        exit_code=2,
        code="name-not-resolved",
        **NO_ANSWER,
    ),
    case(
        23,
        "a certificate that nobody trusts",
        words={"url": "https://untrusted.test/notes"},
        exit_code=2,
        code="tls",
        **NO_ANSWER,
    ),
    case(
        23,
        "somebody else has port 5000",
        apps.airplay,
        at="http://localhost:5000",
        **MISSING,
        audit="preflight-auth",
        words={"url": "http://localhost:5000/notes", "page": "http://localhost:3000"},
    ),
    case(
        23,
        "http from an https page",
        words={"url": "http://api.example/notes"},
        code="mixed-content",
    ),
    case(
        24,
        "a page from the internet calls a local server",
        apps.flask_cors(origins=[PAGE]),
        at="http://127.0.0.1:5000",
        words={"url": "http://127.0.0.1:5000/notes"},
        exit_code=0,
        notes=("local-network-access",),
        public=True,
        shown=("local-network-access",),
    ),
    case(
        25,
        "every origin is let in",
        apps.flask_cors(supports_credentials=True),
        exit_code=0,
        audit="any-origin",
    ),
    case(
        25,
        "a pattern without an end",
        apps.unanchored,
        words={"credentials": "include"},
        exit_code=0,
        audit="prefix",
    ),
)

# What no server shows: only the page that asks.
OF_THE_PAGE: tuple[Case, ...] = (
    case(
        23,
        "the page's own Content Security Policy",
        apps.flask_cors(origins=[PAGE]),
        exit_code=0,
        policy="connect-src 'self'",
        shown=(),
    ),
)
