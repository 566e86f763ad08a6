"""A small experiment: controls, and under them what a function of their values has to say.

It is computed again at every change.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.record.record import draft_of, keep_draft
from cors_lab.display import esm
from cors_lab.display.document import Text, View
from cors_lab.display.html import beside, joined
from cors_lab.display.palette import styled
from cors_lab.display.text import visible, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Control:
    """One control: a select of (label, value) pairs, a check, a text, or `lines` of text; "code" is
    lines that wait for a button.

    The value of a "button" is how often it has been pressed.
    A text control may offer examples as (label, value) pairs: choosing one puts it there, or for
    `lines` adds it. Controls of one `group` stand together under its name.
    """

    name: str
    label: str
    kind: Literal["select", "check", "text", "lines", "code", "button"] = "select"
    choices: tuple[tuple[str, Any], ...] = ()
    group: str = ""

    def said(self, value: Any) -> str:
        """The value in words."""
        if self.kind == "check":
            if value:
                return "yes"
            return "no"
        if self.kind == "select":
            shown = next((label for label, choice in self.choices if choice == value), value)
        else:
            shown = value
        return visible(" | ".join(str(shown).splitlines()) or "none", 1000)


class Experiment(anywidget.AnyWidget):
    """Controls, and the view that `look(values)` gives; `values` is a dict by the controls' names,
    and can be set from Python too.

    `look` may raise TypeError or ValueError with a sentence for values that make no sense: it is
    shown in place of the view.
    Code that waits for a button is kept under `draft`, so that it is there again after a restart.
    Raises ValueError for a value whose name is no control's.
    """

    _esm = esm.joined_esm(esm.DOM, HERE / "waiting.js", HERE / "experiment.js")
    _css = styled(HERE / "experiment.css")

    title = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List(traitlets.Dict()).tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        look: Callable[[Mapping[str, Any]], View],
        values: Mapping[str, Any],
        draft: str = "",
    ) -> None:
        self._controls, self._look, self._draft = tuple(controls), look, draft
        names = [control.name for control in controls]
        if wrong := sorted(set(values) ^ set(names)):
            raise ValueError(
                f"values: {wrong[0]!r} must be both a control and a value; the controls are"
                f" {', '.join(names)}."
            )
        super().__init__(
            title=title,
            controls=[asdict(control) for control in controls],
            values={**values, **self._kept()},
        )
        self.seen = self._see()
        self.view = self.seen.data()
        self.observe(self._on_values, "values")

    def set(self, **values: Any) -> Experiment:
        """Set controls by name, as a hand would; the experiment itself, so that a cell shows it."""
        if unknown := sorted(set(values) - set(self.values)):
            raise ValueError(
                f"values: there is no {unknown[0]!r}; the controls are {', '.join(self.values)}."
            )
        self.values = {**self.values, **values}
        return self

    def _kept(self) -> dict[str, str]:
        """The code of an earlier session, by its control."""
        text = draft_of(self._draft) if self._draft else ""
        return {one.name: text for one in self._controls if one.kind == "code" and text}

    def _on_values(self, _: object) -> None:
        if self._draft:
            for block in self._code():
                keep_draft(self._draft, block.lines)
        self.seen = self._see()
        # Numbered: the same view twice in a row must reach the live view too, which waits for it.
        self.view = {**self.seen.data(), "number": self.view.get("number", 0) + 1}

    def _see(self) -> View:
        try:
            return self._look(self.values)
        except (TypeError, ValueError) as error:
            return View(
                "failed",
                visible(f"That cannot be tried. {str(error)[:1].upper()}{str(error)[1:]}", 1000),
            )

    def __repr__(self) -> str:
        """The static form: what the controls say, and the view, in plain text."""
        said = [
            line
            for label, value in self._said()
            for line in wrapped(f"{label}: {value}", "  ", "    ")
        ]
        code = [line for block in self._code() for line in ["", *block.text()]]
        return "\n".join([self.title, *said, *code, "", *self.seen.text()])

    def _said(self) -> list[tuple[str, str]]:
        shown = [control for control in self._controls if control.kind not in {"code", "button"}]
        return [(control.label, control.said(self.values[control.name])) for control in shown]

    def _code(self) -> list[Text]:
        return [
            Text(control.label, self.values[control.name])
            for control in self._controls
            if control.kind == "code"
        ]

    def _static_html(self) -> str:
        said = Markup(" · ").join(Markup("{}: <b>{}</b>").format(*pair) for pair in self._said())
        parts = [
            Markup("<p><b>{}</b><br>{}</p>").format(self.title, said),
            *(block.html() for block in self._code()),
            self.seen.html(),
        ]
        return str(Markup("<div>\n{}\n</div>").format(joined(parts)))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), self._static_html())
