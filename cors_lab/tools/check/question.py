"""What a page would do, as a value: one `fetch()` call and the profile that it is made in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.browser.browser import OF_FILES, Browser, Page, Transport
from cors_lab.fetch.cookie_policy import visit_context
from cors_lab.fetch.headers import METHOD_OVERRIDES
from cors_lab.fetch.url import APP_SCHEMES, document_origin, parse_url
from cors_lab.messages.rules import COOKIE_REASONS
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.redact.text import mask_text, mask_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cors_lab.fetch.url import URL
    from cors_lab.result.result import FetchResult

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Question(NamedTuple):
    """May `page` (an origin, a URL, or "null") do this? The words are those of `page.fetch`.

    `cookies` are what the target has set as a first party, each like `a=b; SameSite=None; Secure`.
    """

    url: str
    page: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str | bytes | None = None
    mode: str = "cors"
    credentials: str = "same-origin"
    redirect: str = "follow"
    engine: str = "chromium"
    cookies: tuple[str, ...] = ()

    def ask(self, transport: Transport, hosts: Mapping[str, str] | None = None) -> FetchResult:
        """The fetch, in a fresh profile; TypeError or ValueError for what `fetch()` or the profile
        would not take.
        """
        browser = Browser(engine=self.engine, hosts=hosts, transport=transport)
        for cookie in self.cookies:
            _keep(browser, cookie, self.url)
        return open_page(browser, self.page).fetch(
            self.url,
            self.method,
            self.headers,
            self.body,
            mode=self.mode,
            credentials=self.credentials,
            redirect=self.redirect,
        )


def open_page(browser: Browser, page: str) -> Page:
    """A page of this origin ("null": a sandboxed frame), or at this URL; ValueError for what is
    neither. Apps and extensions have origins too: capacitor://localhost, chrome-extension://id.
    """
    if page == "null" or page.startswith(OF_FILES):
        return browser.open(page)
    url = parse_url(page)
    origin = document_origin(url) if url else None
    if (
        url is None
        or origin is None
        or origin.opaque
        or not (url.is_http or url.scheme in APP_SCHEMES)
    ):
        raise ValueError(
            f"page: {mask_url(page)!r} is neither an origin, such as https://app.example or"
            " capacitor://localhost, nor the URL of a page."
        )
    return browser.open(origin.serialized, url=url.href)


def is_safe(method: str) -> bool:
    """Does this method, as `fetch()` would send it, only ask?
    https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1
    """
    return method.upper() in SAFE_METHODS


def changes_method(headers: Iterable[tuple[str, str]]) -> bool:
    """Does a header ask the server to take the request for one of a method that is not safe?

    Many frameworks obey `X-HTTP-Method-Override` and its like.
    """
    said = [value for name, value in headers if name.lower() in METHOD_OVERRIDES]
    return not all(is_safe(method.strip()) for value in said for method in value.split(","))


def header_pairs(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`Name: value` lines as pairs; CannotAsk for a line without a colon."""
    pairs = [(line, *line.partition(":")) for line in lines]
    for line, name, colon, _ in pairs:
        if not colon or not name.strip():
            raise CannotAsk(
                "arguments",
                f"-H {mask_text(line)!r} is not a header: write it like 'Content-Type:"
                " application/json'.",
            )
    return tuple((name.strip(), value.strip()) for _, name, _, value in pairs)


def http_url(text: str) -> URL:
    """The URL of a server; CannotAsk where it is none."""
    url = parse_url(text)
    if url is None or not url.is_http:
        raise CannotAsk(
            "arguments",
            f"{mask_url(text)!r} is not an http or https URL: write it like"
            " https://api.example/notes.",
        )
    return url


def _keep(browser: Browser, cookie: str, target: str) -> None:
    """Store a cookie as if the target had set it on a visit, for all its paths unless it says
    otherwise.
    """
    url = http_url(target)
    names = {part.partition("=")[0].strip().lower() for part in cookie.split(";")[1:]}
    line = cookie if "path" in names else f"{cookie}; Path=/"
    outcome = browser.cookies.store(
        line, url, visit_context(browser.cookies.policy, [url]), browser.now
    )
    if not outcome.stored:
        name = cookie.partition("=")[0].strip()
        raise CannotAsk(
            "arguments",
            f"--cookie {name}: the browser would not keep it"
            f" ({COOKIE_REASONS.get(outcome.code, outcome.code)}).",
        )
