"""Make the files of a new lesson: `python -m tests.tools.new_lesson 17 some-slug "Its title"`.

It writes the lesson's folder, its notebook with the beats in order and its ledger of claims, and
says what is left to write by hand. Nothing that exists is overwritten.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.tools.notebooks import ROOT, normal_form

PREDICTIONS = '''"""What lesson {number} lets a learner predict."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import ALLOW_ORIGIN, answering, ask

PREDICTIONS = (
    Question(
        "{number}-first",
        "The server allows every page. What happens?",
        (
            ("The page reads the answer.", "read", "`*` allows it."),
            ("The page gets an error.", "not read", "Nothing is missing here."),
        ),
        lambda: ask(answering((ALLOW_ORIGIN, "*"))),
    ),
)
'''
RECALL = '''"""Questions and cards of lesson {number}."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import answering, ask


def _asked(number: int) -> Question:
    return Question(
        f"{number}-question-{{number}}",
        "The server says nothing about CORS. Does the page read its answer?",
        (
            ("Yes.", "read", "Nothing allows it."),
            ("No.", "not read", "No header allows the page to read."),
        ),
        lambda: ask(answering()),
    )


QUESTIONS = (_asked(1), _asked(2), _asked(3))
CARDS = (("Front 1", "Back 1"), ("Front 2", "Back 2"), ("Front 3", "Back 3"))
'''
EXERCISES = '''"""Exercises of lesson {number}."""

from __future__ import annotations

from cors_lab.course.exercises.app_judge import Case, app_judge
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Exercise

APP = "https://app.example"
SERVER = """from servers import practice

my_app = practice.create_app()
"""
ALLOW = """
@my_app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "https://app.example"
    return response
"""


def _exercise(id: str) -> Exercise:
    return Exercise(
        id=id,
        title="Its title",
        task="Let `https://app.example`, and no other page, read `GET /notes`.",
        accepts="app",
        judge=app_judge(
            Case(APP, "/notes", body="Buy milk"),
            lint=Lint((APP,), (Ask("/notes"),), caches=False),
        ),
        hints=("The first hint.", "The second hint."),
        starter=SERVER,
        solution=lambda: SERVER + ALLOW,
        praise="A line of joy.",
        express="app.use(cors({{ origin: 'https://app.example' }}));",
    )


EXERCISES = (_exercise("{number}-first"), _exercise("{number}-second"))
'''
HEAD = """# {title}

A scene in two sentences, in which somebody has this problem.

**You need:** lessons 00 to {before}. **Time:** about 30 minutes. **At the end you can:**

- do the first thing;
- do the second thing;
- do the third thing.

"""
IMPORTS = """from cors_lab.course import cards, check, fetch_from, hint, lesson, predict, quiz
from cors_lab.course import reveal, seen, show, solution, task, wire

lesson("{number}")"""
LAST = """## Three sentences to remember

1. The first.
2. The second.
3. The third.

"""
BY_HAND = """Written. Left to do by hand:
  cors_lab/course/syllabus.py       add: Lesson("{number}", "{title}", "{file}", 30)
  tests/course/wrong_answers.py     add the wrong answers of its exercises to WRONG
  cors_lab/course/notebook.py       export the lesson's experiment, once it has one
Then: python -m tests.tools.notebooks notebooks/{file}"""


def cells_of(number: str, title: str) -> list[nbformat.NotebookNode]:
    """The beats in their order, each with one line to begin with."""
    before = f"{max(int(number) - 1, 0):02}"
    first, second = f"{number}-first", f"{number}-second"
    return [
        new_markdown_cell(HEAD.format(title=title, before=before)),
        new_code_cell(IMPORTS.format(number=number)),
        new_markdown_cell("## Predict\n\nWhat the learner has to know to guess."),
        new_code_cell(f'predict("{first}")'),
        new_markdown_cell("## Try it\n\nThe experiment, and three things to find with it."),
        new_markdown_cell("## Explain\n\nWhy it is so."),
        new_markdown_cell("## In your own DevTools\n\nOne thing to look at in a real browser."),
        new_markdown_cell(f'## Fix\n\nStuck? `hint("{first}")`, then `solution("{first}")`.'),
        *(new_code_cell(f'task("{id}")') for id in (first, second)),
        new_markdown_cell("## Recall"),
        new_code_cell(f'quiz("{number}")'),
        new_code_cell(f'cards("{number}")'),
        new_markdown_cell(LAST),
    ]


def files(number: str, slug: str, title: str) -> dict[str, str]:
    """What is written, by path."""
    folder = f"cors_lab/course/lessons/n{number}_{slug.replace('-', '_')}"
    notebook = nbformat.writes(new_notebook(cells=cells_of(number, title)))
    named = {"number": number, "title": title}
    return {
        f"{folder}/__init__.py": f'"""Lesson {number}: {title}."""\n',
        f"{folder}/predictions.py": PREDICTIONS.format(**named),
        f"{folder}/recall.py": RECALL.format(**named),
        f"{folder}/exercises.py": EXERCISES.format(**named),
        f"notebooks/{number}-{slug}.ipynb": normal_form(notebook),
        f"tests/lessons/claims/{number}.toml": "[shown]\n",
    }


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description="Make the files of a new lesson.")
    parser.add_argument("number", help="two digits")
    parser.add_argument("slug", help="words with hyphens, such as four-caches")
    parser.add_argument("title")
    given = parser.parse_args(argv)
    if not re.fullmatch(r"\d\d", given.number) or not re.fullmatch(r"[a-z0-9-]+", given.slug):
        parser.error("number: two digits; slug: small letters, digits and hyphens")
    wanted = files(given.number, given.slug, given.title)
    taken = [path for path in wanted if (root / path).exists()]
    if taken:
        print(f"There is {taken[0]} already; nothing was written.", file=sys.stderr)
        return 1
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    file = f"{given.number}-{given.slug}.ipynb"
    print(BY_HAND.format(number=given.number, title=given.title, file=file))
    return 0


if __name__ == "__main__":
    sys.exit(main())
