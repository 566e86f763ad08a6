"""Handouts: a lesson's questions and tasks as a page to print, and the answers as another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.course.beats.question import Asked, computed
from cors_lab.course.exercises.model import LETTERS
from cors_lab.course.lessons import CARDS, EXERCISES, PREDICTIONS, QUESTIONS
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display import paper
from cors_lab.display.html import joined, marked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.course.beats.question import Question
    from cors_lab.course.exercises.model import Exercise

PAPER = """
section { break-inside: avoid; margin: 0 0 1.2em; }
ol { padding-left: 1.6em; }
.name { display: flex; gap: 2em; } .name span { flex: 1; border-bottom: 1px solid var(--line); }
.lines { height: 4.5em; border-bottom: 1px solid var(--line); }
@page { margin: 16mm; }
"""


def handout(number: str, solutions: bool) -> str:
    """The page of this lesson (two digits): what to answer, or the answers to it."""
    lesson = CONTENTS[number]
    title = f"Lesson {lesson.name}{': answers' if solutions else ''}"
    asked = [one for one in PREDICTIONS.values() if one.lesson == number]
    recalled = QUESTIONS.get(number, ())
    tasks = [one for one in EXERCISES.values() if one.lesson == number]
    parts = [
        Markup("<h1>{}</h1>").format(title),
        Markup("") if solutions else Markup('<p class="name">Name: <span></span></p>'),
        _part("Predict", (_question(one, solutions) for one in asked)),
        _part("Fix", (_exercise(one, solutions) for one in tasks)),
        _part("Recall", (_question(one, solutions) for one in recalled)),
        _part("Cards", (_card(*one, solutions) for one in CARDS.get(number, ()))),
    ]
    return paper.page(title, joined(part for part in parts if part), PAPER)


def _part(title: str, sections: Iterable[Markup]) -> Markup:
    inside = joined(Markup("<section>\n{}\n</section>").format(one) for one in sections)
    return Markup("<h2>{}</h2>\n{}").format(title, inside) if inside else Markup("")


def _question(question: Question, solutions: bool) -> Markup:
    asked = Asked.of(question)
    text = Markup("<p><b>{}</b></p>").format(marked(question.text))
    if solutions:
        option, _, why = asked.options[asked.right]
        letter = LETTERS[asked.right]
        said = Markup("<p>{}) {}<br>{}<br>What happened: {}</p>")
        return text + said.format(
            letter, marked(option), marked(why), marked(computed(asked.value))
        )
    options = joined(
        Markup("<li>{}) {}</li>").format(letter, marked(one)) for _, letter, one in asked.lettered()
    )
    return text + Markup('<ul style="list-style:none">{}</ul>').format(options)


def _exercise(exercise: Exercise, solutions: bool) -> Markup:
    head = Markup("<p><b>{}: {}</b></p>\n<p>{}</p>").format(
        exercise.id, exercise.title, marked(exercise.task)
    )
    choices = joined(
        Markup("<li>{}) {}</li>").format(letter, marked(one))
        for letter, one in zip(LETTERS, exercise.choices, strict=False)
    )
    if choices:
        head += Markup('<ul style="list-style:none">{}</ul>').format(choices)
    if not solutions:
        return head + Markup('<pre>{}</pre><div class="lines"></div>').format(exercise.starter)
    answer = head + Markup("<pre>{}</pre>").format(exercise.solution())
    if exercise.express:
        answer += Markup("<p>The same fix in Express:</p><pre>{}</pre>").format(exercise.express)
    return answer


def _card(front: str, back: str, solutions: bool) -> Markup:
    text = Markup("<p>{}</p>").format(marked(front))
    if solutions:
        return text + Markup("<p>{}</p>").format(marked(back))
    return text + Markup('<div class="lines"></div>')
