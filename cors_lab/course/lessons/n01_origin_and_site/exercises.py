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
SLIPS = (
    (
        lambda url, given, right: given != given.strip(),
        "There is a space before or after it.",
    ),
    (
        lambda url, given, right: given.lower() != given and given.lower() == right,
        "Scheme and host are lower-cased when a URL is parsed.",
    ),
    (
        lambda url, given, right: right == "null",
        "This URL has no host: its origin is opaque, the same as no other, and written `null`.",
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
        lambda url, given, right: given.startswith((f"{right}/", f"{right}?", f"{right}#")),
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
        "The part of the host that counts is the registrable domain: `example.com` for both.",
    ),
    (
        "https://shop.example.co.uk",
        "https://news.other.co.uk",
        "`co.uk` is a public suffix, where anyone may register: the sites are `example.co.uk` "
        "and `other.co.uk`.",
    ),
    (
        "https://ada.github.io",
        "https://bob.github.io",
        "`github.io` is on the public suffix list, because its users have no reason to trust "
        "each other.",
    ),
    ("http://localhost:3000", "http://localhost:5000", "Only the ports differ: a site has none."),
    (
        "http://localhost:3000",
        "http://127.0.0.1:3000",
        "They lead to the same machine, but browsers compare names, not where they lead.",
    ),
)
ITEMS = tuple(Item(f"`{a}` and `{b}`", partial(same_site, a, b), why) for a, b, why in PAIRS)


def _filled(answers: dict[str, str]) -> str:
    lines = "".join(f'    "{url}": "{text}",\n' for url, text in answers.items())
    return f"my_answer = {{\n{lines}}}"


EXERCISES = (
    Exercise(
        id="01-origins",
        title="Write the origin of a URL",
        task="Fill in the origin of each URL, as a browser would write it in the header `Origin`.",
        accepts="texts",
        judge=texts_judge(URLS, origin, SLIPS),
        hints=(
            "An origin is scheme, host and port, and nothing else of the URL.",
            "The default port of a scheme is not written: 80 for http, 443 for https.",
            "A URL without a host has an opaque origin. Browsers write `null` for it.",
        ),
        starter=_filled(dict.fromkeys(URLS, "")),
        solution=lambda: _filled({url: origin(url) for url in URLS}),
        praise="Seven out of seven. You now read an address bar more closely than its owner.",
    ),
    Exercise(
        id="01-same-site",
        title="Same site or not",
        task="Which of these pairs are same-site? Give their letters.",
        accepts="letters",
        judge=letters_judge(ITEMS, "are same-site", "are not same-site"),
        hints=(
            "A site is a scheme and a registrable domain: the public suffix and one label more.",
            "Where there is no registrable domain (`localhost`, an IP address), the whole host "
            "takes its place.",
        ),
        starter='my_answer = ""',
        solution=lambda: f'my_answer = "{letters_of(ITEMS)}"',
        choices=tuple(item.text for item in ITEMS),
        praise="That is how a browser tells neighbours from strangers.",
    ),
)
