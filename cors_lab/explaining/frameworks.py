"""For which framework the fix can be had as code, whether code helps at all, and which framework an answer seems to come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cors_lab.views.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.explaining.explanation import Finding

FRAMEWORKS = ("nginx", "flask", "flask-cors", "fastapi", "django", "express")
# Header, what its value begins with, framework. What runs an app comes before what may stand in front of it.
SIGNS = (
    ("x-powered-by", "Express", "express"),
    ("server", "Werkzeug/", "flask-cors"),
    ("server", "uvicorn", "fastapi"),
    ("server", "hypercorn", "fastapi"),
    ("server", "WSGIServer/", "django"),
    ("server", "nginx", "nginx"),
    ("server", "openresty", "nginx"),
)
NULL = "No server should allow the origin null, which any page can be: there is no code for that. Mend the page."
NO_HELP = "No header of the server helps here: there is no code for that."
HELPED = frozenset({"preflight-status", "preflight-redirect", "method-not-allowed", "header-not-allowed"})
_PLAIN = re.compile(r"[\w./ ()+-]{1,40}")


def why_not(finding: Finding) -> str:
    """Why there is no code for this finding, in a sentence; "" where there is."""
    if not (finding.verdict == "depends" or (finding.verdict == "blocked" and ("allow-" in finding.code or finding.code in HELPED))):
        return NO_HELP
    return NULL if finding.page == "null" else ""


def hint(finding: Finding) -> str:
    """How to have the fix as code, in a sentence; "" where there is none."""
    if why_not(finding):
        return ""
    if not finding.framework:
        return f"As code for your server: --fix NAME, in Python .fix(NAME). NAME is {', '.join(FRAMEWORKS[:-1])} or {FRAMEWORKS[-1]}."
    others = ", ".join(name for name in FRAMEWORKS if name != finding.framework)
    return f"As code: --fix {finding.framework} (a guess, by {finding.evidence}), in Python .fix(NAME). Other names: {others}."


def guess(headers: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The framework, and the header line that says so; two empty texts where nothing does. A proxy speaks for all that is behind it."""
    said = [(name.lower(), value, f"{name}: {value}") for name, value in headers]
    for header, beginning, framework in SIGNS:
        for name, value, line in said:
            if name == header and value.lower().startswith(beginning.lower()) and _PLAIN.fullmatch(value):
                return framework, visible(line)
    return "", ""
