"""URLs, origins and sites. The only importer of `ada_url` (WHATWG parsing) and
`publicsuffixlist`.
"""

from __future__ import annotations

import ipaddress
import itertools
import pkgutil
import re
from functools import lru_cache
from typing import NamedTuple

import ada_url
from publicsuffixlist import PublicSuffixList

from cors_lab.fetch.remember import remembering

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
HTTP_SCHEMES = frozenset({"http", "https"})
# Schemes of apps and extensions. The URL standard calls their origins opaque, but the programs that
# register them give their pages a tuple origin, and send it in Origin.
APP_SCHEMES = frozenset(
    (
        "app capacitor chrome-extension ionic moz-extension safari-web-extension tauri"
        " vscode-webview"
    ).split()
)
LOCAL = tuple(
    map(
        ipaddress.ip_network,
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 fc00::/7"
        " fe80::/10".split(),
    )
)
_opaque_ids = itertools.count(1)


class Origin(NamedTuple):
    """A tuple origin (scheme, host, port), or an opaque origin, which equals only itself.
    https://html.spec.whatwg.org/#concept-origin
    """

    scheme: str
    host: str
    port: int | None
    opaque: int = 0
    serialized: str = "null"

    def __str__(self) -> str:
        return self.serialized


def tuple_origin(scheme: str, host: str, port: int | None) -> Origin:
    """The origin of this scheme, host and port; `port` is None where it is the scheme's default."""
    return Origin(
        scheme, host, port, serialized=f"{scheme}://{host}" + ("" if port is None else f":{port}")
    )


def opaque_origin() -> Origin:
    """A new opaque origin, which serialises as "null".
    https://html.spec.whatwg.org/#concept-origin-opaque
    """
    return Origin("", "", None, next(_opaque_ids))


class URL(NamedTuple):
    """A URL record; `host` is "" where the URL has none, `port` is None where it is the scheme's
    default. https://url.spec.whatwg.org/#concept-url
    """

    href: str
    scheme: str
    username: str
    password: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str
    origin: Origin

    def __str__(self) -> str:
        return self.href

    @property
    def includes_credentials(self) -> bool:
        """Has it a username or a password? https://url.spec.whatwg.org/#include-credentials"""
        return bool(self.username or self.password)

    @property
    def is_http(self) -> bool:
        """Is its scheme http or https? https://fetch.spec.whatwg.org/#http-scheme"""
        return self.scheme in HTTP_SCHEMES

    @property
    def without_fragment(self) -> str:
        """Serialised with exclude fragment set."""
        return self.href.partition("#")[0]

    @property
    def on_the_wire(self) -> str:
        """Without fragment and userinfo, which no server is told."""
        if not (self.username or self.password):
            return self.without_fragment
        return f"{self.origin}{self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def host_header(self) -> str:
        """What a browser writes in `Host`: the port only where it is not the default."""
        if self.port is None:
            return self.host
        return f"{self.host}:{self.port}"


def parse_url(text: str, base: URL | None = None) -> URL | None:
    """Parse as `new URL(text, base)` does; None on failure.
    https://url.spec.whatwg.org/#concept-url-parser
    """
    # An opaque origin is new at each parsing, so that only URLs with a tuple origin may be
    # remembered.
    url = _parse(text, base.href if base else None)
    if url is None or not url.origin.opaque:
        return url
    return _parsed(text, base.href if base else None)


def with_login(url: URL | None, login: tuple[str | None, str | None]) -> URL | None:
    """The URL with this user name and password, where given, in place of its own.
    https://url.spec.whatwg.org/#set-the-username
    """
    if url is None or not url.host or login == (None, None):
        return url
    parsed = ada_url.URL(url.href)
    if login[0] is not None:
        parsed.username = login[0]
    if login[1] is not None:
        parsed.password = login[1]
    return parse_url(parsed.href)


def _parsed(text: str, base: str | None) -> URL | None:
    try:
        if base is not None:
            parsed = ada_url.URL(text, base)
        else:
            parsed = ada_url.URL(text)
    except ValueError:
        return None
    scheme = parsed.protocol[:-1]
    port = int(parsed.port) if parsed.port else None
    return URL(
        href=parsed.href,
        scheme=scheme,
        username=parsed.username,
        password=parsed.password,
        host=parsed.hostname,
        port=port,
        path=parsed.pathname,
        query=parsed.search[1:],
        fragment=parsed.hash[1:],
        origin=_origin_of(scheme, parsed.hostname, port, parsed.pathname),
    )


_parse = remembering(4096)(_parsed)


def _origin_of(scheme: str, host: str, port: int | None, path: str) -> Origin:
    if scheme in DEFAULT_PORTS:
        return tuple_origin(scheme, host, port)
    if scheme == "blob":
        inner = _parse(path, None)
        if inner and inner.is_http:
            return inner.origin
        return opaque_origin()
    return opaque_origin()


# Host characters as the URL standard has them, and the space; then the port.
_SPACED = re.compile(
    r"(https?)://([^\s/?#@:<>\[\]\\^|%]*(?: +[^\s/?#@:<>\[\]\\^|%]*)+)((?::[0-9]*)?(?:[/?#].*)?)",
    re.IGNORECASE | re.DOTALL,
)


def parse_url_with_spaces(text: str) -> URL | None:
    """The URL whose host has spaces, escaped, as Chromium has it; None for any other text."""
    match = _SPACED.fullmatch(text.strip())
    rest = parse_url(f"{match[1]}://x{match[3]}") if match else None
    if match is None or rest is None:
        return None
    host = match[2].lower().replace(" ", "%20")
    return rest._replace(
        href=rest.href.replace("//x", f"//{host}", 1),
        host=host,
        origin=tuple_origin(rest.scheme, host, rest.port),
    )


def parse_origin(text: str) -> Origin | None:
    """The tuple origin that this text serialises ("https://app.example", "capacitor://localhost"),
    or None where it is something else.
    """
    url = parse_url(text)
    if url is None or not (url.is_http or url.scheme in APP_SCHEMES):
        return None
    origin = document_origin(url)
    if origin.opaque or origin.serialized != text:
        return None
    return origin


def document_origin(url: URL) -> Origin:
    """The origin that a page at this URL has: the URL's own, but for apps and extensions."""
    if url.scheme in APP_SCHEMES and url.host:
        return tuple_origin(url.scheme, url.host, url.port)
    return url.origin


def same_origin(a: Origin, b: Origin) -> bool:
    """https://html.spec.whatwg.org/#same-origin"""
    return a is b or a == b


@remembering(256)
def _suffixes(last_label: str) -> PublicSuffixList:
    # The rules for names that end so: to have the library read all 10,000 takes ten times as long
    # as all the rest of a first fetch.
    ends = {label.encode("utf-8", "replace") for label in (last_label, _in_unicode(last_label))}
    lines = [
        before.rpartition(b"\n")[2] + end
        for end in ends
        for before in _suffix_list().split(end + b"\n")[:-1]
    ]
    found = [
        line.decode()
        for line in lines
        if line.rpartition(b".")[2] in ends and not line.startswith(b"//")
    ]
    return PublicSuffixList(
        [rule if rule.isascii() else rule.encode("idna").decode("ascii") for rule in found],
        accept_encoded_idn=False,
    )


def _in_unicode(label: str) -> str:
    """The label as the list writes it; as it stands where it is no Punycode."""
    try:
        if label.startswith("xn--"):
            return label[4:].encode("ascii").decode("punycode")
        return label
    except UnicodeError:
        return label


@lru_cache(maxsize=1)
def _suffix_list() -> bytes:
    return (pkgutil.get_data("publicsuffixlist", "public_suffix_list.dat") or b"") + b"\n"


@remembering(4096)
def is_ip_address(host: str) -> bool:
    """Is this host (as a URL has it, IPv6 in brackets) an IP address?"""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@remembering(4096)
def registrable_domain(host: str) -> str | None:
    """The public suffix and one label more ("example.co.uk"); None for an IP address and for a
    public suffix. https://url.spec.whatwg.org/#host-registrable-domain
    """
    if not host or is_ip_address(host):
        return None
    name = host.rstrip(".")
    domain = _suffixes(name.rpartition(".")[2]).privatesuffix(name)
    if isinstance(domain, str):
        return domain + "." * host.endswith(".")
    return None


def is_public_suffix(host: str) -> bool:
    """Is this host itself a public suffix ("co.uk", "test")?"""
    return bool(host) and not is_ip_address(host) and registrable_domain(host) is None


class Site(NamedTuple):
    """A site: scheme and registrable domain (or the host that has none), or an opaque origin.
    https://html.spec.whatwg.org/#sites
    """

    scheme: str
    host: str
    opaque: int = 0

    def __str__(self) -> str:
        if self.opaque:
            return "null"
        return f"{self.scheme}://{self.host}"


def obtain_site(origin: Origin) -> Site:
    """https://html.spec.whatwg.org/#obtain-a-site"""
    if origin.opaque:
        return Site("", "", origin.opaque)
    return Site(origin.scheme, registrable_domain(origin.host) or origin.host)


schemeful_site = obtain_site


def same_site(a: Origin, b: Origin, *, schemeful: bool = True) -> bool:
    """https://html.spec.whatwg.org/#same-site, or schemelessly:
    https://html.spec.whatwg.org/#schemelessly-same-site
    """
    one, two = obtain_site(a), obtain_site(b)
    if schemeful:
        return one == two
    return (one.host, one.opaque) == (two.host, two.opaque)


@remembering(4096)
def is_loopback(host: str) -> bool:
    """Is this host a name or an address of the machine itself?
    https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
    """
    bare = host.rstrip(".")
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    return is_ip_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback


def is_local(host: str) -> bool:
    """Does this host belong to this machine or the network around it, by its name?
    https://wicg.github.io/local-network-access/#ip-address-space
    """
    if is_loopback(host) or host.rstrip(".").endswith(".local"):
        return True
    return is_ip_address(host) and any(
        ipaddress.ip_address(host.strip("[]")) in network for network in LOCAL
    )


def is_potentially_trustworthy(url: URL) -> bool:
    """https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy"""
    if (
        url.scheme in ("https", "wss", "file")
        or (url.scheme == "about" and url.path in ("blank", "srcdoc"))
        or url.scheme == "data"
    ):
        return True
    return is_loopback(url.host)
