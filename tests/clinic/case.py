"""One sick server of the clinic: the app, the call that shows what is wrong, and what our tools must say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.auditing import Report
from cors_lab.auditing.asker import Asker
from cors_lab.auditing.run import run
from cors_lab.checking.apps import app_transport
from cors_lab.checking.asking import Answer, ask
from cors_lab.checking.question import Question, http_url
from cors_lab.fetch.response import NetworkFailure

if TYPE_CHECKING:
    from cors_lab.browser import Transport
    from cors_lab.fetch.request import HTTPRequest
    from cors_lab.fetch.response import HTTPResponse

PAGE, API = "https://app.example", "https://api.example"
JSON = {"headers": (("Content-Type", "application/json"),), "body": "{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`number` as in the course; `apps` by origin; `words` those of a Question.

    What must be said: by `check` the exit code, the error's `code` with the engines' names for it, and the codes of its notes; by `audit`
    a finding's id, None where an audit has nothing to find; it begins at `healthy`, where only one path of the server is sick.
    """

    number: int
    title: str
    apps: Mapping[str, Callable[[], Any]]
    path: str = "/notes"
    words: Mapping[str, Any] = field(default_factory=dict)
    exit_code: int = 1
    code: str | None = None
    cors_error: str | None = None
    firefox_reason: str | None = None
    notes: tuple[str, ...] = ()
    audit: str | None = None
    healthy: str | None = None

    @property
    def label(self) -> str:
        """Number and title, for the test's name."""
        return f"{self.number:02} {self.title}"

    @property
    def page(self) -> str:
        """The page that asks."""
        return str(self.words.get("page", PAGE))

    def question(self, engine: str = "chromium") -> Question:
        """The call that shows it."""
        return Question(**{"url": f"{API}{self.path}", "page": PAGE, "engine": engine, **self.words})

    def check(self, engine: str = "chromium") -> Answer:
        """What `check --yes` comes to."""
        with self.network() as transport:
            return ask(self.question(engine), transport, leave=True)

    def audited(self) -> Report:
        """What `audit` comes to; a sandboxed page audits as the page that embeds it."""
        with self.network() as transport:
            page = PAGE if self.page == "null" else self.page
            url, more = (f"{API}{self.healthy}", (self.path,)) if self.healthy else (self.question().url, ())
            return run(Asker(http_url(url), transport), page, more)

    @contextmanager
    def network(self) -> Iterator[Transport]:
        """A network with these apps in it and nothing else."""
        with ExitStack() as stack:
            yield Network({origin: stack.enter_context(app_transport(make(), origin)) for origin, make in self.apps.items()})


@dataclass(frozen=True, slots=True)
class Network:
    """Servers by origin; where there is none, nothing listens."""

    servers: Mapping[str, Transport]

    def send(self, request: HTTPRequest, target: str | None = None) -> HTTPResponse | NetworkFailure:
        """The answer of the server that the request names."""
        server = self.servers.get(http_url(request.url).origin.serialized)
        return server.send(request) if server else NetworkFailure("connection-refused", "no server listens there")
