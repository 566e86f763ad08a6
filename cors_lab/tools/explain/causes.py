"""What may lie behind a failure besides the missing header: each cause with the one look in the
browser that tells it. Prose only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 4
GATEWAY = frozenset({401, 403, 407, 413, 429, 431, 502, 503, 504, *range(520, 528)})
ERRORS = frozenset(range(400, 600)) - GATEWAY


@dataclass(frozen=True, slots=True)
class Cause:
    """What one sees, and what it means. It comes only with `statuses` (empty: with any), and never
    with those of `unless`.
    """

    look: str
    means: str
    statuses: frozenset[int] = frozenset()
    unless: frozenset[int] = frozenset()


REDIRECTED = Cause(
    "There is a row with status 301, 302, 307 or 308 before it",
    "a redirect (to a login page, a slash, https) led to an address that does not know your page."
    " Ask the final URL.",
    unless=GATEWAY,
)
OLD_COPY = Cause(
    "Size is (disk cache), or the response has Age, X-Cache or CF-Cache-Status",
    "an old copy, from before the header or for another page. Empty that cache, and send `Vary:"
    " Origin` with every answer.",
    unless=GATEWAY | ERRORS,
)
ANOTHER_SERVER = Cause(
    "Request URL, or Server in the response, is not what you expect",
    "you ask another server: a wrong host, port or path, or http for https.",
)
# By the kind of error; the first is the likeliest.
CAUSES: dict[str, tuple[Cause, ...]] = {
    "missing": (
        Cause(
            "Status 401, 403, 413, 429, 502, 503 or 504",
            "a login check, a proxy or a gateway (nginx, AWS, Cloudflare) answered in "
            "place of your app. Let it send the header too; in "
            "nginx, `add_header` needs `always` for that.",
            GATEWAY,
        ),
        Cause(
            "Status 404, 405 or 500",
            "an error page: the path is wrong, no route takes the method, or the app "
            "crashed (see its log). Error pages often lack the "
            "header.",
            ERRORS,
        ),
        REDIRECTED,
        OLD_COPY,
        ANOTHER_SERVER,
    ),
    "mismatch": (OLD_COPY, ANOTHER_SERVER, REDIRECTED),
    "preflight": (
        Cause(
            "Status 401 or 403 in the row of type preflight",
            "a login check comes first: answer OPTIONS before the login check.",
            frozenset({401, 403}),
        ),
        Cause(
            "Status 404 or 405 there",
            (
                "nothing answers OPTIONS at this path: no CORS middleware, a wrong path, or a "
                "gateway that lets only some methods through."
            ),
            ERRORS,
        ),
        Cause(
            "Status 429, 502, 503 or 504 there",
            "a proxy or gateway answered: the app behind it is down or busy.",
            GATEWAY - {401, 403},
        ),
        Cause(
            "Status 301, 302, 307 or 308 there",
            "the URL misses a slash, or its https.",
            frozenset({301, 302, 303, 307, 308}),
        ),
        Cause(
            "Status 200 or 204 there",
            "the framework answers OPTIONS by itself, without CORS: put the CORS middleware first.",
            frozenset({200, 204}),
        ),
        ANOTHER_SERVER,
    ),
    "no-answer": (
        Cause(
            "Open the URL in a tab of its own, and it does not open",
            "the server is not running, or has another name or port.",
        ),
        Cause(
            "The tab warns of the certificate",
            "a fetch cannot click the warning away. Get a certificate that the browser trusts.",
        ),
        Cause(
            "The tab opens it only with http in place of https, or the other way round",
            "mend the scheme in the page's URL.",
        ),
        Cause(
            "The tab opens it well",
            (
                "an extension (an ad blocker) or the page's own Content Security Policy "
                "stopped the fetch."
            ),
        ),
    ),
}
KINDS = {
    "allow-origin-missing": "missing",
    "allow-origin-mismatch": "mismatch",
    "preflight-allow-origin-missing": "preflight",
    "preflight-status": "preflight",
    "connection-refused": "no-answer",
}
HEADINGS = {
    "missing": "Does your server send it already? Click the request in the Network panel:",
    "mismatch": "Does your server send the right one? Click the request in the Network panel:",
    "preflight": (
        "Does your server answer OPTIONS already? Click the preflight in the Network panel:"
    ),
    "no-answer": "To find out why no answer came:",
}


def causes(code: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What may lie behind this error, the likeliest first, each as "what one sees: what it means";
    a known status rules some out.
    """
    told = str(facts.get("status") or "")
    status = int(told) if len(told) <= 3 and told.isdecimal() else 0
    found = [
        cause
        for cause in CAUSES.get(KINDS.get(code, ""), ())
        if not status or _may_be(cause, status)
    ]
    found.sort(key=lambda cause: status not in cause.statuses)
    return tuple(
        f"{f'Status {status}' if status in cause.statuses else cause.look}: {cause.means}"
        for cause in found[:MOST]
    )


def heading(code: str, stage: str = "") -> str:
    """What the causes of this error are introduced with; of an unknown one, by its stage."""
    return HEADINGS.get(KINDS.get(code, "preflight" if stage == "preflight" else ""), "")


def _may_be(cause: Cause, status: int) -> bool:
    return status not in cause.unless and (not cause.statuses or status in cause.statuses)
