"""What Firefox prints of a load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.messages.console.firefox import firefox_lines
from cors_lab.messages.console.loads import line, put, thrown_text, walk
from cors_lab.messages.console.metadata import EMPTY, firefox_notes, strongest, strongest_algorithm
from cors_lab.messages.console.policies import POLICY_LINES
from cors_lab.messages.console.script_errors import error_text
from cors_lab.messages.console.streams import STREAM_LINES

if TYPE_CHECKING:
    from cors_lab.messages.console.facts import Outcome
    from cors_lab.messages.console.loads import Facts, Lines

_NOSNIFF = (
    "The resource from “{url}” was blocked due to MIME type (“{type}”) mismatch "
    "(X-Content-Type-Options: nosniff)."
)
_DISALLOWED = "{what} from “{url}” was blocked because of a disallowed MIME type (“{type}”)."
_NOT_JAVASCRIPT = (
    "The script from “{url}” was loaded even though its MIME type (“{type}”) is not a valid "
    "JavaScript MIME type."
)
_DID_NOT_SUCCEED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
    "{url}. (Reason: CORS request did not succeed). Status code: (null)."
)
_ORB = "The resource at “{url}” was blocked by OpaqueResponseBlocking. Reason: “{reason}”."
_ORB_AGAIN = (
    "A resource is blocked by OpaqueResponseBlocking, please check browser console for details."
)
_ORB_REASONS = {
    "nosniff-blocklisted": (
        "nosniff is true and mimeType is an opaque-blocklisted MIME type or its essence is "
        "'text/plain'"
    ),
    "mime-never-sniffed": "mimeType is an opaque-blocklisted-never-sniffed MIME type",
    "partial-not-first": "response status is 206 and not first partial response",
    "partial-blocklisted": "response status is 206 and mimeType is an opaque-blocklisted MIME type",
    "after-sniff-media": "after sniff: media request",
    "after-sniff-nosniff": "after sniff: nosniff is true",
    "after-sniff-status": "after sniff: status code is not in allowed range",
    "after-sniff-type": (
        "after sniff: content-type declares image/video/audio, but sniffing fails"
    ),
    "not-javascript": "Javascript validation failed",
}
_LOADING_FAILED = "Loading failed for the {script} with source “{url}”."
_NOT_ALLOWED = "{script} source URI is not allowed in this document: “{url}”."
_FONT = (
    'downloadable font: {what} (font-family: "f" style:normal weight:400 stretch:100 src index:0)'
)
_NOT_CSS = "The stylesheet {url} was {what} its MIME type, “{type}”, is not “text/css”."
_MAY_NOT_LOAD = "Security Error: Content at {principal} may not load data from {url}."
_QUIRKS = (
    "This page is in Quirks Mode. Page layout may be impacted. For Standards Mode use “<!DOCTYPE "
    "html>”."
)
_NO_CHARSET = (
    "The character encoding of a framed document was not declared. The document may appear "
    "different if viewed without the document framing it."
)
_SCRIPTS = {"script": "<script>", "module": "the module", "import()": "the module"}
_SOURCES = {"script": "<script>", "module": "Module", "import()": "Module"}
_MODULES = ("module", "import()", "modulepreload")
_WORKERS = ("worker", "module-worker")


def _failed(facts: Facts, outcome: Outcome) -> list[str]:
    """The server answered with an error status."""
    url = outcome.first_url
    if outcome.initiator in _SCRIPTS:
        script = _SCRIPTS[outcome.initiator].removeprefix("the ")
        return [put(_LOADING_FAILED, {}, script=script, url=url)]
    if outcome.initiator == "font":
        return [put(_FONT, {}, what="download failed") + f": status=2147746065 source: {url}"]
    return []


def _not_allowed(outcome: Outcome) -> list[str]:
    """What CORS, a type or a policy refuses to a script or a font."""
    url = outcome.first_url
    if not outcome.cross_origin:
        return _failed({}, outcome) if outcome.initiator in _SOURCES else []
    if outcome.initiator in _SOURCES:
        return [put(_NOT_ALLOWED, {}, script=_SOURCES[outcome.initiator], url=url)]
    return []


def _cors_follows(outcome: Outcome) -> list[str]:
    return [put(_DID_NOT_SUCCEED, outcome._asdict())] if outcome.cross_origin else []


def _nosniff(facts: Facts, outcome: Outcome) -> list[str]:
    if outcome.initiator in _WORKERS:
        return [put(_DISALLOWED, facts, what="Loading Worker")]
    if outcome.initiator in _MODULES:
        return _module_type(facts, outcome)
    return [put(_NOSNIFF, facts), *_cors_follows(outcome), *_not_allowed(outcome)]


def _script_type(facts: Facts, outcome: Outcome) -> list[str]:
    refused = put(_DISALLOWED, facts, what="Script")
    return [refused, *_cors_follows(outcome), *_not_allowed(outcome)]


def _module_type(facts: Facts, outcome: Outcome) -> list[str]:
    refused = put(_DISALLOWED, facts, what="Loading module")
    return [refused, *_cors_follows(outcome), *_not_allowed(outcome)]


def _worker_type(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_DISALLOWED, facts, what="Loading Worker")]


def _orb(facts: Facts, outcome: Outcome) -> list[str]:
    reason = _ORB_REASONS.get(facts["reason"], facts["reason"])
    after = _not_allowed(outcome)
    return [put(_ORB, facts, reason=reason), _ORB_AGAIN, *after]


def _style_type(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_NOT_CSS, facts, what="not loaded because")]


def _thrown(facts: Facts, outcome: Outcome) -> list[str]:
    thrown = thrown_text(facts)
    text = error_text(thrown, "firefox")
    if thrown.kind in ("string", "object"):
        text = f"uncaught exception: {text}"
    return [text]


def _leaves_origin(facts: Facts, outcome: Outcome) -> list[str]:
    principal = outcome.page_url
    if outcome.origin == "null":
        top = "/".join(outcome.top_url.split("/")[:3])
        principal = f"moz-nullprincipal:{{uuid}}?{top}"
    found = [put(_MAY_NOT_LOAD, outcome._asdict(), principal=principal)]
    if outcome.initiator in _WORKERS and outcome.redirected:
        found.append(put(_DISALLOWED, {}, what="Loading Worker", url=outcome.first_url, type=""))
    return found


def _integrity(facts: Facts, outcome: Outcome) -> list[str]:
    notes = firefox_notes(strongest(outcome.integrity), outcome.readable)
    return notes + _mismatch(outcome)


def _mismatch(outcome: Outcome) -> list[str]:
    if not outcome.readable:
        return [
            f"“{outcome.first_url}” is not eligible for integrity checks since it’s neither "
            "CORS-enabled nor same-origin."
        ]
    algorithm, _, digest = outcome.computed_integrity.partition("-")
    return [
        f"None of the “{algorithm}” hashes in the integrity attribute match the content of the "
        f"subresource at “{outcome.first_url}”. The computed hash is “{digest}”."
    ]


def _frame_options(facts: Facts, outcome: Outcome) -> list[str]:
    if facts["several"]:
        return _invalid_options(facts, outcome)
    value = str(facts["value"]).lower()
    return [
        f"The loading of “{facts['url']}” in a frame is denied by “X-Frame-Options“ directive set "
        f"to “{value}“."
    ]


def _invalid_options(facts: Facts, outcome: Outcome) -> list[str]:
    times = 2 if outcome.initiator == "object" else 1
    return [
        f"Invalid X-Frame-Options header was found when loading “{facts['url']}”: “invalid” is not "
        "a valid directive."
    ] * times


def _superseded(facts: Facts, outcome: Outcome) -> list[str]:
    times = 2 if outcome.initiator == "object" else 1
    return [
        "Content-Security-Policy: Ignoring ‘x-frame-options’ because of ‘frame-ancestors’ "
        "directive."
    ] * times


def _refused(facts: Facts, outcome: Outcome) -> list[str]:
    if outcome.initiator == "object" and outcome.error == "resource-policy":
        return []
    if outcome.initiator == "websocket":
        return []
    found = firefox_lines(outcome._replace(integrity=""))
    if outcome.error.startswith("allow-") and outcome.integrity:
        return found + _integrity_of_nothing(outcome)
    if outcome.redirects_to and outcome.initiator in _MODULES:
        found.insert(1, put(_DISALLOWED, {}, what="Loading module", url=outcome.url, type=""))
    if outcome.initiator == "font":
        found.append(
            put(_FONT, {}, what="download failed")
            + f": bad URI or cross-site access not allowed source: {outcome.first_url}"
        )
    return found + _not_allowed(outcome)


def _integrity_of_nothing(outcome: Outcome) -> list[str]:
    """What CORS refuses is checked all the same, as an empty body."""
    notes = firefox_notes(strongest(outcome.integrity))
    algorithm = strongest_algorithm(outcome.integrity)
    if outcome.initiator == "stylesheet":  # which has its metadata read, and no more
        return [] if algorithm else notes[:-1]
    if not algorithm:
        return notes + _not_allowed(outcome)
    return notes + _mismatch(
        outcome._replace(readable=True, computed_integrity=f"{algorithm}-{EMPTY[algorithm]}")
    )


def _nothing(facts: Facts, outcome: Outcome) -> list[str]:
    return []


def _media(facts: Facts, outcome: Outcome) -> list[str]:
    kind = str(facts["type"])
    if not kind or kind.startswith(("audio/", "video/", "application/")):
        return []
    return [
        f"HTTP “Content-Type” of “{kind}” is not supported. Load of media resource "
        f"{outcome.first_url} failed."
    ]


TABLE: dict[str, Lines] = {
    "document-in-quirks-mode": lambda *_: [_QUIRKS],
    "nosniff-script": _nosniff,
    "nosniff-style": _nosniff,
    "script-type": _script_type,
    "script-type-lax": line(_NOT_JAVASCRIPT),
    "module-type": _module_type,
    "worker-type": _worker_type,
    "opaque-response": _orb,
    "style-type": _style_type,
    "style-type-quirk": lambda facts, _: [put(_NOT_CSS, facts, what="loaded as CSS even though")],
    "status-ok": _failed,
    "errors-told": _thrown,
    "errors-muted": _thrown,
    "rejection-told": _thrown,
    "rejection-muted": _thrown,
    "mode-allows-cross-origin": _leaves_origin,
    "integrity-match": _integrity,
    "frame-options": _frame_options,
    "frame-options-invalid": _invalid_options,
    "frame-options-superseded": _superseded,
    "frame-charset-missing": lambda *_: [_NO_CHARSET],
    "preload-not-fetched": lambda facts, outcome: _ignored(facts, outcome),
    "preload-type-unsupported": lambda facts, outcome: _ignored(facts, outcome),
    "image-decodes": _nothing,
    "media-decodes": _media,
    "font-decodes": lambda facts, outcome: [
        put(_FONT, {}, what="rejected by sanitizer") + f" source: {outcome.first_url}"
    ],
    "track-parses": _nothing,
    "worker-embedder-policy": _nothing,
    "frame-embedder-policy": _nothing,
    "frame-ancestors-allow": _nothing,
    **POLICY_LINES["firefox"],
    **STREAM_LINES["firefox"],
}


def _ignored(facts: Facts, outcome: Outcome) -> list[str]:
    if facts["as_"] in ("audio", "video"):
        return []
    return [
        f"Preload of {outcome.first_url} was ignored due to unknown “as” or “type” values, or "
        "non-matching “media” attribute."
    ]


def firefox_load_lines(outcome: Outcome) -> list[str]:
    """Firefox ESR 153."""
    lines = walk(outcome, TABLE, _refused)
    failed = any(told.state == "failed" for told in outcome.told)
    if outcome.integrity and not failed:
        lines += firefox_notes(strongest(outcome.integrity), outcome.readable)
    if not failed:
        lines = firefox_lines(outcome._replace(integrity="", error="")) + lines
    return lines
