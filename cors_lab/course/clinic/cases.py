"""The cases 1 to 11, 13 to 15, 18, 19, 21, 22 and 25: the app on the server is to be repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic import texts
from cors_lab.course.clinic.model import Scene, Sick, Wanted

if TYPE_CHECKING:
    from cors_lab.course.clinic.draw import Draw

CREDENTIALS = '    response.headers["Access-Control-Allow-Credentials"] = "{value}"\n'
HEADERS = ("baggage", "X-Requested-With", "X-Trace-Id", "X-Client-Version", "sentry-trace")
COUNTS = ("X-Total-Count", "X-Page-Count", "X-Request-Id")
SERVER = ("server",)
NO_CORS = "The API was written last week. In curl it answers."


def app_of(source: str) -> Any:
    """The `app` that this code makes. Raises what the code raises, and ValueError without one."""
    names: dict[str, Any] = {"__name__": "clinic_app"}
    exec(compile(source, "<repair>", "exec"), names)  # a learner's own code, in their own kernel
    if not callable(names.get("app")):
        raise ValueError("The code makes no `app`: keep `app = Flask(...)`.")
    return names["app"]


def of_code(draw: Draw, title: str, story: str, starter: str, solution: str, **more: Any) -> Sick:
    """A case whose server is repaired in its code; `call` is what the page does, at `path`."""
    call, path = more.pop("call", {}), more.pop("path", draw.path)
    page, others = more.pop("from_page", draw.page), more.pop("others", {})
    more.setdefault("wanted", Wanted(body=draw.item, allowed=(page,)))
    around = more.pop("around", {})

    def scene(text: str) -> Scene:
        hosts = {draw.api: app_of(text), **others}
        return Scene(page=page, url=f"{draw.api}{path}", arguments=call, hosts=hosts, **around)

    facts = {"places": SERVER, "engine": draw.engine, **more}
    return Sick(
        number=draw.number,
        seed=draw.seed,
        title=title,
        story=story,
        kind="code",
        starter=starter,
        solution=solution,
        scene=scene,
        **facts,
    )


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
        from_page=page,
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
        from_page="null",
        call={"credentials": "include"},
        sign="null-origin",
        wanted=Wanted(page=draw.page, allowed=(draw.page,), body=draw.item),
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
        others={"https://login.example": login, "https://sso.test": login},
        wanted=Wanted(status=401, allowed=(draw.page,)),
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
