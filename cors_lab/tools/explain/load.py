"""What code that is not fetch asks for across origins: event streams, sockets, elements,
fonts, client libraries.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cors_lab.fetch.headers import is_safelisted_request_header
from cors_lab.fixes.paste import Paste
from cors_lab.tools.explain.call import SAME_ORIGIN, explain_call
from cors_lab.tools.explain.explanation import Explanation
from cors_lab.tools.explain.finding import Finding
from cors_lab.tools.explain.words import REMARKS
from cors_lab.tools.read.call import Call
from cors_lab.tools.read.other_calls import PLACEHOLDER, UNSEEN

if TYPE_CHECKING:
    from cors_lab.tools.read.other_calls import OtherCall

HEADLINES = {
    "event-source": "EventSource asks by CORS: a GET at once, without a preflight.",
    "image": (
        "{tag} with crossorigin asks by CORS: without the header the image does not load at all."
    ),
    "media": "{tag} with crossorigin asks by CORS: without the header it does not play.",
    "script": "{tag} with crossorigin asks by CORS: without the header the script does not run.",
    "stylesheet": "{tag} with crossorigin asks by CORS: without the header it is not applied.",
    "module": "A module is always asked by CORS, and so is every module that it imports.",
    "font": "A font is always asked by CORS: without the header the browser shows another one.",
    "socket-io": (
        "Socket.IO asks by HTTP first (polling), which is CORS; the WebSocket that follows is not."
    ),
    "beacon": "A beacon is sent at once, with cookies, and the page never sees the answer.",
    "beacon-asks": (
        "A beacon with a Blob of this type asks by CORS: first a preflight, then the POST, with "
        "cookies."
    ),
}
POINTS = {
    "event-source": (
        (
            "The answer needs `Content-Type: text/event-stream`, or the browser drops the "
            "connection; after an error it asks again."
        ),
        (
            "EventSource cannot set headers. A token goes into a cookie (withCredentials: "
            "true) or the URL; or use fetch() and read the stream."
        ),
    ),
    "module": (
        (
            "Across origins it carries no cookies, unless the element says "
            'crossorigin="use-credentials".'
        ),
        (
            "The answer needs a JavaScript Content-Type; a login or an error page (text/html) "
            "is refused."
        ),
    ),
    "image": (
        (
            "Set crossOrigin before src. A copy of the image that was loaded without it may "
            "lack the header: let the server send it always."
        ),
    ),
    "font": (
        (
            '<link rel="preload" as="font"> needs the attribute crossorigin too, or the font '
            "is loaded twice."
        ),
    ),
    "stylesheet": ("Fonts that the style sheet names are asked by CORS whatever it says.",),
}
BEACON_FIX = (
    "Nothing: it needs no permission. To read the answer, use fetch() with `keepalive: true` "
    "instead; then the server has to allow the page."
)
BEACON_POINT = (
    "A string, or a Blob of type text/plain, is sent without a preflight. The page cannot see "
    "whether a beacon arrived: sendBeacon says true when it is queued."
)
PLAIN = {
    "image": (
        "A plain {tag} needs no permission: it is shown, and a canvas that it is drawn into "
        "can no longer be read."
    ),
    "media": (
        "A plain {tag} needs no permission: it plays, and its picture and sound cannot be read."
    ),
    "script": (
        "A plain {tag} needs no permission: it runs, and its errors are reported to the page "
        "as “Script error.” only."
    ),
    "stylesheet": (
        "A plain {tag} needs no permission: it is applied, and the page cannot read its rules."
    ),
    "font": (
        "A preloaded font needs the attribute crossorigin: fonts are always asked by CORS, "
        "and without it this copy is not used."
    ),
}
TO_READ = (
    "To read it (canvas, WebGL, error messages), put the attribute crossorigin on the "
    "element, and let its server send "
    "`Access-Control-Allow-Origin`."
)
NO_CORS_HERE = (
    "A WebSocket needs no CORS headers: there is no preflight, and the browser lets the page "
    "read all that comes."
)
SOCKET_WHY = (
    "The browser sends Origin and the cookies along, so the server itself must look at "
    "Origin; otherwise any page could speak with it "
    "in the user's name."
)
SOCKET_FIX = (
    "If the connection is refused (403), name the page's origin in the server's own list "
    "(check_origin, allowedOrigins, "
    "allow_origin). If it fails otherwise: a page on https needs wss:, and a proxy has to "
    "pass Upgrade and Connection on."
)
WORKER = "A worker's script must come from the page's own origin: no CORS header helps."
WORKER_WHY = "The browser refuses a worker from another origin before it asks."
WORKER_FIX = (
    "Serve the script from the page's own origin; or load it with a blob: URL that holds "
    "`importScripts('https://…')` "
    "(or `import` in a module worker, which is asked by CORS)."
)
IO_SERVER = "On the server (Socket.IO 3 and later), the page's origin by name"
IO_NOTE = (
    "Socket.IO sends its CORS headers itself, whatever the framework around it does: the "
    "setting belongs into `new Server(…)`. "
    "With withCredentials on the page, credentials: true there."
)
IO_ONLY = (
    'With transports: ["websocket"] Socket.IO skips the polling, and so needs no CORS headers.'
)


def explain_load(found: OtherCall, page: str | None, engine: str) -> Explanation:
    """What this call or element asks for, and what the server must answer."""
    if found.kind == "web-socket" or found.websocket_only:
        finding = _socket(found, page)
    elif found.kind == "library":
        finding = _library(found, page)
    elif found.kind == "worker":
        finding = Finding(
            "blocked",
            WORKER,
            "GET",
            found.url,
            page or "",
            engine,
            found.number,
            why=WORKER_WHY,
            fix=WORKER_FIX,
        )
    elif found.kind == "beacon":
        finding = _beacon(found, page, engine)
    elif found.crossorigin is None:
        finding = _plain(found, page, engine)
    else:
        finding = _by_cors(found, page, engine)
    return Explanation(found.kind, f"{found.tag}, as a page in {engine} would ask it.", (finding,))


def _socket(found: OtherCall, page: str | None) -> Finding:
    headline = IO_ONLY if found.websocket_only else NO_CORS_HERE
    return Finding(
        "notice",
        headline,
        "GET",
        found.url,
        page or "",
        number=found.number,
        code="websocket",
        codes=("websocket",),
        why=f"{NO_CORS_HERE} {SOCKET_WHY}" if found.websocket_only else SOCKET_WHY,
        fix=SOCKET_FIX,
    )


def _library(found: OtherCall, page: str | None) -> Finding:
    remark = REMARKS["client-library"]
    headline = f"{found.tag}: {remark.clause}."
    return Finding(
        "cannot-tell",
        headline,
        "",
        found.url,
        page or "",
        number=found.number,
        code="client-library",
        codes=("client-library",),
        why=remark.why,
        fix=remark.fix,
    )


def _plain(found: OtherCall, page: str | None, engine: str) -> Finding:
    headline = PLAIN.get(found.kind, PLAIN["image"]).format(tag=found.tag)
    return Finding(
        "opaque", headline, "GET", found.url, page or "", engine, found.number, fix=TO_READ
    )


def _by_cors(found: OtherCall, page: str | None, engine: str) -> Finding:
    """The request as a fetch with the same mode and credentials."""
    url = found.url if "://" in found.url else PLACEHOLDER
    arguments: dict[str, Any] = {"url": url}
    if found.crossorigin == "use-credentials":
        arguments["credentials"] = "include"
    explanation = explain_call(Call(arguments, "fetch"), page, engine)
    asked = explanation.findings[0]
    notes = list(asked.notes)
    if url != found.url:
        notes.insert(0, UNSEEN.format(placeholder=PLACEHOLDER))
    pastes = asked.pastes
    if found.kind == "socket-io":
        notes.insert(0, IO_NOTE)
        pastes = (Paste(IO_SERVER, _io_lines(asked.page, found.crossorigin == "use-credentials")),)
    return replace(
        asked,
        headline=HEADLINES[found.kind].format(tag=found.tag),
        number=found.number,
        pastes=pastes,
        points=(*POINTS.get(found.kind, ()), *asked.points),
        notes=tuple(notes),
    )


def _beacon(found: OtherCall, page: str | None, engine: str) -> Finding:
    """A beacon asks by CORS only for a Blob of a type that no form can send.
    https://w3c.github.io/beacon/#sendbeacon-method
    """
    url = found.url if "://" in found.url else PLACEHOLDER
    arguments: dict[str, Any] = {"url": url, "method": "POST", "credentials": "include"}
    media_type = found.media_type
    asks = bool(media_type) and not is_safelisted_request_header("Content-Type", media_type)
    if asks:
        arguments["headers"] = [("Content-Type", media_type)]
    else:
        arguments["mode"] = "no-cors"
    asked = explain_call(Call(arguments, "fetch"), page, engine).findings[0]
    notes = asked.notes
    if url != found.url:
        notes = (UNSEEN.format(placeholder=PLACEHOLDER), *notes)
    told = replace(asked, number=found.number, notes=notes)
    if asked.headline == SAME_ORIGIN:
        return told
    if asks:
        return replace(
            told, headline=HEADLINES["beacon-asks"], points=(BEACON_POINT, *asked.points)
        )
    return replace(told, headline=HEADLINES["beacon"], fix=BEACON_FIX)


def _io_lines(page: str, credentials: bool) -> tuple[str, ...]:
    also = ", credentials: true" if credentials else ""
    return ("const io = new Server(httpServer, {", f'  cors: {{ origin: "{page}"{also} }},', "});")
