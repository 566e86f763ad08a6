"""The smallest change of a server's policy that lets a page read, found by running the pure
algorithm; and the safe one beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from cors_lab.browser.dry_run import OPEN, arguments, readable, rehearse, seen_in
from cors_lab.fetch.headers import HeaderList, extract_list, get
from cors_lab.fetch.url import is_potentially_trustworthy, parse_url
from cors_lab.server.policy import ECHO, HEADERS, LIKE, SAME, Policy, lines_of

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Page
    from cors_lab.result.result import FetchResult

Changes = dict[str, Any]
Reads = Callable[[Policy], bool]

HEADER_OF = {field: header for field, header, _ in HEADERS}
USUAL: Changes = {
    field.name: field.default for field in fields(Policy) if field.name not in HEADER_OF
}
ORIGINS = {"allow_origin", "preflight_allow_origin"}
CREDENTIALS = {"allow_credentials", "preflight_allow_credentials"}
WORDS = {
    "preflight_status": "answer the preflight with {after}",
    "answer_preflight": "answer preflights before the app does",
    "on_preflight": "send these headers with its answer to the preflight too",
    "on_response": "send these headers with the response itself too",
    "on_errors": "send these headers with 4xx and 5xx answers too",
}

READABLE_ALREADY = "The page can read this answer already: there is nothing to fix."
OPAQUE = (
    'With mode: "no-cors" the page is given an opaque response, whatever the server sends. On the'
    " page, leave the mode out."
)
MANUAL = (
    'With redirect: "manual" the page is not shown the redirect, whatever the server sends. On the'
    " page, leave redirect out."
)
NO_HEADER = "No header of this server can change that. "

ANY_WITH_CREDENTIALS = (
    "It sends every Origin back and allows credentials: any website could read what the server"
    " shows to a user who is logged in."
)
NULL = (
    "Any website can have the origin `null`: a sandboxed frame is enough. "
    "Better give the page an origin of its own, from a server such as http://localhost."
)
PLAIN = (
    "The page came without TLS: anyone on the network between can be that page, and read what"
    " its users may. Serve the page over https, and name that origin."
)
WILDCARD = "`*` lets every website read this: right for public data only."


@dataclass(frozen=True, slots=True)
class Fix:
    """A policy with which the page can read; none of its changes (field, before, after) can be left
    out.

    `why` is one sentence. `unsafe` says what is wrong with it, None if nothing is; `safe` is then
    the fix to prefer, with more changes than the reading takes, or None if headers can give none.
    """

    policy: Policy
    changes: tuple[tuple[str, Any, Any], ...]
    why: str
    unsafe: str | None = None
    safe: Fix | None = None


@dataclass(frozen=True, slots=True)
class NoFix:
    """There is no such policy, or no need of one, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Need:
    """What the browser asks of this server when nothing stands in its way."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    names: tuple[str, ...]
    credentials: bool
    authorization: bool
    plain_page: bool  # without TLS, while the server has it


def smallest_fix(
    page: Page,
    call: Any,
    policy: Policy,
    app: WSGIApplication | None = None,
    *,
    result: FetchResult | None = None,
) -> Fix | NoFix:
    """The fewest changed fields of `policy` that make `call` (a mapping or dataclass of
    `page.fetch` arguments) readable for `page`.

    Everything runs in process with the page's engine, in a fresh profile. Behind the policy stands
    `app`, which is asked again and again; without one, what answered in `result`, the run to be
    fixed; without that, a plain 200. Raises TypeError or ValueError where `fetch()` refuses the
    arguments.

    >>> from cors_lab import Browser
    >>> page = Browser().open("https://app.example")
    >>> fix = smallest_fix(page, {"url": "https://api.example/notes", "method": "PUT"}, Policy(allow_origin="*"))
    >>> fix.changes
    (('allow_methods', None, 'PUT'),)
    """  # noqa: E501
    seen = seen_in(result, policy) if result is not None else {}

    def run(candidate: Policy) -> FetchResult:
        return rehearse(page, call, candidate, app, seen)

    reads: Reads = cache(lambda candidate: readable(run(candidate)))
    if reads(policy):
        return NoFix(READABLE_ALREADY)
    opened = run(OPEN)
    need = _need(opened, arguments(call))
    if changes := _least(policy, need, reads, {}):
        return _fix(policy, changes, need, reads)
    return NoFix(_reason(opened))


def _need(opened: FetchResult, call: Changes) -> Need:
    own = [
        exchange
        for exchange in opened.exchanges
        if _origin(exchange.request.url) == _origin(opened.url)
    ]  # a redirect may lead on
    preflights = [exchange.request.headers for exchange in own if exchange.kind == "preflight"]
    sent = [get(exchange.request.headers, "Origin") for exchange in own]
    names = [
        name
        for headers in preflights
        for name in (get(headers, "Access-Control-Request-Headers") or "").split(",")
    ]
    final = own[-1].request.headers if own else ()
    asked, origin = parse_url(opened.url), parse_url(opened.origin)
    return Need(
        _distinct(sent),
        _distinct(get(headers, "Access-Control-Request-Method") for headers in preflights),
        _distinct(names),
        call.get("credentials") == "include",
        get(final, "Authorization") is not None,
        asked is not None
        and asked.scheme == "https"
        and origin is not None
        and not is_potentially_trustworthy(origin),
    )


def _origin(text: str) -> str | None:
    url = parse_url(text)
    if url:
        return url.origin.serialized
    return None


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _least(policy: Policy, need: Need, reads: Reads, settled: Changes) -> Changes | None:
    """A smallest set of changes, the best kind first; those in `settled` are made in any case. None
    if headers cannot help.
    """
    offers = {
        field: offer
        for field in USUAL | HEADER_OF
        if field not in settled and (offer := _offer(field, policy, need))
    }
    for values in product(*offers.values()):
        changes = {
            field: value
            for field, value in zip(offers, values, strict=True)
            if value != getattr(policy, field)
        }
        if reads(replace(policy, **settled, **changes)):
            return settled | _without_the_needless(policy, settled, changes, reads)
    return None


def _without_the_needless(
    policy: Policy, settled: Changes, changes: Changes, reads: Reads
) -> Changes:
    # The checks must all pass, so what one change allows does not hang on another: leaving out one
    # by one finds the least set.
    for field in list(changes):
        fewer = {name: value for name, value in changes.items() if name != field}
        if reads(replace(policy, **settled, **fewer)):
            changes = fewer
    return changes


def _offer(field: str, policy: Policy, need: Need) -> Sequence[Any]:
    """The values worth trying for a field, the best first. None among them: the app behind sends
    this header itself.
    """
    current = getattr(policy, field)
    match field:
        case "allow_origin":
            return (*_origin_offer(need), None)
        case "preflight_allow_origin":
            return (SAME, _origin_offer(need)[0])
        case "allow_credentials":
            return ("true", None)
        case "preflight_allow_credentials":
            return (SAME, "true")
        case "allow_methods":
            return (_listing(current, need.methods, need.credentials),)
        case "allow_headers":
            return (_listing(current, need.names, need.credentials),)
    if field in USUAL:
        return (USUAL[field],)
    return ()


def _origin_offer(need: Need) -> Sequence[str]:
    if len(need.origins) != 1:  # after a redirect through another origin, the browser sends `null`
        return ("*", ECHO)
    origin = need.origins[0]
    if origin == "null":
        return ("*", origin)
    return (origin, "*")


def _listing(current: Any, needed: Sequence[str], credentials: bool) -> str | None:
    """The list as it is, with what is missing; one that cannot be parsed is started again, and so
    is `*` where it is no wildcard.
    """
    lines = _lines(current)
    known = extract_list(HeaderList(("list", line) for line in lines), "list")
    if isinstance(known, list):
        listed = [token for token in known if not (credentials and token == "*")]
    else:
        listed = []
    return ", ".join(dict.fromkeys([*listed, *needed])) or None


def _fix(policy: Policy, changes: Changes, need: Need, reads: Reads) -> Fix:
    fixed = replace(policy, **changes)
    unsafe = _danger(fixed, changes, need)
    return Fix(
        fixed,
        _diff(policy, fixed),
        _why(policy, fixed, need),
        unsafe,
        _safe(policy, need, reads) if unsafe else None,
    )


def _diff(before: Policy, after: Policy) -> tuple[tuple[str, Any, Any], ...]:
    pairs = (
        (one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Policy)
    )
    return tuple((name, old, new) for name, old, new in pairs if old != new)


def _danger(fixed: Policy, changes: Changes, need: Need) -> str | None:
    origins = {value for field in ORIGINS for value in lines_of(fixed.said(field))}
    if ECHO in origins and "true" in {fixed.said(field) for field in CREDENTIALS}:
        return ANY_WITH_CREDENTIALS
    if "null" in origins:
        return NULL
    # A token shows that the data is not public.
    if origins & {"*", ECHO} and (ORIGINS & set(changes) or need.authorization):
        return WILDCARD
    if need.plain_page and (need.credentials or need.authorization):
        return PLAIN
    return None


def _safe(policy: Policy, need: Need, reads: Reads) -> Fix | None:
    """One origin by name, and `Vary: Origin`; None where the browser names no single origin, or one
    that anybody could be.
    """
    if len(need.origins) != 1 or need.origins[0] == "null" or need.plain_page:
        return None
    settled = {
        "allow_origin": need.origins[0],
        "preflight_allow_origin": SAME,
        "vary": _varied(policy.vary),
    }
    changes = _least(policy, need, reads, settled)
    if changes is None:
        return None
    fixed = replace(policy, **changes)
    return Fix(fixed, _diff(policy, fixed), _why(policy, fixed, need))


def _varied(vary: Any) -> Any:
    lines = _lines(vary)
    members = {member.strip().lower() for line in lines for member in line.split(",")}
    if members & {"origin", "*"}:
        return vary
    return ", ".join((*lines, "Origin"))


def _why(policy: Policy, fixed: Policy, need: Need) -> str:
    clauses = [_clause(field, after) for field, _, after in _diff(policy, fixed)]
    asked = " and ".join([", ".join(clauses[:-1]), clauses[-1]] if len(clauses) > 1 else clauses)
    return (
        f"For {' or '.join(need.origins) or 'the page'} to read the answer, the server must"
        f" {asked}."
    )


def _clause(field: str, after: Any) -> str:
    header = HEADER_OF.get(field)
    if header is None:
        return WORDS[field].format(after=after)
    place = " in the answer to the preflight" if field in LIKE else ""
    if after == SAME:
        return f"send the {header} of its responses{place} too"
    if after is None:
        return f"not send {header} a second time"
    if after == ECHO:
        return f"send back the Origin it is asked with as {header}{place}"
    return f"send {header}: {after}{place}"


def _reason(opened: FetchResult) -> str:
    if opened.response is not None and opened.error is None:
        if opened.response.type == "opaqueredirect":
            return MANUAL
        return OPAQUE
    failed = next((step for step in reversed(opened.steps) if step.state == "failed"), None)
    message = opened.error.message if opened.error else ""
    return f"{NO_HEADER}{message} {failed.fix if failed else ''}".strip()


def _lines(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """The lines of one header."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
