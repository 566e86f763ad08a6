"""The bench: what the page asks on the left, what the server answers on the right, and under them
what came of it and why.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cors_lab import result
from cors_lab.bench.controls import FIELDS, groups
from cors_lab.bench.real_browser.case import case_of
from cors_lab.bench.real_browser.run import OwnBrowser
from cors_lab.bench.session import EMPTY, Session
from cors_lab.bench.state import ADVANCE, State, checked, did_you_mean, full
from cors_lab.bench.static_form import still_html, still_text
from cors_lab.bench.suggest_fix import Remedy, remedy, remedy_view
from cors_lab.bench.tabs.tabs import TABS, Wish, panel_of
from cors_lab.browser.browser import Page
from cors_lab.display.esm import DOM, joined_esm
from cors_lab.display.html import beside
from cors_lab.display.palette import styled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cors_lab.bench.history import Run
    from cors_lab.bench.testbed import Front
    from cors_lab.result.result import FetchResult

HERE = Path(__file__).parent
SCRIPT_NAMES = ("combobox", "controls", "tabs/panels", "real_browser/run", "bench")
RESULT = Path(result.__file__).parent
SCRIPTS = (
    DOM,
    RESULT / "player.js",
    *(HERE / f"{name}.js" for name in SCRIPT_NAMES),
)
STYLES = (
    RESULT / "player.css",
    *(HERE / f"{name}.css" for name in ("bench", "controls", "tabs/panels", "real_browser/run")),
)
SHOWN = ("state", "sign", "verdict", "call", "answers", "film", "field", "message")


class Bench(anywidget.AnyWidget):
    """Ask, answer, why: each change of a control sends real HTTP and shows what the simulated
    browser made of the answer.

    `page` fetches `url`; `front` is the PolicyFront of the server behind it, whose policy the right
    side sets. Without them the bench has a page, a browser and a practice API of its own.
    `state`, JSON-able, opens exactly one case. Each control is a trait of its name. `show` names
    the controls that are in sight at first, the others are one click away:
    `Bench(show=["allow_origin"])`.

    A change is tried in a profile without caches (nor cookies, unless `page` was given); `again`,
    and all runs while `keep` is set, go on in the same one. Raises TypeError or ValueError, in one
    sentence, for a state that no bench can have.

    >>> bench = Bench(state={"method": "POST", "allow_origin": "https://app.example"})
    >>> dict(bench.outcome["answers"])["page could read it"]
    'yes'
    """

    _esm = joined_esm(*SCRIPTS)
    _css = styled(*STYLES)

    # One trait for each row of the table, so that ipywidgets (observe, jslink) can drive the bench
    # too.
    locals().update(
        {name: traitlets.Any(default).tag(sync=True) for name, default in EMPTY.items()}
    )
    keep = traitlets.Bool(False).tag(sync=True)
    tab = traitlets.Enum(list(TABS), "steps").tag(sync=True)
    show = traitlets.List(traitlets.Unicode()).tag(sync=True)
    copying = traitlets.Unicode("").tag(sync=True)
    copying_fixed = traitlets.Bool(True).tag(sync=True)

    tabs = traitlets.List([list(pair) for pair in TABS.items()]).tag(sync=True)
    controls: Any = traitlets.List().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    panel = traitlets.Dict().tag(sync=True)
    fix = traitlets.Dict().tag(sync=True)
    clock = traitlets.Unicode("0 s").tag(sync=True)
    runs = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        page: Page | None = None,
        url: str | None = None,
        front: Front | None = None,
        *,
        state: Mapping[str, Any] | None = None,
        show: Sequence[str] = (),
    ) -> None:
        _check(page, url, front)
        in_sight = _known(show)
        wanted = checked(state or {})
        self._session = Session(page, url, front)
        self._own = OwnBrowser(lambda: case_of(self._session))
        self._comparing, self._remedy, self._offered = 0, Remedy({}, ""), None
        super().__init__(**self._session.start, show=in_sight)
        self.observe(self._on_control, list(FIELDS))
        self.observe(lambda _: self._refresh(), ["tab", "copying", "copying_fixed", "keep"])
        self.on_msg(lambda _widget, message, _buffers: self._on_message(message))
        self.state = wanted

    @property
    def state(self) -> State:
        """This case, JSON-able: every control that is not at its default, and under "before" the
        runs that its profile remembers.
        """
        return self._session.state

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        self._replay(self._session.steps(checked(state)))

    def _replay(self, steps: list[tuple[State, float]]) -> None:
        for number, (values, seconds) in enumerate(steps):
            self._set(values)
            self._run(again=number > 0)
            self._session.advance(seconds)

    @property
    def result(self) -> FetchResult | None:
        """What the last run came to; None where nothing was sent."""
        return self._session.result

    @property
    def verdict(self) -> str:
        """The last run in one sentence."""
        return str(self._session.view["verdict"])

    @property
    def history(self) -> list[Run]:
        """The runs of this session, at most 50, the last one last."""
        return self._session.history

    def again(self) -> None:
        """Send the same call once more, with the cookies and caches that the last run left."""
        self._run(again=True)

    def advance(self, seconds: float) -> None:
        """Move the profile's clock forward: what it remembers ages."""
        self._session.advance(seconds)
        self._refresh()

    def clear(self) -> None:
        """Forget cookies and caches."""
        self._session.clear()
        self._refresh()

    def recall(self, number: int) -> None:
        """Open a run of the history again, with the runs that came before it in its profile."""
        self._replay(self._session.steps(self._session.numbered(number).state))

    def compare(self, number: int) -> dict[str, Any]:
        """What is different between a run of the history and the last one: rows of (what, then,
        now) of settings and outcome.
        """
        self._comparing = self._session.numbered(number).number
        self.tab = "runs"
        self._refresh()
        return dict(self.panel["compared"])

    def find_fix(self) -> dict[str, Any]:
        """The smallest change of the server that lets the page read: changed controls, why, and
        what is better where it is not good.
        """
        if self.result is None:
            return {}
        found = remedy(self._session.values, self._session.past)
        if isinstance(found, Remedy):
            self._remedy = found
        else:
            self._remedy = Remedy({}, "")
        self.fix = remedy_view(found, self._session.values)
        return dict(self.fix)

    def apply_fix(self, better: bool = True) -> None:
        """Do what the fix that was found says; `better`: what stands beside it where it is not
        safe, or not where the mistake is.
        """
        changes = (self._remedy.better or self._remedy if better else self._remedy).changes
        past = [{**step, **changes} for step in self._session.past]
        self._replay(
            [
                *((full(step), step.get(ADVANCE, 0)) for step in past),
                (full({**self._session.values, **changes}), 0),
            ]
        )

    def reset(self) -> None:
        """Every control as it was at first."""
        self.state = {}

    def _set(self, values: Mapping[str, Any]) -> None:
        self.unobserve(self._on_control, list(FIELDS))  # many controls at once are one run
        try:
            with self.hold_sync():
                for name, value in values.items():
                    setattr(self, name, value)
        finally:
            self.observe(self._on_control, list(FIELDS))

    def _on_control(self, _: object) -> None:
        self._run(again=self.keep)

    def _run(self, again: bool) -> None:
        view = self._session.run({name: _plain(getattr(self, name)) for name in FIELDS}, again)
        self._remedy = Remedy({}, "")
        with self.hold_sync():
            self.fix = {}
            self._offer(self._session.values["page"])
            self.outcome = {name: view[name] for name in SHOWN if name in view}
            self._refresh()
            self.runs += 1

    def _offer(self, page: Any) -> None:
        """The choices for a page of this origin; all of them again only where it is another
        page.
        """
        if page != self._offered:
            self._offered = page
            self.controls = [asdict(group) for group in groups(page, self._session.start["page"])]

    def _refresh(self) -> None:
        """Make the panel that is shown, and only that."""
        with self.hold_sync():
            self.clock = self._session.clock
            self.panel = panel_of(self.tab, self._session, self._wish())

    def _wish(self) -> Wish:
        """What the tabs have to know of this view."""
        return Wish(self.copying, self.copying_fixed, self._comparing, self.keep)

    def _on_message(self, message: object) -> None:
        """A button of the view was pressed; what cannot be done is told in a sentence."""
        said = message if isinstance(message, dict) else {}
        buttons: dict[object, Callable[[], object]] = {
            "again": self.again,
            "advance": lambda: self.advance(said.get("seconds", 0)),
            "clear": self.clear,
            "recall": lambda: self.recall(said.get("run", 0)),
            "compare": lambda: self.compare(said.get("run", 0)),
            "fix": self.find_fix,
            "apply": lambda: self.apply_fix(said.get("better") is True),
            "reset": self.reset,
        }
        if isinstance(own := said.get("own"), dict):
            self.send({"own": self._own.answer(own)})
            return
        sorry = ""
        try:
            buttons.get(said.get("press"), lambda: None)()
        except (TypeError, ValueError) as error:
            sorry = str(error)
        self.send({"sorry": sorry})

    def __repr__(self) -> str:
        """The static form: what the controls say, and the result, in plain text."""
        return still_text(self._session)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), still_html(self._session))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value


def _check(page: object, url: object, front: object) -> None:
    """One sentence for whoever mixes up the arguments."""
    if page is not None and not isinstance(page, Page):
        raise TypeError(
            "page must be a page, such as browser.open('https://app.example') gives, not"
            f" {type(page).__name__}."
        )
    if url is not None and not isinstance(url, str):
        raise TypeError(
            f"url must be text, such as 'https://api.example/notes', not {type(url).__name__}."
        )
    if front is not None and not (hasattr(front, "policy") and hasattr(front, "app")):
        raise TypeError(
            "front must be a PolicyFront, such as notes_api.create_app() gives, not"
            f" {type(front).__name__}."
        )
    if front is not None and url is None:
        raise TypeError("url is missing: which URL does the server in front answer for?")


def _known(show: Sequence[str]) -> list[str]:
    """The names of controls as given; TypeError or ValueError, in one sentence, for others."""
    if isinstance(show, str):
        raise TypeError(f"show must be a list of controls, such as [{show!r}].")
    for name in show:
        if name not in FIELDS:
            raise ValueError(f"show: there is no control {name!r}. {did_you_mean(str(name))}")
    return list(show)
