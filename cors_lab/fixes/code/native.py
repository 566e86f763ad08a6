"""What each framework's CORS library can express: where it cannot, or would decide otherwise, the
headers are written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cors_lab.fetch.headers import HeaderList, extract_list
from cors_lab.fetch.url import parse_origin
from cors_lab.server.policy import ECHO, HEADERS, LIKE, SWITCHES, Policy

Test = Callable[[Policy], bool]
SAFELISTED = ("GET", "HEAD", "POST")
STAR = (
    "{library} answers `*` for headers with the names that were asked for: Authorization too, which"
    " a `*` does not cover in the standard."
)
_REGEX_CHARACTERS = set("*\\]?$^[]()")  # one of these makes a text a pattern for Flask-CORS


def tokens(value: Any) -> list[str] | None:
    """The names that a list field holds, [] for None; None where it is no list of names."""
    if value is None:
        return []
    if isinstance(value, str):
        found = extract_list(HeaderList([("list", value)]), "list")
    else:
        found = None
    if isinstance(found, list):
        return found or None
    return None


def _is(field: str, *values: Any) -> Test:
    return lambda policy: getattr(policy, field) in values


def _no_names(field: str) -> Test:
    return lambda policy: (
        getattr(policy, field) not in ("*", ECHO) and tokens(getattr(policy, field)) is None
    )


def _several_lines(policy: Policy) -> bool:
    return any(isinstance(getattr(policy, field), tuple) for field, _, _ in HEADERS)


def _sets_switches(policy: Policy) -> bool:
    return not all(getattr(policy, switch) for switch in SWITCHES)


def _differs_on_preflight(policy: Policy) -> bool:
    return any(policy.said(field) != policy.said(like) for field, like in LIKE.items())


def _pattern_origin(policy: Policy) -> bool:
    value = str(policy.allow_origin)
    return value not in ("*", ECHO) and (
        value != value.lower() or bool(set(value) & _REGEX_CHARACTERS)
    )


def _no_origin(policy: Policy) -> bool:
    value = str(policy.allow_origin)
    if value in ("*", "null", ECHO):
        origin = None
    else:
        origin = parse_origin(value)
    return value not in ("*", "null", ECHO) and (origin is None or origin.serialized != value)


def _not_capitals(policy: Policy) -> bool:
    return any(name != name.upper() for name in tokens(policy.allow_methods) or [])


def _pattern_names(policy: Policy) -> bool:
    return policy.allow_headers not in ("*", ECHO) and any(
        set(name) & _REGEX_CHARACTERS for name in tokens(policy.allow_headers) or []
    )


def _without_content_type(policy: Policy) -> bool:
    named = {name.lower() for name in tokens(policy.allow_headers) or []}
    return policy.allow_headers not in ("*", ECHO) and "content-type" not in named


def _wildcard_among_names(field: str) -> Test:
    return lambda policy: (
        getattr(policy, field) != "*" and "*" in (tokens(getattr(policy, field)) or [])
    )


def _not_a_number(policy: Policy) -> bool:
    return policy.max_age is not None and not (
        isinstance(policy.max_age, str) and policy.max_age.isascii() and policy.max_age.isdigit()
    )


def _with_credentials(field: str) -> Test:
    return lambda policy: getattr(policy, field) == "*" and policy.allow_credentials == "true"


def _sends_empty(policy: Policy) -> bool:
    return "" in (policy.allow_methods, policy.allow_headers, policy.max_age, policy.expose_headers)


EVERYWHERE: tuple[tuple[Test, str], ...] = (
    (_several_lines, "it sends one line of each header"),
    (_is("allow_origin", None), "without an allowed origin it sends no header at all"),
    (
        lambda policy: policy.allow_credentials not in (None, "true"),
        "it sends Access-Control-Allow-Credentials: true or nothing",
    ),
    (lambda policy: policy.vary not in (None, "Origin"), "it writes Vary itself"),
    (_sets_switches, "it sends its headers with the preflight and with each response, errors too"),
    (
        _differs_on_preflight,
        "it says the same of the origin and of credentials to the preflight and with the response",
    ),
)
ALLOW_LISTS: tuple[tuple[Test, str], ...] = (
    (
        _with_credentials("allow_origin"),
        "with credentials it answers `*` by sending every Origin back, which lets all pages read",
    ),
    (
        lambda policy: not 200 <= policy.preflight_status <= 299,
        "it chooses the status of the preflight itself",
    ),
    (_no_names("expose_headers"), "it wants names in Access-Control-Expose-Headers"),
    (_no_names("allow_methods"), "it wants names in Access-Control-Allow-Methods"),
    (_no_names("allow_headers"), "it wants names in Access-Control-Allow-Headers"),
    (_not_a_number, "it wants a number in Access-Control-Max-Age"),
)
MATCHING: tuple[tuple[Test, str], ...] = (
    (_is("allow_methods", "*", ECHO), "it sends the names of methods, not `*` or what was asked"),
    (_wildcard_among_names("allow_methods"), "it does not send `*` among the names of methods"),
    (_wildcard_among_names("allow_headers"), "it does not send `*` among the names of headers"),
    (
        _with_credentials("allow_headers"),
        (
            "its `*` for headers sends back what was asked, which allows more than a `*` does with"
            " credentials"
        ),
    ),
)
REASONS: Mapping[str, tuple[tuple[Test, str], ...]] = {
    "Flask-CORS": (
        *EVERYWHERE,
        *ALLOW_LISTS,
        *MATCHING,
        (
            _pattern_origin,
            (
                "it compares origins without regard to case, and takes some signs for a "
                "regular expression"
            ),
        ),
        (_not_capitals, "it compares methods in capitals"),
        (_pattern_names, "it takes some signs in header names for a regular expression"),
    ),
    "CORSMiddleware": (
        *EVERYWHERE,
        *ALLOW_LISTS,
        *MATCHING,
        (_without_content_type, "it always allows the header Content-Type"),
    ),
    "django-cors-headers": (
        *EVERYWHERE,
        *ALLOW_LISTS,
        (_is("allow_methods", ECHO), "it sends a fixed list of methods"),
        (_is("allow_headers", ECHO), "it sends a fixed list of headers"),
        (_no_origin, "it does not start with what is no origin on its list"),
        (
            lambda policy: policy.max_age is not None and not str(policy.max_age).strip("0"),
            "it does not send Access-Control-Max-Age: 0",
        ),
    ),
    "cors": (
        *EVERYWHERE,
        (_is("allow_origin", ""), "it takes an empty origin for `*`"),
        (
            lambda policy: policy.allow_origin == "*" and policy.vary is not None,
            "with `*` it sends no Vary",
        ),
        (_is("allow_methods", ECHO), "it sends a fixed list of methods"),
        (_sends_empty, "it sends no empty header"),
    ),
}


def why_by_hand(library: str, policy: Policy) -> list[str]:
    """Why this library cannot do what the policy does; empty where it can."""
    return list(dict.fromkeys(reason for test, reason in REASONS[library] if test(policy)))


def star_remark(library: str, policy: Policy) -> list[str]:
    """What the library makes of a `*` for headers, where it makes something else of it than the
    standard.
    """
    if policy.allow_headers == "*":
        return [STAR.format(library=library)]
    return []


def methods_for_list(policy: Policy) -> list[str]:
    """The methods for a library that checks them all, those too which a browser never asks leave
    for.
    """
    return list(dict.fromkeys([*SAFELISTED, *(tokens(policy.allow_methods) or [])]))
