"""One page to keep: what to send so that it works, and what an error means, all computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cors_lab.course.beats.ask import seen, wire
from cors_lab.course.exercises.in_process import APP, JSON, answering, ask
from cors_lab.display import paper
from cors_lab.display.document import Table
from cors_lab.display.html import joined
from cors_lab.display.text import wrapped
from cors_lab.server.policy import Policy, PolicyFront

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.result.result import FetchResult

COOKIES = {"credentials": "include"}
POST = {"method": "POST", "headers": JSON, "body": "{}"}
PUT = {"method": "PUT", "headers": JSON, "body": "{}"}
LAST = (
    "First look at *Network*: was a preflight sent, was the request sent, what is the status? "
    "Then put `Origin` and `Access-Control-Allow-Origin` under each other.",
    "Never allow `null`, never send back any Origin that asks, never look for a part of a name.",
    "Error answers (401, 404, 500, and those of a proxy) need the same headers.",
    "CORS decides who may read. Who may act is decided by your login and your checks.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when it applies, what to write, and the case that it was computed from."""

    when: str
    write: str
    policy: Policy
    call: Mapping[str, Any] = field(default_factory=dict)

    def result(self) -> FetchResult:
        """The fetch, by a page of https://app.example."""
        return ask(PolicyFront(answering(), self.policy), **self.call)

    def row(self) -> tuple[str, str, str, str]:
        """The line of the table."""
        result = self.result()
        return self.when, self.write, wire(result), f"`{seen(result)}`"


NAMED = f"`Access-Control-Allow-Origin: {APP}`"
WORKS = (
    Line(
        "Public data, any page",
        "`Access-Control-Allow-Origin: *`",
        Policy(allow_origin="*"),
    ),
    Line(
        "One page, or a list of them",
        f"{NAMED} (the one that asks, if it is on your list), and `Vary: Origin`",
        Policy(allow_origin=APP, vary="Origin"),
    ),
    Line(
        "A POST of JSON",
        f"{NAMED} on both answers; on OPTIONS `Access-Control-Allow-Headers: Content-Type`",
        Policy(allow_origin=APP, allow_headers="Content-Type"),
        POST,
    ),
    Line(
        "PUT, PATCH, DELETE",
        "the same, and on OPTIONS `Access-Control-Allow-Methods: PUT, PATCH, DELETE`",
        Policy(allow_origin=APP, allow_headers="Content-Type", allow_methods="PUT, PATCH, DELETE"),
        PUT,
    ),
    Line(
        'Cookies (`credentials: "include"`)',
        f"{NAMED}, never `*`, and `Access-Control-Allow-Credentials: true`",
        Policy(allow_origin=APP, allow_credentials=True, vary="Origin"),
        COOKIES,
    ),
)
FAILS = (
    Line(
        "No such header",
        "Send it. If you have an allow-list: the origin is not on it, letter by letter.",
        Policy(),
    ),
    Line(
        "A slash, a path, capitals, another port",
        "Write the origin exactly as the browser sends it.",
        Policy(allow_origin=f"{APP}/"),
    ),
    Line(
        "Two values, or a list",
        "Name one origin, and set the header in one place: app or proxy.",
        Policy(allow_origin=["*", "*"]),
    ),
    Line(
        "`*` with cookies",
        "Name the page.",
        Policy(allow_origin="*", allow_credentials=True),
        COOKIES,
    ),
    Line(
        "The preflight's answer has no header",
        "Answer OPTIONS with the headers, too. The request was never sent.",
        Policy(),
        PUT,
    ),
    Line(
        "The preflight gets 401, 404, 405",
        "Let OPTIONS through before the login check; answer it with 204.",
        Policy(allow_origin=APP, preflight_status=401),
        PUT,
    ),
    Line(
        "The method is not listed",
        "`Access-Control-Allow-Methods`, in capitals.",
        Policy(allow_origin=APP, allow_headers="Content-Type"),
        PUT,
    ),
    Line(
        "A header is not listed",
        "`Access-Control-Allow-Headers` with its name, or take it off the request.",
        Policy(allow_origin=APP, allow_methods="PUT"),
        PUT,
    ),
    Line(
        "Headers on OPTIONS only",
        "Every answer needs them. Mind: the server ran the request.",
        Policy(allow_origin=APP, allow_headers="Content-Type", on_response=False),
        POST,
    ),
)
ONE_PAGE = """
caption { text-align: left; font-weight: 600; }
@page { size: A4; margin: 12mm; }
@media print { body { font-size: 8.5pt; line-height: 1.3; } h1 { font-size: 14pt; } }
"""
HEAD = ("When", "The server sends", "On the wire", "The page gets")
HEAD_OF_ERRORS = ("Because of", "Do this", "On the wire", "Chromium calls it")


@dataclass(frozen=True, slots=True, repr=False)
class CheatSheet:
    """The two tables, and four sentences."""

    tables: tuple[Table, Table]

    def __repr__(self) -> str:
        lines: list[str] = []
        for table in self.tables:
            lines += [*table.text(), ""]
        for sentence in LAST:
            lines += wrapped(sentence, "- ", "  ")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [table.html() for table in self.tables]
        items = joined(Markup("<li>{}</li>").format(_plain(sentence)) for sentence in LAST)
        return str(joined([*parts, Markup("<ul>\n{}\n</ul>").format(items)]))


def _plain(sentence: str) -> str:
    return sentence.replace("`", "").replace("*Network*", "Network")


def sheet_page() -> str:
    """The sheet as one HTML file for one sheet of paper."""
    tables = Markup(cheat_sheet()._repr_html_())
    body = Markup("<h1>CORS on one page</h1>\n{}").format(tables)
    return paper.page("CORS Lab: cheat sheet", body, ONE_PAGE)


def cheat_sheet() -> CheatSheet:
    """The sheet, computed now."""
    works = Table("To allow it", HEAD, tuple(line.row() for line in WORKS))
    fails = Table("When it fails", HEAD_OF_ERRORS, tuple(line.row() for line in FAILS))
    return CheatSheet((works, fails))
