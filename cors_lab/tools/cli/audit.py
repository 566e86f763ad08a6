"""`cors-lab audit`: what a server's CORS settings let through, and whom they fail."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import click

from cors_lab.tools.audit.prober import COOKIE, MOST_BYTES, Asker
from cors_lab.tools.audit.report import data, render_report
from cors_lab.tools.audit.run import run
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import resolved
from cors_lab.tools.check.question import header_pairs, http_url
from cors_lab.tools.cli.check import Reach, app_url
from cors_lab.tools.cli.terminal import INTERRUPTED, give_up, show, show_data

if TYPE_CHECKING:
    from cors_lab.tools.audit.report import Report

EPILOG = """\b
Examples:
  cors-lab audit https://api.example.com/me --page https://app.example.com
  cors-lab audit https://api.example.com/me --page https://app.example.com \\
      --cookie 'sid=31d4' --path /orders --path /old
  cors-lab audit --app main:app /notes --page https://app.example.com --json
  cors-lab audit http://localhost:5000/notes --rate 0

\b
What is sent: about fifty requests, GET and OPTIONS, to this one origin; no
redirect is followed. --unsafe-methods adds one POST, PUT, PATCH and DELETE
with the body {}: only where nothing can be lost. Audit only your own servers.

\b
What is looked for: origins that get through (any, null, names that contain,
begin or end like yours, unescaped dots, special signs, http, other ports, any
subdomain, free hosters, localhost), preflights that are redirected, refused
or not handled, preflights open to all, Vary, errors, redirects without CORS
headers, credentials, methods and headers wider than the routes.

\b
Exit codes: 0 no finding above "info", 1 findings, 2 could not ask.
The keys of --json are in docs/check-and-audit.md.
"""


@click.command("audit", epilog=EPILOG, context_settings={"max_content_width": 80})
@click.argument("url", required=False)
@click.option(
    "--app",
    metavar="MODULE:APP",
    help="Audit this WSGI or ASGI app in process; URL may be a path then.",
)
@click.option(
    "--page", metavar="ORIGIN", help="The origin that may read; guessed from the URL without it."
)
@click.option(
    "--path",
    "paths",
    metavar="PATH",
    multiple=True,
    help="One more path to look at, such as one that fails or redirects.",
)
@click.option(
    "--cookie",
    default=COOKIE,
    metavar="COOKIE",
    help="Sent with each credentialed request, as by a user who is logged in.",
)
@click.option(
    "-H",
    "--header",
    "headers",
    metavar="LINE",
    multiple=True,
    help="Sent with every request, 'Name: value'.",
)
@click.option("--unsafe-methods", is_flag=True, help="Send POST, PUT, PATCH and DELETE too.")
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    help="Requests a second; 0: as fast as it goes.",
)
@click.option(
    "--resolve", metavar="HOST:PORT:ADDRESS", multiple=True, help="Connect to this address instead."
)
@click.option("--cacert", metavar="FILE", help="Trust these authorities (PEM), not the system's.")
@click.option("-k", "--insecure", is_flag=True, help="Trust any certificate.")
@click.option(
    "--timeout",
    type=float,
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="For each exchange.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
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
    cacert: str | None,
    insecure: bool,
    timeout: float,
    as_json: bool,
) -> None:
    """Audit a server's CORS settings: what lets strangers in, and what fails for those who may."""
    try:
        target = http_url(app_url(url, app))
        with (
            Reach(app, cacert, insecure, timeout).transport(target.href, MOST_BYTES) as transport,
            redirect_stdout(sys.stderr),
        ):
            asker = Asker(
                target,
                transport,
                0 if app else rate,
                unsafe_methods,
                cookie,
                header_pairs(headers),
                resolved(resolve),
            )
            if sys.stderr.isatty() and not as_json:
                click.echo(
                    f"Asking {target.origin}: some fifty"
                    f" requests{f', {rate:g} a second' if rate and not app else ''}.",
                    err=True,
                )
            report = run(asker, page, paths)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except CannotAsk as error:
        give_up(error.sentence, error.code, as_json)
    _tell(report, as_json)


def _tell(report: Report, as_json: bool) -> None:
    if as_json:
        show_data(data(report))
    else:
        show(render_report(report))
    raise SystemExit(report.exit_code)
