"""The diagnosis: which check failed, and where; what the evidence would be for another answer."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cors_lab.course.clinic.model import PLACES, Sick
from cors_lab.course.clinic.play import NAMES, Symptoms, play, symptoms
from cors_lab.course.clinic.ward import WARD, drawn

# The checks of the standard that the ward's cases fail, and what to see where none fails.
CHECKS = {
    "allow-origin-missing": "The answer has no Access-Control-Allow-Origin",
    "allow-origin-mismatch": "Access-Control-Allow-Origin names another origin",
    "allow-origin-invalid": "Access-Control-Allow-Origin is no origin at all",
    "allow-origin-multiple": "Access-Control-Allow-Origin has more than one value",
    "allow-origin-wildcard": "`*` does not count for a call with credentials",
    "allow-credentials": "Access-Control-Allow-Credentials is not `true`",
    "preflight-allow-origin-missing": "The preflight's answer has no Access-Control-Allow-Origin",
    "preflight-status": "The preflight's status is not 200 to 299",
    "preflight-redirect": "The preflight is redirected",
    "method-not-allowed": "The preflight's answer does not allow the method",
    "header-not-allowed": "The preflight's answer does not allow a request header",
    "redirect-userinfo": "A redirect has a user name and password in it",
    "mixed-content": "A secure page may not call an http: address",
    "csp-blocked": "The page's Content Security Policy forbids the call",
    "connection-refused": "Nothing listens there",
    "name-not-resolved": "The host name has no address",
    "local-network-access": "The browser does not let a page from the internet in here",
    "opaque": "No check failed: the page asked for an answer that it cannot read",
    "hidden-headers": "No check failed: a header is not exposed to scripts",
    "cookie-withheld": "No check failed: the cookie was not sent",
    "preflight-kept": "No check failed: an old permission was still kept",
    "null-origin": "No check failed: the origin `null` is trusted",
    "stranger-reads": "No check failed: strangers are let in too",
}
AT = {
    "page": "the server's answers would be right, and the call, the page's address or its policy "
    "would not",
    "server": "the app itself, asked without anything before it, would give the wrong answer",
    "proxy": "the app itself would answer right, and the answer would change on its way (two "
    "lines of a header, another `Server`, no line in the app's log)",
    "cache": "no new request would have reached the server, and the answer would be an old one",
    "browser": "every answer would be right, and a rule or a memory of the browser would decide",
}
CHOOSE = "Choose what failed, and where."
TRIED = 16  # seeds of each case that are looked at for an example


class Diagnosis(NamedTuple):
    """What was said of a case, and whether it is so."""

    check_right: bool
    place_right: bool
    told: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Both."""
        return self.check_right and self.place_right


@cache
def codes(number: int, seed: int) -> tuple[str, ...]:
    """What fails in this case: first in the engine that was drawn, then in the others."""
    sick = drawn(number, seed)
    if sick.sign:
        return (sick.sign,)
    scene = sick.scene(sick.starter)
    found = [play(scene, engine).last.error for engine in (sick.engine, *NAMES)]
    return tuple(dict.fromkeys(error.code for error in found if error))


def is_offered(check: str, place: str) -> bool:
    """Are these a check and a place that a learner can choose?"""
    return check in CHECKS and place in PLACES


def diagnose(sick: Sick, check: str, place: str) -> Diagnosis:
    """Is this what is wrong, and where? Another engine's first failing check counts too."""
    right = codes(sick.number, sick.seed)
    check_right, place_right = check in right, place in sick.places
    told = [_of_check(sick, check, right[0], check_right)]
    if place_right:
        told.append(f"The place is right: {PLACES[place]}.")
    else:
        told.append(_of_place(place))
    return Diagnosis(check_right, place_right, tuple(told))


def _of_check(sick: Sick, check: str, right: str, is_right: bool) -> str:
    if is_right:
        return f"Yes: {CHECKS.get(right, right)}. Well read."
    if check not in CHECKS:
        return "Choose what failed."
    other = example(check, sick.seed)
    if other is None:
        return f"No. {CHECKS[check]}: then the evidence would say so."
    lines = other.console[sick.engine]
    said = f"the console would say: `{lines[0]}`" if lines else "the console would be silent"
    answers = "; ".join(f"{asked}: {status}" for asked, _, status in other.rows)
    return f"No. For that, {said}. The Network panel: {answers}. JavaScript: {other.seen}."


def _of_place(place: str) -> str:
    if place not in PLACES:
        return "Choose a place."
    return f"Not there. If it were {PLACES[place]}, {AT[place]}."


@cache
def example(check: str, seed: int) -> Symptoms | None:
    """What a case leaves behind in which this is what fails."""
    for number in WARD:
        for other in range(seed, seed + TRIED):
            if codes(number, other)[0] == check:
                return symptoms(drawn(number, other))
    return None
