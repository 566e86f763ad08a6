"""The player: a widget that plays the sequence diagram of one fetch step by step, and shows all of
it where no kernel is.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from markupsafe import Markup

from cors_lab.display.esm import DOM, joined_esm
from cors_lab.display.html import beside, marked
from cors_lab.display.palette import styled
from cors_lab.display.text import visible, wrapped
from cors_lab.result.answers import verdict_sign
from cors_lab.result.diagram import static_diagram
from cors_lab.result.frames import film, frames

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult

HERE = Path(__file__).parent
IMAGE = '<img alt="{}" src="data:image/svg+xml;base64,{}" style="max-width:100%;height:auto">'


class Player(anywidget.AnyWidget):
    """The film of one result: `Player(page.fetch(url))`. Another result can take its place:
    `player.result = page.fetch(url)`.

    Space plays and pauses, the arrow keys step, Home and End go to the ends, and a click into the
    picture goes to what was hit there. Without a kernel it is the whole picture and a numbered list
    of its sentences. Raises TypeError for anything but a result.
    """

    _esm = joined_esm(DOM, HERE / "player.js") + "\nexport default { render: renderPlayer };\n"
    _css = styled(HERE / "player.css")

    film = traitlets.Dict().tag(sync=True)

    def __init__(self, result: FetchResult) -> None:
        super().__init__()
        self.result = result

    @property
    def result(self) -> FetchResult:
        """The result that is shown."""
        return self._result

    @result.setter
    def result(self, result: FetchResult) -> None:
        if not hasattr(result, "exchanges"):
            raise TypeError(f"result must be what page.fetch(...) gives, not {result!r}")
        self._result = result
        self.film = film(result)

    def __repr__(self) -> str:
        """The static form in plain text: the verdict, then every step in a sentence."""
        told = [frame.sentence for frame in frames(self.result)[:-1]]
        lines = wrapped(visible(self.result.verdict, 1000), f"{verdict_sign(self.result)} ", "  ")
        for number, words in enumerate(told, start=1):
            lines += wrapped(words, f"{number:>4}. ", "      ")
        return "\n".join(lines)

    def _static_html(self) -> str:
        """The whole picture, and its sentences for those who do not see it; the verdict is the text
        that stands for the picture.
        """
        verdict = f"{verdict_sign(self.result)} {visible(self.result.verdict, 1000)}"
        picture = Markup(IMAGE).format(
            verdict, base64.b64encode(static_diagram(self.result).encode()).decode()
        )
        items = Markup("\n").join(
            Markup("<li>{}</li>").format(marked(frame.sentence))
            for frame in frames(self.result)[:-1]
        )
        return str(
            Markup("<p><b>{}</b></p>\n<p>{}</p>\n<ol>\n{}\n</ol>").format(verdict, picture, items)
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and beside it the static form for readers without a kernel."""
        return beside(super()._repr_mimebundle_(**kwargs), repr(self), self._static_html())
