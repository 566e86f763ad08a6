"""An exception that an API throws at once, before anything is sent."""

from __future__ import annotations

from typing import Any, NamedTuple


class Thrown(Exception):
    """The page's call threw: `name` is the exception's DOM name, `code` a key for its words."""

    def __init__(self, name: str, code: str, at: str = "", **facts: Any) -> None:
        super().__init__(name, code)
        self.record = ThrownRecord(name, code, at, facts)


class ThrownRecord(NamedTuple):
    """What was thrown; `at` names the call that threw it, where an API has several."""

    name: str
    code: str
    at: str
    facts: dict[str, Any]
