"""A HAR file: each cross-origin fetch replayed from the recording: verdict, failing step, fix, and whether the browser agrees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cors_lab.explaining.before import SENT_WITH_COOKIES, Past
from cors_lab.explaining.explanation import Agreement, Explanation, Finding, Paste
from cors_lab.explaining.needs import answers, needs_of
from cors_lab.explaining.of_call import OPAQUE
from cors_lab.explaining.replay import Replay, Setting, arguments_of, is_fetched, mode_of, open_page, page_origin, replay
from cors_lab.explaining.signs import AIRPLAY, Signs, answered_by_airplay, is_local, misspelt
from cors_lab.explaining.words import REMARKS, clause, sentence
from cors_lab.fetch.headers import get
from cors_lab.importing import from_console
from cors_lab.importing.call import Unreadable, origin_in
from cors_lab.importing.har import RecordedFetch
from cors_lab.rules import FAULTS
from cors_lab.views.text import failed_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.importing import Entry, Recording

BY_SCRIPT = ("fetch", "xhr")
STEP = 50  # fetches between two calls of `progress`
INCLUDE, REFUSED = Setting("include"), Setting(redirect="error")
BROWSERS = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "Safari", "": "an unknown browser"}
SANITISED = (
    "No cookie is in this recording (Chromium leaves Cookie, Set-Cookie and Authorization out unless told otherwise), so whether a fetch "
    "had credentials was concluded from its outcome."
)
NO_PREFLIGHT = "No preflight is in the recording: the browser had the server's permission in its preflight cache, or it was not recorded."
OLD_COPY = (
    "Nothing was sent: the HTTP cache answered with what entry {number} got, which had been asked without Origin or for another page. "
    "Send Vary: Origin with every answer, also with those to requests without Origin, and empty the cache once."
)
CONCLUDED = (
    "The recording hides the reason. It is concluded: a page of the internet, a local address, and nothing sent. The "
    "console's line names it."
)
ELSEWHERE = (
    "Let the page ask {url} itself, if that is what it wants; if it is a login page, let the server answer 401 in place of the redirect. "
    "That URL is of another origin, which has to allow the page too (the browser sends it Origin: {origin})."
)


@dataclass(slots=True)
class _Reader:
    """What stays the same over a recording, and what was counted."""

    engine: str
    page: str | None
    tells_outcome: bool
    counted: Counter[str]
    fixes: dict[tuple[object, ...], tuple[Paste, ...]]
    past: Past
    signs: Signs


def explain_har(
    recording: Recording, page: str | None, engine: str | None, show_secrets: bool, progress: Callable[[int, int], None] | None
) -> Explanation:
    """Every cross-origin fetch of a recording; what is same-origin, a navigation or opaque as it should be is counted only."""
    reader = _Reader(engine or recording.engine or "chromium", page, recording.engine != "firefox", Counter(), {}, Past(), Signs())
    findings = []
    for number, fetch in enumerate(recording.fetches):
        if progress and number % STEP == 0:
            progress(number, len(recording.fetches))
        if (finding := _finding(reader, fetch, show_secrets)) is not None:
            findings.append(finding)
        reader.past.add(fetch)
    if progress:
        progress(len(recording.fetches), len(recording.fetches))
    cookies = recording.engine != "chromium" or any(map(_tells_credentials, recording.entries)) or not findings
    notes = (*recording.notes, *reader.signs.notes(), *(() if cookies else (SANITISED,)))
    return Explanation("har", _summary(recording, findings, reader.counted), tuple(findings), notes)


def _summary(recording: Recording, findings: list[Finding], counted: Counter[str]) -> str:
    verdicts = Counter(finding.verdict for finding in findings)
    told = [(verdicts["blocked"], "blocked"), (verdicts["readable"], "readable"), (verdicts["cannot-tell"], "cannot be told")]
    told += [(verdicts["opaque"] + counted["opaque"], "opaque (no-cors)"), (counted["same-origin"], "same-origin")]
    told += [(counted["navigation"], "no fetch (pages, sockets)"), (counted["page"], "of an unknown page")]
    words = ", ".join(f"{count} {word}" for count, word in told if count) or "nothing in it"
    return f"A HAR file of {BROWSERS[recording.engine]}, {len(recording.entries)} requests: {words}."


def _finding(reader: _Reader, fetch: RecordedFetch, show_secrets: bool) -> Finding | None:
    """The finding for one fetch; None where CORS had no part in it, which is counted."""
    origin = page_origin(fetch) or reader.page
    if not is_fetched(fetch.entry):
        reader.counted["navigation"] += 1
        return None
    if origin is None:
        reader.counted["page"] += 1
        return None
    failed = _failed(fetch)
    if not failed and all(origin_in(entry.url) == origin and not entry.is_preflight for entry in fetch.exchanges):
        reader.counted["same-origin"] += 1
        return None
    if not failed and mode_of(fetch, origin) == "no-cors" and fetch.entry.kind not in BY_SCRIPT:  # an image, a script, a style sheet
        reader.counted["opaque"] += 1
        return None
    shown = fetch if show_secrets else RecordedFetch(fetch.entry.masked(), tuple(entry.masked() for entry in fetch.exchanges))
    return _judged(reader, shown, origin, failed)


def _failed(fetch: RecordedFetch) -> bool:
    """Did the recorded browser say that it failed?"""
    return bool(fetch.last.error) or fetch.last.status == 0


def _judged(reader: _Reader, fetch: RecordedFetch, origin: str, failed: bool) -> Finding:
    last = fetch.last
    asked = Finding("cannot-tell", "", fetch.entry.method, fetch.entry.url, origin, reader.engine, fetch.entry.number)
    known = reader.tells_outcome or failed
    try:
        best, setting = _fitting(fetch, origin, reader.engine, failed if known else None)
    except (TypeError, ValueError) as refused:
        return replace(asked, headline="Cannot tell: no page could have sent this with fetch().", why=str(refused))
    asked = replace(asked, method=best.result.method, notes=tuple(_notes(fetch, best, setting, known)))
    if (not best.complete and not _decided_before(best)) or (failed and best.result.error is None and _code_of(last.error)):
        return _unsent(reader, asked, fetch, origin) or _unanswered(reader, asked, fetch, best)
    agreement: Agreement = "unknown" if not known or fetch.entry.is_preflight else "agrees"
    if agreement == "agrees" and (best.result.error is not None) is not failed:
        agreement = "disagrees"
    if best.result.error is not None:
        other = _with_credentials(fetch, origin, reader.engine, best) if setting == Setting() and not _has_cookies(fetch) else None
        asked = replace(asked, agreement=agreement, notes=(*asked.notes, *_who_answered(fetch)))
        return _elsewhere(_blocked(reader, asked, best, origin, other), fetch)
    verdict = "The page can read this answer, by its headers." if agreement != "agrees" else best.result.verdict
    doubt = (f"Yet the browser reports {last.error or 'a failure'}: an extension, or Content Security Policy?",) if failed else ()
    opaque = best.result.response is not None and best.result.response.type == "opaque"
    asked = replace(asked, headline=verdict, agreement=agreement, notes=(*asked.notes, *doubt))
    asked = replace(asked, code="" if failed or opaque else reader.signs.see(fetch, best, reader.past, reader.engine))
    return replace(asked, verdict="opaque", fix=OPAQUE) if opaque else replace(asked, verdict="readable")


def _fitting(fetch: RecordedFetch, origin: str, engine: str, failed: bool | None) -> tuple[Replay, Setting]:
    """The replay, in the first of the settings that the recording leaves open in which it ends as the browser's did."""
    settings = [Setting(), INCLUDE] if not _has_cookies(fetch) else [INCLUDE]
    settings += [REFUSED] if any(300 <= entry.status < 400 for entry in fetch.exchanges) else []
    word = _code_of(fetch.last.error)
    runs = []
    for setting in settings:
        run = replay(fetch, origin, engine, setting)
        runs.append((run, setting))
        decided = run.complete or _decided_before(run)
        ended = run.result.error is not None and (run.result.error.code == word if decided else True) if word else decided
        if failed is None or ((run.result.error is not None) is failed and ended):
            return run, setting
    return runs[0]


def _tells_credentials(entry: Entry) -> bool:
    """Is there a cookie in it, or what Chromium sends where there might have been one?"""
    return entry.cookies or any(
        name.lower() in ("set-cookie", SENT_WITH_COOKIES.lower()) for name, _ in (*entry.headers, *entry.response_headers)
    )


def _has_cookies(fetch: RecordedFetch) -> bool:
    """Does the recording show that it had credentials?"""
    return any((entry.cookies or get(entry.headers, SENT_WITH_COOKIES)) and not entry.is_preflight for entry in fetch.exchanges)


def _decided_before(run: Replay) -> bool:
    """Did the algorithm stop at a check, rather than at what the recording does not hold?"""
    step = failed_step(run.result)
    return step is not None and step.code != "connection-closed"


def _notes(fetch: RecordedFetch, run: Replay, setting: Setting, known: bool) -> list[str]:
    notes = []
    if run.transport.assumed:
        notes.append(NO_PREFLIGHT)
    if setting in (INCLUDE, REFUSED) and run.result.error is not None and not _has_cookies(fetch):
        notes.append(f"It fits the recording only if the page asked with {setting.words}.")
    if not known and setting == Setting() and run.result.error is None:
        notes.append('Had the page asked with credentials: "include", the server would also have to allow that by name.')
    hops = sum(not entry.is_preflight for entry in fetch.exchanges)
    if hops > 1:
        notes.append(f"The request was redirected: {hops} hops, the last to {fetch.last.url}")
    return notes


def _with_credentials(fetch: RecordedFetch, origin: str, engine: str, best: Replay) -> str | None:
    """The error, where it is another one, had the page asked with credentials, of which the recording does not tell."""
    run = replay(fetch, origin, engine, INCLUDE)
    code = run.result.error.code if run.result.error and _decided_before(run) else None
    return code if best.result.error and code != best.result.error.code else None


def _blocked(reader: _Reader, asked: Finding, run: Replay, origin: str, other: str | None) -> Finding:
    error, step = run.result.error, failed_step(run.result)
    assert error is not None
    also = (f'If the page asked with credentials: "include", then this failed first: {clause(other)}.',) if other else ()
    return replace(
        asked, verdict="blocked", headline=sentence(f"Blocked: {clause(error.code)}"), code=error.code,
        codes=(error.code, *([other] if other else [])), cors_error=error.cors_error, firefox_reason=error.firefox_reason,
        stage=step.stage if step else "", step=step.title if step else "", spec=step.spec if step else "",
        why=step.why if step else error.message, fix=step.fix if step else "", notes=(*asked.notes, *also),
        pastes=_complete_fix(reader, run, origin) if _headers_help(error.code) else (),
    )  # fmt: skip


def _who_answered(fetch: RecordedFetch) -> tuple[str, ...]:
    return (*((AIRPLAY,) if answered_by_airplay(fetch) else ()), *filter(None, (misspelt(fetch),)))


def _elsewhere(finding: Finding, fetch: RecordedFetch) -> Finding:
    """Where a redirect to another origin ends in a failed check, that other origin's headers are not what to mend."""
    first, last = origin_in(fetch.entry.url), origin_in(fetch.last.url)
    if first == last or not finding.code.startswith("allow-origin") or finding.page == last:
        return finding
    sent = get(fetch.last.headers, "Origin") or "null"
    return replace(finding, fix=ELSEWHERE.format(url=fetch.last.url, origin=sent), pastes=())


def _unsent(reader: _Reader, asked: Finding, fetch: RecordedFetch, origin: str) -> Finding | None:
    """Chromium writes down the status of what the network answered: here nothing did, and the HTTP cache or a permission decided."""
    if reader.engine != "chromium" or fetch.last.error != "net::ERR_FAILED" or any(entry.status for entry in fetch.exchanges):
        return None
    if (cached := reader.past.cached(fetch, origin, reader.engine)) is not None:
        earlier, run = cached
        note = OLD_COPY.format(number=earlier.entry.number)
        return _blocked(reader, replace(asked, agreement="agrees", notes=(note, *asked.notes)), run, origin, None)
    if is_local(fetch.entry.url) and origin != "null" and not is_local(origin):
        remark = REMARKS["local-network-access"]
        return replace(
            asked, verdict="blocked", headline=sentence(f"Blocked: {remark.clause}"), code="local-network-access",
            codes=("local-network-access",), cors_error=remark.cors_error, why=remark.why, fix=remark.fix, notes=(CONCLUDED, *asked.notes),
            agreement="agrees",
        )  # fmt: skip
    return None


def _headers_help(code: str) -> bool:
    return "allow-" in code or code in ("preflight-status", "preflight-redirect", "method-not-allowed", "header-not-allowed")


def _complete_fix(reader: _Reader, run: Replay, origin: str) -> tuple[Paste, ...]:
    """All that the server must send for this call, not only the header that failed first."""
    call = {**run.arguments, "headers": [pair for pair in run.arguments["headers"] if not pair[0].lower().startswith("access-control-")]}
    key = (origin, origin_in(call["url"]), call["method"], tuple(name.lower() for name, _ in call["headers"]), call["credentials"])
    if key not in reader.fixes:
        reader.fixes[key] = answers(needs_of(open_page(origin, reader.engine), call))
    return reader.fixes[key]


def _unanswered(reader: _Reader, asked: Finding, fetch: RecordedFetch, run: Replay) -> Finding:
    """The recording lacks what the algorithm needs: its word for the failure may still tell."""
    code = _code_of(fetch.last.error)
    if code:
        remark, fault = REMARKS.get(code), FAULTS.get(code)
        return replace(
            asked, verdict="blocked", headline=sentence(f"Blocked: {clause(code)}"), code=code, codes=(code,), agreement="agrees",
            why=remark.why if remark else f"The browser reports {fetch.last.error}.",
            fix=remark.fix if remark else fault.fix if fault and "{" not in fault.fix else "",
        )  # fmt: skip
    if run.transport.missing and not run.transport.hidden:
        missing = run.transport.missing[0]
        what = "the preflight" if missing.kind == "preflight" else f"the request to {missing.url}"
        why = f"The recording ends before {what}; all that is in it was in order."
        if fetch.entry.is_preflight:
            why = "The preflight was in order; the request after it is not in the recording."
        return replace(asked, headline="Cannot tell: a part of this fetch is not in the recording.", why=why)
    hidden = run.transport.hidden[0]
    before = "The preflight was in order. " if any(entry.is_preflight for entry in fetch.exchanges) else ""
    return replace(
        asked, headline="Cannot tell: the recording hides the answer.",
        why=f"{before}Entry {hidden.number} has neither status nor headers ({hidden.error or 'no reason'}): what was wrong is hidden.",
        fix="Give the console's line about it; it names the reason. Or ask the server again: cors-lab check.",
    )  # fmt: skip


def _code_of(error: str) -> str:
    """Our code for the browser's word, "" where it tells nothing (net::ERR_FAILED)."""
    if not error.startswith("net::"):
        return ""
    try:
        message = from_console(f"Failed to load resource: {error}")[0]
    except Unreadable:
        return ""
    return "" if message.follow_up or error == "net::ERR_FAILED" else message.code


__all__ = ["arguments_of", "explain_har"]
