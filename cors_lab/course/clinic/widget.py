"""The clinic as a widget: symptoms, a diagnosis, a repair, and what each came to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.course.clinic.diagnosis import CHECKS
from cors_lab.course.clinic.model import PLACES
from cors_lab.course.clinic.open_elsewhere import as_cell, as_pytest, on_bench
from cors_lab.course.clinic.play import NAMES, symptoms
from cors_lab.course.clinic.ward import EXAM
from cors_lab.course.exercises.feedback import Notice
from cors_lab.display import esm
from cors_lab.display.html import PRE, beside, details, joined, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import wrapped

if TYPE_CHECKING:
    from cors_lab.bench.widget import Bench
    from cors_lab.course.clinic.rounds import Round

HERE = Path(__file__).parent
HEALED = "Repaired and discharged. The next patient is already coughing."


class Clinic(anywidget.AnyWidget):
    """A round in the clinic. `view` is what is shown, `act` what the learner does."""

    _esm = esm.joined_esm(esm.DOM, HERE / "clinic.js")
    _css = styled(HERE / "clinic.css")

    view = traitlets.Dict().tag(sync=True)
    act = traitlets.List(traitlets.Any()).tag(sync=True)

    def __init__(self, round: Round) -> None:
        self.round = round
        super().__init__(view=self.now())
        self.observe(self._on_act, "act")

    def diagnose(self, check: str, place: str) -> Clinic:
        """Say which check failed, and where; the names are those that the view offers."""
        self.round.diagnose(check, place)
        return self._shown()

    def repair(self, text: str) -> Clinic:
        """Try this code, or these settings."""
        self.round.repair(text)
        return self._shown()

    def hint(self) -> Clinic:
        """A hint, which costs two points."""
        self.round.hint()
        return self._shown()

    def next(self) -> Clinic:
        """The next case."""
        self.round.next()
        return self._shown()

    def bench(self) -> Bench:
        """The case on the bench."""
        return on_bench(self.round.stay.sick)

    def cell(self) -> str:
        """The code of a cell that plays the case."""
        return as_cell(self.round.stay.sick, self.round.stay.repair)

    def pytest_file(self, path: str | Path) -> Notice:
        """Write a test that fails until the case is repaired; says where. A file that is there
        already is never overwritten. Never raises for a file.
        """
        try:
            with Path(path).open("x", encoding="utf-8") as file:
                file.write(as_pytest(self.round.stay.sick, self.round.stay.repair))
        except FileExistsError:
            return Notice(f"Nothing was written: {path} is there already. Give another name.")
        except OSError as error:
            return Notice(f"Nothing was written: {path} cannot be written ({error.strerror}).")
        except ValueError:  # a NUL byte
            return Notice("Nothing was written: no file can have that name.")
        return Notice(f"Written: {path}. Run `pytest {path}`.", "noted")

    def _shown(self) -> Clinic:
        self.view = self.now()
        return self

    def _on_act(self, _: object) -> None:
        match self.act:
            case [_, "diagnose", str(check), str(place)]:
                self.round.diagnose(check, place)
            case [_, "repair", str(text)]:
                self.round.repair(text)
            case [_, "hint"]:
                self.round.hint()
            case [_, "next"]:
                self.round.next()
        self._shown()

    def now(self) -> dict[str, Any]:
        """What the view shows."""
        if self.round.finished:
            return {"finished": True, "title": self._title(), "rows": self._results()}
        stay = self.round.stay
        exam = self.round.exam is not None
        shown = symptoms(stay.sick)
        return {
            "finished": False,
            "title": self._title(),
            "key": f"{stay.number} {stay.seed}",
            "exam": exam,
            "story": shown.story,
            "call": shown.call,
            "seen": shown.seen,
            "consoles": [
                [NAMES[name], "\n".join(lines) or "(nothing)"]
                for name, lines in shown.console.items()
            ],
            "rows": [list(row) for row in shown.rows],
            "curl": shown.curl,
            "har": json.dumps(shown.har, indent=1),
            "checks": [list(pair) for pair in CHECKS.items()],
            "places": [list(pair) for pair in PLACES.items()],
            "check": stay.check,
            "place": stay.place,
            "told": [] if exam and stay.check else [list(one) for one in stay.told],
            "said": bool(stay.check),
            "kind": stay.sick.kind,
            "repair": stay.repair,
            "tried": [] if exam else [list(one) for one in stay.tried],
            "hints": list(stay.sick.hints[: stay.hints]),
            "more": not exam and not stay.solved and stay.hints < len(stay.sick.hints),
            "healed": HEALED if stay.solved and not exam else "",
            "points": stay.points,
            "cell": as_cell(stay.sick),
            "pytest": as_pytest(stay.sick),
        }

    def _title(self) -> str:
        done = len(self.round.done)
        if self.round.finished:
            return (
                f"Exam {self.round.exam}: {self.round.right} of {EXAM} cases, {self.round.points} "
                f"of {10 * EXAM} points"
            )
        if self.round.exam is not None:
            return f"Exam {self.round.exam} · case {done + 1} of {EXAM}"
        score = f" · {self.round.points} points so far" if done else ""
        stay = self.round.stay
        shown = self.round.named or stay.solved
        case = f"Case {stay.number} · seed" if shown else "Seed"
        return f"{case} {stay.seed}{score}"

    def _results(self) -> list[list[Any]]:
        return [
            [f"{one.number} {one.sick.title}", one.diagnosed, one.healed, one.points]
            for one in self.round.done
        ]

    def __repr__(self) -> str:
        """The static form: the symptoms and the repair so far."""
        view = self.now()
        if view["finished"]:
            rows = [f"  {name}: {points} of 10" for name, _, _, points in view["rows"]]
            return "\n".join([view["title"], *rows])
        engine, said = view["consoles"][0]
        lines = [f"Clinic: {view['title']}", *wrapped(view["story"]), "", *_block(view["call"])]
        lines += [f"JavaScript sees: {view['seen']}", "", f"Console of {engine}:", *_block(said)]
        lines += ["", *_block(view["curl"]), "", "To repair:", *_block(view["repair"])]
        for works, sentence in view["told"]:
            lines += wrapped(sentence, "✓ " if works else "✗ ", "  ")
        for works, sentence, why in view["tried"]:
            lines += wrapped(f"{sentence} {'' if works else why}", "✓ " if works else "✗ ", "  ")
        return "\n".join([*lines, *wrapped(view["healed"])])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), str(self._static()))

    def _static(self) -> Markup:
        view = self.now()
        if view["finished"]:
            return Markup("<pre>{}</pre>").format(repr(self))
        blocks = [
            Markup("<p><b>Clinic:</b> {}</p>\n<p>{}</p>").format(view["title"], view["story"]),
            _pre(view["call"]),
            Markup("<p><b>JavaScript sees</b>: {}</p>").format(marked(view["seen"])),
            *(Markup("<p><b>{}</b></p>{}").format(f"Console of {name}", _pre(said))
              for name, said in view["consoles"]),
            details("On the wire, as curl shows it", _pre(view["curl"])),
            details("To repair", _pre(view["repair"])),
        ]  # fmt: skip
        return Markup("<div>\n{}\n</div>").format(joined(blocks))


def _block(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.splitlines()]


def _pre(text: str) -> Markup:
    return Markup('<pre style="{}">{}</pre>').format(PRE, text)
