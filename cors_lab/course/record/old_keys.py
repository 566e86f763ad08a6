"""Keys of progress files that were written when progress was kept by a question's words."""

from __future__ import annotations

from typing import Any

OLD_KEYS: dict[str, str] = {
    (
        "00 The page POSTs a note as plain text. The server sends no CORS header. What happens?"
    ): "00-form-post",
    (
        "01 The page of http://127.0.0.1:3000 asks http://localhost:5000 for the "
        "notes. What happens?"
    ): "01-two-names",
    (
        "02 A page of https://app.example asks. The answer's header lists two "
        "origins, and the page's is the first. What happens?"
    ): "02-two-in-one",
    (
        "03 The preflight is answered as it should be, the POST without any CORS "
        "header. What happens?"
    ): "03-two-answers",
    (
        "04 The body is JSON, and no header is set. Does the browser ask first?"
    ): "04-json-without-header",
    (
        "05 A user with a cookie, a guard that wants it, all CORS headers right. What happens?"
    ): "05-guard",
    (
        "06 The preflight's answer has every header that it needs. What becomes of the order?"
    ): "06-cors-app",
    "04 speed challenge": "04-speed-challenge",
    "01 What is the origin of HTTPS://Shop.Example:443/cart?item=7#top ?": "01-default-port",
    "01 What are http://localhost:3000 and http://localhost:5000 to each other?": "01-ports",
    (
        "01 A page GETs data of another origin, whose server says nothing of CORS. "
        "What does the same-origin policy keep from happening?"
    ): "01-kept-from",
    (
        "02 A page of https://app.example asks, and the answer says "
        "Access-Control-Allow-Origin: https://app.example/ (with a slash). What "
        "happens?"
    ): "02-slash",
    (
        "02 The app says Access-Control-Allow-Origin: *, and a proxy adds the same "
        "line again. What happens?"
    ): "02-star-twice",
    (
        "02 The server sends no CORS header, and curl asks for its notes. Does curl get them?"
    ): "02-curl",
    (
        "03 The server says nothing of CORS. A page calls fetch(url, {mode: "
        '"no-cors"}). What does it get?'
    ): "03-opaque",
    (
        "03 The server says nothing of CORS. A page POSTs JSON to it. Did the server run the POST?"
    ): "03-json-post",
    (
        '03 A page POSTs with mode: "no-cors" and sets Content-Type: '
        "application/json. Which Content-Type does the server get?"
    ): "03-no-cors-type",
    (
        "04 A GET that worked gets one header more: If-None-Match, for a cache of "
        "your own. What changes?"
    ): "04-if-none-match",
    (
        '04 A page POSTs with "Content-Type: text/plain; x=application/json". Does '
        "the browser ask first?"
    ): "04-parameter",
    (
        "04 The server allows the page to read (Access-Control-Allow-Origin), and "
        "nothing else. A page POSTs JSON. What happens?"
    ): "04-origin-alone",
    (
        "05 The preflight is answered 200, with the origin, "
        "Access-Control-Allow-Headers: Content-Type and Access-Control-Allow-Methods:"
        " PUT. The page POSTs JSON. What happens?"
    ): "05-post-unlisted",
    (
        "05 Access-Control-Allow-Methods: PUT, PATCH, DELETE. The page calls "
        'fetch(url, {method: "patch"}). What happens?'
    ): "05-patch",
    (
        "05 The preflight is answered 401, with every CORS header there is. What "
        "happens to the DELETE?"
    ): "05-status-401",
    (
        "06 The server sends its CORS headers in the OPTIONS branch only. A page "
        "orders tea with a POST of JSON. How much tea arrives if the user presses "
        "twice?"
    ): "06-tea-twice",
    (
        '06 CORS(app, origins=["https://app.example/"]). What does the page of '
        "https://app.example get?"
    ): "06-list-with-slash",
    (
        "06 CORS(app, supports_credentials=True), without origins. Who reads the "
        "notes with the user's cookie?"
    ): "06-no-list",
}
"""By old key: the lesson's number, a space and the question as it was worded; and the id."""


def by_id(done: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same progress, keyed by ids; what is not known stays as it is."""
    return {
        kind: {OLD_KEYS.get(key, key): value for key, value in part.items()}
        for kind, part in done.items()
    }
