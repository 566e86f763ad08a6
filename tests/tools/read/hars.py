"""HAR files made by hand, for what no browser writes: fields that are missing or odd. Real ones of
three browsers are in data/.
"""

from __future__ import annotations

from typing import Any

PAGE, API = "https://app.example", "https://api.example/notes"
Headers = list[dict[str, str]]


def lines(headers: dict[str, str]) -> Headers:
    return [{"name": name, "value": value} for name, value in headers.items()]


def minimal(
    method: str = "GET", url: str = API, status: Any = 200, response: Any = (), **request: Any
) -> dict[str, Any]:
    """An entry with the fewest fields that say anything."""
    asked = {"method": method, "url": url, "headers": lines({"Origin": PAGE})} | request
    return {"request": asked, "response": {"status": status, "headers": list(response)}}


def har(*entries: Any, creator: str = "WebInspector") -> dict[str, Any]:
    return {"log": {"creator": {"name": creator}, "entries": list(entries)}}


def sanitised(log: dict[str, Any]) -> dict[str, Any]:
    """What "Export HAR (sanitized)" leaves of a recording of Chromium."""
    secret = ("authorization", "cookie", "set-cookie")

    def clean(part: dict[str, Any]) -> dict[str, Any]:
        return part | {
            "cookies": [],
            "headers": [line for line in part["headers"] if line["name"].lower() not in secret],
        }

    entries = [
        entry | {"request": clean(entry["request"]), "response": clean(entry["response"])}
        for entry in log["log"]["entries"]
    ]
    return {"log": log["log"] | {"entries": entries}}
