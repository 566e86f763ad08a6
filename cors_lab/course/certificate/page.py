"""The certificate as a page: one HTML file with everything in it, for the screen and for paper."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cors_lab.course.certificate.claims import FORMAT, MOST_EXAMS, QUESTION_OF, VERSION
from cors_lab.course.lessons import EXERCISES
from cors_lab.course.syllabus import CONTENTS
from cors_lab.display import paper
from cors_lab.display.html import joined, marked

if TYPE_CHECKING:
    from cors_lab.course.certificate.claims import Claims

DATA = "cors-lab-certificate"
MOST = 4 * 1024 * 1024  # characters of a certificate
CLAIM = (
    "This page lists answers. Each can be judged again: `cors-lab verify FILE` runs them against "
    "the exercises and says which hold. It cannot say who wrote them, when, or with whose help: "
    "the dates, tries and hints are the learner's own record."
)


class NoCertificateError(Exception):
    """The text is no certificate of ours: the argument says why, in a sentence."""


def page(claims: Claims) -> str:
    """The whole file: always the same for the same claims."""
    data = f'<script type="application/json" id="{DATA}">\n{_embedded(claims)}\n</script>\n'
    return paper.page(f"CORS Lab: certificate of {claims['name']}", _body(claims), after=data)


def _embedded(claims: Claims) -> str:
    """As JSON in which nothing ends the script element."""
    text = json.dumps(claims, indent=1, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _body(claims: Claims) -> Markup:
    exercises, questions = claims["exercises"], claims["questions"]
    right = sum(question["right"] for question in questions)
    head = Markup(
        "<h1>CORS Lab</h1>\n<p><strong>{}</strong> solved {} of {} exercises. {} of {} first "
        "answers to questions are right.</p>\n<p>{} Made on {} with edition {}.</p>"
    ).format(
        claims["name"],
        len(exercises),
        len(EXERCISES),
        right,
        len(questions),
        marked(CLAIM),
        claims["made"],
        claims["edition"],
    )
    return joined([head, *_lessons(claims), *_exams(claims)])


def _lessons(claims: Claims) -> list[Markup]:
    parts = []
    for number, lesson in CONTENTS.items():
        solved = [one for one in claims["exercises"] if one["id"].startswith(f"{number}-")]
        asked = [one for one in claims["questions"] if one["id"].startswith(f"{number}-")]
        if solved or asked:
            parts.append(Markup("<h2>Lesson {}</h2>").format(lesson.name))
        if solved:
            parts.append(_exercise_table(number, solved))
            parts += [_answer(one) for one in solved]
        if asked:
            parts.append(_question_list(asked))
    return parts


def _exercise_table(number: str, solved: list[dict[str, Any]]) -> Markup:
    head = joined(
        Markup('<th scope="col">{}</th>').format(name)
        for name in ("Exercise", "Solved on", "Tries", "Hints", "Solution shown before")
    )
    rows = joined(
        Markup(
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>'
        ).format(title(one["id"]), one["at"], one["tries"], one["hints"], _yes(one["solution"]))
        for one in solved
    )
    form = Markup('<div class="wide" tabindex="0" role="region" aria-label="{}">{}</div>')
    label = f"Exercises of lesson {number}"
    table = Markup("<table>\n<thead><tr>{}</tr></thead>\n<tbody>{}</tbody>\n</table>")
    return form.format(label, table.format(head, rows))


def title(id: str) -> str:
    """`02-one-header: The one header`; the id alone where it is not known."""
    return f"{id}: {EXERCISES[id].title}" if id in EXERCISES else id


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _answer(one: dict[str, Any]) -> Markup:
    form = "<details><summary>The answer to {}</summary>\n<pre>{}</pre></details>"
    return Markup(form).format(one["id"], one["text"])


def _question_list(asked: list[dict[str, Any]]) -> Markup:
    items = joined(
        Markup("<li>{}<br>First answer: {} ({})</li>").format(
            _question(one["id"]), marked(one["text"]), "right" if one["right"] else "wrong"
        )
        for one in asked
    )
    form = "<details><summary>First answers to questions: {}</summary>\n<ul>{}</ul></details>"
    return Markup(form).format(len(asked), items)


def _question(id: str) -> Markup:
    return marked(QUESTION_OF[id].text) if id in QUESTION_OF else Markup("{}").format(id)


def _exams(claims: Claims) -> list[Markup]:
    rows = [
        Markup("<li>{}: {} of {} cases</li>").format(one["at"], one.get("right"), one.get("cases"))
        for one in claims["exams"]
    ]
    if not rows:
        return []
    return [Markup("<h2>Exams of the clinic</h2>\n<ul>{}</ul>").format(joined(rows))]


class _Reader(HTMLParser):
    """Finds the data in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and ("id", DATA) in attrs:
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def claims_in(text: str) -> Claims:
    """The claims of this page. Raises NoCertificateError."""
    reader = _Reader()
    reader.feed(text[:MOST])
    if len(reader.found) != 1:
        raise NoCertificateError("it has no answers of a CORS Lab certificate in it")
    try:
        found = json.loads(reader.found[0])
    except (ValueError, RecursionError):
        raise NoCertificateError("its answers are cut short or damaged") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NoCertificateError("it has no answers of a CORS Lab certificate in it")
    if not isinstance(found.get("version"), int) or found["version"] > VERSION:
        raise NoCertificateError("it is from a later version of cors-lab. Update cors-lab")
    _demand(found)
    return found


def _demand(found: Claims) -> None:
    """Raises NoCertificateError unless each part is of the right type."""
    parts = [found.get(name) for name in ("exercises", "questions", "exams")]
    lists = all(
        isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in parts
    )
    texts = all(isinstance(found.get(name), str) for name in ("name", "made", "edition"))
    if not lists or not texts:
        raise NoCertificateError("its answers are not in the form of a certificate")
    if len(found["exams"]) > MOST_EXAMS:
        raise NoCertificateError(f"it has more than {MOST_EXAMS} exams")
