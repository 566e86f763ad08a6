"""The fix as code or setting: the facts of a call as a policy that `fixes.code` writes out, or as
the setting of a product.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.url import parse_url
from cors_lab.fixes.code import COPIES, Case
from cors_lab.fixes.frameworks import FRAMEWORKS, NAMES
from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted
from cors_lab.server.policy import Policy

if TYPE_CHECKING:
    from cors_lab.fixes.wanted import Blocked

# Its name in `copying`, the sign of its comments, and what of the generated program belongs into a
# server that exists.
TAKE = {
    "nginx": (
        "nginx",
        "#",
        "the map goes into your http { }; the if and the add_header lines into your location { }.",
    ),
    "flask": ("Flask by hand", "#", "the functions above the route go into your app."),
    "flask-cors": (
        "Flask-CORS",
        "#",
        "the import, CORS(...) and the function below it go into your app.",
    ),
    "fastapi": (
        "FastAPI / Starlette",
        "#",
        "the import of CORSMiddleware and its call go into your app, the call at the very end.",
    ),
    "django": (
        "Django (django-cors-headers)",
        "#",
        (
            "in settings.py, add to INSTALLED_APPS, put the middleware first in MIDDLEWARE, add the"
            " CORS_... lines."
        ),
    ),
    "express": (
        "Express (cors)",
        "//",
        "the import and app.use(cors(...)) go into your app, before all routes.",
    ),
}


def write(wanted: Wanted, name: str) -> str:
    """The fix for this framework or product, with remarks on what of it to take over; ValueError
    for an unknown name.
    """
    if name in PRODUCTS:
        return render(PRODUCTS[name], wanted)
    if name not in TAKE:
        like = get_close_matches(name, NAMES, 1)
        meant = f" Do you mean {like[0]!r}?" if like else ""
        raise ValueError(
            f"fix: {name!r} is not one of {', '.join(FRAMEWORKS)}, nor one of the products in"
            f" docs/products.md.{meant}"
        )
    label, sign, take = TAKE[name]
    # Starlette's middleware allows Content-Type in any case.
    names = wanted.allow_headers
    if name == "fastapi":
        names = _with_content_type(wanted.allow_headers)
    try:
        policy = Policy(
            allow_origin=wanted.origin,
            allow_credentials=wanted.credentials or None,
            allow_methods=wanted.allow_methods,
            allow_headers=names,
            vary=True,
        )
    except ValueError as error:  # a line of a console may name any method
        return f"There is no code: {error}."
    told = (f"A whole small server. For yours: {take}", *wanted.remarks)
    remarks = "".join(f"{sign} {remark}\n" for remark in told)
    return remarks + COPIES[label](_case(wanted, policy))


def _case(wanted: Wanted, policy: Policy) -> Case:
    url = parse_url(wanted.url)
    names = (wanted.allow_headers or "").split(", ")
    headers = [(name, "application/json") for name in names if name]
    call: dict[str, Any] = {"url": "https://api.example/"}
    if url and url.is_http:
        call["url"] = url.on_the_wire  # fetch() takes no user name
    try:
        asked = call | {"method": wanted.method, "headers": headers}
        return Case.of(asked, policy, wanted.origin)
    except (TypeError, ValueError):  # what a line says need not be what fetch() takes
        return Case.of(call, policy, wanted.origin)


def code_for(finding: Blocked, name: str) -> str:
    """The fix of this finding for a framework or product; a sentence where none helps."""
    written = write(Wanted.of(finding), name)
    return finding.no_code or written


def _with_content_type(listed: str | None) -> str:
    names = (listed or "").split(", ") if listed else []
    if "content-type" in {name.lower() for name in names}:
        return ", ".join(names)
    return ", ".join([*names, "Content-Type"])
