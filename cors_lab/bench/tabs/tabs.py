"""The tabs of the bench: what each shows of a session, made only when it is shown."""

from __future__ import annotations

from pprint import pformat
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.bench.controls import AROUND, RESPONSE
from cors_lab.bench.history import compared, listed
from cors_lab.bench.state import POLICY_NAMES, call_of, full, policy_of
from cors_lab.bench.suggest_fix import Remedy, rehearsed, remedy
from cors_lab.bench.tabs.network import network_view
from cors_lab.bench.tabs.panels import console_view, javascript_view, memory_view
from cors_lab.browser.dry_run import readable
from cors_lab.display.text import visible
from cors_lab.fixes.code import COPIES, Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.bench.session import Session
    from cors_lab.bench.state import State
    from cors_lab.result.result import FetchResult

TABS = {
    "steps": "Steps",
    "network": "Network",
    "console": "Console",
    "javascript": "What JavaScript sees",
    "memory": "State",
    "runs": "Runs",
    "copy": "Copy as",
    "own": "Your browser",
}
THIS_BENCH = "This bench"
SERVERS = set(COPIES) - {
    "JavaScript fetch()",
    "curl (preflight)",
    "curl (request)",
    "Python requests",
}
FIXED = (
    "The server on this bench still blocks the page. This is the fixed one: "
    "as it is set, with the smallest fix."
)
AS_SET = "This server still blocks the page. Copy the fixed one instead?"
NO_FIX = (
    "This server still blocks the page, and its CORS headers alone cannot change that: "
    "“Find the smallest fix” says what can."
)
POLICY_ONLY = (
    "This is the CORS policy alone: status, cookies and other headers, guard, proxy and redirect of"
    " this bench are not in it."
)


class Wish(NamedTuple):
    """What a view wants to see: as what to copy, fixed or as set; the run to compare with.

    `keep`: does the profile last from run to run?
    """

    copying: str = ""
    fixed: bool = True
    comparing: int = 0
    keep: bool = False


def panel_of(tab: str, session: Session, wish: Wish | None = None) -> dict[str, Any]:
    """The tab's content for the last run."""
    return {"tab": tab} | PANELS[tab](session, wish or Wish())


def steps(session: Session, *_: object) -> dict[str, Any]:
    """Every check in the standard's order."""
    return {"steps": session.view["steps"]}


def network(session: Session, *_: object) -> dict[str, Any]:
    """Every request, sent or not."""
    return {"rows": network_view(session.result, call_of(session.values)) if session.result else []}


def console(session: Session, *_: object) -> dict[str, Any]:
    """The three consoles."""
    result = session.result
    if result is None:
        return {"consoles": []}
    last = next(
        (exchange.response.status for exchange in reversed(result.exchanges) if exchange.response),
        200,
    )
    # what the app itself answered; a guard may let another engine pass
    if session.values["guard"]:
        status = 200
    else:
        status = last

    def rehearse(engine: str) -> FetchResult:
        values, *past = ({**step, "engine": engine} for step in (session.values, *session.past))
        return rehearsed(values, past, status)

    return {"consoles": console_view(result, rehearse)}


def javascript(session: Session, *_: object) -> dict[str, Any]:
    """What the page gets; `fetch()` itself throws where nothing was sent."""
    if session.result is None:
        return {"error": session.view["verdict"].removeprefix("Nothing was sent. ")}
    return javascript_view(session.result)


def memory(session: Session, wish: Wish) -> dict[str, Any]:
    """What the profile remembers now."""
    return memory_view(session.browser, session.born) | {"keep": wish.keep}


def runs(session: Session, wish: Wish) -> dict[str, Any]:
    """The history, the last run first, and one of them beside the last."""
    old = next((run for run in session.history if run.number == wish.comparing), None)
    beside = compared(old, session.history[-1]) if old else {}
    return {"runs": [listed(run) for run in reversed(session.history)], "compared": beside}


def copy(session: Session, wish: Wish) -> dict[str, Any]:
    """The call and the server as code; first the bench itself, as a colleague opens it.

    A server that blocks the page is copied with its smallest fix, unless it is wished for as it is.
    """
    labels = [THIS_BENCH, *COPIES]
    chosen = wish.copying if wish.copying in labels else THIS_BENCH
    values, which, blocked = session.values, "", ""
    if chosen in SERVERS and session.result is not None and not readable(session.result):
        values, which, blocked = _fixed(session, wish.fixed)
    try:
        text = bench_code(session) if chosen == THIS_BENCH else COPIES[chosen](_case(values))
    except (TypeError, ValueError) as error:
        text = f"# There is nothing to copy: {visible(error, 1000)}"
    note = POLICY_ONLY if chosen in SERVERS and _is_surrounded(session) else ""
    return {
        "labels": labels,
        "label": chosen,
        "text": text,
        "note": note,
        "which": which,
        "blocked": blocked,
    }


def _fixed(session: Session, wished: bool) -> tuple[State, str, str]:
    """The values to copy, "fixed" or "set", and a sentence on it; "" where there is no choice."""
    found = remedy(session.values, session.past)
    if isinstance(found, Remedy) and found.warning and found.better:
        found = found.better
    if isinstance(found, str) or not found.changes or found.warning:
        return session.values, "", NO_FIX
    if not wished:
        return session.values, "set", AS_SET
    return full({**session.values, **found.changes}), "fixed", FIXED


def _is_surrounded(session: Session) -> bool:
    return any(
        session.values[field.name] != session.usual(field.name)
        for field in (*AROUND, *RESPONSE)
        if field.name not in POLICY_NAMES
    )


def _case(values: State) -> Case:
    origin = values["page"] if "://" in values["page"] else "null"
    return Case.of(call_of(values), policy_of(values), origin, values["engine"])


def bench_code(session: Session) -> str:
    """The line that opens this bench in another notebook."""
    state = session.state
    if len(repr(state)) < 60:
        return f"from cors_lab import Bench\n\nBench(state={state})\n"
    lines = pformat(state, width=100, sort_dicts=False).replace("\n", "\n   ")
    return f"from cors_lab import Bench\n\nBench(state=\n    {lines}\n)\n"


PANELS: dict[str, Callable[[Session, Wish], dict[str, Any]]] = {
    "steps": steps,
    "network": network,
    "console": console,
    "javascript": javascript,
    "memory": memory,
    "runs": runs,
    "copy": copy,
    "own": lambda *_: {},  # it begins with a button, and travels in messages of its own
}
