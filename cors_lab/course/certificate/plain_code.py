"""Is this the code of an answer, and of nothing else? Asked before someone else's code is run.

This is a sieve and no wall: Python cannot be sealed from inside. It lets the answers of the course
through, and stops what reaches for files, programs, the network or the judge itself. After it, the
code runs in a child process with limits, in which the system's calls for those are refused.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = frozenset(
    (
        "__future__ base64 collections datetime enum fnmatch flask flask_cors functools hashlib "
        "hmac html itertools json math re secrets servers time urllib.parse uuid werkzeug "
        "werkzeug.exceptions werkzeug.wrappers"
    ).split()
)
FROM_THE_COURSE = {"cors_lab": {"Policy", "serve"}, "requests": {"get"}}
NAMES = frozenset(
    (
        "exec eval compile open globals locals vars getattr setattr delattr input breakpoint "
        "memoryview help exit quit __import__ __builtins__ __loader__ __spec__"
    ).split()
)
ATTRIBUTES = frozenset(
    (
        "sys os io modules builtins subprocess socket ctypes importlib inspect gc threading "
        "f_back f_globals f_locals f_builtins gi_frame cr_frame ag_frame tb_frame tb_next "
        "loader open_resource send_file send_from_directory format_map util codecs typing cli "
        # by these a string becomes code, or a name an attribute
        "render_template render_template_string stream_template stream_template_string jinja_env "
        "create_jinja_environment import_string find_modules get_type_hints ForwardRef "
        "attrgetter methodcaller Formatter from_pyfile from_object from_envvar from_prefixed_env"
    ).split()
)
DUNDERS = frozenset("__name__ __init__ __call__ __contains__ __str__ __eq__ __len__".split())
LONGEST = 16 * 1024  # characters


def objection(text: str) -> str:
    """Why this is not run, in a sentence; "" where it may be."""
    if len(text) > LONGEST:
        return f"it has more than {LONGEST} characters"
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "it is not Python"
    return next(_objections(tree), "")


def _objections(tree: ast.Module) -> Iterator[str]:
    imported = set(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (_not_run(each.name) for each in node.names if each.name not in MODULES)
        elif isinstance(node, ast.ImportFrom):
            yield from _of_import(node)
        elif isinstance(node, ast.Name) and (node.id in NAMES or _is_hidden(node.id)):
            yield f"it uses `{node.id}`"
        elif isinstance(node, ast.Attribute):
            if node.attr in ATTRIBUTES or _is_hidden(node.attr):
                yield f"it uses `.{node.attr}`"
            elif not isinstance(node.ctx, ast.Load) and _base(node) in imported:
                yield f"it changes `{_base(node)}`"


def _not_run(name: str) -> str:
    return f"it imports `{name}`"


def _of_import(node: ast.ImportFrom) -> Iterator[str]:
    module = node.module or ""
    for name in (each.name for each in node.names):
        allowed = FROM_THE_COURSE.get(module)
        if allowed is not None and name in allowed:
            continue
        other_module = name in sys.stdlib_module_names and module not in ("flask", "servers", name)
        if node.level or module not in MODULES or name in ATTRIBUTES or name == "*" or other_module:
            yield _not_run(f"{module}.{name}")


def _is_hidden(name: str) -> bool:
    return name.startswith("__") and name not in DUNDERS


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((each.asname or each.name).partition(".")[0] for each in node.names)


def _base(node: ast.Attribute) -> str:
    """The name at the beginning of `a.b.c`."""
    value: ast.expr = node
    while isinstance(value, ast.Attribute):
        value = value.value
    return value.id if isinstance(value, ast.Name) else ""
