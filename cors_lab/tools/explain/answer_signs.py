"""What a pasted answer shows besides the check that it fails: a redirect, a cache, its body."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cors_lab.fetch.headers import get
from cors_lab.fetch.wire import HTTPResponse
from cors_lab.fixes.body_message import message_in
from cors_lab.tools.explain.redirects import Redirect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cors_lab.fixes.observations import Observation
    from cors_lab.tools.read.exchange import Exchange

REDIRECTS = frozenset({301, 302, 303, 307, 308})
METADATA = (
    "{name} is metadata of the stored object, not the header: no browser reads it. Configure "
    "CORS for the bucket itself."
)
VARIES = (
    "It says Vary: Origin and has no Access-Control-Allow-Origin: either the server's "
    "list lacks this origin, or a shared cache kept "
    "what was answered to a request without Origin. Sending `Access-Control-Allow-Origin: "
    "*` always would end both, if the answer is "
    "for everyone."
)
CDN = (
    "It comes from a cache (Server: {server}): what it keeps may be an old copy, from before "
    "the header. Purge it, and look again."
)
SAYS = "Its body says: “{message}”."


def shown(
    observed: Sequence[Observation],
    chain: tuple[Exchange, ...],
    origin: str,
    code: str,
    fix: str = "",
) -> tuple[str, ...]:
    """What the answer shows, each with what follows, unless that is the fix itself."""
    told = [one.seen if one.fix in fix else f"{one.seen} {one.fix}" for one in observed]
    last = chain[-1]
    location = get(last.response_headers, "Location")
    if last.status in REDIRECTS and location and not any(one.decides for one in observed):
        redirect = Redirect(last.url, urljoin(last.url, location), origin)
        told += [f"It redirects to {redirect.url}. {' '.join(redirect.advice())}"]
    for name, _ in last.response_headers:
        if name.lower().startswith("x-amz-meta-access-control-"):
            told.append(METADATA.format(name=name))
    if code == "allow-origin-missing":
        told += _cached(last, told)
    if last.body and not any(last.body[:40] in one for one in told):
        told += body_says(last)
    return tuple(dict.fromkeys(one.strip() for one in told))


def _cached(last: Exchange, told: list[str]) -> list[str]:
    """Signs that the header got lost on its way through a cache."""
    said = " ".join(told).lower()
    vary = get(last.response_headers, "Vary") or ""
    found = []
    if "origin" in vary.lower().replace(" ", "").split(",") and "vary" not in said:
        found.append(VARIES)
    server = get(last.response_headers, "Server") or ""
    if "cache" in server.lower() and "cache" not in said:
        found.append(CDN.format(server=server))
    return found


def body_says(last: Exchange) -> list[str]:
    """The message in the body, where it is an error or speaks of origins."""
    message = message_in(
        HTTPResponse(
            last.status or 200, last.response_headers, last.body.encode("utf-8", "replace")
        )
    )
    telling = last.status >= 400 or "cors" in message.lower() or "origin" in message.lower()
    return [SAYS.format(message=message)] if message and telling else []
