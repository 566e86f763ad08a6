"""How the rules came to be, each entry with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from cors_lab.display.html import joined, marked
from cors_lab.display.text import wrapped

TR = "https://www.w3.org/TR/"


class Event(NamedTuple):
    """When it was, what happened, what it means for you, and where to read it."""

    when: str
    what: str
    so: str
    source: str


EVENTS = (
    Event(
        "1995",
        "Netscape Navigator 2 brings JavaScript, and with it the rule that a script sees only "
        "pages of its own origin.",
        "The same-origin policy protects. CORS, much later, is the way to relax it.",
        "https://developer.mozilla.org/en-US/docs/Web/Security/Same-origin_policy",
    ),
    Event(
        "2005",
        "A W3C note from the makers of voice browsers: an XML file may say who reads it.",
        "The idea of CORS: the server that owns the data gives the permission.",
        f"{TR}2005/NOTE-access-control-20050613/",
    ),
    Event(
        "2006",
        "The first working draft: *Authorizing Read Access to XML Content*.",
        "It was about reading from the first day on. It still is.",
        f"{TR}2006/WD-access-control-20060517/",
    ),
    Event(
        "2007 to 2008",
        "New drafts turn it into a protocol of HTTP headers for any content.",
        "Here begin the `Access-Control-` headers: they are older than the name CORS.",
        f"{TR}2008/WD-access-control-20080912/",
    ),
    Event(
        "2009",
        "The draft is called *Cross-Origin Resource Sharing* for the first time.",
        "The name, at last. The bouncer gets a business card.",
        f"{TR}2009/WD-cors-20090317/",
    ),
    Event(
        "2011",
        "RFC 6454 says what an origin is, and defines the header `Origin`.",
        "Scheme, host and port: lesson 01.",
        "https://www.rfc-editor.org/rfc/rfc6454",
    ),
    Event(
        "2013",
        "CORS becomes a candidate recommendation, and in 2014 a recommendation of the W3C.",
        "Old pages still quote its words, such as *simple request*.",
        f"{TR}2013/CR-cors-20130129/",
    ),
    Event(
        "since 2014",
        "The Fetch Standard describes CORS together with all other fetching, and goes on changing.",
        "This is what browsers follow, and what the simulated browser here does step by step.",
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
    ),
    Event(
        "2018",
        "Spectre: a page may read the memory of its process. Cross-Origin-Resource-Policy keeps "
        "answers out of it.",
        "A look-alike of CORS: it blocks even what is only embedded.",
        "https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy",
    ),
    Event(
        "2020",
        "Chrome 80 begins to treat cookies as `SameSite=Lax` where they say nothing.",
        "Correct CORS and no cookie: lesson 07.",
        "https://www.chromium.org/updates/same-site/",
    ),
    Event(
        "2025",
        "Chrome asks users for permission before a public page reaches their local network.",
        "No header of the server helps there.",
        "https://developer.chrome.com/blog/local-network-access",
    ),
)


@dataclass(frozen=True, slots=True, repr=False)
class Timeline:
    """The events in order."""

    events: tuple[Event, ...] = EVENTS

    def __repr__(self) -> str:
        lines = ["How the rules came to be"]
        for one in self.events:
            lines += wrapped(f"{one.when}: {one.what}", "  ", "    ")
            lines += [*wrapped(one.so, "    "), f"    {one.source}"]
        return "\n".join(lines).replace("*", "")

    def _repr_html_(self) -> str:
        form = Markup('<li><b>{}</b>: {}<br>{}<br><a href="{}">source</a></li>')
        items = joined(
            form.format(one.when, _plain(one.what), marked(one.so), one.source)
            for one in self.events
        )
        head = "<p><b>How the rules came to be</b></p>"
        return str(Markup("{}\n<ul>\n{}\n</ul>").format(Markup(head), items))


def _plain(words: str) -> Markup:
    return marked(words.replace("*", ""))
