"""What servers say of themselves in headers and bodies, and what that means. Data only."""

from __future__ import annotations

from typing import NamedTuple

ERRORS = frozenset(range(400, 600))
REFUSED = frozenset({401, 403, 407})


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
        "cloudfront-methods",
        "body",
        r"not configured to allow the HTTP request method",
        (
            "CloudFront says “{found}”: the distribution lets {method} or its preflight "
            "(OPTIONS) not through."
        ),
        "In the distribution's behavior for this path, set Allowed HTTP methods to GET, "
        "HEAD, OPTIONS (or all seven), and forward"
        " Origin. --fix cloudfront shows the setting.",
    ),
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
        "method-not-forwarded",
        "body",
        r"not configured to allow the HTTP request method",
        (
            "CloudFront says “{found}”: the distribution lets fewer methods through than the "
            "page needs."
        ),
        "In the distribution's cache behavior, allow the methods GET, HEAD, OPTIONS, PUT, "
        "POST, PATCH,"
        " DELETE (or GET, HEAD, OPTIONS, if the page only reads). Then the answer comes from the"
        " server behind it.",
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
