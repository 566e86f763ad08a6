"""The origins that an attacker would try, made of the one that may read: one table for the audit
and for the lessons' security lint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.fetch.url import is_ip_address, is_loopback, parse_origin, registrable_domain

if TYPE_CHECKING:
    from cors_lab.fetch.url import Origin

EVIL = "https://evil.example"
WHOLE = "Compare whole origins: `origin in allowed`, where `allowed` is a set that you wrote."
ANYONE = (
    "Whoever registers such a domain, for a few euros, and gets a user of yours to open a page"
    " there."
)


@dataclass(frozen=True, slots=True)
class Probe:
    """One kind of origin that should not get through.

    In `patterns`, {scheme} {name} {port} are those of the origin that may read ({port} with its
    colon, "" for the default), {dotless} the name without its first dot, {part} without its first
    letter, {site} its registrable domain. `severity`: with credentials, without.
    `implies`: the probes that get through as well, for the same reason. `why`, `who` can use it,
    and the `fix` are for people.
    """

    id: str
    patterns: tuple[str, ...]
    severity: tuple[str, str]
    why: str
    who: str
    fix: str
    implies: tuple[str, ...] = ()

    def origins(self, page: str, scheme: str = "https") -> list[str]:
        """The origins to try for this page; none that a browser could not have, nor the page's own.

        With `scheme` "http" all have that: pages over https cannot ask a server that has none
        (mixed content).
        """
        return list(dict.fromkeys(_with_scheme(origin, scheme) for origin in self._origins(page)))

    def _origins(self, page: str) -> list[str]:
        own = parse_origin(page)
        if own is None:
            return [pattern for pattern in self.patterns if "{" not in pattern]
        if self.id == "localhost" and is_loopback(own.host):  # development is where it belongs
            return []
        made = [pattern.format(**_parts(own)) for pattern in self.patterns]
        return [
            origin
            for origin in dict.fromkeys(made)
            if origin != page and (origin == "null" or _is_origin(origin))
        ]


def _with_scheme(origin: str, scheme: str) -> str:
    if scheme == "http":
        return origin.replace("https:", "http:")
    return origin


def _parts(own: Origin) -> dict[str, str]:
    if is_ip_address(own.host):
        site = own.host
    else:
        site = registrable_domain(own.host) or own.host
    port = "" if own.port is None else f":{own.port}"
    return {
        "scheme": own.scheme,
        "name": own.host,
        "port": port,
        "dotless": own.host.replace(".", "x", 1),
        "part": own.host[1:],
        "site": site,
    }


def _is_origin(text: str) -> bool:
    """Would a browser send exactly this?"""
    origin = parse_origin(text)
    return origin is not None and origin.serialized == text


# The widest hole comes first.
PROBES: tuple[Probe, ...] = (
    Probe(
        "any-origin",
        (EVIL,),
        ("high", "low"),
        "Whatever Origin asks is sent back: any page on the web is allowed.",
        "Any page that a user of yours opens.",
        "Send back an Origin only if it is in a list that you wrote.",
        (
            "null-origin",
            "contains",
            "prefix",
            "suffix",
            "unescaped-dot",
            "substring",
            "special-character",
            "http-origin",
            "any-port",
            "any-subdomain",
            "hoster",
            "localhost",
        ),
    ),
    Probe(
        "null-origin",
        ("null",),
        ("high", "low"),
        "The origin `null` is allowed, and any page can have it: a sandboxed frame is enough.",
        (
            "Any page that a user of yours opens: it puts its script into `<iframe "
            'sandbox="allow-scripts">`.'
        ),
        "Take `null` off the list.",
    ),
    Probe(
        "contains",
        ("{scheme}://x-{name}.evil.example",),
        ("high", "low"),
        "An origin is allowed that only contains the name: anyone can register such a host.",
        ANYONE,
        "Compare whole origins, not a part: `origin in allowed`, where `allowed` is a set.",
        ("prefix", "suffix", "special-character", "any-port", "any-subdomain"),
    ),
    Probe(
        "prefix",
        ("{scheme}://{name}.evil.example{port}",),
        ("high", "low"),
        "An origin is allowed that only begins like yours: the pattern has no end.",
        ANYONE,
        "Compare whole origins; with a pattern, use `re.fullmatch`.",
        ("special-character", "any-port"),
    ),
    Probe(
        "suffix",
        ("{scheme}://evil{name}{port}",),
        ("high", "low"),
        "An origin is allowed that only ends like yours: the pattern has no beginning.",
        ANYONE,
        (
            "Compare whole origins; with a pattern, use `re.fullmatch`, and write the scheme "
            "and the whole host."
        ),
        ("any-subdomain",),
    ),
    Probe(
        "unescaped-dot",
        ("{scheme}://{dotless}{port}",),
        ("high", "low"),
        "The dot in your pattern stands for any character, so another host fits.",
        ANYONE,
        "Compare whole origins; in a pattern, write `\\.` for a dot.",
    ),
    Probe(
        "substring",
        ("{scheme}://{part}{port}",),
        ("high", "low"),
        "A part of the allowed name is enough: the comparison runs the wrong way round.",
        ANYONE,
        WHOLE,
    ),
    Probe(
        "special-character",
        tuple(f"{{scheme}}://{{name}}{sign}.evil.example{{port}}" for sign in "_`!+=$"),
        ("high", "low"),
        (
            "Behind your name the pattern lets a sign pass that no registrar sells, but that "
            "a wildcard DNS record answers for."
        ),
        (
            "Whoever owns any domain: names such as `{name}_.their.example` need no "
            "registrar, and browsers open them."
        ),
        "Compare whole origins; with a pattern, end it with `$` right behind the host.",
    ),
    Probe(
        "http-origin",
        ("http://{name}{port}",),
        ("medium", "low"),
        "The same host without TLS is allowed: whoever sits on the network can be that page.",
        (
            "Whoever sits between a user and the network (in a café's Wi-Fi): they answer for "
            "the http:// address themselves."
        ),
        "Write the scheme `https://` in each allowed origin.",
    ),
    Probe(
        "any-port",
        ("{scheme}://{name}:8443",),
        ("medium", "low"),
        "Any port of the host is allowed: another server on it is another origin.",
        "Whoever controls any other service on the host, a staging server or an admin tool.",
        "Compare whole origins, port included.",
    ),
    Probe(
        "any-subdomain",
        ("{scheme}://x.{name}{port}", "{scheme}://x.{site}{port}"),
        ("medium", "info"),
        "Any subdomain is allowed: the weakest of them decides.",
        "Whoever finds a hole in one of the subdomains, or takes over a forgotten one.",
        "List the subdomains that you mean.",
    ),
    Probe(
        "hoster",
        (
            "https://evil.github.io",
            "https://cdpn.io",
            "https://evil.netlify.app",
            "https://evil.vercel.app",
            "https://evil.herokuapp.com",
            "https://evil.s3.amazonaws.com",
            "https://evil.pages.dev",
            "https://evil.web.app",
            "https://fiddle.jshell.net",
        ),
        ("high", "low"),
        "Everything on a hoster is allowed where anyone can put a page.",
        "Whoever opens a free account there.",
        "List the one host there that is yours, not all of them.",
    ),
    Probe(
        "localhost",
        ("http://localhost", "http://localhost:3000"),
        ("medium", "low"),
        "Pages on the user's own machine are allowed: a leftover of development.",
        (
            "Any program that opens a port on a user's machine, and whoever finds a hole in a "
            "developer's server."
        ),
        "Allow http://localhost only where DEBUG is on.",
    ),
)
BY_ID = {probe.id: probe for probe in PROBES}
