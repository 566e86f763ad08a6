"""What is said of each mistake that is not an origin getting through: by id, in the words of a
report.
"""

from __future__ import annotations

from typing import NamedTuple

SEVERITIES = ("high", "medium", "low", "info")
NO_ATTACK = "No attacker gains anything; your own pages fail."
NOTHING_YET = "No attacker gains anything today."
READERS_ONLY = (
    "Only pages that may read already gain anything: a method that you add later is open to "
    "them at once."
)
FAILS_ALWAYS = "every call that needs a preflight fails, in every browser"
NO_EFFECT = "the header does not do what it says, and nothing breaks"


class Words(NamedTuple):
    """One mistake: how bad it is and why, what it is, what an attacker gets, and the fix. In
    braces: its facts.
    """

    severity: str
    reason: str
    title: str
    who: str
    fix: str


WORDS: dict[str, Words] = {
    # What no page can pass.
    "page-blocked": Words(
        "medium",
        "the page that may read cannot",
        "{page} cannot read {path}: {why}",
        NO_ATTACK,
        "{fix}",
    ),
    "allow-origin-value": Words(
        "medium",
        "no page can have this origin, so no page can read the answer",
        "Access-Control-Allow-Origin is `{value}`: {why}",
        NO_ATTACK,
        (
            "Send exactly one origin, as the browser writes it: scheme, host and port, such "
            "as `https://app.example`."
        ),
    ),
    "allow-methods-invalid": Words(
        "medium",
        FAILS_ALWAYS,
        (
            "Access-Control-Allow-Methods is `{value}`: `{token}` is not a method, so "
            "browsers refuse the preflight."
        ),
        NO_ATTACK,
        "Put a comma between two methods, and nothing else: `PUT, DELETE`.",
    ),
    "allow-headers-invalid": Words(
        "medium",
        FAILS_ALWAYS,
        (
            "Access-Control-Allow-Headers is `{value}`: `{token}` is not a header name, so "
            "browsers refuse the preflight."
        ),
        NO_ATTACK,
        "Put a comma between two names, and nothing else: `Content-Type, Authorization`.",
    ),
    "preflight-refused": Words(
        "medium",
        FAILS_ALWAYS,
        "The preflight for {path} is answered {status}, and {engines} refuse it: {why}",
        NO_ATTACK,
        "{fix}",
    ),
    "methods-case": Words(
        "medium",
        "the page's call fails with the method that was meant",
        (
            "Access-Control-Allow-Methods lists `{value}` in lower case. Browsers compare the "
            "case, and send `{upper}`."
        ),
        NO_ATTACK,
        "Write methods in upper case: `{upper}`.",
    ),
    "credentials-differ": Words(
        "medium",
        "every call with cookies is refused after the server has run it",
        (
            "The preflight for {path} says that cookies may come along, and the answer itself "
            "does not."
        ),
        (
            "No attacker gains anything; but the server runs the request, and the page "
            "believes that it failed."
        ),
        "Send `Access-Control-Allow-Credentials: true` with the answer too.",
    ),
    # A `*` that stands for nothing, or for everyone.
    "wildcard": Words(
        "info",
        "right for public data",
        "{path} answers `*`: every page may read it, without cookies.",
        (
            "If only the network guards this server (an intranet), any page that a user opens "
            "can read it from inside."
        ),
        "Nothing, if the data is public. If not, name the origins.",
    ),
    "wildcard-credentials": Words(
        "low",
        "browsers refuse it, so nothing leaks",
        (
            "{path} answers `*` together with Access-Control-Allow-Credentials: true, which "
            "browsers refuse."
        ),
        (
            "No cookie leaks. But a call with cookies fails, and the usual remedy, to send "
            "back any Origin, opens everything."
        ),
        "Drop Access-Control-Allow-Credentials, or name the origins that may send cookies.",
    ),
    "star-with-credentials": Words(
        "medium",
        "calls with cookies fail",
        (
            "{names}: `*` is not a wildcard for a request with cookies. It allows only what "
            "is itself called `*`."
        ),
        NO_ATTACK,
        "Write the names out: browsers read `*` as a wildcard only without credentials.",
    ),
    "credentials-value": Words(
        "low",
        "calls with cookies fail, other calls work",
        "Access-Control-Allow-Credentials is `{value}`. Only `true`, in lower case, counts.",
        "No attacker gains anything; calls with cookies fail.",
        "Send exactly `true`, or leave the header out.",
    ),
    # Names that no page can send or read.
    "methods-forbidden": Words(
        "low",
        "no page can send it; but the server may answer it to others",
        "Access-Control-Allow-Methods lists {names}, which no browser sends for a page.",
        (
            f"{NOTHING_YET} If the server answers TRACE, it repeats cookies and tokens to "
            "whoever asks."
        ),
        "Take {names} off the list, and switch TRACE off in the server.",
    ),
    "headers-forbidden": Words(
        "low",
        NO_EFFECT,
        "Access-Control-Allow-Headers lists {names}, which no page can set: only the browser does.",
        NOTHING_YET,
        "Take {names} off the list.",
    ),
    "headers-of-answers": Words(
        "low",
        NO_EFFECT,
        (
            "Access-Control-Allow-Headers lists {names}, which belongs into an answer. The "
            "list is for request headers."
        ),
        NOTHING_YET,
        (
            "Take {names} off the list. If a page sends it, change the page: it does nothing "
            "in a request."
        ),
    ),
    "expose-invalid": Words(
        "low",
        "scripts cannot see the headers; the answer itself can be read",
        (
            "Access-Control-Expose-Headers is `{value}`: `{token}` is not a header name, so "
            "browsers expose none of them."
        ),
        NO_ATTACK,
        "Put a comma between two names, and nothing else: `X-Request-Id, X-Page`.",
    ),
    "expose-forbidden": Words(
        "low",
        NO_EFFECT,
        "Access-Control-Expose-Headers lists {names}, which browsers never show to a page.",
        NOTHING_YET,
        "Take {names} off the list. A page that needs a value of its own can get it in the body.",
    ),
    "expose-of-requests": Words(
        "low",
        NO_EFFECT,
        (
            "Access-Control-Expose-Headers lists {names}, which belongs into a request. The "
            "list is for headers of the answer."
        ),
        NOTHING_YET,
        "Take {names} off the list.",
    ),
    "expose-on-preflight": Words(
        "low",
        "scripts cannot see the headers; the answer itself can be read",
        (
            "Access-Control-Expose-Headers ({value}) is sent with the preflight only, where "
            "it does nothing."
        ),
        NO_ATTACK,
        "Send Access-Control-Expose-Headers with the answer itself.",
    ),
    # Preflights that are not answered as preflights.
    "preflight-redirect": Words(
        "medium",
        FAILS_ALWAYS,
        "A preflight for {path} is redirected ({status}), and no browser follows that.",
        NO_ATTACK,
        (
            "Let pages ask the final address (slash, https, host), or answer OPTIONS before "
            "the redirect."
        ),
    ),
    "preflight-auth": Words(
        "medium",
        FAILS_ALWAYS,
        (
            "A preflight for {path} is answered {status}: a login check runs before CORS, or "
            "the page is not on the list."
        ),
        (
            "No attacker gains anything; a preflight never carries cookies or Authorization, "
            "so it can never log in."
        ),
        (
            "Answer OPTIONS before the login check: put the CORS middleware first. And put "
            "the page on the list."
        ),
    ),
    "preflight-unhandled": Words(
        "medium",
        FAILS_ALWAYS,
        "A preflight for {path} is answered {status}.",
        NO_ATTACK,
        "Answer OPTIONS with 204 and the Access-Control-Allow-* headers.",
    ),
    "preflight-without-headers": Words(
        "medium",
        FAILS_ALWAYS,
        (
            "OPTIONS on {path} is answered {status} without CORS headers: the framework "
            "answers it by itself."
        ),
        NO_ATTACK,
        "Let the CORS middleware answer OPTIONS, not the framework's automatic route.",
    ),
    "preflight-any-origin": Words(
        "high",
        "a stranger can change things in the user's name",
        (
            "A preflight from {page} passes, for {method} with cookies, although that page "
            "may not read {path}."
        ),
        "Any page that a user of yours opens can send such requests in the user's name. "
        "It cannot see the answer, but the server "
        "has done what was asked.",
        "Check the Origin of preflights against the same list as that of the requests.",
    ),
    "preflight-vary-missing": Words(
        "low",
        "a cache between you and your users mixes up two pages or two methods",
        (
            "Caches may keep the preflight's answer for {path}, it depends on {names}, and "
            "`Vary` does not say so."
        ),
        (
            "The first one to ask fills the cache: the next page gets an answer that was "
            "meant for another, and fails."
        ),
        "Send `Vary: {names}` with the answer, or `Cache-Control: no-store`.",
    ),
    # Answers, errors, caches.
    "vary-missing": Words(
        "low",
        "a cache may mix up two pages",
        "The answer for {path} depends on Origin, and `Vary: Origin` is missing{where}.{kept}",
        (
            "The first one to ask fills the cache: the next page gets an answer that names "
            "another, and fails. An attacker can do so on purpose."
        ),
        "Send `Vary: Origin` with every answer of such a path, for any Origin and for none.",
    ),
    "error-without-headers": Words(
        "low",
        "the page still learns that something failed",
        "The {status} for {path} has no CORS headers.",
        (
            'No attacker gains anything; your page sees "CORS error" instead of the status '
            "and its message, and the real bug hides."
        ),
        (
            "Add the headers to error answers too. An error handler or a proxy often drops "
            "them; in nginx, write `always`."
        ),
    ),
    "redirect-without-headers": Words(
        "low",
        "only pages that ask this address fail",
        "{path} is redirected ({status}) before the CORS headers are added.",
        NO_ATTACK,
        "Let pages ask the final address, or add the headers to redirects too.",
    ),
    "redirect-leaves": Words(
        "low",
        "only pages that ask this address fail",
        "{path} leads to another origin, {target}.",
        (
            "No attacker gains anything; a page's fetch follows, may send Origin: null from "
            "then on, and fails unless that server allows it."
        ),
        (
            "Answer 401 to fetch() instead of a redirect to a login page, or let pages ask "
            "the final address."
        ),
    ),
    "answer-without-headers": Words(
        "medium",
        "the server does the work and the page believes that it failed",
        (
            "{method} {path} from {page} is answered {status} without the headers that the "
            "preflight had."
        ),
        (
            "No attacker gains anything; but the page believes that the request failed, so "
            "users send it twice."
        ),
        "Add the headers to every answer, not only to OPTIONS.",
    ),
    # Wider than needed, and how long it is kept.
    "methods-any": Words(
        "info",
        "only pages that may read gain anything",
        "Preflights for {path} allow any method, even one that does not exist.",
        READERS_ONLY,
        "List the methods that the routes have.",
    ),
    "methods-wider": Words(
        "info",
        "only pages that may read gain anything",
        "Preflights for {path} allow {methods}, which the route does not have.",
        READERS_ONLY,
        "List the methods that the routes have.",
    ),
    "headers-any": Words(
        "info",
        "only pages that may read gain anything",
        "Preflights for {path} allow any request header.",
        (
            "Only pages that may read already gain anything: they may also send headers that "
            "a proxy or framework obeys (X-HTTP-Method-Override)."
        ),
        "List the headers that the API takes.",
    ),
    "max-age-missing": Words(
        "info",
        "it costs time only",
        (
            "The preflight's answer for {path} has no Access-Control-Max-Age: browsers ask "
            "again after 5 seconds."
        ),
        "No one gains anything; it costs a round trip.",
        "Send `Access-Control-Max-Age: 600`.",
    ),
    "max-age-invalid": Words(
        "low",
        "the preflight is not kept as long as you meant",
        "Access-Control-Max-Age is `{value}`, which is not a number of seconds: {why}",
        "No one gains anything; it costs a round trip.",
        "Send digits only, in seconds: `Access-Control-Max-Age: 600`; `0` to keep nothing.",
    ),
    "max-age-long": Words(
        "info",
        "browsers cut it short themselves",
        (
            "Access-Control-Max-Age is {value} seconds. Chromium keeps a preflight for 7200 "
            "at most, Firefox for 86400."
        ),
        (
            "No one gains anything; but after you tighten the rules, browsers go on with the "
            "old ones for hours."
        ),
        "Send `Access-Control-Max-Age: 600`.",
    ),
    "private-network": Words(
        "info",
        "no browser asks for it any more",
        (
            "Access-Control-Allow-Private-Network: true is a leftover: no browser asks for it "
            "any more."
        ),
        (
            "No one today. While browsers did ask, it let public pages reach into the network "
            "behind them (flask-cors: CVE-2024-6221)."
        ),
        "Drop it.",
    ),
    # The page itself.
    "page-insecure": Words(
        "medium",
        "the attacker must be on the user's network",
        "{page} is not protected by TLS, and may read {path} with the user's cookies.",
        (
            "Anyone between a user and the network (in a café's Wi-Fi) can answer for the "
            "http:// page, and then read with the user's cookies."
        ),
        "Serve the page over https, and allow only its https:// origin.",
    ),
    "page-of-an-app": Words(
        "info",
        "other apps do not have this user's cookies",
        "{page} is the origin of every app that is built with the same tool, not only of yours.",
        (
            "Another app on the same device has the same origin; it does not have the cookies "
            "of yours."
        ),
        (
            "Do not take this Origin as proof of who asks: check a token that the app was "
            "given when its user logged in."
        ),
    ),
}
