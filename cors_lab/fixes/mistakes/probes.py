"""The origins that an attacker would try, made from the one that may read: one table for the
audit and the lessons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import is_ip_address, is_loopback, parse_origin, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.fetch.url import Origin

EVIL = "https://evil.example"
STRANGER = "cors-lab-stranger"  # a name that no one has, below the public suffix of the page's own
WHOLE = "Compare whole origins: `origin in allowed`, where `allowed` is a set that you wrote."
FULL_MATCH = (
    "Compare whole origins; with a pattern, use `re.fullmatch`, and write the scheme and the "
    "whole host."
)
ANYONE = (
    "Anyone who registers such a domain, for a few euros, and gets a user of yours to open a "
    "page there."
)
READS = "reads what your user can read, in the user's name"
REASONS = {
    ("high", True): f"anyone can have such an origin, and {READS}",
    ("medium", True): f"an attacker needs a foothold first, and then {READS}",
    (
        "low",
        False,
    ): "no cookies go along: the attacker reads only what your server tells anyone on that network",
    ("info", False): "no cookies go along, and an attacker needs a foothold first",
}


class ProbeWords(NamedTuple):
    """Why an origin gets through, who can use it, and the fix."""

    why: str
    who: str
    fix: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One kind of origin that should not get through.

    In `patterns`, {scheme} {name} {port} are those of the origin that may read ({port} with its
    colon, "" for the default), {site} is its registrable domain, {suffix} the public suffix of
    that, {cut} the name without its last letter, {cut_port} the port without its last digit, {part}
    the site without its first letter. A pattern with {dotted} stands for one origin for each dot of
    the name, with a letter in place of the dot.
    `severity`: with credentials, without. `implies`: the probes that get through for the same
    reason.
    `why` it gets through, `who` can use it, and the `fix` are for people.
    """

    id: str
    patterns: tuple[str, ...]
    severity: tuple[str, str]
    why: str
    who: str
    fix: str
    implies: tuple[str, ...] = ()
    within_site: bool = False  # origins below the page's own site are meant

    def origins(self, page: str, scheme: str = "https") -> list[str]:
        """The origins to try for this page; none that a browser could not have, nor the page's own.

        With `scheme` "http" all have that: pages over https cannot ask a server that has none
        (mixed content).
        """
        tried = [_with_scheme(origin, scheme) for origin in self._origins(page)]
        return [origin for origin in dict.fromkeys(tried) if origin != page]

    def _origins(self, page: str) -> Iterator[str]:
        own = parse_origin(page)
        if own is None:
            yield from (
                pattern for pattern in self.patterns if "{" not in pattern and pattern != page
            )
            return
        if self.id == "localhost" and is_loopback(own.host):  # development is where it belongs
            return
        parts = _parts(own)
        for pattern in self.patterns:
            yield from (
                origin for origin in _made(pattern, parts) if self._fits(origin, parts["site"])
            )

    def _fits(self, text: str, site: str) -> bool:
        """Can a browser send it, and is it what this probe is about: a stranger's origin, or
        one of the same site?
        """
        if "{" not in "".join(self.patterns):
            return True
        origin = parse_origin(text)
        if origin is None or origin.serialized != text:
            return False
        return _is_below(origin.host, site) == self.within_site

    def words(self, page: str) -> ProbeWords:
        """The words, with the name and the public suffix of this page in them."""
        own = parse_origin(page)
        if own:
            parts = _parts(own)
        else:
            parts = {"name": "app.example", "suffix": "example"}
        texts = [
            text.replace("{name}", parts["name"]).replace("{suffix}", parts["suffix"])
            for text in (self.why, self.who, self.fix)
        ]
        return ProbeWords(*texts)

    def reason(self, with_credentials: bool) -> str:
        """Why it is as bad as it is."""
        severity = self.severity[not with_credentials]
        return REASONS.get((severity, with_credentials), "this is a page in development")


def _made(pattern: str, parts: dict[str, str]) -> Iterator[str]:
    if "{dotted}" not in pattern:
        yield pattern.format(**parts)
        return
    name = parts["name"]
    for position in [place for place, letter in enumerate(name) if letter == "."]:
        yield pattern.format(**parts, dotted=f"{name[:position]}x{name[position + 1 :]}")


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
        "site": site,
        "suffix": site.partition(".")[2] or "invalid",
        "cut": own.host[:-1],
        "cut_port": port[:-1].rstrip(":"),
        "part": site[1:],
    }


def _is_below(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")


# The widest hole comes first.
PROBES: tuple[Probe, ...] = (
    Probe(
        "any-origin",
        (EVIL,),
        ("high", "low"),
        "Any Origin is sent back as it came: every page on the web is allowed.",
        "Any page that a user of yours opens.",
        "Send back an Origin only if it is in a list that you wrote.",
        (
            "null-origin",
            "public-suffix",
            "contains",
            "prefix",
            "suffix",
            "unescaped-dot",
            "truncated",
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
        "public-suffix",
        (f"{{scheme}}://{STRANGER}.{{suffix}}{{port}}",),
        ("high", "low"),
        (
            "Every name that ends in .{suffix} is allowed, and anyone can have one: it is a "
            "public suffix."
        ),
        "Anyone who takes a name below {suffix}: an account or a few euros are enough.",
        "Allow your own name there, as a whole origin, not everything below {suffix}.",
        (
            "suffix",
            "truncated",
            "unescaped-dot",
            "any-subdomain",
            "hoster",
            "http-origin",
            "any-port",
            "special-character",
        ),
    ),
    Probe(
        "contains",
        ("{scheme}://x-{name}.evil.example",),
        ("high", "low"),
        "An origin is allowed that only contains the name: anyone can register such a host.",
        ANYONE,
        "Compare whole origins, not a part: `origin in allowed`, where `allowed` is a set.",
        ("prefix", "suffix", "special-character", "any-port", "any-subdomain", "http-origin"),
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
        ("{scheme}://evil{name}{port}", "{scheme}://evil{site}{port}"),
        ("high", "low"),
        "An origin is allowed that only ends like yours: the pattern has no beginning.",
        ANYONE,
        FULL_MATCH,
        ("any-subdomain", "http-origin"),
    ),
    Probe(
        "unescaped-dot",
        ("{scheme}://{dotted}{port}",),
        ("high", "low"),
        "A dot in your pattern stands for any character, so another host fits.",
        ANYONE,
        "Compare whole origins; in a pattern, write `\\.` for a dot.",
    ),
    Probe(
        "truncated",
        ("{scheme}://{cut}{port}", "{scheme}://{name}{cut_port}", "{scheme}://{part}{port}"),
        ("high", "low"),
        "A part of the allowed origin is enough: the comparison runs the wrong way round.",
        ANYONE,
        WHOLE,
    ),
    Probe(
        "special-character",
        tuple(f"{{scheme}}://{{name}}{sign}.evil.example{{port}}" for sign in "_`!+=$"),
        ("high", "low"),
        (
            "After your name the pattern lets a sign pass that no registrar sells, but that a "
            "wildcard DNS record answers for."
        ),
        (
            "Anyone who owns a domain: names such as `{name}_.their.example` need no "
            "registrar, and browsers open them."
        ),
        "Compare whole origins; with a pattern, end it with `$` right behind the host.",
    ),
    Probe(
        "http-origin",
        ("http://{name}{port}",),
        ("medium", "low"),
        "The same host without TLS is allowed: anyone on the same network can be that page.",
        (
            "Anyone between a user and the network (in a café's Wi-Fi): they answer for the "
            "http:// address themselves."
        ),
        "Write the scheme `https://` in each allowed origin.",
        within_site=True,
    ),
    Probe(
        "any-port",
        ("{scheme}://{name}:8443",),
        ("medium", "low"),
        "Any port of the host is allowed: another server on it is another origin.",
        "Anyone who controls another service on the host, a staging server or an admin tool.",
        "Compare whole origins, port included.",
        within_site=True,
    ),
    Probe(
        "any-subdomain",
        ("{scheme}://x.{name}{port}", "{scheme}://x.{site}{port}", "{scheme}://evil{name}{port}"),
        ("medium", "info"),
        "Any subdomain is allowed: the weakest of them decides.",
        "Anyone who finds a hole in one of the subdomains, or takes over a forgotten one.",
        "List the subdomains that you mean.",
        within_site=True,
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
            "https://evil.surge.sh",
            "https://evil.workers.dev",
            "https://fiddle.jshell.net",
        ),
        ("high", "low"),
        "Everything on a hoster is allowed where anyone can put a page.",
        "Anyone who opens a free account there.",
        "List the one host there that is yours, not all of them.",
    ),
    Probe(
        "localhost",
        ("http://localhost", "http://localhost:3000"),
        ("medium", "low"),
        "Pages on the user's own machine are allowed: a leftover of development.",
        (
            "Any program that opens a port on a user's machine, and anyone who finds a hole "
            "in a developer's server."
        ),
        "Allow http://localhost only where DEBUG is on.",
    ),
)
BY_ID = {probe.id: probe for probe in PROBES}
