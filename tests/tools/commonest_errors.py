"""Write docs/commonest-errors.md: twenty errors that people report most, each explained by
`explain`, and each fix of headers tried in the simulated browser.

    python -m tests.tools.commonest_errors [--check]
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from cors_lab import Browser, explain, serve

if TYPE_CHECKING:
    from cors_lab.tools.explain import Finding

PAGE = Path(__file__).parents[2] / "docs/commonest-errors.md"
HEAD = """# The twenty commonest CORS errors and their fixes

Written by `python -m tests.tools.commonest_errors` from what `cors-lab explain` says: do not edit
it by hand. Where a fix is header lines, a real server sent them, and the simulated browser then
read the answer.
Paste your own line into `cors-lab explain` for your own addresses.
"""
ORIGIN, URL = "http://localhost:3000", "https://api.example/notes"
BLOCKED = f"Access to fetch at '{URL}' from origin '{ORIGIN}' has been blocked by CORS policy: "
PREFLIGHT = "Response to preflight request doesn't pass access control check: "
NO_HEADER = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
TRIED = "Tried: with these lines the page reads the answer."
TRIED_ALSO = (
    "Tried: with these lines, and the page's own method and headers listed in the answer to"
    " OPTIONS, the page reads the answer."
)
BY_PAGE = "No header of the server fixes this: the page, or what is in front of the server, does."


@dataclass(frozen=True, slots=True)
class Common:
    """One error: a title, the line that people paste, and the call that makes it."""

    title: str
    line: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    credentials: str = "same-origin"


JSON = (("Content-Type", "application/json"),)
COMMON = (
    Common("The header is missing", BLOCKED + NO_HEADER),
    Common("The preflight has no header", BLOCKED + PREFLIGHT + NO_HEADER, "POST", JSON),
    Common(
        "The preflight gets an error status",
        BLOCKED + PREFLIGHT + "It does not have HTTP ok status.",
        "PUT",
    ),
    Common(
        "The star with credentials",
        BLOCKED + "The value of the 'Access-Control-Allow-Origin' header in the response must not"
        " be the wildcard '*' when the request's credentials mode is 'include'.",
        credentials="include",
    ),
    Common(
        "Allow-Credentials is missing",
        BLOCKED + "The value of the 'Access-Control-Allow-Credentials' header in the response is ''"
        " which must be 'true' when the request's credentials mode is 'include'.",
        credentials="include",
    ),
    Common(
        "Another origin is allowed",
        BLOCKED + "The 'Access-Control-Allow-Origin' header has a value 'http://localhost:8080'"
        " that is not equal to the supplied origin.",
    ),
    Common(
        "A header is not allowed",
        BLOCKED + "Request header field content-type is not allowed by"
        " Access-Control-Allow-Headers in preflight response.",
        "POST",
        JSON,
    ),
    Common(
        "A method is not allowed",
        BLOCKED + "Method PATCH is not allowed by Access-Control-Allow-Methods in preflight"
        " response.",
        "PATCH",
    ),
    Common(
        "The header is there twice",
        BLOCKED + "The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but"
        " only one is allowed.",
    ),
    Common(
        "The preflight is redirected",
        BLOCKED + PREFLIGHT + "Redirect is not allowed for a preflight request.",
    ),
    Common(
        "A redirect to a login",
        "Access to fetch at 'https://login.example/authorize?client_id=1' (redirected from"
        f" '{URL}') from origin '{ORIGIN}' has been blocked by CORS policy: {NO_HEADER}",
    ),
    Common(
        "A page from a file",
        "Access to script at 'file:///C:/site/app.js' from origin 'null' has been blocked by CORS"
        " policy: Cross origin requests are only supported for protocol schemes: http, data,"
        " chrome, chrome-extension, https.",
    ),
    Common(
        "An error page without headers",
        f"{BLOCKED}{NO_HEADER}\nGET {URL} net::ERR_FAILED 502 (Bad Gateway)",
    ),
    Common(
        "Firefox: the request did not succeed",
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource"
        f" at {URL}. (Reason: CORS request did not succeed). Status code: (null).",
    ),
    Common(
        "Safari: not allowed", f"Origin {ORIGIN} is not allowed by Access-Control-Allow-Origin."
    ),
    Common("Only “Failed to fetch”", "TypeError: Failed to fetch"),
    Common(
        "Plain http from an https page",
        "Mixed Content: The page at 'https://app.example/' was loaded over HTTPS, but requested an"
        " insecure resource 'http://api.example/notes'. This request has been blocked; the content"
        " must be served over HTTPS.",
    ),
    Common(
        "An app's page",
        "Origin capacitor://localhost is not allowed by Access-Control-Allow-Origin. Status code:"
        " 200",
    ),
    Common(
        "An image in a canvas",
        "Failed to execute 'toDataURL' on 'HTMLCanvasElement': Tainted canvases may not be"
        " exported.",
    ),
    Common(
        "A header that the page cannot see",
        "fetch('https://api.example/notes').then(r => r.headers.get('X-Total-Count'))",
    ),
)


def lines_of(finding: Finding) -> dict[str, list[tuple[str, str]]]:
    """The header lines of the fix, by the answer that they belong to."""
    found: dict[str, list[tuple[str, str]]] = {"preflight": [], "response": []}
    for paste in finding.pastes:
        place = "preflight" if "preflight" in paste.heading else "response"
        pairs = [
            line.partition(": ")[::2]
            for line in paste.lines
            if line.startswith(("Access-", "Vary"))
        ]
        found[place] += [(name, value) for name, value in pairs]
    return found


def is_fixed(common: Common, finding: Finding, listed: bool = False) -> bool:
    """Does the page read the answer of a server that sends these lines? With `listed`, its answer
    to the preflight lists the page's method and headers too, as the notes say.
    """
    lines = lines_of(finding)
    origin = ("Access-Control-Allow-Origin", finding.page)
    response = lines["response"] or [origin]
    preflight = lines["preflight"] or response
    if not any(name == origin[0] for name, _ in response):
        response = [*response, origin]
    if not any(name == origin[0] for name, _ in preflight):
        preflight = [*preflight, origin]
    if listed:
        names = ", ".join(name for name, _ in common.headers)
        preflight = [
            *preflight,
            ("Access-Control-Allow-Methods", common.method),
            ("Access-Control-Allow-Headers", names),
        ]
    app = Flask(__name__)

    @app.route("/notes", methods=["GET", "POST", "PUT", "PATCH", "OPTIONS"])
    def notes() -> Response:
        asked = request.method == "OPTIONS"
        return Response("{}", 204 if asked else 200, preflight if asked else response)

    with serve(app, name="https://api.example"):
        page = Browser().open(finding.page)
        result = page.fetch(
            URL, method=common.method, headers=list(common.headers), credentials=common.credentials
        )
    return result.fulfilled


def tried(common: Common, finding: Finding) -> str:
    """What came out when the fix was tried, in a sentence."""
    if is_fixed(common, finding):
        return TRIED
    if is_fixed(common, finding, listed=True):
        return TRIED_ALSO
    raise SystemExit(f"{common.title}: the fix does not fix it.")


def section(number: int, common: Common) -> str:
    """One error as Markdown."""
    finding = explain(common.line).findings[0]
    shown = [f"## {number}. {common.title}", "```text\n" + common.line + "\n```", finding.headline]
    if finding.pastes:
        for paste in finding.pastes:
            shown.append(f"{paste.heading}:\n\n```http\n" + "\n".join(paste.lines) + "\n```")
        shown.append(tried(common, finding))
    else:
        shown += [f"**Fix:** {finding.fix}", *([BY_PAGE] if finding.verdict == "blocked" else [])]
    if finding.why:
        shown.append(f"**Why:** {finding.why}")
    notes = [f"- {one}" for one in (*finding.causes, *finding.notes)]
    return "\n\n".join([*shown, *(["\n".join(notes)] if notes else [])])


def page() -> str:
    """The whole page."""
    parts = [section(number, one) for number, one in enumerate(COMMON, 1)]
    return "\n\n".join([HEAD.rstrip(), *parts]) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is up to date."""
    written = page()
    if "--check" in arguments:
        return int(PAGE.read_text("utf-8") != written)
    PAGE.write_text(written, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
