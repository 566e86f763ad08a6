"""The lines that consoles print, as templates with the errors they stand for:
`cors_lab.messages.console` asked about every error there is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from cors_lab.messages.console import CookieNote, Outcome, console_lines
from cors_lab.messages.rules import COOKIE_REASONS, FAULTS
from cors_lab.messages.rules.loads import LOAD_FAULTS
from cors_lab.messages.rules.scripted import SCRIPTED_FAULTS
from cors_lab.tools.read.console.historic import OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# No fetch ends so: elements, event streams and sockets print lines of their own.
NOT_OF_FETCH = frozenset(LOAD_FAULTS) | frozenset(SCRIPTED_FAULTS)
ENGINES = ("chromium", "firefox", "webkit")
# Failures of the network, which stop a preflight as well as a request.
EITHER = frozenset(
    "connection-closed connection-refused timeout tls name-not-resolved network-unreachable"
    " bad-response response-too-large".split()
)
# Facts that no fetch has: where one of them stands in a line, the template has its name in braces.
MARKS = {
    "https://u.test/URLMARK": "{url}",
    "zzscheme://URLMARK": "{url}",
    "file:///URLMARK": "{url}",
    "blob:URLMARK": "{url}",
    "ftp://URLMARK": "{url}",
    "ftp://NEXTMARK": "{redirects_to}",
    "http://127.0.0.1/LOOPBACKMARK": "{url}",
    "http://p.test/PORTMARK": "{url}",
    "data:URLMARK": "{url}",
    "zzscheme": "{scheme}",
    "https://u.test/FIRSTMARK": "{first_url}",
    "u.test": "{host}",
    "https://u.test/PREVIOUSMARK": "{url}",
    "https://me:pw@r.test/LOCATIONMARK": "{location}",
    "https://r.test/NEXTMARK": "{redirects_to}",
    "zzscheme://NEXTMARK": "{redirects_to}",
    "file:///NEXTMARK": "{redirects_to}",
    "http://r.test/NEXTMARK": "{redirects_to}",
    "blob:NEXTMARK": "{redirects_to}",
    "data:NEXTMARK": "{redirects_to}",
    "https://originmark.test/PAGEMARK": "{page_url}",
    "https://originmark.test": "{origin}",
    "https://sentmark.test": "{origin}",
    "AOMARK, more": "{allow_origin}",
    "AOMARK more": "{allow_origin}",
    "AOMARK": "{allow_origin}",
    "ACMARK": "{allow_credentials}",
    "AM MARK": "{allow_methods}",
    "AH MARK": "{allow_headers}",
    "X-HeaderMark": "{header}",
    "x-headermark": "{header}",
    "METHODMARK": "{method}",
    "278": "{status}",
    "478": "{status}",
    f"sha256-{'I' * 43}=": "{integrity}",
    "SHA-999": "{algorithm}",
    "sha999": "{algorithm}",
    "DIGESTMARK": "{digest}",
    "77777": "{size}",
    "PHRASEMARK": "{phrase}",
    "POLICYMARK": "{policy}",
    "https://u.test/RPMARK": "{url}",
    "COOKIEMARK": "{cookie}",
    "SNIFFMARK": "{value}",
    "METADATAMARK": "{value}",
    "zz999-METADATAMARK": "{value}",
    "zz999": "{algorithm}",
    "sha256-!METADATAMARK": "{value}",
}
_FIELD = re.compile(r"\{\w+\}")
_MARK = re.compile("|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True)))
PLAIN = Outcome(
    method="METHODMARK",
    origin="https://originmark.test",
    sent_origin="https://sentmark.test",
    page_url="https://originmark.test/PAGEMARK",
    top_url="https://originmark.test/PAGEMARK",
    first_url="https://u.test/FIRSTMARK",
    url="https://u.test/URLMARK",
    cross_origin=True,
    previous_url="https://u.test/PREVIOUSMARK",
    status=278,
    status_text="PHRASEMARK",
    allow_credentials="ACMARK",
    allow_methods="METHODMARK",
    allow_headers="x-headermark",
    unsafe_names=("x-headermark",),
    author_names=("X-HeaderMark",),
    resource_policy="same-origin",
    integrity=f"sha256-{'I' * 43}=",
    computed_integrity="sha999-DIGESTMARK",
    body_size=77777,
    expected_size=77777,
)
Facts = dict[str, Any]
BAD_STATUS: Facts = {"status": 478}
TO_NEXT: Facts = {
    "redirects_to": "https://r.test/NEXTMARK",
    "location": "https://me:pw@r.test/LOCATIONMARK",
    **BAD_STATUS,
}
TO_HTTP: Facts = TO_NEXT | {"redirects_to": "http://r.test/NEXTMARK"}
# The server's answers that make an error; several where the engines tell them apart.
ANSWERS: dict[str, tuple[Facts, ...]] = {
    "allow-origin-multiple": tuple(
        {"allow_origin": value, "allow_origin_lines": lines}
        for value, lines in (("AOMARK, more", 1), ("AOMARK, more", 2), ("AOMARK more", 1))
    ),
    "allow-origin-invalid": ({"allow_origin": "AOMARK"},),
    "allow-origin-mismatch": ({"allow_origin": "AOMARK"},),
    "allow-origin-wildcard": ({"allow_origin": "*", "credentials": True},),
    "allow-credentials": ({"allow_origin": "https://originmark.test", "credentials": True},),
    "allow-methods-invalid": ({"allow_methods": "AM MARK"},),
    "allow-headers-invalid": (
        {"allow_headers": "AH MARK"},
        {"allow_headers": "AH MARK", "allow_methods": "OTHER"},
    ),
    "method-not-allowed": (
        {"allow_methods": "OTHER"},
        {"allow_methods": "OTHER", "allow_headers": "x-other"},
    ),
    "header-not-allowed": ({"allow_headers": "x-other"},),
    "resource-policy": ({}, {"resource_policy": "same-site"}),
    "integrity-mismatch": ({}, {"readable": False}, {"body_size": 0}),
    "mixed-content": ({}, {"url": "http://127.0.0.1/LOOPBACKMARK"}),
    "bad-port": ({}, {"url": "http://p.test/PORTMARK"}),
}
IN_PREFLIGHT = (
    "allow-methods-invalid",
    "allow-headers-invalid",
    "method-not-allowed",
    "header-not-allowed",
)
SCHEMES = ("zzscheme://", "file:///", "blob:", "data:", "ftp://")


@dataclass(frozen=True, slots=True)
class Wording:
    """One template of one engine: the errors it tells of (the likeliest first), and those whose
    telling it follows, some of them always.
    """

    engine: str
    template: str
    codes: tuple[str, ...]
    after: tuple[str, ...] = ()
    always: frozenset[str] = frozenset()


# What a line may do without: the ends that older versions did not have, and the beginning that
# others write.
ENDS = (
    " Have the server send the header with a valid value.",
    ". Status code: {status}.",
    ". Status code: (null).",
    " Status code: {status}",
)
BEGINNING = "has been blocked by CORS policy: "
REASON = "(Reason: "
FAILURE = "Failed to load resource: "


@lru_cache(maxsize=1)
def wordings() -> tuple[Wording, ...]:
    """Every template, told by the console's own data (about 700 outcomes, 30 ms), the most specific
    first.
    """
    told: dict[tuple[str, str], Counter[str]] = {
        key: Counter(codes) for key, codes in OTHERS.items()
    }
    follows: dict[tuple[str, str], Counter[str]] = {}
    shapes: dict[
        str, str
    ] = {}  # by their own text: of two that differ in the names of their fields only, the first stands for both  # noqa: E501
    outcomes = list(_outcomes())
    for outcome in outcomes:
        for engine in ENGINES:
            for number, line in enumerate(console_lines(engine, outcome)):
                counts = follows if number and outcome.error else told
                template = _MARK.sub(_name, line)
                key = engine, shapes.setdefault(_FIELD.sub("{}", template), template)
                counts.setdefault(key, Counter())[outcome.error or _notice(line)] += 1
    for code, fault in FAULTS.items():
        if fault.cors_error:  # as the Network panel names it
            told.setdefault(
                ("chromium", f"Cross-Origin Resource Sharing error: {fault.cors_error}"), Counter()
            )[code] += 1
    totals = Counter(outcome.error for outcome in outcomes)
    found = {
        key: _wording(key, told.get(key), follows.get(key), totals) for key in {**told, **follows}
    }
    for wording in list(found.values()):
        for shorter in _looser(wording):
            found.setdefault((shorter.engine, shorter.template), shorter)
    return tuple(sorted(found.values(), key=lambda one: -len(_FIELD.sub("", one.template))))


def _name(mark: re.Match[str]) -> str:
    return MARKS[mark[0]]


def _wording(
    key: tuple[str, str],
    told: Counter[str] | None,
    follows: Counter[str] | None,
    totals: Counter[str],
) -> Wording:
    always = frozenset(code for code, count in (follows or {}).items() if count >= totals[code])
    return Wording(
        *key,
        tuple(dict.fromkeys((*OTHERS.get(key, ()), *_ranked(told, totals)))),
        _ranked(follows, totals),
        always,
    )


def _ranked(counts: Counter[str] | None, totals: Counter[str]) -> tuple[str, ...]:
    """By how often the error is told so, then in the order of the table of faults."""
    order = {code: number for number, code in enumerate(FAULTS)}
    return tuple(
        sorted(
            counts or (),
            key=lambda code: (-(counts or {})[code] / (totals[code] or 1), order.get(code, 0)),
        )
    )


NOTICES = {
    "ookie": "cookie",
    "Referrer Policy": "referrer-policy",
    "Authorization": "wildcard-authorization",
    "responded": "error-status",
}


def _notice(line: str) -> str:
    """What a line about no error tells of."""
    return next((code for word, code in NOTICES.items() if word in line), "notice")


def _looser(one: Wording) -> Iterator[Wording]:
    """The same line without its end or beginning, and as the console of DevTools shows a failure:
    `GET https://… net::ERR_FAILED`.
    """
    shorter = next(
        (one.template.removesuffix(end) for end in ENDS if one.template.endswith(end)), None
    )
    if shorter:
        yield replace(one, template=shorter)
    if BEGINNING in one.template:
        reason = (shorter or one.template).partition(BEGINNING)[2]
        yield replace(one, template=BEGINNING + reason)
        yield replace(one, template=reason)  # older versions began otherwise
    if REASON in one.template:
        yield replace(one, template=REASON + (shorter or one.template).partition(REASON)[2])
    if one.template.startswith(FAILURE):
        bare = re.sub(r" \[[^]]*\]$", "", one.template)
        yield replace(one, template=bare)
        if bare.startswith(f"{FAILURE}net::"):
            yield replace(one, template=bare.removeprefix(FAILURE))
        shown = "{method} {url} " + bare.removeprefix(FAILURE).removeprefix(
            "the server responded with a status of "
        )
        yield replace(one, template=shown)
        if "{status}" not in shown:
            yield replace(one, template=shown + " {status} ({phrase})")


def _outcomes() -> Iterator[Outcome]:
    for error in FAULTS:
        if error in NOT_OF_FETCH:
            continue
        for facts in _circumstances(error):
            yield PLAIN._replace(error=error, **facts)
    yield PLAIN._replace(status=478)
    yield PLAIN._replace(wildcard_authorization=PLAIN.url)
    yield PLAIN._replace(insecure_allowed=True)
    yield PLAIN._replace(content_type_options=("SNIFFMARK",))
    for metadata in (
        "sha256-AAAA",
        "METADATAMARK",
        "zz999-METADATAMARK",
        "sha256-!METADATAMARK",
        f"{PLAIN.integrity}?METADATAMARK",
    ):
        yield PLAIN._replace(integrity=metadata)
    yield PLAIN._replace(ignored_referrer_policies=(("POLICYMARK", "https://u.test/RPMARK"),))
    for reason, bogus in product([*COOKIE_REASONS, "cookie-stored"], (False, True)):
        yield PLAIN._replace(
            cookies=(
                CookieNote(
                    "COOKIEMARK", reason, foreign=True, bogus_same_site=bogus, bogus_max_age=bogus
                ),
            )
        )


def _circumstances(error: str) -> Iterator[Facts]:
    """In which the engines may say different things of one error."""
    preflight = error.startswith("preflight-") or error in IN_PREFLIGHT
    stages: tuple[str, ...] = ("request",)
    if preflight:
        stages = ("preflight",)
    elif error in EITHER:
        stages = ("request", "preflight")
    if preflight or "allow-" in error or error in EITHER:
        modes: tuple[str, ...] = ("cors",)
    else:
        modes = ("cors", "no-cors", "same-origin")
    answers = ANSWERS.get(error.removeprefix("preflight-"), ({},))
    if error == "connection-closed":
        preflighted: tuple[bool, ...] = (False, True)
    else:
        preflighted = (preflight,)
    for stage, way, answer, mode, redirected, before in product(
        stages, _ways(error, preflight), answers, modes, (False, True), preflighted
    ):
        yield {
            "stage": stage,
            "mode": mode,
            "preflighted": before,
            "redirected": redirected,
            **way,
            **answer,
        }


def _ways(error: str, preflight: bool) -> Sequence[Facts]:
    if "scheme" in error:
        return [
            {"url": f"{scheme}URLMARK", "redirects_to": f"{scheme}NEXTMARK"} for scheme in SCHEMES
        ]
    if error == "preflight-status":
        return (BAD_STATUS,)
    if error == "preflight-redirect" or error.startswith("redirect-"):
        return (
            TO_NEXT,
            TO_HTTP,
            TO_NEXT | {"redirect": "error"},
            TO_NEXT | {"several_locations": True},
        )
    if preflight or "allow-" in error:
        return ({}, BAD_STATUS, TO_NEXT)
    return ({}, BAD_STATUS)
