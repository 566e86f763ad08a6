"""What the last run says about single lines of the two messages: whose origin, whose fault, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.bench.controls import DEFAULTS, FIELDS
from cors_lab.display.text import visible
from cors_lab.fetch.url import parse_origin
from cors_lab.result.answers import failed_step
from cors_lab.result.origins import ORIGIN_SIGNS, Origins, origins_of
from cors_lab.result.sequence import origin_of
from cors_lab.server.policy import ECHO, SAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.bench.state import State
    from cors_lab.result.record import Step
    from cors_lab.result.result import FetchResult

# A failed check: the control whose line it looked at, and what is wrong there.
BLAMED = {
    "allow-origin-present": ("allow_origin", "Missing. The browser looks for this line."),
    "allow-origin-match": ("allow_origin", "Not the Origin that the browser sent."),
    "allow-origin-multiple": ("allow_origin", "One origin only, in one line."),
    "allow-origin-wildcard": ("allow_origin", "With credentials, `*` is not enough."),
    "allow-credentials": ("allow_credentials", "With credentials this must be `true`."),
    "preflight-status": ("preflight_status", "Only 200 to 299 counts as a yes."),
    "allow-methods-valid": ("allow_methods", "Not a list of methods."),
    "method-allowed": ("allow_methods", "Does not allow {method}."),
    "allow-headers-valid": ("allow_headers", "Not a list of header names."),
    "header-allowed": ("allow_headers", "Does not allow {name}."),
    "resource-policy": ("response_headers", "The resource policy keeps this page out."),
    "location-valid": ("redirect_to", "Not a URL."),
    "location-http": ("redirect_to", "Not an http or https URL."),
    "location-without-userinfo": ("redirect_to", "A redirect may not carry a name and password."),
    "mode-same-origin": ("mode", "This mode does not allow another origin."),
    "no-cors-redirect-mode": ("redirect", "With no-cors, only `follow` works."),
    "cors-scheme": ("url", "CORS works with http and https only."),
}
OF_PREFLIGHT = {
    "allow_origin": "preflight_allow_origin",
    "allow_credentials": "preflight_allow_credentials",
}
ASKS_FIRST = "The browser asks first because of this."


def culprit(values: State, result: FetchResult) -> tuple[str, str]:
    """The control that stands in the way, and what is wrong with it in a few words; "" for none."""
    step = failed_step(result)
    if step is None:
        return "", ""
    if step.code == "allow-origin-present":
        found = _hidden_by(values, result, step)
        if found[0]:
            return found
    fault = step.error.removeprefix("preflight-")
    name, words = BLAMED.get(fault) or BLAMED.get(step.code, ("", ""))
    own = OF_PREFLIGHT.get(name, "")
    if step.stage == "preflight" and own and values[own] != SAME:
        name = own
    return name, words.format_map(_Facts(step.facts or {}))


class _Facts(dict[str, Any]):
    """The facts of a step, visible, and "it" for one that is not told."""

    def __missing__(self, name: str) -> str:
        return "it"


def _hidden_by(values: State, result: FetchResult, step: Step) -> tuple[str, str]:
    """The control that kept CORS headers from an answer for which they were set."""
    preflight = step.stage == "preflight"
    wanted = values["allow_origin"]
    if preflight and values["preflight_allow_origin"] != SAME:
        wanted = values["preflight_allow_origin"]
    if wanted is None:
        return "", ""
    response = result.exchanges[-1].response if result.exchanges else None
    status = response.status if response else 0
    reasons = (
        ("guard", values["guard"] == "before", "It answers before CORS headers are added."),
        ("answer_preflight", preflight and not values["answer_preflight"], "It adds no headers."),
        ("on_preflight", preflight and not values["on_preflight"], "None on this answer."),
        ("on_response", not preflight and not values["on_response"], "None on this answer."),
        ("on_errors", status >= 400 and not values["on_errors"], f"None on this {status}."),
        ("elsewhere", len(result.exchanges) > 1 and not preflight, "No headers there."),
        ("redirect_by", values["redirect_by"] == "proxy", "No CORS headers on the redirect."),
    )
    found = (
        (name, words)
        for name, is_so, words in reasons
        if is_so and (values[name] != DEFAULTS[name] or values["redirect_to"])
    )
    return next(found, ("", ""))


def marks(values: State, result: FetchResult) -> dict[str, list[str]]:
    """For a control: "failed" or "noted", and what is said at its line."""
    found = {name: ["noted", ASKS_FIRST] for name in _asking(values, result)}
    name, words = culprit(values, result)
    if name:
        found[name] = ["failed", visible(words)]
    return found


def _asking(values: State, result: FetchResult) -> list[str]:
    """The lines of the request that made the browser ask first."""
    step = next((step for step in result.steps if step.code == "preflight-needed"), None)
    if step is None:
        return []
    facts: Mapping[str, Any] = step.facts or {}
    names = {str(name).lower() for name in facts.get("headers", ())}
    sent = {line.partition(":")[0].strip().lower() for line in values["headers"]}
    found = {
        "method": result.method not in {"GET", "HEAD", "POST"},
        "content_type": "content-type" in names and bool(values["content_type"]),
        "headers": bool(names & sent),
        "upload_listener": values["upload_listener"],
    }
    return [name for name, is_so in found.items() if is_so]


def chips(values: State, result: FetchResult) -> dict[str, int]:
    """For each control that names an origin the number of that origin."""
    known = origins_of(result)
    numbers = {
        "page": known.number("null" if "://" not in values["page"] else values["page"]),
        "url": known.number(origin_of(values["url"])),
    }
    for name in OF_PREFLIGHT["allow_origin"], "allow_origin":
        numbers[name] = _number(values[name], known)
    return {name: number for name, number in numbers.items() if number}


def _number(value: Any, known: Origins) -> int:
    if value == ECHO:
        return 1
    if not isinstance(value, str):
        return 0
    if known.number(value):
        return known.number(value)
    return min(len(known.names) + 1, len(ORIGIN_SIGNS) - 1) if parse_origin(value) else 0


def sent_lines(result: FetchResult) -> list[list[Any]]:
    """The lines that the browser wrote on the request: name, value, number of its origin."""
    asked = [exchange for exchange in result.exchanges if exchange.kind != "navigation"]
    if not asked:
        return []
    known = origins_of(result)
    return [
        [name, visible(value), known.number(value)]
        for name, value in asked[-1].request.headers
        if name.lower() in {"origin", "cookie"}
    ]


def message_view(values: State, start: State, result: FetchResult | None) -> dict[str, Any]:
    """What the view draws on the two messages."""
    changed = [name for name in FIELDS if values[name] != start[name]]
    if result is None:
        nothing = {"chips": {}, "marks": {}, "sent": [], "status": "", "preflight": False}
        return {"changed": changed, **nothing}
    last = next((one.response for one in reversed(result.exchanges) if one.response), None)
    final = last if result.exchanges and result.exchanges[-1].kind != "preflight" else None
    return {
        "changed": changed,
        "chips": chips(values, result),
        "marks": marks(values, result),
        "sent": sent_lines(result),
        "status": f"{final.status} {visible(final.status_text)}".strip() if final else "",
        "preflight": any(one.kind == "preflight" for one in result.exchanges),
    }
