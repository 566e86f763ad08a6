"""How each engine leaves the standards where elements load: one sentence for each departure."""

from __future__ import annotations

LOAD_DEPARTURE_WORDS: dict[str, str] = {
    "local-network-needs-permission": (
        "a page needs the user's permission to ask servers of the local network or of this machine."
    ),
    "elements-tell-own-origin": (
        "an element that asks with CORS sends Origin to its own origin too."
    ),
    "media-tell-own-origin": "media that ask with CORS send Origin to their own origin too.",
    "fonts-tell-own-origin": "a font sends Origin to the page's own origin too.",
    "fetch-metadata-until-cross-origin": (
        "a redirected request with CORS has no Sec-Fetch headers once another origin has part "
        "in it."
    ),
    "sandboxed-elements-send-origin": (
        "elements of a sandboxed frame send a Referer: the origin that the frame would have."
    ),
    "sandbox-tells-null-at-home": (
        "a sandboxed frame sends Origin: null to the host that it came from, without CORS too."
    ),
    "font-no-cors": (
        "fonts are asked for without CORS and with cookies; CSS Fonts asks with CORS and without."
    ),
    "font-preload-is-anonymous": (
        "a font is preloaded with CORS and without credentials, whatever crossorigin says."
    ),
    "track-no-cors": (
        "a track without crossorigin is asked for across origins; to the standard it must not "
        "leave its origin."
    ),
    "track-sends-no-referrer": "tracks send no Referer.",
    "import-referrer-is-page": (
        "import() sends the page as its Referer; in the standard the script that calls it."
    ),
    "style-font-ignores-referrer-policy": (
        "a font of a style element goes by the default referrer policy, not the page's."
    ),
    "object-asks-as-frame": "an object asks as an iframe does.",
    "media-begin-with-range": "audio and video ask for bytes=0- at first.",
    "navigations-ask-for-upgrade": "a navigation sends Upgrade-Insecure-Requests.",
    "object-asks-for-upgrade": "an object sends Upgrade-Insecure-Requests, as a frame does.",
    "opaque-response-blocking": (
        "a response that an element may not embed is kept from the page (opaque response blocking)."
    ),
    "opaque-response-blocking-by-parsing": (
        "opaque response blocking also parses the response as JavaScript."
    ),
    "unknown-resource-policy-counts": (
        "a Cross-Origin-Resource-Policy that it does not know lets the response through."
    ),
    "credentialless-unknown": "it does not know Cross-Origin-Embedder-Policy: credentialless.",
    "bitmap-despite-svg-type": "a bitmap declared as image/svg+xml is shown all the same.",
    "not-css-still-loads": (
        "a style sheet of another type fires load, and is not applied; in the standard it "
        "fires error."
    ),
    "upgraded-stays-cross-origin": (
        "an insecure image of the page's own host stays another origin's once it is upgraded."
    ),
    "quirks-by-tainting": (
        "in quirks mode, a style sheet of another type that passed CORS is applied like one "
        "of the page's own."
    ),
    "failed-sheet-is-empty": "a style sheet that failed is there, and empty.",
    "wrong-type-sheet-is-empty": "a style sheet of the wrong type is there, and empty.",
    "mismatched-sheet-is-gone": (
        "a style sheet that does not match its integrity has no sheet at all."
    ),
    "refused-sheet-is-gone": "a style sheet that the page's policy refused has no sheet at all.",
    "unparsable-module-is-silent": (
        "a module that does not parse fires no event; in the standard it fires load."
    ),
    "muted-by-final-url": (
        "a script that was redirected back to the page's origin has its errors told; in the "
        "standard they stay muted."
    ),
    "muted-rejections-told": "unhandledrejection fires for a script whose errors are muted.",
    "own-errors-not-muted": (
        "an error that the script itself made with new Error is told in full, muted or not."
    ),
    "timers-mute-errors": (
        "an error in a timer of a script of another origin is muted even with CORS."
    ),
    "error-source-is-final-url": "the source of an error is the URL after redirects.",
    "module-source-is-final-url": "the source of a module's error is the URL after redirects.",
    "font-check-after-failure": "document.fonts.check() says true after a font has failed.",
    "worker-refused-by-event": (
        "a worker of another origin fires error; in the standard the constructor throws."
    ),
    "worker-policy-throws": (
        "a worker that the page's policy refuses makes the constructor throw; in the standard "
        "it fires error."
    ),
    "worker-type-unchecked": (
        "a classic worker may have another type than JavaScript, unless there is nosniff."
    ),
    "module-worker-type-unchecked": (
        "a module worker may have another type than JavaScript, unless there is nosniff."
    ),
    "unknown-integrity-needs-cors": (
        "an integrity with no hash that it knows still refuses what was asked for without CORS."
    ),
    "unplayable-asked-twice": "what it cannot play as audio is asked for once more.",
    "timing-origin-untainted": (
        "without CORS a redirect does not taint the origin that Timing-Allow-Origin names."
    ),
    "refused-loads-untimed": "a load that CORS refuses has no entry in Resource Timing.",
    "protocol-by-last-response": (
        "nextHopProtocol is told if the last response allows it, whatever the redirects "
        "before it say."
    ),
    "sizes-by-first-url": (
        "sizes are told of what was asked of the page's own origin, and of nothing else."
    ),
    "body-size-by-tainting": (
        "encodedBodySize is told of what CORS lets the page read, with Timing-Allow-Origin or "
        "without."
    ),
    "timing-without-status": "Resource Timing has no responseStatus and no contentType.",
    "font-timing-untyped": "the timing entry of a font has no contentType.",
    "timing-initiator-other": "the initiatorType of fonts and beacons is other.",
    "timing-initiator-by-api": "the initiatorType of an EventSource is eventsource.",
    "media-preload-pretends": "a preload as audio or video fires load, and nothing is sent.",
    "track-preload-fails": "a preload as track fires error, and nothing is sent.",
    "worker-preload": "a preload as worker is fetched.",
    "fetch-preload-needs-ok": "a preload as fetch with an error status fires error.",
    "unusable-preload-loads": "a preload whose type may not be used fires load.",
    "refused-preload-loads": (
        "a preload that CORS or, after a redirect, a policy refuses fires load."
    ),
    "cross-origin-modulepreload-loads": (
        "a modulepreload of another origin fires load even if it failed."
    ),
    "modulepreload-type-unchecked": "a modulepreload of the wrong type fires load.",
    "script-preload-serves-no-module": (
        "a script that was preloaded is asked for again by a module."
    ),
    "preload-credentials-ignored": (
        "a preload is used whatever the credentials mode; in the standard they must be equal."
    ),
    "no-cors-preload-spoils-cors": (
        "what was preloaded without CORS makes a later load with CORS fail."
    ),
    "preload-mode-ignored": (
        "a preload is used whatever the mode; in the standard they must be equal."
    ),
    "anonymous-preload-serves-omit": (
        "fetch() without credentials is given what was preloaded anonymously."
    ),
    "objects-need-resource-policy": (
        "a document in an object is held to its Cross-Origin-Resource-Policy."
    ),
    "object-without-document-fails": "an object that gets no document fires error.",
    "object-needs-ok": "an object that gets an error status fires error.",
    "credentialless-frames": "a frame with credentialless needs no embedder policy of its own.",
    "objects-need-no-embedder-policy": (
        "a document in an object needs no embedder policy of its own."
    ),
    "frame-resource-policy-first": (
        "a framed document's Cross-Origin-Resource-Policy is looked at before its embedder policy."
    ),
    "blocked-object-is-a-frame": (
        "a blocked object does as a frame does; in the standard it fires error."
    ),
    "refused-frame-fires-error": (
        "a frame that the page's policy refuses fires error, and stays blank."
    ),
    "refused-frame-stays-blank": (
        "a frame that the page's policy refuses stays blank, readable for the page."
    ),
    "withheld-frame-is-silent": (
        "a frame refused by Cross-Origin-Resource-Policy fires no event, and stays blank."
    ),
    "frame-without-embedder-policy-is-silent": (
        "a frame refused for want of an embedder policy fires no event."
    ),
    "foreign-object-has-no-window": "an object with a document of another origin has no window.",
    # Content Security Policy
    "mode-before-csp": (
        "a request that must stay in its origin is refused before any policy is asked."
    ),
    "csp-schemes-one-way": (
        "ws: and wss: in a policy cover no http or https URL; in the standard they do."
    ),
    "csp-sockets-keep-scheme": (
        "a web socket is judged by the scheme ws or wss; in the standard as http or https."
    ),
    "csp-object-is-frame": "a document in an object is also judged by frame-src.",
    "csp-object-redirects-unchecked": "object-src is not asked again after a redirect.",
    "csp-beacon-redirects-by-path": (
        "a redirected beacon is still compared with the path, and nothing is reported."
    ),
    "csp-form-redirects-unchecked": "form-action is not asked again after a redirect.",
    "csp-form-named-by-action": (
        "a violation of form-action names the form's action without its fields."
    ),
    "csp-hides-frame-urls": "a violation by a frame of another origin names that origin only.",
    "csp-frames-name-target": "a violation by a redirected frame names where it was redirected to.",
    "csp-preloads-unreported": "a preload that the policy blocks is not reported.",
    "csp-preload-redirects-unreported": (
        "a preload that the policy blocks after a redirect is not reported."
    ),
    "csp-media-reported-twice": "a report-only violation by media is told twice.",
    "csp-fonts-reported-twice": "a violation by a font is told twice.",
    "csp-styles-reported-twice": "a report-only violation by a style sheet is told twice.",
    "csp-sockets-reported-twice": "a report-only violation by a web socket is told twice.",
    "csp-reports-without-referrer": "a violation report has no Referer.",
    "csp-reports-unnamed": "a violation report has Origin: null and no destination of its own.",
    "csp-reports-short": "a violation report tells neither disposition nor status.",
}

# Why `page.load` throws for an argument.
LOAD_ARGUMENTS: dict[tuple[str, str] | str, str] = {
    ("address_spaces", "space"): (
        "address_spaces: '{value}' is not an address space; use public, local or loopback."
    ),
    ("local_network_access", "permission"): (
        "local_network_access: '{value}' is not a permission; use granted, denied or prompt."
    ),
    ("element", "element"): (
        "element: '{value}' is not an element that loads; use img, script, module, stylesheet, "
        "font, video, audio, track, iframe, object, preload, modulepreload, import(), worker or "
        "module-worker."
    ),
    ("via", "via"): "via: '{value}' is not a way to load a font; use api, css or nothing.",
}
