"""nginx as a layer: itself where it is installed, or what stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.lessons.n14_between_app_and_browser.nginx_stand_in import StandIn
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_text import (
    Directive,
    condition_of,
    read_location,
)
from cors_lab.course.lessons.n14_between_app_and_browser.onward import Onward
from cors_lab.server.loopback import Server, serve
from cors_lab.server.nginx import Nginx, nginx_binary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import WSGIApplication

    from cors_lab.course.lessons.n14_between_app_and_browser.nginx_text import Location


def nginx_for(text: str, url: str, name: str, itself: bool = True) -> Nginx | Server:
    """A server with these lines in its location, in front of the server at `url`.

    Raises ValueError for lines that cannot be read; with `itself` False it is the stand-in.
    """
    location = read_location(text)
    if itself and nginx_binary():
        return Nginx(*written(location, url), name)
    return serve(StandIn(location, Onward(url)), name=name)


def behind_nginx(lines: str, app: WSGIApplication) -> StandIn:
    """The app behind an nginx with these lines in its location, in process: the stand-in, always.

    Raises ValueError, with a sentence, for lines that nginx would not take.
    """
    return StandIn(read_location(lines), app)


def written(location: Location, url: str) -> tuple[str, str]:
    """The lines inside the location and outside of the server, as nginx reads them."""
    lines = [one for one in location.lines if one.name != "proxy_pass"]
    inside = [*_lines(lines, 3), f"            proxy_pass {url};"]
    return "\n".join(inside), "\n".join(_lines(location.maps.values(), 1))


def _lines(directives: Iterable[Directive], depth: int) -> Iterable[str]:
    indent = "    " * depth
    for one in directives:
        if one.name == "if":
            variable, sign, value = condition_of(one)
            head = f"if (${variable} {sign} {_quoted(value)})" if sign else f"if (${variable})"
        else:
            head = " ".join([_word(one.name), *map(_quoted, one.arguments)])
        if one.name in ("if", "map"):
            yield f"{indent}{head} {{"
            yield from _lines(one.block, depth + 1)
            yield f"{indent}}}"
        else:
            yield f"{indent}{head};"


def _word(name: str) -> str:
    """A directive's name as it is; a key of a map, which may hold anything, in quotes."""
    return name if name.replace("_", "").isalpha() else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
