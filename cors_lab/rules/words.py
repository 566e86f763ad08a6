"""Words that stand inside other sentences: what became of a cookie, how an engine leaves the standard, why `fetch()` throws."""

from __future__ import annotations

COOKIE_REASONS: dict[str, str] = {
    "cookie-deleted": "the server set it to end in the past, which deletes it",
    "cookie-control-character": "there is a control character in it",
    "cookie-empty": "it has neither a name nor a value",
    "cookie-too-large": "name and value are longer than 4096 bytes",
    "cookie-no-host": "its URL has no host that could own a cookie",
    "cookie-domain-non-ascii": "its Domain is not ASCII",
    "cookie-public-suffix": "its Domain is a public suffix such as com, where everyone would get it",
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
    "cookie-prefix-nameless": "its value poses as a __Secure- or __Host- name",
    "cookie-path-mismatch": "its Path does not cover this URL",
    "cookie-secure-over-http": "it is Secure, and the request goes over plain http",
    "cookie-httponly-hidden": "scripts do not see HttpOnly cookies",
    "cookie-other-partition": "it belongs to another top-level site's jar",
    "cookie-samesite-strict": "SameSite=Strict, and the request comes from another site",
    "cookie-samesite-unset": "without SameSite it counts as Lax, and the request comes from another site",
    "cookie-samesite-lax": "SameSite=Lax, and the request comes from another site",
}

# How this engine leaves the standard.
DEPARTURE_WORDS: dict[str, str] = {
    "user-agent-forbidden": "it drops a User-Agent set by the page, which the standard allows.",
    "client-hints-safelisted": "client hints (Save-Data, DPR, Width and the like) need no leave; the standard asks for it.",
    "repeated-headers-judged-joined": "a header that is set twice is joined first and judged then; the standard judges each by itself.",
    "request-headers-named-twice": "Access-Control-Request-Headers names a header as often as it is set; the standard names it once.",
    "non-ascii-bytes-unsafe": "a byte above 0x7F makes Accept and Content-Type need leave.",
    "content-type-parsed-strictly": "it parses Content-Type more strictly than the standard, and asks for leave where the "
    "standard does not.",
    "range-numbers-bounded": "a Range with numbers beyond 63 bits needs leave; the standard has no such limit.",
    "range-unit-of-any-case": 'the unit of Range may be in any case; to the standard only "bytes" needs no leave.',
    "first-content-type-sent": "of two Content-Type headers only the first is sent.",
    "range-rewritten": "it parses the Range of a GET and sends it in its own spelling.",
    "headers-sent-as-utf-8": "it sends header values as UTF-8; the standard sends the bytes that the page gave.",
    "sandbox-sends-referrer": "a sandboxed frame sends Referer; the standard sends none from an opaque origin.",
    "referrer-downgrade-by-scheme": "for Referer, only https to http counts as a step down; the standard also asks which hosts "
    "can be trusted.",
    "origin-survives-method-change": "it keeps Origin when a redirect turns POST into GET.",
    "preflight-sends-user-agent": "the page's own User-Agent goes out with the preflight too.",
    "preflight-origin-untainted": "after a redirect through another origin the preflight still carries the page's origin, "
    "where the standard sends null.",
    "preflight-after-redirect": "a request that needed a preflight once is preflighted again after a redirect, even if nothing "
    "in it needs leave any more.",
    "preflight-after-redirect-for-headers": "headers that the redirect has removed still lead to a preflight at the new place.",
    "preflight-names-dropped-headers": "the preflight after a redirect names a header that is no longer sent.",
    "wildcard-covers-authorization": "* in Access-Control-Allow-Headers still covers Authorization. Do not build on it; list "
    "Authorization by name.",
    "negative-max-age-means-zero": "a negative Access-Control-Max-Age means that the answer is not kept; to the standard it is "
    "no number, which means 5 seconds.",
    "invalid-max-age-means-zero": "an Access-Control-Max-Age that is no plain number means that the answer is not kept; the "
    "standard keeps it for 5 seconds.",
    "no-store-forgets-preflight": 'cache: "no-store" also keeps the preflight\'s answer from being remembered.',
    "reload-preflights-again": 'cache: "reload" also asks anew for leave; to the standard the cache mode says nothing about preflights.',
    "refused-preflight-cached": "what a preflight's answer lists is remembered even when it does not allow this request.",
    "preflight-cache-one-answer": "it remembers one answer for each URL, and throws it away when it does not allow a request.",
    "failure-keeps-preflight-cache": "when the request fails, what the server allowed before is still remembered; the standard forgets it.",
    "opaque-origin-preflights-again": "an opaque origin asks anew each time, though the preflight's answer is still good.",
    "preflight-cache-by-credentials": "an answer given to a request with credentials is not used for one without.",
    "cached-wildcard-ignored": "a remembered * allows nothing: it asks again.",
    "cached-wildcard-covers-authorization": "a remembered `Access-Control-Allow-Headers: *` covers Authorization too.",
    "redirect-keeps-credentials": "a request that began on the page's own origin counts as one with credentials as long as it "
    "is redirected on.",
    "content-type-comes-back": "Content-Type, removed when a redirect changed the method, comes back at the next redirect.",
    "redirect-userinfo-refused": "a redirect to a URL with a user name is refused always; the standard refuses it only across origins.",
    "no-location-is-no-redirect": "a redirect status without Location is a response like any other, even if the page refuses redirects.",
    "opaque-redirect-shows-body": "the body of a redirect without Location can be read; the standard shows nothing of it.",
    "empty-location-is-no-redirect": "an empty Location is no redirect; to the standard it leads back to the same URL.",
    "empty-location-is-invalid": "an empty Location is an error; to the standard it leads back to the same URL.",
    "equal-locations-are-one": "two equal Location headers count as one; to the standard they are an error.",
    "locations-joined": "two Location headers are joined by a comma; to the standard they are an error.",
    "location-bytes-percent-encoded": "a byte above 0x7F in Location is percent-encoded as it is; the standard encodes it as UTF-8 first.",
    "empty-headers-ignored": "an empty header line does not count where the header is repeated.",
    "headers-read-as-utf-8": "bytes above 0x7F in a response header are read as UTF-8; the standard keeps them as they are.",
    "data-url-has-length": "the response to a data: URL has a Content-Length.",
    "about-blank-refused": "about:blank cannot be fetched; the standard answers it in mode no-cors.",
    "loopback-is-mixed-content": "to an https page, http://localhost is mixed content; the standard trusts this machine.",
    "anonymous-http-cache": "what was loaded without credentials has a cache of its own.",
    "http-cache-one-variant": "it keeps one response for each URL, whatever Vary says; the standard may keep several.",
    "http-cache-validates-other-variant": "it asks the server whether a stored response for other request headers is good all the same.",
    "http-cache-gone-forever": "a 410 without any word on caching is kept for good.",
    "http-cache-pragma-wins": "Pragma: no-cache counts beside Cache-Control; the standard ignores it there.",
    "http-cache-permanent-redirects": "a permanent redirect without any word on caching is kept for good.",
    "http-cache-heuristic-200-203": "it guesses how long a response stays fresh for the statuses 200 and 203 only.",
    "http-cache-ignores-request-no-store": "a Cache-Control: no-store on the request does not keep the response from being stored.",
    "http-cache-fresh-statuses": "only some statuses count as fresh, whatever Cache-Control says.",
    "http-cache-failure-invalidates": "a failed PUT or DELETE also makes it forget the stored response.",
    "http-cache-forgets-refused": "a response that the page may not read does not stay in the HTTP cache.",
}

# Why `fetch()` throws before anything is sent: by (argument, code), else by code; the value is what the page gave.
ARGUMENTS: dict[tuple[str, str] | str, str] = {
    ("mode", "enum"): "mode: '{value}' is not a mode; use cors, no-cors or same-origin.",
    ("credentials", "enum"): "credentials: '{value}' is not a credentials mode; use omit, same-origin or include.",
    ("redirect", "enum"): "redirect: '{value}' is not a redirect mode; use follow, error or manual.",
    ("cache", "enum"): "cache: '{value}' is not a cache mode; use default, no-store, reload, no-cache, force-cache or only-if-cached.",
    ("referrer_policy", "enum"): "referrer_policy: '{value}' is not a referrer policy; use no-referrer, origin, "
    "strict-origin-when-cross-origin or such.",
    ("cache", "only-if-cached"): "cache: only-if-cached works with mode same-origin only, not with {value}; change the mode or the "
    "cache mode.",
    ("method", "no-cors-method"): "method: a no-cors request may be GET, HEAD or POST, not '{value}'; use mode cors.",
    ("method", "not-a-token"): "method: '{value}' is not a method name; use letters such as GET or PATCH, without spaces.",
    ("method", "forbidden"): "method: '{value}' is a forbidden method; a page may never send it. Use another one.",
    ("url", "unparsable"): "url: '{value}' is not a URL; write one such as https://api.example/notes.",
    ("url", "includes-credentials"): "url: '{value}' has a user name or password in it; take them out and send an Authorization header.",
    ("referrer", "unparsable"): "referrer: '{value}' is not a URL; give one of the page's own, or \"\" for none.",
    ("headers", "not-a-byte-string"): "headers: '{value}' has a character above U+00FF, which HTTP headers cannot carry; encode it, for "
    "example with percent signs.",
    ("headers", "not-pairs"): "headers: '{value}' is neither a dict nor a list of (name, value) pairs; give one of those.",
    ("headers", "header-name"): "headers: '{value}' is not a header name; use letters, digits and hyphens.",
    ("headers", "header-value"): "headers: '{value}' has a line break or NUL in it; take it out.",
    ("body", "body-with-get"): "body: {value} has no body; use POST or PUT, or put the data into the URL's query.",
    ("body", "type"): "body: '{value}' is neither text nor bytes; turn it into text first, for example with json.dumps.",
    "type": "{argument}: '{value}' must be text (a str).",
}
