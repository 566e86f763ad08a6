"""One learner's session at a bench: runs in a profile that lasts or begins anew, its clock, and the
history. No view, no Jupyter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.bench.controls import DEFAULTS, FIELDS, URL
from cors_lab.bench.history import MOST_RUNS, Run, differences, label
from cors_lab.bench.marks import message_view
from cors_lab.bench.state import ADVANCE, BEFORE, MOST_BEFORE, POLICY_NAMES, State, full
from cors_lab.bench.suggest_fix import hole
from cors_lab.bench.testbed import Front, Rig
from cors_lab.display.text import SIGNS, duration, visible
from cors_lab.fetch.engines import ENGINES
from cors_lab.result.live import view_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.browser.browser import Browser, Page
    from cors_lab.result.result import FetchResult

EMPTY = full(DEFAULTS)


class Session:
    """`start` is what every control says at first; `values` what they said when it was last run;
    `result` None where nothing was sent;
    `past` the runs that the profile remembers, each with the seconds that passed after it.
    """

    def __init__(self, page: Page | None, url: str | None, front: Front | None) -> None:
        self.rig = Rig(page, url or URL, front)
        if front is None:
            policy = {}
        else:
            policy = {name: getattr(front.policy, name) for name in POLICY_NAMES}
        if page is None:
            asks = {}
        else:
            asks = {"page": page.origin, "engine": page.browser.engine}
        self.start = full(DEFAULTS | asks | policy | ({} if url is None else {"url": url}))
        self.values = self.start
        self._engine: str = self.start["engine"]
        self.history: list[Run] = []
        self.result: FetchResult | None = None
        self.view: dict[str, Any] = {}
        self.past: list[State] = []
        self._waited: float = 0
        self._clear = True
        self._born = {self.start["engine"]: self.browser.now}

    @property
    def browser(self) -> Browser:
        """The profile that the last run was made in."""
        return self.rig.browser(self._engine)

    @property
    def born(self) -> float:
        """When this bench began to use the profile, on the profile's clock."""
        return self._born.setdefault(self._engine, self.browser.now)

    @property
    def clock(self) -> str:
        """How much time the profile has seen pass, in words."""
        return duration(self.browser.now - self.born)

    def run(self, values: State, again: bool) -> dict[str, Any]:
        """Send the call and return what the view draws; `again`: in the profile as the last run
        left it.
        """
        before = self.values if self.history else None
        fresh = self._clear or not again or before is None or before["engine"] != values["engine"]
        self.past = [] if fresh else self._passed()[-MOST_BEFORE:]
        came = label(before, values, 0 if fresh else self._waited, duration(self._waited))
        self.values, self._waited, self._clear = values, 0, False
        if values["engine"] in list(ENGINES):
            self._engine = values["engine"]
        try:
            self.result = self.rig.run(values, fresh)
            self.view = view_of(self.result)
            self.view["message"] = message_view(values, self.start, self.result)
            if warning := hole(values, self.result):
                self.view |= {"state": "noted", "call": f"⚠ {warning}"}
        except (TypeError, ValueError, OSError) as error:
            self.result, self.view = None, refused_view(error)
            self.view["message"] = message_view(values, self.start, None)
        self._record(came)
        return self.view

    def _passed(self) -> list[State]:
        """The runs until now; one that sent nothing has left nothing in the profile but the time
        that passed.
        """
        if self.result is not None:
            return [*self.past, self.values | ({ADVANCE: self._waited} if self._waited else {})]
        if self.past and self._waited:
            return [
                *self.past[:-1],
                self.past[-1] | {ADVANCE: self.past[-1].get(ADVANCE, 0) + self._waited},
            ]
        return self.past

    def _record(self, came: str) -> None:
        number = self.history[-1].number + 1 if self.history else 1
        if self.result and self.result.error:
            error = self.result.error.code
        else:
            error = ""
        kept = {name: self.view[name] for name in ("state", "sign", "verdict", "answers")}
        self.history = [*self.history, Run(number, self.state, self.values, kept, error, came)][
            -MOST_RUNS:
        ]

    @property
    def state(self) -> State:
        """This case: every control that is not at its default, and under "before" the runs that the
        profile remembers.
        """
        values = self.values
        state = {
            name: values[name]
            for name in FIELDS
            if values[name] != EMPTY[name] or values[name] != self.start[name]
        }
        before = [
            {name: step[name] for name in differences(values, step)}
            | ({ADVANCE: step[ADVANCE]} if ADVANCE in step else {})
            for step in self.past
        ]
        return state | ({BEFORE: before} if before else {})

    @staticmethod
    def usual(name: str) -> Any:
        """A control's value on a fresh bench."""
        return EMPTY[name]

    def steps(self, state: Mapping[str, Any]) -> list[tuple[State, float]]:
        """What to run, in order, to come to this state: all controls, and the seconds to wait
        afterwards.
        """
        last = self.start | {name: value for name, value in state.items() if name != BEFORE}
        return [
            *((full(last | step), step.get(ADVANCE, 0)) for step in state.get(BEFORE, [])),
            (full(last), 0),
        ]

    def advance(self, seconds: float) -> None:
        """Move the profile's clock forward. ValueError for a time that is none."""
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise TypeError(f"seconds must be a number, not {seconds!r}.")
        self.browser.advance(seconds)
        self._waited += seconds

    def clear(self) -> None:
        """Forget cookies and caches; the next run begins in a fresh profile."""
        self.rig.forget(self.browser, everything=True)
        self._clear = True

    def numbered(self, number: object) -> Run:
        """A run of the history. ValueError where it is not there."""
        found = next((run for run in self.history if run.number == number), None)
        if found is None:
            raise ValueError(
                f"There is no run {number!r}; the history has"
                f" {', '.join(str(run.number) for run in self.history)}."
            )
        return found


def refused_view(error: Exception) -> dict[str, Any]:
    """`fetch()` itself threw, or a header cannot be sent: nothing happened; the sentence says why,
    `field` which control it names.
    """
    sentence = visible(f"Nothing was sent. {error}", 1000)
    field = str(error).split(":")[0].split(" ")[0]
    nothing: dict[str, Any] = {"call": "", "answers": [], "steps": [], "film": None}
    return nothing | {
        "state": "failed",
        "sign": SIGNS["failed"],
        "verdict": sentence,
        "field": field if field in FIELDS else "",
    }
