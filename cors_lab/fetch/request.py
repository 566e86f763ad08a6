"""The request record, the environment a page gives it, the checks `new Request()` makes, and what
goes on the wire in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cors_lab.fetch import headers as names
from cors_lab.fetch.headers import HeaderList, Pairs
from cors_lab.fetch.policy import NO_POLICIES, PolicyContainer
from cors_lab.fetch.url import (
    URL,
    Origin,
    Site,
    parse_url,
    parse_url_with_spaces,
    same_origin,
    same_site,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fetch.trace import Trace

# The words of the Fetch API. https://fetch.spec.whatwg.org/#requestinit
ENUMS = {
    "mode": ("cors", "no-cors", "same-origin"),
    "credentials": ("omit", "same-origin", "include"),
    "redirect": ("follow", "error", "manual"),
    "cache": ("default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"),
    "referrer_policy": (
        "",
        "no-referrer",
        "no-referrer-when-downgrade",
        "origin",
        "origin-when-cross-origin",
        "same-origin",
        "strict-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    ),
}


class InvalidArgument(Exception):
    """What `fetch()` itself refuses: the argument's name, a stable code, and the offending
    value.
    """

    def __init__(self, argument: str, code: str, value: object = None) -> None:
        super().__init__(argument, code, value)
        self.argument, self.code, self.value = argument, code, value


class Client(NamedTuple):
    """The environment of a document: its origin, its URL, and the top-level page around it.
    https://html.spec.whatwg.org/#environment-settings-object
    """

    origin: Origin
    url: URL
    top_level: URL
    top_level_site: Site
    cross_site_ancestor: bool = False
    policies: PolicyContainer = NO_POLICIES


@dataclass(slots=True)
class Request:
    """A request; mutable, as in the standard, where redirects rewrite it.
    https://fetch.spec.whatwg.org/#concept-request
    """

    url_list: list[URL]
    client: Client
    origin: Origin
    method: str = "GET"
    headers: HeaderList = field(default_factory=HeaderList)
    body: bytes | None = None
    mode: str = "no-cors"
    credentials: str = "same-origin"
    redirect: str = "follow"
    cache: str = "default"
    referrer: URL | str = "client"
    first_referrer: URL | str = "client"
    referrer_policy: str = ""
    keepalive: bool = False
    integrity: str = ""
    use_cors_preflight: bool = False
    unsafe_request: bool = True
    tainting: str = "basic"
    redirect_count: int = 0
    destination: str = ""
    initiator: str = "fetch"
    nonce: str = ""
    parser_inserted: bool = False
    # State of the engines, which the standard's request does not have.
    # webkit: each redirect starts from the first request.
    first: tuple[str, Pairs] | None = None
    # webkit: header names that a redirect removed, and that a later one may bring back.
    withheld: frozenset[str] = frozenset()
    # webkit: once preflighted, a request is preflighted again after each redirect.
    preflight_is_sticky: bool = False
    # What `Origin` was on the wire: the console lines of engines name it.
    sent_origin: str | None = None
    form_action: URL | None = None  # of a form's submission: for CSP's form-action
    synchronous: bool = False  # of an XMLHttpRequest
    asks_for_credentials: bool = False  # may a 401 ask the user?

    @property
    def url(self) -> URL:
        """The current URL. https://fetch.spec.whatwg.org/#concept-request-current-url"""
        return self.url_list[-1]

    @property
    def is_a_load(self) -> bool:
        """Do policies of the page apply to it, or is it an element's?"""
        return self.client.policies is not NO_POLICIES or self.initiator != "fetch"

    @property
    def redirect_taint(self) -> str:
        """Which is "same-origin", "same-site" or "cross-site".
        https://fetch.spec.whatwg.org/#concept-request-tainted-origin
        """
        taint = "same-origin"
        for last, url in zip(self.url_list, self.url_list[1:], strict=False):
            if not same_site(url.origin, last.origin) and not same_site(self.origin, last.origin):
                return "cross-site"
            if not same_origin(url.origin, last.origin) and not same_origin(
                self.origin, last.origin
            ):
                taint = "same-site"
        return taint

    @property
    def serialized_origin(self) -> str:
        """What stands in `Origin`.
        https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin
        """
        if len(self.url_list) > 1 and self.redirect_taint != "same-origin":
            return "null"
        return self.origin.serialized


def new_request(
    client: Client,
    trace: Trace,
    *,
    url: str,
    method: str = "GET",
    headers: Any = (),
    body: str | bytes | None = None,
    mode: str = "cors",
    credentials: str = "same-origin",
    redirect: str = "follow",
    cache: str = "default",
    referrer: str = "about:client",
    referrer_policy: str = "",
    keepalive: bool = False,
    integrity: str = "",
    use_cors_preflight: bool = False,
) -> Request:
    """The request that `fetch(url, init)` constructs; `InvalidArgument` where it throws.
    https://fetch.spec.whatwg.org/#dom-request
    """
    given = {
        "mode": mode,
        "credentials": credentials,
        "redirect": redirect,
        "cache": cache,
        "referrer_policy": referrer_policy,
    }
    for argument, value in given.items():
        if value not in ENUMS[argument]:
            raise InvalidArgument(argument, "enum", value)
    request = Request(
        [_parse_request_url(url, client, trace)],
        client,
        client.origin,
        mode=mode,
        credentials=credentials,
        redirect=redirect,
    )
    request.referrer, request.referrer_policy = _parse_referrer(referrer, client), referrer_policy
    if cache == "only-if-cached" and mode != "same-origin":
        raise InvalidArgument("cache", "only-if-cached", mode)
    request.cache, request.keepalive, request.integrity = (
        cache,
        bool(keepalive),
        _string("integrity", integrity),
    )
    request.use_cors_preflight = bool(use_cors_preflight)
    request.method = _normalize_method(method)
    if mode == "no-cors" and request.method not in names.SAFELISTED_METHODS:
        raise InvalidArgument("method", "no-cors-method", request.method)
    fill_headers(request, headers, trace)
    set_body(request, body)
    return request


def _string(argument: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidArgument(argument, "type", value)
    return value


def _parse_request_url(text: object, client: Client, trace: Trace) -> URL:
    url = parse_url(_string("url", text), client.url)
    if url is None and "spaces-in-hosts-escaped" in trace.departures:  # chromium
        url = parse_url_with_spaces(str(text))
    if url is None:
        raise InvalidArgument("url", "unparsable", text)
    if url.includes_credentials:
        raise InvalidArgument("url", "includes-credentials", text)
    return url


def _parse_referrer(text: object, client: Client) -> URL | str:
    if text in ("about:client", ""):
        if text:
            return "client"
        return "no-referrer"
    referrer = parse_url(_string("referrer", text), client.url)
    if referrer is None:
        raise InvalidArgument("referrer", "unparsable", text)
    if same_origin(referrer.origin, client.origin):
        return referrer
    return "client"


def _normalize_method(method: object) -> str:
    """https://fetch.spec.whatwg.org/#concept-method-normalize"""
    if not names.is_token(_string("method", method)):
        raise InvalidArgument("method", "not-a-token", method)
    upper = str(method).upper()
    if upper in names.FORBIDDEN_METHODS:
        raise InvalidArgument("method", "forbidden", method)
    if upper in names.NORMALIZED_METHODS:
        return upper
    return str(method)


def _byte_string(argument: str, value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if not _string(argument, value).isascii():
        try:
            str(value).encode("latin-1")
        except UnicodeEncodeError:
            raise InvalidArgument(argument, "not-a-byte-string", value) from None
    return str(value)


def _header_pairs(given: Any) -> Iterable[tuple[str, str]]:
    items = given.items() if hasattr(given, "items") else given
    try:
        pairs = [tuple(pair) for pair in items if not isinstance(pair, (str, bytes))]
    except TypeError:
        raise InvalidArgument("headers", "not-pairs", given) from None
    if (
        isinstance(given, (str, bytes))
        or len(pairs) != len(items)
        or any(len(pair) != 2 for pair in pairs)
    ):
        raise InvalidArgument("headers", "not-pairs", given)
    return [
        (_byte_string("headers", name), _byte_string("headers", value).strip(names.HTTP_WHITESPACE))
        for name, value in pairs
    ]


def fill_headers(request: Request, given: Any, trace: Trace) -> None:
    """Fill a `Headers` object whose guard is "request" or "request-no-cors".
    https://fetch.spec.whatwg.org/#concept-headers-fill
    """
    for name, value in _header_pairs(given or ()):
        if not names.is_token(name):
            raise InvalidArgument("headers", "header-name", name)
        if not names.is_header_value(value):
            raise InvalidArgument("headers", "header-value", f"{name}: {value}")
        low = name.lower()
        # chromium: `User-Agent` is still a forbidden name there.
        if names.is_forbidden_request_header(name, value) or (
            low == "user-agent" and trace.departs("user-agent-forbidden")
        ):
            trace.note("request-header-forbidden", name=low)
        elif request.mode == "no-cors" and not _passes_no_cors_guard(request.headers, name, value):
            trace.note("request-header-no-cors", name=low)
        else:
            request.headers.append(name, value)


def _passes_no_cors_guard(headers: HeaderList, name: str, value: str) -> bool:
    known = headers.get(name)
    return names.is_no_cors_safelisted(name, value if known is None else f"{known}, {value}")


def set_body(request: Request, body: object) -> None:
    """Extract a body (text or bytes) and its type.
    https://fetch.spec.whatwg.org/#concept-bodyinit-extract
    """
    if body is None:
        return
    if request.method in ("GET", "HEAD"):
        raise InvalidArgument("body", "body-with-get", request.method)
    if not isinstance(body, (str, bytes)):
        raise InvalidArgument("body", "type", body)
    if isinstance(body, str):
        request.body = body.encode("utf-8", "replace")
    else:
        request.body = body
    if isinstance(body, str) and "content-type" not in request.headers:
        # `text/plain` is CORS-safelisted: the "request-no-cors" guard lets it pass.
        request.headers.append("Content-Type", "text/plain;charset=UTF-8")
