"""Where an engine departs from the standard, in a sentence each."""

from __future__ import annotations

DEPARTURE_WORDS: dict[str, str] = {
    "malformed-status-lines-read": (
        "it reads a status in whatever the server sends; in the standard's tests that is no answer."
    ),
    "switching-protocols-refused": "an unrequested 101 counts as no answer.",
    "http-cache-kept-by-unknown-methods": (
        "a request with a method that it does not know keeps the stored copy."
    ),
    "location-read-as-text": "bytes of `Location` beyond ASCII are read as text, not one by one.",
    "preflight-keeps-first-referrer": (
        "the preflight after a redirect has the Referer of the first request."
    ),
    "mixed-content-after-preflight": (
        "a redirect to an insecure URL is blocked only after the preflight has been sent there."
    ),
    "tainted-origin-preflights-again": (
        "after a redirect that taints the origin it preflights each time; the standard may use its"
        " cache."
    ),
    "cached-wildcard-literal-with-credentials": (
        "a remembered `*` does not cover a request with credentials; to the standard it does."
    ),
    "credentialed-wildcard-stays-literal": (
        "its preflight cache never treats a `*` that came with credentials as a wildcard."
    ),
    "safelisted-size-unbounded": (
        "it does not limit the total size of safelisted headers; the standard allows 1,024 bytes."
    ),
    "delete-becomes-get": (
        "a DELETE that is redirected to another origin goes on as a GET; the standard keeps the"
        " method."
    ),
    "several-dispositions-refused": (
        "a response with several different Content-Disposition headers is refused."
    ),
    "several-locations-refused": (
        "a response with several different Location headers is refused, whatever its status."
    ),
    "http-cache-moved-forever": "a 301 is cached forever, unless its headers say otherwise.",
    "refused-redirect-keeps-preflight-cache": (
        "what a preflight allowed is remembered, though the page refuses the redirect after it."
    ),
    "failure-clears-what-was-asked": (
        "when a fetch fails after a redirect, the remembered preflight of the URL before it is"
        " forgotten."
    ),
    "keepalive-limit-before-preflight": (
        "a body too large for keepalive is refused before the preflight, not after it."
    ),
    "http-cache-keeps-heads": (
        "it caches the response to a HEAD for the next HEAD; the standard caches only the "
        "response to a GET."
    ),
    "truncated-coding-shown": (
        "a compressed body that ends too early is shown as far as it goes; in the "
        "standard it is an error."
    ),
    "unknown-codings-skipped": (
        "of several content codings it decodes those that it knows; the standard decodes "
        "all or none."
    ),
    "empty-coding-is-unknown": (
        "an empty item in Content-Encoding is a coding that it does not know."
    ),
    "codings-in-small-letters": "it knows content codings in lower case only.",
    "gzip-files-stay-packed": (
        "a body whose type is gzip is not unpacked, whatever Content-Encoding says."
    ),
    "redirect-drops-user-agent": (
        "a redirect to the same origin drops a User-Agent that the page set."
    ),
    "authorization-validates": (
        "a request with Authorization does not get a stored response that was fetched without one."
    ),
    "sent-redirects-bypass-http-cache": (
        "after a redirect that came from the server, the next URL is requested without "
        "the HTTP cache."
    ),
    "http-cache-forgets-refused-redirects": (
        "a redirect that the page may not read does not stay in the HTTP cache."
    ),
    "opaque-origin-caches-nothing": (
        "for a page whose origin is null it keeps no response in the HTTP cache; the standard"
        " lets it."
    ),
    "http-cache-keeps-readable-only": (
        "a response that the page may not read is not stored; the standard stores it."
    ),
    "reset-content-has-body": "a 205 response has its body; to the standard it has none.",
    "user-agent-forbidden": "it drops a User-Agent set by the page, which the standard allows.",
    "client-hints-safelisted": (
        "client hints (Save-Data, DPR, Width and the like) need no permission; in the "
        "standard they need it."
    ),
    "repeated-headers-judged-joined": (
        "a header that is set twice is joined before it is checked; the standard checks "
        "each value by itself."
    ),
    "request-headers-named-twice": (
        "Access-Control-Request-Headers names a header as often as it is set; the standard names it"
        " once."
    ),
    "non-ascii-bytes-unsafe": "a byte above 0x7F makes Accept and Content-Type need permission.",
    "content-type-parsed-strictly": (
        "it parses Content-Type more strictly than the standard, and asks for permission where the "
        "standard does not."
    ),
    "range-numbers-bounded": (
        "a Range with numbers beyond 63 bits needs permission; the standard has no such limit."
    ),
    "range-unit-of-any-case": (
        'the unit of Range may be in any case; to the standard only "bytes" needs no permission.'
    ),
    "first-value-sent": "of several Content-Type headers only the first is sent with a body.",
    "last-value-sent": (
        "of several headers that have one value, such as Authorization or User-Agent, only the last"
        " is sent."
    ),
    "empty-value-restarts": (
        "of a header that is set several times it sends only the values after an empty one."
    ),
    "range-rewritten": "it parses the Range of a GET and sends it in its own spelling.",
    "headers-sent-as-utf-8": (
        "it sends header values as UTF-8; the standard sends the bytes that the page gave."
    ),
    "sandbox-sends-referrer": (
        "a sandboxed frame sends Referer; the standard sends none from an opaque origin."
    ),
    "referrer-downgrade-by-scheme": (
        "for Referer, only https to http counts as a step down; the standard also asks which hosts "
        "can be trusted."
    ),
    "origin-kept-on-redirect": (
        "without CORS, a redirect to the same origin keeps the Origin header; a redirect "
        "to another origin recomputes it."
    ),
    "origin-nulled-on-redirect": (
        "without CORS, Origin is null once a redirect has met another origin."
    ),
    "preflight-sends-user-agent": "the page's own User-Agent goes out with the preflight too.",
    "preflight-origin-untainted": (
        "after a redirect through another origin the preflight still carries the page's origin, "
        "where the standard sends null."
    ),
    "preflight-after-redirect": (
        "a request that needed a preflight once is preflighted again after a redirect, "
        "even if nothing in it needs permission now."
    ),
    "preflight-after-redirect-for-headers": (
        "headers that the redirect has removed still lead to a preflight at the new place."
    ),
    "preflight-names-dropped-headers": (
        "the preflight after a redirect names a header that is no longer sent."
    ),
    "wildcard-covers-authorization": (
        "* in Access-Control-Allow-Headers still covers Authorization. Do not build on it; list "
        "Authorization by name."
    ),
    "invalid-max-age-means-zero": (
        "an Access-Control-Max-Age that is not a plain number means that the permission "
        "is not remembered; the standard remembers it for 5 seconds."
    ),
    "no-store-forgets-preflight": (
        'cache: "no-store" also keeps the preflight\'s answer from being remembered.'
    ),
    "no-store-preflights-again": (
        'cache: "no-store" also asks for permission again; the standard ignores the cache '
        "mode here."
    ),
    "no-cache-preflights-again": (
        'cache: "no-cache" also asks for permission again; the standard ignores the cache '
        "mode here."
    ),
    "no-referrer-hides-origin": "a request that names no referrer has Origin: null.",
    "lax-referrer-policies-ignored": (
        "another site never gets more of the referrer than by default."
    ),
    "origin-never-withheld": (
        "Origin is sent whatever the referrer policy says; the standard withholds it in some"
        " no-cors requests."
    ),
    "proxy-authentication-refused": "a 407 from a server is an error.",
    "conditional-preflights-again": (
        "a header such as If-None-Match also makes it ask for permission again."
    ),
    "head-must-be-cached": "a remembered permission covers HEAD only if it lists HEAD.",
    "preflight-carries-cache-mode": (
        "a preflight has the Cache-Control of the request's cache mode."
    ),
    "http-cache-bodyless-keeps": (
        "a PUT or POST without a body leaves the stored response as it is."
    ),
    "http-cache-answers-head": "a stored response also answers HEAD.",
    "spaces-in-hosts-escaped": (
        "a space in a host is escaped; to the standard such a URL cannot be parsed."
    ),
    "reload-preflights-again": (
        'cache: "reload" also asks for permission again; the standard ignores the cache mode here.'
    ),
    "refused-preflight-cached": (
        "what a preflight's answer lists is remembered even when it does not allow this request."
    ),
    "preflight-cache-one-answer": (
        "it remembers one answer for each URL, and throws it away when it does not allow a request."
    ),
    "failure-keeps-preflight-cache": (
        "when the request fails, what the server allowed before is still remembered; the standard"
        " forgets it."
    ),
    "opaque-origin-preflights-again": (
        "an opaque origin asks again each time, even while the preflight's permission is "
        "still remembered."
    ),
    "preflight-cache-by-credentials": (
        "an answer given to a request with credentials is not used for one without."
    ),
    "cached-wildcard-ignored": "a remembered * allows nothing: it asks again.",
    "cached-wildcard-covers-authorization": (
        "a remembered `Access-Control-Allow-Headers: *` covers Authorization too."
    ),
    "redirect-keeps-credentials": (
        "a request that began on the page's own origin counts as one with credentials "
        "through all its redirects."
    ),
    "body-headers-come-back": (
        "Content-Type and the like, removed when a redirect changed the method, come back at the"
        " next redirect."
    ),
    "authorization-comes-back": (
        "Authorization, removed by a redirect to another origin, comes back at the next redirect."
    ),
    "http-cache-stores-reusable-only": (
        "it stores only statuses it knows, and only responses with a lifetime or a validator."
    ),
    "http-cache-stores-every-status": (
        "it stores responses of nearly every status; the standard's cache only some, unless told"
        " how long."
    ),
    "only-if-cached-asks-server": (
        "cache mode only-if-cached asks the server where nothing is stored; to the standard that is"
        " a failure."
    ),
    "http-cache-validates-200-only": (
        "of the stored responses only those with status 200 are validated; the standard validates"
        " any."
    ),
    "http-cache-ignores-min-fresh": (
        "of the Cache-Control of a request only no-cache, max-age=0 and max-stale count."
    ),
    "http-cache-validates-no-errors": "a stored error response is not validated but fetched again.",
    "range-from-zero-is-whole": (
        "Range: bytes=0- is taken for a request without Range by its cache."
    ),
    "undecodable-body-shown": "a body that is not encoded as its headers say is shown as it came.",
    "conditional-preflight-bypasses-cache": (
        "the preflight of a conditional request asks to bypass every cache."
    ),
    "keepalive-unlimited": (
        "a request with keepalive may be of any size; the standard allows 64 KiB."
    ),
    "http-cache-validates-no-redirects": "a stored redirect is not validated but fetched again.",
    "data-url-needs-follow": 'in mode no-cors, even a data: URL needs redirect: "follow".',
    "http-cache-answers-ranges": "a request with Range is answered with a part of what is stored.",
    "http-cache-kept-across-sites": (
        "an unsafe request to another site removes nothing from the cache."
    ),
    "http-cache-emptied-by-reload": (
        "cache mode reload drops what is stored, even if the server then says that it has not"
        " changed."
    ),
    "http-cache-skips-manual-redirects": (
        "a temporary redirect that the page does not follow is not stored."
    ),
    "http-cache-never-stores-300-429": (
        "responses with status 300 or 429 are never stored, those with 303 only if told for how"
        " long."
    ),
    "repeated-headers-reduced": (
        "of equal Location headers one is kept, and several Content-Type are joined without a"
        " space."
    ),
    "http-cache-ignores-ranges": "the answer to a request with Range leaves the cache as it is.",
    "http-cache-read-despite-no-store": (
        "a Cache-Control: no-store on the request does not keep it from the cache."
    ),
    "http-cache-drops-for-any-method": (
        "any request but a GET drops what is stored for its URL, even HEAD and OPTIONS."
    ),
    "http-cache-answers-delete": (
        "in cache mode force-cache even DELETE, PATCH and PUT are answered from the cache."
    ),
    "no-store-keeps-http-cache": "a request in cache mode no-store never drops what is stored.",
    "no-cache-mode-always-validates": (
        "cache mode no-cache asks the server even if the page has set Cache-Control itself."
    ),
    "conditional-bypasses-forced-cache": (
        "a conditional request bypasses the cache even in cache mode force-cache."
    ),
    "conditional-bypasses-validation": (
        "a conditional request in cache mode no-cache gets the server's 304 as it is."
    ),
    "conditional-updates-http-cache": (
        "a conditional request renews what is stored if it names the same validator, else leaves it"
        " alone."
    ),
    "userinfo-seen-after-preflight": (
        "where a redirect leaves the page's origin, the preflight is sent before the user name is"
        " refused."
    ),
    "redirect-userinfo-refused": (
        "a redirect to a URL with a user name is always refused; the standard refuses it "
        "only across origins."
    ),
    "no-location-is-no-redirect": (
        "a redirect status without Location is a response like any other, even if the page refuses"
        " redirects."
    ),
    "opaque-redirect-shows-body": (
        "the body of a redirect without Location can be read; the standard shows nothing of it."
    ),
    "empty-location-is-no-redirect": (
        "an empty Location is not a redirect; in the standard it leads back to the same URL."
    ),
    "empty-location-is-invalid": (
        "an empty Location is an error; in the standard it leads back to the same URL."
    ),
    "equal-locations-are-one": (
        "two equal Location headers count as one; in the standard they are an error."
    ),
    "locations-joined": (
        "two Location headers are joined by a comma; to the standard they are an error."
    ),
    "empty-headers-ignored": "an empty header line does not count where the header is repeated.",
    "headers-read-as-utf-8": (
        "bytes above 0x7F in a response header are read as UTF-8; the standard keeps them as they"
        " are."
    ),
    "data-url-has-length": "the response to a data: URL has a Content-Length.",
    "about-blank-refused": (
        "about:blank cannot be fetched; the standard answers it in mode no-cors."
    ),
    "local-addresses-only-warned-of": (
        "an https page may request http from the local network: a page from elsewhere "
        "needs the user's permission (Local Network Access), and a warning is printed."
    ),
    "loopback-is-mixed-content": (
        "to an https page, http://localhost is mixed content; the standard trusts "
        "loopback addresses."
    ),
    "anonymous-http-cache": "what was loaded without credentials has a cache of its own.",
    "http-cache-one-variant": (
        "it keeps one response for each URL, whatever Vary says; the standard may keep several."
    ),
    "http-cache-validates-other-variant": (
        "it asks the server whether a stored response for other request headers is still valid."
    ),
    "http-cache-gone-forever": "a 410 without caching headers is cached forever.",
    "http-cache-pragma-wins": (
        "Pragma: no-cache counts beside Cache-Control; the standard ignores it there."
    ),
    "http-cache-permanent-redirects": (
        "a permanent redirect without caching headers is cached forever."
    ),
    "http-cache-heuristic-200-203": (
        "it guesses how long a response stays fresh for the statuses 200 and 203 only."
    ),
    "http-cache-ignores-request-no-store": (
        "a Cache-Control: no-store on the request does not keep the response from being stored."
    ),
    "http-cache-fresh-statuses": "only some statuses count as fresh, whatever Cache-Control says.",
    "http-cache-failure-invalidates": (
        "a failed PUT or DELETE also makes it forget the stored response."
    ),
    "http-cache-ignores-request-freshness": (
        "of the Cache-Control of a request only no-cache and max-age=0 count."
    ),
    "http-cache-bypassed-by-no-cache": (
        "a request with Cache-Control: no-cache bypasses the HTTP cache instead of validating."
    ),
    "http-cache-ignores-request-pragma": "a Pragma: no-cache on the request does not count.",
    "http-cache-keeps-locations": (
        "URLs in Location or Content-Location of a response to POST, PUT or DELETE stay "
        "in the cache."
    ),
    "http-cache-forgets-refused": (
        "a response that the page may not read does not stay in the HTTP cache."
    ),
}

# Why `fetch()` throws before anything is sent: by (argument, code), else by code; the value is what
# the page gave.
