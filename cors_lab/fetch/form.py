"""Forms: how fields become a request, and sending one into a new frame of the page.

https://html.spec.whatwg.org/#form-submission-2
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote_plus

from cors_lab.fetch.request import Request
from cors_lab.fetch.thrown import Thrown
from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cors_lab.fetch.request import Client
    from cors_lab.fetch.url import URL

    Fields = Iterable[tuple[str, str]]

METHODS = ("GET", "POST")
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
PLAIN = "text/plain"
ENCTYPES = (URLENCODED, MULTIPART, PLAIN)
BOUNDARY = "----CORSLabFormBoundary7MA4YWxkTrZu0gW"


class Call(NamedTuple):
    """A form: its action, its method and encoding as written, its fields, its `rel`."""

    url: str
    method: str = "GET"
    enctype: str = URLENCODED
    fields: tuple[tuple[str, str], ...] = (("x", "1"),)
    rel: str = ""
    referrer_policy: str = ""


def urlencoded(fields: Fields) -> bytes:
    """https://url.spec.whatwg.org/#urlencoded-serializing"""
    pairs = [f"{_escaped(name)}={_escaped(value)}" for name, value in fields]
    return "&".join(pairs).encode("ascii")


def _escaped(text: str) -> str:
    return quote_plus(text, safe="*-._", encoding="utf-8", errors="replace").replace("~", "%7E")


def multipart(fields: Fields) -> tuple[bytes, str]:
    """(body, Content-Type). https://html.spec.whatwg.org/#multipart-form-data"""
    parts = []
    for name, value in fields:
        written = name.replace("\n", "%0A").replace("\r", "%0D").replace('"', "%22")
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{written}"\r\n\r\n'
        parts.append(f"{head}{value}\r\n")
    body = "".join(parts) + f"--{BOUNDARY}--\r\n"
    return body.encode("utf-8", "replace"), f"{MULTIPART}; boundary={BOUNDARY}"


def plain(fields: Fields) -> bytes:
    """https://html.spec.whatwg.org/#plain-text-form-data"""
    return "".join(f"{name}={value}\r\n" for name, value in fields).encode("utf-8", "replace")


def encode(call: Call) -> tuple[bytes, str]:
    """(body, Content-Type) of a POST; an unknown encoding is the default one."""
    enctype = call.enctype.lower()
    if enctype == MULTIPART:
        return multipart(call.fields)
    if enctype == PLAIN:
        return plain(call.fields), PLAIN
    return urlencoded(call.fields), URLENCODED


def with_fields(url: URL, call: Call) -> URL:
    """The action of a GET form: its query is the fields. https://html.spec.whatwg.org/#submit-mutate-action"""
    bare = url.without_fragment.partition("?")[0]
    fragment = f"#{url.fragment}" if url.fragment else ""
    query = urlencoded(call.fields).decode("ascii")
    return parse_url(f"{bare}?{query}{fragment}") or url


def new_request(client: Client, call: Call) -> Request:
    """The navigation request that submitting makes, into a new frame of the page.

    https://html.spec.whatwg.org/#form-submission-algorithm
    """
    action = parse_url(call.url, client.url)
    if action is None:
        raise Thrown("", "form-url-invalid", url=call.url)
    post = call.method.upper() == "POST"
    url = action if post else with_fields(action, call)
    request = Request(
        [url],
        client,
        client.origin,
        "POST" if post else "GET",
        mode="navigate",
        credentials="include",
        destination="iframe",
        initiator="form",
        unsafe_request=False,
    )
    request.form_action = action
    if post:
        request.body, kind = encode(call)
        request.headers.append("Content-Type", kind)
    if "noreferrer" in call.rel.lower().split():
        request.referrer = "no-referrer"
    return request
