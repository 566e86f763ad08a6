"""What WebKit prints of a load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.messages.console.loads import line, put, thrown_text, walk
from cors_lab.messages.console.policies import POLICY_LINES
from cors_lab.messages.console.script_errors import error_text
from cors_lab.messages.console.streams import STREAM_LINES
from cors_lab.messages.console.webkit import webkit_refused

if TYPE_CHECKING:
    from cors_lab.messages.console.facts import Outcome
    from cors_lab.messages.console.loads import Facts, Lines

_MODULES = ("module", "import()", "modulepreload")
_WORKERS = ("worker", "module-worker")
_CONTROL = "Cannot load {what}{url} due to access control checks."
_DENIED = "Cross-origin {what} load denied by Cross-Origin Resource Sharing policy."
_STRICT = "Did not parse stylesheet at '{url}' because non CSS MIME types are not allowed "
_NOSNIFF = (
    'Refused to execute {url} as script because "X-Content-Type-Options: nosniff" was given and '
    "its Content-Type is not a script MIME type."
)
_INTEGRITY = (
    "Cannot load {what} {first_url}. Failed integrity metadata check. Content length: {body_size}, "
    "Expected content length: {expected_size}, Expected metadata: {integrity}"
)
_UNSAFE = (
    "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must "
    "match."
)
_POLICY = (
    "Failed to set referrer policy: The value '{value}' is not one of 'no-referrer', "
    "'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', "
    "'origin-when-cross-origin', 'strict-origin-when-cross-origin' or 'unsafe-url'."
)
_ACCESS = "{api} cannot load {url} due to access control checks."
_APIS = {"xhr": "XMLHttpRequest", "eventsource": "EventSource"}
_OPTIONS = "Refused to display '{url}' in a frame because it set 'X-Frame-Options' to '{value}'."
_INVALID_OPTIONS = (
    "Invalid 'X-Frame-Options' header encountered when loading '{url}': '{value}' is not a "
    "recognized directive. The header will be ignored."
)
_CONFLICTING = (
    "Multiple 'X-Frame-Options' headers with conflicting values ('{value}') encountered when "
    "loading '{url}'. Falling back to 'DENY'."
)


def _refused(facts: Facts, outcome: Outcome) -> list[str]:
    """What CORS, a resource policy or a redirect refuses."""
    if outcome.initiator == "websocket" or outcome.synchronous:
        return []
    reason = webkit_refused(outcome)
    if reason and outcome.initiator in _APIS:
        api = _APIS[outcome.initiator]
        return [reason, put(_ACCESS, {}, api=api, url=outcome.url)]
    if reason and outcome.initiator == "beacon":
        return [reason, f"Beacon API cannot load {outcome.url}. {reason}"]
    found = [reason] if reason else []
    checked = outcome.error.startswith("allow-") or outcome.error == "resource-policy"
    if not checked:
        return found
    if outcome.initiator == "img":
        found.append(put(_CONTROL, {}, what="image ", url=outcome.first_url))
    if outcome.initiator == "script":
        found.append(put(_DENIED, {}, what="script"))
    if outcome.initiator == "track" and not outcome.redirects_to:
        found.append(put(_DENIED, {}, what="text track"))
    return found


def _type(facts: Facts, outcome: Outcome) -> list[str]:
    return [f"TypeError: '{facts['type']}' is not a valid JavaScript MIME type."]


def _nosniff(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_NOSNIFF, facts)] if outcome.initiator == "script" else []


def _script_type(facts: Facts, outcome: Outcome) -> list[str]:
    if outcome.initiator in _MODULES:
        return _type(facts, outcome) if outcome.initiator == "module" else []
    if outcome.initiator in _WORKERS:
        return []
    if facts["nosniff"]:
        return [put(_NOSNIFF, facts)]
    return [
        put("Refused to execute {url} as script because {type} is not a script MIME type.", facts)
    ]


def _module_type(facts: Facts, outcome: Outcome) -> list[str]:
    return _type(facts, outcome) if outcome.initiator == "module" else []


def _style_nosniff(facts: Facts, outcome: Outcome) -> list[str]:
    if outcome.initiator != "stylesheet":
        return []
    end = (
        "when 'X-Content-Type-Options: nosniff' is given." if facts["quirks"] else "in strict mode."
    )
    return [put(_STRICT, facts) + end]


def _style_type(facts: Facts, outcome: Outcome) -> list[str]:
    end = "for cross-origin stylesheets." if facts["quirks"] else "in strict mode."
    return [put(_STRICT, facts) + end]


def _integrity(facts: Facts, outcome: Outcome) -> list[str]:
    what = "stylesheet" if outcome.initiator == "stylesheet" else "script"
    size = outcome.body_size or "(no content)"
    found = [put(_INTEGRITY, outcome._asdict(), what=what, body_size=size)]
    if outcome.initiator in _MODULES:
        found.append("TypeError: Cannot load script due to integrity mismatch")
    return found


def _leaves_origin(facts: Facts, outcome: Outcome) -> list[str]:
    if outcome.initiator not in _WORKERS:
        return []
    return [put(_UNSAFE, outcome._asdict()), put(_CONTROL, outcome._asdict(), what="")]


def _rejection(facts: Facts, outcome: Outcome) -> list[str]:
    return [f"Unhandled Promise Rejection: {error_text(thrown_text(facts), 'webkit')}"]


def _frame_options(facts: Facts, outcome: Outcome) -> list[str]:
    refused = put(_OPTIONS, facts)
    return [put(_CONFLICTING, facts), refused] if facts["several"] else [refused]


def _nothing(facts: Facts, outcome: Outcome) -> list[str]:
    return []


def _spoiled(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_DENIED, {}, what="script")] if outcome.initiator == "script" else []


TABLE: dict[str, Lines] = {
    "preload-spoils": _spoiled,
    "nosniff-script": _nosniff,
    "nosniff-style": _style_nosniff,
    "script-type": _script_type,
    "module-type": _module_type,
    "style-type": _style_type,
    "worker-type": _nothing,
    "integrity-match": _integrity,
    "mode-allows-cross-origin": _leaves_origin,
    "rejection-told": _rejection,
    "rejection-muted": _nothing,
    "frame-options": _frame_options,
    "frame-options-invalid": line(_INVALID_OPTIONS),
    "frame-embedder-policy": line(
        "Refused to display '{url}' in a frame because of Cross-Origin-Embedder-Policy."
    ),
    "frame-sandboxed": line(
        "Blocked script execution in '{url}' because the document's frame is sandboxed and the "
        "'allow-scripts' permission is not set."
    ),
    "referrer-policy-unknown": line(_POLICY),
    "status-ok": _nothing,
    "image-decodes": _nothing,
    "media-decodes": _nothing,
    "font-decodes": _nothing,
    "track-parses": _nothing,
    "worker-embedder-policy": _nothing,
    "frame-ancestors-allow": _nothing,
    **POLICY_LINES["webkit"],
    **STREAM_LINES["webkit"],
}


def webkit_load_lines(outcome: Outcome) -> list[str]:
    """WebKitGTK 2.50."""
    return walk(outcome, TABLE, _refused)
