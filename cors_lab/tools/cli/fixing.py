"""The fix of what `check` found, as code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.fetch.headers import get
from cors_lab.fixes.fix_code import code_for
from cors_lab.fixes.required_headers import answers, needs_of
from cors_lab.tools.check.question import open_page
from cors_lab.tools.explain import Finding
from cors_lab.tools.redact.result import masked

if TYPE_CHECKING:
    from cors_lab.tools.check.exchange import Answer

NOT_ASKED = "There is no code yet: the question was not asked to its end."
READABLE = "There is no code: the page can read the answer, so nothing is to be mended."


def code_of(answer: Answer, framework: str) -> str:
    """What the server that answered last must say for this question to pass; a sentence where no
    code helps.
    """
    if answer.result is None:
        return NOT_ASKED
    if answer.verdict == "readable":
        return READABLE
    question, result = answer.question, masked(answer.result)
    last = result.exchanges[-1].request if result.exchanges else None
    asked: dict[str, Any] = {
        "method": question.method,
        "headers": question.headers,
        "credentials": question.credentials,
    }
    page = open_page(Browser(engine=question.engine), question.page)
    needs = needs_of(page, {**asked, "url": question.url})
    origin = (
        get(last.headers, "Origin") if last else None
    ) or page.origin  # null after some redirects
    url = last.url if last else result.url
    pastes = answers(needs)
    return code_for(
        Finding(
            "blocked",
            "",
            result.method,
            url,
            origin,
            code=result.error.code if result.error else "",
            pastes=pastes,
        ),
        framework,
    )
