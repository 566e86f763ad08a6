"""What a real browser made of a call beside what the simulation made of it, row by row, with the
server's log as witness. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.bench.real_browser.rename_origins import renamed
from cors_lab.display.text import ELIDED, VOLATILE, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cors_lab.bench.real_browser.rename_origins import Seen
    from cors_lab.result.result import FetchResult

    Pairs = tuple[tuple[str, str], ...]

MOST_HEADERS, MOST_TEXT = 60, 400
# A server may say something else each time it is asked: of these the page must be able to read the
# same names, not the same values.
CHANGING = VOLATILE | {"content-length", "etag", "last-modified", "location", "age"}
# What a request says about CORS; of the rest, only what the page itself asked for.
WITNESSED = frozenset(
    {
        "origin",
        "content-type",
        "cookie",
        "authorization",
        "access-control-request-method",
        "access-control-request-headers",
    }
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What JavaScript got: a Response, or the error that the promise was rejected with. `reached`:
    could the server be reached at all?
    """

    fulfilled: bool
    error: str = ""
    type: str = ""
    status: int = 0
    redirected: bool = False
    headers: Pairs = ()
    body: str = ""
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison; `own` is the learner's own browser."""

    label: str
    simulated: str
    own: str
    agree: bool


def heard_from(message: object) -> Heard:
    """What the view sent, taken as nothing but text, numbers and yes or no. TypeError for anything
    else.
    """
    if not isinstance(message, Mapping):
        raise TypeError("heard must be an object")
    text = {name: str(message.get(name) or "") for name in ("error", "type", "body")}
    pairs = [
        pair for pair in message.get("headers") or () if isinstance(pair, list) and len(pair) == 2
    ][:MOST_HEADERS]
    return Heard(
        fulfilled=message.get("fulfilled") is True,
        status=int(message.get("status") or 0),
        redirected=message.get("redirected") is True,
        headers=tuple((str(name), str(value)) for name, value in pairs),
        reached=message.get("reached") is not False,
        **text,
    )


def simulated_from(fetch: Callable[[], FetchResult]) -> Heard:
    """What JavaScript would have got from the simulated browser, whose fetch() may also throw on
    its arguments.
    """
    try:
        result = fetch()
    except (TypeError, ValueError) as error:
        return Heard(False, f"TypeError: {error}")
    response = result.response
    if response is None:
        return Heard(False, "TypeError")
    return Heard(
        True,
        "",
        response.type,
        response.status,
        response.redirected,
        tuple(response.headers),
        response.text(),
    )


def rows_of(
    simulated: Heard,
    log: list[Seen],
    own: Heard,
    own_log: list[Seen],
    asked: tuple[str, ...],
    names: Mapping[str, str],
) -> list[Row]:
    """All rows. `asked` are the headers that the page set itself; `names` maps real origins back to
    those of the bench.
    """
    rows = [
        _row("promise", _promise(simulated), _promise(own), simulated.fulfilled == own.fulfilled)
    ]
    if simulated.fulfilled or own.fulfilled:
        rows.append(_same("type", simulated.type, own.type))
        rows.append(_same("status", _status(simulated), _status(own)))
        rows.append(_same("redirected", _redirected(simulated), _redirected(own)))
        same_headers = _comparable(simulated.headers) == _comparable(own.headers)
        rows.append(
            _row(
                "headers that it can read",
                _headers(simulated, names),
                _headers(own, names),
                same_headers,
            )
        )
        rows.append(
            _row(
                "body that it can read",
                _body(simulated),
                _body(own),
                bool(simulated.body) == bool(own.body),
            )
        )
    shown_names = WITNESSED | {name.lower() for name in asked}
    for label, preflight in (
        ("preflight, as the server saw it", True),
        ("request, as the server saw it", False),
    ):
        rows.append(
            _same(label, *(_witness(seen, preflight, shown_names) for seen in (log, own_log)))
        )
    return rows


def _row(label: str, simulated: str, own: str, agree: bool) -> Row:
    return Row(label, visible(simulated, MOST_TEXT), visible(own, MOST_TEXT), agree)


def _same(label: str, simulated: str, own: str) -> Row:
    return _row(label, simulated, own, simulated == own)


def _promise(heard: Heard) -> str:
    if heard.fulfilled:
        return "fulfilled"
    return f"rejected: {heard.error}"


def _status(heard: Heard) -> str:
    if heard.fulfilled:
        return str(heard.status)
    return ""


def _redirected(heard: Heard) -> str:
    if heard.fulfilled:
        return {True: "yes", False: "no"}[heard.redirected]
    return ""


def _headers(heard: Heard, names: Mapping[str, str]) -> str:
    shown = (
        f"{name}: {ELIDED if name in VOLATILE else renamed(value, names)}"
        for name, value in sorted(heard.headers)
    )
    if heard.fulfilled:
        return "; ".join(shown) or "none"
    return ""


def _comparable(headers: Pairs) -> list[tuple[str, str]]:
    return sorted((name, "" if name in CHANGING else value) for name, value in headers)


def _body(heard: Heard) -> str:
    if heard.fulfilled:
        return heard.body.strip() or "nothing"
    return ""


def _witness(log: Iterable[Seen], preflight: bool, shown: frozenset[str]) -> str:
    """The requests of one kind in the server's log."""
    lines = []
    for seen in log:
        if seen.preflight == preflight:
            headers = "; ".join(f"{name}: {value}" for name, value in seen.headers if name in shown)
            lines.append(
                f"{seen.method} {seen.path} → {seen.status}" + (f" ({headers})" if headers else "")
            )
    return ", then ".join(lines) or "none came"
