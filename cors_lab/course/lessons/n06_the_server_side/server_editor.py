"""The experiment of lesson 06: the code of a server, and what two pages get from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.exercises.app_judge import JSON, Visit, visiting
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.sandbox import (
    EndedError,
    RaisedError,
    TookTooLongError,
    TooMuchMemoryError,
    bounded,
    what_was_raised,
)
from cors_lab.course.exercises.strangers import STRANGER
from cors_lab.course.lessons.n06_the_server_side.servers_to_edit import APP, SERVERS
from cors_lab.display.document import Checks, Item, Table, View
from cors_lab.result.answers import could_read, ran, sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

SECONDS = 5.0
POST = {"method": "POST", "headers": JSON, "body": '"Buy milk"'}
DELETE = {"method": "DELETE"}
COOKIE = {"credentials": "include"}
COLUMNS = ("request", "preflight", "server ran it", "page reads")
DRAFT = "06-server-editor"


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: what is asked, by whom, and the status that the app's own page should read."""

    words: str
    path: str
    status: int
    arguments: Mapping[str, Any] = field(default_factory=dict)
    origin: str = APP


REQUESTS = (
    Asked("`GET /notes`", "/notes", 200),
    Asked("`POST /notes` with JSON", "/notes", 201, POST),
    Asked("`DELETE /notes/1` with the cookie", "/notes/1", 204, {**DELETE, **COOKIE}),
    Asked("`GET /me` with the cookie", "/me", 200, COOKIE),
    Asked("`GET /me` without it", "/me", 401),
    Asked("`GET /nothing`", "/nothing", 404),
    Asked("`GET /broken`", "/broken", 500),
    Asked("a stranger: `GET /notes`", "/notes", 0, {}, STRANGER),
    Asked("a stranger: `GET /me` with the cookie", "/me", 0, COOKIE, STRANGER),
    Asked("a stranger: `DELETE /notes/1`", "/notes/1", 0, DELETE, STRANGER),
)
LINT = Lint(
    (APP, "https://admin.example"),
    (Ask("/me"), Ask("/notes"), Ask("/notes/1", DELETE), Ask("/notes", POST)),
    vary_where_refused=False,
)
CODE = Control("code", "The server: Flask, and it ends with an app", "code", tuple(SERVERS.items()))


def server_editor(server: str = "headers on OPTIONS only") -> Experiment:
    """The editor with one of the servers in it. Raises ValueError for a name of none of them."""
    if server not in SERVERS:
        names = ", ".join(map(repr, SERVERS))
        raise ValueError(f"server: there is no {server!r}; there are {names}.")
    title = "A server, and who gets what from it"
    return Experiment(title, (CODE,), look, {"code": SERVERS[server]}, draft=DRAFT)


def look(values: Mapping[str, Any]) -> View:
    """Run the code, then ask the app.

    Raises ValueError, with a sentence, for code that makes no app, raises, or does not end.
    """
    code = str(values["code"])
    try:
        view: View = bounded(lambda: _view(code), SECONDS)
    except (TookTooLongError, TooMuchMemoryError, EndedError, RaisedError) as error:
        raise ValueError(_why_not(error)) from None
    return view


def _why_not(error: Exception) -> str:
    """What is wrong with code that does not run, in words."""
    if isinstance(error, TookTooLongError):
        limit = f"{SECONDS:g} seconds"
        return f"the code did not end within {limit}: look for a loop that never ends."
    if isinstance(error, TooMuchMemoryError):
        return (
            "the code needs too much memory: look for a list or a string that never stops growing."
        )
    if isinstance(error, EndedError):
        return "the code wants to end Python: take `exit()` out."
    if isinstance(error, RaisedError) and error.kind == "SyntaxError":
        return f"this is not Python yet: {error}."
    return f"the code raised {error}."


def _view(code: str) -> View:
    names: dict[str, Any] = {"__name__": "server"}
    exec(compile(code, "<the server>", "exec"), names)
    app = names.get("app")
    if not callable(app):
        said = "There is no `app`: the code has to end with a Flask app of that name."
        return View("failed", said)
    with visiting(app) as visit:
        results = [
            (asked, visit.fetch(asked.origin, asked.path, **asked.arguments)) for asked in REQUESTS
        ]
        holes = _lint(visit)
        table = Table("Who gets what", COLUMNS, tuple(_row(*pair) for pair in results))
        if visit.crashes:
            raised = what_was_raised(visit.crashes[0])
            return View("failed", f"The app raised an exception: {raised}", (table,))
        return View(*_verdict(results, holes), (table, Checks("The security lint", holes)))


def _row(asked: Asked, result: FetchResult) -> tuple[str, ...]:
    return asked.words, sent(result, preflight=True), ran(result), _reads(asked, result)


def _reads(asked: Asked, result: FetchResult) -> str:
    """What the page reads, and whether that is what the API should have answered."""
    if result.response is None or could_read(result) != "yes":
        return "no"
    status = result.response.status
    if asked.origin != APP:
        return f"yes, {status}: it must not"
    if status != asked.status:
        return f"yes, but {status} instead of {asked.status}"
    return f"yes, {status}"


def _right(asked: Asked, result: FetchResult) -> bool:
    """Does the app's own page read the answer that it should?"""
    return _reads(asked, result) == f"yes, {asked.status}"


def _lint(visit: Visit) -> tuple[Item, ...]:
    found = LINT.findings(visit.fetch)
    return tuple(
        Item(
            finding.sentence,
            "passed" if finding.works else "failed",
            " ".join(filter(None, (finding.why, finding.fix))),
        )
        for finding in found
    )


def _verdict(results: list[tuple[Asked, FetchResult]], holes: tuple[Item, ...]) -> tuple[Any, str]:
    own = [_right(asked, result) for asked, result in results if asked.origin == APP]
    strangers = [_got(asked, result) for asked, result in results if asked.origin != APP]
    sentence = (
        f"`{APP}` reads {sum(own)} of {len(own)} answers as it should, "
        f"a stranger {sum(strangers)} of {len(strangers)}."
    )
    safe = all(hole.state == "passed" for hole in holes)
    good = all(own) and not any(strangers) and safe
    if good:
        sentence += " That is a server to take home."
    return ("passed" if good else "failed"), sentence


def _got(asked: Asked, result: FetchResult) -> bool:
    """Did a stranger get what it must not?"""
    return could_read(result) == "yes" or (bool(asked.arguments.get("method")) and result.executed)
