"""The app that `module:app` names, which protocol it speaks, and a transport to it."""

from __future__ import annotations

import importlib
import inspect
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.browser.transport.time_limit import TooLate, within
from cors_lab.browser.transport.wsgi import WSGITransport
from cors_lab.fetch.wire import NetworkFailure
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from cors_lab.browser.browser import Transport
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

USUAL_NAMES = ("app", "application", "create_app")
STARTING = 30.0  # seconds for importing the app: some load a model
NO_GUARD = 'If it starts its server there, put that under `if __name__ == "__main__":`.'


def load_app(text: str, timeout: float = STARTING) -> Any:
    """The app that `module:app`, `module:create_app()` or `module` (then app, application or
    create_app) names; CannotAsk if there is none.

    The module is looked for in the current folder first. A factory that needs no arguments is
    called. Both together have `timeout` seconds.
    """
    try:
        return within(timeout, lambda: _loaded(text))
    except TooLate as late:
        raise CannotAsk(
            "app",
            f"--app {text}: importing it did not end within {timeout:g} seconds; it was at {late}."
            f" {NO_GUARD}",
        ) from None


def _loaded(text: str) -> Any:
    name, _, attribute = text.partition(":")
    app = _attribute(_module(name), attribute, text)
    if attribute.endswith("()") or (callable(app) and protocol(app) == "" and _accepts(app, 0)):
        try:
            return app()
        except Exception as error:
            raise CannotAsk("app", f"--app {text}: calling it raised {_told(error)}") from error
    return app


def protocol(app: Any) -> str:
    """The protocol of this app, "asgi" or "wsgi"; "" for what is neither."""
    if not callable(app) or inspect.isclass(app):
        return ""
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__):
        return "asgi"
    if _accepts(app, 2):
        return "wsgi"
    if _accepts(app, 3):
        return "asgi"
    return ""


def speaks(app: Any, name: str) -> str:
    """Its protocol; CannotAsk, naming the app as `name`, where it is neither WSGI nor ASGI."""
    if found := protocol(app):
        return found
    if inspect.isclass(app):
        kind = f"the class {app.__qualname__}"
    else:
        kind = f"a {type(app).__module__}.{type(app).__qualname__}"
    if "aiohttp" in kind:
        advice = "start its server and give the URL instead"
    else:
        advice = "give the app itself, such as a Flask or FastAPI object"
    raise CannotAsk("app", f"{name} is {kind}, which is neither a WSGI nor an ASGI app: {advice}.")


class _Bounded(NamedTuple):
    """A WSGI app that has so many seconds for each exchange."""

    app: WSGITransport
    timeout: float

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The app's answer, or that none came and where the app was."""
        try:
            return within(self.timeout, lambda: self.app.send(request))
        except TooLate as late:
            return NetworkFailure(
                "timeout", f"no answer within {self.timeout:g} seconds; the app was at {late}"
            )


@contextmanager
def app_transport(
    app: Any, origin: str, name: str = "the app", timeout: float = 5.0
) -> Iterator[Transport]:
    """A transport to this WSGI or ASGI app as the server of `origin`; CannotAsk where it is
    neither, or does not start.
    """
    if not timeout > 0:
        raise CannotAsk(
            "arguments", f"timeout={timeout!r} leaves no time: give a number of seconds above 0."
        )
    if speaks(app, name) == "wsgi":
        yield InProcess(origin, _Bounded(WSGITransport(app), timeout))
        return
    from cors_lab.tools.check.asgi import ASGITransport, StartupFailed

    try:
        asgi = ASGITransport(app, timeout)
    except StartupFailed as error:
        raise CannotAsk("app", f"{name} did not start: {error}.") from error
    try:
        yield InProcess(origin, asgi)
    finally:
        asgi.close()


def _accepts(app: Any, count: int) -> bool:
    try:
        inspect.signature(app).bind(*[None] * count)
    except (TypeError, ValueError):  # ValueError: written in C
        return False
    return True


def _module(name: str) -> ModuleType:
    if not name:
        raise CannotAsk("app", "--app names no module: write it like myproject.main:app.")
    if name.endswith(".py") or "/" in name:
        dotted = name.removesuffix(".py").strip("./").replace("/", ".")
        raise CannotAsk("app", f"--app {name}: give the module's dotted name, {dotted}:app.")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise CannotAsk(
                "app",
                f"--app {name}: there is no module {error.name} here; run this in the folder that"
                " has it.",
            ) from error
        raise CannotAsk("app", f"--app {name}: importing it raised {_told(error)}") from error
    except (Exception, SystemExit) as error:
        raise CannotAsk("app", f"--app {name}: importing it raised {_told(error)}") from error


def _attribute(module: ModuleType, attribute: str, text: str) -> Any:
    wanted = attribute.removesuffix("()")
    if not wanted:
        found = [name for name in USUAL_NAMES if hasattr(module, name)]
        if not found:
            raise CannotAsk(
                "app",
                f"--app {text}: the module has no {', '.join(USUAL_NAMES)}; name the app:"
                f" {text.strip(':')}:NAME.",
            )
        return getattr(module, found[0])
    value: Any = module
    for part in wanted.split("."):
        if not hasattr(value, part):
            raise CannotAsk("app", f"--app {text}: {module.__name__} has no {wanted}.")
        value = getattr(value, part)
    return value


def _told(error: BaseException) -> str:
    """The exception in one sentence: its kind, its words, and the last line of code that is not
    ours.
    """
    words = " ".join(str(error).split())[:200]
    kind = type(error).__name__ + (f": {words}" if words else "")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "importlib" not in frame.filename
    ]
    frames = [frame for frame in frames if frame.filename != __file__]
    if isinstance(error, SyntaxError) and error.filename:
        return f"{kind.partition(' (')[0]} ({Path(error.filename).name}, line {error.lineno})."
    if frames:
        return f"{kind} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})."
    return f"{kind}."
