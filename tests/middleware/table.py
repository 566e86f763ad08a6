"""Writes docs/middleware.md: `python -m tests.middleware.table`, where everything is installed.

Rows of what is not installed are kept as they stand in the file. A test measures again and
compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.middleware.measuring import QUESTIONS, STRANGERS, Row, measure
from tests.middleware.running import LIBRARIES, NAMES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "middleware.md"
Rows = dict[tuple[str, str], Row]
TITLES = {
    "defaults": ("With no option at all", "What `pip install` or `npm install` and one line give."),
    "one_origin": (
        "One origin, with credentials",
        "`https://app.example` and nobody else, written in the simplest way that each offers.",
    ),
    "allow_list": (
        "An allow-list, with credentials",
        "`https://app.example` and `https://admin.example`: as it should be.",
    ),
    "any_with_credentials": (
        "Whoever asks, with credentials",
        'The way that many forum answers end. Here "it works" is the bug.',
    ),
    "regex": (
        "A pattern, with credentials",
        "Meant for the page and its subdomains; but its dot is any sign, and nothing anchors it.",
    ),
    "null": (
        "`null` on the allow-list",
        (
            "Often added for a page opened from a file, and open to every website through a "
            "sandboxed frame."
        ),
    ),
}
HEAD = """\
# What CORS middleware does

Measured, not read: each library runs on loopback in front of the same small API, and the simulated browser asks it, as the page
`https://app.example` and as strangers. The programs are in `tests/middleware/apps/`; `python -m tests.middleware.table` makes this
page, and a test measures again and compares. "Headers" are those of CORS. The preflight asks for PUT with `Content-Type:
application/json` and cookies; "refused" means that the browser does not send the PUT.

The strangers, none of whom should read (but the subdomain, where a pattern means it):

{strangers}
"""  # noqa: E501


def collect() -> Rows:
    """Measures all that is installed."""
    installed = [library for library in LIBRARIES.values() if not library.missing()]
    return {
        (library.label, name): measured(library.label, name)
        for library in installed
        for name in library.configurations()
    }


def measured(label: str, name: str) -> Row:
    with LIBRARIES[label].run(name) as url:
        return measure(url)


def read() -> Rows:
    """What stands in the document."""
    found: Rows = {}
    titles = {title: name for name, (title, _) in TITLES.items()}
    for section in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
        name = titles.get(section.partition("\n")[0])
        lines = [line[2:-2].split(" | ") for line in section.splitlines() if line.startswith("| ")]
        for label, *cells in zip(*lines[:1], *lines[2:], strict=True) if name else ():
            found |= {(label, name): Row(*cells)} if label in LIBRARIES else {}
    return found


def versions_in(text: str) -> dict[str, str]:
    """The versions that stand in a document, by library."""
    return dict(re.findall(r"^### (.+)\n\nMeasured with (.+)\.$", text, re.MULTILINE))


def document(rows: Rows, versions: Mapping[str, str]) -> str:
    who = "".join(
        f"- {name}: `{origin}`\n" if name != f"`{origin}`" else f"- {name}: a sandboxed frame\n"
        for name, origin in STRANGERS.items()
    )
    parts = [HEAD.format(strangers=who), *_in_short(rows)]
    parts += [_section(rows, name) for name in NAMES]
    return (
        "".join(parts)
        + "\n## The configurations\n"
        + "".join(_configurations(label, versions.get(label, "")) for label in LIBRARIES)
    )


def _section(rows: Rows, name: str) -> str:
    title, sentence = TITLES[name]
    found = _rows(rows, name)
    lines = [["", *(label for label, _ in found)], ["---"] * (len(found) + 1)]
    lines += [
        [question, *(getattr(row, field) for _, row in found)]
        for field, question in QUESTIONS.items()
    ]
    return f"\n## {title}\n\n{sentence}\n\n" + "".join(
        f"| {' | '.join(cells)} |\n" for cells in lines
    )


def _rows(rows: Rows, name: str) -> list[tuple[str, Row]]:
    return [(label, rows[label, name]) for label in LIBRARIES if (label, name) in rows]


def _in_short(rows: Rows) -> Iterable[str]:
    """Sentences that are computed: what they say of a library was measured."""
    claims: tuple[tuple[str, str, Callable[[Row], bool]], ...] = (
        (
            "With no option, every website may read, without cookies",
            "defaults",
            lambda row: row.without_cookies == "yes",
        ),
        (
            "With no option, no other origin may read",
            "defaults",
            lambda row: row.without_cookies != "yes",
        ),
        (
            "With an allow-list, some answers lack `Vary: Origin`",
            "allow_list",
            lambda row: row.vary != "always",
        ),
        (
            "With one origin, some answers lack `Vary: Origin` though they depend on it",
            "one_origin",
            _depends_without_vary,
        ),
        (
            'With an allow-list, a 500 has no headers, and pages hear "CORS", not what broke',
            "allow_list",
            lambda row: row.broken == "no",
        ),
        (
            "With one origin, written simply, a 404 or a 500 has no headers",
            "one_origin",
            lambda row: "no" in (row.not_found, row.broken),
        ),
        (
            "A preflight to a path with a slash too many fails",
            "allow_list",
            lambda row: "refused" in row.slash,
        ),
        (
            "A pattern without anchors lets strangers in",
            "regex",
            lambda row: "look-alike" in row.strangers,
        ),
    )
    yield "## In short\n\n"
    for sentence, name, test in claims:
        labels = [label for label, row in _rows(rows, name) if test(row)]
        yield f"- {sentence}: {', '.join(labels) or 'none'}.\n"


def _depends_without_vary(row: Row) -> bool:
    return row.vary != "always" and row.stranger != "`https://app.example`"


def _configurations(label: str, versions: str) -> str:
    library = LIBRARIES[label]
    found = library.configurations()
    lines = [f"- {name}: {_linked(library.source, name, text)}\n" for name, text in found.items()]
    lines += [f"\nwhere `{constant}`.\n" for constant in library.constants()]
    source = (
        ""
        if "*" in library.source
        else f"\nFrom [{library.source}](../tests/middleware/apps/{library.source}):\n"
    )
    return f"\n### {label}\n\nMeasured with {versions}.\n{source}\n{''.join(lines)}"


def _linked(source: str, name: str, text: str) -> str:
    file = source.replace("*", name)
    return f"[{file}](../tests/middleware/apps/{file}): {text}" if "*" in source else f"`{text}`"


def main() -> None:
    known = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    rows = (read() if known else {}) | collect()
    versions = versions_in(known) | {
        library.label: library.versions() for library in LIBRARIES.values() if not library.missing()
    }
    DOCUMENT.write_text(document(rows, versions), encoding="utf-8")


if __name__ == "__main__":
    main()
