"""An ASGI app asked in this process, as a server would: lifespan, a body in pieces, a crash that
becomes 500.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
import traceback
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from cors_lab.fetch.wire import HTTPRequest

Message = dict[str, Any]
CRASH = HTTPResponse(
    500,
    (("content-type", "text/plain; charset=utf-8"),),
    b"Internal Server Error",
    "Internal Server Error",
)
VERSIONS = {"version": "3.0", "spec_version": "2.3"}
MAX_BODY = 32 * 1024 * 1024
GRACE = 0.5  # seconds for what must only be wound up
LATE = NetworkFailure("timeout", "no response in the time allowed")
BODILESS = frozenset({204, 304})


class StartupFailed(Exception):
    """The app's lifespan said that it cannot start; the argument is its message."""


@dataclass(slots=True)
class _Conversation:
    """One request's messages: what the app is given, and what it has sent so far."""

    body: bytes
    max_body: int
    head: HTTPResponse | None = None
    sent: bytearray = field(default_factory=bytearray)
    asked: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> Message:
        """The whole body once; then nothing, until the client leaves."""
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Keep what the app sends; a body that is too large is not waited for."""
        if message["type"] == "http.response.start":
            pairs = tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message.get("headers", ())
            )
            self.head = HTTPResponse(message["status"], pairs)
        elif message["type"] == "http.response.body" and not self.done.is_set():
            self.sent += message.get("body", b"")
            if not message.get("more_body", False) or len(self.sent) > self.max_body:
                self.done.set()

    def answer(self, method: str, error: str | None) -> HTTPResponse:
        """The response so far; CRASH where it has not begun."""
        if self.head is None:
            return CRASH
        if len(self.sent) > self.max_body:
            error = "body-too-large"
        if method == "HEAD" or self.head.status in BODILESS:
            body = b""
        else:
            body = bytes(self.sent[: self.max_body])
        return replace(self.head, body=body, body_error=error)


class ASGITransport:
    """A server without a network for an ASGI 3 app; `timeout` (seconds) bounds each exchange,
    `max_bytes` the body.

    The app runs in an event loop of its own thread, so that it can be asked from a test that has a
    loop already. `close()` ends its lifespan. Raises StartupFailed.
    """

    def __init__(self, app: Any, timeout: float = 5.0, max_bytes: int = MAX_BODY) -> None:
        self._app, self._timeout, self._max_bytes = app, timeout, max_bytes
        self._state: Message = {}
        self._stuck = False
        self._stopping, self._lifespan = (
            asyncio.Event(),
            None,
        )  # type: asyncio.Event, asyncio.Task[None] | None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ASGI app", daemon=True)
        self._thread.start()
        try:
            self._run(self._start())
        except TimeoutError:
            raise StartupFailed(
                f"its startup holds the event loop up for more than {timeout:g} seconds"
            ) from None
        except BaseException:
            self._end()
            raise

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The app's answer; an app that raises answers 500 as under a server, its traceback goes to
        stderr.
        """
        try:
            answer: HTTPResponse | NetworkFailure = self._run(self._exchange(request))
        except TimeoutError:  # it holds its event loop up
            return LATE
        return answer

    def close(self) -> None:
        """End the app's lifespan and the thread; closing twice does nothing."""
        if self._thread.is_alive() and not self._stuck:
            with contextlib.suppress(TimeoutError):
                self._run(self._stop())
            self._end()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What this comes to in the app's loop; TimeoutError where the app does not let the loop go
        on.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(2 * self._timeout + GRACE)
        except concurrent.futures.TimeoutError:
            self._stuck = not future.done()
            raise

    def _end(self) -> None:
        with contextlib.suppress(TimeoutError):
            self._run(self._cancel_all())
        if (
            self._stuck
        ):  # a thread cannot be ended from outside; as a daemon it keeps nothing from ending
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel_all(self) -> None:
        """What the app has left behind, as asyncio.run would."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=GRACE)
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()

    async def _exchange(self, request: HTTPRequest) -> HTTPResponse | NetworkFailure:
        talk = _Conversation(request.body or b"", self._max_bytes)
        running = asyncio.ensure_future(
            self._call(_scope(request, self._state), talk.receive, talk.send)
        )
        done = asyncio.ensure_future(talk.done.wait())
        await asyncio.wait(
            {running, done}, timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED
        )
        if talk.done.is_set():
            error = None
        else:
            if running.done():
                error = "body-incomplete"
            else:
                error = "body-timeout"
        talk.done.set()  # the client leaves
        await asyncio.wait(
            {running}, timeout=self._timeout if error is None else 0.1
        )  # what it does after its answer belongs to it
        late = not running.done()
        running.cancel()
        await asyncio.wait({running}, timeout=GRACE)
        if running.done() and not running.cancelled() and (crash := running.exception()):
            traceback.print_exception(crash)
        if talk.head is None and late:
            return LATE
        return talk.answer(request.method, error)

    async def _call(self, *arguments: Any) -> None:
        """Call the app; one that would end the process, and with it the loop, only fails."""
        try:
            await self._app(*arguments)
        except SystemExit as error:
            raise RuntimeError(f"the app called sys.exit({error.code!r})") from error

    async def _start(self) -> None:
        """Lifespan startup; an app that does not know of it goes without."""
        started: asyncio.Future[str] = self._loop.create_future()
        living = self._lifespan = self._loop.create_task(self._live(started))
        both: set[asyncio.Future[Any]] = {started, living}
        await asyncio.wait(both, timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED)
        if started.done() and started.result():
            raise StartupFailed(started.result())
        if not started.done() and not living.done():
            raise StartupFailed(f"its startup did not end within {self._timeout:g} seconds")

    async def _live(self, started: asyncio.Future[str]) -> None:
        told = False

        async def receive() -> Message:
            nonlocal told
            if not told:
                told = True
                return {"type": "lifespan.startup"}
            await self._stopping.wait()
            return {"type": "lifespan.shutdown"}

        async def send(message: Message) -> None:
            if message["type"].startswith("lifespan.startup") and not started.done():
                failed = message["type"] == "lifespan.startup.failed"
                started.set_result(
                    (_last_line(message.get("message", "")) or "its startup failed")
                    if failed
                    else ""
                )

        scope = {"type": "lifespan", "asgi": VERSIONS, "state": self._state}
        try:
            await self._call(scope, receive, send)
        # Django, for one, says so that it has no lifespan; one that began tells by startup.failed
        except Exception as error:
            if isinstance(error.__cause__, SystemExit) and not started.done():
                started.set_result(str(error))

    async def _stop(self) -> None:
        self._stopping.set()
        if self._lifespan is not None:
            await asyncio.wait({self._lifespan}, timeout=self._timeout)


def _scope(request: HTTPRequest, state: Message) -> Message:
    """The connection scope of a request, as uvicorn makes it."""
    url = parse_url(request.url)
    assert url is not None
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers
    ]
    scope: Message = {
        "type": "http",
        "asgi": VERSIONS,
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
    }
    scope |= {
        "path": unquote(url.path),
        "raw_path": url.path.encode("ascii"),
        "query_string": url.query.encode("ascii"),
        "root_path": "",
    }
    port = url.port or (443 if url.scheme == "https" else 80)
    return scope | {
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": (url.host, port),
        "state": state.copy(),
    }


def _last_line(text: str) -> str:
    """Of a traceback that an app hands over as its message, the line that says what went wrong."""
    return (text.strip().splitlines() or [""])[-1].strip()
