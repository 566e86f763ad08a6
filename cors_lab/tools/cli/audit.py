"""`cors-lab audit`: what a server's CORS settings let through, and whom they fail."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cors_lab.display.text import wrapped
from cors_lab.fixes.frameworks import NAMES
from cors_lab.fixes.mistakes.words import SEVERITIES
from cors_lab.tools.audit.prober import COOKIE, MOST_BYTES, Asker
from cors_lab.tools.audit.report import data, render_report
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import resolved
from cors_lab.tools.check.question import header_pairs, http_url
from cors_lab.tools.cli.check import Reach, app_url
from cors_lab.tools.cli.given import header_lines, secret
from cors_lab.tools.cli.terminal import FIXED, INTERRUPTED, give_up, show, show_data, timeout_option

if TYPE_CHECKING:
    from cors_lab.tools.audit.report import Report

FORMATS = ("text", "json", "sarif", "junit")
LOWEST_RATE = 0.01  # requests a second: one in 100 seconds
EPILOG = """\b
Examples:
  cors-lab audit https://api.example.com/me --page https://app.example.com
  cors-lab audit https://api.example.com/me --page https://app.example.com \\
      --cookie @cookie.txt --path /orders --path /old
  cors-lab audit --app main:app /notes --page https://app.example.com --json
  cors-lab audit http://localhost:5000/notes --rate 0 --fix flask
  cors-lab audit --app main:app /notes --format sarif --source main.py

\b
What is sent: about fifty requests, GET and OPTIONS, to this one origin; no
redirect is followed. --unsafe-methods adds one POST, PUT, PATCH and DELETE
with the body {}: only where nothing can be lost. Audit only your own servers.

\b
What is looked for: origins that get through (any, null, names that contain,
begin or end like yours, cut short, unescaped dots, special signs, http, other
ports, any subdomain, public suffixes, free hosters, localhost), lists that no
browser can read, `*` with credentials, names that no page can send or see,
preflights that are redirected, refused, kept by caches or open to all, Vary,
errors and redirects without CORS headers, methods wider than the routes.

\b
Secrets: -H @FILE and --cookie @FILE read them from a file, which no process
list shows. So does CORS_LAB_HEADERS in the environment, one header a line.

\b
Exit codes: 0 nothing as bad as --fail-on, 1 there is, 2 could not ask.
The keys of --json are in docs/check-and-audit.md.
"""


class Shown(NamedTuple):
    """How the report is shown, and from which severity on it fails."""

    format: str
    fix: str | None
    fail_on: str
    source: str


@click.command("audit", epilog=EPILOG, context_settings={"max_content_width": 80})
@click.argument("url", required=False)
@click.option(
    "--app",
    metavar="MODULE:APP",
    help="Audit this WSGI or ASGI app in process; URL may be a path then.",
)
@click.option(
    "--page",
    metavar="ORIGIN",
    help="The origin that may read, or null; guessed from the URL without it.",
)
@click.option(
    "--path",
    "paths",
    metavar="PATH",
    multiple=True,
    help="One more path to look at, such as one that fails.",
)
@click.option(
    "--cookie",
    default=COOKIE,
    metavar="COOKIE",
    help="Sent as by a user who is logged in; or @FILE.",
)
@click.option(
    "-H",
    "--header",
    "headers",
    metavar="LINE",
    multiple=True,
    help="Sent with every request, 'Name: value'; or @FILE.",
)
@click.option("--unsafe-methods", is_flag=True, help="Send POST, PUT, PATCH and DELETE too.")
@click.option(
    "--rate",
    type=float,
    default=10.0,
    show_default=True,
    help="Requests a second; 0: without a pause.",
)
@click.option(
    "--resolve", metavar="HOST:PORT:ADDRESS", multiple=True, help="Connect to this address instead."
)
@click.option("--cacert", metavar="FILE", help="Trust these authorities (PEM), not the system's.")
@click.option("-k", "--insecure", is_flag=True, help="Trust any certificate.")
@timeout_option
@click.option(
    "--fix",
    type=click.Choice(NAMES),
    metavar="NAME",
    help="Show sound settings for this framework or product.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="low",
    show_default=True,
    help="The lowest severity that ends with exit code 1.",
)
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print the report.",
)
@click.option(
    "--source", metavar="FILE", default=".", help="In SARIF: the file that holds the settings."
)
@click.option("--json", "as_json", is_flag=True, help="For machines: the same as --format json.")
def command(
    url: str | None,
    app: str | None,
    page: str | None,
    paths: tuple[str, ...],
    cookie: str,
    headers: tuple[str, ...],
    unsafe_methods: bool,
    rate: float,
    resolve: tuple[str, ...],
    as_json: bool,
    fix: str | None,
    fail_on: str,
    format: str,
    source: str,
    **reach: Any,
) -> None:
    """Audit a server's CORS settings: what lets strangers in, and what fails for those who may."""
    shown = Shown("json" if as_json else format, fix, fail_on, source)
    try:
        target = http_url(app_url(url, app))
        pairs = header_pairs(header_lines(headers))
        with (
            Reach(app, **reach).transport(target.href, MOST_BYTES) as transport,
            redirect_stdout(sys.stderr),
        ):
            asker = Asker(target, transport, 0 if app else _rate(rate), unsafe_methods)
            asker.cookie, asker.headers, asker.hosts = (
                secret("--cookie", cookie),
                pairs,
                resolved(resolve),
            )
            _announce(asker, shown)
            report = run(asker, page, paths)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except CannotAsk as error:
        give_up(error.sentence, error.code, shown.format == "json")
    _tell(report, shown)


def _rate(rate: float) -> float:
    """Requests a second; CannotAsk for one that is none, or so slow that the audit never ends."""
    if rate == 0 or LOWEST_RATE <= rate < float("inf"):
        return rate
    raise CannotAsk(
        "arguments", f"--rate {rate:g}: give 0, or {LOWEST_RATE:g} or more requests a second."
    )


def _announce(asker: Asker, shown: Shown) -> None:
    if sys.stderr.isatty() and shown.format == "text":
        rate = f", {asker.rate:g} a second" if asker.rate else ""
        click.echo(f"Asking {asker.url.origin}: about fifty requests{rate}.", err=True)


def _tell(report: Report, shown: Shown) -> None:
    from cors_lab.tools.audit.machines import fails, junit, sarif
    from cors_lab.tools.audit.sound import code_hint, sound_code

    code = sound_code(report, shown.fix) if shown.fix else ""
    failed = any(fails(finding, shown.fail_on) for finding in report.findings)
    if shown.format == "json":
        if shown.fix:
            fixed = {"fixCode": {"framework": shown.fix, "code": code}}
        else:
            fixed = {}
        show_data(data(report) | {"exitCode": int(failed), "failOn": shown.fail_on} | fixed)
    elif shown.format == "sarif":
        show_data(sarif(report, shown.source))
    elif shown.format == "junit":
        show(junit(report, shown.fail_on))
    else:
        if shown.fix:
            more = f"{FIXED.format(shown.fix)}\n\n{code}"
        else:
            more = "\n".join(wrapped(code_hint(report)))
        show(render_report(report) + (f"\n\n{more}" if more else ""))
    raise SystemExit(int(failed))
