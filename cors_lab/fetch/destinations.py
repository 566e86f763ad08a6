"""By what requests elements ask: destination, mode and credentials mode of each, as HTML and CSS
Fonts have them.

https://html.spec.whatwg.org/#create-a-potential-cors-request
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.append import DEFAULT_REFERRER_POLICY, REFERRER_BY_POLICY
from cors_lab.fetch.request import Client, InvalidArgument, Request
from cors_lab.fetch.url import parse_url

if TYPE_CHECKING:
    from cors_lab.fetch.engines import Engine
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL

# Element (or the API that stands for it) -> the request's destination.
# https://fetch.spec.whatwg.org/#concept-request-destination
DESTINATIONS = {
    "img": "image",
    "script": "script",
    "module": "script",
    "stylesheet": "style",
    "font": "font",
    "video": "video",
    "audio": "audio",
    "track": "track",
    "iframe": "iframe",
    "object": "object",
    "preload": "",
    "modulepreload": "script",
    "import()": "script",
    "worker": "worker",
    "module-worker": "worker",
}
ELEMENTS = tuple(DESTINATIONS)
MODULES = frozenset({"module", "modulepreload", "import()"})
WORKERS = frozenset({"worker", "module-worker"})
FRAMES = frozenset({"iframe", "object"})
MEDIA = frozenset({"video", "audio"})
CREDENTIALS = (None, "omit", "same-origin", "include")
VIA = (None, "api", "css")
# The words of `as`, and the destination that each stands for.
# https://html.spec.whatwg.org/#translate-a-preload-destination
PRELOADS = {
    "fetch": "",
    "font": "font",
    "image": "image",
    "script": "script",
    "style": "style",
    "track": "track",
}


class Attributes(NamedTuple):
    """What the author wrote on an element, or gave to a constructor; None for an attribute that is
    absent.

    `importer`: the URL of the script that calls `import()`. `via`: "api" for a font that `new
    FontFace()` loads.
    """

    crossorigin: str | None = None
    as_: str | None = None
    type: str | None = None
    integrity: str = ""
    referrerpolicy: str = ""
    nonce: str = ""
    credentials: str | None = None
    sandbox: str | None = None
    credentialless: bool = False
    via: str | None = None
    importer: str | None = None


def cors_setting(crossorigin: str | None) -> str | None:
    """The state of a CORS settings attribute: None, "anonymous" or "use-credentials".
    https://html.spec.whatwg.org/#cors-settings-attribute
    """
    if crossorigin is None:
        return None
    return "use-credentials" if crossorigin.lower() == "use-credentials" else "anonymous"


def check_arguments(element: object, attributes: Attributes) -> None:
    """InvalidArgument for an element or a word that does not exist."""
    if element not in DESTINATIONS:
        raise InvalidArgument("element", "element", element)
    for name in ("crossorigin", "as_", "type", "sandbox", "importer"):
        value = getattr(attributes, name)
        if value is not None and not isinstance(value, str):
            raise InvalidArgument(name, "type", value)
    for name in ("integrity", "referrerpolicy", "nonce"):
        if not isinstance(getattr(attributes, name), str):
            raise InvalidArgument(name, "type", getattr(attributes, name))
    if attributes.credentials not in CREDENTIALS:
        raise InvalidArgument("credentials", "enum", attributes.credentials)
    if attributes.via not in VIA:
        raise InvalidArgument("via", "via", attributes.via)


def element_request(
    element: str, text: str, attributes: Attributes, client: Client, engine: Engine, trace: Trace
) -> Request | None:
    """The request by which this element asks for its URL; None where the URL cannot be parsed."""
    url = parse_url(text, client.url) if text.strip() else None
    if url is None:
        return None
    destination = _destination(element, attributes)
    mode, credentials = _mode(element, destination, attributes, url, client, trace)
    request = Request(
        [url],
        client,
        client.origin,
        mode=mode,
        credentials=credentials,
        referrer_policy=_policy(element, attributes, client, trace),
    )
    request.unsafe_request = False
    request.destination, request.initiator = destination, element
    request.integrity = (
        attributes.integrity
        if element in ("script", "module", "stylesheet", "preload", "modulepreload")
        else ""
    )
    request.nonce = attributes.nonce
    add_headers(request, engine, trace)
    if (
        element == "import()"
        and attributes.importer is not None
        and not trace.departs("import-referrer-is-page")
    ):  # webkit
        request.referrer = parse_url(attributes.importer, client.url) or "client"
    if element == "track" and trace.departs("track-sends-no-referrer"):  # firefox
        request.referrer = "no-referrer"
    return request


def _destination(element: str, attributes: Attributes) -> str:
    if element != "preload":
        return DESTINATIONS[element]
    return PRELOADS.get((attributes.as_ or "").lower(), "script")


def _mode(
    element: str, destination: str, attributes: Attributes, url: URL, client: Client, trace: Trace
) -> tuple[str, str]:
    """(mode, credentials mode)."""
    setting = cors_setting(attributes.crossorigin)
    if element in FRAMES:
        apart = element == "iframe" and attributes.credentialless
        # chromium: such a frame has a jar of its own.
        omit = apart and trace.departs("credentialless-frames")
        return "navigate", "omit" if omit else "include"
    if element in WORKERS:
        given = attributes.credentials if element == "module-worker" else None
        return "same-origin", given or "same-origin"
    if destination == "font" and _font_is_no_cors(element, setting, trace):
        return "no-cors", "include"
    # firefox: a font is always asked for with CORS and without credentials, preloaded or not.
    if destination == "font" and trace.departs("font-preload-is-anonymous"):
        return "cors", "same-origin"
    if element in MODULES or element == "font":
        return "cors", "include" if setting == "use-credentials" else "same-origin"
    if setting is not None:
        return "cors", "include" if setting == "use-credentials" else "same-origin"
    # webkit: a track is asked for as an image is.
    if element == "track" and not trace.departs("track-no-cors"):
        return "same-origin", "include"
    return "no-cors", "include"


def _font_is_no_cors(element: str, setting: str | None, trace: Trace) -> bool:
    # webkit: fonts are asked for without CORS, and with cookies.
    return element == "font" and trace.departs("font-no-cors")


def _policy(element: str, attributes: Attributes, client: Client, trace: Trace) -> str:
    given = attributes.referrerpolicy.lower()
    if given and given in REFERRER_BY_POLICY:
        return given
    page = client.policies.referrer_policy
    # chromium: a font of a `<style>` goes by the default policy.
    if (
        page
        and element == "font"
        and attributes.via != "api"
        and trace.departs("style-font-ignores-referrer-policy")
    ):
        return DEFAULT_REFERRER_POLICY
    return page


def add_headers(request: Request, engine: Engine, trace: Trace) -> None:
    """Append what an element's or a form's request says by itself."""
    # chromium, firefox: media begin with a range.
    if request.initiator in MEDIA and trace.departs("media-begin-with-range"):
        request.headers.append("Range", "bytes=0-")
    if request.mode == "navigate" and _upgrades(request, trace):
        request.headers.append("Upgrade-Insecure-Requests", "1")


def _upgrades(request: Request, trace: Trace) -> bool:
    # firefox: not where an object asks.
    if request.destination == "object":
        return trace.departs("object-asks-for-upgrade")
    # webkit: only over http.
    if request.url.scheme == "http" and trace.departs("insecure-navigations-ask-for-upgrade"):
        return True
    return trace.departs("navigations-ask-for-upgrade")
