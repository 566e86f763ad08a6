"""The experiment of lesson 06: the code of a server, and what pages of the right and the wrong
origin get from it. It is run, not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.exercises.app_judge import JSON, Visit, visiting
from cors_lab.course.exercises.lint import Lint
from cors_lab.course.exercises.sandbox import TookTooLongError, bounded, what_was_raised
from cors_lab.display.document import Checks, Item, Table, View
from cors_lab.result.answers import could_read, ran, sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

APP, EVIL = "https://app.example", "https://evil.example"
SECONDS = 5.0
POST = {"method": "POST", "headers": JSON, "body": '"Buy milk"'}
COOKIE = {"credentials": "include"}
# What is asked, by whom, and with what.
REQUESTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("`GET /notes`", APP, "/notes", {}),
    ("`POST /notes` with JSON", APP, "/notes", POST),
    ("`DELETE /notes/1`", APP, "/notes/1", {"method": "DELETE"}),
    ("`GET /me` with the cookie", APP, "/me", COOKIE),
    ("`GET /me` without it: 401", APP, "/me", {}),
    ("`GET /nothing`: 404", APP, "/nothing", {}),
    ("`GET /broken`: 500", APP, "/broken", {}),
    ("a stranger: `GET /notes`", EVIL, "/notes", {}),
    ("a stranger: `GET /me` with the cookie", EVIL, "/me", COOKIE),
    ("a stranger: `DELETE /notes/1`", EVIL, "/notes/1", {"method": "DELETE"}),
)
TOP = "from flask import request\nfrom servers import practice\n\napp = practice.create_app()\n"
SERVERS = {
    "nothing about CORS": "from servers import practice\n\napp = practice.create_app()\n",
    "headers on OPTIONS only": (
        f"""{TOP}
@app.before_request
def preflight():
    if request.method == "OPTIONS":
        return "", 204, {{
            "Access-Control-Allow-Origin": "{APP}",
            "Access-Control-Allow-Methods": "POST, DELETE",
            "Access-Control-Allow-Headers": "Content-Type",
            "Access-Control-Allow-Credentials": "true",
        }}
"""
    ),
    "by hand": (
        f"""{TOP}ALLOWED = {{"{APP}"}}

@app.after_request
def allow(response):
    response.vary.add("Origin")
    if request.headers.get("Origin") in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Allow-Methods"] = "DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response
"""
    ),
    "Flask-CORS, as it comes": (
        "from flask_cors import CORS\nfrom servers import practice\n\napp ="
        " practice.create_app()\nCORS(app)\n"
    ),
    "Flask-CORS, told what we mean": (
        f"""from flask_cors import CORS
from servers import practice

app = practice.create_app()
CORS(app, origins=["{APP}", "https://admin.example"], supports_credentials=True)
"""
    ),
    "Flask-CORS that trusts everyone": (
        """from flask_cors import CORS
from servers import practice

app = practice.create_app()
CORS(app, supports_credentials=True)
"""
    ),
    "a guard that is in the way": (
        f"""{TOP}
@app.before_request
def guard():
    if request.path != "/login" and request.cookies.get("session") != "ada":
        return "Please log in.", 401

@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "{APP}"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Allow-Methods"] = "DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response
"""
    ),
}
CONTROLS = (
    Control("code", "The server: Flask, and it ends with an app", "code", tuple(SERVERS.items())),
)


def server_editor(server: str = "headers on OPTIONS only") -> Experiment:
    """The editor with one of the servers in it. Raises ValueError for a name that is none of
    theirs.
    """
    if server not in SERVERS:
        raise ValueError(
            f"server: there is no {server!r}; there are {', '.join(map(repr, SERVERS))}."
        )
    return Experiment(
        "A server, and who gets what from it", CONTROLS, look, {"code": SERVERS[server]}
    )


def look(values: Mapping[str, Any]) -> View:
    """Run the code, then ask the app. Raises ValueError, with a sentence, for code that makes no
    app, raises, or does not end.
    """
    code = str(values["code"])
    try:
        return bounded(lambda: _view(code), SECONDS)  # type: ignore[no-any-return]
    except TookTooLongError:
        raise ValueError(
            f"the code did not end within {SECONDS:g} seconds: look for a loop that never ends."
        ) from None
    except SyntaxError as error:
        raise ValueError(f"this is not Python yet: {error.msg}, line {error.lineno}.") from None
    except Exception as error:
        raise ValueError(f"the code raised {what_was_raised(error)}.") from None
    except SystemExit:
        raise ValueError("the code wants to end Python: leave `exit()` out.") from None


def _view(code: str) -> View:
    names: dict[str, Any] = {"__name__": "server"}
    exec(compile(code, "<the server>", "exec"), names)
    app = names.get("app")
    if not callable(app):
        return View(
            "failed", "There is no `app`: the code has to end with a Flask app of that name."
        )
    with visiting(app) as visit:
        results = [
            (words, origin, visit.fetch(origin, path, **arguments))
            for words, origin, path, arguments in REQUESTS
        ]
        hole = _lint(visit)
        table = Table(
            "Who gets what",
            ("request", "preflight", "server ran it", "page reads"),
            tuple(map(_row, results)),
        )
        if visit.crashes:
            return View(
                "failed",
                f"The app raised an exception: {what_was_raised(visit.crashes[0])}",
                (table,),
            )
        return View(*_verdict(results, hole), (table, Checks("The security lint", (hole,))))


def _row(entry: tuple[str, str, FetchResult]) -> tuple[str, ...]:
    words, _, result = entry
    if result.response and could_read(result) == "yes":
        read = f"yes, {result.response.status}"
    else:
        read = "no"
    return words, sent(result, preflight=True), ran(result), read


def _lint(visit: Visit) -> Item:
    for finding in Lint(APP, "/me", vary_where_refused=False).findings(visit.fetch):
        return Item(
            finding.sentence,
            "passed" if finding.works else "failed",
            " ".join(filter(None, (finding.why, finding.fix))),
        )
    raise AssertionError("the lint always finds something to say")


def _verdict(results: list[tuple[str, str, FetchResult]], hole: Item) -> tuple[Any, str]:
    own = [could_read(result) == "yes" for _, origin, result in results if origin == APP]
    strangers = [could_read(result) == "yes" for _, origin, result in results if origin == EVIL]
    sentence = (
        f"`{APP}` reads {sum(own)} of {len(own)} answers, a stranger {sum(strangers)} of"
        f" {len(strangers)}."
    )
    good = all(own) and not any(strangers) and hole.state == "passed"
    return "passed" if good else "failed", sentence
