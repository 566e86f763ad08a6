"""HAR files as Firefox and Safari write them, made by hand after their exporters' source; real ones of Chromium are in data/.

Firefox: devtools/client/netmonitor/src/har/har-builder.js. Nothing says whether the page could read; times have an offset.
Safari: Source/WebInspectorUI/UserInterface/Controllers/HARBuilder.js. One line for each header name, `_error` as in Chromium.
"""

from __future__ import annotations

from typing import Any

PAGE, API = "https://app.example", "https://api.example/notes"
Headers = list[dict[str, str]]


def lines(headers: dict[str, str]) -> Headers:
    return [{"name": name, "value": value} for name, value in headers.items()]


def firefox(*entries: dict[str, Any]) -> dict[str, Any]:
    creator = {"name": "Firefox", "version": "153.7"}
    pages = [
        {
            "id": "page_1",
            "pageTimings": {"onContentLoad": 120, "onLoad": 240},
            "startedDateTime": "2026-11-25T09:00:00.000+01:00",
            "title": f"{PAGE}/",
        }
    ]
    return {"log": {"version": "1.2", "creator": creator, "browser": creator, "pages": pages, "entries": list(entries)}}


def firefox_entry(
    method: str, status: int, request: dict[str, str], response: dict[str, str], second: int = 1, url: str = API
) -> dict[str, Any]:
    asked = {"Host": "api.example", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Accept": "*/*"}
    asked |= {"Accept-Language": "en-US,en;q=0.5", "Accept-Encoding": "gzip, deflate, br, zstd", "Referer": f"{PAGE}/", "Origin": PAGE}
    asked |= {
        "Connection": "keep-alive",
        "Sec-Fetch-Dest": "empty",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Site": "cross-site",
        "TE": "trailers",
    }
    return {
        "startedDateTime": f"2026-11-25T09:00:0{second}.000+01:00", "pageref": "page_1", "cache": {}, "time": 12,
        "_securityState": "secure", "serverIPAddress": "192.0.2.1", "connection": "443",
        "timings": {"blocked": 0, "dns": 0, "connect": 0, "ssl": 0, "send": 0, "wait": 12, "receive": 0},
        "request": {
            "bodySize": 0, "method": method, "url": url, "httpVersion": "HTTP/2", "cookies": [], "queryString": [], "headersSize": 500,
            "headers": lines(asked | request),
        },
        "response": {
            "status": status, "statusText": "OK" if status else "", "httpVersion": "HTTP/2", "cookies": [], "headers": lines(response),
            "content": {"mimeType": "application/json", "size": 2, "encoding": "base64", "text": "e30="}, "redirectURL": "",
            "headersSize": 200, "bodySize": 202,
        },
    }  # fmt: skip


def safari(*entries: dict[str, Any]) -> dict[str, Any]:
    pages = [{"startedDateTime": "2026-11-25T09:00:00.000Z", "id": "page_0", "title": f"{PAGE}/", "pageTimings": {"onLoad": 100}}]
    return {
        "log": {"version": "1.2", "creator": {"name": "WebKit Web Inspector", "version": "20621"}, "pages": pages, "entries": list(entries)}
    }


def safari_entry(method: str, status: int, request: dict[str, str], response: dict[str, str], error: str = "") -> dict[str, Any]:
    asked = {
        "Accept": "*/*",
        "Origin": PAGE,
        "Referer": f"{PAGE}/",
        "User-Agent": "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
    }
    answer: dict[str, Any] = {
        "status": status, "statusText": "", "httpVersion": "HTTP/2", "cookies": [], "headers": lines(response), "redirectURL": "",
        "content": {"size": 0, "compression": 0, "mimeType": "x-unknown"}, "headersSize": -1, "bodySize": -1,
    }  # fmt: skip
    return {
        "pageref": "page_0", "startedDateTime": "2026-11-25T09:00:01.000Z", "time": 3, "cache": {}, "timings": {},
        "_fetchType": "Network Load",
        "request": {
            "method": method, "url": API, "httpVersion": "HTTP/2", "cookies": [], "queryString": [], "headersSize": -1, "bodySize": -1,
            "headers": lines(asked | request),
        },
        "response": answer | ({"_error": error} if error else {}),
    }  # fmt: skip


def minimal(method: str = "GET", url: str = API, status: Any = 200, response: Any = (), **request: Any) -> dict[str, Any]:
    """An entry with the fewest fields that say anything."""
    asked = {"method": method, "url": url, "headers": lines({"Origin": PAGE})} | request
    return {"request": asked, "response": {"status": status, "headers": list(response)}}


def har(*entries: Any, creator: str = "WebInspector") -> dict[str, Any]:
    return {"log": {"creator": {"name": creator}, "entries": list(entries)}}


def sanitised(log: dict[str, Any]) -> dict[str, Any]:
    """What "Export HAR (sanitized)" leaves of a recording of Chromium."""
    secret = ("authorization", "cookie", "set-cookie")

    def clean(part: dict[str, Any]) -> dict[str, Any]:
        return part | {"cookies": [], "headers": [line for line in part["headers"] if line["name"].lower() not in secret]}

    entries = [entry | {"request": clean(entry["request"]), "response": clean(entry["response"])} for entry in log["log"]["entries"]]
    return {"log": log["log"] | {"entries": entries}}
