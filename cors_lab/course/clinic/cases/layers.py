"""A layer before the app, or what a browser keeps of its settings: cases 3, 6, 9 and 20."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic.cases.making import NOTHING, app_of, of_settings
from cors_lab.course.clinic.model import Scene, Sick, Wanted
from cors_lab.course.clinic.play import play

if TYPE_CHECKING:
    from cors_lab.course.clinic.draw import Draw

KEEP = """

@app.after_request
def keep(response):
    response.headers["Access-Control-Max-Age"] = {seconds!r}
    return response
"""


Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status line, headers, body."""
Layer = Callable[[Mapping[str, Any], Any], Answer]
"""What a layer answers, given the environ and the app behind it."""


def _before(app: Any, act: Layer) -> Any:
    """The app behind this layer, as one WSGI app."""

    def layer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        status, headers, body = act(environ, app)
        start_response(status, headers)
        return [body]

    return layer


def _asked(app: Any, environ: Mapping[str, Any]) -> Answer:
    """What the app answers."""
    with app.test_client() as client:
        answer = client.open(environ_overrides=dict(environ), path=environ["PATH_INFO"])
        return answer.status, list(answer.headers), answer.data


def layered(
    draw: Draw,
    title: str,
    story: str,
    values: Mapping[str, str],
    *,
    change: Callable[[Mapping[str, str]], Layer],
    call: Mapping[str, Any] = NOTHING,
    **facts: Any,
) -> Sick:
    """A case whose layer before the app is sick; `change(values)` is what the layer does."""
    app = app_of(draw.sound())

    def made(settings: Mapping[str, str]) -> Scene:
        layer = _before(app, change(settings))
        url = f"{draw.api}{draw.path}"
        return Scene(page=draw.page, url=url, arguments=call, hosts={draw.api: layer})

    head = draw.rng.choice(("nginx before the app", "the gateway", "the CDN", "the dev proxy"))
    return of_settings(draw, title, story, head, values, places=("proxy",), made=made, **facts)


def doubled(draw: Draw) -> Sick:
    """9: the app and the layer before it both add the header."""
    value = draw.rng.choice(("*", draw.page, "https://www.example", "null"))

    def change(settings: Mapping[str, str]) -> Layer:
        def act(environ: Mapping[str, Any], app: Any) -> Answer:
            status, headers, body = _asked(app, environ)
            if settings["add_allow_origin"] != "off":
                headers.append(("Access-Control-Allow-Origin", settings["add_allow_origin"]))
            return status, headers, body

        return act

    hints = (
        "Count the lines `Access-Control-Allow-Origin` in the answer.",
        "The app sets the header already. Let the layer set nothing: `off`.",
    )
    return layered(
        draw,
        "Two who mean well",
        "On the developer's machine it works, behind the company's servers it does not.",
        {"add_allow_origin": value},
        change=change,
        right={"add_allow_origin": "off"},
        wanted=Wanted(body=draw.item, allowed=(draw.page,)),
        hints=hints,
    )


def refused_outside(draw: Draw) -> Sick:
    """3, in a gateway: OPTIONS is refused before the app hears of it."""
    status = draw.rng.choice(("401 UNAUTHORIZED", "403 FORBIDDEN", "405 METHOD NOT ALLOWED"))

    def change(settings: Mapping[str, str]) -> Layer:
        def act(environ: Mapping[str, Any], app: Any) -> Answer:
            if environ["REQUEST_METHOD"] == "OPTIONS" and settings["options"] != "pass on":
                return status, [("Server", "gateway"), ("Content-Length", "0")], b""
            return _asked(app, environ)

        return act

    hints = (
        "Does the app ever see the preflight? Its log says no.",
        "The layer answers OPTIONS itself. Set `options = pass on`.",
    )
    return layered(
        draw,
        "The gateway refuses OPTIONS",
        "The app's log has no line for the call that fails.",
        {"options": "refuse"},
        change=change,
        right={"options": "pass on"},
        call=draw.json,
        hints=hints,
    )


def moved(draw: Draw) -> Sick:
    """6, in a layer: the preflight is redirected to another host."""
    status = draw.rng.choice(("301 MOVED PERMANENTLY", "302 FOUND", "307 TEMPORARY REDIRECT"))
    target = draw.api.replace("://", "://www.")

    def change(settings: Mapping[str, str]) -> Layer:
        def act(environ: Mapping[str, Any], app: Any) -> Answer:
            if settings["redirect_to"] != "off":
                place = settings["redirect_to"] + draw.path
                return status, [("Location", place), ("Content-Length", "0")], b""
            return _asked(app, environ)

        return act

    hints = (
        "What status did the preflight get, and which `Location`?",
        "A preflight may not be redirected. Switch it off: `off`.",
    )
    return layered(
        draw,
        "The way leads elsewhere",
        "The host has a new name, and old addresses are forwarded.",
        {"redirect_to": target},
        change=change,
        right={"redirect_to": "off"},
        call=draw.json,
        hints=hints,
    )


def _allowed_first(scene: Scene) -> bool:
    return play(scene, "chromium").calls[0].fulfilled


def _asked_again(scene: Scene) -> bool:
    later = play(scene, "chromium", wait=601).last
    return any(one.kind == "preflight" for one in later.exchanges)


KEPT = (
    ("The page is allowed at first.", _allowed_first),
    ("Ten minutes after the server changed, the browser asks again.", _asked_again),
)


def kept(draw: Draw) -> Sick:
    """20: the preflight's old answer is kept."""
    seconds = draw.rng.choice(("7200", "86400", "3600", "604800"))
    before = draw.base() + draw.listed()
    after = app_of(draw.base() + draw.listed(methods="GET"))

    def made(values: Mapping[str, str]) -> Scene:
        line = KEEP.format(seconds=values["max_age"])
        return Scene(
            page=draw.page,
            url=f"{draw.api}{draw.path}",
            arguments=draw.json,
            hosts={draw.api: app_of(before + line)},
            first=({},),
            later={draw.api: after},
        )

    hints = (
        "Was there a second preflight after the server was changed?",
        "The browser keeps a permission for `Access-Control-Max-Age`. Choose at most 600 seconds.",
    )
    return of_settings(
        draw,
        "The old permission",
        f"{draw.method} was forbidden an hour ago. Some people still do it.",
        "the server's settings",
        {"max_age": seconds},
        right={"max_age": "600"},
        made=made,
        places=("browser", "cache"),
        sign="preflight-kept",
        wanted=Wanted(reads=False, keeps=KEPT),
        hints=hints,
    )
