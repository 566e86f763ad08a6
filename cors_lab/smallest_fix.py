"""The smallest change of a server's policy that lets a page read, found by running the pure algorithm; and the safe one beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import HeaderList, extract_list, get
from cors_lab.fetch.url import parse_url
from cors_lab.policy import ECHO, HEADERS, Policy
from cors_lab.rehearsal import arguments, readable, rehearse, seen_in

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from cors_lab.browser import Page
    from cors_lab.result import FetchResult

Changes = dict[str, Any]
Run = Callable[[Policy], "FetchResult"]

HEADER_OF = {field: header for field, header, _ in HEADERS}
USUAL = {field.name: field.default for field in fields(Policy) if field.name not in HEADER_OF and field.default is not MISSING}
WORDS = {
    "preflight_status": "answer the preflight with {after}",
    "answer_preflight": "answer preflights before the app does",
    "on_preflight": "send these headers with its answer to the preflight too",
    "on_response": "send these headers with the response itself too",
    "on_errors": "send these headers with 4xx and 5xx answers too",
}

READABLE_ALREADY = "The page can read this answer already: there is nothing to fix."
OPAQUE = 'With mode: "no-cors" the page is given an opaque response, whatever the server sends. On the page, leave the mode out.'
MANUAL = 'With redirect: "manual" the page is not shown the redirect, whatever the server sends. On the page, leave redirect out.'
NO_HEADER = "No header of this server can change that. "

ANY_WITH_CREDENTIALS = (
    "It sends every Origin back and allows credentials: any website could read what the server shows to a user who is logged in."
)
NULL = (
    "Any website can have the origin `null`: a sandboxed frame is enough. "
    "Better give the page an origin of its own, from a server such as http://localhost."
)
WILDCARD = "`*` lets every website read this: right for public data only."


@dataclass(frozen=True, slots=True)
class Fix:
    """A policy with which the page can read; none of its changes (field, before, after) can be left out.

    `why` is one sentence. `unsafe` says what is wrong with it, None if nothing is; `safe` is then the fix to prefer, if headers can give one.
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


def smallest_fix(
    page: Page, call: Any, policy: Policy, app: WSGIApplication | None = None, *, result: FetchResult | None = None
) -> Fix | NoFix:
    """The fewest changed fields of `policy` that make `call` (a mapping or dataclass of `page.fetch` arguments) readable for `page`.

    Everything runs in process with the page's engine, in a fresh profile. Behind the policy stands `app`; without one, what answered in
    `result`, the run to be fixed; without that, a plain 200. Raises TypeError or ValueError where `fetch()` refuses the arguments.

    >>> from cors_lab import Browser
    >>> page = Browser().open("https://app.example")
    >>> fix = smallest_fix(page, {"url": "https://api.example/notes", "method": "PUT"}, Policy(allow_origin="*"))
    >>> fix.changes
    (('allow_methods', None, 'PUT'),)
    """
    seen = seen_in(result, policy) if result is not None else {}

    def run(candidate: Policy) -> FetchResult:
        return rehearse(page, call, candidate, app, seen)

    if readable(run(policy)):
        return NoFix(READABLE_ALREADY)
    opened = run(_open_to_all(policy))
    need = _need(opened, arguments(call))
    if changes := next(_repairs(policy, need, run), None):
        return _fix(policy, changes, need, run)
    return NoFix(_reason(opened))


def _open_to_all(policy: Policy) -> Policy:
    """Nothing of the server's stands in the way: to see what is asked."""
    answers = {
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": None,
        "Access-Control-Max-Age": None,
        "Vary": None,
    }
    return replace(policy, **USUAL, **{field: answers.get(header, ECHO) for field, header in HEADER_OF.items()})


def _need(opened: FetchResult, call: Changes) -> Need:
    own = [exchange for exchange in opened.exchanges if _origin(exchange.request.url) == _origin(opened.url)]  # a redirect may lead on
    preflights = [exchange.request.headers for exchange in own if exchange.kind == "preflight"]
    sent = [get(exchange.request.headers, "Origin") for exchange in own]
    names = [name for headers in preflights for name in (get(headers, "Access-Control-Request-Headers") or "").split(",")]
    final = own[-1].request.headers if own else ()
    return Need(
        _distinct(sent),
        _distinct(get(headers, "Access-Control-Request-Method") for headers in preflights),
        _distinct(names),
        call.get("credentials") == "include",
        get(final, "Authorization") is not None,
    )


def _origin(text: str) -> str | None:
    url = parse_url(text)
    return url.origin.serialized if url else None


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _repairs(policy: Policy, need: Need, run: Run, settled: Changes | None = None) -> Iterator[Changes]:
    """Sets of changes of which none can be left out, the best kind first; those in `settled` are not tried without."""
    settled = settled or {}
    offers = {field: offer for field in USUAL | HEADER_OF if field not in settled and (offer := _offer(field, policy, need))}
    for values in product(*offers.values()):
        changes = {field: value for field, value in zip(offers, values, strict=True) if value != getattr(policy, field)}
        if readable(run(replace(policy, **settled, **changes))):
            yield settled | _without_the_needless(policy, settled, changes, run)


def _without_the_needless(policy: Policy, settled: Changes, changes: Changes, run: Run) -> Changes:
    # The checks must all pass, so what one change allows does not hang on another: leaving out one by one finds the least set.
    for field in list(changes):
        fewer = {name: value for name, value in changes.items() if name != field}
        if readable(run(replace(policy, **settled, **fewer))):
            changes = fewer
    return changes


def _offer(field: str, policy: Policy, need: Need) -> Sequence[Any]:
    """The values worth trying for a field, the best first. None among them: the app behind sends this header itself."""
    current = getattr(policy, field)
    match HEADER_OF.get(field):
        case None:
            return (USUAL[field],)
        case "Access-Control-Allow-Origin":
            return _origin_offer(need)
        case "Access-Control-Allow-Credentials":
            return ("true", None)
        case "Access-Control-Allow-Methods":
            return (_listing(current, need.methods, need.credentials),)
        case "Access-Control-Allow-Headers":
            return (_listing(current, need.names, need.credentials),)
        case _:
            return ()


def _origin_offer(need: Need) -> Sequence[str | None]:
    if len(need.origins) != 1:  # after a redirect through another origin, the browser sends `null`
        return ("*", ECHO, None)
    origin = need.origins[0]
    return ("*", origin, None) if origin == "null" else (origin, "*", None)


def _listing(current: Any, needed: Sequence[str], credentials: bool) -> str | None:
    """The list as it is, with what is missing; one that cannot be parsed is begun anew, and so is `*` where it is no wildcard."""
    lines = () if current is None else (current,) if isinstance(current, str) else current
    known = extract_list(HeaderList(("list", line) for line in lines), "list")
    listed = [token for token in known if not (credentials and token == "*")] if isinstance(known, list) else []
    return ", ".join(dict.fromkeys([*listed, *needed])) or None


def _fix(policy: Policy, changes: Changes, need: Need, run: Run) -> Fix:
    fixed = replace(policy, **changes)
    unsafe = _danger(fixed, changes, need)
    return Fix(fixed, _diff(policy, fixed), _why(policy, fixed, need), unsafe, _safe(policy, need, run) if unsafe else None)


def _diff(before: Policy, after: Policy) -> tuple[tuple[str, Any, Any], ...]:
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Policy))
    return tuple((name, old, new) for name, old, new in pairs if old != new)


def _danger(fixed: Policy, changes: Changes, need: Need) -> str | None:
    origins = {field: getattr(fixed, field) for field in _fields_of("Access-Control-Allow-Origin")}
    credentials = any(getattr(fixed, field) == "true" for field in _fields_of("Access-Control-Allow-Credentials"))
    if ECHO in origins.values() and credentials:
        return ANY_WITH_CREDENTIALS
    if "null" in origins.values():
        return NULL
    # A token shows that the data is not public.
    opened = [field for field, value in origins.items() if value in ("*", ECHO) and (field in changes or need.authorization)]
    return WILDCARD if opened else None


def _fields_of(header: str) -> list[str]:
    return [field for field, name in HEADER_OF.items() if name == header]


def _safe(policy: Policy, need: Need, run: Run) -> Fix | None:
    """One origin by name, and `Vary: Origin`; None where the browser names no single origin."""
    if len(need.origins) != 1 or need.origins[0] == "null":
        return None
    settled: Changes = {field: need.origins[0] for field in _fields_of("Access-Control-Allow-Origin")}
    settled |= {field: _varied(getattr(policy, field)) for field in _fields_of("Vary")}
    changes = next(_repairs(policy, need, run, settled), None)
    if changes is None:
        return None
    fixed = replace(policy, **changes)
    return Fix(fixed, _diff(policy, fixed), _why(policy, fixed, need))


def _varied(vary: Any) -> Any:
    lines = () if vary is None else (vary,) if isinstance(vary, str) else tuple(vary)
    members = {member.strip().lower() for line in lines for member in line.split(",")}
    return vary if members & {"origin", "*"} else ", ".join((*lines, "Origin"))


def _why(policy: Policy, fixed: Policy, need: Need) -> str:
    clauses = [_clause(field, after) for field, _, after in _diff(policy, fixed)]
    asked = " and ".join([", ".join(clauses[:-1]), clauses[-1]] if len(clauses) > 1 else clauses)
    return f"For {' or '.join(need.origins) or 'the page'} to read the answer, the server must {asked}."


def _clause(field: str, after: Any) -> str:
    header = HEADER_OF.get(field)
    if header is None:
        return WORDS.get(field, f"set {field} to {{after}}").format(after=after)
    if after is None:
        return f"not send {header} a second time"
    return f"send back the Origin it is asked with as {header}" if after == ECHO else f"send {header}: {after}"


def _reason(opened: FetchResult) -> str:
    if opened.response is not None and opened.error is None:
        return MANUAL if opened.response.type == "opaqueredirect" else OPAQUE
    failed = next((step for step in reversed(opened.steps) if step.state == "failed"), None)
    message = opened.error.message if opened.error else ""
    return f"{NO_HEADER}{message} {failed.fix if failed else ''}".strip()
