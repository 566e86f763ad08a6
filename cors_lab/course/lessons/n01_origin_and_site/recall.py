"""Questions and cards on origins and sites."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.in_process import answering, ask
from cors_lab.course.lessons.n01_origin_and_site.addresses import origin, same_origin, same_site

PORTS = ("http://localhost:3000", "http://localhost:5000")


def _relation() -> str:
    """What the two are to each other, in words."""
    if same_origin(*PORTS):
        return "one origin"
    return "two origins, one site" if same_site(*PORTS) else "two origins, two sites"


QUESTIONS = (
    Question(
        "01-default-port",
        "What is the origin of `HTTPS://Shop.Example:443/cart?item=7#top`?",
        (
            (
                "`https://shop.example:443`",
                "https://shop.example:443",
                "443 is the default port of https, and a default port is left out.",
            ),
            (
                "`https://shop.example`",
                "https://shop.example",
                "Scheme, host, port; in lower case, and without a port that says nothing new.",
            ),
            (
                "`https://shop.example/cart`",
                "https://shop.example/cart",
                "The path is not part of an origin: all pages of a server share one.",
            ),
        ),
        lambda: origin("HTTPS://Shop.Example:443/cart?item=7#top"),
    ),
    Question(
        "01-ports",
        "What are `http://localhost:3000` and `http://localhost:5000` to each other?",
        (
            (
                "Same origin, same site.",
                "one origin",
                "The ports differ, and a port is part of an origin.",
            ),
            (
                "Two origins of one site.",
                "two origins, one site",
                "The ports differ, so two origins; a site has no port, so one site.",
            ),
            (
                "Two origins of two sites.",
                "two origins, two sites",
                "Two origins, yes. But a site has no port, and the rest is equal.",
            ),
        ),
        _relation,
    ),
    Question(
        "01-kept-from",
        "A page GETs data from another origin, whose server says nothing about CORS. What does "
        "the same-origin policy prevent?",
        (
            (
                "That the request is sent.",
                "not sent",
                "It was sent. A page may send such a request anywhere.",
            ),
            (
                "That the server does what it is asked.",
                "sent, not ran",
                "The server did it. It knows nothing of the policy.",
            ),
            (
                "That the page reads the answer.",
                "ran, not read",
                "The browser has the answer, and keeps it from the page.",
            ),
        ),
        lambda: ask(answering()),
    ),
)

CARDS = (
    (
        "What is an origin?",
        "Scheme, host and port. Not the user, not the path, nothing after it.",
    ),
    (
        "What is a site?",
        "Scheme and registrable domain: the public suffix and one label before it. It has no port.",
    ),
    (
        "What does the same-origin policy forbid a page?",
        "To read the answers of another origin. Sending, linking and embedding are mostly allowed.",
    ),
)
