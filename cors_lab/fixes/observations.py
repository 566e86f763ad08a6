"""What an exchange shows beside the check that failed: who answered, why, and what to do about it.

Every tool that holds an exchange asks here: `check` and `audit` with what they sent, `explain` with
a transcript or a recording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get, values
from cors_lab.fetch.url import URL, is_local, parse_url
from cors_lab.fixes import observation_words as words
from cors_lab.fixes.body_message import body_text, message_in, title_of
from cors_lab.fixes.observation_signs import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cors_lab.result.record import Exchange

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PROXIES = ("nginx", "openresty", "cloudflare", "apache", "caddy", "envoy", "istio", "varnish")
SENSIBLE_AGE = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact with its meaning: a stable code, what is seen, what to do ("": nothing more than the
    headers).

    `decides`: headers alone do not help, so that this fix comes first.
    """

    code: str
    seen: str
    fix: str = ""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The exchange that failed, the ones before it, and what the page wants: its origin ("":
    unknown) and method.
    """

    exchange: Exchange
    earlier: tuple[Exchange, ...]
    page: str
    method: str

    @property
    def stage(self) -> str:
        """Is this the preflight, or the request itself?"""
        return "preflight" if self.exchange.kind == "preflight" else "request"

    @property
    def status(self) -> int:
        """The status; 0 where there is no response."""
        return self.exchange.response.status if self.exchange.response else 0

    @property
    def url(self) -> URL | None:
        """The URL that was asked."""
        return parse_url(self.exchange.request.url)

    @property
    def target(self) -> URL | None:
        """Where a redirect leads; None where it is none."""
        location = self.header("Location")
        if self.status not in REDIRECTS or location is None:
            return None
        return parse_url(location, self.url)

    @property
    def allowed(self) -> list[str]:
        """The lines of Access-Control-Allow-Origin."""
        response = self.exchange.response
        return values(response.headers, "Access-Control-Allow-Origin") if response else []

    def header(self, name: str) -> str | None:
        """A response header, its lines joined; None where there is none."""
        response = self.exchange.response
        return get(response.headers, name) if response else None


def observe(exchanges: Sequence[Exchange], page: str = "") -> tuple[Observation, ...]:
    """What these exchanges of one blocked fetch show, in wire order given, the deciding
    observations first.
    """
    if not exchanges or exchanges[-1].response is None:
        return ()
    last = exchanges[-1]
    wanted = get(last.request.headers, "Access-Control-Request-Method") or last.request.method
    look = Look(last, tuple(exchanges[:-1]), page, wanted)
    found = [*_signs(look), *_redirect(look), *_hops(look), *_misspelt(look)]
    if not any(each.decides for each in found):
        found += [each for rule in LATER for each in rule(look)]
    found += _body(look, found)
    once = {each.code: each for each in reversed(found)}
    return tuple(sorted(once.values(), key=lambda each: not each.decides))


def _signs(look: Look) -> Iterator[Observation]:
    """What the server says of itself in a header or in the body."""
    body = body_text(look.exchange.response)
    for sign in SIGNS:
        if sign.stage not in ("", look.stage) or (
            sign.statuses and look.status not in sign.statuses
        ):
            continue
        found = re.search(sign.pattern, _place(look, sign.where, body), re.IGNORECASE)
        if found:
            facts = {"found": found[0].strip(), "status": look.status, "method": look.method}
            yield Observation(
                sign.code, sign.seen.format(**facts), sign.fix.format(**facts), sign.decides
            )


def _place(look: Look, where: str, body: str) -> str:
    if where == "body":
        return body
    if where == "host":
        return look.url.host if look.url else ""
    if where == "port":
        return str(look.url.port or "") if look.url and is_local(look.url.host) else ""
    return look.header(where) or ""


def _redirect(look: Look) -> Iterator[Observation]:
    """Where the exchange that failed is a redirect itself: where to, and what to ask instead."""
    url, target = look.url, look.target
    if url is None or target is None:
        return
    region = look.header("x-amz-bucket-region")
    if region:
        fix = words.SIGN_AGAIN.format(region=region)
        yield Observation(
            "wrong-region",
            f"{_was_redirected(look)} {words.REGION.format(region=region)}",
            fix,
            True,
        )
        return
    login = login_at(target.href)
    if login is not None:
        yield _to_login(look, login, target)
        return
    code, how, final = difference(url, target)
    fix = f"Ask {final} itself{how}: that is where the redirect leads."
    if code == "http-downgrade":
        fix = (
            f"Ask {final} itself. And let the app trust X-Forwarded-Proto: it does not "
            "know that it is reached by https, and so "
            "redirects to http, which an https page may not ask."
        )
    if target.origin != url.origin and code == "moved":
        fix += f" That server has to allow the page too. {words.NULL_AFTER}"
    yield Observation(code, f"{_was_redirected(look)} It leads to {target.href}.", fix, True)


def _was_redirected(look: Look) -> str:
    if look.stage == "preflight":
        return (
            f"The preflight was answered with a redirect ({look.status}), and a preflight is "
            "never redirected."
        )
    return (
        f"The answer is a redirect ({look.status}) without the header, and a redirect has to "
        "allow the page too."
    )


def login_at(url: str) -> words.Login | None:
    """The login that this URL belongs to, by its look."""
    return next(
        (login for login in words.LOGINS if re.search(login.pattern, url, re.IGNORECASE)), None
    )


def _to_login(look: Look, login: words.Login, target: URL) -> Observation:
    named = "a login page" if login.whose == "the login" else f"the login of {login.whose}"
    what = "preflight" if look.stage == "preflight" else "request"
    seen = (
        f"The {what} was redirected ({look.status}) to {named}, "
        f"{target.origin.serialized}{target.path}."
    )
    if look.url and look.url.origin != target.origin:
        seen += f" {words.NULL_AFTER}"
    fix = [login.fix, words.TO_LOGIN]
    if look.stage == "preflight":
        fix.append(words.LOGIN_BEFORE_PREFLIGHT)
    return Observation("login-redirect", seen, " ".join(filter(None, fix)), True)


def _hops(look: Look) -> Iterator[Observation]:
    """A redirect that was followed, and led to the answer that failed."""
    for number, exchange in enumerate(look.earlier):
        hop = Look(exchange, look.earlier[:number], look.page, look.method)
        url, target = hop.url, hop.target
        if url is None or target is None or exchange.kind == "preflight":
            continue
        login = login_at(target.href)
        if login is not None:
            yield _to_login(hop, login, target)
        elif look.target is None:
            origin = get(look.exchange.request.headers, "Origin")
            null = (
                " The browser then asked with Origin: null."
                if origin == "null" != look.page
                else ""
            )
            yield Observation(
                "redirected",
                (
                    f"The request was redirected ({hop.status}) from {url.href} to "
                    f"{target.href}.{null}"
                ),
                f"Let the page ask {target.href} itself.",
                origin == "null" != look.page,
            )


def difference(url: URL, target: URL) -> tuple[str, str, str]:
    """How the target of a redirect differs: a code, words for a sentence, and the URL to ask."""
    same_host = url.host == target.host
    bare = url.path.rstrip("/") == target.path.rstrip("/") and url.path != target.path
    if same_host and (url.scheme, target.scheme) == ("https", "http"):
        return "http-downgrade", "", target.href.replace("http://", "https://", 1)
    if same_host and (url.scheme, target.scheme) == ("http", "https"):
        return "https", ", with https", target.href
    if same_host and bare:
        how = (
            ", with the slash at its end"
            if target.path.endswith("/")
            else ", without the slash at its end"
        )
        return "slash", how, target.href
    if {url.host.removeprefix("www."), url.host} & {target.host.removeprefix("www.")}:
        return "host", f", with the host {target.host}", target.href
    return "moved", "", target.href


def _caches(look: Look) -> Iterator[Observation]:
    """A shared cache that answered in the server's place."""
    if look.stage == "preflight" or look.status >= 400 or "*" in look.allowed:
        return
    for header, pattern in words.CACHES:
        value = look.header(header)
        if value is not None and re.search(pattern, value.strip(), re.IGNORECASE):
            facts = {"header": header, "value": value, "age": _age(look, header)}
            yield Observation("old-copy", words.OLD_COPY.format(**facts), words.EMPTY_CACHE, True)
            return
    if not look.allowed and "origin" in (look.header("Vary") or "").lower():
        yield Observation("vary-without-header", words.VARIES, words.ON_LIST)


def _age(look: Look, shown: str) -> str:
    age = (look.header("Age") or "").strip()
    if not SENSIBLE_AGE.fullmatch(age) or int(age) == 0:
        return ""
    days = int(age) // 86_400
    told = f"{days} days old" if days > 1 else f"{int(age)} seconds old"
    return f" ({told})" if shown == "Age" else f" (Age: {age}, {told})"


def _statuses(look: Look) -> Iterator[Observation]:
    """What the status says of who answered."""
    passed = look.stage == "preflight" and 200 <= look.status <= 299
    if look.allowed and (look.stage == "request" or passed):
        return
    facts = {
        "status": look.status,
        "method": look.method,
        "challenge": _told(look, "WWW-Authenticate", " with WWW-Authenticate: {}"),
        "retry": _told(look, "Retry-After", " (Retry-After: {})"),
    }
    for stage, statuses, code, seen, fix in words.STATUSES:
        if stage == look.stage and look.status in statuses:
            yield Observation(code, seen.format(**facts), fix.format(**facts), stage == "preflight")
            return


def _told(look: Look, name: str, form: str) -> str:
    value = look.header(name)
    return form.format(value) if value else ""


def _died(look: Look) -> Iterator[Observation]:
    """Preflight allowed, and then an answer without the header."""
    allowed = any(
        each.kind == "preflight"
        and each.response
        and get(each.response.headers, "Access-Control-Allow-Origin")
        for each in look.earlier
    )
    if allowed and look.stage == "request" and not look.allowed:
        facts = {"method": look.method}
        yield Observation(
            "stopped-early",
            words.PREFLIGHT_PASSED.format(**facts),
            words.LOOK_AT_ANSWER.format(**facts),
        )


def _values(look: Look) -> Iterator[Observation]:
    """What is wrong with the value of Access-Control-Allow-Origin, where that is easily
    overlooked.
    """
    lines = look.allowed
    value = ", ".join(lines)
    if len(lines) > 1:
        server = (look.header("Server") or "").partition("/")[0]
        layer = server if server.lower() in PROXIES else "the proxy"
        yield Observation(
            "twice",
            words.TWICE.format(value=value, layer=layer),
            words.ONCE.format(layer=layer),
            True,
        )
    elif "*" in value and value.strip() != "*":
        yield Observation("pattern", words.PATTERN.format(value=value), words.CHOOSE)
    elif value and look.page and (what := _nearly(value, look.page)):
        yield Observation("nearly", words.NEARLY.format(value=value, what=what))


def _nearly(value: str, page: str) -> str:
    """The one thing in which the value differs from the page's origin; "" where it is more."""
    if value == page:
        return ""
    if value.rstrip("/") == page:
        return "the slash at its end"
    if value.lower() == page:
        return "capital letters"
    named, own = parse_url(value), parse_url(page)
    if named is None or own is None or named.path not in ("", "/"):
        return ""
    parts = {
        "the scheme": (named.scheme, own.scheme),
        "the host": (named.host, own.host),
        "the port": (named.port, own.port),
    }
    unlike = [name for name, (one, other) in parts.items() if one != other]
    return (
        unlike[0]
        if len(unlike) == 1 and (unlike != ["the host"] or _twins(named.host, own.host))
        else ""
    )


def _twins(one: str, other: str) -> bool:
    """Are these names for one host, to a developer?"""
    loopback = {"localhost", "127.0.0.1", "[::1]"}
    return {one, other} <= loopback or one.removeprefix("www.") == other.removeprefix("www.")


def _misspelt(look: Look) -> Iterator[Observation]:
    """A response header that is nearly one of CORS's."""
    response = look.exchange.response
    for name, _ in response.headers if response else ():
        low = name.lower()
        if low.startswith("access-control-") and low not in words.KNOWN_HEADERS:
            meant = get_close_matches(low, words.MEANT_HEADERS, 1, 0.8)
            shown = _capitalised(meant[0]) if meant else "another header"
            seen = words.MISSPELT.format(name=name, meant=shown)
            yield Observation("misspelt", seen, f"Write {shown}.", bool(meant))


def _capitalised(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _html_page(look: Look) -> Iterator[Observation]:
    """A page for people in place of data, without the header: a login or a start page."""
    is_html = (look.header("Content-Type") or "").lower().startswith("text/html")
    title = title_of(look.exchange.response)
    if look.stage == "preflight" or look.allowed or look.status >= 400 or not (is_html and title):
        return
    is_login = re.search(r"\b(?:log ?in|sign ?in|anmelden|connexion)\b", title, re.IGNORECASE)
    fix = words.LOGIN_PAGE if is_login else words.WRONG_PAGE
    yield Observation("html-page", words.HTML_PAGE.format(title=title), fix, bool(is_login))


def _body(look: Look, found: list[Observation]) -> Iterator[Observation]:
    """The message in the body of an error."""
    message = message_in(look.exchange.response) if look.status >= 400 else ""
    if message and not any(message in each.seen for each in found):
        yield Observation("body-says", f"The body says: “{message}”.")


LATER: tuple[Callable[[Look], Iterator[Observation]], ...] = (
    _caches,
    _html_page,
    _values,
    _statuses,
    _died,
)
