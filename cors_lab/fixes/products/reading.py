"""Pasted CORS settings, read back: JSON, YAML, INI, environment files, nginx, Apache, Caddy,
HAProxy, and plain header lists.

The reader takes fragments, and is linear in the length of the text: it goes by lines and keys, and
knows no document structure.
"""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from cors_lab.fixes.products.keys import COMMON, IN_INI, IN_RULES, KEYS, TELLING
from cors_lab.fixes.products.settings import ECHO, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 65_536
MOST_NODES = 5_000
MOST_VALUES = 100
FIELDS = frozenset({"origins", "patterns", "methods", "headers", "expose"})
_LINE = re.compile(
    r"""\s*(?:-\s+)?["']?([A-Za-z_][\w./-]{0,80})["']?\s*(?:=>|[:=])(?:\s+|$|(?=["'\[])|(?<==))(.*)"""
)
_ITEM = re.compile(r"""\s*-?\s*["']?([^"'\s,\[\]{}]+)["']?\s*,?\s*""")
_TAG = re.compile(r"<(Allowed(?:Origin|Method|Header))>([^<]{1,300})</")
_QUOTED = re.compile(r"""["']([^"']{0,400})["']""")
_COMMENTS = re.compile(r"(?:\s+|(?:#|//)[^\n]*\n)+")
_NAME = (
    r"""["']?(Access-Control-(?:Allow-(?:Origin|Methods|Headers|Credentials)"""
    r"""|Expose-Headers))["']?"""
)
_DIRECTIVES = (
    ("nginx", re.compile(rf"add_header\s+{_NAME}\s+(.{{1,400}}?)\s*(always)?\s*;", re.IGNORECASE)),
    (
        "apache",
        re.compile(
            rf"Header\s+(?:always\s+|onsuccess\s+)?(?:set|add|append|merge)\s+{_NAME}\s+(.{{1,400}})",
            re.IGNORECASE,
        ),
    ),
    (
        "haproxy",
        re.compile(
            rf"http-(?:after-)?response\s+(?:set|add|replace)-header\s+{_NAME}\s+(.{{1,400}})",
            re.IGNORECASE,
        ),
    ),
    ("caddy", re.compile(rf"header\s+(?:[@/*]\S*\s+)?[+>?]?{_NAME}\s+(.{{1,400}})", re.IGNORECASE)),
    (
        "headers",
        re.compile(
            rf"""["']?key["']?\s*:\s*{_NAME}\s*,\s*["']?value["']?\s*:\s*(.{{1,400}}?)\s*\}}""",
            re.IGNORECASE,
        ),
    ),
    ("headers", re.compile(rf"{_NAME}\s*:?\s+(.{{1,400}})", re.IGNORECASE)),
)
_HEADER_FIELDS = {
    "access-control-allow-origin": "origins",
    "access-control-allow-methods": "methods",
    "access-control-allow-headers": "headers",
    "access-control-allow-credentials": "credentials",
    "access-control-expose-headers": "expose",
}
_VARIABLE = re.compile(r"^[$%{]|\{\{?[\w.]*origin", re.IGNORECASE)
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9._-]+(?::[0-9]+)?")
# What a proxy's configuration compares Origin with before it sends a variable.
# Each finds "~" before a pattern, and the pattern or the origin.
_COMPARED = (
    re.compile(r"""\$http_origin\s*(~?)\*?=?\s*["']([^"']{1,300})["']"""),
    re.compile(r"""\$http_origin\s*(~?)\*?=?\s*([^"'\s]{1,300})\)"""),
    re.compile(
        r"""(?:^|[\s;{])["']?(~?)\*?(\^?https?:[^"'\s;]{1,300})["']?\s+["']?(?:\$\w+|[01])"""
    ),
)
_SET_ENV_IF = re.compile(r"""SetEnvIf(?:NoCase)?\s+Origin\s+["']?([^"'\s]{1,300})""", re.IGNORECASE)


def read_settings(text: str) -> Settings | None:
    """The CORS settings in this text; None where there are none. It never raises, whatever the
    text.
    """
    text = text[:LONGEST]
    lines, keys = _of_directives(text), _of_keys(text)
    if lines is None or (lines.product == "headers" and keys is not None and keys.product != "env"):
        return keys
    return lines


def _of_directives(text: str) -> Settings | None:
    """Header lines as a proxy's configuration or a list of headers has them."""
    found: Settings | None = None
    for line in text.splitlines():
        if "access-control-" not in line.lower() or line.lstrip().startswith(("#", "//", ";")):
            continue
        product, matches = _directives(line[:4000])
        if found is None and matches:
            found = Settings(product, text, literal=True)
        for match in matches:
            assert found is not None
            _take(found, _HEADER_FIELDS[match[1].lower()], _unquoted(match[2]), text)
    return found if found is not None and (found.origins or found.patterns) else None


def _directives(line: str) -> tuple[str, list[re.Match[str]]]:
    """The product whose directive this line has, and each of them."""
    for product, pattern in _DIRECTIVES:
        matches = list(pattern.finditer(line))
        if matches:
            return product, matches
    return "headers", []


def _take(settings: Settings, name: str, value: str, text: str) -> None:
    """A header's value into its field; a variable stands for the origins that the text
    compares Origin with.
    """
    if name != "origins" or not _VARIABLE.search(value):
        _put(settings, name, [value])
        return
    compared = [pair for pattern in _COMPARED for pair in pattern.findall(text)]
    compared += [("~", pattern) for pattern in _SET_ENV_IF.findall(text)]
    for sign, value in dict.fromkeys(compared):
        literal = _plain(value) if sign else value
        if _ORIGIN.fullmatch(literal):
            _put(settings, "origins", [literal])
        else:
            settings.patterns.append(value)
    if not compared:
        _put(settings, "origins", [ECHO])


def _plain(pattern: str) -> str:
    """An anchored pattern that fits one origin only, as that origin; "" for any other."""
    literal = pattern.removeprefix("^").removesuffix("$").replace("\\.", ".").replace("\\/", "/")
    anchored = pattern.startswith("^") and pattern.endswith("$")
    if anchored and "." not in pattern.replace("\\.", ""):
        return literal
    return ""


def _unquoted(value: str) -> str:
    """The header's value: without quotes, and without what follows it in the line."""
    quoted = _QUOTED.match(value.replace("\"'", "'").replace("'\"", "'"))
    bare = quoted[1] if quoted else re.split(r"\s+(?:env=|if\b|unless\b|always\b|expr=)", value)[0]
    return bare.strip().rstrip(";}").strip("\"' ")


def _of_keys(text: str) -> Settings | None:
    """Keys and values of JSON, or of anything that has one on a line."""
    low = text.lower()
    pairs = list(_json_pairs(text)) or [*_xml_pairs(text), *_line_pairs(text)]
    found = Settings("", text)
    for key, values in pairs:
        product, name = _meaning(key.lower(), low)
        if not name:
            continue
        if name in ("origins", "patterns") and not found.product:
            found.product = product
        _put(found, name, values)
    for word, products, product in TELLING:
        if found.product in products and word in low:
            found.product = product
    found.product = found.product or "env"
    if '"allowed":' in low.replace(" ", "") and "rules" in low:
        found.product = "r2"
    return found if found.origins or found.patterns else None


def _meaning(key: str, text: str) -> tuple[str, str]:
    """Whose key it is, and which field; two empty strings for a key of no interest."""
    if key in COMMON:
        product, name, word = COMMON[key]
        if word in text:
            return product, name
        if product in IN_INI and "[cors]" in text:
            return IN_INI[product], name
        if key in IN_RULES and '"allowed"' in text:
            return "r2", name
        return "", ""
    product, name = KEYS.get(key, ("", ""))
    if name == "origins-of-azure":
        return ("azure-functions", "origins") if '"host"' in text else ("", "")
    return product, name


def _put(settings: Settings, name: str, values: list[str]) -> None:
    if name in FIELDS:
        target: list[str] = getattr(settings, name)
        for value in values:
            target += (
                [value] if settings.literal and name == "origins" else re.split(r"[,\s]+", value)
            )
        target[:] = [each for each in dict.fromkeys(target) if each][:MOST_VALUES]
    elif values and name in ("credentials", "enabled"):
        setattr(settings, name, values[0].strip().lower() in ("true", "1", "yes", "on"))


def _json_pairs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every key of a JSON document with its plain values; nothing where it is none."""
    bare = _COMMENTS.sub("", text, count=1)
    if bare[:1] not in ("{", "["):
        return
    try:
        document: Any = json.loads(bare)
    except (ValueError, RecursionError):
        return
    waiting: deque[tuple[str, Any]] = deque([("", document)])
    for _ in range(MOST_NODES):
        if not waiting:
            return
        key, value = waiting.popleft()
        if isinstance(value, dict):
            waiting += [
                (key if name.lower() in ("items", "quantity") else str(name), each)
                for name, each in value.items()
            ]
        elif isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
            yield key, [str(each) for each in value]
        elif isinstance(value, list):
            waiting += [(key, each) for each in value]
        elif value is not None:
            yield key, [str(value)]


def _xml_pairs(text: str) -> Iterator[tuple[str, list[str]]]:
    """The rules of S3's older XML form."""
    for tag in _TAG.finditer(text):
        yield tag[1], [tag[2].strip()]


def _line_pairs(text: str) -> Iterator[tuple[str, list[str]]]:
    """`key: value`, `key = value`, `key => value`, and lists below a key, whatever the
    indentation.
    """
    key, parent, values = "", "", list[str]()
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare.startswith(("#", "//", ";")):
            continue
        found = _LINE.fullmatch(line[:2000])
        if found is None:
            item = _ITEM.fullmatch(line[:500])
            if key and item:
                values.append(item[1])
            continue
        if key and values:
            yield key, values
        parent = key or parent
        key = found[1]
        if key.lower() == "items":
            key = parent
        values = _inline(found[2])
    if key and values:
        yield key, values


def _inline(text: str) -> list[str]:
    """The value behind a key: a list in brackets, a quoted string, or the rest of the line
    without its comment.
    """
    text = text.strip().rstrip(",").strip()
    if text.startswith(("[", "{")):
        quoted = _QUOTED.findall(text)
        return quoted or [each.strip() for each in text.strip("[]{} ").split(",") if each.strip()]
    if text[:1] in ("'", '"'):
        match = _QUOTED.match(text)
        return [match[1]] if match else []
    bare = re.split(r"\s+#", text)[0].strip()
    return [bare] if bare else []
