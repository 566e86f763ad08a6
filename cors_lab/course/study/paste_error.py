"""For someone with a red line in the console: paste it, and read what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.beats.experiment import Control, Experiment
from cors_lab.display.document import Text, View
from cors_lab.tools.explain import explain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.display.document import State

STATES: dict[str, State] = {"blocked": "failed", "readable": "passed"}
FROM = "from origin 'https://app.example' has been blocked by CORS policy:"
MISSING = (
    f"Access to fetch at 'https://api.example/notes' {FROM} No 'Access-Control-Allow-Origin' "
    "header is present on the requested resource."
)
STAR = (
    f"Access to fetch at 'https://api.example/me' {FROM} The value of the "
    "'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the "
    "request's credentials mode is 'include'."
)
FIREFOX = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource "
    "at https://api.example/notes. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). "
    "Status code: 500."
)
CURL = (
    "curl 'https://api.example/notes' -X PUT -H 'Origin: https://app.example' "
    "-H 'Content-Type: application/json' --data '{}'"
)
EXAMPLES = (
    ("a missing header (Chromium)", MISSING),
    ("cookies and * (Chromium)", STAR),
    ("an error page (Firefox)", FIREFOX),
    ("Copy as cURL", CURL),
)
LABEL = "A console line, a curl command, a fetch call, or the name of a HAR file"
EMPTY = View("noted", "Paste something, or choose an example, and press *Run it*.")


def paste_error(text: str = MISSING) -> Experiment:
    """A box to paste into, with this text in it to begin with. Nothing leaves this machine."""
    box = Control("text", LABEL, "code", EXAMPLES)
    return Experiment("Paste your error here", (box,), look, {"text": text})


def look(values: Mapping[str, Any]) -> View:
    """What `explain` says to it. Raises ValueError for what cannot be read."""
    text = str(values["text"]).strip()
    if not text:
        return EMPTY
    explained = explain(text)
    verdicts = {finding.verdict for finding in explained.findings}
    state: State = "noted"
    for verdict, shown in STATES.items():
        if verdict in verdicts:
            state = shown
            break
    return View(state, explained.summary, (Text("What it means, and what to do", explained.text),))
