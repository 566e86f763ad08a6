"""Running one algorithm inside another that has a say in its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

Value = TypeVar("Value")


def relay(
    algorithm: Generator[HTTPRequest, HTTPResponse | NetworkFailure, Value],
    change: Callable[[HTTPRequest], HTTPRequest],
    hear: Callable[[HTTPResponse | NetworkFailure], None] = lambda answer: None,
) -> Generator[HTTPRequest, HTTPResponse | NetworkFailure, Value]:
    """Yield each request of `algorithm` as `change` makes it, tell `hear` of each answer, and
    return what it returns.
    """
    try:
        asked = next(algorithm)
        while True:
            answer = yield change(asked)
            hear(answer)
            asked = algorithm.send(answer)
    except StopIteration as stop:
        value: Value = stop.value
        return value
