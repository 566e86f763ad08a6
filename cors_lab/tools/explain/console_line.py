"""A line of a console: which check failed, what the server must send, and what else prints the same
line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.display.text import visible
from cors_lab.fetch.headers import is_token
from cors_lab.fetch.url import parse_url
from cors_lab.fixes.app_origins import meaning
from cors_lab.fixes.paste import PLACEHOLDER, Paste
from cors_lab.messages.rules import FAULTS, RULES, fix_sentence, render
from cors_lab.tools.explain import not_cors, other_programs
from cors_lab.tools.explain.causes import causes
from cors_lab.tools.explain.circumstances import with_circumstances
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Finding
from cors_lab.tools.explain.words import (
    LESS,
    OTHER_CAUSES,
    REMARKS,
    TLS_WORDS,
    UNTOLD,
    clause,
    sentence,
)
from cors_lab.tools.read.console.historic import WEAK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.tools.explain.finding import Verdict
    from cors_lab.tools.read import ConsoleMessage

MOST_ALIKE = 5
NOT_ITS_URL = (
    "redirect-userinfo",
    "url",
)  # the line has the URL that was asked, not the one that the redirect leads to
NO_ANSWER = "Blocked: no answer came, unless a line before this one gives another reason."
SEE_SERVER = (
    "See whether the server runs, and on that port: open the URL in a tab of its own. This is not"
    " about CORS then."
)
SEE_BEFORE = "Paste the lines before it too: one of them has the reason."
IN_ANSWER_TO_OPTIONS = "Fix: on the server, in the answer to the preflight (OPTIONS), send"
IN_RESPONSE = "Fix: on the server, in the response (error answers too), send"
AFTER_ORIGIN = (
    "After that the browser wants, of the same answer, a status from 200 to 299 and the method and"
    " headers in Access-Control-Allow-Methods and -Headers; then Access-Control-Allow-Origin in the"
    " response itself too."
)
BROKEN_OFF = "This line says that CORS blocked the request, and breaks off before the reason."
REASON_BEHIND = "Chromium tells which check failed behind the words “blocked by CORS policy:”."
WHOLE_LINE = "Copy the line again with all that stands behind the colon."
_PREFLIGHT_CUT = re.compile(
    r"Response to preflight request doesn['’]t pass access control check\W*$"
)
_BREAKS_OFF = re.compile(
    r"blocked by CORS policy\W*$|Response to preflight request doesn['’]t pass access "
    r"control check\W*$"
)
PREFLIGHT_CUT = "The preflight failed, and the line breaks off before it says at which check."
ALREADY_PREFLIGHT = (
    "So much is told: the browser asked first (OPTIONS), the answer to that did not let "
    "the page through, and the "
    "request itself was never sent."
)
OLD_WORDS = (
    "These are older words: {} printed them. If your browser is newer, this is not its own line;"
    " look what yours says."
)
TRANSLATED = (
    "Read from Firefox in another language than English; for a second opinion, Chromium prints"
    " English everywhere."
)
BY_NAMES = "Read by the names of the headers in it, since its language is not known here."
AFTER_STATUS = (
    "List the methods and headers that your page sends; the response itself needs"
    " Access-Control-Allow-Origin too."
)
AFTER_LISTS = "The response itself needs Access-Control-Allow-Origin too."
_FIELD = re.compile(r"\{(\w+)\}")
_NET_ERROR = re.compile(r"ERR_[A-Z_]+")
_HEADER_LINE = re.compile(r"`([A-Za-z][\w-]*: [^`]+)`")
# Which check of the standard an error belongs to.
STEPS = {rule.error: code for code, rule in RULES.items() if rule.error}
STEPS |= {
    f"allow-origin-{fault}": "allow-origin-match"
    for fault in ("multiple", "invalid", "mismatch", "wildcard")
}
STEPS |= {"preflight-status": "preflight-status", "preflight-redirect": "preflight-status"}
PREFLIGHT = (
    "allow-methods-invalid",
    "allow-headers-invalid",
    "method-not-allowed",
    "header-not-allowed",
)
# What a message's facts are called in the rules' sentences.
VALUES = ("allow_origin", "allow_credentials", "allow_methods", "allow_headers")


def explain_console(messages: tuple[ConsoleMessage, ...], page: str | None) -> Explanation:
    """Each message with its reason and fix; `page` is the page's origin where a line does not tell
    it.
    """
    findings = tuple(
        _with_origin_of_words(finding_of(message, page), message) for message in messages
    )
    blocked = sum(finding.verdict == "blocked" for finding in findings)
    summary = (
        f"{len(findings)} messages in this console; {blocked} of them tell of a fetch that failed."
    )
    return Explanation("console", summary, findings)


def _with_origin_of_words(finding: Finding, message: ConsoleMessage) -> Finding:
    """The finding with what is to be said of words that no browser prints any more, or not in
    English.
    """
    if message.printed_by:
        notes = [OLD_WORDS.format(message.printed_by)]
    else:
        notes = []
    if message.language:
        notes.append(TRANSLATED if message.language != "unknown" else BY_NAMES)
    if notes:
        return replace(finding, notes=(*finding.notes, *notes))
    return finding


def finding_of(message: ConsoleMessage, page: str | None) -> Finding:
    """The finding for one message of a console."""
    code = message.code
    if not code or message.follow_up:
        return _unclear(message)
    if code in REMARKS:
        return _remark(message, code)
    facts, notes = _facts(message, page)
    fault, rule = (
        FAULTS[code],
        RULES[STEPS[code if code in STEPS else code.removeprefix("preflight-")]],
    )
    origin = facts["origin"]
    told = {
        key: value
        for key, value in facts.items()
        if value not in (None, "") and (code, key) != NOT_ITS_URL
    }
    pastes = pastes_of(code, {**UNTOLD, **told, "origin": origin or PLACEHOLDER})
    if code == "method-not-allowed" and "method" not in told:
        notes.append("This line does not tell the method: list those that your page sends.")
    found = Finding(
        "blocked",
        sentence(f"Blocked: {clause(code)}"),
        facts.get("method") or "",
        facts.get("url") or "",
        origin or "",
        message.engine,
        message.number,
        code,
        message.codes,
        fault.cors_error,
        fault.firefox_reason,
        "preflight" if code.startswith("preflight-") or code in PREFLIGHT else "request",
        render(rule.title, told),
        rule.spec,
        _why(code, told),
        fix_sentence(code, {**UNTOLD, **({"origin": PLACEHOLDER} if pastes else {}), **told}),
        pastes,
        causes=causes(code, facts),
        alike=_alike(message),
        notes=(
            *(note for note in notes if PLACEHOLDER in str(pastes) or PLACEHOLDER not in note),
            *_next(code),
        ),
    )
    return with_circumstances(found, facts)


def _why(code: str, told: Mapping[str, Any]) -> str:
    """The rules' sentence, or the first that needs no fact which the line does not tell."""
    sentences = (FAULTS[code].why, *LESS.get(code, ()))
    known = {*told, *(("reader",) if "origin" in told else ())}
    return render(
        next((one for one in sentences if known.issuperset(_FIELD.findall(one))), sentences[-1]),
        told,
    )


def _next(code: str) -> tuple[str, ...]:
    """What the browser looks at next; a line tells of the first fault only."""
    if code.startswith("preflight-"):
        return (AFTER_ORIGIN if "allow-" in code else AFTER_STATUS,)
    if code in PREFLIGHT:
        return (AFTER_LISTS,)
    return ()


def _facts(message: ConsoleMessage, page: str | None) -> tuple[dict[str, Any], list[str]]:
    """The facts under the names that the rules' sentences use, and what is to be said of those that
    are not told.
    """
    facts: dict[str, Any] = dict(message.facts)
    facts["name"] = facts.get("header")
    facts["value"] = next((facts[name] for name in VALUES if name in facts), None)
    if message.code.endswith("wildcard"):
        facts["value"] = "*"
    url = parse_url(facts.get("url") or "")
    if url is not None and message.code in ("bad-port", "cors-scheme", "scheme-unsupported"):
        facts |= {"port": url.port, "scheme": None if url.is_http else url.scheme}
    if message.code == "tls" and (word := _NET_ERROR.search(message.text)):
        facts["detail"] = TLS_WORDS.get(word[0])
    facts["location"] = facts.get("redirects_to") or None
    facts["origin"] = facts.get("origin") or page
    if message.code == "unexpected-proxy-authentication":
        facts["status"] = "407"
    note = (
        f"This line does not tell the page's origin: put yours in the place of {PLACEHOLDER}, or"
        " name it (page=…, --page)."
    )
    return facts, [] if facts["origin"] else [note]


def pastes_of(code: str, facts: Mapping[str, Any]) -> tuple[Paste, ...]:
    """The header lines that the rules' fix names, as lines to paste; an origin of null is never
    told to be allowed.
    """
    lines = _HEADER_LINE.findall(fix_sentence(code, facts))
    preflight = code.startswith("preflight-") or code in PREFLIGHT
    if code == "preflight-redirect":  # the mend is on the page first: to ask the final URL
        return ()
    if code == "preflight-status" and facts.get("origin") != "null":
        lines = [
            f"Access-Control-Allow-Origin: {facts['origin']}",
            f"Access-Control-Allow-Methods: {facts['method']}",
            "Access-Control-Allow-Headers: Content-Type, Authorization",
            "Vary: Origin",
        ]
        return (Paste(f"{IN_ANSWER_TO_OPTIONS} status 204 and", tuple(lines)),)
    lines = [
        line
        for line in lines
        if not line.startswith(("Location:", "Access-Control-Allow-Origin: *"))
    ]
    if any(line.startswith("Access-Control-Allow-Origin:") for line in lines):
        if code.endswith("allow-origin-wildcard"):  # only credentials make a star fail
            lines.append("Access-Control-Allow-Credentials: true")
        lines.append("Vary: Origin")
    if lines:
        return (
            Paste(IN_ANSWER_TO_OPTIONS if preflight else IN_RESPONSE, tuple(dict.fromkeys(lines))),
        )
    return ()


def _alike(message: ConsoleMessage) -> tuple[str, ...]:
    found = [clause(code) for code in message.codes[1 : MOST_ALIKE + 1]]
    more = len(message.codes) - 1 - MOST_ALIKE
    found += [f"or for one of {more} other reasons"] if more > 0 else []
    return (
        *found,
        *(
            [OTHER_CAUSES[message.code]]
            if message.code in OTHER_CAUSES and message.engine == "firefox"
            else []
        ),
    )


def _remark(message: ConsoleMessage, code: str) -> Finding:
    told = next((other for other in message.codes[1:] if other in other_programs.PROGRAMS), code)
    remark = REMARKS[told]
    verdict: Verdict = (
        "notice"
        if message.is_notice
        else (not_cors.VERDICTS | other_programs.VERDICTS).get(told, "blocked")
    )
    if verdict == "blocked" and code not in WEAK:
        lead = "Blocked: "
    else:
        lead = ""
    pastes = _remark_pastes(message, code)
    return Finding(
        verdict,
        sentence(lead + remark.clause),
        message.facts.get("method", ""),
        message.facts.get("url", ""),
        message.facts.get("origin", ""),
        message.engine,
        message.number,
        code,
        message.codes,
        remark.cors_error,
        remark.firefox_reason,
        why=remark.why,
        fix=remark.fix,
        pastes=pastes,
        alike=tuple(clause(other) for other in message.codes[1:] if other != told),
    )


def _remark_pastes(message: ConsoleMessage, code: str) -> tuple[Paste, ...]:
    if code == "wildcard-authorization":
        return (Paste(IN_ANSWER_TO_OPTIONS, tuple(_HEADER_LINE.findall(REMARKS[code].fix))),)
    if code == "header-not-exposed" and is_token(name := message.facts.get("header", "")):
        return (Paste(IN_RESPONSE, (f"Access-Control-Expose-Headers: {name}",)),)
    return ()


def _unclear(message: ConsoleMessage) -> Finding:
    """A line that tells that something failed, but not what; or one whose words are not known."""
    if message.codes:
        no_answer = message.engine == "firefox"
        return Finding(
            "blocked",
            NO_ANSWER if no_answer else "Blocked: this line says that a fetch failed, and not why.",
            message.facts.get("method", ""),
            message.facts.get("url", ""),
            message.facts.get("origin", ""),
            message.engine,
            message.number,
            message.code if no_answer else "",
            message.codes,
            None,
            FAULTS[message.code].firefox_reason if no_answer else None,
            fix=SEE_SERVER if no_answer else SEE_BEFORE,
            causes=causes(message.code, {}) if no_answer else (),
            alike=(OTHER_CAUSES[message.code],)
            if no_answer
            else tuple(map(clause, message.codes[:MOST_ALIKE])),
        )
    if _BREAKS_OFF.search(message.text):
        return _broken_off(message)
    return Finding(
        "cannot-tell",
        "This line is about CORS, but in words that are not known here.",
        number=message.number,
        why=f"Line {message.number}: {visible(message.text, 300)}",
        fix=(
            "Paste the whole line in English, as the console prints it; or export a HAR file and"
            " give that."
        ),
    )


def _broken_off(message: ConsoleMessage) -> Finding:
    """A line that ends before its reason: what it tells all the same."""
    preflight = _PREFLIGHT_CUT.search(message.text) is not None
    origin = message.facts.get("origin", "")
    known = meaning(origin) if origin else None
    return Finding(
        "cannot-tell",
        PREFLIGHT_CUT if preflight else BROKEN_OFF,
        url=message.facts.get("url", ""),
        page=origin,
        engine=message.engine or "chromium",
        number=message.number,
        stage="preflight" if preflight else "",
        why=f"{ALREADY_PREFLIGHT} {REASON_BEHIND}" if preflight else REASON_BEHIND,
        fix=WHOLE_LINE,
        causes=causes("preflight-allow-origin-missing", message.facts) if preflight else (),
        notes=(f"{known.what} {known.allow}",) if known else (),
    )
