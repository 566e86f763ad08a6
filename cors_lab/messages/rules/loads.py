"""The words for what elements add to a fetch: which response may be used, and what of it the
page may see.
"""

from __future__ import annotations

from cors_lab.messages.rules.checks import Rule
from cors_lab.messages.rules.faults import Fault

HTML = "https://html.spec.whatwg.org/#"
FETCH = "https://fetch.spec.whatwg.org/#"
ORB = "https://github.com/annevk/orb"

CSP = "https://w3c.github.io/webappsec-csp/#"

LOAD_RULES: dict[str, Rule] = {
    "local-network-secure": Rule(
        "Is the page secure enough to ask the local network?",
        "https://wicg.github.io/local-network-access/#local-network-access-check",
        passed="The page is a secure context.",
        error="local-network-secure",
    ),
    "local-network-access": Rule(
        "May the page ask servers of the local network?",
        "https://wicg.github.io/local-network-access/#local-network-access-check",
        passed="The user has given the permission: {url} is in the {space} address space.",
        error="local-network-access",
    ),
    "csp-violation": Rule(
        "What does the page's Content-Security-Policy say?",
        f"{CSP}should-block-request",
        noted="`{violated}` does not cover {url}. Disposition: {disposition} (enforce blocks, "
        "report "
        "only tells).",
    ),
    "csp-allows": Rule(
        "Does the page's Content-Security-Policy allow it?",
        f"{CSP}should-block-request",
        passed="The policy's {directive} covers {url}.",
        error="csp-blocked",
    ),
    "csp-frame-ancestors": Rule(
        "Who may frame this document?",
        f"{CSP}frame-ancestors-navigation-response",
        noted="{url} says `{violated}`, and {ancestor} is not on that list ({disposition}).",
    ),
    "request-upgraded": Rule(
        "Is the request sent over https instead?",
        f"{FETCH}concept-main-fetch",
        noted="Yes: {url} became {to}. Reason: {reason}.",
    ),
    # the response
    "opaque-response": Rule(
        "May another origin's page have this response at all?",
        ORB,
        passed="The response is what an element can embed ({type}).",
        error="opaque-response",
    ),
    "nosniff-script": Rule(
        "Is it declared as JavaScript, as nosniff asks?",
        f"{FETCH}should-response-to-request-be-blocked-due-to-nosniff",
        passed="The response is declared as JavaScript ({type}).",
        error="nosniff-script",
    ),
    "nosniff-style": Rule(
        "Is it declared as CSS, as nosniff asks?",
        f"{FETCH}should-response-to-request-be-blocked-due-to-nosniff",
        passed="The response is declared as CSS ({type}).",
        error="nosniff-style",
    ),
    "script-type": Rule(
        "Could this type be a script at all?",
        f"{FETCH}should-response-to-request-be-blocked-due-to-mime-type",
        passed="The type is not that of an image, audio, video or CSV.",
        error="script-type",
    ),
    "status-ok": Rule(
        "Is the status 200 to 299?",
        f"{FETCH}ok-status",
        passed="The status is {status}.",
        error="status-ok",
    ),
    "module-type": Rule(
        "Is the module declared as JavaScript?",
        f"{HTML}fetch-a-single-module-script",
        passed="The type is {type}.",
        error="module-type",
    ),
    "style-type": Rule(
        "Is the style sheet declared as text/css?",
        f"{HTML}link-type-stylesheet",
        passed="The type is {type}.",
        error="style-type",
    ),
    "script-type-lax": Rule(
        "Not declared as JavaScript",
        f"{HTML}fetch-a-classic-script",
        noted="The type is {type}, not JavaScript; without nosniff the script runs all the same.",
    ),
    "document-in-quirks-mode": Rule(
        "The page is in quirks mode",
        f"{HTML}concept-document-quirks",
        noted="The page has no doctype, so some rules are laxer: add `<!DOCTYPE html>`.",
    ),
    "frame-sandboxed": Rule(
        "Scripts do not run in this frame",
        f"{HTML}attr-iframe-sandbox",
        noted="The frame has sandbox without allow-scripts, so scripts in {url} do not run.",
    ),
    "frame-charset-missing": Rule(
        "The framed document does not say its encoding",
        f"{HTML}determining-the-character-encoding",
        noted="{url} has neither charset in Content-Type nor `<meta charset>`.",
    ),
    "referrer-policy-unknown": Rule(
        "An unknown referrer policy",
        "https://html.spec.whatwg.org/#referrer-policy-attribute",
        noted="`{value}` is no referrer policy, so the page's own counts.",
    ),
    "style-ignored": Rule(
        "Not a style sheet",
        f"{HTML}link-type-stylesheet",
        noted=(
            "The type is {type}, so the sheet is not applied; this browser fires load all the same."
        ),
    ),
    "style-type-quirk": Rule(
        "Taken for CSS in quirks mode",
        f"{HTML}link-type-stylesheet",
        noted="The type is {type}; the page has no doctype, so the sheet is applied all the same.",
    ),
    "worker-type": Rule(
        "Is the worker's script declared as JavaScript?",
        f"{HTML}fetch-a-classic-worker-script",
        passed="The type is {type}.",
        error="worker-type",
    ),
    "worker-embedder-policy": Rule(
        "Has the worker's script the embedder policy of its page?",
        f"{HTML}check-a-global-object's-embedder-policy",
        passed="The script has Cross-Origin-Embedder-Policy: {value}.",
        error="worker-embedder-policy",
    ),
    "load-url-invalid": Rule(
        "No URL to ask",
        f"{HTML}encoding-parsing-a-url",
        noted="`{url}` is no URL, so nothing is sent and the element fires error.",
    ),
    "worker-other-origin": Rule(
        "A worker of another origin",
        f"{HTML}dom-worker",
        noted=(
            "A worker's script must come from the page's own origin ({origin}); {url} does "
            "not, and nothing is sent."
        ),
    ),
    "image-decodes": Rule(
        "Is it an image?",
        f"{HTML}update-the-image-data",
        passed="It is an image.",
        error="image-decodes",
    ),
    "media-decodes": Rule(
        "Is it audio or video?",
        f"{HTML}concept-media-load-resource",
        passed="It can be played.",
        error="media-decodes",
    ),
    "track-parses": Rule(
        "Is it WebVTT?",
        f"{HTML}start-the-track-processing-model",
        passed="It begins with WEBVTT.",
        error="track-parses",
    ),
    "font-decodes": Rule(
        "Is it a font?",
        "https://drafts.csswg.org/css-fonts-4/#font-fetching-requirements",
        passed="It is a font.",
        error="font-decodes",
    ),
    # what the page may see
    "contents-readable": Rule(
        "The page may look inside",
        f"{HTML}cors-same-origin",
        noted=(
            "The response is the page's own or passed CORS, so scripts of {origin} may look "
            "into it."
        ),
    ),
    "contents-hidden": Rule(
        "Shown, but not to be read",
        f"{HTML}cors-cross-origin",
        noted="The element asked without CORS, so {origin} may show {url} but not look into it: "
        "the canvas is tainted, rules and "
        "errors are hidden. To read it, add `crossorigin` to the element and let the "
        "server allow the origin.",
    ),
    "errors-told": Rule(
        "The page is told the script's error",
        f"{HTML}report-an-exception",
        noted="The script threw an error, and window.onerror is told all of it.",
    ),
    "errors-muted": Rule(
        "The script's error is muted",
        f"{HTML}muted-errors",
        noted=(
            'The script threw an error, and window.onerror is told only "Script error.": it '
            "came from another origin without CORS."
        ),
    ),
    "rejection-told": Rule(
        "The page is told of the rejection",
        f"{HTML}unhandled-promise-rejections",
        noted="A promise in the script was rejected, and the page gets unhandledrejection.",
    ),
    "rejection-muted": Rule(
        "The rejection is muted",
        f"{HTML}unhandled-promise-rejections",
        noted=(
            "A promise in the script was rejected; the script's errors are muted, so the page "
            "hears nothing."
        ),
    ),
    # preloads
    "preload-not-fetched": Rule(
        "Nothing to preload",
        f"{HTML}translate-a-preload-destination",
        noted="as={as_} does not say what to preload here; nothing is sent.",
    ),
    "preload-type-unsupported": Rule(
        "A type that cannot be used",
        f"{HTML}preload",
        noted="type={type} cannot be used as {as_}, so nothing is sent.",
    ),
    "preload-status": Rule(
        "Preloaded an error",
        f"{HTML}preload",
        noted="The status is {status}, so the preload fires error.",
    ),
    "preload-used": Rule(
        "The preload is used",
        f"{HTML}consume-a-preloaded-resource",
        noted="{url} was preloaded by a request that fits; nothing is sent.",
    ),
    "preload-spoils": Rule(
        "Was it preloaded without CORS?",
        f"{HTML}consume-a-preloaded-resource",
        error="preload-spoils",
    ),
    "preload-credentials-differ": Rule(
        "The preload does not fit",
        f"{HTML}consume-a-preloaded-resource",
        noted=(
            "{url} was preloaded with another credentials mode, so it is asked for again: "
            "give both the same `crossorigin`."
        ),
    ),
    "preload-mode-differs": Rule(
        "The preload does not fit",
        f"{HTML}consume-a-preloaded-resource",
        noted=(
            "{url} was preloaded with another request mode, so it is asked for again: give "
            "both the same `crossorigin`."
        ),
    ),
    # frames
    "frame-stays": Rule(
        "No document to show",
        f"{HTML}process-a-navigate-fetch",
        noted="Status {status} or a download opens no document in the frame.",
    ),
    "frame-embedder-policy": Rule(
        "Has the framed document an embedder policy?",
        f"{HTML}check-a-navigation-response's-adherence-to-its-embedder-policy",
        passed="It has Cross-Origin-Embedder-Policy: {value}.",
        error="frame-embedder-policy",
    ),
    "frame-ancestors-allow": Rule(
        "Does its Content-Security-Policy let this page frame it?",
        "https://w3c.github.io/webappsec-csp/#frame-ancestors-navigation-response",
        passed="No frame-ancestors forbids it.",
        error="frame-ancestors",
    ),
    "frame-options": Rule(
        "Does X-Frame-Options let this page frame it?",
        f"{HTML}the-x-frame-options-header",
        passed="X-Frame-Options is {value}.",
        error="frame-options",
    ),
    "frame-options-superseded": Rule(
        "X-Frame-Options does not count",
        f"{HTML}the-x-frame-options-header",
        noted="There is frame-ancestors, so X-Frame-Options: {value} is not looked at.",
    ),
    "frame-options-invalid": Rule(
        "X-Frame-Options is not known",
        f"{HTML}the-x-frame-options-header",
        noted=(
            "X-Frame-Options: {value} is none of DENY and SAMEORIGIN, so it forbids nothing. "
            "Use frame-ancestors."
        ),
    ),
    "frame-readable": Rule(
        "The page may look into the frame",
        f"{HTML}dom-iframe-contentdocument",
        noted="The document is of the page's own origin, so {origin} may reach into it.",
    ),
    "frame-hidden": Rule(
        "The page may not look into the frame",
        f"{HTML}dom-iframe-contentdocument",
        noted=(
            "The document at {url} is of another origin: {origin} may show it, and talk to it "
            "by postMessage only."
        ),
    ),
}

LOAD_FAULTS: dict[str, Fault] = {
    "local-network-secure": Fault(
        "The page ({page}) came over plain http, and only a secure page may ask a server in the "
        "{space} address space.",
        "Serve the page over https. No header of the server helps: nothing was sent.",
        "InsecureLocalNetwork",
    ),
    "local-network-access": Fault(
        "A public page asks a server in the {space} address space; the browser needs the user's "
        "permission for that, which is: {permission}.",
        "Let the user allow local network access for this page. No header of the server helps: "
        "nothing was sent. In development, serve the page from this machine as well.",
        "LocalNetworkAccessPermissionDenied",
    ),
    "csp-blocked": Fault(
        "The page's own Content-Security-Policy blocks {url}: `{violated}` does not list it.",
        "On the server of the page (not of the API), add the URL's origin to {directive} in its "
        "Content-Security-Policy header.",
    ),
    "opaque-response": Fault(
        (
            "The element asked without CORS, and the response ({type}) is nothing that may be "
            "embedded so; the browser keeps it from the page."
        ),
        "If the page is meant to have it, ask with CORS (`crossorigin`, or fetch) and let "
        "the server allow the origin. If it is an image "
        "or a script, let the server send its true Content-Type.",
    ),
    "nosniff-script": Fault(
        (
            "The response says X-Content-Type-Options: nosniff, and its type is `{type}`, "
            "which is not JavaScript."
        ),
        "On the server, send `Content-Type: text/javascript` for scripts.",
    ),
    "nosniff-style": Fault(
        (
            "The response says X-Content-Type-Options: nosniff, and its type is `{type}`, not "
            "text/css."
        ),
        "On the server, send `Content-Type: text/css` for style sheets.",
    ),
    "script-type": Fault(
        "The type is `{type}`, and no script may be an image, audio, video or CSV.",
        "On the server, send `Content-Type: text/javascript`; check that the URL is the script's.",
    ),
    "status-ok": Fault(
        "The status is {status}, and this needs one from 200 to 299.",
        (
            "On the server, find out why it answers {status}; often the path is wrong. This "
            "is not about CORS."
        ),
    ),
    "module-type": Fault(
        "The type is `{type}`, and a module must be declared as JavaScript.",
        (
            "On the server, send `Content-Type: text/javascript`. A page instead of the file "
            "(text/html) often means a wrong path."
        ),
    ),
    "style-type": Fault(
        "The type is `{type}`, and a style sheet must be declared as text/css.",
        (
            "On the server, send `Content-Type: text/css`. A page instead of the file "
            "(text/html) often means a wrong path."
        ),
    ),
    "worker-type": Fault(
        "The type is `{type}`, and a worker's script must be declared as JavaScript.",
        "On the server, send `Content-Type: text/javascript`.",
    ),
    "worker-embedder-policy": Fault(
        "The page has Cross-Origin-Embedder-Policy: {page}, and its worker's script has none.",
        "On the server, send `Cross-Origin-Embedder-Policy: {page}` with the worker's script too.",
    ),
    "image-decodes": Fault(
        "The response ({type}) is no image that a browser can show.",
        (
            "On the server, check what this URL answers; an error page or JSON in place of an "
            "image looks like this."
        ),
    ),
    "media-decodes": Fault(
        "The response is nothing that a browser can play.",
        "On the server, check what this URL answers, and that the browser knows the format.",
    ),
    "track-parses": Fault(
        "The response does not begin with WEBVTT.",
        "On the server, send a WebVTT file; SubRip (.srt) has to be converted.",
    ),
    "font-decodes": Fault(
        "The response is no font.",
        (
            "On the server, check what this URL answers; an error page in place of the font "
            "looks like this."
        ),
    ),
    "frame-embedder-policy": Fault(
        "The page has Cross-Origin-Embedder-Policy: {page}, and the framed document has none.",
        "On the framed server, send `Cross-Origin-Embedder-Policy: {page}`, and for another origin "
        "`Cross-Origin-Resource-Policy: cross-origin`.",
    ),
    "preload-spoils": Fault(
        "{url} was preloaded without CORS, and this browser then refuses it to a load with CORS.",
        "On the page, give the preload the same `crossorigin` as the element.",
    ),
    "frame-ancestors": Fault(
        "The framed document's frame-ancestors does not list a page around it.",
        (
            "On the framed server, list the page's origin in `Content-Security-Policy: "
            "frame-ancestors ...`, if it may frame this document."
        ),
    ),
    "frame-options": Fault(
        "X-Frame-Options: {value} forbids this page to frame the document.",
        (
            "On the framed server, send `Content-Security-Policy: frame-ancestors` with the "
            "page's origin instead of X-Frame-Options, if it may."
        ),
    ),
}
