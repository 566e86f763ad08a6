"""What `task`, `check`, `hint` and `solution` show: plain text, and HTML that folds what is long;
both the same on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.course.exercises.model import LETTERS
from cors_lab.display.html import PRE, details, joined, marked
from cors_lab.display.palette import BORDER
from cors_lab.display.text import SIGNS, wrapped
from cors_lab.result.html import render_html

if TYPE_CHECKING:
    from cors_lab.course.exercises.model import Exercise, Finding
    from cors_lab.result.result import FetchResult


def heading(exercise: Exercise) -> str:
    """`Exercise 02-one-header: The one header`."""
    return f"Exercise {exercise.id}: {exercise.title}"


@dataclass(frozen=True, slots=True, repr=False)
class Feedback:
    """What came of a check: `findings` in order, the last of which is the first that does not work,
    if one does not.

    `passed` says whether all do, `trace` is the FetchResult behind the one that does not (None
    where no fetch shows it), `hints` are those offered so far.
    """

    exercise: Exercise
    findings: tuple[Finding, ...]
    hints: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Does everything work?"""
        return bool(self.findings) and all(finding.works for finding in self.findings)

    @property
    def trace(self) -> FetchResult | None:
        """The fetch that shows what does not work."""
        if self.passed or not self.findings:
            return None
        return self.findings[-1].trace

    def _verdict(self) -> tuple[str, str]:
        """State and sentence."""
        if self.passed:
            return "passed", f"Solved. {heading(self.exercise)}"
        return "failed", f"Not yet. {heading(self.exercise)}"

    def __repr__(self) -> str:
        state, sentence = self._verdict()
        lines = wrapped(sentence, f"{SIGNS[state]} ", "  ")
        for finding in self.findings:
            lines += wrapped(
                finding.sentence, f"  {SIGNS['passed' if finding.works else 'failed']} ", "    "
            )
            for label, words in _reasons(finding):
                lines += wrapped(f"{label}: {words}", "    ", "      ")
        if self.passed and self.exercise.praise:
            lines += ["", *wrapped(self.exercise.praise)]
        if self.hints:
            lines += ["", f'For a hint: hint("{self.exercise.id}")']
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        state, sentence = self._verdict()
        head = '<p style="margin:0;padding:4px 12px;border-left:4px solid {}"><b>{} {}</b></p>'
        items = joined(_item(finding) for finding in self.findings)
        parts = [
            Markup(head).format(BORDER[state], SIGNS[state], marked(sentence)),
            Markup('<ul style="list-style:none;margin:8px 0;padding:0 0 0 8px">\n{}\n</ul>').format(
                items
            ),
            (
                details("The trace of that fetch", Markup(render_html(self.trace)))
                if self.trace
                else Markup("")
            ),
            (
                Markup("<p>{}</p>").format(marked(self.exercise.praise))
                if self.passed and self.exercise.praise
                else Markup("")
            ),
            *_folded(self.exercise, self.hints),
        ]
        return str(Markup("<div>\n{}\n</div>").format(joined(part for part in parts if part)))


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """One sentence where there is nothing else to show."""

    sentence: str

    def __repr__(self) -> str:
        return "\n".join(wrapped(self.sentence, f"{SIGNS['failed']} ", "  "))

    def _repr_html_(self) -> str:
        head = '<p style="margin:0;padding:4px 12px;border-left:4px solid {}">{} {}</p>'
        return str(Markup(head).format(BORDER["failed"], SIGNS["failed"], marked(self.sentence)))


def _reasons(finding: Finding) -> list[tuple[str, str]]:
    return [
        (label, words)
        for label, words in (("Why", finding.why), ("Fix", finding.fix))
        if words and not finding.works
    ]


def _item(finding: Finding) -> Markup:
    state = "passed" if finding.works else "failed"
    why = Markup("").join(
        Markup("<br><b>{}:</b> {}").format(label, marked(words))
        for label, words in _reasons(finding)
    )
    word = "works" if finding.works else "does not work"
    return Markup('<li style="margin:0 0 6px 0">{} {} <i>({})</i>{}</li>').format(
        SIGNS[state], marked(finding.sentence), word, why
    )


def _folded(exercise: Exercise, hints: tuple[str, ...]) -> list[Markup]:
    total = len(exercise.hints)
    return [
        details(f"Hint {number} of {total}", Markup("<p>{}</p>").format(marked(words)))
        for number, words in enumerate(hints, start=1)
    ]


@dataclass(frozen=True, slots=True, repr=False)
class Hints:
    """The hints of an exercise so far."""

    exercise: Exercise
    hints: tuple[str, ...]
    more: bool

    def _rest(self) -> str:
        if self.more:
            call = f'hint("{self.exercise.id}")'
        else:
            call = f'solution("{self.exercise.id}")'
        return (
            f"{'The next one' if self.more else 'That was the last one; an answer that works'}:"
            f" {call}"
        )

    def _numbered(self) -> list[tuple[str, str]]:
        return [
            (f"Hint {number} of {len(self.exercise.hints)}", words)
            for number, words in enumerate(self.hints, start=1)
        ]

    def __repr__(self) -> str:
        lines = [
            line
            for label, words in self._numbered()
            for line in wrapped(f"{label}: {words}", "", "  ")
        ]
        return "\n".join([heading(self.exercise), *lines, self._rest()])

    def _repr_html_(self) -> str:
        rows = joined(
            Markup("<p><b>{}:</b> {}</p>").format(label, marked(words))
            for label, words in self._numbered()
        )
        return str(
            Markup("<div>\n{}\n<p>{}</p>\n</div>").format(
                rows, marked(self._rest().replace(": ", ": `", 1) + "`")
            )
        )


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """A task with its starter, or a solution: `code` can be copied into a cell; in a lesson the
    cell below has the starter already.
    """

    exercise: Exercise
    sentence: str
    summary: str
    code: str

    def _choices(self) -> list[str]:
        return [
            f"{letter}) {text}"
            for letter, text in zip(LETTERS, self.exercise.choices, strict=False)
        ]

    def _call(self) -> str:
        return f'check("{self.exercise.id}", {self.exercise.name})'

    def __repr__(self) -> str:
        lines = [heading(self.exercise), *wrapped(self.sentence, "  ")]
        lines += [line for choice in self._choices() for line in wrapped(choice, "  ", "     ")]
        return "\n".join(
            [
                *lines,
                "",
                *(f"    {line}".rstrip() for line in self.code.splitlines()),
                "",
                f"Then: {self._call()}",
            ]
        )

    def _repr_html_(self) -> str:
        code = Markup('<pre style="{}">{}</pre>').format(PRE, self.code)
        choices = joined(Markup("<li>{}</li>").format(marked(choice)) for choice in self._choices())
        parts = [
            Markup("<p><b>{}</b><br>{}</p>").format(heading(self.exercise), marked(self.sentence)),
            (
                Markup('<ul style="list-style:none;margin:0;padding:0 0 0 8px">\n{}\n</ul>').format(
                    choices
                )
                if choices
                else Markup("")
            ),
            details(self.summary, code) if self.summary else code,
            Markup("<p>Then: <code>{}</code></p>").format(self._call()),
        ]
        return str(Markup("<div>\n{}\n</div>").format(joined(part for part in parts if part)))
