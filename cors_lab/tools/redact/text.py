"""Secrets in what is shown: header values, cookies, tokens in URLs and in plain text become ***;
what they belong to stays readable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"  # it may stand in a URL's query, path and userinfo without being percent-encoded

# "author" and ":authority" are no secrets, and what begins with access-control- only names headers.
_SECRET_NAME = re.compile(
    r"auth(?!or(?!i[sz]))|token|secret|passw|passphrase|pwd|cookie|api[-_]?key|session|signature|credential|jwt|csrf|xsrf|otp\b|saml|assertion"
    r"|hmac|(?:^|[-_])key$",
    re.IGNORECASE,
)
_PUBLIC_NAME = re.compile(
    r"(access-control-|sec-fetch-|sec-ch-|www-authenticate$|proxy-authenticate$)", re.I
)
_SECRET_PARAMETER = re.compile(
    r"(.*[-_.])?(key|sig|sid|code|pass|pw|pin|ticket|nonce|state|appid)", re.IGNORECASE
)
_SCHEME = re.compile(
    r"(Basic|Bearer|Digest|Negotiate|NTLM|Token|ApiKey|AWS4-HMAC-SHA256)(?=\s)", re.IGNORECASE
)
_ADDRESSES = frozenset(
    {
        "location",
        "referer",
        "content-location",
        "refresh",
        "link",
        "origin",
        "access-control-allow-origin",
    }
)
# All repetitions behind a start that may itself be repeated have a bound, so that no text takes
# time that grows with its square. Shapes that give a secret away wherever it stands: JSON web
# tokens, and the prefixes that well-known services use.
_SHAPE = re.compile(
    r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}|\b(?:sk|pk|rk)[-_](?:[a-z]{1,20}[-_]){0,6}\w{8,}|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-|AKIA|ASIA|AIza|ya29\.|npm_|hf_|SG\.|shpat_|sbp_|dop_v1_|pypi-)[\w.-]{8,}"
    r"|(?<=/services/)T\w{6,}/B\w{6,}/[\w-]{8,}"  # Slack's webhooks
)
_LONG = re.compile(r"[\w=.~+-]{32,}|[A-Za-z0-9_]{24,}", re.ASCII)
_NESTED = re.compile(
    r"([\w.-]{1,60})(%3[Dd])((?:[^%&]|%(?!26|3[Bb]|23)){1,4000})"
)  # name=value in a URL that is itself a parameter
_ASSIGNED = re.compile(
    r"(?<![\w-])([\w.-]{2,60})(=)(?!\*\*\*|=)(\"[^\"\n]*\"|'[^'\n]*'|[^\s&;,'\"<>(){}]+)"
)
_USERINFO = re.compile(
    r"((?:^|(?<=[\s'\"(<=,‘“]))[A-Za-z][A-Za-z0-9+.-]{0,30}:)(//)[^\s/?#'\"<>]{1,2000}@"
)
_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/]*")
_URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s\"'<>‘’“”]+")
_HEADER_LINE = re.compile(r"(?<![\w-])([A-Za-z][\w-]{1,60})([\"']?\s*:\s*[\"']?)([^\r\n\"']+)")
_IN_WORDS = re.compile(
    r"\b(Basic|Bearer|Digest|Token)(\s+)(?![a-z]+=)(?=[\w+/=.~-]*[0-9=_.-])[\w+/=.~-]{6,}",
    re.IGNORECASE,
)


def is_secret_name(name: str) -> bool:
    """Does a header of this name usually hold a secret?"""
    return _PUBLIC_NAME.match(name) is None and _SECRET_NAME.search(name) is not None


def mask_header(name: str, value: str) -> str:
    """The value of a header as it may be shown: its scheme or the names of its cookies stay.

    >>> mask_header("Authorization", "Bearer eyJhbGciOi")
    'Bearer ***'
    >>> mask_header("Cookie", "theme=dark; sid=31d4")
    'theme=***; sid=***'
    """
    low = name.lower()
    if low == "cookie":
        return "; ".join(_mask_pair(pair) for pair in value.split(";"))
    if low == "set-cookie":
        first, semicolon, rest = value.partition(";")
        return _mask_pair(first) + semicolon + rest
    if is_secret_name(name):
        scheme = _SCHEME.match(value)
        if scheme:
            return f"{scheme[0]} {MASK}"
        return MASK
    if low in _ADDRESSES and "://" not in value:
        return mask_url(value)
    return mask_text(value)


def _mask_pair(pair: str) -> str:
    name, equals, _ = pair.strip().partition("=")
    if equals:
        return f"{name}={MASK}"
    return MASK


def mask_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Header lines as they may be shown."""
    return tuple((name, mask_header(name, value)) for name, value in headers)


def mask_url(url: str) -> str:
    """A URL (or a relative reference) without user name, password and tokens; the rest stands as it
    was.

    >>> mask_url("https://me:pw@api.example/notes?page=2&access_token=31d4#id_token=x")
    'https://***@api.example/notes?page=2&access_token=***#id_token=***'
    """
    rest, hash_sign, fragment = url.partition("#")
    path, question_mark, query = rest.partition("?")
    host = _HOST.match(path)  # what is asked is no secret, however long its name
    path = _USERINFO.sub(rf"\1\2{MASK}@", host[0] if host else "") + _mask_long(
        path[host.end() if host else 0 :]
    )
    path = ";".join(
        _mask_parameter(part) if number else part for number, part in enumerate(path.split(";"))
    )  # ;jsessionid=…
    return path + question_mark + _mask_parameters(query) + hash_sign + _mask_parameters(fragment)


def _mask_parameters(query: str) -> str:
    return "&".join(_mask_parameter(part) for part in query.split("&"))


def _mask_parameter(part: str) -> str:
    name, _, value = part.partition("=")
    if value and _is_secret_parameter(unquote(name)):
        return f"{_mask_long(name)}={MASK}"
    return _mask_long(_NESTED.sub(_mask_nested, part) if "%3" in part else part)


def _is_secret_parameter(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None or _SECRET_PARAMETER.fullmatch(name) is not None


def _mask_nested(pair: re.Match[str]) -> str:
    if _is_secret_parameter(pair[1].rpartition("%")[2]):
        return f"{pair[1]}{pair[2]}{MASK}"
    return pair[0]


def _mask_long(text: str) -> str:
    if len(text) > 8:
        return _LONG.sub(_mask_mixed, _SHAPE.sub(MASK, text))
    return text


def _mask_mixed(run: re.Match[str]) -> str:
    """A run so long, with letters and digits in it, is nobody's word; a shorter one has capitals
    and small letters too.
    """
    kinds = [re.search(kind, run[0]) is not None for kind in ("[0-9]", "[A-Z]", "[a-z]")]
    if len(run[0]) < 32:
        mixed = all(kinds)
    else:
        mixed = kinds[0] and (kinds[1] or kinds[2])
    if mixed:
        return MASK
    return run[0]


def mask_text(text: str) -> str:
    """Any text as it may be shown: the URLs in it, header lines of secret headers, and what looks
    like a token.

    >>> mask_text("curl -H 'Authorization: Bearer abc123' 'https://api.example/?key=31d4'")
    "curl -H 'Authorization: Bearer ***' 'https://api.example/?key=***'"
    """
    text = _URL.sub(lambda url: mask_url(url[0]), text)
    text = _ASSIGNED.sub(_mask_assigned, _HEADER_LINE.sub(_mask_line, text))
    return _SHAPE.sub(MASK, _IN_WORDS.sub(rf"\1\2{MASK}", text))


def _mask_assigned(pair: re.Match[str]) -> str:
    """`password=…` in the middle of a text."""
    if is_secret_name(pair[1]):
        return f"{pair[1]}={MASK}"
    return pair[0]


def _mask_line(line: re.Match[str]) -> str:
    if is_secret_name(line[1]):
        return f"{line[1]}{line[2]}{mask_header(line[1], line[3])}"
    return line[0]
