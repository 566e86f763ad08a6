"""What one running configuration answers to a page, to strangers, and to errors, as the simulated
browser sees it.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass

from cors_lab import Browser
from cors_lab.browser.dry_run import readable
from cors_lab.fetch.headers import get, values
from cors_lab.result.result import FetchResult

PAGE, API, STRANGER = "https://app.example", "https://api.example", "https://evil.example"
STRANGERS = {
    "any website": STRANGER,
    "`null`": "null",
    "longer": "https://app.example.evil.example",
    "look-alike": "https://evilapp.example",
    "dotless": "https://app-example",
    "subdomain": "https://x.app.example",
    "http": "http://app.example",
    "port": "https://app.example:8443",
}
JSON = {
    "method": "PUT",
    "headers": {"Content-Type": "application/json"},
    "body": "{}",
    "credentials": "include",
}
QUESTIONS = {
    "preflight": "Preflight of the page",
    "strangers_preflight": "Preflight of a stranger",
    "cookies": "Page reads, with cookies",
    "without_cookies": "Page reads, without cookies",
    "no_origin": "Allow-Origin to who sends no Origin",
    "stranger": "Allow-Origin to a stranger",
    "vary": "`Vary: Origin` is sent",
    "not_found": "Headers on a 404",
    "broken": "Headers on a 500",
    "redirect": "Headers on a redirect (302)",
    "slash": "Preflight to `/notes/`, a slash too many",
    "options": "OPTIONS that is no preflight",
    "strangers": "Strangers who read, with cookies",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What one library does in one configuration: each field is a cell's text."""

    preflight: str
    strangers_preflight: str
    cookies: str
    without_cookies: str
    no_origin: str
    stranger: str
    vary: str
    not_found: str
    broken: str
    redirect: str
    slash: str
    options: str
    strangers: str


def measure(url: str) -> Row:
    """Asks the server at this base URL."""
    browser = Browser(hosts={API: url})

    def fetch(path: str = "/notes", origin: str = PAGE, **call: object) -> FetchResult:
        browser.clear()
        return browser.open(origin).fetch(API + path, **call)  # type: ignore[arg-type]

    page, stranger, nobody = fetch(), fetch(origin=STRANGER), fetch(mode="no-cors")
    return Row(
        preflight=_preflight(fetch(**JSON)),
        strangers_preflight=_preflight(fetch(origin=STRANGER, **JSON)),
        cookies=_read(fetch(credentials="include")),
        without_cookies=_read(page),
        no_origin=_allow_origin(nobody),
        stranger=_allow_origin(stranger),
        vary=_varies({"page": page, "stranger": stranger, "no Origin": nobody}),
        not_found=_sent(fetch("/missing")),
        broken=_sent(fetch("/broken")),
        redirect=_sent(fetch("/old")),
        slash=_preflight(fetch("/notes/", **JSON)),
        options=_options(url),
        strangers=_names(
            [
                name
                for name, origin in STRANGERS.items()
                if readable(fetch(origin=origin, credentials="include"))
            ]
        ),
    )


def _names(strangers: list[str]) -> str:
    return "everyone" if len(strangers) == len(STRANGERS) else ", ".join(strangers) or "none"


def _preflight(result: FetchResult) -> str:
    assert result.exchanges[0].kind == "preflight"
    response = result.exchanges[0].response
    passed = any(exchange.kind == "request" for exchange in result.exchanges)
    return f"{response.status if response else 'no answer'}, {'passes' if passed else 'refused'}"


def _read(result: FetchResult) -> str:
    return (
        "yes" if readable(result) else f"no ({result.error.cors_error})" if result.error else "no"
    )


def _allow_origin(result: FetchResult) -> str:
    response = result.exchanges[0].response
    value = get(response.headers, "Access-Control-Allow-Origin") if response else None
    return f"`{value}`" if value else "nothing"


def _sent(result: FetchResult) -> str:
    return "no" if _allow_origin(result) == "nothing" else "yes"


def _varies(results: dict[str, FetchResult]) -> str:
    said = [name for name, result in results.items() if _says_origin(result)]
    return {0: "never", len(results): "always"}.get(len(said), "only to " + ", ".join(said))


def _says_origin(result: FetchResult) -> bool:
    response = result.exchanges[0].response
    members = (
        [
            member.strip().lower()
            for line in values(response.headers, "Vary")
            for member in line.split(",")
        ]
        if response
        else []
    )
    return "origin" in members or "*" in members


def _options(url: str) -> str:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("OPTIONS", "/notes", headers={"Origin": PAGE})
        response = connection.getresponse()
        allows = response.headers["Access-Control-Allow-Origin"] is not None
        return f"{response.status}, {'with' if allows else 'without'} headers"
    finally:
        connection.close()
