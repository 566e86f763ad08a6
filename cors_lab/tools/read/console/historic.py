"""Words that the simulated consoles do not print: of other versions, of refusals that are not
simulated, of what is taken for CORS.

The years are those of dated bug reports in which the words stand. Data only.
"""

from __future__ import annotations

from cors_lab.tools.read.console.other_programs import LINES

# Chromium's net errors, besides those that the simulated console prints.
NET_ERRORS = {
    "BLOCKED_BY_CLIENT": "blocked-by-client",
    "BLOCKED_BY_ADMINISTRATOR": "blocked-by-client",
    "BLOCKED_BY_ORB": "opaque-response-blocking",
    "BLOCKED_BY_CSP": "content-security-policy",
    "BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep": "embedder-policy",
    "BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByDip": "embedder-policy",
    "INTERNET_DISCONNECTED": "network-unreachable",
    "ADDRESS_UNREACHABLE": "network-unreachable",
    "NETWORK_CHANGED": "connection-closed",
    "CONNECTION_RESET": "connection-closed",
    "CONNECTION_CLOSED": "connection-closed",
    "CONNECTION_ABORTED": "connection-closed",
    "HTTP2_PROTOCOL_ERROR": "connection-closed",
    "QUIC_PROTOCOL_ERROR": "connection-closed",
    "CONNECTION_TIMED_OUT": "timeout",
    "TIMED_OUT": "timeout",
    "CERT_COMMON_NAME_INVALID": "tls",
    "CERT_DATE_INVALID": "tls",
    "CERT_WEAK_SIGNATURE_ALGORITHM": "tls",
    "SSL_PROTOCOL_ERROR": "tls",
    "SSL_VERSION_OR_CIPHER_MISMATCH": "tls",
    "CERT_REVOKED": "tls",
    "ABORTED": "aborted",
    "INSUFFICIENT_RESOURCES": "too-many-requests",
    "PROXY_CONNECTION_FAILED": "proxy",
    "TUNNEL_CONNECTION_FAILED": "proxy",
    "FILE_NOT_FOUND": "local-file",
    "ACCESS_DENIED": "local-file",
}
CHROMIUM = {
    "Permission was denied for this request to access the `{space}` address space.": "local-network-access",  # noqa: E501
    "the resource is in more-private address space `{space}`.": "insecure-page",
    "yet the resource is in address space": "local-network-access",
    (
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response"
    ): "private-network-preflight",
    "Origin '{origin}' is therefore not allowed access.": "allow-origin-missing allow-origin-mismatch",  # noqa: E501
    "Cross origin requests are only supported for protocol schemes:": "cors-scheme",
    "Cross origin requests are only supported for HTTP.": "cors-scheme",
    "Received an invalid response. Origin '{origin}' is therefore not allowed access.": "cors-scheme",  # noqa: E501
    "Response for preflight has invalid HTTP status code {status}": "preflight-status",
    "Invalid HTTP status code {status}": "preflight-status",
    "Response for preflight does not have HTTP ok status": "preflight-status",
    "(blocked:csp)": "content-security-policy",  # the Network panel
    "(blocked:mixed-content)": "mixed-content",
    "(blocked:other)": "blocked-by-client",
    "Response for preflight is invalid (redirect)": "preflight-redirect",
    (
        "The request was redirected to '{redirects_to}', which is disallowed for cross-origin "
        "requests that require preflight."
    ): "redirect-after-preflight",
    (
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the "
        "credentials flag is true."
    ): "allow-origin-wildcard",
    "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is "
    "'{allow_credentials}'. It must be 'true' to allow "
    "credentials.": "allow-credentials",
    (
        "Refused to connect to '{url}' because it violates the following Content Security "
        "Policy directive"
    ): "content-security-policy",
    (
        "Refused to load the {kind} '{url}' because it violates the following Content "
        "Security Policy directive"
    ): "content-security-policy",
    "Connecting to '{url}' violates the following Content Security Policy directive": "content-security-policy",  # noqa: E501
    "Loading the {kind} '{url}' violates the following Content Security Policy directive": "content-security-policy",  # noqa: E501
    (
        "Fetch API cannot load {url}. Refused to connect because it violates the document's "
        "Content Security Policy"
    ): "content-security-policy",
    "Cross-Origin Read Blocking (CORB) blocked cross-origin response {url} with MIME type": "opaque-response-blocking",  # noqa: E501
    "Refused to display '{url}' in a frame because it set 'X-Frame-Options'": "frame-options",
    'Blocked a frame with origin "{origin}" from accessing a': "cross-origin-frame",
    "Tainted canvases may not be exported": "tainted-canvas",
    'Refused to get unsafe header "{header}"': "header-not-exposed",
    'Refused to set unsafe header "{header}"': "header-forbidden",
    "Failed to load module script: Expected a JavaScript": "wrong-type",
    "Failed to load module script: The server responded with a non-JavaScript MIME type": "wrong-type",  # noqa: E501
    "Refused to execute script from '{url}' because its MIME type": "wrong-type",
    "Refused to apply style from '{url}' because its MIME type": "wrong-type",
    "WebSocket connection to '{url}' failed": "websocket",
    "Failed to execute 'postMessage' on": "post-message",
    "Failed to fetch": "javascript-only",
}
FIREFOX = {
    "CORS header ‘Origin’ cannot be added)": "origin-not-added",
    "(Reason: CORS disabled)": "cors-disabled",
    "CORS preflight channel did not succeed)": "preflight-status",
    (
        "missing token ‘{header}’ in CORS header ‘Access-Control-Allow-Headers’ from CORS "
        "preflight channel)"
    ): "header-not-allowed",
    (
        "disallows reading the remote resource at {url} This can be fixed by moving the "
        "resource to the same domain or enabling CORS."
    ): "allow-origin-missing allow-origin-mismatch allow-credentials",
    (
        "settings blocked the loading of a resource (connect-src) at {url} because it "
        "violates the following directive"
    ): "content-security-policy",
    "settings blocked the loading of a resource at {url} (": "content-security-policy",
    "Blocked loading mixed active content “{url}”": "mixed-content",
    "was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof)": "resource-policy",  # noqa: E501
    "A resource is blocked by OpaqueResponseBlocking": "opaque-response-blocking",
    "X-Content-Type-Options header warning: value was": "notice",
    "bad URI or cross-site access not allowed source: {url}": "allow-origin-missing allow-origin-mismatch",  # noqa: E501
    "The resource at “{url}” was blocked because content blocking is enabled": "tracking-protection",  # noqa: E501
    "The resource at “{url}” was blocked because Enhanced Tracking Protection is enabled": "tracking-protection",  # noqa: E501
    "Loading module from “{url}” was blocked because of a disallowed MIME type": "wrong-type",
    'Permission denied to access property "{property}" on cross-origin object': "cross-origin-frame",  # noqa: E501
    "SecurityError: The operation is insecure": "tainted-canvas",
    "establish a connection to the server at {url}": "websocket",
    "NetworkError when attempting to fetch resource": "javascript-only",
    # the short words of the Network panel
    "CORS Missing Allow Origin": "allow-origin-missing preflight-allow-origin-missing",
    "CORS Allow Origin Not Matching Origin": "allow-origin-mismatch preflight-allow-origin-mismatch",  # noqa: E501
    "CORS Missing Allow Credentials": "allow-credentials preflight-allow-credentials",
    "CORS Preflight Did Not Succeed": "preflight-status",
    "CORS Missing Allow Header": "header-not-allowed",
    "CORS Method Not Found": "method-not-allowed",
}
WEBKIT = {
    "Refused to connect to {url} because it": "content-security-policy",
    "The page at {page_url} was not allowed to run insecure content from {url}.": "mixed-content",
    "Could not connect to the server": "connection-refused",
    "A server with the specified hostname could not be found": "name-not-resolved",
    "The certificate for this server is invalid": "tls",
    "The network connection was lost": "connection-closed",
    "The request timed out": "timeout",
    "The Internet connection appears to be offline": "network-unreachable",
    "TypeError: Load failed": "javascript-only",
}
# What no engine prints for itself: libraries, other programs, servers.
ANYONE = {
    "CORS error": "javascript-only",
    "XMLHttpRequest error.": "javascript-only",  # Dart and Flutter
    "Network Error": "javascript-only",
    "ERR_NETWORK": "javascript-only",
    "0 Unknown Error": "javascript-only",
    'status: 0, statusText: "Unknown Error"': "javascript-only",
    "is not valid JSON": "not-json",
    "in JSON at position": "not-json",
    "Unexpected end of JSON input": "not-json",
    "JSON.parse: unexpected": "not-json",
    "JSON Parse error": "not-json",
    "TypeError: fetch failed": "no-browser",
    "connect ECONNREFUSED": "no-browser",
    "getaddrinfo ENOTFOUND": "no-browser",
    "Could not proxy request": "no-browser",
    "http proxy error": "no-browser",
    "Network request failed": "no-browser",
    "Not allowed by CORS": "server-refused",
    "Invalid CORS request": "server-refused",
    "Disallowed CORS": "server-refused",
    "Origin checking failed": "server-csrf",
    "CSRF Failed": "server-csrf",
    "CSRF verification failed": "server-csrf",
}
# Those that say too little to stand beside a line that says more, or beside the code that was
# pasted with them.
WEAK = frozenset(("javascript-only", *(code for code in ANYONE.values())))
OTHERS: dict[tuple[str, str], tuple[str, ...]] = {
    (engine, template): tuple(codes.split())
    for engine, table in (
        (
            "chromium",
            {
                f"Failed to load resource: net::ERR_{name} [{{url}}]": code
                for name, code in NET_ERRORS.items()
            },
        ),
        ("chromium", CHROMIUM),
        ("firefox", FIREFOX),
        ("webkit", WEBKIT),
        ("", ANYONE),
    )
    for template, codes in table.items()
} | {(engine, template): tuple(codes.split()) for engine, template, codes in LINES}
# By a piece of the line: who printed it, and until when. The first that fits counts.
AGES = (
    ("chromium", "Origin '", "' is therefore not allowed access", "Chrome from 2013 to 2018"),
    ("chromium", "Cross origin requests are only supported for HTTP", "", "Chrome until 2014"),
    (
        "chromium",
        "blocked from loading by Cross-Origin Resource Sharing policy",
        "",
        "Chrome until 2016",
    ),
    (
        "chromium",
        "which is disallowed for cross-origin requests that require preflight",
        "",
        "Chrome until 2016",
    ),
    ("chromium", "Credentials flag is 'true'", "", "Chrome until 2017"),
    ("chromium", "Invalid HTTP status code ", "", "Chrome until 2015"),
    ("chromium", "Fetch API cannot load ", "Content Security Policy", ""),
    ("chromium", "Fetch API cannot load ", "Request mode is", ""),
    ("chromium", "Fetch API cannot load ", "URL scheme", ""),
    ("chromium", "Fetch API cannot load ", "SRI's", ""),
    ("chromium", "Fetch API cannot load ", "", "Chrome until 2017"),
    ("chromium", "Response for preflight ", "", "Chrome from 2015 to 2018"),
    ("chromium", "Failed to load http", ": ", "Chrome in 2017 and 2018"),
    ("chromium", "Cross-Origin Read Blocking", "", "Chrome from 2018 to 2023"),
    ("firefox", "This can be fixed by moving the resource", "", "Firefox until 2015"),
    ("firefox", "preflight channel", "", "Firefox until 2019"),
    ("firefox", "Content Security Policy: The page", "", "Firefox until 2023"),
    ("webkit", "cannot load ", "is not allowed by", "Safari until 2017 and Chrome until 2013"),
)
# What lacks the status that newer versions print.
WITHOUT_STATUS = {
    ("firefox", "’ missing)"): "Firefox until 2021",
    ("firefox", "CORS request did not succeed)"): "Firefox until 2021",
}
