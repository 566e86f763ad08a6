"""What Chromium prints of a load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.messages.console.chromium import chromium_refused, chromium_status
from cors_lab.messages.console.loads import line, put, thrown_text, walk
from cors_lab.messages.console.metadata import chromium_notes
from cors_lab.messages.console.policies import POLICY_LINES
from cors_lab.messages.console.script_errors import error_text
from cors_lab.messages.console.streams import STREAM_LINES

if TYPE_CHECKING:
    from cors_lab.messages.console.facts import Outcome
    from cors_lab.messages.console.loads import Facts, Lines

_NOT_EXECUTED = (
    "Refused to execute script from '{url}' because its MIME type ('{type}') is not executable"
)
_STRICT = ", and strict MIME type checking is enabled."
_MODULE = (
    "Failed to load module script: Expected a JavaScript-or-Wasm module script but the server "
    'responded with a MIME type of "{type}". Strict MIME type checking is enforced for module '
    "scripts per HTML spec."
)
_MODULE_WORKER = (
    "Failed to load module script: The server responded with a non-JavaScript MIME type of "
    '"{type}". Strict MIME type checking is enforced for module scripts per HTML spec.'
)
_UNUSED = (
    "A preload for '{url}' is found, but is not used because the request {what} does not match. "
    "Consider taking a look at crossorigin attribute."
)
_UNSAFE = (
    "Unsafe attempt to load URL {url} from frame with URL {page_url}. Domains, protocols and ports "
    "must match."
)
_INELIGIBLE = (
    "Subresource Integrity: The resource '{first_url}' has an integrity attribute, but the "
    "resource requires the request to be CORS enabled to check the integrity, and it is not. The "
    "resource has been blocked because the integrity cannot be enforced."
)
_MISMATCH = (
    "Failed to find a valid digest in the 'integrity' attribute for resource '{first_url}' with "
    "computed {algorithm} integrity '{digest}'. The resource has been blocked."
)
_REFUSED_FRAME = (
    "Refused to display '{frame}' in a frame because it set 'X-Frame-Options' to '{value}'."
)
_CONFLICTING = (
    "Refused to display '{frame}' in a frame because it set multiple 'X-Frame-Options' "
    "headers with "
    "conflicting values ('{value}'). Falling back to 'deny'."
)
_INVALID_OPTIONS = (
    "Invalid 'X-Frame-Options' header encountered when loading '{frame}': '{value}' is not a "
    "recognized directive. The header will be ignored."
)
_POLICY = (
    "Failed to set referrer policy: The value '{value}' is not one of 'no-referrer', "
    "'no-referrer-when-downgrade', 'origin', 'origin-when-cross-origin', 'same-origin', "
    "'strict-origin', 'strict-origin-when-cross-origin', or 'unsafe-url'. The referrer policy has "
    "been left unchanged."
)
_SANDBOXED = (
    "Blocked script execution in '{url}' because the document's frame is sandboxed and the "
    "'allow-scripts' permission is not set."
)
# Of a style sheet nobody is told what its integrity lacks.
_NOTED = ("script", "module", "preload", "modulepreload")
# Preload destinations that HTML knows and Chromium does not fetch.
_UNSUPPORTED = ("audio", "video", "document", "worker", "embed", "object", "iframe", "frame")


def _origin_only(facts: Facts) -> str:
    return "/".join(str(facts["url"]).split("/")[:3]) + "/"


def _thrown(facts: Facts, outcome: Outcome) -> list[str]:
    thrown = thrown_text(facts)
    if "rejection" in facts:
        return [f"Uncaught (in promise) {error_text(thrown, 'chromium')}"]
    if thrown.kind == "object":
        return ["Uncaught Object"]
    if thrown.kind == "string" and not facts["muted"]:
        return ["Uncaught"]
    return [f"Uncaught {error_text(thrown, 'chromium')}"]


def _worker_twice(template: str) -> Lines:
    """A line for a script; a worker's own console repeats it."""

    def lines(facts: Facts, outcome: Outcome) -> list[str]:
        times = 2 if outcome.initiator in ("worker", "module-worker") else 1
        return [put(template, facts)] * times

    return lines


def _worker_type(facts: Facts, outcome: Outcome) -> list[str]:
    module = outcome.initiator == "module-worker"
    return [put(_MODULE_WORKER if module else _NOT_EXECUTED + _STRICT, facts)] * 2


def _not_executed(end: str) -> Lines:
    """Modules are refused for their type in words of their own."""

    def lines(facts: Facts, outcome: Outcome) -> list[str]:
        if outcome.initiator == "module-worker":
            return [put(_MODULE_WORKER, facts)] * 2
        if outcome.initiator in ("module", "import()", "modulepreload"):
            return [put(_MODULE, facts)]
        strict = _STRICT if facts.get("nosniff") else end
        return _worker_twice(_NOT_EXECUTED + strict)(facts, outcome)

    return lines


def _not_fetched(facts: Facts, outcome: Outcome) -> list[str]:
    if facts["as_"] in _UNSUPPORTED:
        return ["<link rel=preload> uses an unsupported `as` value"]
    return ["<link rel=preload> must have a valid `as` value"]


def _leaves_origin(facts: Facts, outcome: Outcome) -> list[str]:
    if outcome.initiator in ("worker", "module-worker"):
        return []
    return [put(_UNSAFE, outcome._asdict())]


def _integrity(facts: Facts, outcome: Outcome) -> list[str]:
    if not outcome.readable:
        return [put(_INELIGIBLE, outcome._asdict())]
    algorithm, _, digest = outcome.computed_integrity.partition("-")
    named = algorithm.upper().replace("SHA", "SHA-")
    return [put(_MISMATCH, outcome._asdict(), algorithm=named, digest=digest)]


def _frame_options(facts: Facts, outcome: Outcome) -> list[str]:
    template = _CONFLICTING if facts["several"] else _REFUSED_FRAME
    value = str(facts["value"]) if facts["several"] else str(facts["value"]).lower()
    return [put(template, facts, frame=_origin_only(facts), value=value)]


def _invalid_options(facts: Facts, outcome: Outcome) -> list[str]:
    return [put(_INVALID_OPTIONS, facts, frame=_origin_only(facts))]


def _nothing(facts: Facts, outcome: Outcome) -> list[str]:
    return []


def _status(facts: Facts, outcome: Outcome) -> list[str]:
    told = not outcome.navigation and outcome.initiator not in ("worker", "module-worker")
    return chromium_status(outcome) if told else []


def _resource_policy(facts: Facts, outcome: Outcome) -> list[str]:
    return [] if outcome.navigation else chromium_refused(outcome)


TABLE: dict[str, Lines] = {
    "nosniff-script": _not_executed(_STRICT),
    "script-type": _not_executed("."),
    "nosniff-style": line(
        "Refused to apply style from '{url}' because its MIME type ('{type}') is not a supported "
        "stylesheet MIME type, and strict MIME checking is enabled."
    ),
    "module-type": line(_MODULE),
    "worker-type": _worker_type,
    "errors-told": _thrown,
    "errors-muted": _thrown,
    "rejection-told": _thrown,
    "rejection-muted": _thrown,
    "preload-credentials-differ": lambda facts, _: [put(_UNUSED, facts, what="credentials mode")],
    "preload-mode-differs": lambda facts, _: [put(_UNUSED, facts, what="mode")],
    "preload-not-fetched": _not_fetched,
    "preload-type-unsupported": lambda *_: ["<link rel=preload> has an unsupported `type` value"],
    "mode-allows-cross-origin": _leaves_origin,
    "integrity-match": _integrity,
    "frame-options": _frame_options,
    "frame-options-invalid": _invalid_options,
    "frame-sandboxed": line(_SANDBOXED),
    "opaque-response": _nothing,
    "resource-policy": _resource_policy,
    "local-network-access": _resource_policy,
    "local-network-secure": _resource_policy,
    "referrer-policy-unknown": line(_POLICY),
    "status-ok": _nothing,
    "image-decodes": _nothing,
    "media-decodes": _nothing,
    "font-decodes": line("Failed to decode downloaded font: {url}"),
    "track-parses": _nothing,
    "style-type": _nothing,
    "worker-embedder-policy": _nothing,
    "frame-embedder-policy": _nothing,
    "frame-ancestors-allow": _nothing,
    **POLICY_LINES["chromium"],
    **STREAM_LINES["chromium"],
}


def _refused(facts: Facts, outcome: Outcome) -> list[str]:
    """What CORS and the network refuse, as for fetch; a web socket has words of its own."""
    if outcome.initiator == "websocket":
        return []
    lines = chromium_refused(outcome)
    if not outcome.synchronous:
        return lines
    # Of a synchronous request it does not say where.
    return [line.partition(" [")[0] if "net::" in line else line for line in lines]


def chromium_load_lines(outcome: Outcome) -> list[str]:
    """Chromium 156."""
    noted = chromium_notes(outcome.integrity) if outcome.initiator in _NOTED else []
    failed = next((told.code for told in outcome.told if told.state == "failed"), "")
    if outcome.initiator != "websocket" and (not failed or failed in TABLE):
        noted += _status({}, outcome)
    return noted + walk(outcome, TABLE, _refused)
