"""The settings of what stands in front of an app, from the table of products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Text, View
from cors_lab.fixes.code import COPIES, Case
from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted
from cors_lab.server.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE, URL = "https://app.example", "https://api.example/notes"
NGINX, VITE = "nginx", "vite"
NAMES = ("caddy", "traefik", "haproxy", "apache", "envoy", "kong", "ingress-nginx", VITE)
CHOICES = ((NGINX, NGINX), *((PRODUCTS[name].label, name) for name in NAMES))
CONTROLS = (
    Control("product", "In front of the app", "select", CHOICES),
    Control("page", "The page that may", "text"),
    Control("methods", "Methods", "text"),
    Control("headers", "Headers", "text"),
    Control("cookies", "With cookies", "check"),
)


def experiment(product: str) -> Experiment:
    """Choose a product, say who may what, and read its settings. Raises ValueError for an unknown
    product.
    """
    if product not in (NGINX, *NAMES):
        raise ValueError(
            f"product: there is no {product!r}; there are {', '.join((NGINX, *NAMES))}."
        )
    values = {
        "product": product,
        "page": PAGE,
        "methods": "PUT, DELETE",
        "headers": "Content-Type",
        "cookies": False,
    }
    return Experiment("In front of an app", CONTROLS, look, values)


def look(values: Mapping[str, Any]) -> View:
    """The settings. Raises ValueError for what cannot be a header."""
    page, methods, headers = (str(values[name]).strip() for name in ("page", "methods", "headers"))
    cookies = bool(values["cookies"])
    name = str(values["product"])
    method = methods.partition(",")[0].strip() or "GET"
    if name == NGINX:
        policy = Policy(
            allow_origin=page or None,
            allow_methods=methods or None,
            allow_headers=headers or None,
            allow_credentials=cookies or None,
            vary="Origin",
        )
        label, text = NGINX, COPIES[NGINX](Case.of({"url": URL, "method": method}, policy, page))
    else:
        wanted = Wanted(page, URL, method, methods or None, headers or None, cookies)
        label, text = PRODUCTS[name].label, render(PRODUCTS[name], wanted)
    if "\n" not in text:
        return View("failed", text)
    told = "let only one layer say it."
    if name == VITE:
        told = "the page asks its own origin, so no permission is asked. On your machine, that is."
    return View("noted", f"{label}: {told}", (Text(label, text),))
