"""The way from "fetch failed" to the check that decides, as data: questions, answers, and where
each of them ends. Every lesson and every case of the clinic has a place in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class End:
    """Where a way ends: what it is, what to do, the codes of the checks, lessons and cases.

    `line` names the line of the cheat sheet that shows it.
    """

    title: str
    do: str
    codes: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    cases: tuple[int, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, each of which leads on."""

    text: str
    answers: tuple[tuple[str, Question | End], ...]


CASES: dict[int, str] = {
    1: "No CORS header at all",
    2: "The preflight is not handled",
    3: "A login guard answers the preflight",
    4: "Headers on OPTIONS only",
    5: "Error answers lose the headers",
    6: "The preflight is redirected",
    7: "`*` with cookies",
    8: "Allow-Credentials is missing or misspelt",
    9: "Proxy and app both add the header",
    10: "A list or a pattern in the header",
    11: "A request header is not allowed",
    12: "The page sends an answer's header",
    13: "The method is not allowed",
    14: "The allowed origin is misspelt",
    15: "localhost:3000 is not 127.0.0.1:3000",
    16: "The origin is null",
    17: "no-cors as a fix",
    18: "A header that JavaScript does not see",
    19: "An old copy in a cache",
    20: "An old permission in the preflight cache",
    21: "The cookie does not go along",
    22: "A redirect to a login page",
    23: "Not CORS at all",
    24: "Local Network Access",
    25: "It works for everyone, and that is the bug",
}

PREFLIGHT = Question(
    "Only an OPTIONS is there. What answer did it get?",
    (
        (
            "A redirect (301, 302, 307, 308)",
            End(
                "The preflight was redirected",
                "Call the final address: the slash, https, www. A preflight follows no redirect.",
                ("preflight-status",),
                ("05", "09"),
                (6,),
            ),
        ),
        (
            "401, 403, 404, 405 or 500",
            End(
                "The preflight did not get a 2xx",
                "Answer OPTIONS before the login check, with 204. It never carries a cookie.",
                ("preflight-status",),
                ("05", "06", "14"),
                (2, 3),
                "The preflight gets 401, 404, 405",
            ),
        ),
        (
            "200 or 204, without Access-Control-Allow-Origin",
            End(
                "The preflight's answer has no permission",
                "Send the headers with the answer to OPTIONS, too.",
                ("allow-origin-present",),
                ("05", "06"),
                (2,),
                "The preflight's answer has no header",
            ),
        ),
        (
            "200 or 204, and the method is not in Access-Control-Allow-Methods",
            End(
                "The method is not allowed",
                "List it in capitals: PUT, PATCH, DELETE. `patch` is not PATCH.",
                ("method-allowed",),
                ("05",),
                (13,),
                "The method is not listed",
            ),
        ),
        (
            "200 or 204, and a header is not in Access-Control-Allow-Headers",
            End(
                "A request header is not allowed",
                "List it, or do not send it. Access-Control-Allow-Origin belongs to the answer.",
                ("header-allowed",),
                ("04", "05"),
                (11, 12),
                "A header is not listed",
            ),
        ),
        (
            "All of it is right now, and the error stays",
            End(
                "An old permission is in the preflight cache",
                "Wait for Access-Control-Max-Age, or ask in a private window.",
                ("preflight-cached",),
                ("10",),
                (20,),
            ),
        ),
    ),
)
NO_HEADER = Question(
    "The answer has no Access-Control-Allow-Origin. What is its status?",
    (
        (
            "200 or the like",
            End(
                "The server gives no permission",
                "Send the header with every answer, and not with OPTIONS alone. The request ran.",
                ("allow-origin-present",),
                ("02", "03", "06"),
                (1, 4),
                "No such header",
            ),
        ),
        (
            "401, 404, 413, 429 or 500",
            End(
                "The error answer lost its headers",
                "Read the server's log: this is the real error. Then add the headers to errors.",
                ("allow-origin-present",),
                ("06", "14"),
                (5,),
            ),
        ),
        (
            "It came from a cache (disk cache, 304, a CDN)",
            End(
                "An old copy without the header",
                "`Vary: Origin`, then clear the cache. Or always `*`, if the data is public.",
                ("in-http-cache",),
                ("10",),
                (19,),
            ),
        ),
    ),
)
ANSWERED = Question(
    "The request has an answer. What does its Access-Control-Allow-Origin say?",
    (
        ("Nothing: it is not there", NO_HEADER),
        (
            "Another origin, or nearly this one",
            End(
                "The origin does not match",
                "Compare letter by letter. localhost:3000 is not 127.0.0.1:3000, nor http https.",
                ("allow-origin-match",),
                ("01", "02"),
                (14, 15),
                "A slash, a path, capitals, another port",
            ),
        ),
        (
            "Two values, a list or a pattern",
            End(
                "One origin is allowed, and no list",
                "Choose the one that asks, add `Vary: Origin`, and set it in one place only.",
                ("allow-origin-match",),
                ("02", "14"),
                (9, 10),
                "Two values, or a list",
            ),
        ),
        (
            "`*`, and the request has cookies",
            End(
                "`*` means nothing where cookies go along",
                "Name the page. Or leave `credentials` out, if no one has to be logged in.",
                ("allow-origin-match",),
                ("07",),
                (7,),
                "`*` with cookies",
            ),
        ),
        (
            "The right origin, and the request has cookies",
            End(
                "Access-Control-Allow-Credentials is missing",
                "Send `true`, in small letters.",
                ("allow-credentials",),
                ("07",),
                (8,),
            ),
        ),
        (
            "`null`",
            End(
                "The page's origin is null",
                "Serve the page from a server. Never allow null: any sandboxed frame has it.",
                ("allow-origin-match",),
                ("09", "12"),
                (16,),
            ),
        ),
    ),
)
FAILED = Question(
    "Look at the Network panel. Which requests are there?",
    (
        (
            "None",
            End(
                "Stopped before it was sent",
                "Read the console: mixed content, CSP, an extension, a scheme that is not http.",
                ("not-mixed-content", "cors-scheme", "port-allowed"),
                ("11", "13"),
                (23,),
            ),
        ),
        (
            "One without a status, or marked failed",
            End(
                "The server was not reached",
                "Is it running, on this port, with this certificate? This is not CORS.",
                ("connection-refused", "name-not-resolved", "tls", "timeout"),
                ("00", "11"),
                (23,),
            ),
        ),
        (
            "One to localhost or to a private address, from a public page",
            End(
                "Local Network Access",
                "The user has to give permission; no header of the server helps.",
                (),
                ("13",),
                (24,),
            ),
        ),
        ("Only an OPTIONS", PREFLIGHT),
        ("The request itself, with a status", ANSWERED),
        (
            "Several, and one is a redirect",
            End(
                "It was redirected to another origin",
                "Answer 401 instead of a redirect to a login page; the page then goes there.",
                ("redirect-followed", "origin-tainted"),
                ("09",),
                (22,),
            ),
        ),
    ),
)
MAP = Question(
    "What does the page get?",
    (
        ("An error: `TypeError: Failed to fetch`", FAILED),
        (
            "An answer with status 0 and no body",
            End(
                "no-cors: the page may send, not read",
                'Take `mode: "no-cors"` out, and let the server give permission.',
                ("verdict-opaque",),
                ("03",),
                (17,),
            ),
        ),
        (
            "An answer in which a header is missing",
            End(
                "The header is not exposed",
                "`Access-Control-Expose-Headers` with its name.",
                ("verdict-cors",),
                ("08",),
                (18,),
            ),
        ),
        (
            "401: the cookie did not go along",
            End(
                "The cookie's own rules",
                '`SameSite=None; Secure`, `credentials: "include"`, or one site for both.',
                ("cookie-withheld", "cookie-refused"),
                ("07",),
                (21,),
            ),
        ),
        (
            "What it wants, and so does any other page",
            End(
                "The server lets everyone in",
                "An exact list of origins. Never send back any Origin that asks.",
                (),
                ("12",),
                (25,),
            ),
        ),
        (
            "An image, a font, a script or a socket that fails",
            End(
                "Other ways to ask another origin",
                "Each element has a mode and credentials of its own: `crossorigin`, CORP, CSP.",
                ("resource-policy",),
                ("13",),
            ),
        ),
        (
            "Something else in another browser",
            End(
                "Where browsers leave the standard",
                "Look which engine does what, with the evidence.",
                ("engine-departs",),
                ("15",),
            ),
        ),
        (
            "I want to practise this",
            End("The clinic", "A sick server, its symptoms, and your diagnosis.", (), ("16",)),
        ),
    ),
)
