"""Exercises on what JavaScript may see: what gives null, headers for a table, an error body."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.exercises.answer_judges import Item, letters_judge, letters_of
from cors_lab.course.exercises.app_judge import API, JSON
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Exercise, Finding
from cors_lab.course.exercises.trials import Trial, status_of, trials_judge
from cors_lab.result.answers import failed_step
from cors_lab.server.policy import Policy, PolicyFront
from servers import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

APP = "https://app.example"
COUNT, SECRET = "X-Total-Count", "X-Served-By"
NEEDED = (COUNT, "Link", "ETag")
EXPOSE = "access-control-expose-headers"


def header(result: FetchResult, name: str) -> str | None:
    """What `response.headers.get(name)` gives."""
    found = result.response.headers if result.response is not None else ()
    return next((value for key, value in found if key == name.lower()), None)


def books(expose: str | None = None, page: str = APP, **arguments: Any) -> FetchResult:
    """A fetch of /books by a page of this origin, where the server exposes these headers."""
    policy = Policy(allow_origin=APP, allow_credentials=True, expose_headers=expose)
    front = PolicyFront(catalogue.create_app(), policy)
    return Browser(hosts={API: front}).open(page).fetch(f"{API}/books", **arguments)


def _hidden(name: str, result: FetchResult) -> bool:
    return header(result, name) is None


ITEMS = (
    Item(
        "`Content-Type`; the server exposes nothing",
        books,
        "It is one of the seven response headers that every page may read.",
        partial(_hidden, "Content-Type"),
    ),
    Item(
        "`X-Total-Count`; the server exposes nothing",
        books,
        "It is not one of the seven, and the server does not expose it.",
        partial(_hidden, COUNT),
    ),
    Item(
        "`ETag`; the server exposes nothing",
        books,
        "It is old and common, but it is not one of the seven: it has to be exposed.",
        partial(_hidden, "ETag"),
    ),
    Item(
        "`X-Total-Count`; the server exposes `*`, and `credentials` is not set",
        partial(books, "*"),
        "Without credentials, `*` exposes every header.",
        partial(_hidden, COUNT),
    ),
    Item(
        '`X-Total-Count`; the server exposes `*`, and the page says `credentials: "include"`',
        partial(books, "*", credentials="include"),
        "With credentials, `*` is a name like any other, and no header has that name.",
        partial(_hidden, COUNT),
    ),
    Item(
        "`X-Total-Count`; the server exposes `x-total-count`, in small letters",
        partial(books, "x-total-count"),
        "Header names have no case.",
        partial(_hidden, COUNT),
    ),
    Item(
        "`X-Total-Count`, in a page of `https://api.example` itself; nothing is exposed",
        partial(books, None, API),
        "A page reads the headers of its own origin without anyone's permission.",
        partial(_hidden, COUNT),
    ),
    Item(
        '`Content-Type`, fetched with `mode: "no-cors"`',
        partial(books, mode="no-cors"),
        "The response is opaque: it has no headers for the page, not even the seven.",
        partial(_hidden, "Content-Type"),
    ),
)


def _pagination(visit: Visit) -> Iterator[Trial]:
    for credentials, words in (("include", " with cookies"), ("same-origin", "")):
        for name in NEEDED:
            sentence = f"`{APP}` reads `{name}` of `GET /books`{words}."
            yield Trial(sentence, partial(_not_exposed, visit, name, credentials, words))
    yield Trial(f"`{SECRET}` stays hidden.", partial(_exposed_too, visit))
    yield Trial("No strange origin reads anything.", partial(_first_hole, visit))


LINT = Lint((APP,), (Ask("/books"),), vary_where_refused=False)


def _first_hole(visit: Visit) -> Finding | None:
    """The first thing that the security lint finds fault with."""
    return next((one for one in LINT.findings(visit.fetch) if not one.works), None)


def _not_exposed(visit: Visit, name: str, credentials: str, words: str) -> Finding | None:
    result = visit.fetch(APP, "/books", credentials=credentials)
    if header(result, name) is not None:
        return None
    if result.response is None:
        step = failed_step(result)
        bad = f"`{APP}` reads nothing of `GET /books`{words}."
        return Finding(False, bad, result.verdict, step.fix if step else "", result)
    bad = f"`{APP}` gets `null` for `{name}`{words}."
    return Finding(False, bad, _why_hidden(result, name), trace=result)


def _why_hidden(result: FetchResult, name: str) -> str:
    response = result.exchanges[-1].response
    sent = {key.lower(): value for key, value in response.headers} if response else {}
    if name.lower() not in sent:
        return "The header is no longer in the answer: keep what the view sends."
    if EXPOSE not in sent:
        return _never_said(sent)
    if sent[EXPOSE].strip() == "*":
        return (
            "With credentials, `*` is a name like any other, and exposes nothing. List the names."
        )
    if not set(sent[EXPOSE]).isdisjoint(";[]'\""):
        return f"`{sent[EXPOSE]}` is no list of names with commas between them."
    return f"`{name}` is not on the list: the server exposes `{sent[EXPOSE]}`."


def _never_said(sent: dict[str, str]) -> str:
    near = next((key for key in sent if key.startswith("access-control-expo")), None)
    if near:
        return (
            f"The server sends `{near}`, and browsers know no such header: the name is `{EXPOSE}`."
        )
    return "The header is on the wire, and the server does not expose it."


def _exposed_too(visit: Visit) -> Finding | None:
    for credentials in ("same-origin", "include"):
        result = visit.fetch(APP, "/books", credentials=credentials)
        if header(result, SECRET) is not None:
            why = f"It names a machine in your network, and now every script of `{APP}` reads it."
            fix = "Expose what the page needs, and no more."
            return Finding(False, f"`{SECRET}` is exposed too.", why, fix, result)
    return None


POST: dict[str, Any] = {"method": "POST", "headers": JSON}
GOOD = {**POST, "body": '{"title": "Tea"}'}
BAD = {**POST, "body": '{"title": ""}'}
# What is asked, the status that the page must read, and a part of the body that must be there.
READS: tuple[tuple[str, dict[str, Any], int, str, str], ...] = (
    ("/books", GOOD, 201, "Tea", "the answer 201 to a good book"),
    ("/books", BAD, 422, "A book needs a title", "what is wrong, 422, with a book without a title"),
    ("/nothing", {}, 404, "", "the error 404 of `/nothing`"),
    ("/broken", {}, 500, "", "the error 500 of `/broken`"),
)
ERRORS = Lint((APP,), (Ask("/books", BAD), Ask("/nothing")), vary_where_refused=False)


def _errors(visit: Visit) -> Iterator[Trial]:
    for path, arguments, status, body, words in READS:
        find = partial(_unreadable, visit, path, arguments, status, body, words)
        yield Trial(f"`{APP}` reads {words}.", find)
    yield Trial(
        "No strange origin reads anything, and none gets a POST of JSON through.",
        partial(_first_error_hole, visit),
    )


def _first_error_hole(visit: Visit) -> Finding | None:
    return next((one for one in ERRORS.findings(visit.fetch) if not one.works), None)


def _unreadable(
    visit: Visit, path: str, arguments: dict[str, Any], status: int, body: str, words: str
) -> Finding | None:
    result = visit.fetch(APP, path, **arguments)
    if status_of(result) == status and body in result.response.text():  # type: ignore[union-attr]
        return None
    bad = f"`{APP}` should read {words}, but does not."
    return Finding(False, bad, _why_unreadable(result, status), trace=result)


def _why_unreadable(result: FetchResult, status: int) -> str:
    got = status_of(result)
    if got == status:
        return "The status is right, but the body no longer says what the view has said."
    if got is not None:
        return f"It reads the status {got}. The page wants to know what really happened: {status}."
    answered = result.exchanges[-1].response if result.exchanges else None
    if result.error and result.error.code == "allow-origin-missing" and answered:
        return (
            f"The server answered {answered.status}, and this answer has no "
            "Access-Control-Allow-Origin. The page gets a TypeError, and the console speaks of "
            "CORS, although something else went wrong."
        )
    return result.verdict


HOOK = """from servers import catalogue

my_app = catalogue.create_app()

@my_app.after_request
def allow(response):
"""
ALLOW = f'    response.headers["Access-Control-Allow-Origin"] = "{APP}"\n'
CREDENTIALS = '    response.headers["Access-Control-Allow-Credentials"] = "true"\n'
JSON_ALLOWED = '    response.headers["Access-Control-Allow-Headers"] = "Content-Type"\n'
END = "    return response"
EXPRESS_TABLE = """app.use((req, res, next) => {
  res.set("Access-Control-Allow-Origin", "https://app.example");
  res.set("Access-Control-Allow-Credentials", "true");
  res.set("Access-Control-Expose-Headers", "X-Total-Count, Link, ETag");
  next();
});"""
EXPRESS_ERRORS = """// Before the routes, so that every answer has the headers: 404 and 422 too.
app.use((req, res, next) => {
  res.set("Access-Control-Allow-Origin", "https://app.example");
  res.set("Access-Control-Allow-Headers", "Content-Type");
  if (req.method === "OPTIONS") return res.sendStatus(204);
  next();
});

// Express's own error handler removes headers. One of your own keeps them.
app.use((error, req, res, next) => {
  console.error(error);
  res.status(error.status || 500).json({ error: "Something broke." });
});"""

EXERCISES = (
    Exercise(
        id="08-null",
        title="Null or not?",
        task="A page of `https://app.example` fetches `https://api.example/books`, and the CORS "
        "check passes. Each of these headers is in the answer. For which does "
        "`response.headers.get(...)` give `null`? Give their letters.",
        accepts="letters",
        judge=letters_judge(ITEMS, "gives null", "does not give null"),
        hints=(
            "Seven headers are for everyone: Cache-Control, Content-Language, Content-Length, "
            "Content-Type, Expires, Last-Modified, Pragma.",
            "For the others, ask: whose page is it, what does the server expose, and do "
            "credentials go along?",
        ),
        starter='my_answer = ""',
        solution=lambda: f'my_answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
        praise="Null and void, and you knew it each time.",
    ),
    Exercise(
        id="08-pagination",
        title="What the table wants to know",
        task="A table on `https://app.example` reads `X-Total-Count`, `Link` and `ETag` of "
        "`GET /books`, with cookies and without. Let it, and let `X-Served-By` stay hidden. No "
        "other page reads anything.",
        accepts="app",
        judge=trials_judge(_pagination),
        hints=(
            "Read the name of the header letter by letter. It wants a plural.",
            "With credentials, `*` stands for nothing but itself.",
            "The value is a list of names with commas: `X-Total-Count, Link, ETag`.",
        ),
        starter=f"{HOOK}{ALLOW}{CREDENTIALS}"
        f'    response.headers["Access-Control-Expose-Header"] = "*"\n{END}',
        solution=lambda: (
            f"{HOOK}{ALLOW}{CREDENTIALS}"
            '    response.headers["Access-Control-Expose-Headers"] = "X-Total-Count, Link, ETag"\n'
            f"{END}"
        ),
        praise="42 books, and the table knows it. That answers everything.",
        express=EXPRESS_TABLE,
    ),
    Exercise(
        id="08-error-body",
        title="An error that can be read",
        task="A form on `https://app.example` sends a book as JSON. The answer 422 says what is "
        "wrong with it, and the page never sees it. Let the page read every answer, errors too. "
        "No other page reads anything.",
        accepts="app",
        judge=trials_judge(_errors),
        hints=(
            "Which answers get the header, and which do not? Look at the line with `if`.",
            "A browser does not ask for the status before it does the CORS check. It wants the "
            "header on every answer.",
        ),
        starter=f"{HOOK}{JSON_ALLOWED}    if response.status_code < 400:\n    {ALLOW}{END}",
        solution=lambda: f"{HOOK}{JSON_ALLOWED}{ALLOW}{END}",
        praise="Now the form can say *A book needs a title*, instead of *Something went wrong*.",
        express=EXPRESS_ERRORS,
    ),
)
