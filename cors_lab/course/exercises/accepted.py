"""Is what a learner hands in of the kind that the exercise wants? If not, one sentence says so."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Page
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.server.loopback import Server

if TYPE_CHECKING:
    from collections.abc import Callable

THE_APP = "Hand in the Flask app itself: `my_app = Flask(...)`, and then `my_app`."
A_VIEW = "That is a function such as a view. Hand in the Flask app that it belongs to."
NO_WSGI = (
    "It cannot be called as a WSGI app is (FastAPI and Starlette make ASGI apps). "
    "Hand in a Flask app."
)
A_PAGE = "That is a page of the simulated browser. The server is what has to be fixed."
THE_FUNCTION = "Hand in the function itself, without calling it: its name and no brackets."
THREE = "Hand in a function that takes three arguments, as the starter's does."
LETTERS = 'Hand in letters as a string, such as `"ACE"`.'
TEXTS = "Hand in a dict with a string for each entry, as the starter has it."
TEXT = "Hand in a string: the lines, between three quotes."
REQUEST = 'Hand in a dict of arguments, such as `{"method": "POST", "body": "Buy milk"}`.'


def accepted(exercise: Exercise, answer: Any) -> tuple[Any, Finding | None]:
    """The answer as the judge wants it, or what is wrong with its type."""
    value, sentence = READERS[exercise.accepts](answer)
    if not sentence:
        return value, None
    return None, Finding(False, f"This cannot be checked: it is {_kind(answer)}.", fix=sentence)


def _kind(answer: Any) -> str:
    """What was handed in, in words."""
    if answer is None:
        return "nothing (None)"
    if inspect.isclass(answer):
        return f"the class {answer.__name__}"
    if inspect.isroutine(answer):
        return f"a function of {_count(answer)}"
    name = type(answer).__name__
    article = "an" if name[0].lower() in "aeiou" else "a"
    return f"{article} {name}"


def _count(function: Callable[..., Any]) -> str:
    """How many arguments it takes, in words."""
    try:
        number = len(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return "another kind"
    return f"{number or 'no'} argument{'' if number == 1 else 's'}"


def _app(answer: Any) -> tuple[Any, str]:
    app = answer.app if isinstance(answer, Server) else answer
    if isinstance(app, Page):
        return None, A_PAGE
    if not callable(app) or inspect.isclass(app):
        return None, THE_APP
    if _takes(app, 2):
        return app, ""
    return None, A_VIEW if inspect.isroutine(app) else NO_WSGI


def _function(answer: Any) -> tuple[Any, str]:
    if not callable(answer) or inspect.isclass(answer):
        return None, THE_FUNCTION
    if not _takes(answer, 3):
        return None, THREE
    return answer, ""


def _takes(function: Callable[..., Any], arguments: int) -> bool:
    try:
        inspect.signature(function).bind(*[None] * arguments)
    except (TypeError, ValueError):
        return False
    return True


def _letters(answer: Any) -> tuple[Any, str]:
    if isinstance(answer, str):
        return answer, ""
    if isinstance(answer, Iterable) and not isinstance(answer, Mapping):
        return "".join(part for part in answer if isinstance(part, str)), ""
    return None, LETTERS


def _text(answer: Any) -> tuple[Any, str]:
    return (answer, "") if isinstance(answer, str) else (None, TEXT)


def _texts(answer: Any) -> tuple[Any, str]:
    return (answer, "") if isinstance(answer, Mapping) else (None, TEXTS)


def _request(answer: Any) -> tuple[Any, str]:
    return (answer, "") if isinstance(answer, Mapping) else (None, REQUEST)


READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "app": _app,
    "function": _function,
    "letters": _letters,
    "text": _text,
    "texts": _texts,
    "request": _request,
}
