"""The guards of the vault: six that let somebody in, and two that do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.course.exercises.app_judge import API
from cors_lab.course.exercises.trials import browser_at, opened
from servers import vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from flask import Flask

    from cors_lab.result.result import FetchResult

APP, ADMIN = "https://app.example", "https://admin.example"
SECRET_URL = f"{API}/secret"


@dataclass(frozen=True, slots=True)
class Guard:
    """How a server decides: its condition as code, the same as a function, and why it is wrong."""

    name: str
    code: str
    allows: Callable[[str], bool]
    why: str = ""


def _reflects(origin: str) -> bool:
    return True


def _trusts_null(origin: str) -> bool:
    return origin in {APP, "null"}


def _begins(origin: str) -> bool:
    return origin.startswith(APP)


def _ends(origin: str) -> bool:
    return origin.endswith("app.example")


def _unescaped(origin: str) -> bool:
    return re.fullmatch("https://app.example", origin) is not None


def _any_scheme(origin: str) -> bool:
    return origin.partition("://")[2] == "app.example"


def _listed(origin: str) -> bool:
    return origin in {APP, ADMIN}


def _whole_pattern(origin: str) -> bool:
    return re.fullmatch(r"https://(app|admin)\.example", origin) is not None


SICK = (
    Guard("reflects", "True", _reflects, "It sends back whatever asks: any page is allowed."),
    Guard(
        "null",
        f'origin in {{"{APP}", "null"}}',
        _trusts_null,
        "`null` is the origin of a sandboxed frame, and any page can make one.",
    ),
    Guard(
        "begins",
        f'origin.startswith("{APP}")',
        _begins,
        "What begins like it can go on: anyone can own `app.example.evil.example`.",
    ),
    Guard(
        "ends",
        'origin.endswith("app.example")',
        _ends,
        "What ends like it can begin otherwise: anyone can register `evilapp.example`.",
    ),
    Guard(
        "dot",
        f're.fullmatch("{APP}", origin)',
        _unescaped,
        "In a pattern a dot stands for any character: anyone can own `appxexample`, a name of "
        "their own network.",
    ),
    Guard(
        "http",
        'origin.partition("://")[2] == "app.example"',
        _any_scheme,
        "The scheme is cut off. In the same Wi-Fi, anyone can answer for `http://app.example`.",
    ),
)
SOUND = (
    Guard("listed", f'origin in {{"{APP}", "{ADMIN}"}}', _listed),
    Guard("pattern", r're.fullmatch(r"https://(app|admin)\.example", origin)', _whole_pattern),
)
GUARDS = {guard.name: guard for guard in (*SICK, *SOUND)}


def vault_with(guard: str) -> Flask:
    """A vault whose guard is the one of this name. Raises ValueError for an unknown name."""
    if guard not in GUARDS:
        raise ValueError(f"guard: there is no {guard!r}; there are {', '.join(GUARDS)}.")
    return vault.create_app(GUARDS[guard].allows)


def attack(app: WSGIApplication, origin: str, engine: str = "chromium") -> FetchResult:
    """Ada is logged in and visits a page of this origin, which fetches the secret.

    Raises ValueError for what no page can have as its origin.
    """
    browser = browser_at({API: app}, engine, login=f"{API}/login")
    return opened(browser, origin).fetch(SECRET_URL, credentials="include")


def captured(result: FetchResult) -> bool:
    """Has the page read the secret?"""
    return result.response is not None and vault.SECRET in result.response.text()
