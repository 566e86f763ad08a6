"""One server that visitors come to, perhaps with a CDN in front: the judge of the poisoned copy."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from cors_lab.course.exercises.app_judge import API, EMBEDDER
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.strangers import strangers
from cors_lab.course.exercises.trials import Trial, browser_at, opened, status_of
from servers.cdn import Cdn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from wsgiref.types import WSGIApplication

    from cors_lab.browser.browser import Browser
    from cors_lab.course.exercises.app_judge import Visit
    from cors_lab.result.result import FetchResult

APP, ADMIN = "https://app.example", "https://admin.example"
PRICES = f"{API}/prices"
ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}
VARY = "Say `Vary: Origin` on every answer, where you refuse too: a cache may meet either first."
IMAGE = (
    "The copy that the `<img>` left in the cache has no Access-Control-Allow-Origin for this page. "
    "The browser takes the copy and asks no server."
)
SHARED = "The CDN hands out the copy that it made for the visitor before, headers and all."


@dataclass(slots=True)
class Street:
    """The server as visitors reach it; `asked` counts the requests that get through to it."""

    visit: Visit
    with_cdn: bool = False
    asked: int = 0
    front: WSGIApplication = field(init=False)

    def __post_init__(self) -> None:
        self.front = self._counted
        if self.with_cdn:
            self.front = Cdn(self._counted)

    def _counted(self, environ: Any, start_response: Callable[..., Any]) -> Any:
        self.asked += 1
        return self.visit.app(environ, start_response)

    def browser(self, engine: str = "chromium") -> Browser:
        """A visitor's browser, which remembers nothing yet."""
        return browser_at({API: self.front}, engine)

    def fetch(self, origin: str) -> FetchResult:
        """The prices, fetched by a page of this origin in a browser of its own."""
        return opened(self.browser(), origin).fetch(PRICES)


def poisoned(visit: Visit) -> Iterator[Trial]:
    """Two pages may read, in every order of visitors; nobody else; and caches still work."""
    for page in (APP, ADMIN):
        yield Trial(f"`{page}` reads the prices.", partial(_unread, visit, page))
    for engine, name in ENGINES.items():
        sentence = f"It still does in {name}, after an `<img>` has loaded them."
        yield Trial(sentence, partial(_after_an_image, visit, engine, name))
    for first, then in ((EMBEDDER, APP), (APP, ADMIN), (ADMIN, APP)):
        sentence = f"Behind a CDN, `{then}` reads them after `{first}` has asked."
        yield Trial(sentence, partial(_after_another, visit, first, then))
    yield Trial(
        "The prices are cached: three reads in an hour, one request.", partial(_uncached, visit)
    )
    yield Trial("No strange origin reads them, not even behind a CDN.", partial(_leaks, visit))


def _reads(result: FetchResult) -> bool:
    return status_of(result) == 200 and "tea" in result.response.text()  # type: ignore[union-attr]


def _unread(visit: Visit, page: str) -> Finding | None:
    result = Street(visit).fetch(page)
    if _reads(result):
        return None
    return Finding(False, f"`{page}` should read the prices.", result.verdict, trace=result)


def _after_an_image(visit: Visit, engine: str, name: str) -> Finding | None:
    page = Street(visit).browser(engine).open(APP)
    page.fetch(PRICES, mode="no-cors")
    result = page.fetch(PRICES)
    if _reads(result):
        return None
    bad = f"After an `<img>` has loaded the prices, `{APP}` gets an error in {name}."
    why = result.verdict if result.exchanges else IMAGE
    return Finding(False, bad, why, VARY, result)


def _after_another(visit: Visit, first: str, then: str) -> Finding | None:
    street = Street(visit, with_cdn=True)
    street.fetch(first)
    result = street.fetch(then)
    if _reads(result):
        return None
    bad = f"Behind a CDN, after `{first}` has asked, `{then}` gets an error."
    return Finding(False, bad, SHARED, VARY, result)


def _uncached(visit: Visit) -> Finding | None:
    street = Street(visit)
    page = street.browser().open(APP)
    for seconds in (0, 1, 3000):
        page.browser.advance(seconds)
        result = page.fetch(PRICES)
    if street.asked == 1:
        return None
    why = "Without a copy nothing can be poisoned, and nothing is fast. One page may use its own."
    bad = f"Three reads in an hour cost {street.asked} requests."
    return Finding(False, bad, why, "Leave `Cache-Control` and the URL as they are.", result)


def _leaks(visit: Visit) -> Finding | None:
    for with_cdn in (False, True):
        street = Street(visit, with_cdn)
        street.fetch(APP)
        for stranger in strangers([APP, ADMIN]):
            result = street.fetch(stranger.origin)
            if result.response is not None:
                bad = f"`{stranger.origin}` reads the prices too."
                return Finding(False, bad, stranger.why, stranger.fix, result)
    return None
