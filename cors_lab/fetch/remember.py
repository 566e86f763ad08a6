"""A cache for functions of one text, or of a few, that does not keep what is long.

A bound on the number of entries is no bound on memory where each may hold a header of 256 KiB.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 2048  # characters of all arguments together
P = ParamSpec("P")
R = TypeVar("R")


def remembering(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the results for the last `most` arguments that are short."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
            length = sum(len(value) for value in args if isinstance(value, str))
            if length > LONGEST:
                return function(*args, **kwargs)
            return kept(*args, **kwargs)  # type: ignore[arg-type]

        return remembered

    return decorate
