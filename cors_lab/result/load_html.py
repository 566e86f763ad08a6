"""A load in semantic HTML: the outcome and its questions first, everything else in `<details>`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.display.html import PRE, details
from cors_lab.display.text import visible
from cors_lab.result.load_text import answer_pairs, render_load, sign, verdict

if TYPE_CHECKING:
    from cors_lab.result.load_text import Loaded


def load_mimebundle(load: Loaded) -> dict[str, str]:
    """The forms in which a notebook keeps a load: plain text and HTML."""
    text = render_load(load)
    pairs = Markup(" · ").join(
        Markup("{} <b>{}</b>").format(question, visible(answer))
        for question, answer in answer_pairs(load)
    )
    everything = Markup('<pre style="{}">{}</pre>').format(PRE, text)
    html = Markup("<p><b>{} {}</b><br>{}</p>{}").format(
        sign(load),
        visible(verdict(load), 1000),
        pairs,
        details("Every step", everything),
    )
    return {"text/plain": text, "text/html": str(html)}
