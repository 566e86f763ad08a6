"""The Fetch Standard's CORS protocol, as pure generators and functions: no socket, no clock, no
words.

Not simulated: service workers, Content Security Policy, Integrity-Policy and
Cross-Origin-Embedder-Policy, HSTS and HTTPS records, HTTP authentication and proxies (401, 407),
the retry after 421, HTTP/2 and HTTP/3, request bodies that are streams, `blob:` and `file:` URLs,
cached partial responses, Local Network Access, and timing (the TAO check, Server-Timing, Resource
Timing).
"""

FETCH_STANDARD = "586cd2a"  # the commit of whatwg/fetch that is followed, of 2026-07-02
