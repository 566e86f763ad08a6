"""Whom the answer allows, and whom it should: cases 1, 7, 8, 10, 14, 15, 16 and 25."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.clinic import texts
from cors_lab.course.clinic.cases.making import of_code
from cors_lab.course.clinic.model import Sick, Wanted

if TYPE_CHECKING:
    from cors_lab.course.clinic.draw import Draw

CREDENTIALS = '    response.headers["Access-Control-Allow-Credentials"] = "{value}"\n'

NO_CORS = "The API was written last week. In curl it answers."


def nothing_allows(draw: Draw) -> Sick:
    """1: no CORS at all."""
    extra = draw.rng.choice(("", "response.headers['X-Frame-Options'] = 'DENY'"))
    hook = f"\n\n@app.after_request\ndef frame(response):\n    {extra}\n    return response\n"
    starter = draw.base() + (hook if extra else "")
    hints = (
        "Look for `Access-Control-Allow-Origin` in the answer.",
        "Nothing in the code allows another origin. `@app.after_request` sees every answer.",
    )
    solution = starter + draw.listed()
    return of_code(draw, "Nothing allows the page", NO_CORS, starter, solution, hints=hints)


def star(draw: Draw) -> Sick:
    """7: `*` with credentials."""
    more = draw.rng.choice(("", CREDENTIALS.format(value="true")))
    starter = draw.base() + draw.always("*", more)
    hints = (
        "How does the page call: with its cookies or without?",
        "With credentials `*` stands for nothing. Name the page's origin, from a list.",
    )
    return of_code(
        draw,
        "A star, and cookies",
        "It worked before people could log in.",
        starter,
        draw.sound(),
        call={"credentials": "include"},
        hints=hints,
    )


def credentials(draw: Draw) -> Sick:
    """8: Access-Control-Allow-Credentials is missing, or not `true`."""
    value = draw.rng.choice(("True", "TRUE", "1", "yes", ""))
    more = CREDENTIALS.format(value=value) if value else ""
    starter = draw.base() + draw.always(draw.page, more)
    hints = (
        "The origin is right. What else does a call with cookies need?",
        "The only value is `true`, in small letters.",
    )
    return of_code(
        draw,
        "Not quite true",
        "The page logs in and sees nothing.",
        starter,
        draw.sound(),
        call={"credentials": "include"},
        hints=hints,
    )


def two_values(draw: Draw) -> Sick:
    """10: a list or a pattern where one origin belongs."""
    other = "https://second.example"
    value = draw.rng.choice(
        (
            f"{draw.page}, {other}",
            f"{other},{draw.page}",
            "https://*.example",
            "http://localhost:*",
            f"{draw.page} {other}",
        )
    )
    starter = draw.base() + draw.always(value)
    hints = (
        "Read the value of `Access-Control-Allow-Origin` as a browser does: character by "
        "character.",
        "One origin fits in. Choose it per request, from a set, and say `Vary: Origin`.",
    )
    return of_code(
        draw,
        "More than one origin",
        f"A second page, `{other}`, was to be let in.",
        starter,
        draw.base() + draw.listed(draw.page, other),
        wanted=Wanted(body=draw.item, allowed=(draw.page, other)),
        hints=hints,
    )


def misspelt(draw: Draw) -> Sick:
    """14: the allowed origin is almost the page's."""
    scheme, _, host = draw.page.partition("://")
    value = draw.rng.choice(
        (
            f"{draw.page}/",
            f"{draw.page}/index.html",
            host,
            draw.page.upper(),
            f"{scheme}://{host.partition(':')[0]}:9999",
            f"{'http' if scheme == 'https' else 'https'}://{host}",
        )
    )
    cors = draw.rng.choice((draw.always(value), draw.listed(value)))
    hints = (
        "Write the page's origin and the allowed one under each other.",
        "An origin is scheme, host and port, and nothing after it.",
    )
    return of_code(
        draw,
        "Almost the right origin",
        "The address was copied from the browser.",
        draw.base() + cors,
        draw.sound(),
        hints=hints,
    )


def other_localhost(draw: Draw) -> Sick:
    """15: localhost is not 127.0.0.1."""
    port = draw.rng.choice((3000, 5173, 8080, 4200, 8888))
    names = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
    draw.rng.shuffle(names)
    allowed, page = names
    cors = draw.rng.choice((draw.always(allowed), draw.listed(allowed)))
    hints = (
        "Both names lead to the same machine. Are they the same origin?",
        "Put both into the list, or open the page under the other name.",
    )
    return of_code(
        draw,
        "Two names for one machine",
        "On a colleague's laptop it works.",
        draw.base() + cors,
        draw.base() + draw.listed(allowed, page),
        page=page,
        places=("server", "page"),
        wanted=Wanted(body=draw.item, allowed=(allowed, page)),
        hints=hints,
    )


def trusts_null(draw: Draw) -> Sick:
    """16, on the server: the origin null is trusted."""
    draw.only("https")
    starter = draw.base() + draw.listed(draw.page, "null")
    hints = (
        "Who can have the origin `null`?",
        "Any page can make a sandboxed frame. Take `null` off the list.",
    )
    return of_code(
        draw,
        "Null is on the list",
        "It works, also from a sandboxed frame. An auditor is not amused.",
        starter,
        draw.sound(),
        page="null",
        call={"credentials": "include"},
        sign="null-origin",
        wanted=Wanted(page=draw.page, allowed=(draw.page,), body=draw.item),
        hints=hints,
    )


def reflects(draw: Draw) -> Sick:
    """25: it works, for everyone."""
    draw.only("portless")
    condition = draw.rng.choice(
        (
            "origin",
            f'origin.startswith("{draw.page}")',
            f'origin.endswith("{draw.page.partition("://")[2]}")',
            f'origin.partition("://")[2] == "{draw.page.partition("://")[2]}"',
            f'origin and "{draw.page.partition("://")[2]}" in origin',
        )
    )
    starter = draw.base() + draw.filled(texts.REFLECTS, condition=condition)
    hints = (
        "Ask as another page: who else gets an answer?",
        "Compare whole origins with a set that you wrote.",
    )
    return of_code(
        draw,
        "It works, and that is the bug",
        "Everything is green. A stranger has your users' data.",
        starter,
        draw.sound(),
        call={"credentials": "include"},
        sign="stranger-reads",
        wanted=Wanted(body=draw.item, allowed=(draw.page,)),
        hints=hints,
    )
