"""The house rules that a reader relies on: who may import whom, how long a function is, what
`import cors_lab` costs.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_FILE = 510
MAX_SERVER = 60
MAX_FUNCTION = 30

# In cors_lab.fetch a module imports from its own layer and those before it.
LAYERS = [
    {"remember", "numbers", "scalar_values"},
    set("url headers mime wire trace codings integrity unsafe cache_control policy".split()),
    set("sniff javascript thrown relay".split()),
    set("request response stored_response storing ranges data_url referrer csp_sources".split()),
    set("credentials mime_checks csp document form xhr_response".split()),
    set(
        (
            "set_cookie cookies cookie_policy append checks preflight_cache http_cache "
            "engines params authentication mixed_content orb destinations timing local_network"
        ).split()
    ),
    set("redirect outgoing".split()),
    {"cache_mode", "network"},
    {"cors"},
    {"fetching"},
    {"csp_reports", "elements", "event_source", "websocket", "beacon", "xhr"},
    {"frames", "preloads", "workers"},
    {"loading", "submit"},
]
# A room imports from the rooms below it only; those of one row know nothing of each other. Beside
# each: the libraries it may use.
ROOMS: list[dict[str, str]] = [
    {"__init__": "", "__main__": "", "testing": ""},
    {
        "course": (
            "IPython anywidget traitlets ipywidgets markupsafe platformdirs flask flask_cors "
            "werkzeug requests fsrs genanki click"
        )
    },
    {"bench": "anywidget traitlets ipywidgets markupsafe pygments"},
    {"tools": "click markupsafe anywidget traitlets ipywidgets json5 yaml jupyter_server"},
    {"fixes": "markupsafe"},
    {"browser": "h11 wsproto"},
    {"result": "anywidget traitlets ipywidgets markupsafe pygments"},
    {"servers": "flask werkzeug flask_cors"},  # the small apps of the lessons, outside the package
    {
        "messages": "",
        "fetch": "ada_url publicsuffixlist",
        "display": "markupsafe pygments",
        "server": "werkzeug flask",
    },
]
RANK = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
LIBRARIES = {room: set(names.split()) for rooms in ROOMS for room, names in rooms.items()}

# Imports inside a function, each with its reason.
DEFERRED = {
    ("cors_lab.tools.check.exchange", "cors_lab.tools.check.advice"): (
        "an answer that the page can read needs no advice"
    ),
    ("cors_lab.tools.check.report", "cors_lab.tools.check.advice_page"): (
        "an answer that the page can read needs no advice"
    ),
    (
        "cors_lab.result.load",
        "cors_lab.result.load_html",
    ): "HTML needs markupsafe, and only a notebook asks for it",
    ("cors_lab.tools.cli", "cors_lab.tools"): "what no one expected is rare",
    (
        "cors_lab.browser.transport.sockets",
        "cors_lab.browser.transport.websockets",
    ): "most exchanges open no web socket, and wsproto need not be loaded for them",
    ("cors_lab.course.study.anki", "genanki"): "an extra that few install",
    (
        "cors_lab.course.lessons.n14_between_app_and_browser.exercises",
        "cors_lab.course.lessons.n14_between_app_and_browser.relay_judge",
    ): "keeps requests out of `import cors_lab.course`",
    (
        "cors_lab.course.lessons.n14_between_app_and_browser.in_front",
        "cors_lab.course.lessons.n14_between_app_and_browser.table",
    ): "keeps the table of products out of `import cors_lab.course`",
    ("cors_lab.course.exercises.sandbox", "resource"): "Windows has no such module, and no fork",
    ("cors_lab.server.loopback", "werkzeug"): "keeps werkzeug out of `import cors_lab`",
    (
        "cors_lab.result.result",
        "cors_lab.result.html",
    ): "HTML needs markupsafe, and only a notebook asks for it",
    (
        "cors_lab.tools.explain.explanation",
        "cors_lab.tools.explain.page",
    ): "HTML needs markupsafe, and only a notebook asks for it",
    (
        "cors_lab.tools.explain",
        "cors_lab.tools.explain.widget",
    ): "the widget needs anywidget, and only a notebook shows it",
    (
        "cors_lab.tools.explain.explanation",
        "cors_lab.fixes.fix_code",
    ): "few ask for the fix as code",
    (
        "cors_lab.fetch.fetching",
        "cors_lab.fetch.data_url",
    ): "base64 and urllib, for a scheme that few fetch",
    (
        "cors_lab.fetch.fetching",
        "cors_lab.fetch.integrity",
    ): "hashing brings OpenSSL, and few requests name a hash",
    (
        "cors_lab.messages.console.chromium",
        "http",
    ): "an enumeration of 62 members, for the name of a status that came without one",
    ("cors_lab.tools.cli.terminal", "json"): "most of what is shown is text",
    (
        "cors_lab.browser.browser",
        "cors_lab.browser.transport",
    ): "what is replayed, or asked in process, needs no sockets",
    (
        "cors_lab.tools.cli.check",
        "cors_lab.tools",
    ): "a URL needs no loader of apps, and an app no sockets",
    ("cors_lab.tools.cli.audit", "cors_lab.tools"): "--help and completion wait for nothing",
    ("cors_lab.tools.cli.explain", "cors_lab.tools"): "--help and completion wait for nothing",
    (
        "cors_lab.tools.check.apps",
        "cors_lab.tools.check.asgi",
    ): "asyncio is slow to load, and a WSGI app needs none",
    (
        "cors_lab.browser.transport.sockets",
        "ssl",
    ): "costs as much as all the rest, and loopback speaks in clear",
}
HEAVY = set(
    (
        "IPython ipykernel ipywidgets anywidget traitlets jupyter_client jupyterlab flask "
        "werkzeug requests click fsrs"
    ).split()
)

# The standard's room is pure: no network, clock, chance or output.
IMPURE_MODULES = set(
    (
        "asyncio http io logging os pathlib random secrets select selectors shutil socket ssl "
        "subprocess sys tempfile"
    ).split()
)
IMPURE_MODULES |= set("threading time uuid warnings".split())
IMPURE_CALLS = {"print", "open", "input", "exec", "eval", "now", "utcnow", "today", "__import__"}

MACHINE_PATH = re.compile(r"(?<![\w.~/])/(work|home|root|Users|tmp|opt)/")


class Import(NamedTuple):
    target: str  # dotted name of the module imported
    deferred: bool  # inside a function


class Module(NamedTuple):
    name: str
    path: Path
    imports: tuple[Import, ...]

    @property
    def room(self) -> str:
        parts = self.name.split(".")
        if parts[0] == "servers":
            return parts[0]
        if len(parts) > 1:
            return parts[1]
        return "__init__"


def sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and path.is_file()
    )


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_ours(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.is_dir()


def targets(node: ast.AST) -> Iterator[str]:
    """The modules that an import statement names: `from a import b` names a.b where that is a
    module.
    """
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if is_ours(name) else str(node.module) for name in names)


def imports(node: ast.AST, deferred: bool = False) -> Iterator[Import]:
    """Every import, also those for the type checker alone."""
    yield from (Import(target, deferred) for target in targets(node) if target != "__future__")
    inside = deferred or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):  # no import elsewhere
            yield from imports(child, inside)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


MODULES = [
    Module(module_name(path), path, tuple(imports(tree(path))))
    for path in sources("cors_lab", "servers")
]
STANDARD = [
    module for module in MODULES if module.room == "fetch" and module.name != "cors_lab.fetch"
]


def room_of(target: str) -> str | None:
    """The room a target lies in; None for a library."""
    parts = target.split(".")
    if parts[0] not in {"cors_lab", "servers"}:
        return None
    return Module(target, ROOT, ()).room


def test_rooms_import_one_way() -> None:
    """Wrong: the rooms that a module imports and may not, by the module's name."""
    wrong = {module.name: rooms for module in MODULES if (rooms := rooms_above(module))}
    assert wrong == {}


def rooms_above(module: Module) -> set[str]:
    rooms = {room for target, _ in module.imports if (room := room_of(target))}
    return {room for room in rooms - {module.room} if RANK[room] <= RANK[module.room]}


def test_libraries_stay_in_their_rooms() -> None:
    wrong = {module.name: found for module in MODULES if (found := foreign_libraries(module))}
    assert wrong == {}


def foreign_libraries(module: Module) -> set[str]:
    tops = {target.split(".")[0] for target, _ in module.imports if room_of(target) is None}
    return tops - sys.stdlib_module_names - LIBRARIES[module.room]


def test_imports_inside_functions_have_a_reason() -> None:
    wrong = {module.name: found for module in MODULES if (found := without_reason(module))}
    assert wrong == {}


def without_reason(module: Module) -> list[str]:
    allowed = tuple(target for name, target in DEFERRED if name == module.name)
    return [
        target
        for target, deferred in module.imports
        if deferred and not target.startswith(allowed or ("\0",))
    ]


def test_layers_of_the_standard() -> None:
    rank = {
        f"cors_lab.fetch.{name}": number for number, layer in enumerate(LAYERS) for name in layer
    }
    assert {module.name for module in STANDARD} - rank.keys() == set(), "no place in LAYERS"
    wrong = {
        (module.name, target)
        for module in STANDARD
        for target, _ in module.imports
        if rank.get(target, 0) > rank[module.name]
    }
    assert wrong == set()


def test_no_import_cycles() -> None:
    graph = {
        module.name: {
            target for target, _ in module.imports if is_ours(target) and target != module.name
        }
        for module in MODULES
    }
    assert list(TopologicalSorter(graph).static_order())


def test_the_standard_is_pure() -> None:
    assert {module.name: found for module in STANDARD if (found := impurities(module))} == {}


def impurities(module: Module) -> set[str]:
    """Libraries and calls that read a clock, chance, a file or the network."""
    imported = {target.split(".")[0] for target, _ in module.imports}
    calls = [node for node in ast.walk(tree(module.path)) if isinstance(node, ast.Call)]
    return (imported & IMPURE_MODULES) | ({called_name(call) for call in calls} & IMPURE_CALLS)


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return getattr(call.func, "id", "")


def test_a_file_fits_in_the_head() -> None:
    files = sources("cors_lab", "servers", "tests", suffixes=(".py", ".js", ".css"))
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {relative(path): n for path, n in lines.items() if n > longest(path)} == {}


def longest(path: Path) -> int:
    if path.is_relative_to(ROOT / "servers"):
        return MAX_SERVER
    return MAX_FILE


def test_a_function_fits_in_the_head() -> None:
    wrong = {
        (relative(path), name): size
        for path in sources("cors_lab", "servers", "tests")
        for name, size in sizes(path)
        if size > MAX_FUNCTION
    }
    assert wrong == {}


def sizes(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with the lines of its body."""
    text = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, body_lines(node, text)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, text: list[str]) -> int:
    """Lines of the body without docstring, comments and blank lines.

    A record or table that is written with one entry a line counts as one line.
    """
    if ast.get_docstring(function) is not None:
        body = function.body[1:]
    else:
        body = function.body
    if not body:
        return 0
    lines = set(range(body[0].lineno, (function.end_lineno or 0) + 1))
    lines -= {number for number in lines if not text[number - 1].strip(" )]}")}
    lines -= {number for number in lines if text[number - 1].lstrip().startswith("#")}
    if len(lines) <= MAX_FUNCTION:
        return len(lines)
    for node in (node for statement in body for node in ast.walk(statement)):
        lines -= entry_lines(node)
    return len(lines)


def entry_lines(node: ast.AST) -> set[int]:
    """The lines on which an entry of a call, tuple, list, set or dict begins, after the first."""
    entries: list[ast.expr] = []
    if isinstance(node, ast.Call):
        entries = [*node.args, *(keyword.value for keyword in node.keywords)]
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        entries = list(node.elts)
    elif isinstance(node, ast.Dict):
        entries = list(node.values)
    return {entry.lineno for entry in entries if entry.lineno != getattr(node, "lineno", 0)}


def test_import_is_light() -> None:
    code = f"import sys; from cors_lab import *; print(*sorted({HEAVY!r} & set(sys.modules)))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()
        == []
    )


def members(package: ModuleType) -> Iterator[tuple[str, object]]:
    """What `package` offers: its public names, and the public methods and properties of its public
    classes, by dotted name.
    """
    for name in package.__all__:
        value = getattr(package, name)
        yield name, value
        if inspect.isclass(value):
            yield from (
                (f"{name}.{at}", part) for at, part in vars(value).items() if not at.startswith("_")
            )


def test_public_names_are_those_in_all() -> None:
    package = importlib.import_module("cors_lab")
    assert len(package.__all__) == len(set(package.__all__)), "a name stands twice in __all__"
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="its names are"):
        package.Chrome  # noqa: B018


def test_public_names_are_documented() -> None:
    offered = [
        (name, value)
        for name, value in members(importlib.import_module("cors_lab"))
        if callable(value) or isinstance(value, property)
    ]
    made_up = [
        name
        for name, value in offered
        if (inspect.getdoc(value) or f"{name}(").startswith(f"{name}(")
    ]  # as a dataclass does
    assert made_up == []


def test_product_files_name_no_path_of_a_machine() -> None:
    files = sources(
        "cors_lab", "servers", "notebooks", ".ci", suffixes=(".py", ".js", ".css", ".ipynb", "")
    )
    files += [path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".yml"}]
    found = {
        relative(path): match[0]
        for path in files
        if (match := MACHINE_PATH.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}
