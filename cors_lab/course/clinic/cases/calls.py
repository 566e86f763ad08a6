"""The page's call, its address or its policy: cases 12, 13, 16, 17, 23 and 24."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic.cases.making import app_of, of_settings
from cors_lab.course.clinic.model import Scene, Sick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cors_lab.course.clinic.draw import Draw

PAGE = ("page",)
CALL = {"method": "GET", "mode": "cors", "credentials": "same-origin", "headers": ""}


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
