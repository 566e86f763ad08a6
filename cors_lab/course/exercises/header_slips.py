"""Headers that are nearly right: what a learner meant, read off the answer of the server."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from cors_lab.display.text import visible
from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPResponse
    from cors_lab.result.result import FetchResult

PARTS = ("allow-origin", "allow-credentials", "allow-methods", "allow-headers")
NAMES = {
    f"access-control-{part}": f"Access-Control-{part.title()}"
    for part in (*PARTS, "max-age", "expose-headers")
}
KNOWN = {**NAMES, "vary": "Vary"}
ASKS = "access-control-request-"
IN_THE_BODY = (
    "`Access-Control-Allow-Origin` stands in the body, where browsers do not look. A view returns "
    "the body, a comma, and a dict of headers: `return body, {...}`."
)
ORIGIN = (
    "The answer has a header `Origin`. That is what the browser sends; the answer's header is "
    "`Access-Control-Allow-Origin`."
)
A_VALUE = (
    "`Access-Control-Allow-Headers` takes the names of headers, and `{value}` is the value of one: "
    "write `Content-Type`."
)
QUOTES = "The value has quotes in it. A header's value is not quoted: they are sent as they are."
PATTERN = "`{value}` is compared as it is: `*` means any page only when it stands alone."


def slip(result: FetchResult) -> str:
    """A sentence about a header of the answers that is nearly one of CORS, or ""."""
    for exchange in reversed(result.exchanges):
        if exchange.response and (words := _slip(exchange.response)):
            return words
    return ""


def _slip(response: HTTPResponse) -> str:
    """What is nearly right in one answer."""
    names = {name.lower(): value for name, value in response.headers}
    for name, value in names.items():
        if words := _misnamed(name, names) or _misvalued(name, value):
            return words
    if not set(names) & set(NAMES) and b"Access-Control-Allow-Origin" in response.body:
        return IN_THE_BODY
    return ""


def _misnamed(name: str, names: dict[str, str]) -> str:
    """A header of another name than the one that was meant."""
    if name in KNOWN:
        return ""
    if name == "origin" and "access-control-allow-origin" not in names:
        return ORIGIN
    if name.startswith(ASKS):
        meant = "Access-Control-Allow-" + name.removeprefix(ASKS).title()
        if not meant.endswith("s"):
            meant += "s"
        return (
            f"The answer has a header `{visible(name.title())}`. That is what the browser asks "
            f"with; the answer says `{meant}`."
        )
    near = get_close_matches(name.replace("_", "-"), KNOWN, 1, 0.85)
    if name == "max-age":
        near = ["access-control-max-age"]
    if not near:
        return ""
    return (
        f"The answer has a header `{visible(name.title())}`, which browsers do not know; the one "
        f"they know is `{KNOWN[near[0]]}`."
    )


def _misvalued(name: str, value: str) -> str:
    """A value that is quoted, a pattern, or a value where names belong."""
    shown = visible(value)
    if name in NAMES and value[:1] in {'"', "'"}:
        return QUOTES
    if name == "access-control-allow-headers" and "/" in value:
        return A_VALUE.format(value=shown)
    if name == "access-control-allow-origin" and "*" in value and set(value) - set("*, "):
        return PATTERN.format(value=shown)
    return ""


def last_value(result: FetchResult, name: str) -> str | None:
    """The value of this header in the last answer."""
    response = result.exchanges[-1].response if result.exchanges else None
    return get(response.headers, name) if response else None
