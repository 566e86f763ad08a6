"""What a recording shows besides its verdicts: where nothing is blocked, and yet the page does not
get what its author expects.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import FORBIDDEN_RESPONSE_HEADERS, get
from cors_lab.fetch.url import is_local as is_local_host
from cors_lab.fetch.url import parse_url
from cors_lab.tools.explain.har.earlier import SENT_WITH_COOKIES, Past, max_age

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.explain.har.replay import Replay
    from cors_lab.tools.read import RecordedFetch

KNOWN = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
)
OF_REQUESTS = ("access-control-request-method", "access-control-request-headers")
# Of Private Network Access, which is no more: superfluous, not misspelt.
FORMER = ("access-control-allow-private-network", "access-control-allow-local-network")
OF_NO_INTEREST = frozenset(
    "vary date server connection content-encoding content-length transfer-encoding allow via"
    " alt-svc etag age accept-ranges keep-alive strict-transport-security x-content-type-options"
    " x-frame-options x-xss-protection x-powered-by nel report-to reporting-endpoints"
    " referrer-policy permissions-policy content-security-policy cross-origin-resource-policy"
    " cross-origin-opener-policy cross-origin-embedder-policy timing-allow-origin server-timing"
    " cf-ray cf-cache-status x-cache x-served-by".split()
)
MOST = 8
AIRPLAY = (
    "It was AirPlay that answered (Server: AirTunes), not your server: macOS keeps port 5000 for"
    " it. Give your server another port."
)
MISSPELT = "The answer says {name}, which no browser knows: {meant} is meant."
NULL = (
    'It lets in the origin "null", and that is nobody in particular: any website gets it by putting'
    " its page into a sandboxed frame. Allow origins by name."
)
KEPT = (
    "No preflight was sent: the browser went by the answer that entry {number} got, which says"
    " Access-Control-Max-Age: {seconds}. A change of the server's permissions shows when that is"
    " over (Chromium: after 2 hours at most), or at once in a fresh profile."
)
STAYED = (
    "No cookie came along. {why} No CORS header changes that; SameSite=None; Secure (over https)"
    " does, where other sites' cookies are let in."
)
UNAUTHORISED = (
    "The page can read this {status}: it is the application's answer, not the browser's. If you are"
    " logged in, see whether the request has a Cookie header: across sites only cookies with"
    ' SameSite=None; Secure travel, and only with credentials: "include".'
)
READABLE = "The page can read this {status}: it is the application's answer, and not about CORS."
HIDDEN = (
    "Scripts do not see these response headers: {names}. Access-Control-Expose-Headers would show"
    " them."
)
WITH_CREDENTIALS = (
    "The server lets this page read with credentials. Whether it would let any page, a recording"
    " cannot tell: cors-lab audit URL asks it."
)


@dataclass(slots=True)
class Signs:
    """The sentences on a recording, each with the entries that it is about."""

    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    hidden: dict[str, None] = field(default_factory=dict)

    def see(self, fetch: RecordedFetch, run: Replay, past: Past, engine: str) -> str:
        """Look at a fetch that went through; the code of what stands out, "" for nothing."""
        code, sentence = _stands_out(fetch, run, past, engine)
        if sentence:
            self.found[sentence].append(fetch.entry.number)
        elif get(fetch.last.response_headers, "Access-Control-Allow-Credentials") == "true":
            self.found[WITH_CREDENTIALS].append(fetch.entry.number)
        self.hidden |= dict.fromkeys(hidden_names(run.result, fetch))
        return code

    def notes(self) -> tuple[str, ...]:
        """Each sentence once, and where."""
        names = [*self.hidden][:MOST] + (["…"] if len(self.hidden) > MOST else [])
        if names:
            hidden = [HIDDEN.format(names=", ".join(names))]
        else:
            hidden = []
        return (
            *(f"{_entries(numbers)}: {sentence}" for sentence, numbers in self.found.items()),
            *hidden,
        )


def _entries(numbers: list[int]) -> str:
    told = ", ".join(map(str, numbers[:MOST])) + (", …" if len(numbers) > MOST else "")
    if len(numbers) == 1:
        return f"Entry {told}"
    return f"Entries {told}"


def _stands_out(fetch: RecordedFetch, run: Replay, past: Past, engine: str) -> tuple[str, str]:
    last, origin = fetch.last, run.result.origin
    if origin == "null" and get(last.response_headers, "Access-Control-Allow-Origin") == "null":
        return "null-origin", NULL
    if wrong := misspelt(fetch):
        return "header-unknown", wrong
    if last.status in (401, 403) and not last.cookies:
        if _has_credentials(fetch):
            told = past.cookie(fetch, origin, engine)
        else:
            told = None
        if told:
            return ("cookie-withheld", STAYED.format(why=told[1]))
        return ("readable-error", UNAUTHORISED.format(status=last.status))
    if last.status >= 400:
        return "readable-error", READABLE.format(status=last.status)
    if run.transport.assumed:
        earlier = past.allowed(fetch, origin, engine)
    else:
        earlier = None
    if earlier:
        return (
            "preflight-kept",
            KEPT.format(
                number=earlier.entry.number, seconds=max_age(earlier) or "nothing (5 seconds)"
            ),
        )
    return ("", "")


def _has_credentials(fetch: RecordedFetch) -> bool:
    last = fetch.last
    told = get(last.headers, SENT_WITH_COOKIES) is not None
    return told or get(last.response_headers, "Access-Control-Allow-Credentials") == "true"


def misspelt(fetch: RecordedFetch) -> str:
    """The name of a response header that is nearly one of CORS's, in a sentence; "" where there is
    none.
    """
    for name, _ in fetch.last.response_headers:
        low = name.lower()
        if low.startswith("access-control-") and low not in (*KNOWN, *FORMER, *OF_REQUESTS):
            meant = get_close_matches(low, KNOWN, 1, 0.8)
            return MISSPELT.format(name=name, meant=_spelt(meant[0]) if meant else "another header")
    return ""


def _spelt(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def hidden_names(result: FetchResult, fetch: RecordedFetch) -> list[str]:
    """The response headers that an author might look for and that scripts do not see."""
    response = result.response
    if response is None or response.type != "cors":
        return []
    seen = {name for name, _ in response.headers} | FORBIDDEN_RESPONSE_HEADERS | OF_NO_INTEREST
    return [
        name
        for name, _ in fetch.last.response_headers
        if name.lower() not in seen and not name.lower().startswith("access-control-")
    ]


def answered_by_airplay(fetch: RecordedFetch) -> bool:
    """Does macOS sit on the port?"""
    return (get(fetch.last.response_headers, "Server") or "").startswith("AirTunes")


def is_local(url: str) -> bool:
    """Is it an address of this machine or network, by its name?"""
    parsed = parse_url(url)
    return parsed is not None and is_local_host(parsed.host)
