"""The page of the tests of "Ask my own browser", and the calls that are made there: for every
browser the same.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import cors_lab.bench
from cors_lab.display.esm import DOM, joined_esm

ROOM = Path(cors_lab.bench.__file__).parent
ESM = (
    joined_esm(DOM, ROOM / "real_browser" / "run.js")
    + "\nexport default { ownBrowser, outOfReach };\n"
)
CSS = (ROOM / "bench.css").read_text() + (ROOM / "real_browser" / "run.css").read_text()
DOCUMENT = f"""<!doctype html><html lang="en"><title>own browser</title><style>{CSS}</style>
<main class="cors-bench"><h1>Bench</h1><div id="here"></div><div id="twin"></div><div id="hub"></div></main>
<script type="module">
import own from "data:text/javascript;base64,{base64.b64encode(ESM.encode()).decode()}";
window.toPython ??= (message) => fetch("/kernel", {{ method: "POST", body: message }}).then((answer) => answer.text());
const handlers = {{}};
const tell = (event, ...news) => {{ for (const handler of handlers[event] ?? []) handler(...news); }};
const model = {{
  send: async (message) => tell("msg:custom", JSON.parse(await window.toPython(JSON.stringify(message)))),
  on: (event, handler) => (handlers[event] ??= new Set()).add(handler),
  off: (event, handler) => handlers[event].delete(handler),
}};
const ending = new AbortController();
own.ownBrowser(document.getElementById("here"), {{ model, signal: ending.signal }});
own.ownBrowser(document.getElementById("twin"), {{ model, signal: ending.signal }});
const hub = new URL("https://hub.example/user/lab");
own.ownBrowser(document.getElementById("hub"), {{ model: {{ on() {{}}, off() {{}} }}, place: hub }});
const listeners = () => Object.values(handlers).reduce((sum, set) => sum + set.size, 0);
Object.assign(window, {{ tell, listeners, end: () => ending.abort(), ready: true }});
</script>"""  # noqa: E501
PAGE = "https://app.example"
JSON = {"method": "POST", "content_type": "application/json"}
OPEN = {"allow_origin": PAGE}
COOKIE = "sid=1; SameSite=None; Secure"
# name: the bench's state, and what JavaScript gets
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "a passed GET": ({**OPEN}, "cors"),
    "a blocked GET": ({}, "rejected"),
    "an exposed header": ({**OPEN, "expose_headers": "x-total-count"}, "cors"),
    "a preflight that passes": (
        {**OPEN, **JSON, "allow_headers": "content-type", "max_age": "600"},
        "cors",
    ),
    "a blocked preflight": ({**OPEN, "method": "PUT"}, "rejected"),
    "a preflight that is redirected": (
        {**OPEN, **JSON, "allow_headers": "content-type", "preflight_status": 301},
        "rejected",
    ),
    "a patch in lower case": (
        {**OPEN, "method": "patch", "allow_methods": "PUT, PATCH, DELETE"},
        "rejected",
    ),
    "a put in lower case": (
        {**OPEN, "method": "put", "allow_methods": "PUT, PATCH, DELETE"},
        "cors",
    ),
    "a credentialed call": (
        {**OPEN, "credentials": "include", "allow_credentials": "true", "set_cookie": COOKIE},
        "cors",
    ),
    "a credentialed call to everyone": (
        {"allow_origin": "*", "credentials": "include", "allow_credentials": "true"},
        "rejected",
    ),
    "a credentialed call to True": (
        {**OPEN, "credentials": "include", "allow_credentials": "True"},
        "rejected",
    ),
    "no-cors": ({"mode": "no-cors"}, "opaque"),
    "a slash too many": ({"allow_origin": f"{PAGE}/"}, "rejected"),
    "two lines": ({"allow_origin": ["*", "*"]}, "rejected"),
    "null for a page that has a name": ({"allow_origin": "null"}, "rejected"),
    "null from a sandboxed frame": ({"page": "sandbox", "allow_origin": "null"}, "cors"),
    "a sandboxed frame by name": ({"page": "sandbox", **OPEN}, "rejected"),
    "a redirect to another origin": (
        {"allow_origin": "*", "redirect_to": "https://other.example/notes", "elsewhere": "same"},
        "cors",
    ),
    "a redirect to a login page": ({**OPEN, "redirect_to": "https://login.example/"}, "rejected"),
    "a redirect by hand": (
        {**OPEN, "redirect_to": "https://other.example/", "redirect": "manual"},
        "opaqueredirect",
    ),
    "a guard before CORS": (
        {**OPEN, **JSON, "allow_headers": "content-type", "guard": "before"},
        "rejected",
    ),
    "another origin's port": ({"page": "https://app.example:8443", **OPEN}, "rejected"),
}
