"""`cors-lab check`: may this page read that answer?"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cors_lab.browser.transport import MAX_BODY
from cors_lab.fixes.frameworks import NAMES
from cors_lab.tools.check.errors import CannotAsk
from cors_lab.tools.check.exchange import Answer, ask, only_asks, resolved, would_send
from cors_lab.tools.check.question import Question, header_pairs, http_url
from cors_lab.tools.check.report import data, render_answer
from cors_lab.tools.cli.terminal import FIXED, INTERRUPTED, give_up, show, show_data
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cors_lab.browser.browser import Transport

APP_SERVER = "https://localhost"
EPILOG = """\b
Examples:
  cors-lab check https://api.example.com/notes --page https://app.example.com
  cors-lab check http://localhost:5000/notes --page http://localhost:3000 \\
      -X POST -H 'Content-Type: application/json' -d '{"text": "hi"}' --yes
  cors-lab check https://api.example.com/me --page https://app.example.com \\
      --credentials include --cookie 'sid=1; SameSite=None; Secure'
  cors-lab check --app main:app /notes --page https://app.example.com
  cors-lab check http://localhost:8080/ --page http://localhost:3000 \\
      --fix nginx
  cors-lab check https://api.example.com/ --page null --json

\b
What is sent: exactly what the browser would send, redirects included. GET,
HEAD, OPTIONS and every preflight are safe and go at once. Any other method is
held back when its preflight has passed, shown, and sent only with --yes.

\b
Exit codes: 0 the page can read the answer, 1 it cannot (blocked), 2 there is
no verdict: bad arguments, held back without --yes, name not found, connection
refused, TLS, timeout. The keys of --json are in docs/check-and-audit.md.
"""


class Reach(NamedTuple):
    """How the server is reached."""

    app: str | None
    cacert: str | None
    insecure: bool
    timeout: float

    def transport(self, url: str, max_bytes: int = MAX_BODY) -> AbstractContextManager[Transport]:
        """The network, or the app in this process; `max_bytes` bounds each body from the
        network.
        """
        if self.app is not None:
            from cors_lab.tools.check.apps import app_transport, load_app

            return app_transport(
                load_app(self.app),
                http_url(url).origin.serialized,
                f"--app {self.app}",
                self.timeout,
            )
        from cors_lab.tools.check.network import socket_transport

        return socket_transport(
            self.timeout, False if self.insecure else self.cacert or True, max_bytes
        )


@click.command("check", epilog=EPILOG, context_settings={"max_content_width": 80})
@click.argument("url", required=False)
@click.option(
    "--app",
    metavar="MODULE:APP",
    help="Ask this WSGI or ASGI app in process; URL may be a path then.",
)
@click.option(
    "--page", metavar="ORIGIN", required=True, help="The page that asks: an origin, a URL, or null."
)
@click.option("-X", "--request", "method", metavar="METHOD", help="Default: GET, or POST with -d.")
@click.option(
    "-H",
    "--header",
    "headers",
    metavar="LINE",
    multiple=True,
    help="A header that the page sets, 'Name: value'.",
)
@click.option("-d", "--data", "body", metavar="TEXT", help="The body, as text; @FILE reads it.")
@click.option(
    "--credentials",
    type=click.Choice(["omit", "same-origin", "include"]),
    default="same-origin",
    show_default=True,
)
@click.option(
    "--mode",
    type=click.Choice(["cors", "no-cors", "same-origin"]),
    default="cors",
    show_default=True,
)
@click.option(
    "--redirect",
    type=click.Choice(["follow", "error", "manual"]),
    default="follow",
    show_default=True,
)
@click.option(
    "--engine",
    type=click.Choice(["chromium", "firefox", "webkit", "standard"]),
    default="chromium",
    show_default=True,
)
@click.option(
    "--cookie",
    "cookies",
    metavar="COOKIE",
    multiple=True,
    help="One that the server has set: 'a=b; SameSite=None; Secure'.",
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
@click.option("-y", "--yes", is_flag=True, help="Send it even if the method is not safe.")
@click.option(
    "--show-secrets", is_flag=True, help="Show tokens and cookies, which are *** otherwise."
)
@click.option(
    "--fix",
    type=click.Choice(NAMES),
    metavar="NAME",
    help="If it is blocked, show the fix for this framework or product: nginx, flask, s3, ...",
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(
    url: str | None,
    app: str | None,
    resolve: tuple[str, ...],
    cacert: str | None,
    insecure: bool,
    timeout: float,
    yes: bool,
    show_secrets: bool,
    fix: str | None,
    as_json: bool,
    **words: Any,
) -> None:
    """Ask a live server what the page ORIGIN would ask, and say whether it can read the answer, and
    why not.
    """
    reach = Reach(app, cacert, insecure, timeout)
    try:
        question = _question(app_url(url, app), words)
        planned = would_send(question)
        unsafe = not all(map(only_asks, planned))
        if unsafe and yes:
            click.echo(
                f"Sending {question.method} to {mask_url(question.url)}, which may change something"
                " there (--yes).",
                err=True,
            )
        with (
            reach.transport(question.url) as transport,
            redirect_stdout(sys.stderr),
        ):  # what an app prints is not our answer
            answer = ask(question, transport, resolved(resolve), permission=yes)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except CannotAsk as error:
        give_up(error.sentence, error.code, as_json)
    _tell(answer, planned if answer.withheld else (), show_secrets, fix, as_json)


def app_url(url: str | None, app: str | None) -> str:
    """The URL to ask; a path is one of the app's. CannotAsk where there is nothing to ask."""
    if app is None and url is None:
        raise CannotAsk("arguments", "give the URL to ask, or --app MODULE:APP.")
    if app is not None and (url is None or url.startswith("/")):
        return f"{APP_SERVER}{url or '/'}"
    return http_url(url or "").href


def _question(url: str, words: dict[str, Any]) -> Question:
    body = words.pop("body")
    method = words.pop("method") or ("GET" if body is None else "POST")
    return Question(
        url=url,
        method=method,
        headers=header_pairs(words.pop("headers")),
        body=_body(body),
        **words,
    )


def _body(text: str | None) -> str | bytes | None:
    if text is None or not text.startswith("@"):
        return text
    try:
        with click.open_file(text[1:], "rb") as file:
            read: bytes = file.read()
            return read
    except OSError as error:
        raise CannotAsk(
            "arguments", f"-d {text}: the file cannot be read ({error.strerror})."
        ) from error


def _tell(answer: Answer, planned: Any, show_secrets: bool, fix: str | None, as_json: bool) -> None:
    code = _code(answer, fix) if fix else ""
    if as_json:
        show_data(
            data(answer, planned, show_secrets)
            | ({"fixCode": {"framework": fix, "code": code}} if fix else {})
        )
    else:
        show(
            render_answer(answer, planned, show_secrets, hinted=not fix)
            + (f"\n\n{FIXED.format(fix)}\n\n{code}" if fix else "")
        )
    raise SystemExit(answer.exit_code)


def _code(answer: Answer, fix: str) -> str:
    from cors_lab.tools.cli.fixing import code_of

    return code_of(answer, fix)
