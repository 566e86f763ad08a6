"""A curl line run for real against a server of this lesson, so that its answer can be seen beside a
browser's.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from dataclasses import dataclass, field

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.display.text import shown_headers, visible
from cors_lab.fetch.url import parse_url
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse
from cors_lab.server.registry import hosts

SECONDS = 10
WITH_VALUE = {
    "-X": "method",
    "--request": "method",
    "-H": "header",
    "--header": "header",
    "-d": "data",
    "--data": "data",
}
PLAIN = {"-i", "--include", "-s", "--silent", "-I", "--head"}
UNNAMED = ("connection",)  # says only how this connection ends


@dataclass(slots=True)
class Command:
    """A curl line, taken apart."""

    url: str = ""
    method: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: str | None = None
    head: bool = False

    @property
    def sends(self) -> str:
        """The method that goes on the wire."""
        return self.method or ("HEAD" if self.head else "GET" if self.data is None else "POST")


@dataclass(frozen=True, slots=True, repr=False)
class CurlAnswer:
    """What curl showed: the first line and the headers of the answer, the values of `Date` and
    `Server` left out.
    """

    method: str
    status: str
    headers: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        lines = [
            f"{name}: {value}"
            for name, value in shown_headers(self.headers)
            if name.lower() not in UNNAMED
        ]
        return "\n".join([f"{self.method} was sent. The answer:", "", visible(self.status), *lines])


def curl(line: str) -> CurlAnswer:
    """Run this curl line against the server that `serve` has started for its origin; without curl,
    send what curl would.

    It knows -X, -H, -d, -i, -I and -s. Raises ValueError, with a sentence, for anything else and
    for a server that is not there.
    """
    command = parsed(line)
    url = parse_url(command.url)
    served = hosts().get(url.origin.serialized) if url else None
    if url is None or served is None:
        raise ValueError(
            f"line: no server of this notebook answers for {command.url!r}; start one with"
            " `serve(app, name=...)`."
        )
    path = url.href.removeprefix(url.origin.serialized)
    executable = shutil.which("curl")
    if executable:
        return _run(executable, command, served + path, url.origin.serialized)
    return _sent(command, url.href, served)


def parsed(line: str) -> Command:
    """The line, taken apart. Raises ValueError for what is not known here."""
    words = shlex.split(line.replace("\\\n", " "))
    if words[:1] != ["curl"]:
        raise ValueError("line: begin it with `curl`.")
    command, rest = Command(), iter(words[1:])
    for word in rest:
        if word in WITH_VALUE:
            _put(command, WITH_VALUE[word], next(rest, None), word)
        elif word in PLAIN:
            command.head = command.head or word in ("-I", "--head")
        elif word.startswith("-"):
            raise ValueError(
                f"line: the option {word} is not known here; those that are:"
                f" {', '.join([*WITH_VALUE, *sorted(PLAIN)])}."
            )
        else:
            command.url = word
    return command


def _put(command: Command, option: str, value: str | None, word: str) -> None:
    if value is None:
        raise ValueError(f"line: {word} needs a value after it.")
    if option == "header":
        name, colon, text = value.partition(":")
        if not colon:
            raise ValueError(f"line: a header is written `Name: value`, not {value!r}.")
        command.headers.append((name.strip(), text.strip()))
    else:
        setattr(command, option, value)


def _run(executable: str, command: Command, url: str, origin: str) -> CurlAnswer:
    options = ["--head"] if command.head else ["--include"]
    options += ["--request", command.method] if command.method else []
    options += [
        part for name, value in command.headers for part in ("--header", f"{name}: {value}")
    ]
    options += ["--data", command.data] if command.data is not None else []
    fixed = [
        "--disable",
        "--silent",
        "--show-error",
        "--noproxy",
        "*",
        "--max-time",
        str(SECONDS),
        "--header",
        f"Host: {origin.partition('://')[2]}",
    ]
    done = subprocess.run(
        [executable, *fixed, *options, url], capture_output=True, check=False, timeout=2 * SECONDS
    )
    if done.returncode:
        raise ValueError(f"line: curl gave up: {done.stderr.decode(errors='replace').strip()}")
    head = done.stdout.decode("latin-1").partition("\r\n\r\n")[0]
    status, *lines = head.split("\r\n")
    pairs = tuple(
        (name, value.strip()) for name, _, value in (line.partition(":") for line in lines)
    )
    return CurlAnswer(command.sends, status, pairs)


def _sent(command: Command, href: str, served: str) -> CurlAnswer:
    """What curl would have sent, where there is no curl."""
    body = command.data.encode() if command.data is not None else None
    own = [("Host", href.split("/")[2]), ("Accept", "*/*")]
    own += (
        [("Content-Length", str(len(body))), ("Content-Type", "application/x-www-form-urlencoded")]
        if body
        else []
    )
    answer = SocketTransport(timeout=SECONDS).send(
        HTTPRequest("request", command.sends, href, (*own, *command.headers), body), served
    )
    if not isinstance(answer, HTTPResponse):
        raise ValueError("line: the server did not answer.")
    return CurlAnswer(
        command.sends, f"HTTP/1.1 {answer.status} {answer.status_text}", answer.headers
    )
