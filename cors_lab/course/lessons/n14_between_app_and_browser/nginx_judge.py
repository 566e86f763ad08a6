"""Judging lines of nginx: what pages get through it, from an app behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client

from cors_lab.course.exercises.app_judge import API, JSON, visiting
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import strangers
from cors_lab.course.exercises.trials import Trial, browser_at, in_order, opened, status_of
from cors_lab.course.lessons.n14_between_app_and_browser.layers import (
    ADMIN,
    APP,
    BY_LIST,
    NOTHING,
    the_app,
)
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_stand_in import StandIn
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_text import Location, read_location
from cors_lab.fetch.headers import get_decode_and_split, values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import WSGIApplication

    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

ALLOW = "Access-Control-Allow-Origin"
SHORT: dict[str, Any] = {"method": "POST", "body": "Tea"}
PUT: dict[str, Any] = {"method": "PUT", "headers": JSON, "body": '"Tea"'}
TOO_LONG: dict[str, Any] = {"method": "POST", "body": "x" * (1024 * 1024 + 1)}
ONE_VOICE = (
    "Let one of the two speak, the app or nginx. If it is nginx, it has to know both pages, and to "
    "hide what the app says: `proxy_hide_header`."
)
TWO_LINES = (
    "The answer has two lines `Access-Control-Allow-Origin`: one is the app's, one is nginx's. Two "
    "are always wrong, even two equal ones."
)
OTHER_PAGE = "The answer names another page. A fixed value serves one page only."
STRIPPED = (
    "`proxy_set_header Origin` changes what the app sees: it no longer knows which page asks."
)
NO_ALWAYS = (
    "The page gets the header on good answers and not on this one: without `always`, `add_header` "
    "leaves errors alone."
)
NO_HEADER = "The answer has no `Access-Control-Allow-Origin` for this page."
PUT_ALWAYS = "Write `always` at the end: `add_header NAME VALUE always;`."
DISGUISED = (
    "A page that gets 200 for an error believes that all is well. Let errors keep their status."
)
NO_VARY = (
    "The answer depends on `Origin`, and a cache in between is not told. It will hand one page "
    "what was made for another."
)
ADD_VARY = "Add `add_header Vary Origin always;`."
EVERYONE = "nginx says `*`, which allows every page on the web."
Trials = Callable[["Front"], "Iterable[Trial]"]


class Front:
    """nginx with a learner's lines, in front of an app; the app may be gone."""

    def __init__(self, location: Location, visit: Visit) -> None:
        self.visit = visit
        self.up: WSGIApplication = StandIn(location, visit.app)
        self.down: WSGIApplication = StandIn(location, _gone)
        self.strips = any(
            line.name == "proxy_set_header" and line.arguments[0].lower() == "origin"
            for line in location.lines
        )

    def fetch(self, origin: str, path: str, up: bool = True, **arguments: Any) -> FetchResult:
        """One fetch in a fresh profile."""
        browser = browser_at({API: self.up if up else self.down})
        return opened(browser, origin).fetch(f"{API}{path}", **arguments)


def _gone(environ: Any, start_response: Any) -> Any:
    raise ConnectionRefusedError("the app has stopped")


def nginx_judge(says: str, trials: Trials) -> Callable[[str], Iterator[Finding]]:
    """A judge of the lines of a location, in front of an app that says this about CORS."""

    def judge(answer: str) -> Iterator[Finding]:
        try:
            location = read_location(answer)
        except ValueError as error:
            yield Finding(False, "nginx does not take these lines.", str(error))
            return
        if not any(line.name == "proxy_pass" for line in location.lines):
            yield Finding(False, "No request reaches the app.", fix="Keep `proxy_pass`.")
            return
        with visiting(the_app({"says": says})) as visit:
            yield from in_order(visit, trials(Front(location, visit)))

    return judge


def _readable(
    front: Front, page: str, path: str, status: int, up: bool = True, **arguments: Any
) -> Finding | None:
    """Nothing, where the page reads this status."""
    result = front.fetch(page, path, up, **arguments)
    if status_of(result) == status:
        return None
    asked = f"`{arguments.get('method', 'GET')} {path}`"
    if status_of(result) is not None:
        sentence = f"`{page}` reads {status_of(result)} for {asked}, and should read {status}."
        return Finding(False, sentence, DISGUISED, trace=result)
    sentence = f"`{page}` should read the {status} of {asked}."
    return Finding(False, sentence, *_why(front, page, result), result)


def _why(front: Front, page: str, result: FetchResult) -> tuple[str, str]:
    """Why the page does not read, and the fix."""
    response = result.exchanges[-1].response if result.exchanges else None
    found = values(response.headers, ALLOW) if response else []
    if len(found) > 1:
        return TWO_LINES, ONE_VOICE
    if front.strips:
        return STRIPPED, ONE_VOICE
    if found:
        return OTHER_PAGE, ONE_VOICE
    good = front.fetch(page, "/notes")
    if response and response.status >= 400 and status_of(good) == 200:
        return NO_ALWAYS, PUT_ALWAYS
    return (NO_HEADER if response else result.verdict), ""


def _leaks(front: Front, allowed: tuple[str, ...], *asks: tuple[str, bool]) -> Finding | None:
    """The first stranger that reads, by path and whether the app is up."""
    for stranger in strangers(allowed):
        for path, up in asks:
            result = front.fetch(stranger.origin, path, up)
            if result.response is None:
                continue
            sent = values(result.exchanges[-1].response.headers, ALLOW)  # type: ignore[union-attr]
            why = EVERYONE if sent == ["*"] else stranger.why
            bad = f"It works, and that is the bug: `{stranger.origin}` reads `GET {path}`."
            return Finding(False, bad, why, stranger.fix if why == stranger.why else "", result)
    return None


def _unvaried(front: Front, *asks: tuple[str, bool]) -> Finding | None:
    """The first answer that depends on Origin and does not say so."""
    for path, up in asks:
        for origin in (APP, "https://stranger.test"):
            result = front.fetch(origin, path, up)
            response = result.exchanges[-1].response
            lines = values(response.headers, "Vary") if response else []
            names = {one.strip().lower() for line in lines for one in get_decode_and_split(line)}
            if "origin" not in names:
                status = response.status if response else "no answer"
                bad = f"`Vary: Origin` is missing on the {status} of `GET {path}` to `{origin}`."
                return Finding(False, bad, NO_VARY, ADD_VARY, result)
    return None


def _program(front: Front) -> Finding | None:
    status = Client(front.up).get("/notes").status_code
    if status == 200:
        return None
    why = "CORS is between pages and servers. A program without an Origin takes no part in it."
    return Finding(False, f"A program that has no Origin gets {status} for the notes.", why)


def _one_voice(front: Front) -> Iterator[Trial]:
    """One header line, for both pages, on good answers and bad."""
    for page in (APP, ADMIN):
        yield Trial(f"`{page}` reads the notes.", partial(_readable, front, page, "/notes", 200))
    sentence = f"`{APP}` changes a note: the preflight passes too."
    yield Trial(sentence, partial(_readable, front, APP, "/notes/1", 204, **PUT))
    sentence = f"`{ADMIN}` reads the app's 404."
    yield Trial(sentence, partial(_readable, front, ADMIN, "/nothing", 404))
    both = (("/notes", True), ("/nothing", True))
    yield Trial("No strange origin reads anything.", partial(_leaks, front, (APP, ADMIN), *both))
    yield Trial("`Vary: Origin` is on every answer.", partial(_unvaried, front, *both))
    yield Trial("A program, which has no Origin, still reads the notes.", partial(_program, front))


def _every_error(front: Front) -> Iterator[Trial]:
    """The page reads every answer: the app's, and nginx's own."""
    read = partial(_readable, front, APP)
    yield Trial(f"`{APP}` reads the notes.", partial(read, "/notes", 200))
    yield Trial("It reads the app's 404.", partial(read, "/nothing", 404))
    yield Trial("It adds a note.", partial(read, "/notes", 201, **SHORT))
    yield Trial("It reads nginx's own 413.", partial(read, "/notes", 413, **TOO_LONG))
    yield Trial(
        "It reads nginx's own 502, when the app is down.", partial(read, "/notes", 502, up=False)
    )
    yield Trial("It does so for a POST too.", partial(read, "/notes", 502, up=False, **SHORT))
    every = (("/notes", True), ("/nothing", True), ("/notes", False))
    yield Trial("No strange origin reads any of them.", partial(_leaks, front, (APP,), *every))
    yield Trial("`Vary: Origin` is on every answer.", partial(_unvaried, front, *every))
    yield Trial("A program, which has no Origin, still reads the notes.", partial(_program, front))


doubled = nginx_judge(BY_LIST, _one_voice)
error_page = nginx_judge(NOTHING, _every_error)
