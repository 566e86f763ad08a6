"""A product's setting for the case in hand; what is unsafe, or beyond the product, is refused
with the reason.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from cors_lab.fetch.url import parse_origin, parse_url
from cors_lab.fixes.products.programs import EVERYONE, NO_CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fixes.products.row import Product
    from cors_lab.fixes.wanted import Wanted

NULL = (
    "There is no setting for the origin `null`: every website can have it, through a "
    "sandboxed frame. Give the page an origin of its own: "
    "serve it from http://localhost."
)
NOT_AN_ORIGIN = (
    "There is no setting for {origin!r}, which is not an origin: give the page's, like "
    "https://app.example."
)
ANY_EXTENSION = (
    "An extension's origin changes with each installation, so it cannot be allowed by name. "
    "Ask from its background script."
)
WITHOUT_CREDENTIALS = (
    '{label} never allows credentials. On the page, leave out credentials: "include", '
    "or put a proxy of your own in front of it."
)
NOT_THIS_METHOD = "{label} cannot allow {method}: it knows {known} only."
NOT_THIS_HEADER = (
    "{label} lets only these headers through: {known}. On the page, do not send {name}."
)
TO_ALL = "{label} can only allow every origin, not {origin} alone."
ONLY_THIS = "Only what this call needs: keep what else your pages send."
_SLOT = re.compile(r"<<(\w+)((?::[^<>]+)?)>>")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNLISTABLE = ("moz-extension", "safari-web-extension", "vscode-webview")


def render(product: Product, wanted: Wanted) -> str:
    """The setting, with remarks in front on where it goes; one sentence without a line break
    where there is none.
    """
    origin = parse_origin(wanted.origin)
    if refusal := _refusal(product, wanted):
        return refusal
    assert origin is not None
    flags = {"credentials": wanted.credentials, "headers": bool(_names(wanted.allow_headers))}
    lines = [_filled(line, product, wanted) for line in _kept(product.template, flags)]
    remarks = [product.where, product.note, *_limits(product, wanted), ONLY_THIS, *wanted.remarks]
    head = [f"{product.comment} {remark}" for remark in remarks if remark]
    return "\n".join([*head, f"{product.comment} Source: {product.source}", "", *lines]) + "\n"


def _refusal(product: Product, wanted: Wanted) -> str:
    if wanted.origin == "null":
        return NULL
    origin = parse_origin(wanted.origin)
    if origin is None:
        return NOT_AN_ORIGIN.format(origin=wanted.origin)
    if origin.scheme in UNLISTABLE:
        return ANY_EXTENSION
    if wanted.credentials and NO_CREDENTIALS in product.limits:
        return WITHOUT_CREDENTIALS.format(label=product.label)
    for method in _methods(wanted):
        if product.methods and method not in product.methods:
            known = ", ".join(sorted(product.methods))
            return NOT_THIS_METHOD.format(label=product.label, method=method, known=known)
    for name in _names(wanted.allow_headers):
        if product.headers and name.lower() not in product.headers:
            return NOT_THIS_HEADER.format(
                label=product.label, name=name, known=", ".join(sorted(product.headers))
            )
    return ""


def _limits(product: Product, wanted: Wanted) -> Iterator[str]:
    if EVERYONE in product.limits:
        yield TO_ALL.format(label=product.label, origin=wanted.origin)


def _kept(template: str, flags: dict[str, bool]) -> Iterator[str]:
    for line in template.splitlines():
        if not line.startswith("?"):
            yield line
            continue
        flag, _, rest = line[1:].partition("|")
        if flags[flag]:
            yield rest


def _filled(line: str, product: Product, wanted: Wanted) -> str:
    return _SLOT.sub(lambda slot: _value(slot[1], slot[2][1:], wanted), line)


def _value(name: str, form: str, wanted: Wanted) -> str:
    if name == "credentials":
        return "true" if wanted.credentials else "false"
    if name == "target":
        url = parse_url(wanted.url)
        return url.origin.serialized if url and url.is_http else "https://api.example"
    values = {
        "origin": [wanted.origin],
        "methods": _methods(wanted),
        "headers": _names(wanted.allow_headers),
    }[name]
    return _formed(values, form, name)


def _formed(values: list[str], form: str, name: str) -> str:
    if form == "json":
        return ", ".join(json.dumps(value) for value in values)
    if form == "regex":
        return re.escape(values[0]).replace("/", "/")
    if form == "rust" and name == "methods":
        return ", ".join(f"Method::{value}" for value in values)
    if form == "rust":
        return ", ".join(f'HeaderName::from_static("{value.lower()}")' for value in values)
    if form.startswith("with:"):
        usual = form.removeprefix("with:").split(", ")
        there = {value.lower() for value in usual}
        return ", ".join([*usual, *(value for value in values if value.lower() not in there)])
    return ", ".join(values)


def _methods(wanted: Wanted) -> list[str]:
    """The methods to allow; the call's own where no preflight asked for one."""
    listed = [name.strip() for name in (wanted.allow_methods or wanted.method or "GET").split(",")]
    return [name for name in dict.fromkeys(listed) if _PLAIN_NAME.fullmatch(name)] or ["GET"]


def _names(listed: str | None) -> list[str]:
    names = [name.strip() for name in (listed or "").split(",")]
    return [name for name in dict.fromkeys(names) if _PLAIN_NAME.fullmatch(name)]
