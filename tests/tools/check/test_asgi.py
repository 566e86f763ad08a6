"""An ASGI app asked in process answers as it would under a server."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.tools.check.asgi import ASGITransport, StartupFailed


def ask(
    app: Any, path: str = "/", method: str = "GET", body: bytes | None = None, **limits: Any
) -> HTTPResponse | NetworkFailure:
    with closing(ASGITransport(app, **limits)) as transport:
        return transport.send(
            HTTPRequest(
                "request", method, f"https://api.example{path}", (("Host", "api.example"),), body
            )
        )


def answers(app: Any, **arguments: Any) -> HTTPResponse:
    outcome = ask(app, **arguments)
    assert isinstance(outcome, HTTPResponse), outcome
    return outcome


def raw(*messages: dict[str, Any], then: Callable[[], Any] | None = None) -> Any:
    """An app without a framework that sends these messages and then does this."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError("no lifespan here")
        for message in messages:
            await send(message)
        if then is not None:
            await then()

    return app


START = {"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1"), (b"x-a", b"2")]}
MORE = {"type": "http.response.body", "body": b"half", "more_body": True}


def forever() -> Any:
    return asyncio.Event().wait()


def test_the_app_sees_the_request_as_a_server_would_give_it() -> None:
    app = FastAPI()

    @app.post("/a b")
    async def view(request: Request) -> dict[str, Any]:
        return {
            "query": request.url.query,
            "host": request.headers["host"],
            "body": (await request.body()).decode(),
            "raw": request.scope["raw_path"].decode(),
        }

    response = answers(app, path="/a%20b?q=%20", method="POST", body=b"hello")
    assert response.status == 200
    assert response.body == b'{"query":"q=%20","host":"api.example","body":"hello","raw":"/a%20b"}'


def test_lifespan_starts_before_the_first_request_and_ends_after_the_last() -> None:
    said: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        said.append("up")
        yield {"greeting": "hello"}
        said.append("down")

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def view(request: Request) -> str:
        said.append("asked")
        return str(request.state.greeting)

    with closing(ASGITransport(app)) as transport:
        for _ in range(2):
            assert (
                transport.send(HTTPRequest("request", "GET", "https://api.example/", ())).body
                == b'"hello"'
            )  # type: ignore[union-attr]
        assert said == ["up", "asked", "asked"]
    assert said[-1] == "down"


def test_a_startup_that_fails_is_told_by_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        raise RuntimeError("no database")
        yield

    with pytest.raises(StartupFailed, match=r"^RuntimeError: no database$"):
        ASGITransport(FastAPI(lifespan=lifespan))


def test_a_startup_that_never_ends_is_not_waited_for() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await forever()

    with pytest.raises(StartupFailed, match=r"did not end within 0\.05 seconds"):
        ASGITransport(app, timeout=0.05)


def test_a_body_in_pieces_and_repeated_headers_arrive_whole() -> None:
    last = {"type": "http.response.body", "body": b" and half"}
    assert answers(raw(START, MORE, last)) == HTTPResponse(
        200, (("x-a", "1"), ("x-a", "2")), b"half and half"
    )


def test_a_crash_before_the_answer_is_500_and_its_traceback_goes_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def crash() -> None:
        raise RuntimeError("oops")

    assert answers(raw(then=crash)).status == 500
    assert "RuntimeError: oops" in capsys.readouterr().err


def test_a_crash_in_a_framework_is_its_500_without_cors_headers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = FastAPI()

    @app.get("/")
    def view() -> None:
        raise RuntimeError("oops")

    response = answers(app)
    assert (response.status, response.body) == (500, b"Internal Server Error")


def test_an_app_that_ends_without_an_answer_is_500() -> None:
    assert answers(raw()).status == 500


def test_an_app_that_ends_in_the_middle_leaves_an_incomplete_body() -> None:
    response = answers(raw(START, MORE))
    assert (response.body, response.body_error) == (b"half", "body-incomplete")


def test_an_app_that_never_answers_is_a_timeout() -> None:
    outcome = ask(raw(then=forever), timeout=0.05)
    assert outcome == NetworkFailure("timeout", "no response in the time allowed")


def test_a_stream_that_does_not_end_is_cut_off_after_the_time_and_the_size() -> None:
    late = answers(raw(START, MORE, then=forever), timeout=0.5)
    assert (late.body, late.body_error) == (b"half", "body-timeout")
    app = FastAPI()

    @app.get("/")
    def view() -> StreamingResponse:
        def endless() -> Iterator[bytes]:
            while True:
                yield b"x" * 1000

        return StreamingResponse(endless())

    large = answers(app, max_bytes=5000)
    assert (large.body, large.body_error) == (b"x" * 5000, "body-too-large")


def test_what_goes_on_after_the_answer_is_waited_for() -> None:
    done: list[str] = []

    async def later() -> None:
        await asyncio.sleep(0)
        done.append("mail sent")

    assert answers(raw(START, {"type": "http.response.body"}, then=later)).status == 200
    assert done == ["mail sent"]


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_an_answer_that_has_no_body_has_none(method: str, status: int) -> None:
    app = raw({**START, "status": status}, {"type": "http.response.body", "body": b"not here"})
    assert answers(app, method=method).body == b""


def test_it_can_be_asked_where_an_event_loop_runs_already() -> None:
    async def inside() -> HTTPResponse:
        return answers(raw(START, {"type": "http.response.body", "body": b"hi"}))

    with ThreadPoolExecutor(1) as thread:  # playwright may have left a loop running in this one
        assert thread.submit(asyncio.run, inside()).result().body == b"hi"


def test_a_client_that_left_is_told_to_the_app() -> None:
    told: list[str] = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send(START)
            await send({"type": "http.response.body"})
            told.extend([(await receive())["type"], (await receive())["type"]])

    answers(app)
    assert told == ["http.request", "http.disconnect"]


def test_an_app_that_holds_its_event_loop_up_is_a_timeout_and_is_left_behind() -> None:
    released = threading.Event()

    async def hold() -> None:
        released.wait(20)

    try:
        assert ask(raw(then=hold), timeout=0.05) == NetworkFailure(
            "timeout", "no response in the time allowed"
        )
    finally:
        released.set()


def test_an_app_that_will_not_be_cancelled_is_not_waited_for() -> None:
    async def stubborn() -> None:
        while not released:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)

    released: list[bool] = []
    try:
        assert ask(raw(then=stubborn), timeout=0.05) == NetworkFailure(
            "timeout", "no response in the time allowed"
        )
    finally:
        released.append(True)


def test_an_app_that_would_end_the_process_only_fails(capsys: pytest.CaptureFixture[str]) -> None:
    async def leave() -> None:
        raise SystemExit(3)

    assert answers(raw(then=leave)).status == 500
    assert "the app called sys.exit(3)" in capsys.readouterr().err


def test_an_app_that_exits_in_its_startup_did_not_start() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise SystemExit("set SECRET first")

    with pytest.raises(StartupFailed, match=r"the app called sys\.exit\('set SECRET first'\)"):
        ASGITransport(app)


def test_a_startup_that_holds_the_event_loop_up_did_not_start() -> None:
    released = threading.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        released.wait(20)

    try:
        with pytest.raises(StartupFailed, match="holds the event loop up"):
            ASGITransport(app, timeout=0.05)
    finally:
        released.set()
