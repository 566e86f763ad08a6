"""Asking a server, over the network or in this process: what is safe goes at once, what is not
safe only with permission.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.headers import get
from cors_lab.fetch.wire import HTTPResponse, NetworkFailure
from cors_lab.result.answers import could_read
from cors_lab.result.record import Exchange
from cors_lab.tools.check.errors import CannotAsk, network_sentence
from cors_lab.tools.check.notes import Note, notes
from cors_lab.tools.check.question import Question, changes_method, http_url, is_safe
from cors_lab.tools.redact.text import mask_text

if TYPE_CHECKING:
    from cors_lab.browser.browser import Transport
    from cors_lab.fetch.wire import HTTPRequest
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.check.advice import Advice

OUTSIDE = NetworkFailure(
    "network-unreachable", "an app that is asked in process answers for its own origin only"
)
# What a request asks with, and what a server that allows it answers with.
PERMISSIONS = {
    "Origin": "Access-Control-Allow-Origin",
    "Access-Control-Request-Method": "Access-Control-Allow-Methods",
    "Access-Control-Request-Headers": "Access-Control-Allow-Headers",
}


class NotSent(Exception):
    """A request that is not safe was held back; `request` is what would have gone out."""

    def __init__(self, request: HTTPRequest) -> None:
        super().__init__(request.method, request.url)
        self.request = request


class Answer(NamedTuple):
    """The answer to a question: a result, or the request that was held back; `exchanges` is all
    that reached the wire.
    """

    question: Question
    result: FetchResult | None
    exchanges: tuple[Exchange, ...]
    withheld: HTTPRequest | None = None
    in_process: bool = False

    @property
    def problem(self) -> str:
        """Why there is no verdict, in a sentence; "" where there is one."""
        if self.result:
            return network_sentence(self.result, self.in_process)
        return ""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What to know beside the verdict."""
        if self.result:
            return tuple(notes(self.question, self.result, self.in_process))
        return ()

    def advice(self, show_secrets: bool = False) -> Advice | None:
        """What to do, where the page cannot read; None where it can, or was not asked."""
        if self.result is None or could_read(self.result) == "yes":
            return None
        from cors_lab.tools.check.advice import advise

        return advise(self.question, self.result, show_secrets)

    @property
    def verdict(self) -> str:
        """How it ended: "readable", "blocked", or "could-not-ask"."""
        if self.result is None or self.problem:
            return "could-not-ask"
        if could_read(self.result) == "yes":
            return "readable"
        return "blocked"

    @property
    def exit_code(self) -> int:
        """0 readable, 1 blocked, 2 could not ask."""
        return ("readable", "blocked", "could-not-ask").index(self.verdict)


@dataclass(slots=True)
class Guard:
    """A transport that records, and holds back what is not safe unless `permission` is given. A
    preflight is safe: it is OPTIONS.
    """

    inner: Transport
    permission: bool = False
    exchanges: list[Exchange] = field(default_factory=list)

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The answer; NotSent instead of a request that needs permission."""
        if not self.permission and not only_asks(request):
            raise NotSent(request)
        answer = self.inner.send(request, target)
        if isinstance(answer, NetworkFailure):
            self.exchanges.append(Exchange(request.kind, request, None, answer))
        else:
            self.exchanges.append(Exchange(request.kind, request, answer))
        return answer


def only_asks(request: HTTPRequest) -> bool:
    """Is this request safe: by its method, and by no header that gives it another method?

    A preflight is, whatever it asks for: it does not carry the headers.
    """
    return is_safe(request.method) and not changes_method(request.headers)


class Agreeable(NamedTuple):
    """A transport without a server: whatever is asked is allowed, so that all that would be sent
    gets as far as here.
    """

    sent: list[HTTPRequest]

    def send(self, request: HTTPRequest, target: str | None = None) -> HTTPResponse:
        """204, and every permission that was asked for."""
        self.sent.append(request)
        pairs = [
            (name, value)
            for asked, name in PERMISSIONS.items()
            if (value := get(request.headers, asked)) is not None
        ]
        return HTTPResponse(204, (*pairs, ("Access-Control-Allow-Credentials", "true")))


class InProcess(NamedTuple):
    """A transport to one app in this process; every other origin is outside."""

    origin: str
    app: Transport

    def send(
        self, request: HTTPRequest, target: str | None = None
    ) -> HTTPResponse | NetworkFailure:
        """The app's answer."""
        if http_url(request.url).origin.serialized == self.origin:
            return self.app.send(request, None)
        return OUTSIDE


def would_send(question: Question) -> tuple[HTTPRequest, ...]:
    """What a browser would send if the server allowed all of it; nothing leaves. CannotAsk for a
    question that is none.
    """
    server = Agreeable([])
    try:
        question.ask(server)
    except (TypeError, ValueError) as error:
        raise CannotAsk(
            "arguments", re.sub("'[^']*'", lambda typed: mask_text(typed[0]), str(error))
        ) from error
    return tuple(server.sent)


def ask(
    question: Question,
    transport: Transport,
    hosts: dict[str, str] | None = None,
    permission: bool = False,
) -> Answer:
    """Ask as the browser would; without `permission`, a request that is not safe is held back once
    its preflight has passed.

    CannotAsk for a question that is none, before anything is sent.
    """
    would_send(question)
    guard = Guard(transport, permission)
    try:
        result = question.ask(guard, hosts)
    except NotSent as held:
        return Answer(question, None, tuple(guard.exchanges), held.request)
    return Answer(
        question, result, tuple(guard.exchanges), in_process=isinstance(transport, InProcess)
    )


def resolved(lines: tuple[str, ...]) -> dict[str, str]:
    """The browser's hosts, for both schemes, from `HOST:PORT:ADDRESS` as in curl's --resolve."""
    hosts = {}
    for line in lines:
        host, _, rest = line.partition(":")
        port, _, address = rest.partition(":")
        if not (host and address and port.isdecimal() and len(port) <= 5 and 0 < int(port) < 65536):
            raise CannotAsk(
                "arguments",
                f"--resolve {line!r}: write HOST:PORT:ADDRESS, such as api.example:443:192.0.2.7.",
            )
        at = f"[{address.strip('[]')}]" if ":" in address else address
        for scheme in ("http", "https"):
            hosts[http_url(f"{scheme}://{host}:{port}").origin.serialized] = (
                f"{scheme}://{at}:{port}"
            )
    return hosts
