"""Lines about origins that no browser's CORS check prints: of servers, client libraries,
service workers, DevTools, old browsers.
"""

from __future__ import annotations

# engine, template, codes: as in `historic`. A piece of the line will do; {name} stands for a fact.
LINES: tuple[tuple[str, str, str], ...] = (
    # canvas and WebGL
    ("chromium", "on '{interface}': Tainted canvases may not be loaded", "tainted-canvas"),
    ("chromium", "The cross-origin image at {url} may not be loaded", "tainted-canvas"),
    ("chromium", "element contains cross-origin data, and may not be loaded", "tainted-canvas"),
    ("chromium", "The canvas has been tainted by cross-origin data", "tainted-canvas"),
    ("firefox", "WebGL warning: {function}: Cross-origin elements require CORS", "tainted-canvas"),
    ("", "SecurityError: The operation is insecure", "tainted-canvas"),
    ("", "(SecurityError): The operation is insecure", "tainted-canvas"),
    (
        "webkit",
        "Cross-origin image load denied by Cross-Origin Resource Sharing policy",
        "allow-origin-missing allow-origin-mismatch",
    ),
    (
        "webkit",
        "Cross-origin script load denied by Cross-Origin Resource Sharing policy",
        "allow-origin-missing allow-origin-mismatch",
    ),
    (
        "webkit",
        "Unable to get image data from canvas because the canvas has been tainted",
        "tainted-canvas",
    ),
    # service workers
    (
        "chromium",
        (
            'The FetchEvent for "{url}" resulted in a network error response: an "opaque" '
            "response was used"
        ),
        "service-worker-opaque",
    ),
    (
        "chromium",
        (
            'The FetchEvent for "{url}" resulted in a network error response: the promise was '
            "rejected"
        ),
        "service-worker-rejected",
    ),
    (
        "chromium",
        (
            'The FetchEvent for "{url}" resulted in a network error response: an object that '
            "was not a Response"
        ),
        "service-worker-no-response",
    ),
    (
        "chromium",
        'The FetchEvent for "{url}" resulted in a network error response',
        "service-worker-rejected",
    ),
    ("", "Failed to convert value to 'Response'", "service-worker-no-response"),
    (
        "",
        "'only-if-cached' can be set only with 'same-origin' mode",
        "service-worker-only-if-cached",
    ),
    (
        "firefox",
        (
            "Failed to load ‘{url}’. A ServiceWorker passed a promise to FetchEvent.respondWith() "
            "that rejected"
        ),
        "service-worker-rejected",
    ),
    (
        "firefox",
        "A ServiceWorker intercepted the request and encountered an unexpected error",
        "service-worker-rejected",
    ),
    (
        "firefox",
        (
            "Failed to load ‘{url}’. A ServiceWorker passed an opaque Response to "
            "FetchEvent.respondWith()"
        ),
        "service-worker-opaque",
    ),
    ("webkit", "FetchEvent.respondWith received an error", "service-worker-rejected"),
    ("webkit", "Response served by service worker is opaque", "service-worker-opaque"),
    # EventSource, modules
    (
        "chromium",
        ('EventSource\'s response has a MIME type ("{value}") that is not "text/event-stream"'),
        "wrong-type event-stream-type",
    ),
    (
        "chromium",
        'EventSource\'s response has a charset ("{value}") that is not UTF-8',
        "wrong-type",
    ),
    ("firefox", "can’t establish a connection to the server at {url}", "websocket"),
    ("webkit", "'text/html' is not a valid JavaScript MIME type", "wrong-type module-type"),
    (
        "firefox",
        "Loading module from “{url}” was blocked because of a disallowed MIME type",
        "wrong-type module-type",
    ),
    # Cross-Origin-Resource-Policy and -Embedder-Policy
    (
        "chromium",
        "Specify a Cross-Origin Resource Policy to prevent a resource from being blocked",
        "resource-policy",
    ),
    (
        "chromium",
        "Specify a Cross-Origin Embedder Policy to prevent this frame from being blocked",
        "embedder-policy",
    ),
    (
        "chromium",
        "net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep",
        "embedder-policy",
    ),
    (
        "firefox",
        "The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header",
        "resource-policy",
    ),
    (
        "webkit",
        (
            "Cancelled load to {url} because it violates the resource's "
            "Cross-Origin-Resource-Policy response header"
        ),
        "resource-policy",
    ),
    # DevTools issues
    (
        "chromium",
        "only access because of its users' privileged network position",
        "private-network-notice",
    ),
    (
        "chromium",
        "has the Access-Control-Allow-Private-Network header set to true",
        "private-network-notice",
    ),
    (
        "chromium",
        "Ensure private network requests are made from secure contexts",
        "insecure-private-network",
    ),
    (
        "chromium",
        "Ensure private network requests are only made to resources that allow them",
        "private-network-notice",
    ),
    (
        "chromium",
        "Ensure preflight responses are valid",
        "preflight-status preflight-allow-origin-missing",
    ),
    (
        "chromium",
        "Ensure CORS response header values are valid",
        "allow-origin-missing allow-origin-mismatch",
    ),
    (
        "chromium",
        "Ensure CORS requests include credentials only when allowed",
        "allow-credentials allow-origin-wildcard",
    ),
    ("chromium", "Ensure CORS requests are made on supported schemes", "cors-scheme"),
    ("chromium", "Ensure that a CORS request header field is allowed", "header-not-allowed"),
    ("chromium", "Ensure CORS request uses permitted methods", "method-not-allowed"),
    ("chromium", "Ensure CORS request is not redirected", "preflight-redirect"),
    ("chromium", "Ensure no-cors requests configure redirect mode follow", "no-cors-redirect-mode"),
    ("chromium", "CORS request includes fragment", "cors-scheme"),
    # cookies
    (
        "chromium",
        (
            "Indicate whether to send a cookie in a cross-site request by specifying its SameSite "
            "attribute"
        ),
        "cookie",
    ),
    (
        "chromium",
        (
            "Indicate whether a cookie is intended to be set in a cross-site context by "
            "specifying its SameSite attribute"
        ),
        "cookie",
    ),
    ("chromium", "Mark cross-site cookies as Secure to allow", "cookie"),
    ("chromium", "Because a cookie's SameSite attribute was not set or is invalid", "cookie"),
    ("chromium", "This Set-Cookie was blocked because it had the", "cookie"),
    ("chromium", "This attempt to set a cookie via a Set-Cookie header was blocked", "cookie"),
    (
        "chromium",
        ('This set-cookie had the "SameSite=Lax" attribute but came from a cross-site response'),
        "cookie",
    ),
    ("chromium", "Third-party cookie will be blocked", "cookie"),
    ("chromium", "Reading cookie in cross-site context will be blocked", "cookie"),
    ("chromium", "Setting cookie in cross-site context will be blocked", "cookie"),
    (
        "firefox",
        "Cookie “{cookie}” will be soon rejected because it has the “SameSite” attribute",
        "cookie",
    ),
    ("firefox", "Cookie “{cookie}” has been rejected because it", "cookie"),
    ("firefox", "Cookie “{cookie}” does not have a proper “SameSite” attribute value", "cookie"),
    ("firefox", "Partitioned cookie or storage access was provided to", "storage-access"),
    # Edge and Internet Explorer
    (
        "",
        "SEC7120: Origin {origin} not found in Access-Control-Allow-Origin header",
        "allow-origin-missing allow-origin-mismatch",
    ),
    (
        "",
        (
            "SEC7120: [CORS] The origin '{origin}' did not find '{sought}' in the "
            "Access-Control-Allow-Origin response header for cross-origin resource at '{url}'"
        ),
        "allow-origin-missing allow-origin-mismatch",
    ),
    (
        "",
        "SEC7118: XMLHttpRequest for {url} required Cross Origin Resource Sharing (CORS)",
        "javascript-only",
    ),
    ("", "SEC7119: XMLHttpRequest for {url} required CORS preflight", "javascript-only"),
    ("", "SEC7117: Network request to {url} did not succeed", "local-network-access"),
    ("", "SEC7121: The value", "allow-credentials"),
    ("", "SEC7122: Credentials flag is true", "allow-credentials allow-origin-wildcard"),
    (
        "",
        (
            "SEC7123: Request header {header} was not present in the Access-Control-Allow-Headers "
            "list"
        ),
        "header-not-allowed",
    ),
    (
        "",
        (
            "SEC7124: Request method {method} was not present in the Access-Control-Allow-Methods "
            "list"
        ),
        "method-not-allowed",
    ),
    ("", "SEC7125: The value of the Access-Control-Max-Age", "notice"),
    ("", "SEC7126: Redirect was blocked for CORS request", "redirect-location-scheme"),
    ("", "SEC7127: Redirect was blocked for CORS request", "preflight-redirect"),
    (
        "",
        "SEC7128: Multiple Access-Control-Allow-Origin headers are not allowed",
        "allow-origin-multiple",
    ),
    ("", "XMLHttpRequest: Network Error 0x80070005", "zone"),
    ("", "XMLHttpRequest: Network Error 0x", "unknown-network-error"),
    # servers that compare Origin themselves
    ("", "Blocking Cross Origin WebSocket Attempt", "jupyter-origin"),
    ("", "Blocking Cross Origin API request. Referer:", "jupyterhub-referer"),
    ("", "Blocking Cross Origin API request. Origin:", "jupyter-origin"),
    ("", "Blocking Cross Origin API request", "jupyter-origin"),
    ("", "Blocking request with non-local 'Host'", "jupyter-origin"),
    ("", "Cross origin websockets not allowed", "tornado-origin"),
    ("", "Origin not allowed by check_origin", "tornado-origin"),
    ("", "Invalid CORS request", "server-refused spring-refused"),
    ("", "Reject: '{origin}' origin is not allowed", "server-refused spring-refused"),
    (
        "",
        "When allowCredentials is true, allowedOrigins cannot contain the special value",
        "allow-origin-wildcard",
    ),
    ("", "Not allowed by CORS", "server-refused express-cors"),
    ("", "is not a valid origin", "strapi-cors"),
    ("", "origin is not an allowed origin", "strapi-cors"),
    (
        "",
        "[Vite] Cross-origin requests for classic scripts must be made with CORS mode",
        "vite-no-cors",
    ),
    ("", 'Blocked request. This host ("{host}") is not allowed', "vite-host"),
    ("", "Invalid origin pattern {origin}", "server-refused"),
    ("", "CORS Error: Missing Access-Control-Request-Method header", "not-a-preflight"),
    ("", "CORS error: Missing Access-Control-Request-Method header", "not-a-preflight"),
    ("", "Referer checking failed", "server-csrf"),
    # login providers
    (
        "",
        (
            "Cross-origin token redemption is permitted only for the 'Single-Page Application' "
            "client-type"
        ),
        "spa-registration",
    ),
    ("", "AADSTS9002326", "spa-registration"),
    ("", "AADSTS90023:", "spa-registration"),
    (
        "",
        (
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via "
            "cross-origin requests"
        ),
        "spa-redeemed-by-server",
    ),
    ("", "AADSTS9002327", "spa-redeemed-by-server"),
    ("", "redirect_uri_mismatch", "oauth-origin"),
    ("", "origin_mismatch", "oauth-origin"),
    ("", "The given origin is not allowed for the given client ID", "oauth-origin"),
    ("", "Not a valid origin for the client", "oauth-origin"),
    ("", "idpiframe_initialization_failed", "oauth-origin"),
    # client libraries
    ("", "unable to reach server We couldn't reach your server", "apollo-studio"),
    ("", "The server's response may be missing CORS headers", "apollo-studio"),
    ("", "add https://studio.apollographql.com to your server's allow-list", "apollo-studio"),
    (
        "",
        "This operation has been blocked as a potential Cross-Site Request Forgery (CSRF)",
        "graphql-csrf",
    ),
    ("", "The XMLHttpRequest onError callback was called", "javascript-only"),
    ("", "NetworkImageLoadException was thrown", "javascript-only image-by-cors"),
    ("", "HTTP request failed, statusCode: 0", "javascript-only image-by-cors"),
    ("", "Failed to load network image", "javascript-only image-by-cors"),
    ("", "Trying to load an image from another domain?", "javascript-only image-by-cors"),
    ("", "xhr poll error", "javascript-only"),
    ("", "ClientException: Failed to fetch", "javascript-only"),
    ("", "CombinedGraphQLErrors", "not-json"),
)
