"""The preflight, answered by the app: cases 2, 3, 4, 6, 11 and 13."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.clinic import texts
from cors_lab.course.clinic.cases.making import of_code
from cors_lab.course.clinic.model import Scene, Sick, Wanted

if TYPE_CHECKING:
    from cors_lab.course.clinic.draw import Draw

HEADERS = ("baggage", "X-Requested-With", "X-Trace-Id", "X-Client-Version", "sentry-trace")


def own_options(draw: Draw) -> Sick:
    """2: the preflight gets the framework's own answer."""
    verbs = draw.rng.choice((["GET", draw.method], ["GET", "POST", draw.method]))
    starter = draw.filled(texts.IN_THE_VIEW, verbs=verbs)
    hints = (
        "Two kinds of answers leave this server. Which one has the headers?",
        "The view never sees OPTIONS: Flask answers it. Set the headers in `after_request`.",
    )
    story = "Reading works. Saving does not."
    return of_code(
        draw,
        "The preflight gets the framework's answer",
        story,
        starter,
        draw.sound(),
        call=draw.json,
        hints=hints,
    )


def guarded(draw: Draw) -> Sick:
    """3: the login check answers the preflight."""
    status = draw.rng.choice((401, 403))
    cors = draw.rng.choice(
        (
            draw.listed(),
            draw.filled(texts.BY_LIBRARY, settings=f'origins=["{draw.page}"]'),
        )
    )
    head = draw.base() + cors
    starter = head + texts.GUARD.format(condition="", status=status)
    condition = 'request.method != "OPTIONS" and '
    solution = head + texts.GUARD.format(condition=condition, status=status)
    call = {**draw.json, "headers": {**draw.json["headers"], "Authorization": "Bearer ada"}}

    def kept(scene: Scene) -> bool:
        return scene.hosts[draw.api].test_client().get(draw.path).status_code in (401, 403)

    told = "Without `Authorization`, the API still refuses."
    wanted = Wanted(body=draw.item, keeps=((told, kept),))
    hints = (
        "What does a preflight never carry?",
        "The guard wants a token from OPTIONS too. Let OPTIONS pass, and nothing else.",
    )
    return of_code(
        draw,
        "The guard refuses the preflight",
        "Since the login check went live, nothing can be saved.",
        starter,
        solution,
        call=call,
        wanted=wanted,
        hints=hints,
    )


def options_only(draw: Draw) -> Sick:
    """4: the headers are on OPTIONS only."""
    starter = draw.filled(texts.ON_OPTIONS, status=draw.rng.choice((200, 204)))
    hints = (
        "Compare the two answers.",
        "The headers are set inside `if request.method == 'OPTIONS'`. The other answer needs "
        "`Access-Control-Allow-Origin` too.",
    )
    return of_code(
        draw,
        "Headers on OPTIONS only",
        "The order is saved twice when people press the button again.",
        starter,
        draw.sound(),
        call=draw.json,
        hints=hints,
    )


def slash(draw: Draw) -> Sick:
    """6: the preflight is redirected to the address with a slash."""
    sound = draw.sound()
    starter = sound.replace(f'"{draw.path}"', f'"{draw.path}/"')
    hints = (
        "What status did the preflight get, and which `Location`?",
        "Flask redirects to the address with the slash. Let the route have none.",
    )
    return of_code(
        draw,
        "The preflight is redirected",
        "It worked until somebody tidied the routes.",
        starter,
        sound,
        call=draw.json,
        hints=hints,
    )


def a_header(draw: Draw) -> Sick:
    """11: a request header that the preflight's answer does not allow."""
    name = draw.rng.choice(HEADERS)
    allowed = "Content-Type"
    library = f'origins=["{draw.page}"], allow_headers=["{allowed}"]'
    cors = draw.rng.choice(
        (draw.listed(headers=allowed), draw.filled(texts.BY_LIBRARY, settings=library))
    )
    hints = (
        "Compare what the preflight asks for with what it is allowed.",
        f"`{name}` is missing in `Access-Control-Allow-Headers`.",
    )
    return of_code(
        draw,
        "A header that was not asked about",
        "A monitoring tool was added to the page, and nothing else was touched.",
        draw.base() + cors,
        draw.base() + draw.listed(headers=f"Content-Type, {name}"),
        call={"headers": {name: "1"}},
        # Flask-CORS sends no `Vary` for a list of one: another illness, and not this one
        wanted=Wanted(body=draw.item, allowed=(draw.page,), caches=False),
        hints=hints,
    )


def a_method(draw: Draw) -> Sick:
    """13, on the server: the method is not among those allowed."""
    starter = draw.base() + draw.listed(methods="GET, POST, HEAD")
    hints = (
        "The preflight names a method. Is it in the answer?",
        f"`Access-Control-Allow-Methods` has no `{draw.method}`.",
    )
    return of_code(
        draw,
        "A method that is not allowed",
        "Reading and creating work, changing does not.",
        starter,
        draw.sound(),
        call=draw.json,
        hints=hints,
    )
