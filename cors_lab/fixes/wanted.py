"""What a server must say for one call to be readable, as facts from which any fix is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cors_lab.fetch.url import parse_origin
from cors_lab.fixes.paste import PLACEHOLDER
from cors_lab.fixes.required_headers import TO_READ

if TYPE_CHECKING:
    from cors_lab.fixes.paste import Paste

YOURS = f"Put your page's origin in the place of {PLACEHOLDER}."
ASSUMED = (
    "What was given does not tell which methods and headers your page sends: list yours in place of"
    " those below."
)
METHODS, NAMES = "PUT, PATCH, DELETE", "Content-Type, Authorization"
_LINE = re.compile(r"(Access-Control-Allow-(?:Origin|Methods|Headers|Credentials)): (.+)")
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


class Blocked(Protocol):
    """A call that a server blocked: what it asked for, and the header lines that let it pass, as
    far as they are known.
    """

    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def page(self) -> str: ...  # noqa: D102
    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def stage(self) -> str: ...  # noqa: D102
    @property
    def pastes(self) -> tuple[Paste, ...]: ...  # noqa: D102
    @property
    def no_code(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a server must say for one call: to one origin, never to all; the lists are None where no
    preflight asks for anything.
    """

    origin: str
    url: str
    method: str
    allow_methods: str | None
    allow_headers: str | None
    credentials: bool
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Blocked) -> Wanted:
        """What this finding asks for; what it does not tell is assumed, and said in `remarks`."""
        said = _said(finding)
        told = parse_origin(said.get("Access-Control-Allow-Origin") or finding.page)
        origin = told.serialized if told else PLACEHOLDER
        methods = said.get("Access-Control-Allow-Methods")
        names = _names(said.get("Access-Control-Allow-Headers"))
        remarks = [YOURS] if origin == PLACEHOLDER else []
        if _is_assumed(finding, methods, names):
            remarks.append(ASSUMED)
            methods, names = methods or finding.method or METHODS, names or NAMES
        method = finding.method
        if not method.isalpha():
            method = (methods or "GET").partition(",")[0]
        credentials = "Access-Control-Allow-Credentials" in said
        if "allow-origin-wildcard" in finding.code:
            credentials = True
        return cls(origin, finding.url, method, methods, names, credentials, tuple(remarks))


def _said(finding: Blocked) -> dict[str, str]:
    """The header lines of its pastes, by name."""
    lines = [line for paste in finding.pastes for line in paste.lines]
    return {found[1]: found[2] for line in lines if (found := _LINE.fullmatch(line))}


def _is_assumed(finding: Blocked, methods: str | None, names: str | None) -> bool:
    """Does it leave open what the page sends?"""
    if finding.stage != "preflight":
        return False
    if any(paste.heading.startswith(TO_READ) for paste in finding.pastes):
        return False
    return finding.code == "preflight-status" or not (methods and names)


def _names(listed: str | None) -> str | None:
    """Header names without what cannot be one: a line of a console may say anything."""
    names = [
        name
        for name in (listed or "").replace(" ", "").split(",")
        if name and not _NOT_A_NAME.search(name)
    ]
    return ", ".join(dict.fromkeys(names)) or None
