"""A pasted exchange (curl's output, a panel's text, raw HTTP, a log), judged as an entry of a
recording is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cors_lab.fetch.headers import get
from cors_lab.fetch.url import parse_origin, parse_url
from cors_lab.fixes.frameworks import guess, helps
from cors_lab.fixes.observations import observe
from cors_lab.fixes.paste import Paste
from cors_lab.fixes.products.recognise import recognise
from cors_lab.fixes.required_headers import answers, needs_of
from cors_lab.result.answers import failed_step
from cors_lab.tools.explain.answer_signs import REDIRECTS, shown
from cors_lab.tools.explain.bare_options import UNKNOWN_URL, bare_options
from cors_lab.tools.explain.causes import causes
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Finding
from cors_lab.tools.explain.har.replay import Replay, Setting, open_page, replay
from cors_lab.tools.explain.redirects import Redirect
from cors_lab.tools.explain.words import clause, sentence
from cors_lab.tools.read.call import origin_in
from cors_lab.tools.read.har import Entry, RecordedFetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cors_lab.result.record import Exchange as Sent
    from cors_lab.tools.read.exchange import Exchange

NO_URL = "The paste does not tell the URL."
READABLE = "The page can read this answer, by its headers."
OLD_COPY = (
    "If the page still fails, it has an old copy of this answer, or reaches another "
    "server: in DevTools tick “Disable cache”, empty "
    "the cache (a CDN's too), and compare with what the Network panel shows."
)
PASSES = (
    "This preflight passes: the browser would send the request. What comes back is not in the "
    "paste."
)
STILL = "The answer to the request itself (error answers too) needs"
IS_PREFLIGHT = "This is a preflight, and the paste has no answer to it."
NO_ANSWER = "The paste has a request, and no answer to it."
NAVIGATION = (
    "Sec-Fetch-Mode says navigate: this was the address bar or a form, not a fetch. CORS has "
    "no say in those."
)
ASSUMED = (
    "The paste does not tell the page's origin: {origin} is assumed. Name yours with page=… "
    "(--page)."
)
TAKEN = (
    "The paste does not tell the page's origin: {origin}, which the answer lets in, is "
    "assumed. Name yours with page=… (--page)."
)
WITHOUT_ORIGIN = (
    "It was sent without an Origin header, so the server may have left its CORS headers "
    "out: ask again with "
    "-H 'Origin: {origin}'."
)
METHOD_ASSUMED = (
    "The paste does not tell what the page wants to send (Access-Control-Request-Method "
    "and -Headers): a GET is assumed. List your "
    "methods and headers in Access-Control-Allow-Methods and -Headers."
)
NOT_OF_RESPONSES = (
    "Access-Control-Request-… headers are what a browser sends. The server answers them "
    "with Access-Control-Allow-Methods and "
    "Access-Control-Allow-Headers, as above."
)
WITH_CREDENTIALS = 'With credentials: "include" it would be blocked: {clause}.'


@dataclass(frozen=True, slots=True)
class _Judge:
    """What stays the same for all exchanges of a paste."""

    page: str | None
    engine: str


def explain_exchanges(exchanges: Sequence[Exchange], page: str | None, engine: str) -> Explanation:
    """Each exchange of a paste with its verdict, a redirect together with what it led to."""
    judge = _Judge(page, engine)
    chains = list(_chains(exchanges))
    findings = tuple(_finding(judge, chain) for chain in chains)
    summary = (
        f"{len(chains)} exchange{'s' if len(chains) > 1 else ''} with a server, as a page in "
        f"{engine} would see it."
    )
    return Explanation("exchange", summary, findings)


def _chains(exchanges: Sequence[Exchange]) -> Iterator[tuple[Exchange, ...]]:
    """The exchanges of each fetch: a redirect with those that followed it, a preflight with
    its request.
    """
    chain: list[Exchange] = []
    for one in exchanges:
        goes_on = chain and (
            one.followed
            or (
                _is_preflight(chain[-1])
                and chain[-1].url == one.url != ""
                and not _is_preflight(one)
            )
        )
        if chain and not goes_on:
            yield tuple(chain)
            chain = []
        chain.append(one)
    if chain:
        yield tuple(chain)


def _is_preflight(one: Exchange) -> bool:
    if get(one.headers, "Access-Control-Request-Method") is not None and one.method in (
        "OPTIONS",
        "",
    ):
        return True
    return (
        one.method == "OPTIONS" and one.source == "panel"
    )  # a browser sends OPTIONS for nothing else


def _finding(judge: _Judge, chain: tuple[Exchange, ...]) -> Finding:
    first = chain[0]
    origin, notes = _origin(judge, chain)
    if first.method == "OPTIONS" and not _is_preflight(first):
        return bare_options(first, origin, judge.engine)
    fetch = _recorded(chain, origin)
    setting = Setting("include" if any(_with_cookies(one) for one in chain) else "same-origin")
    asked = Finding(
        "cannot-tell",
        "",
        fetch.entry.method,
        first.url,
        origin,
        judge.engine,
        first.number,
        notes=(
            *notes,
            *([] if first.url else [NO_URL]),
            *_navigation(first),
            *_method_assumed(first),
        ),
    )
    try:
        run = replay(fetch, origin, judge.engine, setting)
    except (TypeError, ValueError) as refused:
        return replace(
            asked,
            headline="Cannot tell: no page could have sent this with fetch().",
            why=str(refused),
        )
    if not any(one.status or one.response_headers for one in chain):
        return _unanswered(asked, run, chain, origin)
    asked = _guessed(asked, chain)
    if run.result.error is not None and _decided(run):
        return _blocked(asked, run, chain, origin)
    if _is_preflight(chain[-1]):
        return _passes(asked, run, origin)
    return _readable(asked, run, chain, fetch, origin)


def _origin(judge: _Judge, chain: tuple[Exchange, ...]) -> tuple[str, list[str]]:
    """The page's origin: as given, as the request tells it, as the answer names it, else an
    assumed one.
    """
    if judge.page is not None:
        return judge.page, []
    for one in chain:
        told = get(one.headers, "Origin")
        if told and (told == "null" or parse_origin(told) is not None):
            return told, []
        referrer = origin_in(get(one.headers, "Referer"))
        if referrer and one.source != "curl":
            return referrer, []
    allowed = get(chain[-1].response_headers, "Access-Control-Allow-Origin") or ""
    if parse_origin(allowed) is not None:
        return allowed, [TAKEN.format(origin=allowed)]
    url = parse_url(chain[0].url)
    local = url is not None and url.host in ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")
    if local and url is not None:
        assumed = "http://localhost:3000" if url.port != 3000 else "http://localhost:8080"
    else:
        scheme = "http" if url is not None and url.scheme == "http" else "https"
        assumed = f"{scheme}://app.example"
    return assumed, [ASSUMED.format(origin=assumed)]


def _recorded(chain: tuple[Exchange, ...], origin: str) -> RecordedFetch:
    entries = tuple(_entry(one, origin, chain) for one in chain)
    request = next((entry for entry in entries if not entry.is_preflight), entries[0])
    return RecordedFetch(request, entries)


def _entry(one: Exchange, origin: str, chain: tuple[Exchange, ...]) -> Entry:
    preflight = _is_preflight(one)
    headers = list(one.headers)
    if get(headers, "Origin") is None:
        headers.append(("Origin", origin))
    if preflight:
        asked = re.findall(r"[A-Za-z-]+", get(headers, "Access-Control-Request-Method") or "GET")
        headers = [pair for pair in headers if pair[0].lower() != "access-control-request-method"]
        headers.append(("Access-Control-Request-Method", asked[0] if asked else "GET"))
    method = "OPTIONS" if preflight else one.method or chain[0].method or "GET"
    return Entry(
        one.number,
        method,
        one.url or UNKNOWN_URL,
        tuple(headers),
        one.status or 200,
        one.phrase,
        one.response_headers,
        kind="preflight" if preflight else "fetch",
        cookies=_with_cookies(one),
    )


def _with_cookies(one: Exchange) -> bool:
    told = one.call is not None and one.call.arguments.get("credentials") == "include"
    return told or get(one.headers, "Cookie") is not None


def _navigation(first: Exchange) -> list[str]:
    return [NAVIGATION] if get(first.headers, "Sec-Fetch-Mode") == "navigate" else []


def _method_assumed(first: Exchange) -> list[str]:
    told = get(first.headers, "Access-Control-Request-Method")
    return [METHOD_ASSUMED] if _is_preflight(first) and told is None else []


def _guessed(asked: Finding, chain: tuple[Exchange, ...]) -> Finding:
    """With a guess at the product or framework that answered."""
    last = chain[-1]
    product = recognise(last.url, last.response_headers, last.body)
    if product is not None:
        return replace(asked, framework=product.product.name, evidence=product.evidence)
    framework, evidence = guess(last.response_headers)
    return replace(asked, framework=framework, evidence=evidence)


def _decided(run: Replay) -> bool:
    """Did the algorithm stop at a check, rather than at what the paste does not hold?"""
    step = failed_step(run.result)
    return step is not None and step.code != "connection-closed"


def _sent(run: Replay, chain: tuple[Exchange, ...]) -> list[Sent]:
    """The exchanges as the algorithm saw them, with the bodies of the paste."""
    bodies = {(one.url or UNKNOWN_URL, _is_preflight(one)): one.body for one in chain}
    found = []
    for sent in run.result.exchanges:
        body = bodies.get((sent.request.url, sent.kind == "preflight"), "")
        if sent.response is None:
            continue
        found.append(
            replace(sent, response=replace(sent.response, body=body.encode("utf-8", "replace")))
        )
    return found


def _blocked(asked: Finding, run: Replay, chain: tuple[Exchange, ...], origin: str) -> Finding:
    error, step = run.result.error, failed_step(run.result)
    assert error is not None
    assert step is not None
    sent = _sent(run, chain)
    observed = observe(sent, origin)
    facts = {"status": sent[-1].response.status} if sent and sent[-1].response else {}
    decides = [one for one in observed if one.decides and one.fix]
    redirected = chain[-1].status in REDIRECTS
    pastes = (
        _needed(run, origin) if helps(error.code) and not redirected and origin != "null" else ()
    )
    fix = " ".join(one.fix for one in decides) or step.fix
    return replace(
        asked,
        verdict="blocked",
        headline=sentence(f"Blocked: {clause(error.code)}"),
        code=error.code,
        codes=(error.code,),
        cors_error=error.cors_error,
        firefox_reason=error.firefox_reason,
        stage=step.stage,
        step=step.title,
        spec=step.spec,
        why=step.why,
        fix=fix,
        pastes=pastes,
        observed=shown(observed, chain, origin, error.code, fix),
        causes=() if decides else causes(error.code, facts),
        notes=(*asked.notes, *_without_origin(chain, origin)),
    )


def _needed(run: Replay, origin: str) -> tuple[Paste, ...]:
    """All that the server must send for this call."""
    headers = [
        pair
        for pair in run.arguments["headers"]
        if not pair[0].lower().startswith("access-control-")
    ]
    return answers(needs_of(open_page(origin, "chromium"), {**run.arguments, "headers": headers}))


def _without_origin(chain: tuple[Exchange, ...], origin: str) -> list[str]:
    """That curl sent no Origin, where the answer may depend on it."""
    first = chain[0]
    if first.source != "curl" or get(first.headers, "Origin") is not None:
        return []
    return [WITHOUT_ORIGIN.format(origin=origin)]


def _passes(asked: Finding, run: Replay, origin: str) -> Finding:
    needed = _needed(run, origin)
    last = needed[-1:] if needed else ()
    pastes = tuple(Paste(STILL, paste.lines) for paste in last)
    return replace(asked, verdict="depends", headline=PASSES, stage="preflight", pastes=pastes)


def _readable(
    asked: Finding, run: Replay, chain: tuple[Exchange, ...], fetch: RecordedFetch, origin: str
) -> Finding:
    last = chain[-1]
    if last.status in REDIRECTS:
        location = urljoin(last.url, get(last.response_headers, "Location") or "")
        advice = " ".join(Redirect(last.url, location, origin).advice())
        headline = (
            f"The redirect passes, and leads to {location}: what that answers is not in the paste."
        )
        return replace(asked, headline=headline, fix=advice, observed=shown((), chain, origin, ""))
    notes = [*asked.notes]
    credentialed = replay(fetch, origin, asked.engine, Setting("include"))
    if (
        credentialed.result.error is not None
        and _decided(credentialed)
        and not any(map(_with_cookies, chain))
    ):
        notes.append(WITH_CREDENTIALS.format(clause=clause(credentialed.result.error.code)))
    notes.append(OLD_COPY)
    return replace(asked, verdict="readable", headline=READABLE, notes=tuple(notes))


def _unanswered(asked: Finding, run: Replay, chain: tuple[Exchange, ...], origin: str) -> Finding:
    """A request alone: what the server must answer."""
    preflight = _is_preflight(chain[0])
    notes = [*asked.notes, *([NOT_OF_RESPONSES] if preflight else [])]
    return replace(
        asked,
        verdict="depends",
        headline=IS_PREFLIGHT if preflight else NO_ANSWER,
        stage="preflight" if preflight else "request",
        pastes=_needed(run, origin),
        notes=tuple(notes),
    )


def with_exchanges(explanation: Explanation, judged: Explanation) -> Explanation:
    """The lines of a console with the answers that were pasted beside them; an answer that
    says the same adds what it shows.
    """
    findings = list(explanation.findings)
    for one in judged.findings:
        at = next((number for number, told in enumerate(findings) if _tells_of(told, one)), None)
        if at is None:
            findings.append(one)
            continue
        observed = tuple(dict.fromkeys((*findings[at].observed, *one.observed)))
        fix = one.fix if one.observed and one.fix else findings[at].fix
        findings[at] = replace(findings[at], observed=observed, fix=fix)
    return replace(explanation, findings=tuple(findings))


def _tells_of(told: Finding, answer: Finding) -> bool:
    """Does this line of a console tell of this answer?"""
    if answer.code not in (told.code, *told.codes):
        return False
    return not told.url or not answer.url or told.url == answer.url
