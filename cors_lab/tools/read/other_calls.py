"""Code that asks other origins by other means than fetch: event streams, sockets, elements,
fonts, client libraries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "event-source",
    "web-socket",
    "socket-io",
    "image",
    "script",
    "module",
    "stylesheet",
    "font",
    "media",
    "worker",
    "beacon",
    "library",
]
LONGEST = 100_000
NEAR = 600  # characters behind the beginning of a call in which its options stand
_STRING = (
    r"""(?:"(?P<double>[^"\n]{0,2000})"|'(?P<single>[^'\n]{0,2000})'|`(?P<back>[^`$\n]{0,2000})`)"""
)
_ARGUMENT = re.compile(rf"\s*(?:{_STRING}|(?P<name>[^,)\n]{{1,200}}))")
_EVENT_SOURCE = re.compile(r"\bnew\s+(?:\w+\.)?(?:\w*EventSource\w*)\s*\(")
_WEB_SOCKET = re.compile(
    r"\bnew\s+(?:\w+\.)?\w*WebSocket\w*\s*\(|\b(?:simpleWebSocket|useWebSocket|webSocket)\s*\("
)
_SOCKET_IO = re.compile(r"(?<![\w$.])io(?:\.connect)?\s*\((?=\s*['\"`\w{)])|\bsocketIOClient\s*\(")
_WEBSOCKET_ONLY = re.compile(r"transports\s*:\s*\[\s*['\"]websocket['\"]\s*\]")
_WORKER = re.compile(r"\bnew\s+(?:Shared)?Worker\s*\(|\bserviceWorker\s*\.\s*register\s*\(")
_BEACON = re.compile(r"\bsendBeacon\s*\(")
_BLOB_TYPE = re.compile(
    r"\bnew\s+(?:Blob|File)\b[^;]{0,400}?\btype\s*:\s*['\"`]([^'\"`\n]{1,100})['\"`]"
)
_IMPORT = re.compile(
    r"\bimport\s*\(|\bimport\s[^;'\"\n]{0,200}\bfrom(?=\s*['\"]https?:)|\bimport(?=\s*['\"]https?:)"
)
_IMAGE = re.compile(r"\bnew\s+Image\b|createElement\s*\(\s*['\"]img['\"]\s*\)|\.crossOrigin\s*=")
_CROSS_ORIGIN = re.compile(r"\.crossOrigin\s*=\s*['\"]([\w-]{0,30})['\"]")
_SOURCE_SET = re.compile(
    rf"\.src\s*=\s*{_STRING}|\bsrc\s*=\s*(?P<quote>['\"])(?P<assigned>https?://[^'\"\n]{{1,2000}})(?P=quote)"
)
_FONT = re.compile(r"@font-face|\bnew\s+FontFace\s*\(")
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")\s]{1,2000})")
_ELEMENT = re.compile(
    r"<(img|image|script|link|video|audio|source|track)\b([^<>]{0,4000})>?", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"([\w-]{1,40})(?:\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|\{?[\"'`]?([^\s\"'`<>{}]{1,2000})[\"'`]?\}?))?"
)
_LIBRARY = re.compile(
    r"\bsupabase\b|\bcreateClient\s*\(|\bnew\s+(?:ApolloClient|HttpLink|OpenAI|Anthropic|S3Client|GraphQLClient|Pusher|Stripe)\b"
    r"|\bcreate(?:HttpLink|UploadLink|TRPC\w{0,20}|Client)\s*\(|\bhttpsCallable\s*\(|\bnew\s+[A-Z]\w{0,40}(?:Client|SDK|Api)\s*\("
    r"|\bAmplify\s*\.\s*configure|\bfirebase\b|\.functions\s*\.\s*invoke\s*\(|\bsearchkit\b|\bnew\s+\w{1,40}\s*\(\s*\{\s*(?:baseURL|endpoint|host|apiKey)\s*:",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s'\"`<>\\)]{1,2000}")
UNSEEN = "The URL is in a variable; {placeholder} stands for it here."
PLACEHOLDER = "https://server.example/"


@dataclass(frozen=True, slots=True)
class OtherCall:
    """One such request: `url` as it was written, "" where a variable has it; `crossorigin` None
    where it is not by CORS.

    `crossorigin` is "anonymous" or "use-credentials"; `tag` the element or the constructor as a
    page writes it; `number` the line where it stands. `media_type` is that of the Blob that a
    beacon sends, "" for anything else.
    """

    kind: Kind
    tag: str
    url: str = ""
    crossorigin: str | None = None
    number: int = 1
    websocket_only: bool = False
    media_type: str = ""

    def masked(self) -> OtherCall:
        """The same call with `***` for every secret in its URL."""
        return replace(self, url=mask_url(self.url) if self.url else "")


def other_call(text: str) -> OtherCall | None:
    """The first such call in this code or HTML; None where there is none."""
    text = text[:LONGEST]
    readers = (_sockets, _element, _font, _image, _import, _library)
    return next((found for read in readers for found in read(text)), None)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _argument(text: str, at: int) -> str:
    """The string that an argument is; "" where it is something else."""
    found = _ARGUMENT.match(text, at)
    if found is None:
        return ""
    return found["double"] or found["single"] or found["back"] or ""


def _sockets(text: str) -> Iterator[OtherCall]:
    if found := _EVENT_SOURCE.search(text):
        options = text[found.end() : found.end() + NEAR]
        with_credentials = re.search(r"withCredentials\s*:\s*true", options)
        mode = "use-credentials" if with_credentials else "anonymous"
        yield OtherCall(
            "event-source",
            "new EventSource",
            _argument(text, found.end()),
            mode,
            _line(text, found.start()),
        )
    if found := _WEB_SOCKET.search(text):
        yield OtherCall(
            "web-socket",
            "new WebSocket",
            _argument(text, found.end()),
            None,
            _line(text, found.start()),
        )
    if found := _SOCKET_IO.search(text):
        options = text[found.end() : found.end() + NEAR]
        only = _WEBSOCKET_ONLY.search(options) is not None
        mode = (
            "use-credentials" if re.search(r"withCredentials\s*:\s*true", options) else "anonymous"
        )
        yield OtherCall(
            "socket-io",
            "io()",
            _argument(text, found.end()),
            mode,
            _line(text, found.start()),
            only,
        )
    if found := _WORKER.search(text):
        yield OtherCall(
            "worker", "new Worker", _argument(text, found.end()), None, _line(text, found.start())
        )
    if found := _BEACON.search(text):
        yield OtherCall(
            "beacon",
            "navigator.sendBeacon",
            _argument(text, found.end()),
            "use-credentials",
            _line(text, found.start()),
            media_type=blob[1] if (blob := _BLOB_TYPE.search(text)) else "",
        )


def _element(text: str) -> Iterator[OtherCall]:
    for found in _ELEMENT.finditer(text):
        attributes = {
            name.lower(): double or single or bare
            for name, double, single, bare in _ATTRIBUTE.findall(found[2])
        }
        if one := _of_element(found[1].lower(), attributes):
            yield replace(one, number=_line(text, found.start()))


def _of_element(name: str, attributes: dict[str, str]) -> OtherCall | None:
    """What an element with these attributes asks for."""
    address = attributes.get("src") or attributes.get("href") or ""
    mode = attributes.get("crossorigin")
    crossorigin = (
        None if mode is None else ("use-credentials" if mode == "use-credentials" else "anonymous")
    )
    if name in ("img", "image"):
        return OtherCall("image", "<img>", address, crossorigin)
    if name == "script" and (attributes.get("type") == "module"):
        return OtherCall("module", '<script type="module">', address, crossorigin or "anonymous")
    if name == "script":
        return OtherCall("script", "<script>", address, crossorigin) if address else None
    if name == "link":
        return _of_link(attributes, address, crossorigin)
    return OtherCall("media", f"<{name}>", address, crossorigin)


def _of_link(attributes: dict[str, str], address: str, crossorigin: str | None) -> OtherCall | None:
    rel, kind = attributes.get("rel", "").lower(), attributes.get("as", "")
    if "modulepreload" in rel:
        return OtherCall(
            "module", '<link rel="modulepreload">', address, crossorigin or "anonymous"
        )
    if "preload" in rel and kind == "font":
        return OtherCall("font", '<link rel="preload" as="font">', address, crossorigin)
    if "stylesheet" in rel:
        return OtherCall("stylesheet", '<link rel="stylesheet">', address, crossorigin)
    return None


def _font(text: str) -> Iterator[OtherCall]:
    if found := _FONT.search(text):
        address = _CSS_URL.search(text, found.start())
        yield OtherCall(
            "font",
            "@font-face",
            address[1] if address else "",
            "anonymous",
            _line(text, found.start()),
        )


def _image(text: str) -> Iterator[OtherCall]:
    found = _IMAGE.search(text)
    if found is None:
        return
    mode = _CROSS_ORIGIN.search(text)
    crossorigin = None
    if mode is not None:
        crossorigin = "use-credentials" if mode[1] == "use-credentials" else "anonymous"
    source = _SOURCE_SET.search(text)
    told = source.groupdict() if source else {}
    names = ("double", "single", "back", "assigned")
    address = next((told[name] for name in names if told.get(name)), "")
    yield OtherCall("image", "new Image()", address, crossorigin, _line(text, found.start()))


def _import(text: str) -> Iterator[OtherCall]:
    for found in _IMPORT.finditer(text):
        address = _argument(text, found.end())
        if "://" in address:
            yield OtherCall("module", "import", address, "anonymous", _line(text, found.start()))


def _library(text: str) -> Iterator[OtherCall]:
    if found := _LIBRARY.search(text):
        address = _URL.search(text)
        name = " ".join(found[0].strip(" ({:").split())[:40]
        yield OtherCall(
            "library", name, address[0] if address else "", None, _line(text, found.start())
        )


# What a page reads of an answer's headers.
_READS = re.compile(
    r"headers\s*(?:\?\.|\.)\s*(?:get|has)\s*\(\s*['\"]([A-Za-z][\w-]{0,60})['\"]"
    r"|headers\s*(?:\?\.)?\[\s*['\"]([A-Za-z][\w-]{0,60})['\"]\s*\]"
    r"|getResponseHeader\s*\(\s*['\"]([A-Za-z][\w-]{0,60})['\"]"
)
# What a page sees of an answer from another origin without being let in.
# https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
SEEN = frozenset(
    {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    }
)
NEVER_SEEN = frozenset({"set-cookie", "set-cookie2"})
_REQUEST_SIDE = re.compile(r"(?:req|request|config|options)\s*(?:\?\.|\.)\s*$")


def headers_read(text: str) -> tuple[str, ...]:
    """The names of response headers that this code reads and that are hidden from a page of
    another origin.
    """
    found: dict[str, str] = {}
    for read in _READS.finditer(text[:LONGEST]):
        if _REQUEST_SIDE.search(text, max(0, read.start() - 20), read.start()):
            continue
        name = read[1] or read[2] or read[3]
        if name.lower() not in SEEN:
            found.setdefault(name.lower(), name)
    return tuple(found.values())
