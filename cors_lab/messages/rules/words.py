"""Words inside other sentences: what happened to a cookie, and why `fetch()` throws."""

from __future__ import annotations

COOKIE_REASONS: dict[str, str] = {
    "cookie-deleted": "the server set it to end in the past, which deletes it",
    "cookie-control-character": "there is a control character in it",
    "cookie-empty": "it has neither a name nor a value",
    "cookie-too-large": "name and value are longer than 4096 bytes",
    "cookie-no-host": "its URL has no host that could own a cookie",
    "cookie-domain-non-ascii": "its Domain is not ASCII",
    "cookie-public-suffix": (
        "its Domain is a public suffix such as com, where everyone would get it"
    ),
    "cookie-domain-mismatch": "its Domain is not the server's own",
    "cookie-overwrites-httponly": "it would overwrite an HttpOnly cookie from a script",
    "cookie-overwrites-secure": "it would overwrite or hide a Secure cookie from plain http",
    "cookie-third-party-blocked": "this browser blocks third-party cookies",
    "cookie-secure-from-http": "it says Secure, and it came over plain http",
    "cookie-httponly-from-script": "a script cannot set an HttpOnly cookie",
    "cookie-samesite-cross-site": "its SameSite does not let it be set from another site",
    "cookie-samesite-none-insecure": "SameSite=None needs Secure",
    "cookie-partitioned-insecure": "Partitioned needs Secure",
    "cookie-prefix-secure": "a __Secure- name needs Secure",
    "cookie-prefix-host": "a __Host- name needs Secure, Path=/ and no Domain",
    "cookie-prefix-http": "a __Http- or __Host-Http- name needs Secure and HttpOnly",
    "cookie-name-empty": "it has no name",
    "cookie-nameless-equals": "it has no name, and a value that would read as one",
    "cookie-prefix-nameless": "its value poses as a name with a prefix such as __Host-",
    "cookie-path-mismatch": "its Path does not cover this URL",
    "cookie-secure-over-http": "it is Secure, and the request goes over plain http",
    "cookie-httponly-hidden": "scripts do not see HttpOnly cookies",
    "cookie-other-partition": "it belongs to another top-level site's jar",
    "cookie-samesite-redirect": (
        "its SameSite keeps it back, because another site redirected the request here"
    ),
    "cookie-samesite-strict": "SameSite=Strict, and the request comes from another site",
    "cookie-samesite-unset": (
        "without SameSite it counts as Lax, and the request comes from another site"
    ),
    "cookie-samesite-lax": "SameSite=Lax, and the request comes from another site",
}

ARGUMENTS: dict[tuple[str, str] | str, str] = {
    ("mode", "enum"): "mode: '{value}' is not a mode; use cors, no-cors or same-origin.",
    (
        "credentials",
        "enum",
    ): "credentials: '{value}' is not a credentials mode; use omit, same-origin or include.",
    (
        "redirect",
        "enum",
    ): "redirect: '{value}' is not a redirect mode; use follow, error or manual.",
    ("cache", "enum"): (
        "cache: '{value}' is not a cache mode; use default, no-store, reload, no-cache, force-cache"
        " or only-if-cached."
    ),
    ("referrer_policy", "enum"): (
        "referrer_policy: '{value}' is not a referrer policy; use no-referrer, origin, "
        "strict-origin-when-cross-origin or such."
    ),
    ("cache", "only-if-cached"): (
        "cache: only-if-cached works with mode same-origin only, not with {value}; change the mode"
        " or the cache mode."
    ),
    (
        "method",
        "no-cors-method",
    ): "method: a no-cors request may be GET, HEAD or POST, not '{value}'; use mode cors.",
    (
        "method",
        "not-a-token",
    ): "method: '{value}' is not a method name; use letters such as GET or PATCH, without spaces.",
    (
        "method",
        "forbidden",
    ): "method: '{value}' is a forbidden method; a page may never send it. Use another one.",
    (
        "url",
        "unparsable",
    ): "url: '{value}' is not a URL; write one such as https://api.example/notes.",
    ("url", "includes-credentials"): (
        "url: '{value}' has a user name or password in it; take them out and send an Authorization"
        " header."
    ),
    (
        "referrer",
        "unparsable",
    ): "referrer: '{value}' is not a URL; give one of the page's own, or \"\" for none.",
    ("headers", "not-a-byte-string"): (
        "headers: '{value}' has a character above U+00FF, which HTTP headers cannot carry; encode"
        " it, for example with percent signs."
    ),
    (
        "headers",
        "not-pairs",
    ): "headers: '{value}' is neither a dict nor a list of (name, value) pairs; give one of those.",
    (
        "headers",
        "header-name",
    ): "headers: '{value}' is not a header name; use letters, digits and hyphens.",
    ("headers", "header-value"): "headers: '{value}' has a line break or NUL in it; take it out.",
    (
        "body",
        "body-with-get",
    ): "body: {value} has no body; use POST or PUT, or put the data into the URL's query.",
    ("body", "type"): (
        "body: '{value}' is neither text nor bytes; turn it into text first, for example with"
        " json.dumps."
    ),
    "type": "{argument}: '{value}' must be text (a str).",
}
