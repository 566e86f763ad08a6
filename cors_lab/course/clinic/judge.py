"""Is it repaired? The page asks in three engines, strangers ask too, and nothing else may break."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cors_lab.course.certificate.plain_code import objection
from cors_lab.course.certificate.refusals import refuse_from_now_on
from cors_lab.course.clinic.play import NAMES, play
from cors_lab.course.exercises.judging import SECONDS
from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.course.exercises.model import Finding
from cors_lab.course.exercises.sandbox import (
    EndedError,
    RaisedError,
    TookTooLongError,
    TooMuchMemoryError,
    collect,
    plain,
    watched,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.course.clinic.model import Scene, Sick
    from cors_lab.result.result import FetchResult

Row = tuple[bool, str, str, str]
ONE_ENGINE = (21, 24)  # cookies of other sites, and local servers: each engine has its own rules
LONGEST = 16 * 1024


def repaired(sick: Sick, text: str, foreign: bool = False) -> list[Finding]:
    """What was tried of this repair; it is right if all of it works. Never raises for the repair.

    `foreign`: the repair is someone else's, so its code is looked at before it is run.
    """
    if len(text) > LONGEST:
        return [Finding(False, f"The repair has more than {LONGEST} characters.")]
    if foreign and sick.kind == "code" and (why := objection(text)):
        return [Finding(False, f"The code is not run: {why}.")]
    found: list[Row] = []
    try:
        collect(lambda: _rows(sick, text, foreign), SECONDS, found.append, plain)
    except RaisedError as error:
        found.append((False, "The repair cannot be tried.", str(error).partition(" (in")[0], ""))
    except (TookTooLongError, TooMuchMemoryError, EndedError):
        found.append((False, "Your code did not come to an end as it should.", "", ""))
    return [Finding(works, sentence, why, fix) for works, sentence, why, fix in found]


def _rows(sick: Sick, text: str, foreign: bool) -> Iterator[Row]:
    if foreign and hasattr(os, "fork"):  # in the child process
        refuse_from_now_on()
    scene = sick.scene(text)
    for finding in _findings(sick, scene):
        yield (finding.works, finding.sentence, finding.why, finding.fix)
        if not finding.works:
            return


def _findings(sick: Sick, scene: Scene) -> Iterator[Finding]:
    app = next(iter(scene.hosts.values()))
    with watched(app) as (_, crashes):
        engines = (sick.engine,) if sick.number in ONE_ENGINE else tuple(NAMES)
        for engine in engines if sick.wanted.reads else ():
            yield _read(sick, scene, engine, crashes)
        for sentence, holds in sick.wanted.keeps:
            yield Finding(holds(scene), sentence, fix="Change no more than what is sick.")
        page = sick.wanted.page or scene.page
        for other in sick.wanted.allowed:
            if other != page:
                yield _read(sick, scene, sick.engine, crashes, other)
        if sick.wanted.allowed:
            yield from _lint(sick, scene)


def _read(sick: Sick, scene: Scene, engine: str, crashes: list[Any], other: str = "") -> Finding:
    """Does the page, or another one that may, read what it should?"""
    page = other or sick.wanted.page or scene.page
    result = play(scene, engine, page).last
    sentence = f"In {NAMES[engine]}, `{page}` reads the answer."
    if crashes:
        return Finding(False, "The app raised an exception.", repr(crashes[0])[:200])
    if result.error is not None:
        return Finding(False, f"In {NAMES[engine]}, `{page}` is still blocked.", result.verdict)
    return _as_wanted(sick, result, sentence)


def _as_wanted(sick: Sick, result: FetchResult, sentence: str) -> Finding:
    wanted, response = sick.wanted, result.response
    if response is None or response.type == "opaque":
        return Finding(False, "The page gets an answer that it cannot read.", result.verdict)
    if response.status != wanted.status:
        why = f"Its status is {response.status}, and {wanted.status} is wanted."
        return Finding(False, "The page reads another answer.", why)
    if wanted.body not in response.text():
        return Finding(False, "The page reads another answer.", f"`{wanted.body}` is gone.")
    names = {name for name, _ in response.headers}
    if wanted.header and wanted.header.lower() not in names:
        return Finding(False, f"JavaScript does not see `{wanted.header}`.", result.verdict)
    return Finding(True, sentence)


def _lint(sick: Sick, scene: Scene) -> Iterator[Finding]:
    """Strangers ask, with cookies and without."""

    def fetch(origin: str, path: str, **arguments: Any) -> FetchResult:
        asked = scene.__class__(
            page=origin,
            url=scene.url,
            arguments=arguments,
            hosts=scene.hosts,
            login=scene.login if arguments.get("credentials") == "include" else "",
        )
        return play(asked, "chromium").last

    path = "/" + scene.url.partition("://")[2].partition("/")[2]
    lint = Lint(sick.wanted.allowed, (Ask(path, scene.arguments),), caches=sick.wanted.caches)
    yield from lint.findings(fetch)
