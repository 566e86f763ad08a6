"""Where Chromium, Firefox and WebKit leave the standard: a table, each row with its evidence (ids
of recorded scenarios).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.cookie_policy import POLICIES, CookiePolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

C, F, W = "chromium", "firefox", "webkit"


class Departure(NamedTuple):
    """One place where engines leave the standard; `evidence` names recorded scenarios."""

    name: str
    engines: tuple[str, ...]
    evidence: str


DEPARTURES = (
    # what the author may set, and what needs leave
    Departure("spaces-in-hosts-escaped", (C,), "asked of Chromium; the recorder cannot show it"),
    Departure("user-agent-forbidden", (C,), "t00476"),
    Departure("client-hints-safelisted", (C,), "t00338 to t00344, t00352"),
    Departure("repeated-headers-judged-joined", (C, W), "t00253, t00355"),
    Departure("safelisted-size-unbounded", (F,), "e00003"),
    Departure("request-headers-named-twice", (F,), "t00383"),
    Departure("non-ascii-bytes-unsafe", (F,), "t00279"),
    Departure("content-type-parsed-strictly", (F,), "t00237"),
    Departure("range-numbers-bounded", (C, F, W), "t00334"),
    Departure("range-unit-of-any-case", (W,), "t00327"),
    # what goes on the wire
    Departure("first-value-sent", (F,), "t00252"),
    Departure("last-value-sent", (F,), "e00945"),
    Departure("empty-value-restarts", (F,), "e00938"),
    Departure("range-rewritten", (C,), "t00326, t00327"),
    Departure("headers-sent-as-utf-8", (W,), "t00232, t00503"),
    Departure(
        "sandbox-sends-referrer", (W,), "t00738, g010083 and every scenario with a sandboxed page"
    ),
    Departure("referrer-downgrade-by-scheme", (C, F, W), "t01463, t01489"),
    Departure("origin-kept-on-redirect", (W,), "t01238"),
    Departure("origin-nulled-on-redirect", (C,), "e00012"),
    Departure("no-referrer-hides-origin", (F, W), "g010063"),
    Departure("lax-referrer-policies-ignored", (F,), "g010107"),
    Departure("origin-never-withheld", (C,), "g010113"),
    Departure("proxy-authentication-refused", (C,), "g020109"),
    # preflights
    Departure("preflight-sends-user-agent", (W,), "t00476"),
    Departure("preflight-origin-untainted", (F,), "t01277, t01208"),
    Departure("preflight-after-redirect", (F, W), "t01391, t01398"),
    Departure("preflight-after-redirect-for-headers", (F,), "t01396, t01410, g020064"),
    Departure("preflight-keeps-first-referrer", (W,), "g020058"),
    Departure("mixed-content-after-preflight", (W,), "g020058"),
    Departure("preflight-names-dropped-headers", (W,), "t01396, t01387, t01398, e00045"),
    Departure("wildcard-covers-authorization", (C, F, W), "t00396, t01635"),
    # the CORS-preflight cache
    Departure("invalid-max-age-means-zero", (F,), "t00974 to t00996"),
    Departure("no-store-forgets-preflight", (C,), "t01041"),
    Departure("reload-preflights-again", (C, F), "t01040"),
    Departure("no-store-preflights-again", (C, F), "k00069"),
    Departure("conditional-preflights-again", (C, F), "g020324, e00311"),
    Departure("conditional-preflight-bypasses-cache", (F,), "s00023"),
    Departure("head-must-be-cached", (F,), "g030126"),
    Departure("preflight-carries-cache-mode", (C, F), "g020082, g030104"),
    Departure("no-cache-preflights-again", (C,), "k00071"),
    Departure("refused-preflight-cached", (W,), "t01036, t01037, t01038"),
    Departure("preflight-cache-one-answer", (C, W), "t01038, t01971, t01975, e00355"),
    Departure("failure-clears-what-was-asked", (F,), "q00029"),
    Departure("refused-redirect-keeps-preflight-cache", (F,), "v00002"),
    Departure("failure-keeps-preflight-cache", (C, W), "t01034, t01035"),
    Departure("opaque-origin-preflights-again", (C,), "g010105"),
    Departure("preflight-cache-by-credentials", (F,), "t01027"),
    Departure("tainted-origin-preflights-again", (C, W), "e00025"),
    Departure("cached-wildcard-ignored", (F,), "t01019, t01030"),
    Departure("cached-wildcard-literal-with-credentials", (C, W), "g010006, e00027"),
    Departure("credentialed-wildcard-stays-literal", (C,), "e00029"),
    Departure("cached-wildcard-covers-authorization", (W,), "e00035"),
    # redirects
    Departure("redirect-keeps-credentials", (W,), "t01246"),
    Departure("delete-becomes-get", (W,), "e00038"),
    Departure("body-headers-come-back", (F, W), "t01255, e00045"),
    Departure("authorization-comes-back", (F,), "e00065"),
    Departure("redirect-drops-user-agent", (W,), "e01073"),
    Departure("userinfo-seen-after-preflight", (W,), "e00407, e00409"),
    Departure("redirect-userinfo-refused", (C,), "t01319, t01322"),
    Departure("no-location-is-no-redirect", (C, W), "t01343"),
    Departure("opaque-redirect-shows-body", (W,), "t01342"),
    Departure("empty-location-is-no-redirect", (C,), "t01367"),
    Departure("empty-location-is-invalid", (W,), "t01367"),
    Departure("equal-locations-are-one", (C,), "t01370"),
    Departure("locations-joined", (W,), "t01370, t01371"),
    Departure("several-locations-refused", (C, F), "e00068"),
    Departure("several-dispositions-refused", (C, F), "e01058"),
    # the HTTP cache
    Departure("anonymous-http-cache", (F,), "g010093"),
    Departure("http-cache-one-variant", (C, F, W), "m00001"),
    Departure("http-cache-validates-other-variant", (C, F), "m00002"),
    Departure("http-cache-answers-head", (C,), "g020016"),
    Departure("http-cache-keeps-heads", (F,), "e00988"),
    Departure("http-cache-bodyless-keeps", (C,), "m00011"),
    Departure("http-cache-gone-forever", (C, F, W), "m00003"),
    Departure("http-cache-moved-forever", (W,), "m00005"),
    Departure("http-cache-pragma-wins", (C, F, W), "m00004"),
    Departure("http-cache-permanent-redirects", (C,), "m00005"),
    Departure("http-cache-heuristic-200-203", (C,), "m00006"),
    Departure("http-cache-ignores-request-no-store", (C,), "m00008"),
    Departure("http-cache-fresh-statuses", (F,), "m00006"),
    Departure("http-cache-failure-invalidates", (F, W), "m00010"),
    Departure("only-if-cached-asks-server", (W,), "e00401"),
    Departure("http-cache-forgets-refused", (C,), "g010148"),
    Departure("http-cache-forgets-refused-redirects", (F,), "e00915"),
    Departure("http-cache-keeps-readable-only", (W,), "e00147"),
    Departure("http-cache-stores-reusable-only", (W,), "e00078"),
    Departure("http-cache-stores-every-status", (C, F), "e00084, e00096"),
    Departure("http-cache-never-stores-300-429", (F,), "e00078"),
    Departure("http-cache-validates-200-only", (C,), "e00601"),
    Departure("http-cache-validates-no-errors", (F,), "e00607"),
    Departure("range-from-zero-is-whole", (F,), "e00652"),
    Departure("http-cache-answers-ranges", (C,), "e00629, e00648, e00649"),
    Departure("http-cache-kept-across-sites", (F,), "e00701"),
    Departure("authorization-validates", (F,), "e00966"),
    Departure("http-cache-emptied-by-reload", (F,), "e00253"),
    Departure("http-cache-skips-manual-redirects", (F,), "e00085"),
    Departure("http-cache-validates-no-redirects", (W,), "e00605"),
    Departure("http-cache-ignores-ranges", (F, W), "e00201"),
    Departure("http-cache-drops-for-any-method", (W,), "e00165"),
    Departure("http-cache-answers-delete", (C,), "e00183"),
    Departure("no-store-keeps-http-cache", (C, W), "e00176"),
    Departure("no-cache-mode-always-validates", (C, F, W), "e00220"),
    Departure("http-cache-ignores-request-freshness", (C,), "m00101"),
    Departure("http-cache-ignores-min-fresh", (W,), "m00101, e00227"),
    Departure("http-cache-bypassed-by-no-cache", (C,), "m00102"),
    Departure("http-cache-read-despite-no-store", (W,), "e00207"),
    Departure("http-cache-ignores-request-pragma", (F,), "m00103"),
    Departure("http-cache-keeps-locations", (C, W), "m00104"),
    Departure("conditional-bypasses-forced-cache", (C, W), "e00250"),
    Departure("conditional-bypasses-validation", (C, F, W), "e00248"),
    Departure("conditional-updates-http-cache", (C,), "e00246"),
    Departure("opaque-origin-caches-nothing", (C,), "p00097"),
    Departure("sent-redirects-bypass-http-cache", (W,), "e00853"),
    # XMLHttpRequest
    Departure("cors-answers-authentication", (F,), "asked with a user name and a password"),
    Departure("upload-listener-needs-body", (C,), "loads l00931"),
    Departure("upload-listener-ignored-if-sync", (C, W), "loads l00935, l01005"),
    Departure("upload-error-without-body", (C,), "loads l00943, l01028"),
    Departure("upload-ends-with-response", (F,), "asked of Firefox: a refused upload, a timeout"),
    Departure("upload-progress-after-redirect", (W,), "loads l01035"),
    Departure("empty-body-no-progress", (C, W), "loads l00922, l00985"),
    Departure("failed-buffer-is-empty", (F,), "loads l00971"),
    Departure("sync-error-events", (F, W), "loads l00890"),
    Departure("csp-before-loadstart", (W,), "loads l00817"),
    # EventSource
    Departure("eventsource-least-retry", (F,), "loads l01076, l01078"),
    Departure("eventsource-closed-if-dropped", (F,), "loads l01088"),
    Departure("eventsource-http-only", (F, W), "loads l01092"),
    Departure("eventsource-utf-8-only", (C,), "loads l01067"),
    # WebSocket
    Departure("websocket-mixed-throws", (C, F), "loads l01147"),
    Departure("websocket-error-without-close", (W,), "loads l01147, l01148"),
    Departure("websocket-csp-throws", (F, W), "loads l00825"),
    Departure("websocket-csp-no-close", (C,), "loads l00825"),
    Departure("websocket-follows-redirects", (W,), "loads l01110, l01118"),
    Departure("websocket-protocol-optional", (F, W), "loads l01132"),
    Departure("websocket-protocol-unasked", (F,), "loads l01133"),
    Departure("websocket-protocol-any-case", (W,), "asked of a socket server"),
    # beacons
    Departure("beacon-csp-returns-false", (F,), "loads l00829"),
    Departure("beacon-preflight-names-type", (F,), "loads l01223"),
    Departure("form-action-throws", (F,), "loads l00837"),
    Departure("sockets-without-fetch-metadata", (C,), "loads l01105"),
    Departure("sockets-have-destination", (W,), "loads l01105"),
    Departure("sync-without-fetch-metadata", (W,), "loads l00888"),
    Departure("insecure-navigations-ask-for-upgrade", (W,), "loads l01662"),
    Departure("form-origin-nulled-on-redirect", (C, W), "loads l01659"),
    Departure("origin-when-cross-origin-forgets-redirects", (F,), "loads l01729"),
    Departure("sandboxed-beacon-has-origin", (W,), "loads l01879"),
    Departure("mode-before-csp-on-redirect", (C,), "loads l00740"),
    Departure("preflight-site-of-its-own", (C,), "loads l01020"),
    Departure("objects-not-upgraded", (C,), "asked of Chromium: upgrade-insecure-requests"),
    Departure("upgraded-socket-shows-url", (C,), "asked of Chromium: upgrade-insecure-requests"),
    Departure("mixed-frame-stays", (C,), "asked of Chromium: an iframe of http in https"),
    # responses
    Departure("malformed-status-lines-read", (C,), "asked of Chromium: HTTP/1.1 BLAH, 0200, 0xA"),
    Departure("switching-protocols-refused", (C,), "asked of Chromium: 101 to a fetch"),
    Departure("http-cache-kept-by-unknown-methods", (C,), "asked of Chromium: FOO, PROPFIND"),
    Departure("location-read-as-text", (W,), "t01375"),
    Departure("undecodable-body-shown", (W,), "n00014"),
    Departure("truncated-coding-shown", (C, F, W), "e01009"),
    Departure("unknown-codings-skipped", (F,), "e01000"),
    Departure("empty-coding-is-unknown", (C,), "e01017"),
    Departure("codings-in-small-letters", (W,), "e01022"),
    Departure("gzip-files-stay-packed", (W,), "p00266"),
    Departure("keepalive-limit-before-preflight", (C, W), "q00174"),
    Departure("keepalive-unlimited", (F,), "e00674"),
    Departure("reset-content-has-body", (W,), "g010076"),
    Departure("empty-headers-ignored", (F,), "t01078"),
    Departure("repeated-headers-reduced", (F,), "e00072"),
    Departure("headers-read-as-utf-8", (W,), "t01079, t01375"),
    Departure("data-url-has-length", (F,), "t01444"),
    Departure("data-url-needs-follow", (W,), "e00658"),
    Departure("about-blank-refused", (C, W), "g010012"),
    # loads: the request
    Departure("elements-tell-own-origin", (C, W), "loads l00020"),
    Departure("media-tell-own-origin", (W,), "loads l00117"),
    Departure("fonts-tell-own-origin", (C,), "loads l00641"),
    Departure("fetch-metadata-until-cross-origin", (W,), "loads l00294"),
    Departure("sandboxed-elements-send-origin", (F,), "loads l01792"),
    Departure("font-no-cors", (W,), "loads l00089"),
    Departure("font-preload-is-anonymous", (F,), "loads l00771"),
    Departure("track-no-cors", (W,), "loads l00138"),
    Departure("track-sends-no-referrer", (F,), "loads l00139"),
    Departure("import-referrer-is-page", (W,), "loads l00162"),
    Departure("style-font-ignores-referrer-policy", (C,), "loads l01671"),
    Departure("object-asks-as-frame", (W,), "loads l00547"),
    Departure("media-begin-with-range", (C, F), "loads l00095"),
    Departure("navigations-ask-for-upgrade", (C, F), "loads l01583"),
    Departure("object-asks-for-upgrade", (C,), "loads l00547"),
    # loads: what may be used
    Departure("opaque-response-blocking", (C,), "loads l00304"),
    Departure("opaque-response-blocking-by-parsing", (F,), "loads l00304"),
    Departure("unknown-resource-policy-counts", (F,), "loads l00608"),
    Departure("credentialless-unknown", (W,), "loads l00683, l00649"),
    Departure("bitmap-despite-svg-type", (F,), "asked with a PNG that was declared as SVG"),
    Departure("not-css-still-loads", (C,), "loads l00378"),
    Departure("upgraded-stays-cross-origin", (F,), "asked with an image of http on the same host"),
    Departure("quirks-by-tainting", (C, F), "loads l00418"),
    Departure("failed-sheet-is-empty", (F,), "loads l00066"),
    Departure("wrong-type-sheet-is-empty", (W,), "loads l00378"),
    Departure("unparsable-module-is-silent", (W,), "loads l00270"),
    Departure("muted-by-final-url", (F,), "loads l00293"),
    Departure("muted-rejections-told", (W,), "loads l00280"),
    Departure("own-errors-not-muted", (F,), "loads l00251"),
    Departure("timers-mute-errors", (W,), "loads l00277"),
    Departure("error-source-is-final-url", (W,), "loads l00294"),
    Departure("module-source-is-final-url", (C,), "loads l01318"),
    Departure("font-check-after-failure", (W,), "loads l00248"),
    Departure("worker-refused-by-event", (F,), "loads l00761"),
    Departure("worker-type-unchecked", (C,), "loads l01540"),
    Departure("module-worker-type-unchecked", (W,), "loads l01575"),
    Departure("mismatched-sheet-is-gone", (C, W), "loads l01904"),
    Departure("unknown-integrity-needs-cors", (F, W), "loads l01892"),
    Departure("unplayable-asked-twice", (W,), "loads l00438"),
    # loads: timing
    Departure("timing-origin-untainted", (W,), "loads l01781"),
    Departure("refused-loads-untimed", (W,), "loads l01789"),
    Departure("protocol-by-last-response", (F,), "loads l01769"),
    Departure("sizes-by-first-url", (W,), "loads l01773, l01777"),
    Departure("body-size-by-tainting", (F,), "loads l01752, l01740"),
    Departure("timing-without-status", (W,), "loads l01740"),
    Departure("font-timing-untyped", (C,), "loads l01750"),
    Departure("timing-initiator-other", (F,), "loads l01750"),
    Departure("timing-initiator-by-api", (W,), "loads l01765"),
    # loads: preloads and frames
    Departure("media-preload-pretends", (F,), "loads l01261"),
    Departure("track-preload-fails", (F,), "loads l01260"),
    Departure("worker-preload", (W,), "loads l01267"),
    Departure("fetch-preload-needs-ok", (F,), "asked with a 404"),
    Departure("unusable-preload-loads", (F, W), "loads l01274"),
    Departure("cross-origin-modulepreload-loads", (F,), "loads l00166"),
    Departure("modulepreload-type-unchecked", (W,), "loads l00502"),
    Departure("script-preload-serves-no-module", (F,), "loads l01230"),
    Departure("preload-credentials-ignored", (W,), "loads l01229"),
    Departure("no-cors-preload-spoils-cors", (W,), "loads l01227"),
    Departure("preload-mode-ignored", (W,), "loads l01229"),
    Departure("objects-need-resource-policy", (F,), "loads l00547"),
    Departure("object-without-document-fails", (F,), "loads l01617"),
    Departure("object-needs-ok", (C,), "loads l01640"),
    Departure("credentialless-frames", (C,), "loads l00662"),
    Departure("objects-need-no-embedder-policy", (F,), "loads l00603"),
    Departure("frame-resource-policy-first", (W,), "loads l00601"),
    Departure("blocked-object-is-a-frame", (W,), "loads l00600"),
    Departure("refused-frame-fires-error", (F,), "loads l00742"),
    Departure("refused-frame-stays-blank", (W,), "loads l00742"),
    Departure("withheld-frame-is-silent", (F, W), "loads l00598"),
    Departure("frame-without-embedder-policy-is-silent", (F,), "loads l00599"),
    Departure("refused-preload-loads", (F,), "loads l00769"),
    Departure("anonymous-preload-serves-omit", (F,), "loads l01249"),
    Departure("sandbox-tells-null-at-home", (F,), "loads l01796"),
    Departure("worker-policy-throws", (W,), "loads l00758"),
    Departure("refused-sheet-is-gone", (F, W), "loads l00718"),
    # Content Security Policy
    Departure("mode-before-csp", (F,), "loads l00736"),
    Departure("csp-schemes-one-way", (C, F), "loads l00799"),
    Departure("csp-sockets-keep-scheme", (C, F, W), "loads l00826, l00885"),
    Departure("csp-object-is-frame", (C,), "loads l00754"),
    Departure("csp-object-redirects-unchecked", (C,), "asked with a redirected object"),
    Departure("csp-beacon-redirects-by-path", (C,), "loads l00836"),
    Departure("csp-form-redirects-unchecked", (F, W), "loads l00849"),
    Departure("csp-form-named-by-action", (F, W), "loads l00841"),
    Departure("csp-hides-frame-urls", (C, F, W), "loads l00742"),
    Departure("csp-frames-name-target", (C, W), "loads l00748"),
    Departure("csp-preloads-unreported", (F,), "loads l00762"),
    Departure("csp-preload-redirects-unreported", (C,), "loads l00769"),
    Departure("csp-media-reported-twice", (C, W), "loads l00730"),
    Departure("csp-fonts-reported-twice", (F,), "loads l00722"),
    Departure("csp-styles-reported-twice", (F,), "loads l00720"),
    Departure("csp-sockets-reported-twice", (F,), "loads l00828"),
    Departure("csp-reports-without-referrer", (F,), "loads l00704"),
    Departure("csp-reports-unnamed", (W,), "loads l00704"),
    Departure("csp-reports-short", (W,), "loads l00704"),
    Departure("foreign-object-has-no-window", (F,), "loads l00603"),
    Departure("loopback-is-mixed-content", (W,), "e00321"),
    Departure(
        "local-network-needs-permission",
        (C,),
        "asked of Chromium with --ip-address-space-overrides",
    ),
    Departure("local-addresses-only-warned-of", (C,), "l00001 to l00012, l00020 to l00022"),
)


# `Accept` by destination, where it is not */*.
# https://fetch.spec.whatwg.org/#document-accept-header-value
_STYLE = {"style": "text/css,*/*;q=0.1"}
_DOCUMENT = "text/html,application/xhtml+xml,application/xml;q=0.9,"
ACCEPT: dict[str, dict[str, str]] = {
    C: _STYLE
    | {
        "object": _DOCUMENT + "image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7",
        "image": "image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
        "iframe": _DOCUMENT + "image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7",
    },
    F: _STYLE
    | {
        "image": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        "font": "application/font-woff2;q=1.0,application/font-woff;q=0.9,*/*;q=0.8",
        "video": "video/webm,video/ogg,video/*;q=0.9,application/ogg;q=0.7,audio/*;q=0.6,*/*;q=0.5",
        "audio": "audio/webm,audio/ogg,audio/wav,audio/*;q=0.9,application/ogg;q=0.7,"
        "video/*;q=0.6,*/*;q=0.5",
        "iframe": _DOCUMENT + "*/*;q=0.8",
    },
    W: _STYLE
    | {
        "object": _DOCUMENT + "*/*;q=0.8",
        "image": (
            "image/webp,image/avif,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
        ),
        "iframe": _DOCUMENT + "*/*;q=0.8",
    },
    "standard": _STYLE
    | {
        "image": "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        "iframe": _DOCUMENT + "*/*;q=0.8",
    },
}
STORAGE_ACCESS = {C: "active", F: "none"}


class Engine(NamedTuple):
    """A browser engine: its departures from the standard, its limits (seconds, entries), and the
    headers it adds to every request.
    """

    name: str
    departures: frozenset[str]
    max_age_limit: int | None
    preflight_cache_limit: int | None
    cookie_policy: CookiePolicy
    http_headers: tuple[tuple[str, str], ...]
    accept: Mapping[str, str] = {}
    storage_access: str = ""


def _engine(
    name: str, max_age_limit: int | None, entries: int | None, user_agent: str, language: str
) -> Engine:
    departures = frozenset(row.name for row in DEPARTURES if name in row.engines)
    headers = (
        ("User-Agent", user_agent),
        ("Accept-Encoding", "gzip, deflate"),
        ("Accept-Language", language),
    )
    return Engine(
        name,
        departures,
        max_age_limit,
        entries,
        POLICIES[name],
        headers,
        ACCEPT[name],
        STORAGE_ACCESS.get(name, ""),
    )


_CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
    " Safari/537.36"
)
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
_SAFARI = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0"
    " Safari/605.1.15"
)
ENGINES = {
    engine.name: engine
    for engine in (
        _engine(C, 7200, None, _CHROME, "en-US,en;q=0.9"),
        _engine(F, 86400, 100, _FIREFOX, "en-US,en;q=0.5"),
        _engine(W, 600, None, _SAFARI, "en-US, en;q=0.9"),
        _engine(
            "standard", None, None, "Mozilla/5.0 (compatible; the Fetch Standard)", "en-US,en;q=0.9"
        ),
    )
}
