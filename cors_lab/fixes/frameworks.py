"""For which frameworks a fix can be had as code, for which errors it helps, and which framework an
answer seems to come from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FRAMEWORKS = ("nginx", "flask", "flask-cors", "fastapi", "django", "express")
# Header, what its value begins with, framework. What runs an app comes before what may stand in
# front of it.
SIGNS = (
    ("x-powered-by", "Express", "express"),
    ("server", "Werkzeug/", "flask-cors"),
    ("server", "uvicorn", "fastapi"),
    ("server", "hypercorn", "fastapi"),
    ("server", "WSGIServer/", "django"),
    ("server", "nginx", "nginx"),
    ("server", "openresty", "nginx"),
)
HELPED = frozenset(
    {"preflight-status", "preflight-redirect", "method-not-allowed", "header-not-allowed"}
)
_PLAIN = re.compile(r"[\w./ ()+-]{1,40}", re.ASCII)


def helps(code: str) -> bool:
    """Can headers of the server mend this error?"""
    return "allow-" in code or code in HELPED


def hint(framework: str = "", evidence: str = "", python: bool = True) -> str:
    """How to have the fix as code, in a sentence; `python`: where an explanation can be asked for
    it, too.
    """
    ways = "--fix {name}{guess}" + (", in Python .fix(NAME)" if python else "")
    if not framework:
        return (
            f"As code for your server: {ways.format(name='NAME', guess='')}. NAME is"
            f" {', '.join(FRAMEWORKS[:-1])} or {FRAMEWORKS[-1]}."
        )
    others = ", ".join(name for name in FRAMEWORKS if name != framework)
    return (
        "As code for your server:"
        f" {ways.format(name=framework, guess=f' (a guess, by {evidence})')}. Other names:"
        f" {others}."
    )


def guess(headers: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The framework, and the header line that says so; two empty texts where nothing does. A proxy
    speaks for all that is behind it.
    """
    said = [(name.lower(), value, f"{name}: {value}") for name, value in headers]
    for header, beginning, framework in SIGNS:
        for name, value, line in said:
            if (
                name == header
                and value.lower().startswith(beginning.lower())
                and _PLAIN.fullmatch(value)
            ):
                return framework, line
    return "", ""
