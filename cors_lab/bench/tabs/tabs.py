"""The tabs of the bench: what each shows of a session, made only when it is shown."""

from __future__ import annotations

from pprint import pformat
from typing import TYPE_CHECKING, Any

from cors_lab.bench.controls import AROUND, RESPONSE
from cors_lab.bench.history import compared, listed
from cors_lab.bench.state import POLICY_NAMES, call_of, policy_of
from cors_lab.bench.suggest_fix import rehearsed
from cors_lab.bench.tabs.network import network_view
from cors_lab.bench.tabs.panels import console_view, javascript_view, memory_view
from cors_lab.display.text import visible
from cors_lab.fixes.code import COPIES, Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.bench.session import Session
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
POLICY_ONLY = (
    "This is the CORS policy alone: status, cookies and other headers, guard, proxy and redirect of"
    " this bench are not in it."
)


def panel_of(tab: str, session: Session, copying: str = "", comparing: int = 0) -> dict[str, Any]:
    """The tab's content for the last run; "nothing" is the sentence in its place where there is
    none.
    """
    return {"tab": tab} | PANELS[tab](session, copying, comparing)


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


def memory(session: Session, *_: object) -> dict[str, Any]:
    """What the profile remembers now."""
    return memory_view(session.browser, session.born)


def runs(session: Session, _: str, comparing: int) -> dict[str, Any]:
    """The history, the last run first, and one of them beside the last."""
    old = next((run for run in session.history if run.number == comparing), None)
    beside = compared(old, session.history[-1]) if old else {}
    return {"runs": [listed(run) for run in reversed(session.history)], "compared": beside}


def copy(session: Session, copying: str, *_: object) -> dict[str, Any]:
    """The call and the server as code; first the bench itself, as a colleague opens it."""
    labels = [THIS_BENCH, *COPIES]
    chosen = copying if copying in labels else THIS_BENCH
    try:
        if chosen == THIS_BENCH:
            text = bench_code(session)
        else:
            text = COPIES[chosen](_case(session))
    except (TypeError, ValueError) as error:
        text = f"# There is nothing to copy: {visible(error, 1000)}"
    return {
        "labels": labels,
        "label": chosen,
        "text": text,
        "note": POLICY_ONLY if chosen in SERVERS and _is_surrounded(session) else "",
    }


def _is_surrounded(session: Session) -> bool:
    return any(
        session.values[field.name] != session.usual(field.name)
        for field in (*AROUND, *RESPONSE)
        if field.name not in POLICY_NAMES
    )


def _case(session: Session) -> Case:
    values = session.values
    origin = values["page"] if "://" in values["page"] else "null"
    return Case.of(call_of(values), policy_of(values), origin, values["engine"])


def bench_code(session: Session) -> str:
    """The line that opens this bench in another notebook."""
    state = session.state
    if len(repr(state)) < 60:
        return f"from cors_lab import Bench\n\nBench(state={state})\n"
    lines = pformat(state, width=100, sort_dicts=False).replace("\n", "\n   ")
    return f"from cors_lab import Bench\n\nBench(state=\n    {lines}\n)\n"


PANELS: dict[str, Callable[[Session, str, int], dict[str, Any]]] = {
    "steps": steps,
    "network": network,
    "console": console,
    "javascript": javascript,
    "memory": memory,
    "runs": runs,
    "copy": copy,
    "own": lambda *_: {},  # it begins with a button, and travels in messages of its own
}
