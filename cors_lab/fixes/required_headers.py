"""What a server must send for one call to be readable: asked of a server that allows everything, in
process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.browser.dry_run import OPEN, rehearse
from cors_lab.fetch.headers import SAFELISTED_METHODS, get
from cors_lab.fetch.url import parse_url
from cors_lab.fixes.paste import Paste

if TYPE_CHECKING:
    from cors_lab.browser.browser import Page
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.result import FetchResult

TO_READ = "For the page to read it, the server must answer"
BROWSERS_ALONE = ("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers")


@dataclass(frozen=True, slots=True)
class Needs:
    """What the browser asks when nothing stands in its way, and so what the server must answer."""

    result: FetchResult
    preflight: HTTPRequest | None
    request: HTTPRequest | None
    credentials: bool

    @property
    def origin(self) -> str | None:
        """What stands in Origin; None where none is sent."""
        asked = self.preflight or self.request
        if asked:
            return get(asked.headers, "Origin")
        return None


def needs_of(page: Page, arguments: dict[str, Any]) -> Needs:
    """Rehearse the call. Raises TypeError or ValueError where `fetch()` refuses its arguments."""
    result = rehearse(page, arguments, OPEN)
    sent = {exchange.kind: exchange.request for exchange in reversed(result.exchanges)}
    return Needs(
        result,
        sent.get("preflight"),
        sent.get("request"),
        arguments.get("credentials") == "include",
    )


def _common(needs: Needs) -> list[str]:
    if needs.credentials:
        credentials = ["Access-Control-Allow-Credentials: true"]
    else:
        credentials = []
    return [f"Access-Control-Allow-Origin: {needs.origin}", *credentials]


def answers(needs: Needs) -> tuple[Paste, ...]:
    """The headers of the answer to the preflight, where there is one, and of the response; none for
    an origin of null.
    """
    if needs.origin in (None, "null"):
        return ()
    pastes = []
    if needs.preflight:
        method = get(needs.preflight.headers, "Access-Control-Request-Method") or ""
        names = get(needs.preflight.headers, "Access-Control-Request-Headers")
        if method in SAFELISTED_METHODS:
            methods = []
        else:
            methods = [f"Access-Control-Allow-Methods: {method}"]
        if names:
            headers = [f"Access-Control-Allow-Headers: {names.replace(',', ', ')}"]
        else:
            headers = []
        lines = (*_common(needs), *methods, *headers, "Vary: Origin")
        pastes.append(Paste(f"{TO_READ} the preflight with a status from 200 to 299 and", lines))
    method = needs.result.method
    if pastes:
        heading = f"And the {method} itself (error answers too) with"
    else:
        heading = f"{TO_READ} the {method} with"
    return (*pastes, Paste(heading, (*_common(needs), "Vary: Origin")))


def preflight_lines(needs: Needs) -> tuple[Paste, ...]:
    """The preflight as it goes out, and a curl command that sends the same."""
    if needs.preflight is None:
        return ()
    url = parse_url(needs.preflight.url)
    headers = [(name, value) for name, value in needs.preflight.headers if name in BROWSERS_ALONE]
    if url:
        target = f"{url.path}{'?' if url.query else ''}{url.query}"
    else:
        target = "/"
    lines = (
        f"OPTIONS {target} HTTP/1.1",
        f"Host: {url.host_header if url else ''}",
        *(f"{name}: {value}" for name, value in headers),
    )
    command = (f"curl -i -X OPTIONS {quoted(needs.preflight.url)} \\", *_options(headers))
    return Paste("The browser asks first", lines), Paste(
        "To see what the server says to that, in a terminal", command
    )


def _options(headers: list[tuple[str, str]]) -> list[str]:
    options = [f"  -H {quoted(f'{name}: {value}')}" for name, value in headers]
    return [f"{option} \\" for option in options[:-1]] + options[-1:]


def quoted(text: str) -> str:
    """In single quotes for a shell."""
    return "'" + text.replace("'", "'\\''") + "'"
