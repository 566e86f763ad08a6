"""From the bench's state, one JSON-able value, to what it stands for: a page, the arguments of its
fetch, a policy, its surroundings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cors_lab.bench.controls import BODIES, DEFAULTS, FIELDS, OPAQUE, PAGE
from cors_lab.bench.server_stack import Surroundings
from cors_lab.fetch.url import parse_url, same_origin
from cors_lab.server.policy import Policy

if TYPE_CHECKING:
    from cors_lab.browser.browser import Browser, Page

State = dict[str, Any]
BEFORE = "before"  # the runs that came before this one with the same profile
ADVANCE = "advance"  # the seconds that passed after one of them
MOST_BEFORE = 50

POLICY_NAMES = tuple(field.name for field in fields(Policy))
PASSED_ON = ("method", "mode", "credentials", "redirect", "cache")
BODILESS = frozenset({"GET", "HEAD"})
KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "text"),
    "value": ((str,), "text"),
    "number": ((int,), "a number"),
    "lines": ((list, tuple), "a list of lines such as 'X-Demo: 1'"),
}


def checked(state: object) -> State:
    """The state as given, each name a control and each value of its kind; else TypeError or
    ValueError, in one sentence.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            f"state must be a dict such as {{'method': 'PUT'}}, not {type(state).__name__}."
        )
    for name, value in state.items():
        if name == BEFORE:
            _check_before(value)
        elif name not in FIELDS:
            raise ValueError(f"state has no {name!r}. {did_you_mean(str(name))}")
        else:
            _check_value(name, value)
    policy_of(DEFAULTS | {name: value for name, value in state.items() if name in POLICY_NAMES})
    return dict(state)


def did_you_mean(name: str) -> str:
    """The control whose name is nearest, or all names."""
    near = get_close_matches(name, FIELDS, 1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Its names are {', '.join(FIELDS)} and {BEFORE}."


def _check_before(steps: object) -> None:
    if not isinstance(steps, list) or not all(isinstance(step, Mapping) for step in steps):
        raise TypeError(f"{BEFORE} must be a list of states, one for each earlier run.")
    if len(steps) > MOST_BEFORE:
        raise ValueError(f"{BEFORE} may have {MOST_BEFORE} runs at most, not {len(steps)}.")
    for step in steps:
        seconds = step.get(ADVANCE, 0)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
            raise ValueError(f"{ADVANCE} must be a number of seconds from 0, not {seconds!r}.")
        if BEFORE in step:
            raise ValueError(f"A run in {BEFORE} cannot have a {BEFORE} of its own.")
        checked({name: value for name, value in step.items() if name != ADVANCE})


def _check_value(name: str, value: object) -> None:
    field = FIELDS[name]
    if field.kind == "choice":
        known = [choice.value for choice in field.choices]
        if not any(type(value) is type(choice) and value == choice for choice in known):
            raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, not {value!r}.")
    elif field.kind in KINDS:
        kind, words = KINDS[field.kind]
        optional = field.default is None or any(one.value is None for one in field.choices)
        if (
            (value is None and not optional)
            or isinstance(value, bool)
            or not isinstance(value, (*kind, type(None)))
        ):
            raise TypeError(
                f"{name} must be {words}{', or None' if optional else ''}, not {value!r}."
            )
    if field.kind == "lines":
        pairs_of(name, value)


def full(state: Mapping[str, Any], start: Mapping[str, Any] = DEFAULTS) -> State:
    """Every control's value: as in `state`, or else as in `start`. Lists for tuples, as JSON has
    them.
    """
    return {name: _jsonable(state.get(name, start[name])) for name in DEFAULTS}


def _jsonable(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value


def pairs_of(name: str, lines: Any) -> tuple[tuple[str, str], ...]:
    """Lines `Name: value` as pairs; empty lines are left out. ValueError for one without a
    colon.
    """
    found = []
    for line in lines:
        if not isinstance(line, str):
            raise TypeError(
                f"{name} must be a list of lines such as 'X-Demo: 1', not {line!r} in it."
            )
        header, colon, value = line.partition(":")
        if line.strip() and not (colon and header.strip()):
            raise ValueError(f"{name}: each line must look like 'X-Demo: 1', not {line!r}.")
        if line.strip():
            found.append((header.strip(), value.strip()))
    return tuple(found)


def call_of(state: Mapping[str, Any]) -> State:
    """The keyword arguments of `page.fetch`. TypeError or ValueError, with the name of the control,
    for a state that no bench can have.
    """
    checked({name: state[name] for name in FIELDS})
    if state["content_type"]:
        headers = [("Content-Type", state["content_type"])]
    else:
        headers = []
    headers += pairs_of("headers", state["headers"])
    if state["body"] is None:
        body = BODIES.get(state["content_type"])
    else:
        body = state["body"] or None
    if state["method"].upper() in BODILESS and state["body"] is None:
        body = None
    passed_on = {name: state[name] for name in PASSED_ON}
    return {
        "url": state["url"],
        "headers": headers,
        "body": body,
        **passed_on,
        "use_cors_preflight": state["upload_listener"],
    }


def policy_of(state: Mapping[str, Any]) -> Policy:
    """What the server says about CORS. TypeError or ValueError, with the name of the field, for
    what cannot be a header.
    """
    return Policy(**{name: state[name] for name in POLICY_NAMES})


def around_of(state: Mapping[str, Any]) -> Surroundings:
    """What stands around the server's app and its policy."""
    lines = [("Cache-Control", line) for line in _lines("cache_control", state)]
    lines += [("Set-Cookie", line) for line in _lines("set_cookie", state)]
    lines += pairs_of("response_headers", state["response_headers"])
    url, target = parse_url(state["url"]), redirect_target(state)
    here = url and target and same_origin(url.origin, target.origin)
    return Surroundings(
        guard=state["guard"],
        proxy=_sendable("proxy", pairs_of("proxy", state["proxy"])),
        redirect_to=_line("redirect_to", state["redirect_to"]),
        redirect_status=_status("redirect_status", state["redirect_status"]),
        redirect_by=state["redirect_by"],
        arrived_at=target.path if here and target else None,
        status=state["response_status"] and _status("response_status", state["response_status"]),
        lines=_sendable("response_headers", lines),
        elsewhere=state["elsewhere"],
    )


def redirect_target(state: Mapping[str, Any]) -> Any:
    """The URL record that the redirect leads to, None where it leads nowhere."""
    base = parse_url(state["url"])
    if state["redirect_to"] and base:
        return parse_url(state["redirect_to"], base)
    return None


def _lines(name: str, state: Mapping[str, Any]) -> Sequence[str]:
    value = state[name]
    if value is None:
        given = []
    else:
        given = [value] if isinstance(value, str) else list(value)
    for line in given:
        _line(name, line)
    return given


def _line(name: str, value: Any) -> Any:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {value!r}.")
    try:
        Policy(allow_origin=value)
    except ValueError:
        raise ValueError(
            f"{name} cannot go into a header: {value!r} has a line break or a character above"
            " U+00FF."
        ) from None
    return value


def _sendable(name: str, pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    for pair in pairs:
        _line(name, ": ".join(pair))
        if not pair[0].replace("-", "").replace("_", "").isalnum() or not pair[0].isascii():
            raise ValueError(f"{name}: {pair[0]!r} is not a header name.")
    return tuple(pairs)


def _status(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
        raise ValueError(f"{name} must be an HTTP status from 200 to 599, not {value!r}.")
    return value


def open_page(browser: Browser, state: Mapping[str, Any]) -> Page:
    """The page that asks. ValueError where its origin is none."""
    origin, top = state["page"], state["framed_by"]
    if origin in (*OPAQUE, "null"):
        return browser.open(
            "null", embedder=top or PAGE, kind=origin if origin in OPAQUE else "sandbox"
        )
    try:
        return browser.open(origin, top_origin=top)
    except ValueError as error:
        name, _, words = str(error).partition(":")
        raise ValueError(f"{'framed_by' if name == 'top_origin' else 'page'}:{words}") from None
