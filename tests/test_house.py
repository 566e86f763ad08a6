"""The house rules that a reader relies on: who may import whom, how long a function is, what `import cors_lab` costs."""

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
MAX_FILE = 300
MAX_SERVER = 60
MAX_FUNCTION = 30

# In cors_lab.fetch a module imports from its own layer and those before it.
LAYERS = [
    {"url", "headers", "mime", "trace", "codings", "integrity", "unsafe", "cache_control"},
    {"request", "response", "set_cookie", "stored_response", "ranges", "data_url"},
    {"cookies", "cookie_policy", "append", "checks", "preflight_cache", "http_cache", "engines", "params", "redirect", "outgoing"},
    {"cache_mode", "network"},
    {"cors"},
    {"fetching"},
]
# Elsewhere a room imports from these rooms only (and from itself, where it is a package).
ROOMS: dict[str, set[str]] = {
    "fetch": set(),
    "rules": set(),
    "console": set(),
    "policy": set(),
    "served": set(),
    "serving": {"served"},
    "transport": {"fetch"},
    "outcome": {"fetch", "console"},
    "result": {"fetch", "rules", "console", "outcome"},
    "browser": {"fetch", "transport", "result", "served", "rules"},
    "views": {"result", "fetch", "rules", "console", "policy"},
    # the tools around the simulated browser
    "rehearsal": {"fetch", "policy", "transport", "result", "browser"},
    "smallest_fix": {"fetch", "policy", "result", "browser", "rehearsal"},
    "copying": {"fetch", "policy", "result", "browser", "rehearsal"},
    "masking": {"fetch"},
    "frameworks": set(),
    "importing": {"fetch", "rules", "console", "result", "masking"},
    "explaining": set("fetch rules console outcome policy result browser views masking importing rehearsal copying frameworks".split()),
    "checking": {"fetch", "rules", "policy", "transport", "result", "browser", "views", "masking", "frameworks"},
    "auditing": {"fetch", "rules", "policy", "transport", "result", "browser", "views", "masking", "checking"},
    "testing": {"fetch", "result", "browser", "views", "checking"},
    "bench": set(
        "fetch rules console policy served serving result browser views rehearsal smallest_fix copying servers".split(),
    ),
    "__init__": {"bench", "browser", "explaining", "policy", "result", "serving"},
    "course": set(
        "auditing fetch rules console policy served serving transport importing copying outcome result browser views bench servers".split(),
    ),
    "__main__": {"commands"},
    "commands": set("course importing explaining checking auditing browser fetch transport views result masking frameworks".split()),
    "servers": {"policy"},
}
LIBRARIES: dict[str, set[str]] = {
    "fetch": set(),
    "transport": {"h11"},
    "serving": {"werkzeug"},
    "views": {"anywidget", "traitlets", "ipywidgets", "markupsafe", "pygments"},
    "bench": {"anywidget", "traitlets", "ipywidgets", "markupsafe", "pygments"},
    "importing": set(),
    "explaining": {"markupsafe"},
    "auditing": {"markupsafe"},
    "course": {"IPython", "anywidget", "traitlets", "ipywidgets", "markupsafe", "platformdirs", "flask_cors", "werkzeug"},
    "__main__": {"click"},
    "commands": {"click"},
    "servers": {"flask", "werkzeug", "flask_cors"},
}
URL_LIBRARIES = {"ada_url", "publicsuffixlist"}

# Imports inside a function, each with its reason.
DEFERRED = {
    ("cors_lab.server.loopback", "werkzeug"): "keeps werkzeug out of `import cors_lab`",
    ("cors_lab.result.result", "cors_lab.display"): "a result shows itself, and only then needs the views",
    ("cors_lab.tools.explain.explanation", "cors_lab.tools.explain"): "an explanation shows itself, and only then needs its views",
    ("cors_lab.fetch.fetching", "cors_lab.fetch.data_url"): "base64 and urllib, for a scheme that few fetch",
    ("cors_lab.fetch.fetching", "cors_lab.fetch.integrity"): "hashing brings OpenSSL, and few requests name a hash",
    ("cors_lab.messages.console.chromium", "http"): "an enumeration of 62 members, for the name of a status that came without one",
    ("cors_lab.tools.cli.terminal", "json"): "most of what is shown is text",
    ("cors_lab.browser.browser", "cors_lab.browser.transport"): "what is replayed, or asked in process, needs no sockets",
    ("cors_lab.tools.cli.check", "cors_lab.tools.check"): "a URL needs no loader of apps, and an app no sockets",
    ("cors_lab.tools.cli.check", "cors_lab.tools.cli.fixing"): "few ask for the fix as code, and it needs all that explains",
    ("cors_lab.tools.cli.explain", "cors_lab.tools.explain"): "--help and completion wait for nothing",
    ("cors_lab.tools.cli.explain", "cors_lab.tools.read"): "--help and completion wait for nothing",
    ("cors_lab.tools.check.apps", "cors_lab.tools.check.asgi"): "asyncio is dear, and a WSGI app needs none",
    ("cors_lab.browser.transport.sockets", "ssl"): "costs as much as all the rest, and loopback speaks in clear",
}
HEAVY = set("IPython ipykernel ipywidgets anywidget traitlets jupyter_client jupyterlab flask werkzeug requests click".split())

# The standard's room is pure: no network, clock, chance or output.
IMPURE_MODULES = set("asyncio http io logging os pathlib random secrets select selectors shutil socket ssl subprocess sys tempfile".split())
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
        return parts[0] if parts[0] == "servers" else (parts[1] if len(parts) > 1 else "__init__")


def sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes and path.is_file())


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_ours(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.is_dir()


def targets(node: ast.AST) -> Iterator[str]:
    """The modules that an import statement names: `from a import b` names a.b where that is a module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if is_ours(name) else str(node.module) for name in names)


def imports(node: ast.AST, deferred: bool = False) -> Iterator[Import]:
    """Every import that is executed; those for the type checker alone are not."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    yield from (Import(target, deferred) for target in targets(node) if target != "__future__")
    inside = deferred or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from imports(child, inside)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


MODULES = [Module(module_name(path), path, tuple(imports(tree(path)))) for path in sources("cors_lab", "servers")]
STANDARD = [module for module in MODULES if module.room == "fetch" and module.name != "cors_lab.fetch"]
by_name = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
standard_by_name = pytest.mark.parametrize("module", STANDARD, ids=lambda module: module.name)


def room_of(target: str) -> str | None:
    """The room a target lies in; None for a library."""
    parts = target.split(".")
    return None if parts[0] not in {"cors_lab", "servers"} else Module(target, ROOT, ()).room


@by_name
def test_rooms_import_one_way(module: Module) -> None:
    rooms = {room for target, _ in module.imports if (room := room_of(target)) and room != module.room}
    deferred = {target.split(".")[1] for name, target in DEFERRED if name == module.name and target.startswith("cors_lab.")}
    assert rooms - deferred <= ROOMS[module.room], f"{module.name} may not import these rooms"


@by_name
def test_libraries_stay_in_their_rooms(module: Module) -> None:
    libraries = {target.split(".")[0] for target, _ in module.imports if room_of(target) is None} - sys.stdlib_module_names
    allowed = URL_LIBRARIES if module.name == "cors_lab.fetch.url" else LIBRARIES.get(module.room, set())
    assert libraries <= allowed, f"{module.name} may not import these libraries"


@by_name
def test_imports_inside_functions_have_a_reason(module: Module) -> None:
    allowed = tuple(target for name, target in DEFERRED if name == module.name)
    assert [target for target, deferred in module.imports if deferred and not target.startswith(allowed or ("\0",))] == []


@standard_by_name
def test_layers_of_the_standard(module: Module) -> None:
    rank = {f"cors_lab.fetch.{name}": number for number, layer in enumerate(LAYERS) for name in layer}
    assert module.name in rank, f"{module.name} has no place in LAYERS"
    assert [target for target, _ in module.imports if rank.get(target, 0) > rank[module.name]] == []


def test_no_import_cycles() -> None:
    graph = {module.name: {target for target, deferred in module.imports if not deferred and is_ours(target)} for module in MODULES}
    assert list(TopologicalSorter(graph).static_order())


@standard_by_name
def test_the_standard_is_pure(module: Module) -> None:
    assert {target.split(".")[0] for target, _ in module.imports} & IMPURE_MODULES == set()
    called = {name for node in ast.walk(tree(module.path)) if isinstance(node, ast.Call) for name in [called_name(node)]}
    assert called & IMPURE_CALLS == set()


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", sources("cors_lab", "servers", "tests", suffixes=(".py", ".js", ".css")), ids=relative)
def test_a_file_fits_in_the_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (MAX_SERVER if path.is_relative_to(ROOT / "servers") else MAX_FILE)


@pytest.mark.parametrize("path", sources("cors_lab", "servers", "tests"), ids=relative)
def test_a_function_fits_in_the_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8").splitlines()
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert {node.name: size for node in functions if (size := body_lines(node, text)) > MAX_FUNCTION} == {}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, text: list[str]) -> int:
    """Lines of the body without docstring, comments and blank lines."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    lines = text[body[0].lineno - 1 : function.end_lineno] if body else []
    return sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#"))


def test_import_is_light() -> None:
    code = f"import sys; from cors_lab import *; print(*sorted({HEAVY!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split() == []


def members(package: ModuleType) -> Iterator[tuple[str, object]]:
    """What `package` offers: its public names, and the public methods and properties of its public classes, by dotted name."""
    for name in package.__all__:
        value = getattr(package, name)
        yield name, value
        if inspect.isclass(value):
            yield from ((f"{name}.{at}", part) for at, part in vars(value).items() if not at.startswith("_"))


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
        (name, value) for name, value in members(importlib.import_module("cors_lab")) if callable(value) or isinstance(value, property)
    ]
    made_up = [name for name, value in offered if (inspect.getdoc(value) or f"{name}(").startswith(f"{name}(")]  # as a dataclass does
    assert made_up == []


def test_product_files_name_no_path_of_a_machine() -> None:
    files = sources("cors_lab", "servers", "notebooks", ".ci", suffixes=(".py", ".js", ".css", ".ipynb", ""))
    files += [path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".yml"}]
    found = {relative(path): match[0] for path in files if (match := MACHINE_PATH.search(path.read_text(encoding="utf-8")))}
    assert found == {}
