"""The bench's static form, for readers without a kernel or a script: what the controls say, and the
result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.bench.controls import groups
from cors_lab.bench.history import title, words
from cors_lab.bench.session import EMPTY
from cors_lab.display.text import visible, wrapped
from cors_lab.result.html import render_html
from cors_lab.result.text import render_text

if TYPE_CHECKING:
    from cors_lab.bench.session import Session

SIDES = {"ask": "The page asks", "answer": "The server answers"}


def said(session: Session) -> list[tuple[str, list[str]]]:
    """For each side what its controls say: those that are in sight, and those that are not at their
    default.
    """
    values, offered = session.values, groups(session.values["page"])
    pairs: dict[str, list[str]] = {side: [] for side in SIDES}
    for group in offered:
        for field in group.fields:
            if field.main or values[field.name] != EMPTY[field.name]:
                told = visible(words(field.name, values[field.name], offered))
                side = "ask" if group.asks else "answer"
                pairs[side].append(f"{title(field.name)}: {told}")
    return [(SIDES[side], told) for side, told in pairs.items()]


def still_text(session: Session) -> str:
    """In plain text of 80 columns."""
    lines = [
        line
        for heading, pairs in said(session)
        for line in wrapped(f"{heading}: {' · '.join(pairs)}", "", "  ")
    ]
    if session.result:
        shown = render_text(session.result)
    else:
        shown = session.view["verdict"]
    return "\n".join([*lines, "", shown])


def still_html(session: Session) -> str:
    """In semantic HTML that a sanitizer leaves as it is."""
    told = Markup("").join(
        Markup("<p>{}: {}</p>\n").format(heading, " · ".join(pairs))
        for heading, pairs in said(session)
    )
    if session.result:
        shown = Markup(render_html(session.result))
    else:
        shown = Markup("<p>{}</p>").format(session.view["verdict"])
    return str(told + shown)
