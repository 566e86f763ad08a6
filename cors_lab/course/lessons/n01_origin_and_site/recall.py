"""Questions and cards on origins and sites."""

from __future__ import annotations

from cors_lab.course.exercises.in_process import answering, ask
from cors_lab.course.lessons.n01_origin_and_site.addresses import origin, same_origin, same_site

PORTS = ("http://localhost:3000", "http://localhost:5000")

QUESTIONS = (
    (
        "What is the origin of HTTPS://Shop.Example:443/cart?item=7#top ?",
        (
            (
                "https://shop.example:443",
                "https://shop.example:443",
                "443 is the default port of https, and a default port is left out.",
            ),
            (
                "https://shop.example",
                "https://shop.example",
                "Scheme, host, port; in lower case, and without a port that says nothing new.",
            ),
            (
                "https://shop.example/cart",
                "https://shop.example/cart",
                "The path is not part of an origin: all pages of a server share one.",
            ),
        ),
        lambda: origin("HTTPS://Shop.Example:443/cart?item=7#top"),
    ),
    (
        "What are http://localhost:3000 and http://localhost:5000 to each other?",
        (
            (
                "Same origin, same site.",
                (True, True),
                "The ports differ, and a port is part of an origin.",
            ),
            (
                "Two origins of one site.",
                (False, True),
                "The ports differ, so two origins; a site has no port, so one site.",
            ),
            (
                "Two origins of two sites.",
                (False, False),
                "Two origins, yes. But a site has no port, and the rest is equal.",
            ),
        ),
        lambda: (same_origin(*PORTS), same_site(*PORTS)),
    ),
    (
        (
            "A page GETs data of another origin, whose server says nothing of CORS. What does the"
            " same-origin policy keep from happening?"
        ),
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
    ("What is an origin?", "Scheme, host and port. Not the user, not the path, nothing after it."),
    (
        "What is a site?",
        "Scheme and registrable domain: the public suffix and one label before it. It has no port.",
    ),
    (
        "What does the same-origin policy forbid a page?",
        "To read what another origin answers. To send, to link and to embed it mostly permits.",
    ),
)
