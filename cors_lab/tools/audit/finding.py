"""What an audit finds: one thing that is wrong, its evidence, who can use it and how, and the
fix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from cors_lab.result.record import Exchange

SEVERITIES = ("high", "medium", "low", "info")
# Everything that is no origin getting through: severity, title, who is hurt and how, fix. In
# braces, facts of the finding.
WORDS: dict[str, tuple[str, str, str, str]] = {
    "page-blocked": (
        "medium",
        "{page} cannot read {path}: {why}",
        "Nobody attacks here; your own page fails.",
        "{fix}",
    ),
    "wildcard": (
        "info",
        "{path} answers `*`: every page may read it, without cookies.",
        (
            "Right for what is public. Where only the network guards it (an intranet), any "
            "page that a user opens reads it from within."
        ),
        "Nothing, if it is public; else name the origins.",
    ),
    "wildcard-credentials": (
        "low",
        (
            "{path} answers `*` together with Access-Control-Allow-Credentials: true, which "
            "browsers refuse."
        ),
        (
            "No cookie leaks, but a credentialed call fails, and the usual remedy, sending "
            "back any Origin, opens everything."
        ),
        "Drop Access-Control-Allow-Credentials, or name the origins that may send cookies.",
    ),
    "credentials-value": (
        "low",
        "Access-Control-Allow-Credentials is `{value}`; only `true`, in lower case, counts.",
        "Nobody attacks here; calls with cookies fail.",
        "Send exactly `true`, or leave the header out.",
    ),
    "preflight-redirect": (
        "medium",
        "A preflight for {path} is redirected ({status}): no browser follows that.",
        "Nobody attacks here; every call that needs a preflight fails.",
        (
            "Let pages ask the final address (slash, https, host), or answer OPTIONS before "
            "the redirect."
        ),
    ),
    "preflight-auth": (
        "medium",
        (
            "A preflight for {path} is answered {status}: a login check runs before CORS, or "
            "the page is not on the list."
        ),
        (
            "Nobody attacks here; every call that needs a preflight fails, since a preflight "
            "never carries cookies or Authorization."
        ),
        (
            "Answer OPTIONS before the login check: put the CORS middleware first. And put "
            "the page on the list."
        ),
    ),
    "preflight-unhandled": (
        "medium",
        "A preflight for {path} is answered {status}.",
        "Nobody attacks here; every call that needs a preflight (JSON, PUT, Authorization) fails.",
        "Answer OPTIONS with 204 and the Access-Control-Allow-* headers.",
    ),
    "preflight-without-headers": (
        "medium",
        (
            "OPTIONS on {path} is answered {status}, but without CORS headers: the framework "
            "does it by itself."
        ),
        "Nobody attacks here; every call that needs a preflight (JSON, PUT, Authorization) fails.",
        "Let the CORS middleware answer OPTIONS, not the framework's automatic route.",
    ),
    "preflight-any-origin": (
        "high",
        (
            "A preflight from {page} passes, for {method} with cookies, although that page "
            "may not read {path}."
        ),
        "Any page that a user of yours opens: it can send such requests in the user's "
        "name. It sees no answer, but the server has done "
        "what was asked.",
        "Check the Origin of preflights against the same list as that of the requests.",
    ),
    "vary-missing": (
        "low",
        "The answer for {path} depends on Origin, and `Vary: Origin` is missing{where}.{kept}",
        (
            "Whoever asks first fills the cache: the next page gets an answer that names "
            "another, and fails; an attacker can do so on purpose."
        ),
        "Send `Vary: Origin` with every answer of such a path, whoever asks.",
    ),
    "error-without-headers": (
        "low",
        "The {status} for {path} has no CORS headers.",
        (
            'Nobody attacks here; your page sees "CORS error" instead of the status and its '
            "message, and the real bug hides."
        ),
        (
            "Add the headers to error answers too (an error handler or a proxy often drops "
            "them; nginx: `always`)."
        ),
    ),
    "redirect-without-headers": (
        "low",
        "{path} is redirected ({status}) before the CORS headers are added.",
        "Nobody attacks here; a page that asks this address fails.",
        "Let pages ask the final address, or add the headers to redirects too.",
    ),
    "redirect-leaves": (
        "low",
        "{path} leads to another origin, {target}.",
        (
            "Nobody attacks here; a page's fetch follows, may be Origin: null from then on, "
            "and fails unless that server allows it."
        ),
        (
            "Answer 401 to fetch() instead of a redirect to a login page; else let pages ask "
            "the final address."
        ),
    ),
    "answer-without-headers": (
        "medium",
        (
            "{method} {path} from {page} is answered {status} without the headers that the "
            "preflight had."
        ),
        (
            "Nobody attacks here; but the server runs the request and the page believes that "
            "it failed, so users send it twice."
        ),
        "Add the headers to every answer, not only to OPTIONS.",
    ),
    "methods-any": (
        "info",
        "Preflights for {path} allow any method, even one that does not exist.",
        (
            "Only pages that may read anyway; but a method that is added later is open to "
            "them at once."
        ),
        "List the methods that the routes have.",
    ),
    "methods-wider": (
        "info",
        "Preflights for {path} allow {methods}, which the route does not have.",
        (
            "Only pages that may read anyway; but a method that is added later is open to "
            "them at once."
        ),
        "List the methods that the routes have.",
    ),
    "headers-any": (
        "info",
        "Preflights for {path} allow any request header.",
        (
            "Only pages that may read anyway; but they may send headers that a proxy or "
            "framework obeys (X-HTTP-Method-Override), too."
        ),
        "List the headers that the API takes.",
    ),
    "max-age-missing": (
        "info",
        (
            "The preflight's answer for {path} has no Access-Control-Max-Age: browsers ask "
            "again after 5 seconds."
        ),
        "Nobody; it costs a round trip.",
        "Send `Access-Control-Max-Age: 600`.",
    ),
    "max-age-long": (
        "info",
        "Access-Control-Max-Age is {value} seconds (Chromium keeps 7200 at most, Firefox 86400).",
        "Nobody; but after you tighten the rules, browsers go on with the old ones for hours.",
        "Send `Access-Control-Max-Age: 600`.",
    ),
    "private-network": (
        "info",
        (
            "Access-Control-Allow-Private-Network: true is a leftover: no browser asks for it "
            "any more."
        ),
        (
            "Nobody today; while browsers did ask, it let public pages reach into the network "
            "behind them (flask-cors: CVE-2024-6221)."
        ),
        "Drop it.",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `id` is stable; `evidence` is what was asked and answered, the last exchange
    being the one that shows it.
    """

    id: str
    severity: str
    title: str
    who: str
    fix: str
    evidence: tuple[Exchange, ...] = ()

    @classmethod
    def of(
        cls, id: str, *evidence: Exchange | None, severity: str | None = None, **facts: object
    ) -> Finding:
        """The finding of this id, with its facts in the words; a path without the secrets that may
        be in it.
        """
        facts = {
            name: mask_url(str(fact)) if name == "path" else fact for name, fact in facts.items()
        }
        usual, title, who, fix = (text.format(**facts) for text in WORDS[id])
        return cls(
            id,
            severity or usual,
            title,
            who,
            fix,
            tuple(exchange for exchange in evidence if exchange),
        )

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return SEVERITIES.index(self.severity)
