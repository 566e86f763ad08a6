"""What an audit must find above "info" in each configuration of each library, and the table of it
in docs/check-and-audit.md.

Print the table: python -m tests.tools.audit.expected
"""

from __future__ import annotations

from tests.middleware.running import LIBRARIES, NAMES

NOBODY = {"page-blocked": "medium"}
# Where the libraries agree, and where they do not.
EVERYWHERE: dict[str, dict[str, str]] = {
    "one_origin": {},
    "allow_list": {},
    "any_with_credentials": {"any-origin": "high"},
    "regex": {"contains": "high", "unescaped-dot": "high"},
    "null": {"null-origin": "high"},
}
SPECIAL: dict[tuple[str, str], dict[str, str]] = {
    ("Flask-CORS", "defaults"): {"any-origin": "low"},
    ("Starlette CORSMiddleware", "defaults"): NOBODY,
    ("django-cors-headers", "defaults"): NOBODY,
    ("aiohttp-cors", "defaults"): NOBODY,
    ("Express cors", "defaults"): {},
    ("@fastify/cors", "defaults"): {},
    ("nginx", "defaults"): NOBODY,
    ("Starlette CORSMiddleware", "regex"): {
        "suffix": "high",
        "unescaped-dot": "high",
    },  # it takes the whole origin, as re.fullmatch
}


def expected(label: str, name: str) -> dict[str, str]:
    """The findings of one configuration, with their severities."""
    if (label, name) in SPECIAL:
        return SPECIAL[label, name]
    return EVERYWHERE[name]


def table() -> str:
    """A row for each library, a column for each configuration."""
    lines = [
        f"| | {' | '.join(name.replace('_', ' ') for name in NAMES)} |",
        "| --- |" + " --- |" * len(NAMES),
    ]
    for label, library in LIBRARIES.items():
        cells = [
            _cell(expected(label, name)) if name in library.configurations() else "cannot"
            for name in NAMES
        ]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(found: dict[str, str]) -> str:
    return ", ".join(f"{severity} `{id}`" for id, severity in found.items()) or "–"


if __name__ == "__main__":
    print(table())
