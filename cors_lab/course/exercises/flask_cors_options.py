"""What Flask-CORS is told: it ignores a misspelt option in silence, so the cell's code is read."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONS = (
    "origins",
    "methods",
    "expose_headers",
    "allow_headers",
    "supports_credentials",
    "max_age",
    "send_wildcard",
    "vary_header",
    "resources",
    "automatic_options",
    "intercept_exceptions",
    "always_send",
    "allow_private_network",
)
NAMES = ("CORS", "cross_origin")
MODULE = "flask_cors"


def uses_flask_cors(app: Any) -> bool:
    """Does this Flask app have Flask-CORS in front of its answers?"""
    hooks = getattr(app, "after_request_funcs", {}).get(None, ())
    return any((getattr(hook, "__module__", None) or "").startswith(MODULE) for hook in hooks)


def misspelt_option(source: str) -> str:
    """A sentence about an option in this code that Flask-CORS does not know, or ""."""
    for name in _options_in(source):
        near = get_close_matches(name, OPTIONS, 1, 0.6)
        if name not in OPTIONS and near:
            return (
                f"Flask-CORS has no option `{name}`, and it ignores it in silence. The option is "
                f"`{near[0]}`."
            )
    return ""


def _options_in(source: str) -> Iterator[str]:
    """The names of the arguments of each `CORS(...)` in this code; none where it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in NAMES:
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
