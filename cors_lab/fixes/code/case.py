"""What is copied out of the notebook: a call of the page, and the policy of the server that it
asks.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser, Page
from cors_lab.browser.dry_run import OPEN, arguments, rehearse

if TYPE_CHECKING:
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.result import FetchResult
    from cors_lab.server.policy import Policy

DEFAULTS = {name: one.default for name, one in inspect.signature(Page.fetch).parameters.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """A call (keyword arguments of `page.fetch`), the server's policy, and the page that asks."""

    call: dict[str, Any]
    policy: Policy
    page: Page

    @classmethod
    def of(cls, call: Any, policy: Policy, page_origin: str, engine: str = "chromium") -> Case:
        """The case, with the arguments left out that are the defaults of `page.fetch`.

        `call` is a mapping or a dataclass. Raises TypeError or ValueError where `fetch()` refuses
        its arguments.

        >>> from cors_lab import Policy
        >>> Case.of({"url": "https://api.example/notes", "method": "GET", "headers": []}, Policy(), "https://app.example").call
        {'url': 'https://api.example/notes'}
        """
        given = {name: _plain(name, value) for name, value in arguments(call).items()}
        page = Browser(engine=engine).open(page_origin)
        case = cls(
            {
                name: value
                for name, value in given.items()
                if name == "url" or value != DEFAULTS[name]
            },
            policy,
            page,
        )
        case.opened()
        return case

    def sent(self, kind: str) -> HTTPRequest | None:
        """The first preflight, or the first real request, that the browser sends if the server
        allows all; None if it sends none.
        """
        return next(
            (exchange.request for exchange in self.opened().exchanges if exchange.kind == kind),
            None,
        )

    def opened(self) -> FetchResult:
        """The call where the server allows all."""
        return rehearse(self.page, self.call, OPEN)

    def pairs(self) -> list[tuple[str, str]]:
        """The headers that the page's author wrote, as text."""
        given = self.call.get("headers", ())
        return [
            (_text(name), _text(value))
            for name, value in (given.items() if hasattr(given, "items") else given)
        ]


def _plain(name: str, value: Any) -> Any:
    if name == "headers" and not value:
        return None
    return value


def _text(value: str | bytes) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value
