"""A curl command, copied from DevTools or written by hand, as the arguments of `page.fetch`."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_to_bytes

from cors_lab.fetch import headers as names
from cors_lab.tools.read.call import Call, Unreadable, note, origin_in, place, settle
from cors_lab.tools.read.curl.options import FLAGS, SENDING, SHORT, VALUES
from cors_lab.tools.read.curl.paste import command_in
from cors_lab.tools.read.curl.shell import Command, Word, command_of

if TYPE_CHECKING:
    from collections.abc import Iterator

BOUNDARY = "----form-boundary"
FORM = "application/x-www-form-urlencoded"
EXAMPLE = "curl -X PUT 'https://api.example/notes/1' -H 'Content-Type: application/json'"
DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")
_CURL = re.compile(r"(.*[/\\])?curl(\.exe)?", re.IGNORECASE | re.DOTALL)
_PROMPT = ("$", "%", ">", "#")
_GLOB = re.compile(r"\{[^{}]*,[^{}]*\}|\[[\w]+-[\w]+(:\d+)?\]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_USERINFO = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<info>[^/?#@]*)@(?P<rest>.*)", re.DOTALL
)


@dataclass(slots=True)
class _Options:
    """What the words of one command come to: pairs of option and value in order, URLs, sentences on
    the rest.
    """

    text: str
    notes: list[str]
    given: list[tuple[str, str]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    unneeded: list[str] = field(default_factory=list)
    here: str | None = None  # the text of a here-document, which -d @- reads

    def last(self, *wanted: str) -> str | None:
        """The value of the last of these options."""
        return next((value for name, value in reversed(self.given) if name in wanted), None)

    def all(self, *wanted: str) -> list[tuple[str, str]]:
        """Each of these options with its value."""
        return [pair for pair in self.given if pair[0] in wanted]


def from_curl(text: str) -> Call:
    """The arguments of `page.fetch` in this curl command (bash or cmd.exe form), and notes on all
    that was left out.

    Raises Unreadable, with the position and what was expected, where it is no whole curl command.

    >>> from_curl("curl -X DELETE https://api.example/notes/1 -H 'X-Api-Key: 31d4' -s").arguments
    {'url': 'https://api.example/notes/1', 'method': 'DELETE', 'headers': [('X-Api-Key', '31d4')]}
    """
    paste = command_in(text)
    command = command_of(paste.text)
    options = _Options(paste.text, [*paste.notes, *command.notes], here=paste.here)
    _read_options(options, _after_curl(text, command))
    arguments: dict[str, Any] = {"url": _url(options)}
    headers, body = _headers_and_body(options, arguments)
    arguments["method"] = _method(options, body)
    if body is not None:
        arguments["body"] = body
    _notes(options)
    return settle(arguments, headers, "curl", options.notes, origin_in(options.last("referer")))


def _after_curl(text: str, command: Command) -> Iterator[Word]:
    """The words after `curl`; a prompt or `sudo` before it is passed over."""
    words = iter(command.words)
    for passed, word in enumerate(words):
        if _CURL.fullmatch(word.text):
            return words
        if passed > 2 or not (
            word.text in (*_PROMPT, "sudo", "time") or re.fullmatch(r"\w+=.*", word.text, re.DOTALL)
        ):
            break
    if command.words:
        where = place(text, command.words[0].offset)
    else:
        where = "There is no command in this"
    raise Unreadable(f"{where}: a curl command was expected, such as: {EXAMPLE}")


def _read_options(options: _Options, words: Iterator[Word]) -> None:
    for word in words:
        text = word.text
        if text == "--next" or text == "-:":
            note(
                options.notes,
                options.text,
                word.offset,
                "--next begins another request; it was not read.",
            )
            return
        if text.startswith("--") and len(text) > 2:
            _read_long(options, word, text[2:], words)
        elif text.startswith("-") and len(text) > 1:
            _read_short(options, word, words)
        elif text:
            options.urls.append(text)


def _read_long(options: _Options, word: Word, name: str, words: Iterator[Word]) -> None:
    if name.removeprefix("no-") in FLAGS:
        plain = name.removeprefix("no-")
    else:
        plain = name
    if plain in FLAGS and plain not in VALUES:
        _keep(options, name if plain != name else plain, "")
    elif name in VALUES:
        _keep(options, name, _value(options, word, words))
    elif name.partition("=")[0] in VALUES:
        plain, _, value = name.partition("=")
        note(
            options.notes,
            options.text,
            word.offset,
            f"--{plain}: curl takes a value as the next word, not after =; it was read all the"
            " same.",
        )
        _keep(options, plain, value)
    else:
        _unknown(options, word, f"--{name.partition('=')[0][:40]}")


def _read_short(options: _Options, word: Word, words: Iterator[Word]) -> None:
    """Letters may stand together, and the value of the last one may follow at once: -sSL,
    -XPOST.
    """
    letters = word.text[1:]
    for at, letter in enumerate(letters):
        name = SHORT.get(letter)
        if name is None:
            _unknown(options, word, f"-{letter}")
            return
        if name in VALUES:
            _keep(options, name, letters[at + 1 :] or _value(options, word, words))
            return
        _keep(options, name, "")


def _keep(options: _Options, name: str, value: str) -> None:
    if name in SENDING:
        options.given.append((name, value))
    elif len(options.unneeded) < 20:
        options.unneeded.append(f"--{name}")


def _value(options: _Options, word: Word, words: Iterator[Word]) -> str:
    following = next(words, None)
    if following is None:
        raise Unreadable(
            f"{place(options.text, word.offset)}: {word.text[:40]} takes a value, and the command"
            " ends there; copy all of it."
        )
    return following.text


def _unknown(options: _Options, word: Word, name: str) -> None:
    note(
        options.notes,
        options.text,
        word.offset,
        f"{name} is no option of curl that is known here; it was skipped.",
    )


def _url(options: _Options) -> str:
    urls = [value for _, value in options.all("url")] + options.urls
    if not urls:
        raise Unreadable(f"The curl command names no URL; give one, such as: {EXAMPLE}")
    if len(urls) > 1:
        options.notes.append(f"There are {len(urls)} words that could be URLs; one was read.")
    # What follows an option that is not known could be its value.
    url = next((url for url in urls if _SCHEME.match(url)), urls[0])
    if not _SCHEME.match(url):
        options.notes.append("No scheme is written; curl takes http:// then, and so it was read.")
        url = f"http://{url}"
    if _GLOB.search(url):
        options.notes.append(
            "curl makes several URLs of the {…} or […] in this one; it was read as it is written."
        )
    extra = [value.removeprefix("+") for _, value in options.all("url-query")]
    extra += (
        [_encoded(name, value) for name, value in options.all(*DATA)]
        if options.last("get") is not None
        else []
    )
    rest, hash_sign, fragment = url.partition("#")
    for query in filter(None, extra):
        rest += ("&" if "?" in rest else "?") + query
    return rest + hash_sign + fragment


def _headers_and_body(
    options: _Options, arguments: dict[str, Any]
) -> tuple[list[tuple[str, str]], str | bytes | None]:
    headers = [pair for _, value in options.all("header") if (pair := _header(options, value))]
    body, kind = _body(options)
    implied: list[tuple[str, str]] = [("Content-Type", kind)] if kind else []
    if options.last("json") is not None:
        implied.append(("Accept", "application/json"))
    implied += [
        (name, value)
        for option, name in NAMED.items()
        if (value := options.last(option)) is not None
    ]
    implied += _authorization(options, arguments)
    if (value := options.last("range")) is not None:
        implied.append(("Range", f"bytes={value}"))
    written = {name.lower() for name, _ in headers} | {
        value.rstrip(":; ").lower() for _, value in options.all("header")
    }
    return [pair for pair in implied if pair[0].lower() not in written] + headers, body


NAMED = {"user-agent": "User-Agent", "referer": "Referer", "cookie": "Cookie"}


def _header(options: _Options, line: str) -> tuple[str, str] | None:
    """One -H: `Name: value`; `Name;` sends it empty, `Name:` takes it away; None for what is not
    sent.
    """
    name, colon, value = line.partition(":")
    name, value = name.strip(), " ".join(value.strip().splitlines())
    if not colon and line.endswith(";"):
        name, value = line[:-1].strip(), ""
    elif line.startswith(":") or (
        colon and not value and names.is_token(name)
    ):  # :authority: HTTP/2 writes the request line so
        return None
    elif not colon or line.startswith("@"):
        name = ""
    if not names.is_token(name):
        options.notes.append(
            "A -H that is no `Name: value` (a file, or a slip) was left out; its headers are not"
            " known here."
        )
        return None
    return name, value


def _authorization(options: _Options, arguments: dict[str, Any]) -> list[tuple[str, str]]:
    """What -u, --oauth2-bearer or a user name in the URL send."""
    user = options.last("user")
    if found := _USERINFO.fullmatch(arguments["url"]):
        arguments["url"] = found["scheme"] + found["rest"]
        options.notes.append(
            "The user name in the URL was read as an Authorization header, which is what curl"
            " sends; fetch() refuses it."
        )
        if user is not None:
            user = user
        else:
            user = unquote_to_bytes(found["info"]).decode("utf-8", "replace")
    if (token := options.last("oauth2-bearer")) is not None:
        return [("Authorization", f"Bearer {token}")]
    if user is None:
        return []
    if refused := [
        name
        for name in ("--digest", "--ntlm", "--negotiate", "--anyauth")
        if name in options.unneeded
    ]:
        options.notes.append(
            f"{refused[0]}: only the server's question could begin that; no Authorization was read"
            " from -u."
        )
        return []
    credentials = user if ":" in user else f"{user}:"
    return [("Authorization", f"Basic {base64.b64encode(credentials.encode()).decode()}")]


def _body(options: _Options) -> tuple[str | bytes | None, str]:
    """The body, and the Content-Type that curl gives it."""
    forms = options.all("form", "form-string")
    if forms:
        parts = [
            f"--{BOUNDARY}\r\nContent-Disposition: form-data;"
            f' name="{value.partition("=")[0]}"\r\n\r\n'
            for _, value in forms
        ]
        return (
            "\r\n".join([*parts, f"--{BOUNDARY}--\r\n"]),
            f"multipart/form-data; boundary={BOUNDARY}",
        )
    if options.last("upload-file") is not None:
        options.notes.append("-T: the file is not read here; the body was left empty.")
        return b"", ""
    pieces = [
        (name, options.here if value == "@-" and options.here is not None else value)
        for name, value in options.all(*DATA)
    ]
    if not pieces or options.last("get") is not None:
        return None, ""
    if any(
        value.startswith("@") and name not in ("data-raw", "data-urlencode")
        for name, value in pieces
    ):
        options.notes.append("A body of the form @file is not read here; its text was left out.")
    json = pieces[-1][0] == "json"
    return ("" if json else "&").join(_encoded(*piece) for piece in pieces), (
        "application/json" if json else FORM
    )


def _encoded(option: str, value: str) -> str:
    """One piece of the body: --data-urlencode encodes what follows the first =."""
    if value.startswith("@") and option != "data-raw":
        return ""
    if option != "data-urlencode":
        return value
    name, equals, rest = value.partition("=")
    return (f"{name}=" if name and equals else "") + quote_plus(rest if equals else name).replace(
        "+", "%20"
    )


def _method(options: _Options, body: str | bytes | None) -> str:
    if (written := options.last("request")) is not None:
        return written
    if options.last("head") is not None:
        return "HEAD"
    if options.last("upload-file") is not None:
        return "PUT"
    if body is None:
        return "GET"
    return "POST"


def _notes(options: _Options) -> None:
    if options.last("insecure") is not None:
        options.notes.append("-k: no page can make the browser pass over a bad certificate.")
    if (cookie := options.last("cookie")) and "=" not in cookie:
        options.notes.append("-b names a file of cookies, which is not read here.")
    if options.unneeded:
        options.notes.append(
            "Without a counterpart in a page, left out:"
            f" {', '.join(dict.fromkeys(options.unneeded))}."
        )
