"""What `task`, `check`, `hint` and `solution` show: plain text, and HTML that folds the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from markupsafe import Markup

from cors_lab.course.exercises.model import LETTERS
from cors_lab.display.html import PRE, details, joined, marked
from cors_lab.display.palette import BORDER
from cors_lab.display.text import SIGNS, wrapped
from cors_lab.result.html import render_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.course.exercises.model import Exercise, Finding
    from cors_lab.result.result import FetchResult

HEAD = '<p style="margin:0;padding:4px 12px;border-left:4px solid {}"><b>{} {}</b></p>'
LIST = '<ul style="list-style:none;margin:8px 0;padding:0 0 0 8px">\n{}\n</ul>'
ITEM = '<li style="margin:0 0 6px 0">{} {} <i>({})</i>{}</li>'
WORDS = {"passed": "right", "failed": "not yet", "not-reached": "not looked at yet"}
SOLVED = (
    "Solved. Put the kettle on.",
    "Solved. The bouncer lifts his hat.",
    "Solved. That is one forum thread fewer.",
    "Solved. The console has nothing to add.",
    "Solved. You may look smug for a minute.",
)
IN_EXPRESS = "The same fix in Express"


def heading(exercise: Exercise) -> str:
    """`Exercise 02-one-header: The one header`."""
    return f"Exercise {exercise.id}: {exercise.title}"


@dataclass(frozen=True, slots=True, repr=False)
class Feedback:
    """The outcome of a check: `findings` in order, `hints` those offered so far."""

    exercise: Exercise
    findings: tuple[Finding, ...]
    hints: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Does everything work?"""
        return bool(self.findings) and all(finding.works for finding in self.findings)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """What was looked at and does not work."""
        return tuple(one for one in self.findings if one.reached and not one.works)

    @property
    def first_failure(self) -> str:
        """The first sentence about what does not work, "" where all does."""
        return next((finding.sentence for finding in self.failed), "")

    @property
    def trace(self) -> FetchResult | None:
        """The first fetch that shows what does not work."""
        return next((finding.trace for finding in self.failed if finding.trace), None)

    def _verdict(self) -> tuple[str, str]:
        """State and sentence."""
        if self.passed:
            return "passed", f"{solved(self.exercise.id)} {heading(self.exercise)}"
        return "failed", f"Not yet. {heading(self.exercise)}"

    def __repr__(self) -> str:
        state, sentence = self._verdict()
        lines = wrapped(sentence, f"{SIGNS[state]} ", "  ")
        for finding in self.findings:
            lines += wrapped(_said(finding), f"  {SIGNS[finding.state]} ", "    ")
            for label, words in _reasons(finding):
                lines += wrapped(f"{label}: {words}", "    ", "      ")
        if self.passed and self.exercise.praise:
            lines += ["", *wrapped(self.exercise.praise)]
        if self.passed and self.exercise.express:
            lines += ["", f'{IN_EXPRESS}: solution("{self.exercise.id}")']
        if not self.passed:
            lines += ["", f'For a hint: hint("{self.exercise.id}")']
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        state, sentence = self._verdict()
        parts = [
            Markup(HEAD).format(BORDER[state], SIGNS[state], marked(sentence)),
            Markup(LIST).format(joined(_item(finding) for finding in self.findings)),
            _trace(self.trace),
            *self._after(),
        ]
        return str(Markup("<div>\n{}\n</div>").format(joined(part for part in parts if part)))

    def _after(self) -> Iterable[Markup]:
        """What comes last: praise and the twin, or the hints."""
        if not self.passed:
            yield from _folded(self.exercise, self.hints)
            return
        if self.exercise.praise:
            yield Markup("<p>{}</p>").format(marked(self.exercise.praise))
        yield in_express(self.exercise)


def solved(id: str) -> str:
    """A line of joy, always the same for the same exercise."""
    return SOLVED[crc32(id.encode()) % len(SOLVED)]


def in_express(exercise: Exercise) -> Markup:
    """The twin for Express, folded; nothing where there is no server to fix."""
    if not exercise.express:
        return Markup("")
    code = Markup('<pre style="{}">{}</pre>').format(PRE, exercise.express.rstrip())
    return details(IN_EXPRESS, code)


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """One sentence where there is nothing else to show."""

    sentence: str
    state: str = "failed"

    def __repr__(self) -> str:
        return "\n".join(wrapped(self.sentence, f"{SIGNS[self.state]} ", "  "))

    def _repr_html_(self) -> str:
        sentence = marked(self.sentence)
        return str(Markup(HEAD).format(BORDER[self.state], SIGNS[self.state], sentence))


def _said(finding: Finding) -> str:
    """The sentence; what was not looked at says so."""
    if finding.reached:
        return finding.sentence
    return f"{finding.sentence} ({WORDS[finding.state]})"


def _reasons(finding: Finding) -> list[tuple[str, str]]:
    if finding.works or not finding.reached:
        return []
    pairs = (("Why", finding.why), ("Fix", finding.fix))
    return [(label, words) for label, words in pairs if words]


def _item(finding: Finding) -> Markup:
    reasons = [
        Markup("<br><b>{}:</b> {}").format(label, marked(words))
        for label, words in _reasons(finding)
    ]
    state = finding.state
    sentence = marked(finding.sentence)
    return Markup(ITEM).format(SIGNS[state], sentence, WORDS[state], Markup("").join(reasons))


def _trace(trace: FetchResult | None) -> Markup:
    if trace is None:
        return Markup("")
    return details("The trace of that fetch", Markup(render_html(trace, pictured=False)))


def _folded(exercise: Exercise, hints: tuple[str, ...]) -> list[Markup]:
    total = len(exercise.hints)
    numbered = enumerate(hints, start=1)
    return [
        details(f"Hint {number} of {total}", Markup("<p>{}</p>").format(marked(words)))
        for number, words in numbered
    ]


@dataclass(frozen=True, slots=True, repr=False)
class Hints:
    """The hints of an exercise so far."""

    exercise: Exercise
    hints: tuple[str, ...]
    more: bool

    def _rest(self) -> tuple[str, str]:
        """A label, and what to call next."""
        if self.more:
            return "The next one", f'hint("{self.exercise.id}")'
        return "That was the last one; an answer that works", f'solution("{self.exercise.id}")'

    def _numbered(self) -> list[tuple[str, str]]:
        total = len(self.exercise.hints)
        numbered = enumerate(self.hints, start=1)
        return [(f"Hint {number} of {total}", words) for number, words in numbered]

    def __repr__(self) -> str:
        lines = [heading(self.exercise)]
        for label, words in self._numbered():
            lines += wrapped(f"{label}: {words}", "", "  ")
        return "\n".join([*lines, ": ".join(self._rest())])

    def _repr_html_(self) -> str:
        form = Markup("<p><b>{}:</b> {}</p>")
        rows = joined(form.format(label, marked(words)) for label, words in self._numbered())
        rest = Markup("<p>{}: <code>{}</code></p>").format(*self._rest())
        return str(Markup("<div>\n{}\n{}\n</div>").format(rows, rest))


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """A task with its starter, or a solution: `code` can be copied into a cell."""

    exercise: Exercise
    sentence: str
    summary: str
    code: str

    def _choices(self) -> list[str]:
        pairs = zip(LETTERS, self.exercise.choices, strict=False)
        return [f"{letter}) {text}" for letter, text in pairs]

    def _call(self) -> str:
        return f'check("{self.exercise.id}", {self.exercise.name})'

    def _twin(self) -> str:
        """The twin for Express, with a solution and not with a task."""
        return "" if self.summary else self.exercise.express.rstrip()

    def __repr__(self) -> str:
        lines = [heading(self.exercise), *wrapped(self.sentence, "  ")]
        for choice in self._choices():
            lines += wrapped(choice, "  ", "     ")
        lines += ["", *_indented(self.code), "", f"Then: {self._call()}"]
        if twin := self._twin():
            lines += ["", f"{IN_EXPRESS}:", "", *_indented(twin)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        code = Markup('<pre style="{}">{}</pre>').format(PRE, self.code)
        choices = joined(Markup("<li>{}</li>").format(marked(one)) for one in self._choices())
        head = Markup("<p><b>{}</b><br>{}</p>")
        parts = [
            head.format(heading(self.exercise), marked(self.sentence)),
            Markup(LIST).format(choices) if choices else Markup(""),
            details(self.summary, code) if self.summary else code,
            Markup("<p>Then: <code>{}</code></p>").format(self._call()),
            in_express(self.exercise) if self._twin() else Markup(""),
        ]
        return str(Markup("<div>\n{}\n</div>").format(joined(part for part in parts if part)))


def _indented(code: str) -> list[str]:
    return [f"    {line}".rstrip() for line in code.splitlines()]
