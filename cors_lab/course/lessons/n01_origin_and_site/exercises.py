"""Exercises on origins and sites."""

from __future__ import annotations

from functools import partial

from cors_lab.course.exercises.answer_judges import Item, letters_judge, letters_of, texts_judge
from cors_lab.course.exercises.model import Exercise
from cors_lab.course.lessons.n01_origin_and_site.addresses import origin, same_site

URLS = (
    "https://app.example/notes?page=2#top",
    "https://app.example:443/",
    "http://app.example:443/",
    "HTTPS://App.Example/",
    "http://localhost:3000/index.html",
    "https://ada:secret@app.example/",
    "data:text/html,hello",
)
ASKED = "answer = {" + ",\n          ".join(f'"{url}": ""' for url in URLS) + "}"
SLIPS = (
    (
        lambda url, given, right: given.lower() != given and given.lower() == right,
        "Scheme and host are lower-cased when a URL is parsed.",
    ),
    (
        lambda url, given, right: right == "null",
        (
            "This URL has no host: its origin is opaque, equal to nothing but itself, and is "
            "written `null`."
        ),
    ),
    (
        lambda url, given, right: "@" in given,
        "User name and password are part of the URL, not of its origin.",
    ),
    (
        lambda url, given, right: given == f"{right}/",
        "No slash at the end: an origin has no path, not even an empty one.",
    ),
    (
        lambda url, given, right: given.startswith(f"{right}/"),
        "Path, query and fragment are not part of an origin.",
    ),
    (
        lambda url, given, right: given == f"{right}:443",
        "443 is the default port of https, and a default port is left out.",
    ),
    (
        lambda url, given, right: right == f"{given}:443",
        "443 is the default port of https, not of http: here it stays.",
    ),
    (
        lambda url, given, right: "://" not in given,
        "An origin has a scheme: write it with `https://` or `http://`.",
    ),
    (
        lambda url, given, right: right.startswith(f"{given}:"),
        "The port is part of the origin unless it is the scheme's default.",
    ),
)

PAIRS = (
    ("https://app.example", "https://app.example:8443", "A site has no port."),
    (
        "http://app.example",
        "https://app.example",
        "The scheme counts: http and https are two sites.",
    ),
    (
        "https://shop.example.com",
        "https://www.example.com",
        "What counts of the host is the registrable domain, and that is `example.com` for both.",
    ),
    (
        "https://shop.example.co.uk",
        "https://news.other.co.uk",
        (
            "`co.uk` is a public suffix, where everyone may register: the sites are "
            "`example.co.uk` and `other.co.uk`."
        ),
    ),
    (
        "https://ada.github.io",
        "https://bob.github.io",
        "`github.io` is on the public suffix list, for its users do not trust each other.",
    ),
    (
        "http://localhost:3000",
        "http://localhost:5000",
        "Only the ports differ, and a site has none.",
    ),
    (
        "http://localhost:3000",
        "http://127.0.0.1:3000",
        "They lead to the same machine, but hosts are compared as names, not by where they lead.",
    ),
)
ITEMS = tuple(Item(f"`{a}` and `{b}`", partial(same_site, a, b), why) for a, b, why in PAIRS)


def _origins() -> str:
    return "answer = {\n" + "".join(f'    "{url}": "{origin(url)}",\n' for url in URLS) + "}"


EXERCISES = (
    Exercise(
        id="01-origins",
        title="Write the origin of a URL",
        task="Fill in the origin of each URL, as a browser would write it in the header `Origin`.",
        accepts="texts",
        judge=texts_judge(URLS, origin, SLIPS),
        hints=(
            "An origin is scheme, host and port, and nothing else of the URL.",
            "A port that is the default of its scheme is not written: 80 for http, 443 for https.",
            "A URL without a host has an opaque origin. Browsers write `null` for it.",
        ),
        starter=ASKED,
        solution=_origins,
    ),
    Exercise(
        id="01-same-site",
        title="Same site or not",
        task="Which of these pairs are same-site? Give their letters.",
        accepts="letters",
        judge=letters_judge(ITEMS, "are same-site", "are not same-site"),
        hints=(
            (
                "A site is a scheme and a registrable domain: the public suffix and one label"
                " before it."
            ),
            (
                "Where there is no registrable domain (`localhost`, an IP address), the whole host"
                " takes its place."
            ),
        ),
        starter='answer = ""',
        solution=lambda: f'answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
    ),
)
