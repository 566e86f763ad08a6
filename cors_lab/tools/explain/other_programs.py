"""What servers, client libraries, service workers and DevTools say about origins: a clause,
why, what to do. Prose only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.tools.explain.finding import Verdict

PROGRAMS: dict[str, tuple[str, str, str]] = {
    # service workers
    "service-worker-opaque": (
        "a service worker answered a CORS request with an opaque response",
        "The page asked in mode cors (fetch, a font, a module, `crossorigin`), and the "
        "site's own service worker gave it a copy that was "
        "fetched or cached in mode no-cors, which no CORS request may be given.",
        "In the service worker, fetch and cache it with `new Request(url, {mode: "
        '"cors"})`, which needs `Access-Control-Allow-Origin` from '
        "that server; or put `crossorigin` on the element that loads it first; or do not "
        "call respondWith for other origins. Then empty "
        "the worker's cache.",
    ),
    "service-worker-rejected": (
        "the site's own service worker took the request, and its fetch failed",
        "A service worker called respondWith with a promise that was rejected. A fetch "
        "that a worker makes is a CORS request of its own: "
        "a plain <script> or <img> that worked without CORS headers fails there, and so "
        "does what an ad blocker stops.",
        "In the worker, return before respondWith for requests to other origins: "
        "`if (new URL(event.request.url).origin !== location.origin) return;`. The line "
        "above in the console names the real reason.",
    ),
    "service-worker-no-response": (
        "the site's own service worker answered with something that is no Response",
        "respondWith was given undefined: the cache had no match, or a catch() swallowed "
        "a fetch that failed (by CORS, a blocker, or "
        "without network).",
        "In the worker, let every path end in a Response: `return cached || "
        "fetch(event.request)`; and leave other origins alone "
        "(return before respondWith).",
    ),
    "service-worker-only-if-cached": (
        "a service worker repeats a request that it must leave alone, and this is not about CORS",
        (
            'DevTools asks with cache "only-if-cached", which goes with mode same-origin '
            "only; passed to fetch() in a worker it is refused."
        ),
        (
            'In the worker: `if (event.request.cache === "only-if-cached" && '
            'event.request.mode !== "same-origin") return;`.'
        ),
    ),
    # servers that compare Origin themselves
    "jupyter-origin": (
        "Jupyter itself refused the request: its Origin is not that of the address it was asked at",
        "Jupyter Server compares Origin with Host, also for WebSockets, where browsers "
        "check nothing. A proxy that changes Host, or another "
        "page, makes them differ. It is not the browser's CORS check.",
        "Let the proxy pass on the Host of the browser (nginx: `proxy_set_header Host "
        "$host;` and the Upgrade headers); or name the page in "
        "`c.ServerApp.allow_origin = 'https://your-page.example'` (older: NotebookApp). "
        "Not '*' where anyone may come: it lets every page run code.",
    ),
    "jupyterhub-referer": (
        "JupyterHub itself refused the request: its Referer does not match Host",
        "JupyterHub compares the page's address (Referer) with its own (Host). A proxy "
        "that changes Host or the scheme, a hub reached under two names, or "
        "a page that sends no Referer makes them differ.",
        "Let the proxy pass on Host and X-Forwarded-Proto as the browser sent them, or "
        "set `JupyterHub.bind_url` to the public address; call the hub's "
        "API from elsewhere with a token.",
    ),
    "tornado-origin": (
        "the server itself refused a WebSocket from another origin",
        (
            "Browsers check nothing for WebSockets, so servers compare Origin themselves "
            "(tornado: check_origin)."
        ),
        (
            "Name the page in the server's list of origins (tornado: override check_origin "
            "and compare with a list; never return True for everyone)."
        ),
    ),
    "spring-refused": (
        "Spring itself refused the request: its CORS configuration does not allow it",
        "Spring answers 403 “Invalid CORS request” where the origin, the method or a "
        "header is not in its configuration; a path that "
        "differs by a slash has none. A server behind a proxy takes its own origin for "
        "another one, unless it heeds X-Forwarded-Host and -Proto.",
        "Name the page in allowedOrigins (scheme, port, no slash), its method in "
        "allowedMethods, its headers in allowedHeaders of the "
        "CorsConfiguration or @CrossOrigin for this path; with Spring Security also "
        "http.cors(). Behind a proxy: server.forward-headers-strategy=framework.",
    ),
    "express-cors": (
        "the server's own code refused the page's origin",
        "The origin function of the cors middleware (Express) called back with an error. "
        "That gives a 500 without headers, and the "
        "browser then reports a missing Access-Control-Allow-Origin.",
        "Add the page's origin to the list (scheme, port, no slash). Call back with "
        "`callback(null, false)` in place of an error; and let requests "
        "without Origin (curl, same-origin GETs) through.",
    ),
    "strapi-cors": (
        "Strapi itself refused the page's origin",
        "Strapi's CORS middleware has a list of origins, and this page is not in it.",
        (
            "In config/middlewares.js, give strapi::cors `config: { origin: "
            "['http://localhost:3000'] }` with the page's origin; restart."
        ),
    ),
    "vite-no-cors": (
        "Vite's dev server refused a script that another site loads without CORS",
        (
            "Since Vite 7 the dev server answers classic scripts of other origins only if "
            "they are asked in mode cors."
        ),
        (
            'Put `crossorigin` on that <script> tag (or `type="module"`), and name the page '
            "in `server.cors.origin` of vite.config.js."
        ),
    ),
    "vite-host": (
        "Vite's dev server refused the Host that it was asked by, and this is not about CORS",
        (
            "A dev server answers only names that it knows, so that no other site can reach "
            "it by DNS rebinding."
        ),
        "In vite.config.js, add the name to `server.allowedHosts`.",
    ),
    # login providers
    "spa-registration": (
        (
            "Microsoft's login takes the code from a page only if the app is registered as a "
            "single-page application"
        ),
        (
            "The redirect URI is registered under the platform Web. Then the token endpoint "
            "sends no CORS headers and refuses requests with an Origin."
        ),
        "In the app registration (Entra ID, Authentication), register the redirect URI "
        "under the platform Single-page application instead of Web. "
        "If a server is to redeem the code, redeem it there and not in the page.",
    ),
    "spa-redeemed-by-server": (
        "the login's code belongs to a single-page application, and came without an Origin",
        (
            "The redirect URI is registered under Single-page application, and the code was "
            "redeemed by a server or a native app, which send no Origin."
        ),
        (
            "Register the redirect URI of a server under the platform Web (Mobile and desktop "
            "for an app); or redeem the code in the page."
        ),
    ),
    "oauth-origin": (
        "the login provider does not know this page's origin",
        (
            "OAuth providers keep a list of JavaScript origins and redirect URIs for each "
            "client, and this page is not in it. No header of yours helps."
        ),
        "In the provider's console, add the page's origin (scheme, host, port, without a "
        "path or a slash) to the client's authorised origins, and "
        "the redirect URI letter by letter; it can take minutes to work.",
    ),
    # clients
    "apollo-studio": (
        (
            "Apollo Studio (Sandbox) could not reach the GraphQL server: it is a page of "
            "another origin"
        ),
        "Apollo Studio runs at https://studio.apollographql.com, so that your server must "
        "allow this origin; or the server does not run, or the address is wrong. "
        "JavaScript does not learn which.",
        "Look in the browser's console (F12) for the real reason. If it is CORS, allow "
        "https://studio.apollographql.com on the server (with "
        "credentials, if cookies are included); or use the sandbox that the server embeds.",
    ),
    "image-by-cors": (
        "Flutter could not load a picture, and JavaScript does not learn why",
        "Flutter on the web (CanvasKit) fetches pictures by CORS, and statusCode 0 means "
        "that the browser hid the answer: most often the "
        "picture's server sends no Access-Control-Allow-Origin.",
        "Look in the browser's console (F12). If the pictures are in a bucket (Google "
        "Cloud Storage, Firebase, S3), set the bucket's CORS configuration "
        "to allow your page with GET; or show them with an <img> (HtmlElementView, "
        "webHtmlElementStrategy).",
    ),
    "graphql-csrf": (
        (
            "the GraphQL server refused the request as a possible forgery (CSRF), and this is "
            "not about CORS"
        ),
        (
            "Apollo Server wants a request that needs a preflight: a JSON Content-Type, or a "
            "header such as apollo-require-preflight."
        ),
        (
            "Send `Content-Type: application/json`, or for uploads `Apollo-Require-Preflight: "
            "true` and allow that header in the CORS settings."
        ),
    ),
    # DevTools issues, deprecations, old browsers
    "private-network-notice": (
        "DevTools announced a check that Chrome never enforced",
        "From 2021 to 2024 Chrome tried Private Network Access, which asked the server by "
        "a preflight. Nothing was blocked by it. It was replaced by Local "
        "Network Access, where the browser asks the user for permission.",
        (
            "No header is needed for current versions: serve the page over https, and allow "
            "the prompt. If something fails, another line has the reason."
        ),
    ),
    "insecure-private-network": (
        "a page without https asked for an address in the local network",
        (
            "Chrome announces, or enforces, that such a page may not reach local addresses. "
            "It is asked before any CORS header is read."
        ),
        (
            "Serve the page over https. Current versions then ask the user (Local Network "
            "Access). No header of the server helps."
        ),
    ),
    "zone": (
        "Internet Explorer (or old Edge) refused the request across zones or by CORS",
        (
            "0x80070005 is its “access denied”: the answer has no fitting "
            "Access-Control-Allow-Origin, or a page of the internet asked for an address of "
            "the intranet zone."
        ),
        (
            "Let the server send `Access-Control-Allow-Origin` with the page's origin; and "
            "serve both over the same scheme."
        ),
    ),
    "unknown-network-error": (
        "the request failed below HTTP, and the old browser tells no more",
        (
            "Internet Explorer and old Edge print this number for a connection that broke, a "
            "certificate, or a refused answer."
        ),
        (
            "Look for a line with SEC71 above it: that one names the CORS check. Else see "
            "whether the server runs, and its certificate."
        ),
    ),
    "storage-access": (
        "the browser keeps a third party from cookies and storage, and this is not about CORS",
        "Tracking prevention partitions or blocks storage of another site's page.",
        (
            "Have the user log in on the site itself, or use the Storage Access API; keep the "
            "session on your own site."
        ),
    ),
    "client-library": (
        "this is a client library's call, and the library decides what is sent",
        "Method, headers and credentials stand in the library, not in this line.",
        "Let it run, and in the Network panel choose Copy as cURL at the request that "
        "fails (Chrome: right click, Copy): paste that, or the console's red "
        "line.",
    ),
    "event-stream-type": (
        "the answer to EventSource is no event stream",
        (
            "An event stream has the Content-Type text/event-stream. HTML or JSON means that"
            " another route answered, an error or a login page, or a proxy in between. It is not"
            " about CORS: the page was let in."
        ),
        (
            "Open the URL in a tab. On the server, send `Content-Type: text/event-stream` and let"
            " no proxy buffer it (nginx: `proxy_buffering off;`)."
        ),
    ),
    "not-a-preflight": (
        "this OPTIONS is no preflight, so it does not show what the browser gets",
        (
            "A server tells a preflight by Origin and Access-Control-Request-Method. Without "
            "both, most answer something else."
        ),
        "Send what a browser sends.",
    ),
    "module-type": (
        (
            "a module script came with the wrong Content-Type, most likely because it is a "
            "login or an error page"
        ),
        (
            "Modules are asked by CORS and without cookies for other origins: a server that "
            "wants a login answers HTML."
        ),
        (
            "Open the URL in a tab. If the file needs a login, put "
            '`crossorigin="use-credentials"` on the script; else correct the path.'
        ),
    ),
}
# Those that stop nothing, or leave the question open; the rest stopped the request.
VERDICTS: dict[str, Verdict] = {
    "private-network-notice": "notice",
    "service-worker-only-if-cached": "notice",
    "client-library": "cannot-tell",
    "apollo-studio": "cannot-tell",
    "image-by-cors": "cannot-tell",
    "unknown-network-error": "cannot-tell",
    "not-a-preflight": "cannot-tell",
}
