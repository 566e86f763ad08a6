"""The smallest fix: fewest changed headers first, then what stands around the server; where the
page is at fault, that. Nothing is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.bench.history import title, words
from cors_lab.bench.server_stack import Stage, page
from cors_lab.bench.state import (
    ADVANCE,
    POLICY_NAMES,
    call_of,
    open_page,
    policy_of,
)
from cors_lab.bench.testbed import CLOSED, roles, set_up, store_cookie
from cors_lab.browser.browser import Browser
from cors_lab.browser.dry_run import readable
from cors_lab.display.text import visible
from cors_lab.fixes.smallest_fix import READABLE_ALREADY, Fix, smallest_fix
from cors_lab.server.policy import ECHO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cors_lab.bench.state import State
    from cors_lab.result.result import FetchResult

Changes = dict[str, Any]

# What else can stand in the way: the control, when it does, what to set it to, and why; tried in
# this order, after the headers.
AROUND: tuple[tuple[str, Callable[[State], bool], Any, str], ...] = (
    (
        "server",
        lambda state: state["server"] != "running",
        "running",
        "First of all the server must be there, and speak TLS where the URL says https.",
    ),
    (
        "vary",
        lambda state: state["vary"] is None,
        "Origin",
        (
            "A copy in the HTTP cache answered, one that was made for a request without this "
            "Origin. `Vary: Origin` keeps such copies apart."
        ),
    ),
    (
        "proxy",
        lambda state: bool(state["proxy"]),
        (),
        "The proxy adds header lines of its own: let one of the two speak, never both.",
    ),
    (
        "guard",
        lambda state: state["guard"] == "before",
        "after",
        (
            "The guard answers before CORS headers are added. A preflight never carries a "
            "token: let OPTIONS through, then ask who it is."
        ),
    ),
    (
        "redirect_by",
        lambda state: bool(state["redirect_to"]) and state["redirect_by"] == "proxy",
        "app",
        "The proxy redirects before CORS headers are added. Let the app do it, after them.",
    ),
    (
        "redirect_to",
        lambda state: bool(state["redirect_to"]),
        None,
        "A redirect cannot be helped by headers here: have the page ask the final URL at once.",
    ),
)

ANSWER_HEADER = (
    "`{name}` is a header of the server's answer. On a request it only causes a preflight."
)
LOWER_CASE = (
    "The page writes `{method}`. Only the usual six methods are put into capitals for it, and"
    " `{upper}` is not one of them."
)
HOLES: tuple[tuple[Callable[[State, Any], bool], str], ...] = (
    (
        lambda state, origin: origin == ECHO and state["allow_credentials"] == "true",
        (
            "It works, and that is the bug: every Origin is sent back, with credentials. Any "
            "website can read this as its visitor."
        ),
    ),
    (
        lambda state, origin: origin == "null",
        (
            "It works, and that is the bug: any website can make itself the origin `null`, "
            "with a sandboxed frame."
        ),
    ),
)
TRUST = (
    "Name the origins that you trust, one for each answer: `Access-Control-Allow-Origin:"
    " https://app.example` with `Vary: Origin`."
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes of controls that make the page read; `warning` says what is wrong with them, and
    `better` is what to do in their place.
    """

    changes: Changes
    why: str
    warning: str = ""
    better: Remedy | None = None


def remedy(state: State, past: Sequence[State] = ()) -> Remedy | str:
    """The smallest one for a state whose fetch is blocked, or why no server can help; `past` are
    the runs that the profile remembers.
    """
    if warning := hole(state, rehearsed(state, past)):
        return f"{warning} {TRUST}"
    found = _on_the_server(state, past)
    if isinstance(found, Remedy) and not found.changes:
        return found  # readable already
    return _with_the_page(found, state, past)


def _on_the_server(state: State, past: Sequence[State]) -> Remedy | str:
    """Headers first, then what stands around the server; the changes are none where the page can
    read already.
    """
    reason = ""
    for around, why in _surroundings(state, bool(past)):
        found = _by_headers(state | around, [step | around for step in past])
        if not isinstance(found, str):
            return Remedy(
                around | found.changes,
                f"{why} {found.why}".strip(),
                found.warning,
                _on_top(around, why, found.better),
            )
        reason = reason or found
    return reason


def hole(state: State, result: FetchResult) -> str:
    """What is wrong with a server that lets this page read, "" if nothing is."""
    if result.response is None or result.response.type != "cors":
        return ""
    return next((words for is_open, words in HOLES if is_open(state, state["allow_origin"])), "")


def _surroundings(state: State, remembered: bool) -> Iterator[tuple[Changes, str]]:
    """Nothing, then each one change of what stands around the server, then all of them."""
    yield {}, ""
    wanted = [
        (name, value, why)
        for name, stands, value, why in AROUND
        if stands(state) and (remembered or name != "vary")
    ]
    for name, value, why in wanted:
        yield {name: value}, why
    if len(wanted) > 1:
        yield {name: value for name, value, _ in wanted}, " ".join(why for _, _, why in wanted)


def _on_top(around: Changes, why: str, better: Remedy | None) -> Remedy | None:
    return better and Remedy(around | better.changes, f"{why} {better.why}".strip())


def _with_the_page(found: Remedy | str, state: State, past: Sequence[State]) -> Remedy | str:
    """The same, and beside it what to do where the mistakes are on the page: all of them at once,
    and what the server then still lacks.
    """
    mistakes = list(_mistakes_of_the_page(state))
    if not mistakes:
        return found
    changes = {name: value for change, _, _ in mistakes for name, value in change.items()}
    rest = _on_the_server(state | changes, [step | changes for step in past])
    told = " ".join(because for _, because, _ in mistakes if because)
    page = f"On the page, {' and '.join(todo for _, _, todo in mistakes)}."
    smallest = Remedy({}, found) if isinstance(found, str) else found
    warning = f"{smallest.warning} {told}".strip()
    if isinstance(rest, str):
        return Remedy(
            smallest.changes,
            smallest.why,
            f"{warning} {page} {'' if rest == smallest.why else rest}".strip(),
        )
    best = rest.better or rest
    better = Remedy(
        changes | best.changes, f"{page} {best.why or 'It can read the answer then.'}", best.warning
    )
    return Remedy(smallest.changes, smallest.why, warning, better)


def _mistakes_of_the_page(state: State) -> Iterator[tuple[Changes, str, str]]:
    """The change of a control, why what is there is a mistake ("" where the fetch itself says so),
    and what to do.
    """
    kept = [
        line for line in state["headers"] if not line.strip().lower().startswith("access-control-")
    ]
    if gone := [line.partition(":")[0].strip() for line in state["headers"] if line not in kept]:
        yield (
            {"headers": kept},
            ANSWER_HEADER.format(name=gone[0]),
            f"take `{'` and `'.join(gone)}` off the request",
        )
    method, mode = state["method"], state["mode"]
    if method == "patch":
        yield (
            {"method": method.upper()},
            LOWER_CASE.format(method=method, upper=method.upper()),
            f"write `{method.upper()}`",
        )
    if mode != "cors":
        yield {"mode": "cors"}, "", f'leave `mode: "{mode}"` out'


def _by_headers(state: State, past: Sequence[State]) -> Remedy | str:
    """Changes of the policy alone; each is proved by a rehearsal with everything that stands around
    it.
    """
    result = rehearsed(state, past)
    if readable(result):
        return Remedy({}, "")
    browser = Browser(engine=state["engine"])
    found = smallest_fix(open_page(browser, state), call_of(state), policy_of(state), result=result)
    if not isinstance(found, Fix):
        return found.reason
    proved = _remedy_of(found, state, past)
    return proved or (
        visible(result.error.message, 1000)
        if result.error
        else "No header of this server can change that."
    )


def _remedy_of(fix: Fix, state: State, past: Sequence[State]) -> Remedy | None:
    def works(one: Fix) -> bool:
        return readable(rehearsed(state | _changes(one), [step | _changes(one) for step in past]))

    if not works(fix):
        return None
    if fix.safe and works(fix.safe):
        safe = Remedy(_changes(fix.safe), fix.safe.why)
    else:
        safe = None
    return Remedy(_changes(fix), fix.why, f"Not safe. {fix.unsafe}" if fix.unsafe else "", safe)


def _changes(fix: Fix) -> Changes:
    return {
        name: list(after) if isinstance(after, tuple) else after
        for name, _, after in fix.changes
        if name in POLICY_NAMES
    }


def rehearsed(state: State, past: Sequence[State] = (), status: int = 200) -> FetchResult:
    """The call in a profile that has seen `past`, answered in process: by policy and surroundings,
    and an app that does nothing.
    """
    stage = Stage(page(status, "ok"), policy_of(state))
    browser = Browser(engine=state["engine"])
    store_cookie(browser, state)
    for step in past:
        _asked(browser, stage, step)
        browser.advance(step.get(ADVANCE, 0))
    return _asked(browser, stage, state)


def _asked(browser: Browser, stage: Stage, state: State) -> FetchResult:
    call = set_up(stage, state)
    own = stage if state["server"] == "running" else CLOSED
    servers = {"own": own, "elsewhere": stage.elsewhere}
    browser.hosts = {origin: servers[role] for origin, role in roles(state).items()}
    return open_page(browser, state).fetch(**call)


def remedy_view(found: Remedy | str, state: State) -> dict[str, Any]:
    """What the view shows of it: rows of (control, before, after), the reason, and the better one
    where this is not good.
    """
    if isinstance(found, str):
        return {"reason": visible(found, 1000), "changes": []}
    if not found.changes and not found.better and not found.warning:
        return {"reason": found.why or READABLE_ALREADY, "changes": []}
    rows = [
        [title(name), words(name, state[name]), words(name, value)]
        for name, value in found.changes.items()
    ]
    better = remedy_view(found.better, state) if found.better else None
    return {
        "reason": visible(found.why, 1000),
        "changes": rows,
        "warning": visible(found.warning, 1000),
        "better": better,
    }
