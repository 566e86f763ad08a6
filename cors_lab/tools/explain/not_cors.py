"""What is taken for CORS, and is something else: each in a clause, why, and what to look at next.
Prose only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.tools.explain.finding import Verdict

NEIGHBOURS: dict[str, tuple[str, str, str]] = {
    "javascript-only": (
        "this line says that a request failed, and not why",
        (
            "JavaScript is never told why: it could be CORS, but also a server that does not run, a"
            " wrong address, a certificate, a blocker."
        ),
        (
            "In the browser's own console (F12), not in the page's output, there is a line more,"
            " often in red just above: paste that one. If it is about CORS, it says so."
        ),
    ),
    "content-security-policy": (
        "the page's own Content Security Policy does not allow this URL",
        (
            "The page was served with a list of what it may ask (the header"
            " Content-Security-Policy, or a <meta>), and this host is not in it. The server was"
            " never asked, so its CORS headers have no say."
        ),
        (
            "Add the host to connect-src (for scripts to script-src, and so on) where the PAGE is"
            " served. CORS comes after that."
        ),
    ),
    "tracking-protection": (
        "Firefox's tracking protection stopped the request",
        "The host is on a list of trackers; the server was never asked.",
        (
            "Switch the shield in the address bar off for this site, to see whether it is that;"
            " then serve the file from your own host."
        ),
    ),
    "embedder-policy": (
        "the page asks for Cross-Origin-Embedder-Policy, and this answer does not consent",
        (
            "Under COEP: require-corp the page may embed only what says so itself. It is not the"
            " CORS check."
        ),
        (
            "Send `Cross-Origin-Resource-Policy: cross-origin` with the file, or load it with the"
            " attribute crossorigin and CORS headers, or take COEP off the page."
        ),
    ),
    "insecure-page": (
        "a page without https may not reach this machine or the local network",
        (
            "The page came over plain http, and the address is one that only this machine or"
            " network can reach. That is asked before any CORS header."
        ),
        (
            "Serve the page over https, or open it from http://localhost. Newer versions of Chrome"
            " then ask the user. No header helps."
        ),
    ),
    "private-network-preflight": (
        "the answer to the preflight does not let public pages into the local network",
        (
            "Chrome tried, until 2024, to ask the server itself whether a page from the internet"
            " may reach it. Newer versions ask the user."
        ),
        (
            "For old versions, in the answer to OPTIONS, send"
            " `Access-Control-Allow-Private-Network: true`; in new ones, allow the prompt."
        ),
    ),
    "redirect-after-preflight": (
        "a request that needed a preflight was redirected, which browsers refused until 2016",
        "Today such a redirect is followed, with another preflight if need be.",
        "Let the page ask the final URL at once; and try a current browser.",
    ),
    "frame-options": (
        "this is about showing a page in a frame, not about CORS",
        (
            "X-Frame-Options or frame-ancestors of that page keep it out of yours. Often it is a"
            " login page to which a request was redirected."
        ),
        (
            "If the page is yours, change its X-Frame-Options or frame-ancestors. If it is not,"
            " open it in a window of its own."
        ),
    ),
    "cross-origin-frame": (
        "a script reached into a frame or window of another origin",
        (
            "This is the same-origin policy between documents. No CORS header opens a document to"
            " another one."
        ),
        "Let the two talk with postMessage.",
    ),
    "post-message": (
        "postMessage named another origin than the window has",
        (
            "The window was not there yet, or has gone elsewhere, or the origin is misspelt. CORS"
            " headers have no say in it."
        ),
        (
            "Wait for the frame's load event, and give the origin that its address has: scheme,"
            " host and port, without a slash."
        ),
    ),
    "tainted-canvas": (
        "a picture without CORS was drawn into the canvas, so its pixels may not be read",
        "A plain <img> needs no permission to be shown; to be read it does.",
        (
            'Set img.crossOrigin = "anonymous" before src, and let the picture\'s server send'
            " `Access-Control-Allow-Origin`."
        ),
    ),
    "header-not-exposed": (
        "the page may read the answer, but not this header of it",
        (
            "Across origins JavaScript sees seven headers only, such as Content-Type, unless the"
            " server names others."
        ),
        (
            "On the server, in the response, send: `Access-Control-Expose-Headers: X-Total-Count`"
            " with the name of yours. Not in the answer to the preflight."
        ),
    ),
    "header-forbidden": (
        "no page may set this header",
        (
            "Cookie, Host, Origin, Referer and the like belong to the browser, which goes on"
            " without what the page said."
        ),
        (
            'Take the line out. For cookies, say credentials: "include" (withCredentials = true);'
            " what begins with Access-Control- is for servers and browsers."
        ),
    ),
    "wrong-type": (
        "the file has the wrong Content-Type, most likely because it is an error page",
        (
            "Where a script or a style was expected came something else, very often index.html in"
            " place of a file that does not exist."
        ),
        "Open the URL in a tab: mend the path, or the server's Content-Type. CORS has no say here.",
    ),
    "not-json": (
        "the answer is no JSON, and this is not about CORS",
        (
            "JavaScript could read the answer, but it is an HTML page (an error, a login, the"
            ' app\'s own index.html), or empty. An empty one comes of mode: "no-cors" too, which'
            " lets nothing be read."
        ),
        (
            "Look at the answer in the Network panel, tab Response; and take no-cors out, if it is"
            " there."
        ),
    ),
    "websocket": (
        "a WebSocket could not be opened, and CORS has no say in those",
        (
            "A WebSocket needs no CORS header: the server itself looks at Origin and refuses (403),"
            " or there is none behind the proxy."
        ),
        (
            "See the server's log; let the proxy pass Upgrade and Connection on; name your page's"
            " origin in the server's list of origins."
        ),
    ),
    "local-file": (
        "a web page asked for a file of this computer",
        "A page from a server may not read local files, whatever the headers.",
        "Serve the file too: python -m http.server in its folder, and a URL with http.",
    ),
    "aborted": (
        "the page itself gave the request up",
        (
            "It was cancelled: the page was left or loaded anew (a form that was submitted, for"
            " example), or an AbortController fired."
        ),
        (
            "In the form's handler, call event.preventDefault(); look for who aborts. This is not"
            " about CORS."
        ),
    ),
    "too-many-requests": (
        "the page has so many requests under way that the browser takes no more",
        "Nearly always a loop: an effect that fetches and, by what it stores, runs again.",
        (
            "Look at the number of requests in the Network panel; in React, give useEffect its list"
            " of dependencies. This is not about CORS."
        ),
    ),
    "proxy": (
        "the proxy between the browser and the internet did not let it through",
        (
            "The browser is told to use a proxy (company, VPN, system settings), which is not there"
            " or refuses."
        ),
        "Look at the system's proxy settings; try without VPN. This is not about CORS.",
    ),
    "no-browser": (
        "this was not printed by a browser, and outside of browsers there is no CORS",
        (
            "Node.js, a development server's proxy or a phone app could not reach the address:"
            " nothing listens there, or localhost is another machine (a container, a phone) than"
            " you think."
        ),
        (
            "See that the server runs; in a container or a phone put its address in place of"
            " localhost; with Node.js try 127.0.0.1."
        ),
    ),
    "server-refused": (
        "the server's own code refused the page's origin",
        (
            "It has a list of origins and this one is not in it. It then sends an error without"
            " headers, and the browser reports a missing Access-Control-Allow-Origin."
        ),
        (
            "Print the Origin that arrives, and compare it with the list letter by letter: scheme,"
            " port, no slash at the end; undefined is what curl and same-origin GETs send."
        ),
    ),
    "server-csrf": (
        "this is the server's protection against forged requests (CSRF), not CORS",
        (
            "The answer reached the page, or the request was refused before it: a token or cookie"
            " is missing, or the origin is not trusted."
        ),
        (
            "In Django, list the page in CSRF_TRUSTED_ORIGINS (with its scheme), and send the"
            " token; CORS settings alone do not help."
        ),
    ),
}
# Those that stop nothing, and those that leave the question open; of the rest, the fetch was
# stopped.
VERDICTS: dict[str, Verdict] = {
    "javascript-only": "cannot-tell",
    "header-not-exposed": "notice",
    "header-forbidden": "notice",
    "not-json": "notice",
    "aborted": "notice",
}
