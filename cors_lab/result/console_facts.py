"""From the trace of a fetch to the facts that the consoles' lines depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import get, values
from cors_lab.fetch.response import REDIRECT_STATUSES
from cors_lab.fetch.url import parse_url, same_origin, same_site
from cors_lab.fetch.wire import HTTPResponse
from cors_lab.messages.console import CookieNote, Outcome, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL

CORS_CHECK = ("allow-origin-present", "allow-origin-match")


def outcome_of(
    trace: Trace, request: Request, response: Response | None, error: str, url: URL
) -> Outcome:
    """The facts that the console's lines depend on."""
    facts = {record.code: record.facts for record in trace.records}
    return Outcome(
        error=error,
        stage=trace.stage,
        first_url=url.href,
        preflighted="preflight-status" in facts,
        unsafe_names=tuple(facts.get("preflight-needed", {}).get("headers", ())),
        cookies=tuple(_cookie_notes(trace, request)),
        wildcard_authorization=_wildcard_url(trace, request),
        insecure_allowed=any(
            record.facts.get("departure") == "local-addresses-only-warned-of"
            for record in trace.records
        ),
        ignored_referrer_policies=tuple(
            (record.facts["policy"], record.facts["url"])
            for record in trace.records
            if record.code == "referrer-policy-ignored"
            for _ in range(1 + record.facts["first_by_redirect"])
        ),
        content_type_options=()
        if error == "resource-policy"
        else tuple(_content_type_options(trace, request, response)),
        resource_policy=facts.get("resource-policy", {}).get("value", ""),
        resource_policy_by_embedder=facts.get("resource-policy", {}).get("by_embedder", False),
        address_space=facts.get("local-network-secure", {}).get("space", ""),
        told=_told(trace) if request.is_a_load or _is_noted(trace) else (),
        **_integrity_facts(request, facts.get("integrity-match", {})),
        allow_credentials=facts.get("allow-credentials", {}).get("value") or "",
        **_request_facts(request),
        **_response_facts(trace, request, response, error),
    )


def _is_noted(trace: Trace) -> bool:
    """Has a fetch met a preload?"""
    return any(record.code.startswith("preload-") for record in trace.records)


def _told(trace: Trace) -> tuple[Told, ...]:
    return tuple(Told(record.code, record.state, record.facts) for record in trace.records)


def _wildcard_url(trace: Trace, request: Request) -> str:
    note = next(
        (
            record
            for record in trace.records
            if record.facts.get("departure") == "wildcard-covers-authorization"
        ),
        None,
    )
    if note is None:
        return ""
    asked = trace.exchanges[note.exchange - 1][0].url
    return next((url.href for url in request.url_list if url.on_the_wire == asked), asked)


def _integrity_facts(request: Request, facts: dict[str, Any]) -> dict[str, Any]:
    names = {
        "integrity": "integrity",
        "computed": "computed_integrity",
        "size": "body_size",
        "expected": "expected_size",
        "readable": "readable",
    }
    known = {names[name]: value for name, value in facts.items()}
    if request.integrity and request.initiator != "fetch":
        known.setdefault("integrity", request.integrity)
    return known


def _request_facts(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "initiator": request.initiator,
        "synchronous": request.synchronous,
        "destination": request.destination,
        "mode": request.mode,
        "redirect": request.redirect,
        "credentials": request.credentials == "include",
        "navigation": request.mode == "navigate",
        "origin": request.origin.serialized,
        "page_url": request.client.url.href,
        "top_url": request.client.top_level.href,
        "url": request.url.href,
        "previous_url": request.url_list[-2:][0].href,
        "redirected": len(request.url_list) > 1,
        "author_names": tuple(name for name, _ in request.headers),
    }


def _response_facts(
    trace: Trace, request: Request, response: Response | None, error: str
) -> dict[str, Any]:
    """Of the last response: on the wire, or from the HTTP cache, of which only the CORS check
    tells.
    """
    answer = next(
        (
            answer
            for asked, answer in reversed(trace.exchanges)
            if asked.url == request.url.on_the_wire
        ),
        None,
    )
    if isinstance(answer, HTTPResponse):
        last = answer
    else:
        last = HTTPResponse(0)
    final = (response.internal or response) if response else None
    checked: dict[str, Any] = next(
        (record.facts for record in reversed(trace.records) if record.code in CORS_CHECK), {}
    )
    found = _stored_locations(trace) or (
        values(last.headers, "Location") if last.status in REDIRECT_STATUSES else []
    )
    if found and found[0]:
        location = _location(found, request, trace)
    else:
        location = None
    leaves = error == "redirect-userinfo" and location is not None and request.mode == "cors"
    return {
        "status": final.status
        if final
        else last.status
        if trace.stage == "preflight"
        else checked.get("status", last.status),
        "status_text": final.status_text if final else "",
        "sent_origin": checked.get("origin", request.serialized_origin),
        "allow_origin": checked.get("value", ""),
        "allow_origin_lines": checked.get("lines", 1),
        "allow_methods": get(last.headers, "Access-Control-Allow-Methods") or "",
        "allow_headers": get(last.headers, "Access-Control-Allow-Headers") or "",
        "redirects_to": _without_userinfo(location) if location else ", ".join(found),
        "location": location.href if location else "",
        "several_locations": len(values(last.headers, "Location")) > 1,
        "cross_origin": request.tainting == "cors"
        or (leaves and not same_origin(location.origin, request.origin)),  # type: ignore[union-attr]
    }


def _content_type_options(
    trace: Trace, request: Request, response: Response | None
) -> Iterator[str]:
    """The first value of each `X-Content-Type-Options` that asks for nothing, but for those of
    redirects that were followed.
    """
    final = response and (response.internal or response)
    for number, (asked, answer) in enumerate(trace.exchanges, 1):
        last = (
            number == len(trace.exchanges)
            and final is None
            and asked.url == request.url.on_the_wire
        )
        if isinstance(answer, HTTPResponse) and (asked.kind == "preflight" or last):
            yield from _asks_for_nothing(get(answer.headers, "X-Content-Type-Options"))
    if final is not None:
        yield from _asks_for_nothing(final.headers.get("X-Content-Type-Options"))


def _asks_for_nothing(value: str | None) -> tuple[str, ...]:
    first = (value or "").partition(",")[0].strip("\t ")
    if first and first.lower() != "nosniff":
        return (first,)
    return ()


def _stored_locations(trace: Trace) -> list[str]:
    """Where a response from the HTTP cache redirects, if that is what the fetch ended with."""
    last = next(
        (
            record
            for record in reversed(trace.records)
            if record.code in ("http-cache-hit", "redirect-followed")
        ),
        None,
    )
    found: list[str] = last.facts.get("location", []) if last else []
    return found


def _location(found: list[str], request: Request, trace: Trace) -> URL | None:
    location = parse_url(
        ", ".join(found) if "locations-joined" in trace.departures else found[0], request.url
    )
    inherits = location is not None and request.url.fragment and "#" not in location.href
    if location and inherits:
        return parse_url(f"{location.href}#{request.url.fragment}")
    return location


def _without_userinfo(url: URL) -> str:
    scheme, slashes, rest = url.href.partition("://")
    if url.includes_credentials:
        return scheme + slashes + rest.partition("@")[2]
    return url.href


def _cookie_notes(trace: Trace, request: Request) -> Iterator[CookieNote]:
    """What became of cookies, in order: the n-th note on a Set-Cookie line after an exchange is
    about its n-th line.
    """
    lines: dict[int, Iterator[str]] = {}
    for note in trace.records:
        if note.code == "cookie-withheld":
            yield CookieNote(note.facts["name"], note.facts["reason"])
        elif note.code in ("cookie-stored", "cookie-refused"):
            asked, answer = trace.exchanges[note.exchange - 1]
            if note.exchange not in lines:
                lines[note.exchange] = iter(
                    values(answer.headers, "Set-Cookie") if isinstance(answer, HTTPResponse) else ()
                )
            target = parse_url(asked.url) or request.url
            foreign = bool(request.origin.opaque) or not same_site(
                target.origin, request.client.top_level.origin, schemeful=False
            )
            yield CookieNote.of(note.facts["reason"], next(lines[note.exchange], ""), foreign)
