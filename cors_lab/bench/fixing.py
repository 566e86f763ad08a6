"""The smallest fix of the bench's server: fewest changed headers first, then what stands around them; nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.bench.history import title, words
from cors_lab.bench.rig import CLOSED
from cors_lab.bench.setting import POLICY_NAMES, around_of, call_of, open_page, policy_of, redirect_target
from cors_lab.bench.stage import Stage, page
from cors_lab.browser import Browser
from cors_lab.fetch.cookie_policy import visit_context
from cors_lab.fetch.url import parse_url
from cors_lab.rehearsal import readable
from cors_lab.smallest_fix import READABLE_ALREADY, Fix, smallest_fix
from cors_lab.views.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.bench.setting import State
    from cors_lab.result import FetchResult

Changes = dict[str, Any]

# What else can stand in the way, what to set it to, and why; tried in this order, after the headers.
AROUND: tuple[tuple[str, Any, str], ...] = (
    ("server", "running", "First of all the server must be there, and speak TLS where the URL says https."),
    ("proxy", (), "The proxy adds header lines of its own: let one of the two speak, never both."),
    (
        "guard",
        "after",
        "The guard answers before CORS headers are added. A preflight never carries a token: let OPTIONS through, then ask who it is.",
    ),
    ("redirect_by", "app", "The proxy redirects before CORS headers are added. Let the app do it, after them."),
    ("redirect_to", None, "A redirect cannot be helped by headers here: have the page ask the final URL at once."),
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes of controls that make the page read; `unsafe` says what is wrong with them, and `safe` is then what to do in their place."""

    changes: Changes
    why: str
    unsafe: str = ""
    safe: Remedy | None = None


def remedy(state: State) -> Remedy | str:
    """The smallest one for a state whose fetch is blocked, or a sentence why no server can help."""
    reason = ""
    for around, why in _surroundings(state):
        found = _by_headers(state | around)
        if isinstance(found, str):
            reason = reason or found
            continue
        return Remedy(around | found.changes, f"{why} {found.why}".strip(), found.unsafe, _on_top(around, why, found.safe))
    return reason


def _surroundings(state: State) -> Iterator[tuple[Changes, str]]:
    """Nothing, then each one change of what stands around the server, then all of them up to there."""
    yield {}, ""
    wanted = {name: (value, why) for name, value, why in AROUND if _stands_in_the_way(name, state)}
    for name, (value, why) in wanted.items():
        yield {name: value}, why
    if len(wanted) > 1:
        yield {name: value for name, (value, _) in wanted.items()}, " ".join(why for _, why in wanted.values())


def _stands_in_the_way(name: str, state: State) -> bool:
    found: dict[str, bool] = {
        "server": state["server"] != "running",
        "proxy": bool(state["proxy"]),
        "guard": state["guard"] == "before",
        "redirect_by": state["redirect_to"] is not None and state["redirect_by"] == "proxy",
        "redirect_to": state["redirect_to"] is not None,
    }
    return found[name]


def _on_top(around: Changes, why: str, safe: Remedy | None) -> Remedy | None:
    return safe and Remedy(around | safe.changes, f"{why} {safe.why}".strip())


def _by_headers(state: State) -> Remedy | str:
    """Changes of the policy alone; each is proved by a rehearsal with everything that stands around it."""
    result = rehearsed(state)
    if readable(result):
        return Remedy({}, "")
    browser = Browser(engine=state["engine"])
    found = smallest_fix(open_page(browser, state), call_of(state), policy_of(state), result=result)
    if not isinstance(found, Fix):
        return found.reason
    proved = _remedy_of(found, state)
    return proved or (visible(result.error.message, 1000) if result.error else "No header of this server can change that.")


def _remedy_of(fix: Fix, state: State) -> Remedy | None:
    changes = _changes(fix)
    if not readable(rehearsed(state | changes)):
        return None
    safe = fix.safe
    proved = safe if safe and readable(rehearsed(state | _changes(safe))) else None
    return Remedy(changes, fix.why, fix.unsafe or "", Remedy(_changes(proved), proved.why) if proved else None)


def _changes(fix: Fix) -> Changes:
    return {name: list(after) if isinstance(after, tuple) else after for name, _, after in fix.changes if name in POLICY_NAMES}


def rehearsed(state: State) -> FetchResult:
    """The call in a fresh profile, answered in process by the same policy and surroundings, and an app that does nothing."""
    stage = Stage(page(200, "ok"), policy_of(state))
    stage.around = around_of(state)
    url, target = parse_url(state["url"]), redirect_target(state)
    hosts: dict[str, Any] = {target.origin.serialized: stage.elsewhere} if target and target.is_http else {}
    if url is not None and url.is_http:
        hosts[url.origin.serialized] = stage if state["server"] == "running" else CLOSED
    browser = Browser(engine=state["engine"], hosts=hosts)
    if state["cookie"] and url is not None:
        browser.cookies.store(state["cookie"], url, visit_context(browser.cookies.policy, [url]), browser.now)
    return open_page(browser, state).fetch(**call_of(state))


def remedy_view(found: Remedy | str, state: State) -> dict[str, Any]:
    """What the view shows of it: rows of (control, before, after), the reason, and the safe one where this is not."""
    if isinstance(found, str):
        return {"reason": visible(found, 1000), "changes": []}
    if not found.changes:
        return {"reason": READABLE_ALREADY, "changes": []}
    rows = [[title(name), words(name, state[name]), words(name, value)] for name, value in found.changes.items()]
    safe = remedy_view(found.safe, state) if found.safe else None
    return {"reason": visible(found.why, 1000), "changes": rows, "unsafe": visible(found.unsafe, 1000), "safe": safe}
