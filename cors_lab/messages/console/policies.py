"""What the consoles print of a page's Content Security Policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.messages.console.chromium import chromium_refused, secure_page
from cors_lab.messages.console.loads import line, put

if TYPE_CHECKING:
    from cors_lab.messages.console.facts import Outcome
    from cors_lab.messages.console.loads import Facts, Lines

C, F, W = "chromium", "firefox", "webkit"

# -- Content Security Policy ---------------------------------------------------------------------

_CHROMIUM_DOES = {
    "script-src-elem": "Loading the script '{url}'",
    "style-src-elem": "Loading the stylesheet '{url}'",
    "img-src": "Loading the image '{url}'",
    "font-src": "Loading the font '{url}'",
    "media-src": "Loading media from  '{url}'",
    "object-src": "Loading plugin data from '{url}'",
    "frame-src": "Framing '{framed}'",
    "worker-src": "Creating a worker from '{url}'",
    "connect-src": "Connecting to '{url}'",
    "manifest-src": "Loading manifest from '{url}'",
    "form-action": "Sending form data to '{url}'",
}
_CHROMIUM_CSP = ' violates the following Content Security Policy directive: "{violated}". '
_CHROMIUM_RO_CSP = (
    ' violates the following report-only Content Security Policy directive: "{violated}". '
)
_CHROMIUM_FALLBACK = (
    "Note that '{directive}' was not explicitly set, so '{fallback}' is used as a fallback."
)
_CHROMIUM_REPORTED = "The violation has been logged, but no further action has been taken."
_CHROMIUM_REPORT_ONLY = (
    "The policy is report-only, so the violation has been logged but no further action has been "
    "taken."
)
_NAVIGATIONS = ("frame-src", "form-action")


def _chromium_csp(facts: Facts, outcome: Outcome) -> list[str]:
    directive, fallback = facts["directive"], facts["fallback"]
    does = _CHROMIUM_DOES.get(directive, "Loading '{url}'")
    report_only = facts["disposition"] == "report"
    note = _CHROMIUM_FALLBACK if fallback != directive else ""
    if directive in _NAVIGATIONS:
        head = does + (_CHROMIUM_RO_CSP if report_only else _CHROMIUM_CSP)
        done = _CHROMIUM_REPORTED if report_only else "The request has been blocked."
        parts = [done, note]
    else:
        head = does + _CHROMIUM_CSP
        parts = [note, _CHROMIUM_REPORT_ONLY if report_only else "The action has been blocked."]
    text = head + " ".join(part for part in parts if part)
    return [put(text, facts, framed=_framed(facts))] * (_times(facts) if facts["events"] else 0)


def _times(facts: Facts) -> int:
    return max(1, facts["events"]) if facts["directive"] == "media-src" else 1


def _framed(facts: Facts) -> str:
    """A frame of another origin is named by that origin alone."""
    blocked = str(facts["blocked"])
    return f"{blocked}/" if blocked.count("/") == 2 else blocked


def _chromium_csp_blocked(facts: Facts, outcome: Outcome) -> list[str]:
    """What follows the policy's own line, by who asked."""
    if facts["silent"]:
        return [put("Failed to load resource: net::ERR_BLOCKED_BY_CSP [{url}]", facts)]
    if facts["initiator"] == "fetch" and not facts["redirected"]:
        return [
            put(
                "Fetch API cannot load {url}. Refused to connect because it violates the "
                "document's Content Security Policy.",
                facts,
            )
        ]
    return []


_FIREFOX_RO = "(Report-Only policy) The page’s settings would block "
_FIREFOX_ON = "The page’s settings blocked "
_FIREFOX_CSP = (
    "Content-Security-Policy: {how}{what} because it violates the following directive: “{violated}”"
)
_FIREFOX_WHAT = {
    "script-src-elem": ("a script (script-src-elem) at {url} from being executed"),
    "style-src-elem": ("a style (style-src-elem) at {url} from being applied"),
    "worker-src": ("a worker script (worker-src) at {url} from being executed"),
}


_FIREFOX_FONT = (
    'downloadable font: failed to start download (font-family: "f" style:normal weight:400 '
    "stretch:100 src index:0): content blocked source: {url}"
)
_FIREFOX_FAILED = "Loading failed for the {script} with source “{url}”."
_FIREFOX_NOT_ALLOWED = "{script} source URI is not allowed in this document: “{first_url}”."
_FIREFOX_NO_TYPE = (
    "Loading module from “{first_url}” was blocked because of a disallowed MIME type (“”)."
)
_FIREFOX_NOT_SUCCEEDED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource "
    "at {first_url}. (Reason: CORS request did not succeed). Status code: (null)."
)
_FIREFOX_ORB = (
    "The resource at “{first_url}” was blocked by OpaqueResponseBlocking. Reason: “{orb}”."
)
_FIREFOX_ORB_TOO = (
    "A resource is blocked by OpaqueResponseBlocking, please check browser console for details."
)
_FIREFOX_MODULES = ("module", "import()")
_FIREFOX_MEDIA = ("video", "audio")
_FIREFOX_SNIFFED = ("img", "preload", "script")


def _firefox_words(facts: Facts, outcome: Outcome) -> str:
    how = _FIREFOX_RO if facts.get("disposition") == "report" else _FIREFOX_ON
    generic = "the loading of a resource ({directive}) at {url}"
    what = put(_FIREFOX_WHAT.get(facts["directive"], generic), facts)
    scheme = outcome.page_url.partition(":")[0]
    sources = [_with_scheme(word, scheme) for word in str(facts["violated"]).split(" ")[1:]]
    violated = " ".join([str(facts["violated"]).split(" ")[0], *sources])
    return put(_FIREFOX_CSP, facts, how=how, what=what, violated=violated)


def _with_scheme(source: str, scheme: str) -> str:
    """A source as it is printed: a host alone has the page's scheme."""
    if source == "*" or source.startswith("'") or "://" in source or source.endswith(":"):
        return source
    return f"{scheme}://{source}"


def _firefox_csp(facts: Facts, outcome: Outcome) -> list[str]:
    """What is only reported; what is blocked is told with its consequences."""
    if facts["disposition"] != "report":
        return []
    return [_firefox_words(facts, outcome)] * int(facts["events"])


def _firefox_csp_blocked(facts: Facts, outcome: Outcome) -> list[str]:
    asked = facts["initiator"]
    if facts["redirected"]:
        return [_firefox_words(facts, outcome), *_firefox_after(outcome)]
    if asked in ("preload", "modulepreload"):
        return []
    before = []
    if asked == "script":
        before.append(put(_FIREFOX_FAILED, facts, script="<script>"))
    elif asked in _FIREFOX_MODULES:
        before.append(put(_FIREFOX_FAILED, facts, script="module"))
    elif asked == "font":
        return [put(_FIREFOX_FONT, facts)] + [_firefox_words(facts, outcome)] * 2
    return [*before, _firefox_words(facts, outcome)]


def _firefox_after(outcome: Outcome) -> list[str]:
    """What follows where a redirect led to a URL that the policy forbids."""
    asked, known = outcome.initiator, outcome._asdict()
    foreign = outcome.first_url.split("/")[:3] != outcome.origin.split("/")[:3]
    found: list[str] = []
    if outcome.cross_origin:
        found.append(put(_FIREFOX_NOT_SUCCEEDED, known))
    elif foreign and asked in _FIREFOX_MEDIA:
        found += [put(_FIREFOX_ORB, known, orb="after sniff: media request"), _FIREFOX_ORB_TOO]
    elif foreign and asked in _FIREFOX_SNIFFED:
        why = "after sniff: status code is not in allowed range"
        found += [put(_FIREFOX_ORB, known, orb=why), _FIREFOX_ORB_TOO]
    if asked in _FIREFOX_MODULES and not outcome.cross_origin:
        found.append(put(_FIREFOX_NO_TYPE, known))
    if asked in _FIREFOX_MODULES:
        found.append(put(_FIREFOX_NOT_ALLOWED, known, script="Module"))
    if asked == "script":
        found.append(put(_FIREFOX_NOT_ALLOWED, known, script="<script>"))
    return found


_WEBKIT_NEITHER = (
    "{how}Refused to {verb} {url} because it appears in neither the {named} directive nor the "
    "default-src directive of the Content Security Policy."
)
_WEBKIT_NOT = (
    "{how}Refused to {verb} {url} because it does not appear in the {named} directive of the "
    "Content Security Policy."
)
_WEBKIT_NAMES = {"script-src-elem": "script-src", "style-src-elem": "style-src"}


def _webkit_csp(facts: Facts, outcome: Outcome) -> list[str]:
    directive = facts["directive"]
    text = _WEBKIT_NEITHER if facts["fallback"] == "default-src" else _WEBKIT_NOT
    how = "[Report Only] " if facts["disposition"] == "report" else ""
    verb = "connect to" if directive == "connect-src" else "load"
    named = _WEBKIT_NAMES.get(directive, directive)
    return [put(text, facts, how=how, verb=verb, named=named)] * _times(facts)


_WEBKIT_DENIED = "Cross-origin {what} load denied by Cross-Origin Resource Sharing policy."
_WEBKIT_API = {"fetch": "Fetch API", "xhr": "XMLHttpRequest", "eventsource": "EventSource"}


def _webkit_csp_blocked(facts: Facts, outcome: Outcome) -> list[str]:
    asked = facts["initiator"]
    if not facts["redirected"]:
        return ["Blocked by Content Security Policy."] if _is_fetch_preload(facts) else []
    lines = ["Blocked by Content Security Policy."] if facts["directive"] == "connect-src" else []
    if asked == "script":
        lines.append(put(_WEBKIT_DENIED, facts, what="script"))
    if asked == "track":
        lines.append(put(_WEBKIT_DENIED, facts, what="text track"))
    if asked in _WEBKIT_API:
        api = _WEBKIT_API[asked]
        lines.append(put("{api} cannot load {url} due to access control checks.", facts, api=api))
    if asked == "beacon":
        lines.append(
            put("Beacon API cannot load {url}. Blocked by Content Security Policy.", facts)
        )
    return lines


def _is_fetch_preload(facts: Facts) -> bool:
    return (facts["initiator"], facts["directive"]) == ("preload", "connect-src")


FIREFOX_NO_REPORT = (
    "Content-Security-Policy: This site ({origin}) has a Report-Only policy without a report-uri "
    "directive nor a report-to directive. CSP will not block and cannot report violations of this "
    "policy."
)
WEBKIT_NO_REPORT = (
    "The Content Security Policy '{policy}' was delivered in report-only mode, but does not "
    "specify a 'report-to'; the policy will have no effect. Please either add a 'report-to' "
    "directive, or deliver the policy via the 'Content-Security-Policy' header."
)


def _webkit_unheard(facts: Facts, outcome: Outcome) -> list[str]:
    # The blank documents of the frame that a form goes to have the policy too.
    return [put(WEBKIT_NO_REPORT, facts)] * (4 if outcome.initiator == "form" else 1)


_MIXED = "Mixed Content: The page at '{page_url}' was loaded over "
_UPGRADED = (
    _MIXED + "HTTPS, but requested an insecure element '{url}'. This request was automatically "
    "upgraded to HTTPS, For more information see "
    "https://blog.chromium.org/2019/10/no-more-mixed-messages-about-https.html"
)
_NOT_UPGRADED = (
    _MIXED + "HTTPS, but requested an insecure element '{url}'. This request was not upgraded to "
    "HTTPS because it is a local network request."
)
_TARGETS = (
    _MIXED + "a secure connection, but contains a form that targets an insecure endpoint '{url}'. "
    "This endpoint should be made available over a secure connection."
)
_WEBKIT_MIXED = (
    "[blocked] The page at {page_url} requested insecure content from {url}. This content was "
    "blocked and must be served over HTTPS."
)


def _chromium_upgraded(facts: Facts, outcome: Outcome) -> list[str]:
    if facts["reason"] != "mixed-content":
        return []
    return [put(_UPGRADED, facts, page_url=secure_page(outcome))]


def _chromium_not_upgraded(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_NOT_UPGRADED, facts, page_url=secure_page(outcome))]


def _chromium_mixed(facts: Facts, outcome: Outcome) -> list[str]:
    """What is blocked; of a form it first warns, by its action and by its URL."""
    if outcome.initiator == "websocket":
        return []
    blocked = chromium_refused(outcome)
    if outcome.initiator != "form":
        return blocked
    page = secure_page(outcome)
    action = outcome.url
    if outcome.method == "GET":
        action = action.partition("?")[0]
    return [put(_TARGETS, {}, page_url=page, url=url) for url in (action, outcome.url)] + blocked


def _webkit_mixed(facts: Facts, outcome: Outcome) -> list[str]:
    if not outcome.navigation:
        return []
    return [put(_WEBKIT_MIXED, facts, page_url=outcome.page_url)]


def _chromium_ancestors(facts: Facts, outcome: Outcome) -> list[str]:
    report_only = facts["disposition"] == "report"
    text = "Framing '{origin}/'" + (_CHROMIUM_RO_CSP if report_only else _CHROMIUM_CSP)
    done = _CHROMIUM_REPORTED if report_only else "The request has been blocked."
    return [put(text + done, facts)]


def _firefox_ancestors(facts: Facts, outcome: Outcome) -> list[str]:
    """One line for each page around the frame, named only to its own origin."""
    own = facts["origin"] == outcome.origin
    lines = [
        _firefox_words(
            {**facts, "directive": "frame-ancestors", "url": url if own else "<unknown>"}, outcome
        )
        for url in dict.fromkeys((outcome.page_url, outcome.top_url))
    ]
    if facts["disposition"] == "report" and not facts["heard"]:
        lines.append(put(FIREFOX_NO_REPORT, facts))
    return lines


_WEBKIT_RO_ANCESTORS = (
    "The Content Security Policy directive 'frame-ancestors' is ignored when delivered in a "
    "report-only policy."
)


def _webkit_ancestors(facts: Facts, outcome: Outcome) -> list[str]:
    if facts["disposition"] == "enforce":
        return [put(_WEBKIT_NOT, facts, how="", verb="load", named="frame-ancestors")]
    unheard = [] if facts["heard"] else [put(WEBKIT_NO_REPORT, facts)]
    return [_WEBKIT_RO_ANCESTORS, *unheard]


POLICY_LINES: dict[str, dict[str, Lines]] = {
    C: {
        "csp-violation": _chromium_csp,
        "csp-allows": _chromium_csp_blocked,
        "request-upgraded": _chromium_upgraded,
        "request-not-upgraded": _chromium_not_upgraded,
        "not-mixed-content": _chromium_mixed,
        "csp-frame-ancestors": _chromium_ancestors,
    },
    F: {
        "csp-violation": _firefox_csp,
        "csp-allows": _firefox_csp_blocked,
        "csp-unheard": line(FIREFOX_NO_REPORT),
        "csp-frame-ancestors": _firefox_ancestors,
    },
    W: {
        "csp-violation": _webkit_csp,
        "csp-allows": _webkit_csp_blocked,
        "csp-unheard": _webkit_unheard,
        "not-mixed-content": _webkit_mixed,
        "csp-frame-ancestors": _webkit_ancestors,
    },
}
