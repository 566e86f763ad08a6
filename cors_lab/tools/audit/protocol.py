"""What works for one page and fails for the next: preflights, errors, redirects, caches, and
permissions that nobody needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.url import parse_url
from cors_lab.result.answers import failed_step
from cors_lab.tools.audit.finding import SEVERITIES, Finding
from cors_lab.tools.audit.prober import JSON, paths_of
from cors_lab.tools.redact.result import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.headers import Pairs
    from cors_lab.tools.audit.prober import Asked
    from cors_lab.tools.audit.survey import Survey

BROKEN_FOR_ALL = ("allow-origin-multiple", "allow-origin-invalid")
NO_CREDENTIALS = ("allow-credentials", "allow-origin-wildcard")
UNKNOWN_METHOD, UNKNOWN_HEADER = "CORSLAB", "x-cors-lab-probe"
METHODS = ("POST", "PUT", "PATCH", "DELETE")
ALWAYS = {"get", "head", "post", "options"}
MOST_KEPT = 7200


def page_findings(survey: Survey) -> Iterator[Finding]:
    """The page that may read, and cannot."""
    asked = survey.allowed
    if asked.code in NO_CREDENTIALS:  # it may do without them
        asked = survey.asker.read(survey.page, survey.path, include=False)
    if asked.passed or asked.is_redirect or not (survey.named or asked.code in BROKEN_FOR_ALL):
        return
    result = masked(asked.result) if asked.result else None
    step, why = (failed_step(result), result.verdict) if result else (None, "")
    yield Finding.of(
        "page-blocked",
        asked.exchange,
        page=survey.page,
        path=survey.path,
        why=why,
        fix=step.fix if step else "",
    )


def preflight_findings(survey: Survey) -> Iterator[Finding]:
    """What becomes of the least that a preflight can ask for: GET with a Content-Type of JSON."""
    if not survey.speaks_cors and not survey.named:
        return
    told: set[str] = set()
    for path in survey.paths:
        asked = survey.asker.preflight(
            survey.page, path, "GET", include=survey.allowed.with_credentials
        )
        if (kind := _preflight_fault(asked)) and kind not in told:
            told.add(kind)
            old_address = kind == "preflight-redirect" and path != survey.path
            # what is public may well need no preflight
            if old_address or survey.is_public:
                severity = "low"
            else:
                severity = None
            yield Finding.of(
                kind, asked.exchange, severity=severity, path=path, status=asked.status
            )


def _preflight_fault(asked: Asked) -> str:
    if asked.passed or not asked.status:
        return ""
    if asked.is_redirect:
        return "preflight-redirect"
    if asked.status in (401, 403, 407):
        return "preflight-auth"
    if (
        asked.status >= 300 and asked.status != 400
    ):  # 400 is how some say no to a method or a header
        return "preflight-unhandled"
    if asked.code == "preflight-allow-origin-missing" and asked.allow_origin is None:
        return "preflight-without-headers"
    return ""


def permission_findings(survey: Survey) -> Iterator[Finding]:
    """Methods and headers wider than the route, how long the answer is kept, and what is left over
    from former times.
    """
    questions: tuple[tuple[str, Pairs], ...] = (
        ("PUT", JSON),
        ("PUT", ((UNKNOWN_HEADER, "1"),)),
        (UNKNOWN_METHOD, ()),
    )
    include, path = survey.allowed.with_credentials, survey.path
    usual, header, method = (
        survey.asker.preflight(survey.page, path, verb, sent, include) for verb, sent in questions
    )
    asked = next((each for each in (usual, header, method) if each.allow_origin is not None), None)
    if asked is None:
        return
    wider = sorted(usual.members("Access-Control-Allow-Methods") - ALWAYS - _of_the_route(survey))
    if method.members("Access-Control-Allow-Methods") & {UNKNOWN_METHOD.lower(), "*"}:
        yield Finding.of("methods-any", method.exchange, path=path)
    elif wider:
        yield Finding.of(
            "methods-wider", usual.exchange, path=path, methods=", ".join(wider).upper()
        )
    if header.members("Access-Control-Allow-Headers") & {UNKNOWN_HEADER, "*"}:
        yield Finding.of("headers-any", header.exchange, path=path)
    yield from _leftover_findings(asked, path)


def _leftover_findings(asked: Asked, path: str) -> Iterator[Finding]:
    age = asked.header("Access-Control-Max-Age")
    if age is None:
        yield Finding.of("max-age-missing", asked.exchange, path=path)
    elif age.isdecimal() and int(age) > MOST_KEPT:
        yield Finding.of("max-age-long", asked.exchange, value=age)
    if asked.header("Access-Control-Allow-Private-Network") == "true":
        yield Finding.of("private-network", asked.exchange)


def _of_the_route(survey: Survey) -> set[str]:
    """The methods that the server itself says the path has; all of them where it does not say."""
    said = survey.asker.plain(survey.path, "OPTIONS").members("Allow")
    return said or {method.lower() for method in METHODS}


def vary_findings(survey: Survey) -> Iterator[Finding]:
    """Does the answer depend on Origin, and do caches know?"""
    plain = survey.asker.plain(survey.path)
    asked = [survey.allowed, survey.read(survey.stranger), plain]
    if len({each.allow_origin for each in asked}) < 2:
        return
    silent = [each for each in asked if not each.members("Vary") & {"origin", "*"}]
    if not silent:
        return
    if survey.allowed not in silent:
        some = " from the answers that have no CORS headers"
    else:
        some = " from some answers"
    severity = min((_kept(each) for each in silent), key=SEVERITIES.index)
    facts = {
        "path": survey.path,
        "where": "" if len(silent) == len(asked) else some,
        "kept": (
            " Nothing in the answers lets a cache keep them today." if severity == "info" else ""
        ),
    }
    other = next(each for each in asked if each.allow_origin != survey.allowed.allow_origin)
    yield Finding.of(
        "vary-missing", other.exchange, survey.allowed.exchange, severity=severity, **facts
    )


def _kept(asked: Asked) -> str:
    """How bad it is that this answer has no Vary: "medium" where a cache may keep it, "low" where
    it may guess so. RFC 9111, 4.2.2
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
    """Errors and redirects, on the paths that were named, on one that does not exist, and with the
    slash the other way.
    """
    if not survey.speaks_cors and not survey.named:
        return
    for path in dict.fromkeys((*survey.paths, _missing(survey.path), _other_slash(survey.path))):
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
                yield Finding.of(
                    "preflight-redirect",
                    before.exchange,
                    severity="low",
                    path=path,
                    status=before.status,
                )


def _answer(survey: Survey, asked: Asked) -> Iterator[Finding]:
    bare = asked.allow_origin is None
    if asked.is_redirect:
        location = parse_url(asked.header("Location") or "", parse_url(survey.asker.at(asked.path)))
    else:
        location = None
    if asked.is_redirect and location is not None and location.origin != survey.asker.url.origin:
        yield Finding.of(
            "redirect-leaves", asked.exchange, path=asked.path, target=location.origin.serialized
        )
    elif asked.is_redirect and bare and asked.path in survey.paths:
        yield Finding.of(
            "redirect-without-headers", asked.exchange, path=asked.path, status=asked.status
        )
    elif (
        asked.status >= 400
        and bare
        and survey.speaks_cors
        and asked.path != _other_slash(survey.path)
    ):
        if asked.path == _missing(survey.path):
            made_up = "info"
        else:
            made_up = None
        yield Finding.of(
            "error-without-headers",
            asked.exchange,
            severity=made_up,
            path=asked.path,
            status=asked.status,
        )


def _missing(path: str) -> str:
    return path.partition("?")[0].rstrip("/").rpartition("/")[0] + "/cors-lab-no-such-page"


def _other_slash(path: str) -> str:
    path, question_mark, query = path.partition("?")
    if path == "/":
        return f"/{question_mark}{query}"
    return (path[:-1] if path.endswith("/") else f"{path}/") + question_mark + query


def unsafe_findings(survey: Survey) -> Iterator[Finding]:
    """What becomes of POST, PUT, PATCH and DELETE; asked only with leave, with an empty JSON
    object.
    """
    if not survey.asker.unsafe or not (survey.named or survey.speaks_cors):
        return
    for method in METHODS:
        asked = survey.asker.read(
            survey.page, survey.path, method, survey.allowed.with_credentials, "{}"
        )
        if (
            asked.method == method
            and asked.exchange
            and asked.exchange.kind == "request"
            and asked.allow_origin is None
        ):
            yield Finding.of(
                "answer-without-headers",
                asked.exchange,
                method=method,
                path=survey.path,
                page=survey.page,
                status=asked.status,
            )


CHECKS = (
    page_findings,
    preflight_findings,
    permission_findings,
    vary_findings,
    answer_findings,
    unsafe_findings,
)
__all__ = ["CHECKS", "paths_of"]
