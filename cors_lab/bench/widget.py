"""The bench: what the page asks on the left, what the server answers on the right, and under them what came of it and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.policy import ECHO
from cors_lab.views.esm import joined_esm
from cors_lab.views.html import render_html
from cors_lab.views.model import view_of
from cors_lab.views.text import SIGNS, render_text, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.policy import Policy
    from cors_lab.result import FetchResult

HERE = Path(__file__).parent
VIEWS = HERE.parent / "views"


class AsksServer(Protocol):
    """A page: something with an origin that can fetch."""

    @property
    def origin(self) -> str:
        """The page's origin, serialised."""

    def fetch(self, url: str, **arguments: Any) -> FetchResult:
        """As `fetch()` in JavaScript."""


class HasPolicy(Protocol):
    """A server whose policy can be replaced while it runs."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Control:
    """One control: the trait it sets, its label, and the choices it offers as (label, value); without choices it is a text field."""

    name: str
    label: str
    choices: tuple[tuple[str, Any], ...] = ()


NOT_SENT = ("not sent", None)
BODIES = {
    "text/plain": "Water the plants",
    "application/x-www-form-urlencoded": "text=Water+the+plants",
    "application/json": '{"text": "Water the plants"}',
}
BODILESS = frozenset({"GET", "HEAD"})


def same(*values: Any) -> tuple[tuple[str, Any], ...]:
    """Choices whose labels are their values."""
    return tuple((str(value), value) for value in values)


ASK = (
    Control("url", "URL"),
    Control("method", "Method", same("GET", "POST", "PUT", "PATCH", "DELETE", "patch")),
    Control("content_type", "Content-Type", (("none", None), *same(*BODIES))),
    Control("header", "Another header", (("none", None), *same("X-Demo: 1", "Authorization: Bearer secret"))),
    Control("credentials", "Credentials", same("same-origin", "include", "omit")),
)


def answer_controls(origin: str) -> tuple[Control, ...]:
    """The server's side, with the mistakes that are made in earnest among the choices. Each control is a field of Policy."""
    origins = (NOT_SENT, (f"{origin}  (this page)", origin), *same("*", f"{origin}/", "https://other.example", "null"))
    twice = (("two lines: * and *", ("*", "*")), ("whoever asks (echo)", ECHO))
    return (
        Control("preflight_status", "Status of OPTIONS", same(204, 200, 301, 401, 404, 500)),
        Control("allow_origin", "Allow-Origin", (*origins, *twice)),
        Control("allow_methods", "Allow-Methods", (NOT_SENT, *same("GET, POST", "PUT, PATCH, DELETE", "put", "*"))),
        Control("allow_headers", "Allow-Headers", (NOT_SENT, *same("content-type", "content-type, x-demo", "authorization", "*"))),
        Control("allow_credentials", "Allow-Credentials", (NOT_SENT, *same("true", "True", "false"))),
        Control("max_age", "Max-Age", (NOT_SENT, *same("0", "5", "600", "-1"))),
    )


ANSWER_NAMES = tuple(control.name for control in answer_controls(""))
NAMES = tuple(control.name for control in ASK) + ANSWER_NAMES


def fetch_arguments(state: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments of `page.fetch` for what the left side says."""
    headers = [("Content-Type", state["content_type"])] if state["content_type"] else []
    if state["header"]:
        name, colon, value = state["header"].partition(":")
        if not colon:
            raise ValueError(f"header must look like 'X-Demo: 1', not {state['header']!r}")
        headers.append((name.strip(), value.strip()))
    body = None if state["method"].upper() in BODILESS else BODIES.get(state["content_type"])
    return {"method": state["method"], "headers": headers, "body": body, "credentials": state["credentials"]}


def refused_view(error: Exception) -> dict[str, Any]:
    """`fetch()` itself threw, or a header cannot be sent: nothing happened, and the sentence says why."""
    sentence = visible(f"Nothing was sent. {type(error).__name__}: {error}", 1000)
    return {"state": "failed", "sign": SIGNS["failed"], "verdict": sentence, "call": "", "answers": [], "steps": [], "diagrams": {}}


class Bench(anywidget.AnyWidget):
    """Ask, answer, why: each change of a control sends real HTTP and shows what the simulated browser made of the answer.

    `page` fetches `url`; `front` is the PolicyFront of the server behind it, whose policy the right side sets. Each control is a
    trait; `state` is all of them as a JSON-able dict. Before each run the browser's two caches are emptied, unless `keep_caches`:
    else a preflight of the last run would answer for this one. Cookies stay. Raises ValueError for a state with a name that is no control.
    """

    _esm = joined_esm(VIEWS / "dom.js", HERE / "bench.js")
    _css = HERE / "bench.css"

    url = traitlets.Unicode().tag(sync=True)
    method = traitlets.Unicode("GET").tag(sync=True)
    content_type = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    header = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    credentials = traitlets.Unicode("same-origin").tag(sync=True)
    preflight_status = traitlets.Int(204).tag(sync=True)
    allow_origin = traitlets.Any(None).tag(sync=True)
    allow_methods = traitlets.Any(None).tag(sync=True)
    allow_headers = traitlets.Any(None).tag(sync=True)
    allow_credentials = traitlets.Any(None).tag(sync=True)
    max_age = traitlets.Any(None).tag(sync=True)

    controls = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    runs = traitlets.Int(0).tag(sync=True)
    verdict = traitlets.Unicode()
    result = traitlets.Any(None)

    def __init__(
        self, page: AsksServer, url: str, front: HasPolicy, *, state: Mapping[str, Any] | None = None, keep_caches: bool = False
    ) -> None:
        answer = answer_controls(page.origin)
        controls = {"ask": [asdict(control) for control in ASK], "answer": [asdict(control) for control in answer]}
        super().__init__(url=url, controls=controls, **{name: getattr(front.policy, name) for name in ANSWER_NAMES})
        self._page, self._front, self._keep_caches = page, front, keep_caches
        self.observe(self._on_control, list(NAMES))
        self.state = state or {}

    @property
    def state(self) -> dict[str, Any]:
        """What every control says, by name: JSON-able."""
        return {name: getattr(self, name) for name in NAMES}

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        if unknown := sorted(set(state) - set(NAMES)):
            raise ValueError(f"state has no {', '.join(unknown)}; its names are {', '.join(NAMES)}")
        self.unobserve(self._on_control, list(NAMES))  # many controls at once are one run
        try:
            for name, value in state.items():
                setattr(self, name, value)
        finally:
            self.observe(self._on_control, list(NAMES))
        self.run()

    def _on_control(self, change: object) -> None:
        self.run()

    def run(self) -> None:
        """Set the server's policy, send the request, show what came of it."""
        state = self.state
        try:
            self._front.policy = replace(self._front.policy, **{name: state[name] for name in ANSWER_NAMES})
            self._forget()
            self.result = self._page.fetch(self.url, **fetch_arguments(state))
            view = view_of(self.result)
        except (TypeError, ValueError) as error:
            self.result, view = None, refused_view(error)
        self.verdict = view["verdict"]
        with self.hold_sync():
            self.outcome, self.runs = view, self.runs + 1

    def _forget(self) -> None:
        browser = getattr(self._page, "browser", None)
        for cache in () if self._keep_caches else ("preflight_cache", "http_cache"):
            if clear := getattr(getattr(browser, cache, None), "clear", None):
                clear()

    def __repr__(self) -> str:
        """The static form: what the controls say, and the result, in plain text."""
        said = "\n".join(f"{label}: {', '.join(pairs)}" for label, pairs in self._said())
        return f"{said}\n\n{render_text(self.result) if self.result else self.verdict}"

    def _said(self) -> list[tuple[str, list[str]]]:
        sides = (("The page asks", "ask"), ("The server answers", "answer"))
        return [(title, [self._says(control) for control in self.controls[side]]) for title, side in sides]

    def _says(self, control: Mapping[str, Any]) -> str:
        value = getattr(self, control["name"])
        value = tuple(value) if isinstance(value, list) else value  # from the front end, JSON
        return f"{control['label']} {next((label for label, choice in control['choices'] if choice == value), visible(value))}"

    def _static_html(self) -> str:
        said = Markup("").join(Markup("<p>{}: {}</p>\n").format(label, " · ".join(pairs)) for label, pairs in self._said())
        shown = Markup(render_html(self.result)) if self.result else Markup("<p>{}</p>").format(self.verdict)
        return str(said + shown)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self._static_html()}, metadata
