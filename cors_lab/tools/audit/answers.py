"""What the page gets: answers, errors and redirects with or without their headers, and what
caches make of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.fetch.url import parse_url
from cors_lab.fixes.mistakes.words import SEVERITIES
from cors_lab.result.answers import failed_step
from cors_lab.tools.audit.finding import Finding
from cors_lab.tools.audit.preflights import METHODS
from cors_lab.tools.audit.prober import JSON
from cors_lab.tools.redact.result import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.tools.audit.prober import Asked
    from cors_lab.tools.audit.survey import Survey

BROKEN_FOR_ALL = ("allow-origin-multiple", "allow-origin-invalid")
NO_CREDENTIALS = ("allow-credentials", "allow-origin-wildcard")
MADE_UP = "this path does not exist, so no page of yours asks for it"


def page_findings(survey: Survey) -> Iterator[Finding]:
    """The page that may read, and cannot."""
    asked = survey.allowed
    if asked.code in NO_CREDENTIALS:  # it may do without them
        asked = survey.asker.read(survey.page, survey.path, include=False)
    if asked.passed or asked.is_redirect or not (survey.named or asked.code in BROKEN_FOR_ALL):
        return
    result = masked(asked.result) if asked.result else None
    step = failed_step(result) if result else None
    facts: dict[str, Any] = {
        "page": survey.page,
        "path": survey.path,
        "why": survey.asker.told(result.verdict) if result else "",
        "fix": survey.asker.told(step.fix) if step else "",
    }
    yield Finding.of("page-blocked", asked.exchange, **facts)


def vary_findings(survey: Survey) -> Iterator[Finding]:
    """Does the answer depend on Origin, and do caches know?"""
    plain = survey.asker.plain(survey.path)
    asked = [survey.allowed, survey.read(survey.stranger), plain]
    silent = [each for each in asked if not each.members("Vary") & {"origin", "*"}]
    if not silent or len({each.allow_origin for each in asked}) < 2:
        return
    severity = min((_kept(each) for each in silent), key=SEVERITIES.index)
    facts: dict[str, Any] = {
        "path": survey.path,
        "where": _where(survey, silent, len(asked)),
        "kept": "",
    }
    reason = ""
    if severity == "info":
        reason = "nothing in the answers lets a cache keep them today"
        facts["kept"] = " Nothing in the answers lets a cache keep them today."
    elif severity == "medium":
        reason = "the answer says that caches may keep it"
    other = next(each for each in asked if each.allow_origin != survey.allowed.allow_origin)
    evidence = (other.exchange, survey.allowed.exchange)
    yield Finding.of("vary-missing", *evidence, severity=severity, reason=reason, **facts)


def _where(survey: Survey, silent: list[Asked], all_asked: int) -> str:
    if len(silent) == all_asked:
        return ""
    if survey.allowed in silent:
        return " from some answers"
    return " from the answers that have no CORS headers"


def _kept(asked: Asked) -> str:
    """How bad it is without Vary: "medium" where a cache may keep it, "low" where it may guess
    so. RFC 9111, 4.2.2
    """
    directives = asked.members("Cache-Control")
    if "no-store" in directives:
        return "info"
    if asked.header("Expires") or any(
        each.startswith(("max-age=", "s-maxage=", "public")) for each in directives
    ):
        return "medium"
    if asked.header("Last-Modified") or asked.header("ETag"):
        return "low"
    return "info"


def answer_findings(survey: Survey) -> Iterator[Finding]:
    """Errors and redirects: on the paths that were named, on one that does not exist, and with
    the slash the other way.
    """
    if not survey.speaks_cors and not survey.named:
        return
    for path in dict.fromkeys(
        (*survey.paths, missing_path(survey.path), _other_slash(survey.path))
    ):
        if path == survey.path:
            asked = survey.allowed
        else:
            asked = survey.asker.read(survey.page, path)
        yield from _answer(survey, asked)
        if path == _other_slash(survey.path) and asked.is_redirect:
            before = survey.asker.preflight(
                survey.page, path, "GET", JSON, survey.allowed.with_credentials
            )
            if before.is_redirect:
                facts: dict[str, Any] = {"path": path, "status": before.status}
                reason = "only pages that write the address with the other slash fail"
                yield Finding.of(
                    "preflight-redirect", before.exchange, severity="low", reason=reason, **facts
                )


def _answer(survey: Survey, asked: Asked) -> Iterator[Finding]:
    bare = asked.allow_origin is None
    facts: dict[str, Any] = {"path": asked.path, "status": asked.status}
    if asked.is_redirect:
        location = parse_url(asked.header("Location") or "", parse_url(survey.asker.at(asked.path)))
        if location is not None and location.origin != survey.asker.url.origin:
            target = location.origin.serialized
            yield Finding.of("redirect-leaves", asked.exchange, path=asked.path, target=target)
        elif bare and asked.path in survey.paths:
            yield Finding.of("redirect-without-headers", asked.exchange, **facts)
    elif (
        asked.status >= 400
        and bare
        and survey.speaks_cors
        and asked.path != _other_slash(survey.path)
    ):
        if asked.path == missing_path(survey.path):
            yield Finding.of(
                "error-without-headers", asked.exchange, severity="info", reason=MADE_UP, **facts
            )
        else:
            yield Finding.of("error-without-headers", asked.exchange, **facts)


def missing_path(path: str) -> str:
    """A path beside this one that no server has."""
    return path.partition("?")[0].rstrip("/").rpartition("/")[0] + "/cors-lab-no-such-page"


def _other_slash(path: str) -> str:
    path, question_mark, query = path.partition("?")
    if path == "/":
        return f"/{question_mark}{query}"
    return (path[:-1] if path.endswith("/") else f"{path}/") + question_mark + query


def unsafe_findings(survey: Survey) -> Iterator[Finding]:
    """POST, PUT, PATCH and DELETE with an empty JSON object; asked only with permission."""
    if not survey.asker.unsafe or not (survey.named or survey.speaks_cors):
        return
    for method in METHODS:
        asked = survey.asker.read(
            survey.page, survey.path, method, survey.allowed.with_credentials, "{}"
        )
        sent = asked.exchange is not None and asked.exchange.kind == "request"
        if sent and asked.method == method and asked.allow_origin is None:
            facts: dict[str, Any] = {
                "method": method,
                "path": survey.path,
                "page": survey.page,
                "status": asked.status,
            }
            yield Finding.of("answer-without-headers", asked.exchange, **facts)
