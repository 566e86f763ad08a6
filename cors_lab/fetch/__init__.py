"""The Fetch Standard's CORS protocol, and the loads of HTML, XHR, EventSource, WebSockets and
Beacon that go through it, as pure generators and functions: no socket, no clock, no words.

Not simulated: service workers, navigations beyond frames and forms, JavaScript (of a script only
the errors that the page is told of), Integrity-Policy, HSTS and HTTPS records, proxies (407),
the retry after 421, HTTP/2 and HTTP/3, request bodies that are streams, `blob:` and `file:` URLs,
cached partial responses, and Server-Timing.
"""

FETCH_STANDARD = "586cd2a"  # the commit of whatwg/fetch that is followed, of 2026-07-02
