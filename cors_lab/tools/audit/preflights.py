"""Preflights that are not answered as preflights, permissions that no one needs, and caches
that mix them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import FORBIDDEN_METHODS
from cors_lab.tools.audit.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.tools.audit.prober import Asked
    from cors_lab.tools.audit.survey import Survey

UNKNOWN_METHOD, UNKNOWN_HEADER = "CORSLAB", "x-cors-lab-probe"
UNKNOWN = ((UNKNOWN_HEADER, "1"),)
METHODS = ("POST", "PUT", "PATCH", "DELETE")
ALWAYS = frozenset({"get", "head", "post", "options"})
NEVER = frozenset(method.lower() for method in FORBIDDEN_METHODS)
ASKS = ("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers")


def preflight_findings(survey: Survey) -> Iterator[Finding]:
    """What happens to the least that a preflight can ask for: GET with a Content-Type of JSON."""
    if not survey.speaks_cors and not survey.named:
        return
    told: set[str] = set()
    for path in survey.paths:
        asked = survey.preflight(survey.page, path, "GET")
        kind = _fault(asked)
        if kind and kind not in told:
            told.add(kind)
            old_address = kind == "preflight-redirect" and path != survey.path
            severity, reason = None, ""
            if old_address or survey.is_public:
                severity, reason = (
                    "low",
                    "an old address, or public data: there, no preflight may ever be needed",
                )
            facts: dict[str, Any] = {"path": path, "status": asked.status}
            yield Finding.of(kind, asked.exchange, severity=severity, reason=reason, **facts)


def _fault(asked: Asked) -> str:
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
    missing = asked.code == "preflight-allow-origin-missing" and asked.allow_origin is None
    if missing:
        return "preflight-without-headers"
    return ""


def permission_findings(survey: Survey) -> Iterator[Finding]:
    """Methods and headers wider than the route, and what is left over from former times."""
    usual = survey.preflight(survey.page)
    header = survey.preflight(survey.page, headers=UNKNOWN)
    method = survey.preflight(survey.page, method=UNKNOWN_METHOD, headers=())
    asked = next((each for each in (usual, header, method) if each.allow_origin is not None), None)
    if asked is None:
        return
    path = survey.path
    listed = usual.members("Access-Control-Allow-Methods")
    wider = sorted(listed - ALWAYS - NEVER - _of_the_route(survey))
    if method.members("Access-Control-Allow-Methods") & {UNKNOWN_METHOD.lower(), "*"}:
        yield Finding.of("methods-any", method.exchange, path=path)
    elif wider:
        yield Finding.of(
            "methods-wider", usual.exchange, path=path, methods=", ".join(wider).upper()
        )
    if header.members("Access-Control-Allow-Headers") & {UNKNOWN_HEADER, "*"}:
        yield Finding.of("headers-any", header.exchange, path=path)
    if asked.header("Access-Control-Max-Age") is None:
        yield Finding.of("max-age-missing", asked.exchange, path=path)
    if asked.header("Access-Control-Allow-Private-Network") == "true":
        yield Finding.of("private-network", asked.exchange)


def _of_the_route(survey: Survey) -> set[str]:
    """The methods that the server itself says the path has; all of them where it does not say."""
    said = survey.asker.plain(survey.path, "OPTIONS").members("Allow")
    return said or {method.lower() for method in METHODS}


def preflight_cache_findings(survey: Survey) -> Iterator[Finding]:
    """Caches keep no answer to OPTIONS by themselves, but some are told to, and do: then Vary
    must keep them apart.
    """
    usual = survey.preflight(survey.page)
    if not _may_be_kept(usual) or usual.allow_origin is None:
        return
    others = {
        "Origin": survey.preflight(survey.stranger),
        "Access-Control-Request-Method": survey.preflight(
            survey.page, method=UNKNOWN_METHOD, headers=()
        ),
        "Access-Control-Request-Headers": survey.preflight(survey.page, headers=UNKNOWN),
    }
    vary = usual.members("Vary")
    said = _cors_headers(usual)
    missing = [
        name
        for name, other in others.items()
        if name.lower() not in vary and _cors_headers(other) != said
    ]
    if missing and "*" not in vary:
        other = others[missing[0]]
        facts: dict[str, Any] = {"path": survey.path, "names": ", ".join(missing)}
        yield Finding.of("preflight-vary-missing", other.exchange, usual.exchange, **facts)


def _may_be_kept(asked: Asked) -> bool:
    """Does the answer itself say that a shared cache may keep it?"""
    directives = asked.members("Cache-Control")
    if directives & {"no-store", "private", "no-cache"}:
        return False
    ages = {
        each.partition("=")[2] for each in directives if each.startswith(("max-age=", "s-maxage="))
    }
    return bool(ages - {"0"}) or "public" in directives or asked.header("Expires") is not None


def _cors_headers(asked: Asked) -> list[tuple[str, str]]:
    headers = asked.response.headers if asked.response else ()
    return [
        (name.lower(), value)
        for name, value in headers
        if name.lower().startswith("access-control-")
    ]
