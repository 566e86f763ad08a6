"""The cases whose page, or a layer before the app, is to be repaired by its settings: 5, 6, 9, 12,
13, 16, 17, 20, 23 and 24.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic.cases import app_of
from cors_lab.course.clinic.model import Scene, Sick, Wanted
from cors_lab.course.clinic.play import play
from cors_lab.course.clinic.settings import as_text, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cors_lab.course.clinic.draw import Draw

PAGE, PROXY = ("page",), ("proxy",)
CALL = {"method": "GET", "mode": "cors", "credentials": "same-origin", "headers": ""}


def of_settings(
    draw: Draw, title: str, story: str, head: str, values: Mapping[str, str], **more: Any
) -> Sick:
    """A case whose settings are repaired: `right` has those that fix it, `made` makes the scene
    from all of them.
    """
    right, made = more.pop("right"), more.pop("made")
    more.setdefault("wanted", Wanted(body=draw.item))
    facts = {"engine": draw.engine, **more}
    return Sick(
        number=draw.number,
        seed=draw.seed,
        title=title,
        story=story,
        kind="settings",
        starter=as_text(head, values),
        solution=as_text(head, {**values, **right}),
        scene=lambda text: made(parsed(text, values)),
        **facts,
    )


def _called(draw: Draw, app: Any) -> Callable[[Mapping[str, str]], Scene]:
    """The scene of a page whose call these settings are."""

    def made(values: Mapping[str, str]) -> Scene:
        pairs = [pair.partition(":") for pair in values["headers"].split(";") if pair.strip()]
        call: dict[str, Any] = {name: values[name] for name in ("method", "mode", "credentials")}
        call["headers"] = [(name.strip(), value.strip()) for name, _, value in pairs]
        return Scene(
            page=draw.page, url=f"{draw.api}{draw.path}", arguments=call, hosts={draw.api: app}
        )

    return made


def of_the_call(draw: Draw, title: str, story: str, sick: Mapping[str, str], **more: Any) -> Sick:
    """A case whose call is wrong: `sick` are the settings that are."""
    return of_settings(
        draw,
        title,
        story,
        "the page's fetch",
        {**CALL, **sick},
        places=PAGE,
        made=_called(draw, app_of(draw.sound())),
        **more,
    )


def answer_header(draw: Draw) -> Sick:
    """12: the page sends a header of answers."""
    name = draw.rng.choice(
        (
            "Access-Control-Allow-Origin",
            "Access-Control-Allow-Headers",
            "Access-Control-Allow-Credentials",
            "Access-Control-Allow-Methods",
        )
    )
    value = draw.rng.choice(("*", "true", draw.page))
    hints = (
        "Who sends `Access-Control-Allow-...`: the one who asks, or the one who answers?",
        f"Take `{name}` out of the request. It only makes a preflight necessary.",
    )
    sick = {"headers": f"{name}: {value}"}
    return of_the_call(
        draw,
        "An answer's header in the question",
        "Someone on the web said to add this header.",
        sick,
        right={"headers": ""},
        hints=hints,
    )


def small_letters(draw: Draw) -> Sick:
    """13: `patch` in small letters."""
    name = draw.rng.choice(("patch", "Patch", "pAtch", "patCH"))
    hints = (
        "Compare the method in the preflight with the allowed ones, letter by letter.",
        "Browsers write GET, POST, PUT and DELETE in capitals, but not PATCH.",
    )
    return of_the_call(
        draw,
        "A method in small letters",
        "PUT works. PATCH is on the list as well.",
        {"method": name},
        right={"method": "PATCH"},
        hints=hints,
    )


def opaque(draw: Draw) -> Sick:
    """17: no-cors as a remedy."""
    hints = (
        "The call gets an answer of type `opaque`. Who asked for that?",
        "`no-cors` promises not to look at the answer. Take it out.",
    )
    return of_the_call(
        draw,
        "The error is gone, and so is the answer",
        "Since `no-cors` the console is silent, and the list is empty.",
        {"mode": "no-cors"},
        right={"mode": "cors"},
        sign="opaque",
        hints=hints,
    )


def _before(app: Any, change: Callable[[Any, list[tuple[str, str]]], Any]) -> Any:
    """The app behind a layer: `change` is given the environ, and the status line and headers of
    the answer; it returns both.
    """

    def layer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        status, headers, body = change(environ, app)
        start_response(status, headers)
        return [body]

    return layer


def _asked(app: Any, environ: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """What the app answers."""
    with app.test_client() as client:
        answer = client.open(environ_overrides=dict(environ), path=environ["PATH_INFO"])
        return answer.status, list(answer.headers), answer.data


def layered(draw: Draw, title: str, story: str, values: Mapping[str, str], **more: Any) -> Sick:
    """A case whose layer before the app is sick; `change(values)` is what the layer does."""
    change = more.pop("change")
    app = app_of(draw.sound())
    call = more.pop("call", {})

    def made(settings: Mapping[str, str]) -> Scene:
        layer = _before(app, change(settings))
        url = f"{draw.api}{draw.path}"
        return Scene(page=draw.page, url=url, arguments=call, hosts={draw.api: layer})

    head = draw.rng.choice(("nginx before the app", "the gateway", "the CDN", "the dev proxy"))
    return of_settings(draw, title, story, head, values, places=PROXY, made=made, **more)


def doubled(draw: Draw) -> Sick:
    """9: the app and the layer before it both add the header."""
    value = draw.rng.choice(("*", draw.page, "https://www.example", "null"))

    def change(settings: Mapping[str, str]) -> Any:
        def act(environ: Any, app: Any) -> Any:
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

    def change(settings: Mapping[str, str]) -> Any:
        def act(environ: Any, app: Any) -> Any:
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

    def change(settings: Mapping[str, str]) -> Any:
        def act(environ: Any, app: Any) -> Any:
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


def sandboxed(draw: Draw) -> Sick:
    """16: the page is in a sandboxed frame, and its origin is null."""
    draw.only("https")
    more = draw.rng.choice(("", " allow-forms", " allow-popups", " allow-modals"))

    def made(values: Mapping[str, str]) -> Scene:
        own = "allow-same-origin" in values["sandbox"].split() or values["sandbox"] == "off"
        return Scene(
            page=draw.page if own else "null",
            url=f"{draw.api}{draw.path}",
            arguments={},
            hosts={draw.api: app_of(draw.base() + draw.always(draw.page))},
        )

    hints = (
        "Which `Origin` did the request carry?",
        "A sandboxed frame has the origin `null`, unless it says `allow-same-origin`. Never allow "
        "`null` on the server.",
    )
    return of_settings(
        draw,
        "A page without a name",
        "In a tab of its own the page works. In the frame it does not.",
        "the iframe around the page",
        {"sandbox": f"allow-scripts{more}"},
        right={"sandbox": f"allow-scripts allow-same-origin{more}"},
        made=made,
        places=PAGE,
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
        line = f'\n\n@app.after_request\ndef keep(response):\n    response.headers["Access-Control-Max-Age"] = {values["max_age"]!r}\n    return response\n'  # noqa: E501
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


def not_cors(draw: Draw) -> Sick:
    """23: it is not about CORS at all."""
    draw.page, draw.api = "https://app.example", "https://api.example"
    right = f"{draw.api}{draw.path}"
    url, csp = draw.rng.choice(
        (
            (f"https://apj.example{draw.path}", "off"),
            (f"https://api.example:9999{draw.path}", "off"),
            (f"http://api.example{draw.path}", "off"),
            (right, "connect-src 'self'"),
            (f"https://ap.example{draw.path}", "off"),
            (f"https://api.example:8443{draw.path}", "off"),
            (f"http://api.example:80{draw.path}", "off"),
            (right, "default-src 'self'"),
        )
    )
    app = app_of(draw.sound())

    def made(values: Mapping[str, str]) -> Scene:
        policy = "" if values["csp"] == "off" else values["csp"]
        return Scene(
            page=draw.page, url=values["url"], arguments={}, hosts={draw.api: app}, csp=policy
        )

    hints = (
        "Did the request reach the server?",
        f"The API is at `{right}`, and the page's policy has to let it go there: `csp = off`, or "
        "a `connect-src` with the API.",
    )
    return of_settings(
        draw,
        "Not about CORS",
        f"'A CORS error', says the ticket. The API is at `{right}`, and it is up.",
        "the page",
        {"url": url, "csp": csp},
        right={"url": right, "csp": "off"},
        made=made,
        places=PAGE,
        hints=hints,
    )


def local(draw: Draw) -> Sick:
    """24: a page from the internet calls this machine."""
    port = draw.rng.choice((5000, 5001, 8000, 8888, 7071))
    page = draw.rng.choice(("https://app.example", "https://play.example", "https://demo.test"))
    draw.engine, draw.page, draw.api = "chromium", page, f"http://127.0.0.1:{port}"
    home = "http://localhost:3000"
    app = app_of(draw.base() + draw.listed(page, home))

    def made(values: Mapping[str, str]) -> Scene:
        spaces = {page: "public", draw.api: "loopback", home: "loopback"}
        return Scene(
            page=values["page"],
            url=f"{draw.api}{draw.path}",
            arguments={},
            hosts={draw.api: app},
            spaces=spaces,
        )

    hints = (
        "Where does the page come from, and where does its server run?",
        f"No header helps. Open the page from this machine too: `page = {home}`.",
    )
    return of_settings(
        draw,
        "From the internet to this machine",
        "The demo is on the web. It talks to a server on your laptop. A copy of the demo is at "
        f"`{home}`.",
        "where the page is opened",
        {"page": page},
        right={"page": home},
        made=made,
        places=("browser",),
        hints=hints,
    )
