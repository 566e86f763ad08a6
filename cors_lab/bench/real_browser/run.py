"""Ask your own browser: the bench's call as a real fetch() from the notebook's page, beside the
simulation, with the server as witness.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.bench.real_browser.compare import Heard, heard_from, rows_of, simulated_from
from cors_lab.bench.real_browser.rename_origins import REACHED, Seen, Translated
from cors_lab.browser.browser import Browser
from cors_lab.fetch.url import URL, parse_origin, parse_url
from cors_lab.server.loopback import Server, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.types import WSGIApplication

LOOPBACK = re.compile(r"localhost|[a-z0-9.-]+\.localhost|127(\.[0-9]{1,3}){3}|\[::1\]")
# The first that a browser's User-Agent contains: Chromium's names WebKit too.
ENGINES = (("Firefox/", "firefox"), ("Chrome/", "chromium"), ("AppleWebKit/", "webkit"))
# The arguments of `page.fetch`, as fetch() in JavaScript calls them; the URL stands apart.
INIT = {
    name: name
    for name in (
        "method",
        "headers",
        "body",
        "mode",
        "credentials",
        "redirect",
        "cache",
        "integrity",
        "keepalive",
    )
}
INIT |= {"referrer_policy": "referrerPolicy"}
SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked: `call` are the arguments of `page.fetch`, `page` the simulated page's origin,
    `app` the server of the call's URL.

    `elsewhere` are the servers of other origins, by origin; `obstacle` says in a sentence why a
    real page cannot ask this, or is "";
    `remarks` are sentences to be said with the result. A page "sandbox" is a sandboxed frame in the
    real page.
    """

    call: Mapping[str, Any]
    page: str
    app: WSGIApplication
    elsewhere: Mapping[str, WSGIApplication] = field(default_factory=dict)
    obstacle: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def framed(self) -> bool:
        """Is it to be asked from a sandboxed frame, whose origin is null there as here?"""
        return self.page == SANDBOX


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the case, the real page's origin, the servers by the bench's origins, the real names
    of all, and what the servers saw.
    """

    id: str
    case: Case
    page: str
    engine: str
    servers: Mapping[str, Server]
    names: Mapping[str, str]
    log: list[Seen]

    @property
    def url(self) -> str:
        """The call's URL under its real name."""
        url = _url(self.case)
        return self.names[url.origin.serialized] + url.href[len(url.origin.serialized) :]


class OwnBrowser:
    """The kernel's side of the button: `case()` is what the bench stands at now, `answer(message)`
    what to send back to its view.

    Each run has servers of its own, on ports that no cache of the browser knows; they end with the
    next run, or with `close()`.
    """

    def __init__(self, case: Callable[[], Case]) -> None:
        self._case = case
        self._run: Run | None = None

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Two messages are a run. {"origin", "agent"} of the real page begin it: {"run", "url",
        "init", "reach", "framed"}, what to fetch.

        {"run", "heard"} is what came of it: {"rows", "agree", "verdict", "remarks"}. What cannot be
        done is {"sorry": a sentence}. "view" goes back to the view that sent it.
        """
        try:
            if "heard" in message:
                said = self._compare(message)
            else:
                said = self._begin(message)
        except (TypeError, ValueError) as error:
            said = {"sorry": f"{type(error).__name__}: {error}"}
        return said | {"view": message.get("view")}

    def close(self) -> None:
        """Stop the servers of the last run."""
        for server in self._run.servers.values() if self._run else ():
            server.stop()
        self._run = None

    def _begin(self, message: Mapping[str, Any]) -> dict[str, Any]:
        self.close()
        case, page = self._case(), str(message.get("origin"))
        if sorry := case.obstacle or out_of_reach(page):
            return {"sorry": sorry}
        self._run = run = started(case, page, engine_of(str(message.get("agent"))))
        init = {
            INIT[name]: value
            for name, value in case.call.items()
            if name in INIT and value is not None
        }
        reach = run.names[_url(case).origin.serialized] + REACHED
        return {"run": run.id, "url": run.url, "init": init, "reach": reach, "framed": case.framed}

    def _compare(self, message: Mapping[str, Any]) -> dict[str, Any]:
        run, own = self._run, heard_from(message["heard"])
        if run is None or message.get("run") != run.id:
            return {"sorry": "This belongs to an earlier run. Ask again."}
        if not own.reached:
            return {
                "sorry": f"Your browser cannot reach {run.url}: is the kernel on another machine?"
            }
        now = self._case()
        if (now.call, now.page) != (run.case.call, run.case.page):
            return {"sorry": "A control was changed meanwhile. Ask again."}
        own_log, asked = run.log[:], tuple(name for name, _ in run.case.call.get("headers") or ())
        simulated, log = simulate(run)
        rows = rows_of(
            simulated, log, own, own_log, asked, {real: name for name, real in run.names.items()}
        )
        self.close()
        return {
            "rows": [asdict(row) for row in rows],
            "remarks": remarks(run),
            **conclusion([row.label for row in rows if not row.agree]),
        }


def started(case: Case, page: str, engine: str) -> Run:
    """A run whose servers listen. Their host is the one that the page has not: cookies ignore
    ports, so that it has none of Jupyter's.
    """
    host = "127.0.0.1" if "localhost" in page else "localhost"
    id, names, log = (
        f"lab{secrets.token_hex(4)}",
        {} if case.framed else {case.page: page},
        list[Seen](),
    )
    apps = {**case.elsewhere, _url(case).origin.serialized: case.app}
    servers = {
        origin: serve(Translated(app, names, id, log.append)) for origin, app in apps.items()
    }
    names.update({origin: f"http://{host}:{server.port}" for origin, server in servers.items()})
    return Run(id, case, page, engine, servers, names, log)


def simulate(run: Run) -> tuple[Heard, list[Seen]]:
    """The same call, from a page of that very origin, in a fresh profile of that engine, to the
    same servers; and what they saw.
    """
    hosts = {run.names[origin]: server.url for origin, server in run.servers.items()}
    browser = Browser(engine=run.engine, hosts=hosts)
    if run.case.framed:
        page = browser.open("null", embedder=run.page, kind=SANDBOX)
    else:
        page = browser.open(run.page)
    run.log.clear()
    return simulated_from(lambda: page.fetch(**{**run.case.call, "url": run.url})), run.log[:]


def engine_of(agent: str) -> str:
    """The engine that a User-Agent names; "standard" where it names none that we know."""
    return next((engine for mark, engine in ENGINES if mark in agent), "standard")


def out_of_reach(page: str) -> str:
    """Why a page of this origin cannot ask a server on the kernel's loopback; "" if it can."""
    origin = parse_origin(page)
    if origin is not None and LOOPBACK.fullmatch(origin.host):
        return ""
    return (
        f"This notebook's page comes from {page}, not from your own machine: its browser cannot"
        " reach the kernel's servers."
    )


def _url(case: Case) -> URL:
    url = parse_url(str(case.call["url"]))
    if url is None or not url.is_http:
        raise ValueError(f"url: {case.call['url']!r} is not an http or https URL.")
    return url


def remarks(run: Run) -> list[str]:
    """What was different from the bench's own run, in sentences."""
    own = _url(run.case).origin.serialized
    if run.case.framed:
        where = "Your browser asked from a sandboxed frame in this page"
    else:
        where = f"Your page is {run.page}"
    said = own if run.case.framed else f"{run.case.page} and {own}"
    return [
        (
            f"{where}, and the server was {run.names[own]}. On the wire these addresses"
            f" stood in for {said}; the app could not tell."
        ),
        (
            "The simulation was a fresh profile of the engine that your browser says it has:"
            f" {run.engine}."
        ),
        (
            "Each run has a server on a port of its own, so that nothing your browser has stored"
            " answers in its place."
        ),
        *run.case.remarks,
    ]


def conclusion(differing: list[str]) -> dict[str, Any]:
    """The whole comparison in one sentence."""
    if not differing:
        return {"agree": True, "verdict": "Your browser and the simulation agree in every row."}
    return {
        "agree": False,
        "verdict": f"They differ in: {', '.join(differing)}. Believe your browser.",
    }
