"""A case outside the clinic: on the bench, as a cell of its own, as a pytest file."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING

from cors_lab.bench.widget import Bench
from cors_lab.course.clinic.play import play
from cors_lab.fetch.headers import get

if TYPE_CHECKING:
    from cors_lab.course.clinic.model import Sick

CELL = """from cors_lab.course.clinic.play import play
from cors_lab.course.clinic.ward import drawn

repair = {text}
play(drawn({number}, {seed}).scene(repair), "{engine}").last
"""
PYTEST = '''"""Case {number}, seed {seed}: {story} Change REPAIR until the test passes."""

from cors_lab.course.clinic.judge import repaired
from cors_lab.course.clinic.ward import drawn

REPAIR = {text}


def test_the_page_reads_and_no_stranger_does():
    found = repaired(drawn({number}, {seed}), REPAIR)
    failed = [f"{{one.sentence}} {{one.why}} {{one.fix}}" for one in found if not one.works]
    assert not failed, failed[0]
'''


def as_cell(sick: Sick, text: str = "") -> str:
    """The code of a cell that plays the case, with this repair or as it came."""
    return _filled(CELL, sick, text)


def as_pytest(sick: Sick, text: str = "") -> str:
    """A test that fails until the case is repaired."""
    return _filled(PYTEST, sick, text)


def _filled(form: str, sick: Sick, text: str) -> str:
    return form.format(
        text=_quoted(text or sick.starter),
        number=sick.number,
        seed=sick.seed,
        engine=sick.engine,
        story=sick.story.replace('"', "'"),
    )


def _quoted(text: str) -> str:
    """A literal of this text, over several lines where that says the same."""
    literal = f'r"""{text}"""'
    with suppress(SyntaxError, ValueError):  # a quotation mark at its end, a NUL byte
        if ast.literal_eval(literal) == text:
            return literal
    return repr(text)


def on_bench(sick: Sick) -> Bench:
    """The bench, set to how the page calls and what it was answered."""
    scene = sick.scene(sick.starter)
    exchanges = play(scene, sick.engine).last.exchanges
    answer = exchanges[-1].response if exchanges else None
    allowed = get(answer.headers, "Access-Control-Allow-Origin") if answer else None
    method = str(scene.arguments.get("method", "GET"))
    return Bench(state={"method": method, "allow_origin": allowed or ""})
