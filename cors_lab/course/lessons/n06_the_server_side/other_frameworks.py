"""The same permissions in the words of other frameworks: text to take home, generated from one
policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Text, View
from cors_lab.fixes.code import COPIES, Case
from cors_lab.server.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

APP = "https://app.example"
CALL = {
    "url": "https://api.example/notes",
    "method": "POST",
    "headers": {"Content-Type": "application/json"},
    "body": "{}",
}
FRAMEWORKS = (
    "Flask by hand",
    "Flask-CORS",
    "FastAPI / Starlette",
    "Django (django-cors-headers)",
    "Express (cors)",
    "nginx",
)
CONTROLS = (
    Control("framework", "Framework", "select", tuple((name, name) for name in FRAMEWORKS)),
    Control("allow_origin", "The page that may", "text"),
    Control("allow_methods", "Methods beside GET, HEAD, POST", "text"),
    Control("allow_headers", "Headers", "text"),
    Control("cookies", "With cookies", "check"),
)


def elsewhere(framework: str = "Flask-CORS") -> Experiment:
    """Choose a framework, say who may what, and read the code."""
    values = {
        "framework": framework,
        "allow_origin": APP,
        "allow_methods": "DELETE",
        "allow_headers": "Content-Type",
        "cookies": False,
    }
    return Experiment("The same, elsewhere", CONTROLS, look, values)


def look(values: Mapping[str, Any]) -> View:
    """The code. Raises ValueError for what cannot be a header."""
    origin, methods, headers = (
        str(values[name]).strip() or None
        for name in ("allow_origin", "allow_methods", "allow_headers")
    )
    cookies = bool(values["cookies"]) or None
    policy = Policy(
        allow_origin=origin,
        allow_methods=methods,
        allow_headers=headers,
        allow_credentials=cookies,
        vary="Origin",
    )
    framework = str(values["framework"])
    code = COPIES[framework](Case.of(CALL, policy, APP))
    return View(
        "noted",
        f"{framework}: not run here, but in this project's own tests.",
        (Text(framework, code),),
    )
