"""Firefox's lines in other languages: the names of headers stay as they are, so most reasons are
told by those; the rest needs words.

Words from Mozilla's localisations (dom/chrome/security/security.properties). Other engines print
English everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DID_NOT, PREFLIGHT, REDIRECT, NOT_HTTP, DISABLED = (
    "connection-refused",
    "preflight-status",
    "redirect-userinfo",
    "cors-scheme",
    "cors-disabled",
)
# How a line begins, and the reasons that name no header; those of the preflight stand first, since
# they may hold the shorter ones.
LANGUAGES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "German": (
        ("Anfrage blockiert",),
        {
            "Preflight-Antwort": PREFLIGHT,
            "Preflight-Kanal": PREFLIGHT,
            "CORS-Anfrage schlug fehl": DID_NOT,
            "Externe Weiterleitung": REDIRECT,
            "war nicht http": NOT_HTTP,
            "CORS deaktiviert": DISABLED,
        },
    ),
    "French": (
        ("Blocage d'une requête", "requête multiorigine"),
        {
            "pré-vérification": PREFLIGHT,
            "préliminaire": PREFLIGHT,
            "échec de la requête CORS": DID_NOT,
            "redirection externe": REDIRECT,
            "n'utilise pas HTTP": NOT_HTTP,
            "CORS désactivé": DISABLED,
        },
    ),
    "Spanish": (
        ("Solicitud de origen cruzado bloqueada", "Solicitud desde otro origen bloqueada"),
        {
            "respuesta CORS no tuvo": PREFLIGHT,
            "verificación previa": PREFLIGHT,
            "Solicitud CORS sin éxito": DID_NOT,
            "redirección externa": REDIRECT,
            "no es http": NOT_HTTP,
            "CORS desactivado": DISABLED,
        },
    ),
    "Portuguese": (
        ("Requisição cross-origin bloqueada", "Bloqueada solicitação"),
        {
            "preflight": PREFLIGHT,
            "falha na requisição CORS": DID_NOT,
            "redirecionamento externo": REDIRECT,
            "não é http": NOT_HTTP,
            "CORS desativado": DISABLED,
        },
    ),
    "Italian": (
        ("Bloccata richiesta",),
        {
            "preflight": PREFLIGHT,
            "richiesta CORS non riuscita": DID_NOT,
            "redirect non consentito": REDIRECT,
            "non http": NOT_HTTP,
            "CORS disattivato": DISABLED,
        },
    ),
    "Russian": (
        ("Запрос из постороннего источника заблокирован",),
        {
            "preflight": PREFLIGHT,
            "не удалось выполнить запрос CORS": DID_NOT,
            "Внешнее перенаправление": REDIRECT,
            "не по http": NOT_HTTP,
            "CORS отключён": DISABLED,
        },
    ),
    "Chinese": (
        ("已拦截跨源请求", "已阻止跨源请求", "已封鎖跨來源請求"),
        {
            "预检": PREFLIGHT,
            "CORS 请求未能成功": DID_NOT,
            "CORS 請求未能成功": DID_NOT,
            "外部重定向": REDIRECT,
            "不是 http": NOT_HTTP,
            "CORS 未启用": DISABLED,
        },
    ),
    "Japanese": (
        ("クロスオリジン要求をブロックしました",),
        {
            "プリフライト": PREFLIGHT,
            "CORS 要求が成功しなかった": DID_NOT,
            "外部リダイレクト": REDIRECT,
            "http でない": NOT_HTTP,
            "CORS が無効": DISABLED,
        },
    ),
}
SEVERAL = re.compile(
    r"\bein eine\b|plusieurs|múltiples|vários|multipli|несколько|多个|多個|複数"
)  # of Access-Control-Allow-Origin
_HEADER = re.compile(r"Access-Control-Allow-(Origin|Methods|Headers|Credentials)")
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s（）。'\"“”«»„‘’]+")
_QUOTED = re.compile(r"['\"‘“„«`]\s?([^'\"‘’“”„«»`]{1,200}?)\s?['\"’”»`]")
_STATUS = re.compile(r"[:：]\s?(\d{3})\s?[.。]?\s*$")
_ORIGINS = ("allow-origin-missing", "preflight-allow-origin-missing")


@dataclass(frozen=True, slots=True)
class Translated:
    """A line in another language: which ("" where it is not known), the errors that it may be, and
    what stands in it.
    """

    language: str
    codes: tuple[str, ...]
    facts: dict[str, str]


def translated(line: str) -> Translated | None:
    """What this line tells, None where it is none of Firefox's refusals in another language than
    English.
    """
    straight = line.replace("’", "'")
    language = next(
        (
            name
            for name, (openers, _) in LANGUAGES.items()
            if any(opener in straight for opener in openers)
        ),
        "",
    )
    url = _URL.search(line)
    if url is None or not (language or ("CORS" in line and _HEADER.search(line))):
        return None
    facts = {"url": url[0].rstrip(".,:;)")}
    reason = line[url.end() :]
    if status := _STATUS.search(reason):
        facts["status"] = status[1]
    codes = _by_header(reason, facts) or _by_words(language, reason.replace("’", "'"))
    if codes:
        return Translated(language, codes, facts)
    return None


def _by_header(reason: str, facts: dict[str, str]) -> tuple[str, ...]:
    """The reasons that name a header; which of them, by what else stands in quotes."""
    named = _HEADER.search(reason)
    if named is None:
        return ()
    others = [text for text in _QUOTED.findall(reason) if not _HEADER.fullmatch(text)]
    if named[1] == "Origin":
        return _of_origin(reason, others, facts)
    if named[1] == "Credentials":
        if "*" in others:
            return ("allow-origin-wildcard",)
        return ("allow-credentials", "preflight-allow-credentials")
    if named[1] == "Methods":
        if others:
            return ("allow-methods-invalid",)
        return ("method-not-allowed",)
    if others:
        facts["header"] = others[0]
    # With the name of what is not allowed in front of the list; an invalid list is named first in
    # some languages, behind in others.
    return ("header-not-allowed", "allow-headers-invalid")


def _of_origin(reason: str, others: list[str], facts: dict[str, str]) -> tuple[str, ...]:
    if "*" in others:
        return "allow-origin-wildcard", "preflight-allow-origin-wildcard"
    if others:
        facts["allow_origin"] = others[-1]
        return tuple(
            f"{before}allow-origin-{fault}"
            for fault in ("mismatch", "invalid", "multiple")
            for before in ("", "preflight-")
        )
    if SEVERAL.search(reason):
        return "allow-origin-multiple", "preflight-allow-origin-multiple"
    if "status" in facts:
        return _ORIGINS
    return (*_ORIGINS, "allow-origin-multiple")


def _by_words(language: str, reason: str) -> tuple[str, ...]:
    words = LANGUAGES[language][1] if language else {}
    return next(
        ((code,) for piece, code in words.items() if piece.casefold() in reason.casefold()), ()
    )
