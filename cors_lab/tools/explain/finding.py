"""One cause that a paste points to, how sure it is, and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from cors_lab.fixes.frameworks import helps

if TYPE_CHECKING:
    from cors_lab.fixes.paste import Paste

Verdict = Literal["blocked", "readable", "opaque", "cannot-tell", "depends", "notice"]
Agreement = Literal["", "agrees", "disagrees", "unknown"]
NULL = (
    "No server should allow the origin null, which any page can be: there is no code for that. Mend"
    " the page."
)
NO_HELP = "No header of the server helps here: there is no code for that."


@dataclass(frozen=True, slots=True)
class Finding:
    """What became, or would become, of one fetch.

    `code` is our stable id of the error, "" where there is none, `codes` all it may be;
    `cors_error` is Chromium's CorsError name,
    `firefox_reason` Firefox's key. `step` is the failing check's question, `spec` its place in the
    standard. `alike` says what else looks the same, `causes` what may lie behind it, each as "what
    one sees: what it means"; `observed` what the answer itself shows, and what follows; `points`
    what a browser does here,
    `agreement` whether the recorded browser came to the same verdict. `framework` is a guess at
    what made the answer, by the header line `evidence`.
    """

    verdict: Verdict
    headline: str
    method: str = ""
    url: str = ""
    page: str = ""
    engine: str = ""
    number: int = 0
    code: str = ""
    codes: tuple[str, ...] = ()
    cors_error: str | None = None
    firefox_reason: str | None = None
    stage: str = ""
    step: str = ""
    spec: str = ""
    why: str = ""
    fix: str = ""
    pastes: tuple[Paste, ...] = ()
    points: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    agreement: Agreement = ""
    notes: tuple[str, ...] = ()
    framework: str = ""
    evidence: str = ""
    observed: tuple[str, ...] = ()

    @property
    def no_code(self) -> str:
        """Why the fix is not to be had as code, in a sentence; "" where it is."""
        if not (self.verdict == "depends" or (self.verdict == "blocked" and helps(self.code))):
            return NO_HELP
        if self.page == "null":
            return NULL
        if self.verdict == "blocked" and not self.pastes:
            return NO_HELP
        return ""


class Explained(Protocol):
    """What a view reads of an explanation."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def summary(self) -> str: ...  # noqa: D102
    @property
    def findings(self) -> tuple[Finding, ...]: ...  # noqa: D102
    @property
    def notes(self) -> tuple[str, ...]: ...  # noqa: D102
    def shown(self) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]: ...  # noqa: D102
