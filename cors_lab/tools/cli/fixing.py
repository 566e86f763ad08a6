"""The fix of what `check` found, as code or as the setting of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fixes.fix_code import write
from cors_lab.fixes.frameworks import helps
from cors_lab.tools.check.advice import wanted
from cors_lab.tools.explain.finding import NO_HELP, NULL
from cors_lab.tools.redact.result import masked

if TYPE_CHECKING:
    from cors_lab.tools.check.exchange import Answer

NOT_ASKED = "There is no code yet: the question was not asked to its end."
READABLE = "There is no code: the page can read the answer, so nothing needs a fix."


def code_of(answer: Answer, name: str) -> str:
    """What the server that answered last must say for this question to pass, for this framework or
    product; a sentence where no code helps.
    """
    if answer.result is None:
        return NOT_ASKED
    if answer.verdict == "readable":
        return READABLE
    code = answer.result.error.code if answer.result.error else ""
    facts = wanted(answer.question, masked(answer.result))
    if not helps(code):
        return NO_HELP
    if facts.origin == "null":
        return NULL
    return write(facts, name)
