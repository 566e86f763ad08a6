"""The lines of a pasted exchange, each by its kind: a command, a request line, a status, a
header, a label of a panel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "command", "request", "status", "header", "url", "method", "section", "info", "blank", "other"
]
LONGEST = 8_000
METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
_COMMAND = re.compile(
    r"(?:[\w.@:~/\\ \[\]-]{0,80}[$%>#❯➜] "
    r"?)?(?P<command>(?:curl|http|https|xh|wget)(?:\.exe)? +[^\n]{3,})$"
)
_REQUEST = re.compile(rf"(?P<method>{METHODS}) (?P<target>\S{{1,4000}}) HTTP/[\d.]+$")
_STATUS = re.compile(r"HTTP/[\d.]{1,3} (?P<status>\d{3})(?: (?P<phrase>[^\n]{0,100}))?$")
# The name ends at a colon, or, copied out of a table, at a tab.
_HEADER = re.compile(
    r"(?P<name>:?[A-Za-z][A-Za-z0-9-]{1,60})(?: ?[:：][ \t]*|\t+)(?P<value>.{0,4000})$"
)
_NAME_ALONE = re.compile(r"(?P<name>:?[A-Za-z][^:\n]{1,40}):?$")
_LABEL = re.compile(r"(?P<name>[^:：\n]{2,40}?)\s?(?:[:：]\s*|\t+)(?P<value>\S.{0,4000})$")
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://\S{1,4000}$")
_URL_LABEL = re.compile(r"url\b|網址|网址|адрес|アドレス", re.IGNORECASE)
_STATUS_LABEL = re.compile(
    r"stat[uoe]|état|estado|сост|状态|狀態|ステータス|상태|durum|stav", re.IGNORECASE
)
_STATUS_VALUE = re.compile(r"(?P<status>[1-5]\d\d)(?:[ \t]+(?P<phrase>[^\n]{0,100}))?$")
# How the headings of the two lists of headers are called, by a piece of the word.
RESPONSE = re.compile(
    r"\bresponse|antwort|réponse|respuesta|resposta|rispost|ответ|响应|回應|レスポンス|応答|응답|yanıt"
    r"|odpowied|odpověď|svar\b|vastau|antwoord|válasz|відповід",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"\brequest|anfrage|requête|solicitud|petición|pedido|solicitação|requisição|richiest|запрос|请求"
    r"|要求|リクエスト|요청|istek|żądani|požadav|begäran|pyyn|verzoek|kérés|запит",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:#+ ?|\*+)?(?P<words>[^:\n<>{}=;]{3,60}?)(?: ?\(\d[^()]{0,12}\))?[:：]?[ *]*$"
)
REQUEST_NAMES = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "cookie",
        "host",
        "origin",
        "referer",
        "user-agent",
        "upgrade-insecure-requests",
        "if-none-match",
        "if-modified-since",
        "x-requested-with",
        "te",
        "range",
        "priority",
        "dnt",
        "access-control-request-method",
        "access-control-request-headers",
        "access-control-request-private-network",
        "x-csrf-token",
        "x-api-key",
        "apikey",
    }
)
RESPONSE_NAMES = frozenset(
    {
        "server",
        "set-cookie",
        "vary",
        "etag",
        "location",
        "www-authenticate",
        "age",
        "date",
        "last-modified",
        "expires",
        "content-encoding",
        "content-disposition",
        "alt-svc",
        "via",
        "strict-transport-security",
        "x-frame-options",
        "transfer-encoding",
        "x-powered-by",
        "x-cache",
        "retry-after",
        "allow",
        "x-content-type-options",
        "x-xss-protection",
        "content-security-policy",
        "accept-ranges",
        "timing-allow-origin",
        "content-range",
        "nel",
        "report-to",
        "p3p",
        "access-control-max-age",
        "access-control-expose-headers",
        "x-served-by",
        "x-runtime",
        "x-request-id",
        "keep-alive",
    }
)
EITHER_NAMES = frozenset(
    {"content-type", "content-length", "connection", "cache-control", "pragma"}
)
_RESPONSE_STARTS = (
    "access-control-allow-",
    "x-amz-",
    "cf-",
    "x-goog-",
    "x-cache",
    "cross-origin-",
    "x-ratelimit",
    "x-vercel",
)
_REQUEST_STARTS = ("sec-",)
# Of a panel, what is no header: they stand under General.
_GENERAL = re.compile(
    r"(?:remote address|referrer policy|address|source|scheme|host|filename|version|transferred"
    r"|referrerrichtlinie|remote-adresse)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line by its kind: `name` of a header or "request"/"response" of a section; `value`
    the rest.
    """

    kind: Kind
    name: str = ""
    value: str = ""
    mark: str = ""


def side_of(name: str) -> str:
    """Whose header this is: "request", "response", "" where it can be either's or is not known."""
    low = name.lower()
    if low in REQUEST_NAMES or low.startswith(_REQUEST_STARTS):
        return "request"
    if low in RESPONSE_NAMES or low.startswith(_RESPONSE_STARTS):
        return "response"
    return ""


def is_known(name: str) -> bool:
    """Is it the name of a header that this table knows?"""
    return bool(side_of(name)) or name.lower() in EITHER_NAMES


def read_lines(text: str) -> list[Line]:
    """Every line of the text by its kind; a label whose value stands in the next line has it
    beside it.
    """
    lines = [line[:LONGEST] for line in text.splitlines()]
    return [read_line(line) for line in _beside(lines)]


def _beside(lines: list[str]) -> list[str]:
    """The lines with `Name:` and its value, which Chrome copies into two, in one."""
    found: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        alone = line.endswith((":", "：")) and len(line) < 60 and following
        if alone and not following.endswith(":") and _takes_value(line.rstrip(":：")):
            found.append(f"{line} {following}")
            number += 2
            continue
        found.append(lines[number])
        number += 1
    return found


def _takes_value(name: str) -> bool:
    if _HEADING.match(name) and (RESPONSE.search(name) or REQUEST.search(name)):
        return bool(
            _URL_LABEL.search(name)
            or _STATUS_LABEL.search(name)
            or re.search(r"(?i)m[eé]t(?:h|od)|方法|メソッド|метод|메서드", name)
        )
    return is_known(name) or bool(
        _STATUS_LABEL.search(name) or _URL_LABEL.search(name) or _GENERAL.match(name)
    )


def read_line(line: str) -> Line:
    """One line by its kind."""
    text = line.strip().strip("`")
    if not text:
        return Line("blank")
    if command := _COMMAND.match(text):
        return Line("command", value=command["command"])
    mark = text[0] if re.match(r"[<>*|](?: |$)", text) else ""
    if mark:
        text = text[1:].strip()
        if mark == "*":
            return Line("info", value=text)
        if not text:
            return Line("blank", mark=mark)
    found = _line(text)
    return Line(found.kind, found.name, found.value, mark or found.mark)


def _line(text: str) -> Line:
    if request := _REQUEST.match(text):
        return Line("request", request["method"], request["target"])
    if status := _STATUS.match(text):
        return Line("status", status["phrase"] or "", status["status"])
    return _label(text) or _header(text) or _section(text) or Line("other", value=text)


def _label(text: str) -> Line | None:
    """What a panel says above the headers, in any language: the address, the method, the status."""
    label = _LABEL.match(text)
    if label is None or is_known(label["name"]):
        return None
    name, value = label["name"], label["value"].strip()
    if _URL.match(value) and _URL_LABEL.search(name):
        return Line("url", value=value)
    if re.fullmatch(METHODS, value) and not name.lower().startswith("access-control"):
        return Line("method", value=value)
    status = _STATUS_VALUE.match(value.removeprefix("●").strip())
    if status and _STATUS_LABEL.search(name):
        return Line("status", status["phrase"] or "", status["status"], "label")
    pseudo = {":method": "method", ":authority": "header", ":path": "header", ":scheme": "header"}
    if name in pseudo:
        return Line("method", value=value) if name == ":method" else Line("header", name, value)
    return Line("info", value=text) if _GENERAL.match(name) else None


def _header(text: str) -> Line | None:
    header = _HEADER.match(text)
    if header is None or " " in header["name"]:
        return None
    if header["value"].startswith("//"):  # an address, not a header
        return None
    if text[len(header["name"])] == " " and not is_known(header["name"]):
        return None  # prose puts a blank before its colon
    return Line("header", header["name"], header["value"].strip())


def _section(text: str) -> Line | None:
    heading = _HEADING.match(text)
    if heading is None:
        return None
    words = re.sub(r"(?i)view (?:source|parsed)|raw\b|ansicht.*", "", heading["words"])
    if len(words.split()) > 5:
        return None
    if RESPONSE.search(words):
        return Line("section", "response")
    return Line("section", "request") if REQUEST.search(words) else None
