"""A HAR file: each cross-origin fetch replayed from the recording: verdict, failing step, fix, and
whether the browser agrees.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get
from cors_lab.fetch.response import REDIRECT_STATUSES
from cors_lab.fixes.frameworks import helps
from cors_lab.fixes.observations import observe
from cors_lab.fixes.required_headers import answers, needs_of
from cors_lab.result.answers import failed_step
from cors_lab.tools.explain.call import OPAQUE
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Agreement, Finding
from cors_lab.tools.explain.har.earlier import SENT_WITH_COOKIES, Past
from cors_lab.tools.explain.har.incomplete import (
    codes_of,
    ends_in_redirect,
    not_followed,
    unanswered,
)
from cors_lab.tools.explain.har.observations import (
    AIRPLAY,
    Signs,
    answered_by_airplay,
    is_local,
    misspelt,
)
from cors_lab.tools.explain.har.replay import (
    Replay,
    Setting,
    arguments_of,
    is_fetched,
    mode_of,
    open_page,
    page_origin,
    replay,
    stays_inside,
)
from cors_lab.tools.explain.words import REMARKS, clause, sentence
from cors_lab.tools.read.call import origin_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.fixes.paste import Paste
    from cors_lab.tools.read import Entry, RecordedFetch, Recording

BY_SCRIPT = ("fetch", "xhr")
STEP = 50  # fetches between two calls of `progress`
INCLUDE, REFUSED = Setting("include"), Setting(redirect="error")
BROWSERS = {
    "chromium": "Chromium",
    "firefox": "Firefox",
    "webkit": "Safari",
    "": "an unknown browser",
}
SANITISED = (
    "No cookie is in this recording (Chromium leaves Cookie, Set-Cookie and Authorization out"
    " unless told otherwise), so whether a fetch had credentials was concluded from its outcome."
)
NO_PREFLIGHT = (
    "No preflight is in the recording: the browser had the server's permission in its preflight"
    " cache, or it was not recorded."
)
SAFARI = (
    "Safari leaves out of its HAR files what it blocked and whatever else failed, and preflights:"
    " for what was blocked, give the console's lines."
)
OLD_COPY = (
    "Nothing was sent: the HTTP cache answered with what entry {number} got, which had been asked"
    " without Origin or for another page. Send Vary: Origin with every answer, also with those to"
    " requests without Origin, and empty the cache once."
)
CONCLUDED = (
    "The recording hides the reason. It is concluded: a page of the internet, a local address, and"
    " nothing sent. The console's line names it."
)
HAD_CREDENTIALS = 'Had the page asked with credentials: "include", it would be blocked:'
ELSEWHERE = (
    "Let the page ask {url} itself, if that is what it wants; if it is a login page, let the server"
    " answer 401 in place of the redirect. That URL is of another origin, which has to allow the"
    " page too (the browser sends it Origin: {origin})."
)


@dataclass(slots=True)
class _Reader:
    """What stays the same over a recording, and what was counted."""

    engine: str
    page: str | None
    recorder: str
    counted: Counter[str]
    fixes: dict[tuple[object, ...], tuple[Paste, ...]]
    past: Past
    signs: Signs

    @property
    def tells_outcome(self) -> bool:
        """Does the browser that recorded write down whether a page could read?"""
        return self.recorder != "firefox"


def explain_har(
    recording: Recording,
    page: str | None,
    engine: str | None,
    show_secrets: bool,
    progress: Callable[[int, int], None] | None,
) -> Explanation:
    """Every cross-origin fetch of a recording; what is same-origin, a navigation or opaque as it
    should be is counted only.
    """
    reader = _Reader(
        engine or recording.engine or "chromium",
        page,
        recording.engine,
        Counter(),
        {},
        Past(),
        Signs(),
    )
    findings = []
    for number, fetch in enumerate(recording.fetches):
        if progress and number % STEP == 0:
            progress(number, len(recording.fetches))
        if (finding := _finding(reader, fetch, show_secrets)) is not None:
            findings.append(finding)
        reader.past.add(fetch)
    if progress:
        progress(len(recording.fetches), len(recording.fetches))
    cookies = (
        recording.engine != "chromium"
        or any(map(_tells_credentials, recording.entries))
        or not findings
    )
    said = [*([] if cookies else [SANITISED]), *([SAFARI] if recording.engine == "webkit" else [])]
    notes = (*recording.notes, *reader.signs.notes(), *said)
    return Explanation("har", _summary(recording, findings, reader.counted), tuple(findings), notes)


def _summary(recording: Recording, findings: list[Finding], counted: Counter[str]) -> str:
    verdicts = Counter(finding.verdict for finding in findings)
    told = [
        (verdicts["blocked"], "blocked"),
        (verdicts["readable"], "readable"),
        (verdicts["cannot-tell"], "cannot be told"),
    ]
    told += [
        (verdicts["opaque"] + counted["opaque"], "opaque (no-cors)"),
        (counted["same-origin"], "same-origin"),
    ]
    told += [
        (counted["navigation"], "no fetch (pages, sockets)"),
        (counted["page"], "of an unknown page"),
    ]
    words = ", ".join(f"{count} {word}" for count, word in told if count) or "nothing in it"
    return (
        f"A HAR file of {BROWSERS[recording.engine]}, {len(recording.entries)} requests: {words}."
    )


def _finding(reader: _Reader, fetch: RecordedFetch, show_secrets: bool) -> Finding | None:
    """The finding for one fetch; None where CORS had no part in it, which is counted."""
    origin = page_origin(fetch) or reader.page
    failed = _failed(fetch)
    if not is_fetched(fetch.entry) or (not failed and stays_inside(fetch.entry)):
        reader.counted["navigation"] += 1
        return None
    if origin is None:
        reader.counted["page"] += 1
        return None
    in_order = not failed and (reader.tells_outcome or not ends_in_redirect(fetch))
    if in_order and all(
        origin_in(entry.url) == origin and not entry.is_preflight for entry in fetch.exchanges
    ):
        reader.counted["same-origin"] += 1
        return None
    shown = fetch if show_secrets else fetch.masked()
    if (
        in_order and mode_of(fetch, origin) == "no-cors" and fetch.entry.kind not in BY_SCRIPT
    ):  # an image, a script, a style sheet
        kept = (
            not reader.tells_outcome
            and get(fetch.last.response_headers, "Cross-Origin-Resource-Policy") is not None
        )
        if kept and (finding := _judged(reader, shown, origin, failed)).verdict == "blocked":
            return finding
        reader.counted["opaque"] += 1
        return None
    return _judged(reader, shown, origin, failed)


def _failed(fetch: RecordedFetch) -> bool:
    """Did the recorded browser say that it failed?"""
    return bool(fetch.last.error) or fetch.last.status == 0


def _judged(reader: _Reader, fetch: RecordedFetch, origin: str, failed: bool) -> Finding:
    asked = Finding(
        "cannot-tell",
        "",
        fetch.entry.method,
        fetch.entry.url,
        origin,
        reader.engine,
        fetch.entry.number,
    )
    known = reader.tells_outcome or failed
    try:
        best, setting = _fitting(fetch, origin, reader.engine, failed if known else None)
    except (TypeError, ValueError) as refused:
        return replace(
            asked,
            headline="Cannot tell: no page could have sent this with fetch().",
            why=str(refused),
        )
    asked = replace(
        asked, method=best.result.method, notes=tuple(_notes(reader, fetch, best, setting))
    )
    if _is_open(best, fetch, failed):
        if not known and ends_in_redirect(fetch):
            return not_followed(asked, fetch, _codes_with(fetch, origin, reader.engine))
        return _unsent(reader, asked, fetch, origin) or unanswered(asked, fetch, best)
    agreement: Agreement = "unknown" if not known or fetch.entry.is_preflight else "agrees"
    if agreement == "agrees" and (best.result.error is not None) is not failed:
        agreement = "disagrees"
    if best.result.error is not None:
        if setting == Setting():
            other = _with_credentials(fetch, origin, reader.engine, best)
        else:
            other = None
        asked = replace(asked, agreement=agreement, notes=(*asked.notes, *_who_answered(fetch)))
        return _elsewhere(_blocked(reader, asked, best, origin, other), fetch)
    if (
        not known
        and setting == Setting()
        and (other := _with_credentials(fetch, origin, reader.engine, best))
    ):
        asked = replace(
            asked, codes=(other,), notes=(*asked.notes, f"{HAD_CREDENTIALS} {clause(other)}.")
        )
    return _readable(reader, replace(asked, agreement=agreement), fetch, best)


def _readable(reader: _Reader, asked: Finding, fetch: RecordedFetch, run: Replay) -> Finding:
    failed, opaque = (
        _failed(fetch),
        run.result.response is not None and run.result.response.type == "opaque",
    )
    doubt: tuple[str, ...] = ()
    if failed:
        doubt = (
            (
                f"Yet the browser reports {fetch.last.error or 'a failure'}: an extension, or"
                " Content Security Policy?"
            ),
        )
    if asked.agreement == "agrees" or opaque:
        verdict = run.result.verdict
    else:
        verdict = "The page can read this answer, by its headers."
    asked = replace(asked, headline=verdict, notes=(*asked.notes, *doubt))
    asked = replace(
        asked,
        code="" if failed or opaque else reader.signs.see(fetch, run, reader.past, reader.engine),
    )
    if opaque:
        return replace(asked, verdict="opaque", fix=OPAQUE)
    return replace(asked, verdict="readable")


def _is_open(run: Replay, fetch: RecordedFetch, failed: bool) -> bool:
    """Is it left open what decided, or was it what is not simulated?"""
    return (not run.complete and not _decided_before(run)) or (
        failed and run.result.error is None and bool(codes_of(fetch.last.error))
    )


def _fitting(
    fetch: RecordedFetch, origin: str, engine: str, failed: bool | None
) -> tuple[Replay, Setting]:
    """The replay, in the first of the settings that the recording leaves open in which it ends as
    the browser's did.
    """
    if not _has_cookies(fetch):
        settings = [Setting(), INCLUDE]
    else:
        settings = [INCLUDE]
    settings += [REFUSED] if any(300 <= entry.status < 400 for entry in fetch.exchanges) else []
    words = codes_of(fetch.last.error)
    runs = []
    for setting in settings:
        run = replay(fetch, origin, engine, setting)
        runs.append((run, setting))
        decided = run.complete or _decided_before(run)
        if words:
            ended = run.result.error is not None and (
                run.result.error.code in words if decided else True
            )
        else:
            ended = decided
        ended = ended and not (
            fetch.last.sent and _decided_before(run)
        )  # what went out, no check before it had stopped
        if failed is None or ((run.result.error is not None) is failed and ended):
            return run, setting
    return runs[0]


def _tells_credentials(entry: Entry) -> bool:
    """Is there a cookie in it, or what Chromium sends where there might have been one?"""
    return entry.cookies or any(
        name.lower() in ("set-cookie", SENT_WITH_COOKIES.lower())
        for name, _ in (*entry.headers, *entry.response_headers)
    )


def _has_cookies(fetch: RecordedFetch) -> bool:
    """Does the recording show that it had credentials?"""
    return any(
        (entry.cookies or get(entry.headers, SENT_WITH_COOKIES)) and not entry.is_preflight
        for entry in fetch.exchanges
    )


def _decided_before(run: Replay) -> bool:
    """Did the algorithm stop at a check, rather than at what the recording does not hold?"""
    step = failed_step(run.result)
    return step is not None and step.code != "connection-closed"


def _notes(reader: _Reader, fetch: RecordedFetch, run: Replay, setting: Setting) -> list[str]:
    notes = []
    if run.transport.assumed and reader.recorder != "webkit":
        notes.append(NO_PREFLIGHT)
    if setting in (INCLUDE, REFUSED) and run.result.error is not None and not _has_cookies(fetch):
        notes.append(f"It fits the recording only if the page asked with {setting.words}.")
    hops = sum(not entry.is_preflight for entry in fetch.exchanges)
    if hops > 1:
        notes.append(f"The request was redirected: {hops} hops, the last to {fetch.last.url}")
    return notes


def _with_credentials(fetch: RecordedFetch, origin: str, engine: str, best: Replay) -> str | None:
    """The error, where it is another one, had the page asked with credentials, of which the
    recording does not tell.
    """
    run = replay(fetch, origin, engine, INCLUDE)
    if run.result.error and _decided_before(run):
        code = run.result.error.code
    else:
        code = None
    if code != (best.result.error.code if best.result.error else None):
        return code
    return None


def _codes_with(fetch: RecordedFetch, origin: str, engine: str) -> tuple[str, ...]:
    """The errors that stop it in one of the settings that the recording leaves open."""
    runs = [replay(fetch, origin, engine, setting) for setting in (INCLUDE, REFUSED)]
    return tuple(run.result.error.code for run in runs if run.result.error and _decided_before(run))


def _blocked(
    reader: _Reader, asked: Finding, run: Replay, origin: str, other: str | None
) -> Finding:
    error, step = run.result.error, failed_step(run.result)
    assert error is not None
    also: tuple[str, ...] = ()
    if other:
        also = (
            (
                'If the page asked with credentials: "include", then this failed first:'
                f" {clause(other)}."
            ),
        )
    found = replace(
        asked,
        verdict="blocked",
        headline=sentence(f"Blocked: {clause(error.code)}"),
        code=error.code,
        codes=(error.code, *([other] if other else [])),
        cors_error=error.cors_error,
        firefox_reason=error.firefox_reason,
        stage=step.stage if step else "",
        step=step.title if step else "",
        spec=step.spec if step else "",
        why=step.why if step else error.message,
        fix=step.fix if step else "",
        notes=(*asked.notes, *also),
        pastes=_complete_fix(reader, run, origin) if helps(error.code) else (),
    )
    return _as_observed(found, run, origin)


def _as_observed(finding: Finding, run: Replay, origin: str) -> Finding:
    """With what the answers show besides the check; a redirect is not for headers to fix."""
    answered = [one for one in run.result.exchanges if one.response is not None]
    observed = observe(answered, origin)
    fix = " ".join(one.fix for one in observed if one.decides and one.fix)
    if any(get(one.request.headers, "Origin") == "null" for one in answered):
        fix = f"{fix} {finding.fix}".strip()
    told = tuple(one.seen if one.fix in fix else f"{one.seen} {one.fix}" for one in observed)
    last = answered[-1].response if answered else None
    if fix and last is not None and last.status in REDIRECT_STATUSES:
        return replace(finding, observed=told, fix=fix, pastes=())
    return replace(finding, observed=told, fix=fix or finding.fix)


def _who_answered(fetch: RecordedFetch) -> tuple[str, ...]:
    return (*((AIRPLAY,) if answered_by_airplay(fetch) else ()), *filter(None, (misspelt(fetch),)))


def _elsewhere(finding: Finding, fetch: RecordedFetch) -> Finding:
    """Where a redirect to another origin ends in a failed check, that other origin's headers are
    not what to mend.
    """
    if not finding.code.startswith("allow-origin"):
        return finding
    first, last, sent = (
        origin_in(fetch.entry.url),
        origin_in(fetch.last.url),
        get(fetch.last.headers, "Origin") or "null",
    )
    if last in (
        first,
        finding.page,
    ):  # back home, but what came by way of another origin is sent with Origin: null
        if get(fetch.last.headers, "Origin") == "null" != finding.page:
            return replace(finding, pastes=())
        return finding
    return replace(finding, fix=ELSEWHERE.format(url=fetch.last.url, origin=sent), pastes=())


def _unsent(reader: _Reader, asked: Finding, fetch: RecordedFetch, origin: str) -> Finding | None:
    """Chromium writes down the status of what the network answered: here nothing did, and the HTTP
    cache or a permission decided.
    """
    if (
        reader.engine != "chromium"
        or fetch.last.error != "net::ERR_FAILED"
        or any(entry.status for entry in fetch.exchanges)
    ):
        return None
    if (cached := reader.past.cached(fetch, origin, reader.engine)) is not None:
        earlier, run = cached
        note = OLD_COPY.format(number=earlier.entry.number)
        return _blocked(
            reader,
            replace(asked, agreement="agrees", notes=(note, *asked.notes)),
            run,
            origin,
            None,
        )
    if is_local(fetch.entry.url) and origin != "null" and not is_local(origin):
        remark = REMARKS["local-network-access"]
        return replace(
            asked,
            verdict="blocked",
            headline=sentence(f"Blocked: {remark.clause}"),
            code="local-network-access",
            codes=("local-network-access",),
            cors_error=remark.cors_error,
            why=remark.why,
            fix=remark.fix,
            notes=(CONCLUDED, *asked.notes),
            agreement="agrees",
        )
    return None


def _complete_fix(reader: _Reader, run: Replay, origin: str) -> tuple[Paste, ...]:
    """All that the server must send for this call, not only the header that failed first."""
    call = {
        **run.arguments,
        "headers": [
            pair
            for pair in run.arguments["headers"]
            if not pair[0].lower().startswith("access-control-")
        ],
    }
    key = (
        origin,
        origin_in(call["url"]),
        call["method"],
        tuple(name.lower() for name, _ in call["headers"]),
        call["credentials"],
    )
    if key not in reader.fixes:
        reader.fixes[key] = answers(needs_of(open_page(origin, reader.engine), call))
    return reader.fixes[key]


__all__ = ["arguments_of", "explain_har"]
