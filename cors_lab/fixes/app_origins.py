"""Origins that no web server gave: apps, extensions and files. What each is, what to allow,
and what never.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import APP_SCHEMES, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator


class AppOrigin(NamedTuple):
    """What an origin or the URL of such a page means: a code, who has it, what to allow, what
    never.
    """

    code: str
    what: str
    allow: str
    never: str = ""


NO_NULL = "Never allow `null`: any website can have that origin, through a sandboxed frame."
NOT_ANY = "Never allow every origin of that scheme."
CAPACITOR = AppOrigin(
    "capacitor",
    "A Capacitor app: its page has the origin capacitor://localhost on iOS, and "
    "https://localhost on Android (http://localhost in older "
    "versions).",
    "Allow `capacitor://localhost` and `https://localhost`, each by its whole name.",
    (
        "Every Capacitor app has the same origins, so they prove nothing about who asks: "
        "check the user's token, as for any client."
    ),
)
SCHEMES: dict[str, AppOrigin] = {
    "capacitor": CAPACITOR,
    "ionic": AppOrigin(
        "ionic",
        ("An Ionic app with the older WebView plugin on iOS (on Android: http://localhost)."),
        "Allow `ionic://localhost` and `http://localhost`, each by its whole name.",
        CAPACITOR.never,
    ),
    "app": AppOrigin(
        "app-scheme",
        "A desktop app with a scheme of its own (Electron, Obsidian: app://obsidian.md).",
        (
            "Allow the whole origin as the app sends it in Origin, with its host, if the "
            "scheme is registered as standard; else it sends `null`."
        ),
        CAPACITOR.never,
    ),
    "tauri": AppOrigin(
        "tauri",
        (
            "A Tauri app on macOS or Linux; the same app on Windows and Android has the "
            "origin http://tauri.localhost."
        ),
        "Allow `tauri://localhost` and `http://tauri.localhost` (with useHttpsScheme "
        "https://tauri.localhost), or ask from Rust with its "
        "http plugin, where CORS has no say.",
        CAPACITOR.never,
    ),
    "chrome-extension": AppOrigin(
        "extension",
        "A page of a Chromium extension. With host_permissions for the server, its pages "
        "and service worker are let through "
        "without CORS; its content scripts never are: they ask as the page that they run in.",
        (
            "Put the server into host_permissions of the manifest, and ask from the service "
            "worker. A server of your own may allow this one id."
        ),
        NOT_ANY,
    ),
    "moz-extension": AppOrigin(
        "extension",
        (
            "A page of a Firefox extension; the id in its origin is another one in every "
            "installation."
        ),
        (
            "Put the server into host_permissions of the manifest, and ask from the "
            "background script: an id cannot be allowed by name."
        ),
        NOT_ANY,
    ),
    "safari-web-extension": AppOrigin(
        "extension",
        "A page of a Safari extension; the id in its origin changes with every start.",
        ("Put the server into host_permissions of the manifest: an id cannot be allowed by name."),
        NOT_ANY,
    ),
    "vscode-webview": AppOrigin(
        "extension",
        "A webview of Visual Studio Code; the id in its origin is a new one each time.",
        (
            "Ask from the extension's own code, not from the webview, and hand the answer "
            "over by postMessage."
        ),
        NOT_ANY,
    ),
    "file": AppOrigin(
        "file",
        (
            "A file opened by a double click: its origin is `null`, and it may read nothing, "
            "not even the file beside it."
        ),
        (
            "Serve the folder instead: run `python -m http.server` in it, open "
            "http://localhost:8000/, and allow `http://localhost:8000`."
        ),
        NO_NULL,
    ),
    "content": AppOrigin(
        "file",
        "A file that Android hands over (content://): its origin is `null`.",
        (
            "In an app, load the page with WebViewAssetLoader: it has the origin "
            "https://appassets.androidplatform.net, which can be allowed."
        ),
        NO_NULL,
    ),
}
HOSTS = {
    "tauri.localhost": SCHEMES["tauri"],
    "appassets.androidplatform.net": AppOrigin(
        "android-assets",
        "An Android app that loads its page with WebViewAssetLoader.",
        "Allow `https://appassets.androidplatform.net` by its whole name.",
        CAPACITOR.never,
    ),
}
NULL = AppOrigin(
    "null",
    (
        "`null` is the origin of sandboxed frames, of data: and file: pages, and of requests "
        "after some redirects."
    ),
    (
        "Give the page an origin of its own: serve it from http://localhost, or take "
        "`allow-same-origin` into the sandbox, if it is yours."
    ),
    NO_NULL,
)


def meaning(page: str) -> AppOrigin | None:
    """What this origin or URL of a page means; None for an ordinary one."""
    if page == "null":
        return NULL
    url = parse_url(page)
    if url is None:
        return SCHEMES.get(page.partition(":")[0].lower())
    return SCHEMES.get(url.scheme) or HOSTS.get(url.host)


def known_schemes() -> Iterator[str]:
    """The schemes that pages of apps and extensions have, for messages and documentation."""
    yield from sorted(APP_SCHEMES)
