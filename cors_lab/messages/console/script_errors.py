"""The sentence that each engine has for a script's error, and for what a constructor or an
import refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MUTED = "Script error."
REFERENCE = {
    "chromium": "{name} is not defined",
    "firefox": "{name} is not defined",
    "webkit": "Can't find variable: {name}",
    "standard": "{name} is not defined",
}
NULL_PROPERTY = {
    "chromium": "Cannot read properties of null (reading '{name}')",
    "firefox": 'can\'t access property "{name}" of null',
    "webkit": "null is not an object (evaluating 'null.{name}')",
    "standard": "null has no property {name}",
}
JSON = {
    "chromium": "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    "firefox": (
        "JSON.parse: end of data while reading object contents at line 1 column 2 of the JSON data"
    ),
    "webkit": "JSON Parse error: Expected '}'",
    "standard": "not JSON",
}
SYNTAX_NAME = {
    "chromium": "Unexpected identifier '{name}'",
    "firefox": "unexpected token: identifier",
    "webkit": "Unexpected identifier '{name}'",
    "standard": "unexpected {name}",
}
SYNTAX_MARK = {
    "chromium": "Unexpected token '{name}'",
    "firefox": "expected expression, got '{name}'",
    "webkit": "Unexpected token '{name}'",
    "standard": "unexpected {name}",
}
# Firefox names a token that cannot follow otherwise than one that cannot begin.
FIREFOX_FOLLOWS = {":": "unexpected token: ':'"}
PREFIX = {"chromium": "Uncaught "}


def error_text(thrown: Any, engine: str) -> str:
    """The error as the engine turns it into text: "ReferenceError: x is not defined"."""
    if thrown.kind in ("string", "object"):
        return str(thrown.name) if thrown.kind == "string" else "[object Object]"
    return f"{thrown.type}: {_message(thrown, engine)}"


def _message(thrown: Any, engine: str) -> str:
    if thrown.kind == "constructed":
        return str(thrown.name)
    if thrown.kind == "json":
        return JSON[engine]
    if thrown.kind == "syntax":
        return _syntax(thrown.name, engine)
    table = REFERENCE if thrown.kind == "reference" else NULL_PROPERTY
    return table[engine].replace("{name}", thrown.name)


def _syntax(token: str, engine: str) -> str:
    if token[:1].isalpha() or token[:1] in "_$":
        return SYNTAX_NAME[engine].replace("{name}", token)
    if engine == "firefox" and token in FIREFOX_FOLLOWS:
        return FIREFOX_FOLLOWS[token]
    return SYNTAX_MARK[engine].replace("{name}", token)


def onerror_message(thrown: Any, engine: str, module: bool = False) -> str:
    """The first argument of `window.onerror`."""
    text = error_text(thrown, engine)
    if thrown.kind in ("string", "object") and engine == "firefox":
        return f"uncaught exception: {text}"
    if thrown.kind == "object" and engine == "chromium" and module:
        text = "#<Object>"
    return PREFIX.get(engine, "") + text


def onerror(seen: Mapping[str, Any], engine: str, page_url: str, module: bool) -> dict[str, Any]:
    """What `window.onerror` is told: message, source, line, and is there an error object."""
    thrown = seen["thrown"]
    if seen["muted"]:
        # Firefox names the script all the same.
        source = seen["source"] if engine == "firefox" else ""
        return {"message": MUTED, "source": source, "line": 0, "error": False}
    message = onerror_message(thrown, engine, module)
    source, line = seen["source"], 1
    if thrown.kind == "json" and engine == "chromium":
        source = page_url
    elif module and thrown.kind in ("string", "object"):
        source = {"chromium": page_url, "firefox": ""}.get(engine, source)
        line = 1 if engine == "webkit" else 0
    return {"message": message, "source": source, "line": line, "error": True}


EXCEPTIONS = {
    "worker-cross-origin": {
        "chromium": (
            "SecurityError: Failed to construct 'Worker': Script at '{url}' cannot be "
            "accessed from origin '{origin}'."
        ),
        "firefox": "SecurityError: The operation is insecure.",
        "webkit": "SecurityError: The operation is insecure.",
        "standard": "SecurityError: {url} is not of the origin {origin}.",
    },
}
IMPORT_FAILED = {
    "chromium": "TypeError: Failed to fetch dynamically imported module: {url}",
    "firefox": "TypeError: error loading dynamically imported module: {url}",
    "webkit": "TypeError: Importing a module script failed.",
    "standard": "TypeError: {url} could not be imported.",
}
WEBKIT_IMPORT_TYPE = "TypeError: '{type}' is not a valid JavaScript MIME type."
WEBKIT_IMPORT_CORS = (
    "TypeError: Cross-origin script load denied by Cross-Origin Resource Sharing policy."
)


def exception_text(code: str, engine: str, url: str, origin: str) -> str:
    """What a constructor throws, as text."""
    return EXCEPTIONS[code][engine].replace("{url}", url).replace("{origin}", origin)


def import_error(code: str, engine: str, url: str, kind: str) -> str:
    """With what `import()` rejects."""
    if engine == "webkit" and code in ("module-type", "script-type", "nosniff-script"):
        return WEBKIT_IMPORT_TYPE.replace("{type}", kind)
    if engine == "webkit" and code.startswith(("allow-", "cors-")):
        return WEBKIT_IMPORT_CORS
    return IMPORT_FAILED[engine].replace("{url}", url)
