"""`page.load`: what an element of the page asks for, and what the page sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.fetch import elements, loading
from cors_lab.fetch.csp import parse_policies
from cors_lab.fetch.csp_reports import send_reports
from cors_lab.fetch.destinations import Attributes, check_arguments
from cors_lab.fetch.policy import (
    CREDENTIALLESS,
    NO_POLICIES,
    REQUIRE_CORP,
    PolicyContainer,
    parse_embedder_policy,
)
from cors_lab.fetch.referrer import document_policy, meta_policy, unknown_words
from cors_lab.fetch.request import InvalidArgument
from cors_lab.fetch.trace import Trace
from cors_lab.result.load import LoadResult

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Set

    from cors_lab.fetch.document import Document
    from cors_lab.fetch.params import Profile
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure

    Send = Callable[[HTTPRequest], HTTPResponse | NetworkFailure]

POLICY_NAMES = ("content-security-policy", "referrer")


class Opened(NamedTuple):
    """What a load needs of the page it happens in: its document, the profile, and the network."""

    document: Document
    profile: Profile
    send: Send

    @property
    def departures(self) -> Set[str]:
        """Where the page's engine leaves the standards."""
        return self.profile.engine.departures


class Headers(NamedTuple):
    """The policies of a document as its server and its markup give them."""

    csp: str = ""
    csp_report_only: str = ""
    coep: str = ""
    coep_report_only: str = ""
    referrer_policy: str = ""
    meta: Iterable[tuple[str, str]] = ()
    quirks: bool = False


def document_policies(headers: Headers, departures: Set[str]) -> PolicyContainer:
    """The policies that these headers make; ValueError for what is no text."""
    for name, value in headers._asdict().items():
        if name not in ("meta", "quirks") and not isinstance(value, str):
            raise ValueError(f"{name}: {value!r} is not a string, as the value of a header is.")
    meta = _meta(headers.meta)
    known: tuple[str, ...] = (REQUIRE_CORP, CREDENTIALLESS)
    if "credentialless-unknown" in departures:  # webkit
        known = (REQUIRE_CORP,)
    found = PolicyContainer(
        parse_policies(headers.csp, headers.csp_report_only, meta),
        parse_embedder_policy(headers.coep, known),
        parse_embedder_policy(headers.coep_report_only, known),
        document_policy(headers.referrer_policy, meta),
        bool(headers.quirks),
        (*unknown_words(headers.referrer_policy), *_unknown(meta)),
    )
    return NO_POLICIES if found == NO_POLICIES else found


def _unknown(meta: list[tuple[str, str]]) -> list[str]:
    """The words of `<meta name=referrer>` that are no referrer policy."""
    contents = [content for name, content in meta if name.strip().lower() == "referrer"]
    return [content for content in contents if content.strip() and not meta_policy(content)]


def _meta(given: Any) -> list[tuple[str, str]]:
    try:
        pairs = [(str(name), str(content)) for name, content in given]
    except (TypeError, ValueError):
        raise ValueError(f"meta: {given!r} is not a list of (name, content) pairs.") from None
    for name, _ in pairs:
        if name.strip().lower() not in POLICY_NAMES:
            raise ValueError(f"meta: {name!r} is not one of {', '.join(POLICY_NAMES)}.")
    return pairs


def load(opened: Opened, element: str, url: str, attributes: Attributes) -> LoadResult:
    """Load as an element does; InvalidArgument for an element or a word that does not exist."""
    check_arguments(element, attributes)
    if not isinstance(url, str):
        raise InvalidArgument("url", "type", url)
    trace = Trace(opened.departures)
    current = loading.begin(element, url, attributes, opened.profile, opened.document, trace)
    if current is None:
        seen = elements.failed(None, element, "")
        return LoadResult.of(element, trace, None, seen, opened.profile.engine.name, url)
    first = current.request.url_list[0].href
    seen = run(opened, loading.load(current), current.request, trace)
    return finished(opened, element, trace, current.request, seen, first, current.response)


def run(
    opened: Opened,
    algorithm: Generator[HTTPRequest, HTTPResponse | NetworkFailure, Any],
    request: Request,
    trace: Trace,
) -> Any:
    """Run an algorithm with the page's network, then send the reports of policies it violated."""
    seen = drive(algorithm, opened.send)
    report(opened.profile, request, trace, opened.send)
    return seen


def report(profile: Profile, request: Request, trace: Trace, send: Send) -> None:
    """Send the reports of what the page's policies were violated by."""
    if any(record.code == "csp-violation" for record in trace.records):
        drive(send_reports(profile.params(request, trace), request.client), send)


def finished(
    opened: Opened,
    kind: str,
    trace: Trace,
    request: Request,
    seen: dict[str, Any],
    url: str,
    response: Response | None = None,
) -> LoadResult:
    """The result of a load that has run; `url` is what was asked for first."""
    engine = opened.profile.engine.name
    return LoadResult.of(kind, trace, request, seen, engine, url, response)


def drive(algorithm: Generator[HTTPRequest, HTTPResponse | NetworkFailure, Any], send: Send) -> Any:
    """Run the algorithm, with `send` for the network."""
    try:
        request = next(algorithm)
        while True:
            request = algorithm.send(send(request))
    except StopIteration as stop:
        return stop.value
