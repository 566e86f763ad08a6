"""The answer: an error, a hidden header, an old copy, a cookie, a login: 5, 18, 19, 21 and 22."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.clinic import texts
from cors_lab.course.clinic.cases.making import app_of, of_code
from cors_lab.course.clinic.model import Scene, Sick, Wanted

if TYPE_CHECKING:
    from cors_lab.course.clinic.draw import Draw

COUNTS = ("X-Total-Count", "X-Page-Count", "X-Request-Id")


def lost_on_errors(draw: Draw) -> Sick:
    """5: an error answer has no headers."""
    status = draw.rng.choice((404, 413, 422, 429, 500))
    starter = draw.filled(texts.BROKEN, status=status)
    head = '    response.headers["Access-Control-Allow-Origin"] = "' + draw.page + '"\n'
    solution = starter.replace(head, "") + draw.listed()
    hints = (
        "Look at the status of the answer that was blocked.",
        "The view that fails sets no header. `after_request` also sees error answers.",
    )
    wanted = Wanted(status=status, body=draw.item, allowed=(draw.page,))
    return of_code(
        draw,
        "An error loses the headers",
        "Most calls work. One of them is 'a CORS error'.",
        starter,
        solution,
        path=f"{draw.path}/missing",
        wanted=wanted,
        hints=hints,
    )


def hidden(draw: Draw) -> Sick:
    """18: a header that scripts do not see."""
    header = draw.rng.choice(COUNTS)
    line = '    response.headers["{name}"] = "{value}"\n'
    slip = draw.rng.choice(
        (
            "",
            line.format(name="Access-Control-Expose-Header", value=header),
            line.format(name="Access-Control-Allow-Headers", value=header),
        )
    )
    right = line.format(name="Access-Control-Expose-Headers", value=header)
    head = draw.sound()
    hints = (
        "Compare the answer on the wire with what the page sees.",
        "Scripts see seven headers; the others need `Access-Control-Expose-Headers`.",
    )
    return of_code(
        draw,
        "A header that scripts do not see",
        f"The Network panel shows `{header}`, and JavaScript says `null`.",
        head + texts.HIDDEN.format(header=header, more=slip),
        head + texts.HIDDEN.format(header=header, more=right),
        sign="hidden-headers",
        wanted=Wanted(body=draw.item, header=header, allowed=(draw.page,)),
        hints=hints,
    )


def cached(draw: Draw) -> Sick:
    """19: a cached copy without the header."""
    seconds = draw.rng.choice((300, 600, 3600, 86400))
    vary = '    response.headers["Vary"] = "Origin"\n'
    hints = (
        "How many requests reached the server the second time?",
        "The copy was made for a picture that sends no `Origin`. Tell caches that the answer "
        "depends on it.",
    )
    return of_code(
        draw,
        "A copy from before",
        "The first visit fails, a reload with an empty cache works.",
        draw.filled(texts.CACHED, seconds=seconds, vary=""),
        draw.filled(texts.CACHED, seconds=seconds, vary=vary),
        places=("cache",),
        around={"first": ({"mode": "no-cors"},)},
        wanted=Wanted(body=draw.item, allowed=(draw.page,)),
        hints=hints,
    )


def cookie(draw: Draw) -> Sick:
    """21: CORS is perfect, and the cookie stays at home."""
    draw.page, draw.api = draw.rng.choice(
        (
            ("https://app.example", "https://api.test"),
            ("https://shop.test", "https://stock.example"),
            ("https://reader.example", "https://books.test"),
            ("https://desk.test", "https://mail.example"),
        )
    )
    draw.engine = "chromium"  # the others have rules of their own for cookies of other sites
    slip = draw.rng.choice(("", ', samesite="Lax"', ', samesite="Strict"', ", secure=True"))
    right = ', samesite="None", secure=True'
    hints = (
        "Is there a `Cookie` in the request?",
        "Another site's page brings a cookie only with `SameSite=None; Secure`.",
    )

    def kept(scene: Scene) -> bool:
        answer = scene.hosts[draw.api].test_client().post("/login")
        lines = answer.headers.getlist("Set-Cookie")
        return bool(lines) and all("HttpOnly" in line for line in lines)

    told = "The session cookie stays out of scripts' sight (`HttpOnly`)."
    return of_code(
        draw,
        "The cookie stays at home",
        "The login succeeds, and the next call says 401.",
        draw.filled(texts.LOGGED_IN, more=slip) + draw.listed(),
        draw.filled(texts.LOGGED_IN, more=right) + draw.listed(),
        call={"credentials": "include"},
        around={"login": f"{draw.api}/login"},
        sign="cookie-withheld",
        places=("server", "browser"),
        wanted=Wanted(body=draw.item, allowed=(draw.page,), keeps=((told, kept),)),
        hints=hints,
    )


def leaves(draw: Draw) -> Sick:
    """22: the API sends strangers to a login page."""
    target = draw.rng.choice(
        ("https://login.example/", "https://sso.test/start", "https://ada:pw@login.example/")
    )
    answer = f'redirect("{target}")'
    head = draw.listed()
    hints = (
        "Follow the redirect: who answers in the end?",
        "A page cannot log in inside a `fetch`. Answer 401 instead, and let the page go there.",
    )
    login = app_of('from flask import Flask\napp = Flask("login")\n')
    return of_code(
        draw,
        "Sent to the login page",
        "After the session has ended, the console talks about a host nobody calls.",
        draw.filled(texts.LEAVES, answer=answer) + head,
        draw.filled(texts.LEAVES, answer=f'jsonify(login="{draw.item}"), 401') + head,
        around={"hosts": {"https://login.example": login, "https://sso.test": login}},
        wanted=Wanted(status=401, allowed=(draw.page,)),
        hints=hints,
    )
