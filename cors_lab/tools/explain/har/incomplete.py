"""A recorded fetch that lacks what the algorithm needs: what the browser's own word, and the way it
writes its recordings, still tell.

Firefox: a status of 0 with headers that were sent is an answer that never came; without, Firefox
stopped it itself. Web Inspector: status 0, no headers, and the console's line in `_error`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cors_lab.fetch.headers import get
from cors_lab.fetch.response import REDIRECT_STATUSES
from cors_lab.messages.rules import FAULTS
from cors_lab.tools.explain.words import REMARKS, clause, sentence
from cors_lab.tools.read import from_console
from cors_lab.tools.read.call import Unreadable, origin_in

if TYPE_CHECKING:
    from cors_lab.tools.explain.finding import Finding
    from cors_lab.tools.explain.har.replay import Replay
    from cors_lab.tools.read import Entry, RecordedFetch

NO_ANSWER = (
    *(
        "connection-refused",
        "name-not-resolved",
        "tls",
        "connection-closed",
        "timeout",
        "bad-response",
    ),
    *(
        "redirect-location-invalid",
        "content-disposition-multiple",
    ),  # firefox: lines that contradict each other spoil the answer
)
OUTSIDE = ("content-security-policy", "blocked-by-client", "tracking-protection")
NOTHING_CACHED: tuple[str, ...] = ("only-if-cached",)
NEITHER_CORS: tuple[str, ...] = ("mode-same-origin", "no-cors-redirect-mode")
CONSOLE = "Give the console's line about it; it names the reason."


def unanswered(asked: Finding, fetch: RecordedFetch, run: Replay) -> Finding:
    """The finding for a fetch of which the recording holds too little to run it again to its
    end.
    """
    if codes := codes_of(fetch.last.error):
        return _by_its_word(asked, codes, fetch.last.error)
    at = run.transport.hidden[0] if run.transport.hidden else fetch.last
    if at.sent is not None:
        if at.sent:
            return _no_answer(asked, at)
        return _stopped(asked, at)
    if run.transport.hidden:
        return _hidden(asked, fetch, at)
    missing = run.transport.missing[0]
    if missing.kind == "preflight":
        what = "the preflight"
    else:
        what = f"the request to {missing.url}"
    why = f"The recording ends before {what}; all that is in it was in order."
    if fetch.entry.is_preflight:
        why = "The preflight was in order; the request after it is not in the recording."
    return replace(
        asked, headline="Cannot tell: a part of this fetch is not in the recording.", why=why
    )


def _by_its_word(asked: Finding, codes: tuple[str, ...], word: str) -> Finding:
    remark, fault = REMARKS.get(codes[0]), FAULTS.get(codes[0])
    return replace(
        asked,
        verdict="blocked",
        headline=sentence(f"Blocked: {clause(codes[0])}"),
        code=codes[0],
        codes=codes,
        agreement="agrees",
        why=remark.why if remark else f"The browser reports {word.rstrip('.')}.",
        fix=remark.fix if remark else fault.fix if fault and "{" not in fault.fix else "",
        alike=tuple(map(clause, codes[1:])),
    )


def _no_answer(asked: Finding, at: Entry) -> Finding:
    """It was sent, and Firefox, which writes down every answer, has none."""
    return replace(
        asked,
        verdict="blocked",
        headline="Blocked: no usable answer came, so nothing was asked about CORS.",
        codes=NO_ANSWER,
        agreement="agrees",
        why=(
            "Firefox writes down every answer, also one that the page may not see. Entry "
            f"{at.number} was sent and has no status."
        ),
        fix=(
            "See whether the server runs, under this name, with a certificate that browsers "
            "trust: cors-lab check asks it."
        ),
        alike=tuple(map(clause, NO_ANSWER)),
    )


def _stopped(asked: Finding, at: Entry) -> Finding:
    """It was never sent, and no preflight says why."""
    if origin_in(at.url) == asked.page:
        own = NOTHING_CACHED
    else:
        if get(at.headers, "Origin") is not None:
            own = ()
        else:
            own = NEITHER_CORS
    codes = (*own, *OUTSIDE)
    return replace(
        asked,
        verdict="blocked",
        headline="Blocked: Firefox stopped it before anything was sent.",
        codes=codes,
        agreement="agrees",
        why=f"Entry {at.number} was never sent, and no preflight before it failed.",
        fix=CONSOLE,
        alike=tuple(map(clause, codes)),
    )


def _hidden(asked: Finding, fetch: RecordedFetch, at: Entry) -> Finding:
    if any(entry.is_preflight for entry in fetch.exchanges):
        before = "The preflight was in order. "
    else:
        before = ""
    return replace(
        asked,
        headline="Cannot tell: the recording hides the answer.",
        why=(
            f"{before}Entry {at.number} has neither status nor headers ({at.error or 'no reason'}): "  # noqa: E501
            "what was wrong is hidden."
        ),
        fix=f"{CONSOLE} Or ask the server again: cors-lab check.",
    )


def ends_in_redirect(fetch: RecordedFetch) -> bool:
    """Is the last that is recorded a redirect, which was not followed?"""
    last = fetch.last
    return (
        last.status in REDIRECT_STATUSES
        and not last.is_preflight
        and get(last.response_headers, "Location") is not None
    )


def not_followed(asked: Finding, fetch: RecordedFetch, codes: tuple[str, ...]) -> Finding:
    """The finding for a redirect that was in order as far as the recording shows, and yet was not
    followed.
    """
    may = "".join(f", or {clause(code)}" for code in codes if code != "redirect-mode-error")
    return replace(
        asked,
        headline=f"Cannot tell: the redirect of entry {fetch.last.number} was not followed.",
        codes=codes,
        fix=CONSOLE,
        why=f'Either the page asked for that (redirect: "manual" or "error"){may}.',
        alike=tuple(map(clause, codes)),
    )


def codes_of(error: str) -> tuple[str, ...]:
    """All that the browser's word may mean, the likeliest first; nothing where it tells nothing
    (net::ERR_FAILED).
    """
    if not error or error == "net::ERR_FAILED":
        return ()
    try:
        message = from_console(
            f"Failed to load resource: {error}" if error.startswith("net::") else error
        )[0]
    except Unreadable:
        return ()
    if message.follow_up:
        return ()
    return message.codes or ((message.code,) if message.code else ())
