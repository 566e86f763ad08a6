"""For which frameworks a fix can be had as code, for which errors it helps, and which framework an
answer seems to come from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Iterable

FRAMEWORKS = ("nginx", "flask", "flask-cors", "fastapi", "django", "express")
NAMES = (*FRAMEWORKS, *PRODUCTS)
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
    """Can headers of the server fix this error?"""
    return "allow-" in code or code in HELPED


def hint(framework: str = "", evidence: str = "", python: bool = True) -> str:
    """How to have the fix as code, in a sentence; `python`: where an explanation can be asked for
    it, too.
    """
    in_python = ", in Python .fix(NAME)" if python else ""
    others = ", ".join(name for name in FRAMEWORKS if name != framework)
    more = f"or one of {len(PRODUCTS)} products (docs/products.md)"
    if not framework:
        return f"As code for your server: --fix NAME{in_python}. NAME is {others}, {more}."
    guessed = f"--fix {framework} (a guess, by {evidence}){in_python}"
    return f"As code for your server: {guessed}. Other names: {others}, {more}."


def guess(headers: Iterable[tuple[str, str]], url: str = "", body: str = "") -> tuple[str, str]:
    """The framework or product, and what says so; two empty strings where nothing does. What runs
    an app outweighs the proxy in front of it, and an address outweighs both.
    """
    pairs = list(headers)
    recognised = recognise(url, pairs, body)
    if recognised is not None and recognised.by_address:
        return recognised.product.name, recognised.evidence
    framework = _framework(pairs)
    if (
        recognised is not None
        and framework[0] in ("", "nginx")
        and _PLAIN.search(recognised.evidence)
    ):
        return recognised.product.name, recognised.evidence
    return framework


def _framework(pairs: Iterable[tuple[str, str]]) -> tuple[str, str]:
    said = [(name.lower(), value, f"{name}: {value}") for name, value in pairs]
    for header, beginning, framework in SIGNS:
        for name, value, line in said:
            begins = value.lower().startswith(beginning.lower())
            if name == header and begins and _PLAIN.fullmatch(value):
                return framework, line
    return "", ""
