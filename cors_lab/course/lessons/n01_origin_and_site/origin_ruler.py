"""The experiment of lesson 01: lay two URLs side by side, and see which part makes them two
origins, or two sites.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.course.lessons.n01_origin_and_site.addresses import parsed
from cors_lab.display.document import Block, Checks, Item, Table, Text, View
from cors_lab.fetch import url as urls
from cors_lab.result.answers import could_read, sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cors_lab.fetch.url import URL
    from cors_lab.result.result import FetchResult

EXAMPLES = (
    "https://app.example/notes",
    "https://app.example:443/",
    "https://app.example:8443/",
    "http://app.example/",
    "https://api.example/",
    "https://www.app.example/",
    "https://shop.example.co.uk/",
    "https://news.other.co.uk/",
    "https://ada.github.io/",
    "https://bob.github.io/",
    "http://localhost:3000/",
    "http://localhost:5000/",
    "http://127.0.0.1:3000/",
    "data:text/html,hello",
    "file:///home/ada/index.html",
)
CHOICES = tuple((example, example) for example in EXAMPLES)
CONTROLS = (
    Control("page", "A, the page's URL", "text", CHOICES),
    Control("server", "B, the URL that it asks", "text", CHOICES),
)
NONE = "none"
SAME = {True: "same", False: "differs"}
HOST_AND_PORT = re.compile(r"[\w.-]+:\d+(/|$)")
NOT_TRIED = Text(
    "What follows",
    "Not tried: a page is opened and a server asked over http or https only.",
)
COOKIE = "strict=1; SameSite=Strict; Path=/"


def origin_ruler(
    page: str = "https://app.example/notes", server: str = "https://api.example/notes"
) -> Experiment:
    """The ruler, with these two URLs to begin with."""
    return Experiment("Origin ruler", CONTROLS, look, {"page": page, "server": server})


def look(values: Mapping[str, Any]) -> View:
    """Compare, and ask the simulated browser what follows. Raises ValueError for no URL."""
    a, b = (
        _url(letter, str(values[name]).strip()) for letter, name in (("A", "page"), ("B", "server"))
    )
    same = (urls.same_origin(a.origin, b.origin), urls.same_site(a.origin, b.origin))
    blocks: list[Block] = [_parts(a, b)]
    if a.is_http and b.is_http:
        blocks.append(_follows(a, b, same[1]))
    else:
        blocks.append(NOT_TRIED)
    return View("passed" if same[0] else "noted", _sentence(a, b, *same), tuple(blocks))


def _url(letter: str, text: str) -> URL:
    if not text:
        raise ValueError(f"{letter} is empty. Write a URL, such as `https://app.example/`.")
    if HOST_AND_PORT.match(text):
        raise ValueError(
            f"{letter} has no scheme, so `{text.partition(':')[0]}:` is taken for one. You left out"
            f" `http://` or `https://`: write `http://{text}`."
        )
    try:
        return parsed(text)
    except ValueError:
        raise ValueError(
            f"{letter} is no URL: `{text}`. Write one with its scheme, such as"
            " `https://app.example/`."
        ) from None


def _sentence(a: URL, b: URL, same_origin: bool, same_site: bool) -> str:
    if a.origin.opaque or b.origin.opaque:
        which = " and ".join(letter for letter, url in (("A", a), ("B", b)) if url.origin.opaque)
        return (
            f"The origin of {which} is opaque: it is written `null`, and it is the same as no"
            " other, not even as another `null`."
        )
    if same_origin:
        return "One origin."
    differ = ", ".join(
        name for name, one, two in _rows(a, b) if one != two and name in {"scheme", "host", "port"}
    )
    return (
        f"Two origins of {'one site' if same_site else 'two sites'}: they differ in"
        f" {differ.replace(', ', ' and ')}."
    )


def _rows(a: URL, b: URL) -> Iterable[tuple[str, str, str]]:
    for name in ("scheme", "host", "port"):
        yield name, _part(a, name), _part(b, name)
    yield "origin", a.origin.serialized, b.origin.serialized
    yield "registrable domain", _domain(a), _domain(b)
    yield "site", str(urls.obtain_site(a.origin)), str(urls.obtain_site(b.origin))


def _domain(url: URL) -> str:
    if domain := urls.registrable_domain(url.host):
        return domain
    return f"{NONE}, so the whole host counts" if url.host else NONE


def _part(url: URL, name: str) -> str:
    if name == "port" and url.port is None and url.scheme in urls.DEFAULT_PORTS:
        return f"{urls.DEFAULT_PORTS[url.scheme]}, the default of {url.scheme}"
    return str(getattr(url, name) or NONE)


def _parts(a: URL, b: URL) -> Table:
    same = {
        "origin": urls.same_origin(a.origin, b.origin),
        "site": urls.same_site(a.origin, b.origin),
    }
    rows = tuple(
        (name, f"`{one}`", f"`{two}`", SAME[same.get(name, one == two)])
        for name, one, two in _rows(a, b)
    )
    return Table("Part by part", ("Part", "A", "B", "Compared"), rows, "chips")


def _follows(a: URL, b: URL, same_site: bool) -> Checks:
    """What a page at A gets of a server at B that says nothing about CORS, and whether a SameSite
    cookie of B goes along: both tried.
    """
    browser = Browser(hosts={b.origin.serialized: _silent})
    browser.visit(b.on_the_wire)
    result = browser.open(a.origin.serialized).fetch(b.on_the_wire, credentials="include")
    went, read, cookie = (
        sent(result, preflight=False) != "not sent",
        could_read(result) == "yes",
        _has_cookie(result),
    )
    if not read:
        because = f"B said nothing about CORS. {result.verdict}"
    else:
        because = "Within one origin no one has to allow it."
    site = "same-site" if same_site else "cross-site"
    return Checks(
        "What follows, tried with a fetch of a page at A",
        (
            Item(
                "The request is sent to B",
                "passed" if went else "failed",
                "" if went else result.verdict,
                "yes" if went else "no",
            ),
            Item(
                "The page reads the answer",
                "passed" if read else "failed",
                because if went else "",
                "yes" if read else "no",
            ),
            Item(
                "B's cookie with `SameSite=Strict` goes along",
                "passed" if cookie else "noted",
                f"The request is {site}." if went else "",
                "yes" if cookie else "no",
            ),
        ),
    )


def _has_cookie(result: FetchResult) -> bool:
    return any(
        name == "Cookie" for exchange in result.exchanges for name, _ in exchange.request.headers
    )


def _silent(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", COOKIE)])
    return [b"Hello"]
