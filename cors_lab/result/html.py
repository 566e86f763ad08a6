"""A fetch in semantic HTML: short at first, everything in `<details>`; it reads well where styles
are stripped, and without a kernel.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from markupsafe import Markup

from cors_lab.display.html import PRE, details, joined, marked, safe_link
from cors_lab.display.palette import BORDER
from cors_lab.display.text import SIGNS, WORDS, shown_headers, visible
from cors_lab.result.answers import answers, failed_step, outcome, reason, verdict_sign
from cors_lab.result.diagram import static_diagram
from cors_lab.result.sequence import describe, sequence
from cors_lab.result.text import call, render_text, staged, status_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.result.record import Exchange, Fetched, Step

BODY_CLIP = 200


def reasons(step: Step, because: str) -> Markup:
    """Why, fix and the standard's own words for it, as far as the step has them."""
    rows = (("Why", marked(because)), ("Fix", marked(step.fix)), ("Standard", safe_link(step.spec)))
    return joined(Markup("<br><b>{}:</b> {}").format(name, words) for name, words in rows if words)


def mark(step: Step) -> Markup:
    """Sign, title and state in words."""
    return Markup("{} {} <i>({})</i>").format(
        SIGNS[step.state], visible(step.title or step.code), WORDS[step.state]
    )


def failure(result: Fetched) -> Markup:
    """The check that failed, with why and fix; nothing where none did."""
    step = failed_step(result)
    if step is None:
        return Markup("")
    style = f"margin:8px 0;padding:4px 12px;border-left:4px solid {BORDER['failed']}"
    return Markup('<p style="{}"><b>{}</b>{}</p>').format(
        style, mark(step), reasons(step, reason(result, step))
    )


def answer_line(result: Fetched) -> Markup:
    """The four answers in one line."""
    return Markup(" · ").join(Markup("{}: <b>{}</b>").format(*pair) for pair in answers(result))


def step_list(steps: Iterable[Step]) -> Markup:
    """Every step in the standard's order, by stage."""
    groups = []
    for stage, group in staged(steps):
        items = joined(
            Markup('<li style="margin:0 0 6px 0">{}{}</li>').format(mark(step), why(step))
            for step in group
        )
        groups.append(
            Markup(
                '<p><b>{}</b></p>\n<ul style="list-style:none;margin:0;padding:0 0 0'
                ' 8px">\n{}\n</ul>'
            ).format(stage, items)
        )
    return joined(groups)


def why(step: Step) -> Markup:
    """A step that was reached says why; one that was not has nothing to say."""
    if step.why and step.state != "not-reached":
        return Markup("<br>{}").format(marked(step.why))
    return Markup("")


def raw(first: str, headers: tuple[tuple[str, str], ...], body: bytes | None) -> str:
    """A message as on the wire: start line, header lines in order, the first 200 characters of the
    body.
    """
    lines = [first, *(f"{name}: {value}" for name, value in shown_headers(headers))]
    whole = (body or b"").decode("utf-8", "replace")
    shown = [visible(line) for line in whole[:BODY_CLIP].splitlines()] + (
        ["…"] if len(whole) > BODY_CLIP else []
    )
    return "\n".join([*lines, "", *shown] if shown else lines)


def exchange_block(number: int, exchange: Exchange) -> Markup:
    """One exchange: both messages, or why there was no response."""
    request, response = exchange.request, exchange.response
    asked = raw(f"{visible(request.method)} {visible(request.url)}", request.headers, request.body)
    if response:
        got = raw(status_line(exchange), response.headers, response.body)
    else:
        got = status_line(exchange)
    block = '<p><b>{}. {}</b></p>\n<pre style="{}">{}</pre>\n<pre style="{}">{}</pre>'
    return Markup(block).format(number, exchange.kind.capitalize(), PRE, asked, PRE, got)


def wire(result: Fetched) -> Markup:
    """All exchanges; the values of Date and Server are left out, and it says so."""
    blocks = [
        exchange_block(number, exchange)
        for number, exchange in enumerate(result.exchanges, start=1)
    ]
    if not blocks:
        return Markup("")
    return joined(
        [
            *blocks,
            Markup(
                "<p>The values of <code>Date</code> and <code>Server</code> change from run to run:"
                " shown as “…”.</p>"
            ),
        ]
    )


def picture(result: Fetched) -> Markup:
    """The sequence diagram as an image, which no sanitizer takes away."""
    drawn = base64.b64encode(static_diagram(result).encode()).decode()
    return Markup('<p><img alt="{}" src="data:image/svg+xml;base64,{}" style="{}"></p>').format(
        f"Sequence diagram: {visible(result.verdict, 1000)}", drawn, "max-width:100%;height:auto"
    )


def in_words(result: Fetched) -> Markup:
    """The sequence as an ordered list."""
    return Markup("<ol>\n{}\n</ol>").format(
        joined(Markup("<li>{}</li>").format(describe(event)) for event in sequence(result))
    )


def render_html(result: Fetched, *, pictured: bool = True) -> str:
    """Verdict, four answers, the failed check with why and fix; then sequence, steps and exchanges,
    folded. No port, time or id.
    """
    state, count = outcome(result), len(result.exchanges)
    head = (
        '<p style="margin:0;padding:4px 12px;border-left:4px solid {}"><b>{} {}</b><br>{}<br>{}</p>'
    )
    parts = [
        Markup(head).format(
            BORDER[state],
            verdict_sign(result),
            marked(result.verdict),
            call(result),
            answer_line(result),
        ),
        failure(result),
        picture(result) if pictured else Markup(""),
        details("What happened, in order", in_words(result)),
        details(f"All steps ({len(result.steps)})", step_list(result.steps)),
        details(f"On the wire ({count} exchange{'' if count == 1 else 's'})", wire(result)),
    ]
    return str(Markup("<div>\n{}\n</div>").format(joined(part for part in parts if part)))


def render_mimebundle(result: Fetched) -> dict[str, str]:
    """What a notebook stores for a result. No image/svg+xml: a front end shows only one of the
    forms, and the HTML has the words.
    """
    return {"text/plain": render_text(result), "text/html": render_html(result)}
