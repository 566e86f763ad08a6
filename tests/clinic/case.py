"""One sick server of the clinic: the app, the call that shows what is wrong, and what our tools
must say about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.wire import NetworkFailure
from cors_lab.tools.audit import Report
from cors_lab.tools.audit.prober import Asker
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.apps import app_transport
from cors_lab.tools.check.exchange import Answer, ask
from cors_lab.tools.check.question import Question, http_url
from tests.browsers.scenario import FAILING

if TYPE_CHECKING:
    from cors_lab.browser.browser import Transport
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse

PAGE, API = "https://app.example", "https://api.example"
JSON = {"headers": (("Content-Type", "application/json"),), "body": "{}"}


@dataclass(frozen=True, slots=True)
class Deploy:
    """A step in which servers are changed: from then on these apps answer for their origins."""

    apps: Mapping[str, Callable[[], Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`number` as in the course; `apps` by origin; `words` those of a Question.

    What must be said: by `check` the exit code, the error's `code` with the engines' names for it,
    and the codes of its notes; by `audit` a finding's id, None where an audit has nothing to find;
    it begins at `healthy`, where only one path of the server is sick.
    `steps` is what has to happen in a browser until the case shows: calls, as what differs from the
    question, and deployments.
    `shown` is what a recording of it shows besides the error: the codes of `explain` for a HAR of
    all its calls. With `public`, the page comes from the internet, in a browser that tells it from
    this machine; `policy` is its Content Security Policy.
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
    steps: tuple[Mapping[str, Any] | Deploy, ...] = ({},)
    shown: tuple[str, ...] | None = None
    public: bool = False
    policy: str = ""

    @property
    def label(self) -> str:
        """Number and title, for the test's name."""
        return f"{self.number:02} {self.title}"

    @property
    def page(self) -> str:
        """The page that asks."""
        return str(self.words.get("page", PAGE))

    @property
    def home(self) -> str:
        """The origin of the document that a person has open: the page's, or that of the page around
        it.
        """
        return PAGE if self.page == "null" else self.page

    def call(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of one `fetch()` of the case."""
        asked = self.question()
        words = {
            "url": asked.url,
            "method": asked.method,
            "headers": asked.headers,
            "body": asked.body,
            "mode": asked.mode,
        }
        return {**words, "credentials": asked.credentials, "redirect": asked.redirect, **step}

    @property
    def codes(self) -> tuple[str, ...]:
        """What `explain` must say of a HAR file of its calls, one code for each, "" where there is
        nothing to say.
        """
        return self.shown if self.shown is not None else (self.code or "",)

    def question(self, engine: str = "chromium") -> Question:
        """The call that shows it."""
        return Question(
            **{"url": f"{API}{self.path}", "page": PAGE, "engine": engine, **self.words}
        )

    def check(self, engine: str = "chromium") -> Answer:
        """What `check --yes` comes to."""
        with self.network() as transport:
            return ask(self.question(engine), transport, permission=True)

    def audited(self) -> Report:
        """What `audit` comes to; a sandboxed page audits as the page that embeds it."""
        with self.network() as transport:
            url, more = (
                (f"{API}{self.healthy}", (self.path,))
                if self.healthy
                else (self.question().url, ())
            )
            return run(Asker(http_url(url), transport), self.home, more)

    @contextmanager
    def network(self) -> Iterator[Transport]:
        """A network with these apps in it and nothing else."""
        with ExitStack() as stack:
            yield Network(
                {
                    origin: stack.enter_context(app_transport(make(), origin))
                    for origin, make in self.apps.items()
                }
            )


@dataclass(frozen=True, slots=True)
class Network:
    """Servers by origin; where there is none, nothing listens."""

    servers: Mapping[str, Transport]

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The answer of the server that the request names."""
        origin = http_url(request.url).origin
        server = self.servers.get(origin.serialized)
        return (
            server.send(request, None)
            if server
            else NetworkFailure(
                FAILING.get(origin.host, "connection-refused"), "there is no such server"
            )
        )
