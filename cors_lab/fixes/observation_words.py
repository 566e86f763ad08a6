"""What answers say of themselves, and what that means: tables of words. Data only."""

from __future__ import annotations

from typing import NamedTuple

ERRORS = frozenset(range(400, 600))
REFUSED = frozenset({401, 403, 407})
NO_ROUTE = frozenset({404, 405, 501})
BEHIND = frozenset({502, 503, 504, *range(520, 528)})


class Sign(NamedTuple):
    """One thing that a server says: `where` is a header's name, "body" or "host"; `pattern` is
    searched in it.

    `stage` ("preflight" or "request") and `statuses` narrow it down; empty means any. `decides`:
    headers alone do not help. In the sentences, `{found}` is what the pattern found, `{status}` the
    status, `{method}` the method that the page wants.
    """

    code: str
    where: str
    pattern: str
    seen: str
    fix: str
    stage: str = ""
    statuses: frozenset[int] = frozenset()
    decides: bool = True


SIGNS = (
    Sign(
        "bucket-without-cors",
        "body",
        r"CORS is not enabled for this bucket",
        "The bucket says “{found}”: it has no CORS configuration.",
        "Give the bucket a CORS configuration (Permissions, then Cross-origin resource "
        "sharing). --fix s3 writes it for this call: "
        "AllowedOrigins, AllowedMethods, AllowedHeaders.",
    ),
    Sign(
        "bucket-refuses",
        "body",
        r"This CORS request is not allowed",
        (
            "The bucket says “{found}”: it has CORS rules, and no single rule allows this "
            "origin, {method} and the page's headers together."
        ),
        "Compare one rule's AllowedOrigins (scheme and port count), AllowedMethods and "
        "AllowedHeaders with this call. "
        "--fix s3 writes the rule.",
    ),
    Sign(
        "storage-refuses",
        "body",
        r"CORS not enabled or no matching rule found for this request",
        "Azure Storage says “{found}”.",
        "Add a CORS rule to the storage account with this origin, {method} and the page's headers.",
    ),
    Sign(
        "signature-on-preflight",
        "body",
        r"SignatureDoesNotMatch|AuthorizationQueryParametersError|MissingAuthenticationTokenException",
        (
            "It says “{found}”: it checks a signature on the preflight (OPTIONS), and no "
            "preflight is signed."
        ),
        (
            "Let it answer OPTIONS from its CORS configuration, without a signature, as "
            "Amazon S3 does."
        ),
        stage="preflight",
    ),
    Sign(
        "signature",
        "body",
        r"SignatureDoesNotMatch|AuthorizationQueryParametersError|InvalidAccessKeyId",
        "It says “{found}”: the signature does not fit this request. That error came before CORS.",
        (
            "Sign the same method, headers and region that the page sends; Content-Type is "
            "often the one that differs."
        ),
        stage="request",
        statuses=ERRORS,
    ),
    Sign(
        "gateway-has-no-method",
        "body",
        r"Missing Authentication Token",
        "Amazon API Gateway says “{found}”. It says so for a path or a method that it "
        "does not have, and for OPTIONS with IAM "
        "authorization.",
        "Compare stage and path with the route. Then enable CORS for the resource, which "
        "adds an OPTIONS method without authorization, "
        "and deploy again. --fix api-gateway shows the setting.",
    ),
    Sign(
        "gateway-authorizer",
        "x-amzn-errortype",
        r"UnauthorizedException|AccessDeniedException|ForbiddenException",
        (
            "API Gateway's authorizer answered the preflight ({found}). A preflight never "
            "carries a token."
        ),
        (
            "Take the authorizer off OPTIONS (AWS SAM: AddDefaultAuthorizerToCorsPreflight: "
            "false; HTTP API: an OPTIONS route without one)."
        ),
        stage="preflight",
    ),
    Sign(
        "gateway-error",
        "x-amz-apigw-id",
        r".+",
        "API Gateway made this {status} itself; your function's headers are not on it.",
        "Add Access-Control-Allow-Origin to the API's gateway responses DEFAULT_4XX and "
        "DEFAULT_5XX (--fix api-gateway). Then look why "
        "the integration failed: its log, its time limit.",
        stage="request",
        statuses=ERRORS,
    ),
    Sign(
        "spring-refuses",
        "body",
        r"^\s*Invalid CORS request",
        (
            "Spring says “Invalid CORS request”: its CORS configuration does not allow this "
            "origin, method or header."
        ),
        "Put them into allowedOrigins, allowedMethods and allowedHeaders (--fix spring). "
        "Behind a proxy, also set "
        "server.forward-headers-strategy, so that Spring knows its own address.",
    ),
    Sign(
        "wants-opt-in",
        "body",
        r"anthropic-dangerous-direct-browser-access",
        "The API wants the header {found} from a browser.",
        "Call it from your own back end, and keep the key there. Only where each user "
        "brings a key of their own, send that header from "
        "the page.",
    ),
    Sign(
        "challenge",
        "cf-mitigated",
        r"challenge",
        (
            "Cloudflare answered with a challenge page in place of your app. No fetch can "
            "solve a challenge."
        ),
        "In Cloudflare, add a WAF rule that skips challenges for this path, OPTIONS included.",
    ),
    Sign(
        "challenge",
        "body",
        r"<title>Just a moment",
        (
            "Cloudflare answered with a challenge page (“Just a moment”) in place of your "
            "app. No fetch can solve a challenge."
        ),
        "In Cloudflare, add a WAF rule that skips challenges for this path, OPTIONS included.",
    ),
    Sign(
        "tunnel-warning",
        "ngrok-error-code",
        r".+",
        "ngrok answered with its warning page ({found}), not your server.",
        (
            "On the page, send the header `ngrok-skip-browser-warning: 1` (and let the server "
            "allow it), or use a paid or another tunnel."
        ),
    ),
    Sign(
        "tunnel-warning",
        "body",
        r"bypass-tunnel-reminder|tunnel password",
        "The tunnel answered with its reminder page, not your server.",
        "On the page, send the header `bypass-tunnel-reminder: 1` (and let the server allow it).",
    ),
    Sign(
        "private-port",
        "host",
        r"\.gitpod\.(io|dev)$|\.githubpreview\.dev$|\.app\.github\.dev$",
        "The port is private: the platform's own login check answers before your server is asked.",
        "Make the port public (Ports panel, visibility). A private one cannot be asked "
        "across origins: a preflight carries no cookie, "
        "so the login check has to let OPTIONS pass with 204, and that is the platform's to do.",
        statuses=REFUSED,
    ),
    Sign(
        "origin-not-listed",
        "port",
        r"^11434$",
        "Port 11434 is Ollama's: it answers {status} to pages of origins that it does not know.",
        "Put the page's origin into OLLAMA_ORIGINS and restart it (--fix ollama).",
        statuses=REFUSED,
    ),
    Sign(
        "host-refused",
        "body",
        (
            r"DisallowedHost|Invalid HTTP_HOST header|Invalid host header|Blocked request\. "
            r"This host|Blocked hosts?:"
        ),
        "The server refuses the host name itself (“{found}”), before it thinks of CORS.",
        (
            "Add the name: ALLOWED_HOSTS in Django, config.hosts in Rails, "
            "server.allowedHosts in Vite, allowedHosts in webpack's server."
        ),
        statuses=ERRORS,
    ),
    Sign(
        "csrf",
        "body",
        (
            r"CSRF (?:verification failed|token "
            r"(?:mismatch|missing|invalid))|InvalidAuthenticityToken|Page Expired"
        ),
        "It says “{found}”: the framework wants its CSRF token.",
        (
            "Send the token that the framework hands out, or exempt this route, if it is not "
            "for browsers with cookies."
        ),
        statuses=ERRORS,
        decides=False,
    ),
    Sign(
        "airplay",
        "server",
        r"^AirTunes",
        (
            "It was AirPlay that answered (Server: AirTunes), not your server: macOS keeps "
            "port 5000 for it."
        ),
        "Give your server another port.",
    ),
    Sign(
        "iis-answers-options",
        "server",
        r"^Microsoft-IIS",
        "IIS answered OPTIONS itself ({status}), before your app.",
        "In web.config, remove the handler OPTIONSVerbHandler (and WebDAV), or install "
        "the IIS CORS module; then your app's CORS "
        "settings can answer OPTIONS.",
        stage="preflight",
        statuses=frozenset({200, 204, 404, 405}),
    ),
    Sign(
        "tornado-refuses-options",
        "server",
        r"^TornadoServer",
        (
            "A Tornado handler has no OPTIONS method. If this is Jupyter Server, it answers "
            "pages of other origins only when told to."
        ),
        (
            "Jupyter Server: set ServerApp.allow_origin (--fix jupyter-server). Your own "
            "handler: add an options() method that answers 204."
        ),
        stage="preflight",
        statuses=frozenset({404, 405}),
    ),
)


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
    "login (location.href = …): a login page is "
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
