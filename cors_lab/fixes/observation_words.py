"""What answers say of themselves, and what that means: tables of words. Data only."""

from __future__ import annotations

from typing import NamedTuple

ERRORS = frozenset(range(400, 600))
REFUSED = frozenset({401, 403, 407})
NO_ROUTE = frozenset({404, 405, 501})
BEHIND = frozenset({502, 503, 504, *range(520, 528)})


class Login(NamedTuple):
    """A login that redirects lead to: how its URL is known, whose it is, and what to do about
    it.
    """

    pattern: str
    whose: str
    fix: str = ""


LOGINS = (
    Login(
        r"\.cloudflareaccess\.com/",
        "Cloudflare Access",
        "In the Access application, let OPTIONS pass to the origin (“Bypass options "
        "requests to origin”) or give it CORS settings "
        "(--fix cloudflare-access). The user has to be logged in there, and the page has "
        'to ask with credentials: "include"; a program '
        "uses a service token, from your back end.",
    ),
    Login(
        r"github\.dev/pf-signin|github(?:preview)?\.dev/signin",
        "GitHub Codespaces",
        "The forwarded port is private. In the Ports panel, set its visibility to Public.",
    ),
    Login(r"//accounts\.google\.com/", "Google"),
    Login(r"//login\.(?:microsoftonline|microsoft|live|windows)\.", "Microsoft"),
    Login(r"\.okta(?:preview)?\.com/", "Okta"),
    Login(r"\.auth0\.com/", "Auth0"),
    Login(r"\.amazoncognito\.com/", "Amazon Cognito"),
    Login(r"/realms/[^/]+/protocol/(?:openid-connect|saml)", "Keycloak"),
    Login(r"//github\.com/login", "GitHub"),
    Login(
        r"/(?:user[s]?/|account[s]?/|auth/|session[s]?/)?(?:log-?in|sign-?in|sso|saml2?|oauth2?|openid|authorize|cas)(?:[/?#.;]|$)",
        "the login",
    ),
)
TO_LOGIN = (
    "Answer 401 to fetch() in place of the redirect, and let the page itself go to the "
    "login (location.assign(loginUrl)): a login page is "
    "for people, not for fetch()."
)
LOGIN_BEFORE_PREFLIGHT = (
    "And answer OPTIONS with 204 before the login check: a preflight carries no cookie and no "
    "token."
)
NULL_AFTER = (
    "After this redirect the browser asks with Origin: null, so no list of origins over there "
    "helps."
)

# Header, what it says when a stored copy answered.
CACHES = (
    ("CF-Cache-Status", r"^(?:HIT|STALE|UPDATING|REVALIDATED)$"),
    ("X-Cache", r"\b(?:hit|refreshhit)\b"),
    ("X-Vercel-Cache", r"^(?:HIT|STALE)$"),
    ("X-Nextjs-Cache", r"^(?:HIT|STALE)$"),
    ("X-Proxy-Cache", r"\bhit\b"),
    ("X-Drupal-Cache", r"\bhit\b"),
    ("Cache-Status", r"\bhit\b"),
    ("X-Varnish", r"^\d+ \d+$"),
    ("Age", r"^0*[1-9]\d*$"),
)
OLD_COPY = (
    "{header}: {value}. A shared cache answered with a stored copy{age}, made before the "
    "header was added or for another page."
)
EMPTY_CACHE = (
    "Purge this URL from the cache once. Then either send `Access-Control-Allow-Origin: "
    "*` always (for public data), or put Origin "
    "into the cache key and send `Vary: Origin` with every answer, also to requests without Origin."
)
VARIES = (
    "It says `Vary: Origin`, so something here knows CORS: either this origin is not on "
    "its list, or a shared cache keeps an answer to "
    "a request without Origin."
)
ON_LIST = (
    "Put the page's origin on the list that the server has. If it is there, purge the cache, "
    "and send the header always."
)

# What a status means on an answer without the header: stage, statuses, code, what is seen, what to
# do.
STATUSES = (
    (
        "preflight",
        REFUSED,
        "login-before-preflight",
        "The preflight was answered {status}{challenge}: a login check or a firewall "
        "comes first. A preflight never carries cookies or "
        "Authorization, so it cannot pass.",
        (
            "Answer OPTIONS with 204 and the headers below before any login check: put the "
            "CORS middleware first."
        ),
    ),
    (
        "preflight",
        NO_ROUTE,
        "nothing-answers-options",
        (
            "The preflight was answered {status}: no route answers OPTIONS at this path, and "
            "no CORS middleware does it for all."
        ),
        (
            "Put a CORS middleware in front of the routes, or answer OPTIONS there with 204 "
            "and the headers below. Compare the path, too."
        ),
    ),
    (
        "preflight",
        frozenset({200, 204}),
        "framework-answers-options",
        (
            "The preflight was answered {status} without CORS headers: the framework or a "
            "proxy answers OPTIONS by itself."
        ),
        (
            "Let the CORS middleware answer OPTIONS: put it before the router, and before the "
            "proxy's own answer."
        ),
    ),
    (
        "preflight",
        frozenset({429}),
        "rate-limited",
        "Too many requests (429): the rate limit answered the preflight before your app{retry}.",
        "Do not count preflights in the rate limit, and let it send the headers too.",
    ),
    (
        "preflight",
        BEHIND,
        "app-down",
        (
            "The preflight was answered {status} by a proxy or gateway: the app behind it is "
            "down, restarting or busy."
        ),
        (
            "Get the app behind it to answer first; its log says why it does not. The headers "
            "below come after that."
        ),
    ),
    (
        "preflight",
        ERRORS,
        "preflight-error",
        (
            "The preflight was answered {status}: something failed before any CORS middleware "
            "answered."
        ),
        "Look into the server's log for the {status}, and answer OPTIONS with 204 before that.",
    ),
    (
        "request",
        frozenset({401, 407}),
        "login-error",
        "The {status}{challenge} is the login check's: the user is not logged in, or the "
        "request carried no credentials. The error has "
        "no CORS headers, so the page cannot see it.",
        "Send the headers on error answers too; then the page can read the {status} and log in.",
    ),
    (
        "request",
        frozenset({403}),
        "forbidden",
        (
            "The 403 came from a login check, a firewall or a CSRF check, and it has no CORS "
            "headers, so the page cannot see it."
        ),
        (
            "Find out who answered (Server, body, the app's log), and send the headers on "
            "error answers too."
        ),
    ),
    (
        "request",
        NO_ROUTE,
        "error-page",
        (
            "The {status} is an error page without CORS headers: the path is wrong, or no "
            "route takes {method}."
        ),
        "Compare path and method with the routes, and send the headers on error answers too.",
    ),
    (
        "request",
        frozenset({413}),
        "too-large",
        (
            "The body is too large (413) for the proxy in front, which answers without your "
            "app's headers."
        ),
        (
            "Raise its limit (nginx: client_max_body_size 20m;), and let the proxy send the "
            "headers on its own errors (nginx: `always`)."
        ),
    ),
    (
        "request",
        frozenset({431}),
        "headers-too-large",
        "The request's headers are too large (431), most often through cookies.",
        "Clear the site's cookies or raise the limit, and send the headers on error answers too.",
    ),
    (
        "request",
        frozenset({429}),
        "rate-limited",
        (
            "Too many requests (429): the rate limit answered before your app{retry}. It has "
            "no CORS headers, so the page cannot see it."
        ),
        (
            "Ask less often, and let the rate limiter send the headers too (put the CORS "
            "middleware before it)."
        ),
    ),
    (
        "request",
        BEHIND,
        "app-down",
        (
            "The {status} is a proxy's or gateway's own: the app behind it is down, "
            "restarting or too slow. It has no CORS headers."
        ),
        "Get the app behind it to answer; its log says why it does not. And let the proxy "
        "send the headers on its own errors (nginx: "
        "`add_header … always`).",
    ),
    (
        "request",
        ERRORS,
        "error-without-headers",
        (
            "The {status} has no CORS headers: the app crashed or ended before its CORS "
            "middleware added them. CORS only hides the error."
        ),
        "Look into the server's log for the {status}, and send the headers on error answers too.",
    ),
)
HTML_PAGE = "It answered with an HTML page (“{title}”), not with data for a script."
WRONG_PAGE = (
    "Look at what this URL answers in a tab of its own: a wrong path, or an app's start page?"
)
LOGIN_PAGE = (
    "That looks like a login page: let the server answer 401 to fetch() in its place, and let the"
    " page itself go to the login."
)
PREFLIGHT_PASSED = (
    "The preflight passed, so the CORS settings work for OPTIONS; the answer to {method} "
    "has no header. The app stopped or crashed before "
    "its middleware ran (die, exit, dump, an exception), or another layer answered."
)
LOOK_AT_ANSWER = (
    "Look at what {method} really answers (its body, the server's log), and set the headers "
    "before anything can stop the app."
)
PATTERN = (
    "Access-Control-Allow-Origin has no patterns: the star in `{value}` is a letter like "
    "any other, and only a lone `*` means everyone."
)
CHOOSE = (
    "Let the server choose per request: when the Origin it receives is one of yours, send "
    "that one back, with `Vary: Origin`."
)
TWICE = (
    "Access-Control-Allow-Origin came twice (`{value}`): two layers add it, the app and "
    "{layer} in front of it, or two middlewares."
)
ONCE = "Let one of the two add it: take it out of {layer}, or out of the app."
NEARLY = "`{value}` differs from the page's origin only in {what}."
REGION = "The bucket is in the region {region}; the URL was made or signed for another one."
SIGN_AGAIN = (
    "Sign the URL for the region {region} (the client's region setting), and ask the host of "
    "that region."
)
MISSPELT = "The answer says {name}, which no browser knows: {meant} is meant."
MEANT_HEADERS = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
)
KNOWN_HEADERS = frozenset(
    (
        *MEANT_HEADERS,
        "access-control-request-method",  # of requests: superfluous, not misspelt
        "access-control-request-headers",
        "access-control-allow-private-network",  # of a feature that is no more
        "access-control-allow-local-network",
    )
)
