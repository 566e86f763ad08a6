"""`explain` in a notebook: paste, drop a recording, press an example; the answer is the document
that text and HTML show.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cors_lab.display import esm
from cors_lab.display.document import Document, Points, Said, Verdict
from cors_lab.display.html import beside
from cors_lab.display.palette import styled
from cors_lab.tools.explain.page import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cors_lab.tools.explain.explanation import Explanation

HERE = Path(__file__).parent
TITLE = "What went wrong?"
LABEL = "Paste a console line, a curl command with its answer, the Network panel's text, or code"
HOW = (
    "Nothing is sent anywhere. Secrets are masked. The page's origin is needed only where the text"
    " does not tell it."
)
STATIC = (
    "Run this cell to paste here. In code: `explain('…')` with the text, or `explain('file.har')`"
    " with a recording."
)
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
EXAMPLES = (
    (
        "a console line",
        "Access to fetch at 'https://api.example/notes' from origin 'http://localhost:3000' has"
        f" been blocked by CORS policy: {MISSING}",
    ),
    (
        "a redirect to a login",
        "Access to fetch at 'https://idp.example/login?next=%2Fme' (redirected from"
        " 'https://api.example/me') from origin 'https://app.example' has been blocked by CORS"
        f" policy: {MISSING}",
    ),
    (
        "curl and its answer",
        "$ curl -I -H 'Origin: https://app.example' https://cdn.example/font.woff2\n"
        "HTTP/2 200\ncontent-type: font/woff2\nage: 69710\nx-cache: Hit from cloudfront",
    ),
    (
        "the Network panel",
        "Request URL: https://api.example/notes\nRequest Method: OPTIONS\nStatus Code: 401"
        " Unauthorized\n\nResponse Headers\nwww-authenticate: Bearer\n\nRequest Headers\n"
        "access-control-request-method: PUT\norigin: https://app.example",
    ),
    (
        "code that reads a header",
        "fetch('https://api.example/report').then(r => r.headers.get('X-Total-Count'))",
    ),
)


class ExplainWidget(anywidget.AnyWidget):
    """A box to paste into, and under it the explanation; `asked` is {"text", "page"}, and can be
    set from Python too.
    """

    _esm = esm.joined_esm(esm.DOM, HERE / "widget.js")
    _css = styled(HERE / "widget.css")

    title = traitlets.Unicode(TITLE).tag(sync=True)
    label = traitlets.Unicode(LABEL).tag(sync=True)
    how = traitlets.Unicode(HOW).tag(sync=True)
    examples = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, explain: Callable[..., Explanation]) -> None:
        self._explain = explain
        super().__init__(examples=[list(one) for one in EXAMPLES])
        self.observe(self._on_asked, "asked")

    def _on_asked(self, _: object) -> None:
        text = str(self.asked.get("text") or "")
        page = str(self.asked.get("page") or "").strip() or None
        number = self.shown.get("number", 0) + 1
        self.shown = {**self._look(text, page).data(), "number": number}

    def _look(self, text: str, page: str | None) -> Document:
        """The explanation as a document; a sentence on what was wrong where there is none."""
        try:
            return document(self._explain(text, page=page), hinted=False, codes=True)
        except ValueError as error:
            return Document(((Verdict("✗", "failed", str(error)),),))

    def _static(self) -> Document:
        lines = tuple(f"{name}: {text.splitlines()[0]}" for name, text in EXAMPLES)
        return Document(((Said("", TITLE), Said("Here", STATIC)), (Points("For example", lines),)))

    def __repr__(self) -> str:
        """The static form in plain text."""
        return self._static().text()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), self._static().html())
